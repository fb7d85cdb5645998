"""The WebSocket API, which carries the replies out."""

from aws_cdk import RemovalPolicy, aws_apigatewayv2, aws_iam
from aws_cdk.aws_apigateway import CfnAccount
from aws_cdk.aws_apigatewayv2 import WebSocketRouteOptions
from aws_cdk.aws_apigatewayv2_authorizers import WebSocketLambdaAuthorizer
from aws_cdk.aws_apigatewayv2_integrations import WebSocketLambdaIntegration
from constructs import Construct

from infra.cloud.accepted import accept, logical_id
from infra.cloud.constructs.access_log import AccessLog
from infra.cloud.constructs.capability import Capability

FRAMES_PER_SECOND = 100
BURST = 200


class SocketApi(Construct):
    """Opens with a ticket, ?ticket=…, that the authorizer redeems; then it is asked no more."""

    def __init__(
        self, scope: Construct, name: str, *, connections: Capability, authorizer: Capability
    ) -> None:
        super().__init__(scope, name)
        integration = WebSocketLambdaIntegration("Connections", connections.function)
        self._api = api = aws_apigatewayv2.WebSocketApi(
            self,
            "Api",
            connect_route_options=WebSocketRouteOptions(
                integration=integration,
                authorizer=WebSocketLambdaAuthorizer(
                    "Ticket",
                    authorizer.function,
                    identity_source=["route.request.querystring.ticket"],
                ),
            ),
            disconnect_route_options=WebSocketRouteOptions(integration=integration),
            default_route_options=WebSocketRouteOptions(
                integration=integration, return_response=True
            ),
        )
        accept(api, "APIG4", "API Gateway asks a WebSocket authorizer on $connect, and only there")
        self._stage = aws_apigatewayv2.WebSocketStage(
            self,
            "Stage",
            web_socket_api=api,
            stage_name="live",
            auto_deploy=True,
            access_log_settings=AccessLog(self, "AccessLog"),
            throttle=aws_apigatewayv2.ThrottleSettings(
                rate_limit=FRAMES_PER_SECOND, burst_limit=BURST
            ),
        )
        self._stage.node.add_dependency(self._log_role())
        self.url = self._stage.url
        self.callback_url = self._stage.callback_url

    def grant_push(self, capability: Capability) -> None:
        """Let a capability send to the connections of this API, and close them."""
        self._stage.grant_management_api_access(capability.function)
        accept(
            capability,
            "IAM5[Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:"
            f"<{logical_id(self._api)}>/live/*/@connections/*]",
            "connections come and go; none but this API's",
        )

    def _log_role(self) -> CfnAccount:
        """WebSocket stages log through a role that is set once for the account and region.

        Other APIs there log through it as well, so it stays when this stack goes.
        https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
        """
        role = aws_iam.Role(
            self,
            "AccountLogRole",
            assumed_by=aws_iam.ServicePrincipal("apigateway.amazonaws.com"),
            managed_policies=[
                aws_iam.ManagedPolicy.from_aws_managed_policy_name(
                    "service-role/AmazonAPIGatewayPushToCloudWatchLogs"
                )
            ],
        )
        accept(
            role,
            "IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/"
            "AmazonAPIGatewayPushToCloudWatchLogs]",
            "the policy that AWS keeps for exactly this role, shared by the account's APIs",
        )
        role.apply_removal_policy(RemovalPolicy.RETAIN)
        account = CfnAccount(self, "Account", cloud_watch_role_arn=role.role_arn)
        account.apply_removal_policy(RemovalPolicy.RETAIN)
        return account

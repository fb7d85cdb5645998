"""The public HTTP API."""

from collections.abc import Sequence

from aws_cdk import Duration, aws_apigatewayv2
from aws_cdk.aws_apigatewayv2 import CorsHttpMethod, HttpMethod
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct

from infra.cloud.accepted import accept
from infra.cloud.constructs.access_log import AccessLog
from infra.cloud.constructs.capability import Capability

ROUTES = {
    "/v1/sessions": [HttpMethod.POST],
    "/v1/sign-ins": [HttpMethod.POST],
    "/v1/tickets": [HttpMethod.POST],
    "/v1/conversations/{conversationId}/messages": [HttpMethod.POST, HttpMethod.GET],
    "/openapi.json": [HttpMethod.GET],
}
REQUESTS_PER_SECOND = 50
BURST = 100


class WebApi(Construct):
    """Explicit routes only, so that what is not public is not reachable."""

    def __init__(
        self, scope: Construct, name: str, *, intake: Capability, allowed_origins: Sequence[str]
    ) -> None:
        super().__init__(scope, name)
        self.api = api = aws_apigatewayv2.HttpApi(
            self,
            "Api",
            create_default_stage=False,
            cors_preflight=_cors(allowed_origins) if allowed_origins else None,
        )
        integration = HttpLambdaIntegration(
            "Intake", intake.function, scope_permission_to_route=False
        )
        for path, methods in ROUTES.items():
            api.add_routes(path=path, methods=methods, integration=integration)
        accept(
            api,
            "APIG4",
            "strangers open sessions; every other route checks its token or signature itself, "
            "and an authorizer would only do it twice",
        )
        self.stage = aws_apigatewayv2.HttpStage(
            self,
            "Stage",
            http_api=api,
            stage_name="$default",
            auto_deploy=True,
            access_log_settings=AccessLog(self, "AccessLog"),
            throttle=aws_apigatewayv2.ThrottleSettings(
                rate_limit=REQUESTS_PER_SECOND, burst_limit=BURST
            ),
        )
        self.url = self.stage.url


def _cors(allowed_origins: Sequence[str]) -> aws_apigatewayv2.CorsPreflightOptions:
    return aws_apigatewayv2.CorsPreflightOptions(
        allow_origins=list(allowed_origins),
        allow_methods=[CorsHttpMethod.GET, CorsHttpMethod.POST],
        allow_headers=["authorization", "content-type"],
        max_age=Duration.hours(1),
    )

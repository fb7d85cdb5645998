"""Web hooks: what systems tell that cannot put events on the bus themselves."""

from collections.abc import Sequence

from aws_cdk import aws_events, aws_secretsmanager
from aws_cdk.aws_apigatewayv2 import HttpMethod
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct

from infra.cloud.constructs.queue import DeadLetters
from infra.cloud.constructs.web_api import WebApi
from infra.cloud.constructs.workshop import Workshop
from infra.cloud.stacks.data import DataStack

PATH = "/v1/webhooks/{source}"


class Webhooks(Construct):
    """`buried` takes what a sender must not be asked to send again; `secrets` are the whole ARNs of
    those that the pack names for its senders."""

    def __init__(
        self,
        scope: Construct,
        made: Workshop,
        data: DataStack,
        bus: aws_events.IEventBus,
        api: WebApi,
        buried: DeadLetters,
        secrets: Sequence[str] = (),
    ) -> None:
        super().__init__(scope, "Webhooks")
        taker = made.capability(
            "WebhooksHttp",
            "webhooks.http",
            made.layers.company,
            environment={
                "BUS_NAME": bus.event_bus_name,
                "CONNECTIONS_TABLE": data.connections.table_name,
                "WEBHOOK_SECRET_ARN": data.webhook_secret.secret_arn,
                "DEAD_LETTERS_URL": buried.queue_url,
            },
        )
        buried.grant_send_messages(taker.function)
        bus.grant_put_events_to(taker.function)
        data.connections.grant(taker.function, "dynamodb:GetItem", "dynamodb:PutItem")
        data.webhook_secret.grant_read(taker.function)
        for at, arn in enumerate(secrets):
            signs = aws_secretsmanager.Secret.from_secret_complete_arn(self, f"Sender{at}", arn)
            signs.grant_read(taker.function)
        door = HttpLambdaIntegration("Webhooks", taker.function, scope_permission_to_route=False)
        api.api.add_routes(path=PATH, methods=[HttpMethod.POST], integration=door)

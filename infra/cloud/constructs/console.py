"""The console of the company's own people: its page, its APIs, and the jobs that it asks for."""

from aws_cdk import Annotations, aws_events, aws_iam, aws_secretsmanager
from aws_cdk.aws_apigatewayv2 import HttpMethod, HttpNoneAuthorizer
from aws_cdk.aws_apigatewayv2_authorizers import HttpJwtAuthorizer
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct

from infra.cloud.constructs.capability import Capability
from infra.cloud.constructs.errands import DESK, STEP_TIMEOUT, Errands
from infra.cloud.constructs.library import INDEXING_MEMORY, PUBLISH_TIMEOUT, grant_objects
from infra.cloud.constructs.web_api import WebApi
from infra.cloud.constructs.workshop import Workshop
from infra.cloud.deployment import DEMO_ISSUER, Deployment
from infra.cloud.stacks.data import DataStack

OPEN = ("/console", "/console/{file}", "/v1/console/sign-in")
"""What needs no token: the page holds no data, and tells where to sign in."""
LOOKS = (
    "/v1/console/me",
    "/v1/console/knowledge",
    "/v1/console/articles/{article}",
    "/v1/console/reviews/last",
    "/v1/console/findings",
    "/v1/console/gaps/last",
    "/v1/console/jobs/{job}",
    "/v1/console/errands",
    "/v1/console/runs/{run}",
)
DEEDS = (
    "/v1/console/uploads",
    "/v1/console/reviews",
    "/v1/console/publications",
    "/v1/console/withdrawals",
    "/v1/console/withdrawals/previews",
    "/v1/console/gaps",
    "/v1/console/gaps/aside",
    "/v1/console/runs/{run}/approval",
    "/v1/console/runs/{run}/denial",
    "/v1/console/runs/{run}/retry",
    "/v1/console/switches/{errand}",
)
OFFERS, HELD = ("/v1/console/offers",), ("/v1/console/offers/held",)
"""What was given, and what one customer has of it."""
THINKING = ("dialogue", "generation", "knowledge", "retrieval", "routing")
"""The folders that a review thinks with, as a turn does."""
ASK = ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:BatchWriteItem")
WORK = (*ASK, "dynamodb:UpdateItem")
READ_MEMORY = 1024
"""MB: a large PDF is read in one go."""


class Console(Construct):
    """API Gateway checks the tokens of the company's identity provider; roles are the function's to
    check."""

    def __init__(
        self,
        scope: Construct,
        made: Workshop,
        data: DataStack,
        bus: aws_events.IEventBus,
        api: WebApi,
        errands: Errands,
        deployment: Deployment,
    ) -> None:
        super().__init__(scope, "Console")
        self._data = data
        self._staff = deployment.staff
        self._jobs = made.queue("Jobs", PUBLISH_TIMEOUT, fifo=True)
        self._work(made, deployment)
        door = self._door(made, bus, errands)
        self._route(api, door, self._tell_of_offers(made, bus, deployment))
        if self._staff.issuer == DEMO_ISSUER:
            Annotations.of(self).add_error(
                "nobody could sign in to the console: name your identity provider with "
                "-c staff_issuer=https://… and -c staff_client_id=…"
            )

    def _door(self, made: Workshop, bus: aws_events.IEventBus, errands: Errands) -> Capability:
        data, layers = self._data, made.layers
        door = made.capability(
            "ConsoleHttp",
            "console.http",
            layers.http,
            layers.sources,
            layers.console,
            layers.company,
            environment={
                "CONSOLE_ROOT": "/opt/console",
                "STAFF_ISSUER": self._staff.issuer,
                "STAFF_CLIENT_ID": self._staff.client_id,
                "STAFF_ROLES_CLAIM": self._staff.roles_claim,
                "CONSOLE_TABLE": data.console.table_name,
                "JOBS_QUEUE_URL": self._jobs.queue.queue_url,
                "KNOWLEDGE_BUCKET": data.knowledge.bucket_name,
                "ERRANDS_TABLE": data.errands.table_name,
                "BUS_NAME": bus.event_bus_name,
            },
            memory=READ_MEMORY,
            borrows=("knowledge", "workflows"),
        )
        data.console.grant(door.function, *ASK)
        self._jobs.queue.grant_send_messages(door.function)
        grant_objects(door, data.knowledge, "documents/", "s3:GetObject")
        grant_objects(door, data.knowledge, "index/", "s3:GetObject")
        grant_objects(door, data.knowledge, "inbox/", "s3:PutObject", "s3:DeleteObject")
        data.errands.grant(
            door.function,
            *("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:Query"),
        )
        door.speak_as(DESK, bus)
        machines = [each.state_machine_arn for each in errands.machines.values()]
        door.function.add_to_role_policy(
            aws_iam.PolicyStatement(actions=["states:SendTaskSuccess"], resources=machines)
        )
        return door

    def _work(self, made: Workshop, deployment: Deployment) -> None:
        data, layers, search = self._data, made.layers, deployment.search
        worker = made.reader(
            "ConsoleJobs",
            "console.batch",
            self._jobs,
            *dict.fromkeys((*layers.understanding, *layers.finding)),
            layers.company,
            environment={
                "CONSOLE_TABLE": data.console.table_name,
                "LEDGER_TABLE": data.ledger.table_name,
                "CONVERSATIONS_TABLE": data.conversations.table_name,
                "GRAPH_TABLE": data.graph.table_name,
                "KNOWLEDGE_BUCKET": data.knowledge.bucket_name,
                **search.environment,
            },
            timeout=PUBLISH_TIMEOUT,
            memory=INDEXING_MEMORY,
            borrows=THINKING,
        )
        data.console.grant(worker.function, *WORK)
        data.ledger.grant(worker.function, "dynamodb:Query")
        data.conversations.grant(worker.function, "dynamodb:BatchGetItem")
        data.graph.grant(worker.function, "dynamodb:BatchGetItem", "dynamodb:Query")
        grant_objects(worker, data.knowledge, "documents/", "s3:GetObject")
        grant_objects(worker, data.knowledge, "index/", "s3:GetObject")
        search.grant_find(worker)

    def _tell_of_offers(
        self, made: Workshop, bus: aws_events.IEventBus, deployment: Deployment
    ) -> Capability:
        """It asks the shop, with the keys of the company's systems, and changes nothing."""
        data, layers = self._data, made.layers
        teller = made.capability(
            "OffersHttp",
            "offers.http",
            layers.http,
            *layers.connectors,
            layers.company,
            environment={
                "STAFF_ROLES_CLAIM": self._staff.roles_claim,
                "ERRANDS_TABLE": data.errands.table_name,
                "SYSTEMS_TABLE": data.systems.table_name,
                "GRAPH_TABLE": data.graph.table_name,
                "BUS_NAME": bus.event_bus_name,
            },
            timeout=STEP_TIMEOUT,
            borrows=("console",),
        )
        data.errands.grant(teller.function, "dynamodb:BatchGetItem", "dynamodb:Query")
        data.systems.grant(teller.function, "dynamodb:GetItem")
        data.graph.grant(teller.function, "dynamodb:BatchGetItem", "dynamodb:Query")
        for at, arn in enumerate(deployment.system_secrets):
            opens = aws_secretsmanager.Secret.from_secret_complete_arn(self, f"System{at}", arn)
            opens.grant_read(teller.function)
        return teller

    def _route(self, api: WebApi, door: Capability, offers: Capability) -> None:
        staff = HttpJwtAuthorizer("Staff", self._staff.issuer, jwt_audience=[self._staff.client_id])
        asks_door, asks_offers = (
            HttpLambdaIntegration(name, asked.function, scope_permission_to_route=False)
            for name, asked in (("Console", door), ("ConsoleOffers", offers))
        )
        for paths, method, integration, authorizer in (
            (OPEN, HttpMethod.GET, asks_door, HttpNoneAuthorizer()),
            (LOOKS, HttpMethod.GET, asks_door, staff),
            (DEEDS, HttpMethod.POST, asks_door, staff),
            (OFFERS, HttpMethod.GET, asks_offers, staff),
            (HELD, HttpMethod.POST, asks_offers, staff),
        ):
            for path in paths:
                api.api.add_routes(
                    path=path, methods=[method], integration=integration, authorizer=authorizer
                )

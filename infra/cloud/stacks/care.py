"""The platform itself: everything that changes with the code."""

from aws_cdk import CfnOutput, Duration, Size, Stack, aws_events, aws_secretsmanager
from aws_cdk.aws_events import EventPattern, Match
from aws_cdk.aws_lambda import FilterCriteria, FilterRule, StartingPosition
from aws_cdk.aws_lambda_event_sources import DynamoEventSource, SqsDlq
from aws_cdk.aws_stepfunctions import StateMachine
from constructs import Construct

from infra.cloud.accepted import accept
from infra.cloud.constructs.assets import Layers
from infra.cloud.constructs.calls import EVENT_SOURCE as CALLS_SOURCE
from infra.cloud.constructs.capability import Capability
from infra.cloud.constructs.console import Console
from infra.cloud.constructs.doors import open_doors
from infra.cloud.constructs.email import grant_letters
from infra.cloud.constructs.errands import ERRAND_EVENTS, Errands
from infra.cloud.constructs.library import CHANGED, COMPANY_SYSTEMS, Library, grant_objects
from infra.cloud.constructs.queue import LONGEST_RETENTION, DeadLetters
from infra.cloud.constructs.socket_api import SocketApi
from infra.cloud.constructs.streams import Streams
from infra.cloud.constructs.texts import grant_texts
from infra.cloud.constructs.web_api import WebApi
from infra.cloud.constructs.webhooks import Webhooks
from infra.cloud.constructs.workshop import BATCH, QUICK, Workshop
from infra.cloud.deployment import Deployment
from infra.cloud.stacks.data import READ, WRITE, DataStack
from infra.cloud.workflows.errand import EVENT_SOURCE as ERRANDS_SOURCE
from infra.cloud.workflows.turn import EVENT_SOURCE, turn_machine

MODEL_TIMEOUT = Duration.seconds(40)
"""Three tries of 10 s at a hosted model, then the embedded composer; within the turn's limit."""
TURNS_TIMEOUT = Duration.minutes(2)
ENCODER_MEMORY = 1769
"""MB at which Lambda gives one whole processor; the encoder runs on one thread.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
"""

INDEX_SPACE = Size.gibibytes(2)
"""For the index in use and the one that follows it: 400 MB each at 100,000 passages."""

OURS = (EVENT_SOURCE, ERRANDS_SOURCE, CALLS_SOURCE)
ASK_GRAPH = ("dynamodb:BatchGetItem", "dynamodb:Query")
TELL_GRAPH = ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem")


class CareStack(Stack):
    """From a channel through intake, turn and delivery back to the channel."""

    def __init__(
        self, scope: Construct, name: str, *, data: DataStack, deployment: Deployment
    ) -> None:
        super().__init__(scope, name, description="Careline: channels, turns and deliveries")
        self._data = data
        self._deployment = deployment
        self._layers = Layers(
            self,
            "Layers",
            company=deployment.company,
            languages=deployment.languages,
            search=deployment.search.engine,
            connects=bool(deployment.system_secrets),
            signs_in=deployment.signs_in,
        )
        self.made = Workshop(self, self._layers)

        self._conversations = {"CONVERSATIONS_TABLE": data.conversations.table_name}
        self._connections = {"CONNECTIONS_TABLE": data.connections.table_name}
        self._turn_requests = self.made.queue("TurnRequests", TURNS_TIMEOUT, fifo=True)
        self._bus = aws_events.EventBus(self, "Bus")

        self.socket_api = self._open_sockets()
        self.turn = self._run_turns()
        self.undelivered = DeadLetters(self, "Undelivered")
        self.delivery = self._deliver_replies()
        self.web_api = self._take_web_messages()
        streams = Streams(
            self, self.made, self._bus, kafka=deployment.kafka, partners=deployment.partners
        )
        self.buried = streams.buried
        signs = deployment.webhook_secrets
        Webhooks(self, self.made, data, self._bus, self.web_api, self.buried, signs)
        doors = open_doors(self, self.made, data, self._turn_requests, self._bus, deployment)
        self._let_ask_the_graph(*doors)
        Console(self, self.made, data, self._bus, self.web_api, self.errands, deployment)
        self._keep_the_ledger()
        self._keep_the_graph()
        self._collect_handoffs()
        Library(
            self,
            "Library",
            made=self.made,
            layers=self._layers,
            bucket=data.knowledge,
            bus=self._bus,
            sources=deployment.sources,
            search=deployment.search,
        )

        CfnOutput(self, "HttpApiUrl", value=self.web_api.url)
        CfnOutput(self, "SocketUrl", value=self.socket_api.url)
        CfnOutput(self, "BusName", value=self._bus.event_bus_name)

    def _run_turns(self) -> StateMachine:
        make, company = self.made.capability, self._layers.company
        reading = (*self._layers.understanding, company)
        model = self._deployment.model
        dialogue = make("Dialogue", "dialogue.task", company, environment=self._conversations)
        self._data.conversations.grant(dialogue.function, *READ, *WRITE)
        generation = make(
            "Generation",
            "generation.task",
            company,
            environment=model.environment,
            timeout=MODEL_TIMEOUT,
        )
        model.grant_write_replies(generation.function)
        if model.streams:
            self._let_push(generation)
        moods = self._deployment.mood_model
        sentiment = make(
            "Sentiment",
            "sentiment.task",
            *reading,
            environment=moods.environment,
            memory=ENCODER_MEMORY,
        )
        moods.grant_read_moods(sentiment)
        retrieval = self._retrieval()
        workflows = make("Workflows", "workflows.task", company, timeout=QUICK)
        self._let_ask_the_graph(dialogue, retrieval, workflows)
        self.errands = Errands(
            self,
            self.made,
            self._data,
            self._bus,
            workflows,
            secrets=self._deployment.system_secrets,
            sender=self._deployment.mail_sender,
            address=self._deployment.email_address or "",
        )
        self._let_ask_the_graph(self.errands.steps, self.errands.listener, self.errands.offers)
        turn = turn_machine(
            self,
            dialogue=dialogue,
            sentiment=sentiment,
            routing=make("Routing", "routing.task", *reading, memory=ENCODER_MEMORY),
            retrieval=retrieval,
            workflows=workflows,
            offers=self.errands.offers,
            generation=generation,
            bus=self._bus,
            dead_letters=self._turn_requests.dead_letters,
        )
        turns = self.made.reader(
            "Turns",
            "turns.batch",
            self._turn_requests,
            environment={"TURN_MACHINE_ARN": turn.state_machine_arn},
            timeout=TURNS_TIMEOUT,
        )
        turn.grant_start_sync_execution(turns.function)
        return turn

    def _retrieval(self) -> Capability:
        bucket = self._data.knowledge
        retrieval = self.made.capability(
            "Retrieval",
            "retrieval.task",
            *self._layers.finding,
            self._layers.company,
            environment={
                "KNOWLEDGE_BUCKET": bucket.bucket_name,
                **self._deployment.search.environment,
            },
            memory=ENCODER_MEMORY,
            scratch=INDEX_SPACE,
        )
        grant_objects(retrieval, bucket, "index/", "s3:GetObject")
        self._deployment.search.grant_find(retrieval)
        return retrieval

    def _open_sockets(self) -> SocketApi:
        make, company = self.made.capability, self._layers.company
        connections = make(
            "Connections", "connections.socket", company, environment=self._connections
        )
        authorizer = make(
            "ConnectionsAuthorizer",
            "connections.authorizer",
            company,
            environment=self._connections,
        )
        table = self._data.connections
        table.grant(connections.function, "dynamodb:PutItem", "dynamodb:DeleteItem")
        table.grant(authorizer.function, "dynamodb:DeleteItem")
        return SocketApi(self, "SocketApi", connections=connections, authorizer=authorizer)

    def _deliver_replies(self) -> Capability:
        """Reads the outbox: rows OUT#… that a turn's transaction adds to the conversation."""
        number, address = self._deployment.sms_number, self._deployment.email_address
        delivery = self.made.capability(
            "Delivery",
            "delivery.batch",
            self._layers.company,
            environment={
                **self._conversations,
                **({"SMS_ORIGINATION_IDENTITY": number} if number else {}),
                **({"EMAIL_ADDRESS": address} if address else {}),
            },
        )
        new_parcel = {
            "eventName": FilterRule.is_equal("INSERT"),
            "dynamodb": {"Keys": {"sk": {"S": FilterRule.begins_with("OUT#")}}},
        }
        delivery.function.add_event_source(
            DynamoEventSource(
                self._data.conversations,
                starting_position=StartingPosition.TRIM_HORIZON,
                batch_size=BATCH,
                filters=[FilterCriteria.filter(new_parcel)],
                bisect_batch_on_error=True,
                retry_attempts=3,
                on_failure=SqsDlq(self.undelivered),
                report_batch_item_failures=True,
            )
        )
        self._data.conversations.grant(delivery.function, "dynamodb:UpdateItem")
        self._data.connections.grant(delivery.function, "dynamodb:DeleteItem")
        self._let_push(delivery)
        accept(delivery, "IAM5[Resource::*]", "dynamodb:ListStreams, which takes no resource")
        if number:
            grant_texts(delivery)
        if address:
            grant_letters(delivery, address)
        return delivery

    def _let_push(self, capability: Capability) -> None:
        """Let it send frames to the web pages that are open."""
        for name, value in self._connections.items():
            capability.function.add_environment(name, value)
        capability.function.add_environment("SOCKET_CALLBACK_URL", self.socket_api.callback_url)
        self._data.connections.grant(capability.function, "dynamodb:Query")
        self.socket_api.grant_push(capability)

    def _take_web_messages(self) -> WebApi:
        data = self._data
        intake = self.made.capability(
            "IntakeHttp",
            "intake.http",
            self._layers.http,
            *self._layers.identity,
            self._layers.company,
            environment={
                **self._conversations,
                **self._connections,
                "TURNS_QUEUE_URL": self._turn_requests.queue.queue_url,
                "SOCKET_URL": self.socket_api.url,
                "SESSION_SECRET_ARN": data.session_secret.secret_arn,
                "IDENTITY_SECRET_ARN": data.identity_secret.secret_arn,
            },
        )
        self._let_ask_the_graph(intake)
        data.conversations.grant(intake.function, *READ, *WRITE)
        data.connections.grant(intake.function, "dynamodb:PutItem")
        if self._deployment.signs_in:
            data.connections.grant(intake.function, "dynamodb:DeleteItem")
        data.session_secret.grant_read(intake.function)
        data.identity_secret.grant_read(intake.function)
        self._turn_requests.queue.grant_send_messages(intake.function)
        if arn := self._deployment.sign_in_secret:
            known_by = aws_secretsmanager.Secret.from_secret_complete_arn(self, "SignIn", arn)
            known_by.grant_read(intake.function)
        origins = self._deployment.allowed_origins
        return WebApi(self, "WebApi", intake=intake, allowed_origins=origins)

    def _let_ask_the_graph(self, *capabilities: Capability) -> None:
        table = self._data.graph
        for each in capabilities:
            each.function.add_environment("GRAPH_TABLE", table.table_name)
            table.grant(each.function, *ASK_GRAPH)

    def _keep_the_graph(self) -> None:
        """Every event of the company's systems comes but word of a source of documents, so that one
        unknown to us is buried with its reason rather than lost."""
        table = self._data.graph
        told = self.made.queue("CompanyEvents", QUICK)
        others = Match.anything_but(CHANGED, *ERRAND_EVENTS)
        facts = EventPattern(source=[COMPANY_SYSTEMS], detail_type=others)
        self.made.subscribe(told, "CompanyEvents", self._bus, facts)
        graph = self.made.reader(
            "Graph", "graph.batch", told, environment={"GRAPH_TABLE": table.table_name}
        )
        table.grant(graph.function, *TELL_GRAPH)

    def _keep_the_ledger(self) -> None:
        ledger = self._data.ledger
        completed = self.made.queue("CompletedTurns", QUICK)
        self.made.subscribe(completed, "TurnCompleted", self._bus, _ours("TurnCompleted"))
        analytics = self.made.reader(
            "Analytics",
            "analytics.batch",
            completed,
            environment={"LEDGER_TABLE": ledger.table_name},
            gathers=Duration.seconds(2),
        )
        ledger.grant(analytics.function, "dynamodb:PutItem")

    def _collect_handoffs(self) -> None:
        """They wait here until somebody at the desk takes them."""
        handoffs = self.made.queue("Handoffs", retention=LONGEST_RETENTION)
        self.made.subscribe(handoffs, "HandoffRequested", self._bus, _ours("HandoffRequested"))


def _ours(event: str) -> EventPattern:
    return EventPattern(source=list(OURS), detail_type=[event])

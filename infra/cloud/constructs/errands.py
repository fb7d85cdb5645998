"""The errands: a state machine for each that is declared, and what moves them from outside. Beside
them who grants offers, by the same counters and in the same systems."""

from collections.abc import Sequence

from aws_cdk import Duration, Stack, aws_events, aws_iam, aws_secretsmanager
from aws_cdk.aws_events import EventPattern
from constructs import Construct

from infra.cloud.constructs.capability import Capability
from infra.cloud.constructs.library import COMPANY_SYSTEMS
from infra.cloud.constructs.workshop import QUICK, Workshop
from infra.cloud.stacks.data import DataStack
from infra.cloud.workflows.errand import declarations, errand_machine

DESK = "careline.desk"
"""The source of what colleagues decide."""
NEWS = ("ReturnReceived", "ParcelTraced")
"""Events of the company's systems that errands wait for (shared.events.ERRAND_EVENTS)."""
OCCASIONS = tuple(sorted({each.begins_at for each in declarations() if each.begins_at}))
"""Those at which errands begin."""
ERRAND_EVENTS = (*NEWS, *OCCASIONS, "ApprovalGiven")
RUNS = ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem")
STEP_TIMEOUT = Duration.seconds(20)
"""A connector's deadline and some more."""


class Errands(Construct):
    """`turnside` is the function through which a turn begins and answers errands; `secrets` are the
    whole ARNs of those that open the company's systems, `sender` the address of its e-mails, and
    `address` the one at which customers write to it."""

    def __init__(
        self,
        scope: Construct,
        made: Workshop,
        data: DataStack,
        bus: aws_events.IEventBus,
        turnside: Capability,
        secrets: Sequence[str] = (),
        sender: str = "",
        address: str = "",
    ) -> None:
        super().__init__(scope, "Errands")
        runs, systems, conversations = data.errands, data.systems, data.conversations
        table = {"ERRANDS_TABLE": runs.table_name}
        self.steps = made.capability(
            "ErrandSteps",
            "workflows.step",
            *made.layers.connectors,
            made.layers.company,
            environment={
                **table,
                "SYSTEMS_TABLE": systems.table_name,
                "CONVERSATIONS_TABLE": conversations.table_name,
                "BUS_NAME": bus.event_bus_name,
                "SESSION_SECRET_ARN": data.session_secret.secret_arn,
            },
            timeout=STEP_TIMEOUT,
        )
        self.offers = made.capability(
            "Offers",
            "offers.task",
            *made.layers.connectors,
            made.layers.company,
            environment={
                **table,
                "SYSTEMS_TABLE": systems.table_name,
                "BUS_NAME": bus.event_bus_name,
            },
            timeout=STEP_TIMEOUT,
        )
        for each in (self.steps, self.offers):
            runs.grant(each.function, *RUNS, "dynamodb:Query")
            systems.grant(each.function, "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query")
        conversations.grant(self.steps.function, "dynamodb:PutItem", "dynamodb:UpdateItem")
        data.session_secret.grant_read(self.steps.function)
        bus.grant_put_events_to(self.steps.function)
        if sender:
            self._let_mail(sender)
        for at, arn in enumerate(secrets):
            opens = aws_secretsmanager.Secret.from_secret_complete_arn(self, f"System{at}", arn)
            opens.grant_read(self.steps.function)
            opens.grant_read(self.offers.function)
        self.machines = {
            each.name: errand_machine(self, each, steps=self.steps, bus=bus)
            for each in declarations()
        }
        arns = {errand: machine.state_machine_arn for errand, machine in self.machines.items()}
        turnside.function.add_environment("ERRAND_MACHINES", Stack.of(self).to_json_string(arns))
        turnside.function.add_environment("ERRANDS_TABLE", runs.table_name)
        runs.grant(turnside.function, *RUNS[:3])
        for machine in self.machines.values():
            machine.grant_start_execution(turnside.function)
        self.listener = self._listen(made, data, bus, arns)
        if address:
            self.listener.function.add_environment("EMAIL_ADDRESS", address)
        self._let_answer(turnside, list(arns.values()))

    def _let_mail(self, sender: str) -> None:
        """SES checks the address or its domain, whichever was verified."""
        identities = [
            Stack.of(self).format_arn(service="ses", resource="identity", resource_name=name)
            for name in (sender, sender.partition("@")[2])
        ]
        self.steps.function.add_to_role_policy(
            aws_iam.PolicyStatement(actions=["ses:SendEmail"], resources=identities)
        )

    def _listen(
        self, made: Workshop, data: DataStack, bus: aws_events.IEventBus, arns: dict[str, str]
    ) -> Capability:
        """What moves errands from outside, and begins those that wait for nobody's word."""
        news = made.queue("ErrandNews", QUICK)
        facts = EventPattern(source=[COMPANY_SYSTEMS], detail_type=[*NEWS, *OCCASIONS])
        made.subscribe(news, "ErrandNews", bus, facts)
        decisions = EventPattern(source=[DESK], detail_type=["ApprovalGiven"])
        made.subscribe(news, "Approvals", bus, decisions)
        begun = [each.name for each in declarations() if each.begins_at]
        listener = made.reader(
            "ErrandListener",
            "workflows.batch",
            news,
            made.layers.company,
            environment={
                "ERRANDS_TABLE": data.errands.table_name,
                "CONVERSATIONS_TABLE": data.conversations.table_name,
                "ERRAND_MACHINES": Stack.of(self).to_json_string(arns),
            },
        )
        data.errands.grant(listener.function, *RUNS, "dynamodb:Query")
        data.conversations.grant(listener.function, "dynamodb:GetItem", "dynamodb:UpdateItem")
        for errand in begun:
            self.machines[errand].grant_start_execution(listener.function)
        self._let_answer(listener, list(arns.values()))
        return listener

    def _let_answer(self, capability: Capability, machines: list[str]) -> None:
        capability.function.add_to_role_policy(
            aws_iam.PolicyStatement(actions=["states:SendTaskSuccess"], resources=machines)
        )

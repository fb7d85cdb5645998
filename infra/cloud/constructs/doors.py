"""The doors of messages that come through AWS's services."""

from collections.abc import Iterator

from aws_cdk import Stack, aws_events

from infra.cloud.constructs.calls import Calls
from infra.cloud.constructs.capability import Capability
from infra.cloud.constructs.email import Email
from infra.cloud.constructs.queue import QueueWithDeadLetters
from infra.cloud.constructs.texts import take_texts
from infra.cloud.constructs.workshop import Workshop
from infra.cloud.deployment import Deployment
from infra.cloud.stacks.data import DataStack


def open_doors(
    stack: Stack,
    made: Workshop,
    data: DataStack,
    turns: QueueWithDeadLetters,
    bus: aws_events.IEventBus,
    deployment: Deployment,
) -> Iterator[Capability]:
    """Text messages, and, if the pack says so, e-mails and calls: the function of each, which knows
    its customers by what the graph tells."""
    yield take_texts(stack, made, data, turns)
    if deployment.email_address:
        yield Email(stack, made, data, turns.queue, address=deployment.email_address).intake
    if deployment.phones:
        company, phones = deployment.company, deployment.phones
        yield Calls(stack, made, data, turns.queue, bus, company=company, phones=phones).hook

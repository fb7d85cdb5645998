"""Makes the parts of the platform."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from aws_cdk import Duration, Size, aws_events
from aws_cdk.aws_events import EventPattern
from aws_cdk.aws_events_targets import SqsQueue
from aws_cdk.aws_lambda import ILayerVersion
from aws_cdk.aws_lambda_event_sources import SqsEventSource
from constructs import Construct

from infra.cloud.constructs.assets import Layers
from infra.cloud.constructs.capability import Capability
from infra.cloud.constructs.queue import QueueWithDeadLetters

QUICK = Duration.seconds(10)
BATCH = 10
NOTHING: Mapping[str, str] = MappingProxyType({})


class Workshop:
    """Makes capabilities and queues in one scope, and remembers them for those who watch."""

    def __init__(self, scope: Construct, layers: Layers) -> None:
        self._scope = scope
        self.layers = layers
        self.capabilities: list[Capability] = []
        self.queues: list[QueueWithDeadLetters] = []

    def capability(
        self,
        name: str,
        handler: str,
        *layers: ILayerVersion,
        environment: Mapping[str, str] = NOTHING,
        memory: int = 512,
        timeout: Duration = QUICK,
        scratch: Size | None = None,
        borrows: Sequence[str] = (),
    ) -> Capability:
        """A function on the base layer and `layers`; `memory` in MB; `scratch` is what it may keep
        in /tmp, half a gigabyte by itself; `borrows` are other folders whose services it calls."""
        pack = {"COMPANY_ROOT": "/opt/company"} if self.layers.company in layers else NOTHING
        made = Capability(
            self._scope,
            name,
            handler,
            layers=[self.layers.base, *layers],
            environment={**environment, **pack},
            memory=memory,
            timeout=timeout,
            scratch=scratch,
            borrows=borrows,
        )
        self.capabilities.append(made)
        return made

    def subscribe(
        self,
        queue: QueueWithDeadLetters,
        name: str,
        bus: aws_events.IEventBus,
        pattern: EventPattern,
    ) -> None:
        """Put the bus's events of that pattern into the queue."""
        aws_events.Rule(
            self._scope,
            f"{name}Rule",
            event_bus=bus,
            event_pattern=pattern,
            targets=[SqsQueue(queue.queue, dead_letter_queue=queue.dead_letters)],
        )

    def reader(
        self,
        name: str,
        handler: str,
        of: QueueWithDeadLetters,
        *layers: ILayerVersion,
        environment: Mapping[str, str],
        memory: int = 512,
        timeout: Duration = QUICK,
        gathers: Duration | None = None,
        scratch: Size | None = None,
        borrows: Sequence[str] = (),
    ) -> Capability:
        """A capability that reads a queue, and buries at once what it can never handle. One that
        `gathers` waits so long for a larger batch, where nobody waits for it."""
        buries = {"DEAD_LETTERS_URL": of.dead_letters.queue_url}
        made = self.capability(
            name,
            handler,
            *layers,
            environment={**environment, **buries},
            memory=memory,
            timeout=timeout,
            scratch=scratch,
            borrows=borrows,
        )
        # Turns of different customers must not wait for each other inside one batch.
        size = 1 if of.queue.fifo else BATCH
        made.function.add_event_source(
            SqsEventSource(
                of.queue,
                batch_size=size,
                max_batching_window=gathers,
                report_batch_item_failures=True,
            )
        )
        of.dead_letters.grant_send_messages(made.function)
        return made

    def queue(
        self,
        name: str,
        consumer_timeout: Duration | None = None,
        *,
        retention: Duration | None = None,
        fifo: bool = False,
    ) -> QueueWithDeadLetters:
        made = QueueWithDeadLetters(
            self._scope,
            name,
            consumer_timeout=consumer_timeout,
            retention=retention,
            fifo=fifo,
        )
        self.queues.append(made)
        return made

"""Queues that never lose a message in silence."""

from aws_cdk import Duration, aws_sqs
from aws_cdk.aws_sqs import DeduplicationScope, FifoThroughputLimit, QueueEncryption
from constructs import Construct

from infra.cloud.accepted import accept

MAX_RECEIVES = 3
"""Tries of a message before it goes to the dead letters."""
LONGEST_RETENTION = Duration.days(14)
"""What SQS allows at most: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html"""


class DeadLetters(aws_sqs.Queue):
    """Where what failed for good waits for a person. What is buried twice waits once, if `fifo`."""

    def __init__(self, scope: Construct, name: str, *, fifo: bool = False) -> None:
        super().__init__(
            scope,
            name,
            fifo=fifo or None,
            content_based_deduplication=fifo or None,
            retention_period=LONGEST_RETENTION,
            encryption=QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
        )
        accept(self, "SQS3", "it is a dead-letter queue itself, watched by an alarm")


class QueueWithDeadLetters(Construct):
    """A queue and its dead letters, encrypted and reachable only over TLS.

    `consumer_timeout` is that of the function which reads the queue, if one does: a message stays
    invisible six times as long, as Lambda asks
    (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html). A FIFO queue is a
    high-throughput one: order and deduplication are kept within a message group.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        consumer_timeout: Duration | None = None,
        retention: Duration | None = None,
        fifo: bool = False,
    ) -> None:
        super().__init__(scope, name)
        self.name = name
        self.is_read = consumer_timeout is not None
        self.dead_letters = DeadLetters(self, "DeadLetters", fifo=fifo)
        self.queue = aws_sqs.Queue(
            self,
            "Queue",
            fifo=fifo or None,
            deduplication_scope=DeduplicationScope.MESSAGE_GROUP if fifo else None,
            fifo_throughput_limit=FifoThroughputLimit.PER_MESSAGE_GROUP_ID if fifo else None,
            visibility_timeout=(
                Duration.seconds(6 * consumer_timeout.to_seconds()) if consumer_timeout else None
            ),
            retention_period=retention,
            encryption=QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            dead_letter_queue=aws_sqs.DeadLetterQueue(
                queue=self.dead_letters, max_receive_count=MAX_RECEIVES
            ),
        )

"""What tells people that something is wrong: alarms, and a dashboard to look closer."""

from aws_cdk import CfnOutput, CrossStackReferences, Duration, ReferenceStrength, Stack
from aws_cdk.aws_cloudwatch import (
    Alarm,
    ComparisonOperator,
    Dashboard,
    GraphWidget,
    IMetric,
    Stats,
    TreatMissingData,
)
from aws_cdk.aws_cloudwatch_actions import SnsAction
from constructs import Construct

from infra.cloud.constructs.topic import ServiceTopic
from infra.cloud.stacks.care import CareStack

MINUTE = Duration.minutes(1)
PATIENCE = Duration.minutes(1)
"""A message that waits longer than this for a reader makes a customer wait for an answer."""


class WatchStack(Stack):
    """Subscribe to the topic AlarmTopicArn to be told.

    It refers to the platform weakly, so that no alarm ever stands in the way of a deployment.
    """

    def __init__(self, scope: Construct, name: str, *, care: CareStack) -> None:
        super().__init__(scope, name, description="Careline: alarms and dashboard")
        CrossStackReferences.of(self).consume(ReferenceStrength.WEAK)
        self._topic = ServiceTopic(self, "Alarms", publisher="cloudwatch.amazonaws.com")
        self._watch_queues(care)
        self._watch_turns(care)
        self._watch_errands(care)
        self._watch_functions(care)
        self._draw(care)
        CfnOutput(self, "AlarmTopicArn", value=self._topic.topic_arn)

    def _watch_queues(self, care: CareStack) -> None:
        for queue in care.made.queues:
            self._alarm(
                f"{queue.name}DeadLetters",
                queue.dead_letters.metric_approximate_number_of_messages_visible(period=MINUTE),
                f"{queue.name}: a message failed for good and waits in the dead-letter queue",
            )
            if queue.is_read:
                self._alarm(
                    f"{queue.name}Waiting",
                    queue.queue.metric_approximate_age_of_oldest_message(period=MINUTE),
                    f"{queue.name}: the oldest message waits too long, so customers do",
                    above=PATIENCE.to_seconds(),
                )
        self._alarm(
            "StreamsDeadLetters",
            care.buried.metric_approximate_number_of_messages_visible(period=MINUTE),
            "an event of Kafka or Pulsar could not be read and waits with its reason",
        )
        self._alarm(
            "UndeliveredReplies",
            care.undelivered.metric_approximate_number_of_messages_visible(period=MINUTE),
            "a recorded reply could not be delivered",
        )

    def _watch_turns(self, care: CareStack) -> None:
        self._alarm(
            "TurnsFailed",
            care.turn.metric_failed(period=MINUTE),
            "a turn failed without even an apology; the queue will try it again",
        )
        self._alarm(
            "TurnsTimedOut",
            care.turn.metric_timed_out(period=MINUTE),
            "a turn took longer than its limit; the queue will try it again",
        )
        self._alarm(
            "DeliveryBehind",
            care.delivery.function.metric("IteratorAge", statistic=Stats.MAXIMUM, period=MINUTE),
            "recorded replies wait to be delivered",
            above=PATIENCE.to_milliseconds(),
        )

    def _watch_errands(self, care: CareStack) -> None:
        for errand, machine in care.errands.machines.items():
            self._alarm(
                f"Errand{errand.title().replace('_', '')}Failed",
                machine.metric_failed(period=MINUTE),
                f"the errand {errand} failed and nobody was told; redrive it in Step Functions",
            )

    def _watch_functions(self, care: CareStack) -> None:
        for capability in care.made.capabilities:
            self._alarm(
                f"{capability.name}Errors",
                capability.function.metric_errors(period=MINUTE),
                f"{capability.name} raised an error",
            )

    def _alarm(self, name: str, metric: IMetric, meaning: str, *, above: float = 0) -> None:
        alarm = Alarm(
            self,
            name,
            metric=metric,
            threshold=above,
            comparison_operator=ComparisonOperator.GREATER_THAN_THRESHOLD,
            evaluation_periods=1,
            treat_missing_data=TreatMissingData.NOT_BREACHING,
            alarm_description=meaning,
        )
        alarm.add_alarm_action(SnsAction(self._topic))

    def _draw(self, care: CareStack) -> None:
        turn, queues = care.turn, [queue for queue in care.made.queues if queue.is_read]
        board = Dashboard(self, "Dashboard")
        board.add_widgets(
            GraphWidget(
                title="Turns",
                left=[turn.metric_started(), turn.metric_succeeded(), turn.metric_failed()],
            ),
            GraphWidget(
                title="Duration of a turn (ms)",
                left=[turn.metric_time(statistic=stat) for stat in (Stats.p(50), Stats.p(95))],
            ),
        )
        board.add_widgets(
            GraphWidget(
                title="Oldest message (s)",
                left=[
                    queue.queue.metric_approximate_age_of_oldest_message(label=queue.name)
                    for queue in queues
                ],
            ),
            GraphWidget(
                title="Dead letters",
                left=[
                    queue.dead_letters.metric_approximate_number_of_messages_visible(
                        label=queue.name
                    )
                    for queue in care.made.queues
                ],
            ),
        )
        board.add_widgets(
            GraphWidget(
                title="Errors",
                left=[
                    each.function.metric_errors(label=each.name) for each in care.made.capabilities
                ],
            ),
            GraphWidget(
                title="Duration of a function, p95 (ms)",
                left=[
                    each.function.metric_duration(label=each.name, statistic=Stats.p(95))
                    for each in care.made.capabilities
                ],
            ),
        )

"""Knowledge kept current: sources are synced, and what they changed is published."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aws_cdk import Duration, Stack, aws_events, aws_iam, aws_s3, aws_secretsmanager
from aws_cdk.aws_events import EventPattern, RuleTargetInput
from aws_cdk.aws_events_targets import SqsQueue
from constructs import Construct

from infra.cloud.accepted import accept
from infra.cloud.constructs.assets import Layers
from infra.cloud.constructs.capability import Capability
from infra.cloud.constructs.workshop import Workshop
from infra.cloud.search import SearchEngine

COMPANY_SYSTEMS = "company.systems"
"""The source under which the company's own systems put their events on the bus."""
CHANGED = "SourceChanged"
INDEXING_MEMORY = 3008
"""MB, at which Lambda gives almost two processors; a new account may ask for no more."""
SYNC_TIMEOUT = Duration.minutes(10)
PUBLISH_TIMEOUT = Duration.minutes(15)
"""Lambda's longest; a publication that needs more goes on in another call."""


@dataclass(frozen=True)
class Source:
    """Of documents, by its name in the pack; `schedule` is as EventBridge writes it, `secret` the
    whole ARN of what it is opened with."""

    name: str
    schedule: str | None
    secret: str | None


class Library(Construct):
    """Three things ask for a sync: a schedule, a drop into the bucket's inbox, and the event
    SourceChanged. A sync that brought something asks for a publication."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        made: Workshop,
        layers: Layers,
        bucket: aws_s3.Bucket,
        bus: aws_events.IEventBus,
        sources: Sequence[Source],
        search: SearchEngine,
    ) -> None:
        super().__init__(scope, name)
        self._bucket = bucket
        environment = {"KNOWLEDGE_BUCKET": bucket.bucket_name}
        self._publications = made.queue("Publications", PUBLISH_TIMEOUT, fifo=True)
        publisher = made.reader(
            "Knowledge",
            "knowledge.batch",
            self._publications,
            *layers.finding,
            layers.company,
            environment=environment
            | search.environment
            | {"PUBLICATIONS_QUEUE_URL": self._publications.queue.queue_url},
            timeout=PUBLISH_TIMEOUT,
            memory=INDEXING_MEMORY,
        )
        search.grant_publish(publisher)
        grant_objects(publisher, bucket, "documents/", "s3:GetObject")
        grant_objects(
            publisher, bucket, "index/", "s3:GetObject", "s3:PutObject", "s3:DeleteObject"
        )
        self._syncs = made.queue("Syncs", SYNC_TIMEOUT)
        syncer = made.reader(
            "Sources",
            "sources.batch",
            self._syncs,
            layers.sources,
            layers.company,
            environment={
                **environment,
                "PUBLICATIONS_QUEUE_URL": self._publications.queue.queue_url,
                "SYNCS_QUEUE_URL": self._syncs.queue.queue_url,
            },
            timeout=SYNC_TIMEOUT,
            memory=INDEXING_MEMORY,
        )
        grant_objects(syncer, bucket, "documents/", "s3:GetObject", "s3:PutObject")
        grant_objects(syncer, bucket, "inbox/", "s3:GetObject")
        self._publications.queue.grant_send_messages(syncer.function)
        # What outlasts a function's time asks for itself once more.
        self._publications.queue.grant_send_messages(publisher.function)
        self._syncs.queue.grant_send_messages(syncer.function)
        for source in sources:
            self._open(source, syncer)
        self._listen(bus)

    def _open(self, source: Source, syncer: Capability) -> None:
        if source.schedule:
            self._rule(
                f"Every{source.name.title().replace('-', '')}",
                schedule=aws_events.Schedule.expression(source.schedule),
                event=RuleTargetInput.from_object(
                    {"detail-type": CHANGED, "detail": {"source": source.name}}
                ),
            )
        if source.secret:
            secret = aws_secretsmanager.Secret.from_secret_complete_arn(
                self, f"{source.name}Secret", source.secret
            )
            secret.grant_read(syncer.function)

    def _listen(self, bus: aws_events.IEventBus) -> None:
        self._rule(
            "SourceChanged",
            event_bus=bus,
            event_pattern=EventPattern(source=[COMPANY_SYSTEMS], detail_type=[CHANGED]),
        )
        self._rule(
            "InboxChanged",
            event_pattern=EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created", "Object Deleted"],
                detail={
                    "bucket": {"name": [self._bucket.bucket_name]},
                    "object": {"key": [{"prefix": "inbox/"}]},
                },
            ),
        )

    def _rule(self, name: str, *, event: RuleTargetInput | None = None, **about: Any) -> None:
        target = SqsQueue(
            self._syncs.queue, dead_letter_queue=self._syncs.dead_letters, message=event
        )
        aws_events.Rule(self, name, targets=[target], **about)


def grant_objects(
    capability: Capability, bucket: aws_s3.Bucket, prefix: str, *actions: str
) -> None:
    """On the objects under the prefix; and to see which there are, or one that is not there would
    read as forbidden."""
    objects = bucket.arn_for_objects(f"{prefix}*")
    stack = Stack.of(bucket)
    export = stack.resolve(stack.export_value(bucket.bucket_arn))["Fn::ImportValue"]
    accept(
        capability,
        f"IAM5[Resource::{export}/{prefix}*]",
        "the objects under one prefix, whose names come and go",
    )
    capability.function.add_to_role_policy(
        aws_iam.PolicyStatement(actions=list(actions), resources=[objects])
    )
    capability.function.add_to_role_policy(
        aws_iam.PolicyStatement(actions=["s3:ListBucket"], resources=[bucket.bucket_arn])
    )

"""Events of the company's systems that come by Kafka or from partners' event sources."""

from dataclasses import dataclass
from typing import Any, cast

from aws_cdk import Duration, aws_events, aws_secretsmanager
from aws_cdk.aws_events import EventPattern, Match
from aws_cdk.aws_lambda import IEventSource, StartingPosition
from aws_cdk.aws_lambda_event_sources import (
    AuthenticationMethod,
    ManagedKafkaEventSource,
    SelfManagedKafkaEventSource,
    SqsDlq,
)
from constructs import Construct

from infra.cloud.constructs.queue import DeadLetters
from infra.cloud.constructs.workshop import BATCH, QUICK, Workshop

PARTNERS = "aws.partner/"
BATCH_TIMEOUT = Duration.minutes(1)


@dataclass(frozen=True)
class Kafka:
    """A cluster of MSK by its ARN, or one of the company's own by its bootstrap servers, which asks
    for a user and password (SASL/SCRAM 512) out of a secret. No topics: no Kafka."""

    topics: tuple[str, ...] = ()
    cluster_arn: str = ""
    bootstrap_servers: tuple[str, ...] = ()
    secret_arn: str = ""
    group: str = ""

    def __post_init__(self) -> None:
        if self.topics and bool(self.cluster_arn) == bool(self.bootstrap_servers):
            raise ValueError("name one of kafka_cluster_arn and kafka_bootstrap_servers")
        if self.bootstrap_servers and not self.secret_arn:
            raise ValueError("a Kafka of your own needs kafka_secret_arn: its user and password")


class Streams(Construct):
    """`buried` takes what neither can be read nor sent back: Kafka has no dead letters of its own,
    and Pulsar's sink would send the same record for ever."""

    def __init__(
        self,
        scope: Construct,
        made: Workshop,
        bus: aws_events.IEventBus,
        *,
        kafka: Kafka,
        partners: tuple[str, ...],
    ) -> None:
        super().__init__(scope, "Streams")
        self.buried = DeadLetters(self, "DeadLetters")
        self._read_kafka(made, bus, kafka)
        self._hear_partners(made, bus, partners)

    def _read_kafka(self, made: Workshop, bus: aws_events.IEventBus, kafka: Kafka) -> None:
        reader = made.capability(
            "KafkaReader",
            "streams.batch",
            environment={
                "BUS_NAME": bus.event_bus_name,
                "DEAD_LETTERS_URL": self.buried.queue_url,
            },
            timeout=BATCH_TIMEOUT,
        )
        bus.grant_put_events_to(reader.function)
        self.buried.grant_send_messages(reader.function)
        for topic in kafka.topics:
            reader.function.add_event_source(self._topic(kafka, topic))

    def _topic(self, kafka: Kafka, topic: str) -> IEventSource:
        how: dict[str, Any] = {
            "topic": topic,
            "starting_position": StartingPosition.TRIM_HORIZON,
            "batch_size": 10 * BATCH,
            "consumer_group_id": f"{kafka.group}-{topic}" if kafka.group else None,
            "on_failure": SqsDlq(self.buried),
            "secret": self._user(kafka.secret_arn) if kafka.secret_arn else None,
        }
        if kafka.cluster_arn:
            return ManagedKafkaEventSource(cluster_arn=kafka.cluster_arn, **how)
        return SelfManagedKafkaEventSource(
            bootstrap_servers=list(kafka.bootstrap_servers),
            authentication_method=AuthenticationMethod.SASL_SCRAM_512_AUTH,
            **how,
        )

    def _user(self, arn: str) -> aws_secretsmanager.ISecret:
        known = self.node.try_find_child("KafkaUser")
        made = aws_secretsmanager.Secret.from_secret_complete_arn
        return cast(aws_secretsmanager.ISecret, known) if known else made(self, "KafkaUser", arn)

    def _hear_partners(
        self, made: Workshop, bus: aws_events.IEventBus, partners: tuple[str, ...]
    ) -> None:
        """Each partner has a bus of its own; what is put on ours in their name counts, too."""
        told = made.queue("PartnerEvents", QUICK)
        theirs = EventPattern(source=Match.prefix(PARTNERS))
        made.subscribe(told, "Partners", bus, theirs)
        for at, name in enumerate(partners):
            known = aws_events.EventBus.from_event_bus_name(self, f"Partner{at}", name)
            made.subscribe(told, f"Partner{at}", known, theirs)
        reader = made.reader(
            "PartnerReader",
            "partners.batch",
            told,
            environment={"BUS_NAME": bus.event_bus_name},
        )
        bus.grant_put_events_to(reader.function)

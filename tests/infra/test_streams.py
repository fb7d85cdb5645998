"""Kafka and partners' buses, where the deployment names them."""

from typing import Any

import pytest

from infra.cloud.constructs.streams import Kafka
from tests.infra.conftest import CONNECTED, OWN_KAFKA
from tests.infra.templates import Assembly


def kafka(assembly: Assembly) -> list[dict[str, Any]]:
    mappings = assembly.of_type("Lambda::EventSourceMapping").values()
    return [each for each in mappings if "Topics" in each]


def test_each_topic_of_msk_is_read_from_its_beginning(chosen: Assembly) -> None:
    made = kafka(chosen)
    assert [each["Topics"] for each in made] == [["orders"], ["customers"]]
    assert {each["EventSourceArn"] for each in made} == {CONNECTED["kafka"].cluster_arn}
    assert {each["StartingPosition"] for each in made} == {"TRIM_HORIZON"}
    groups = [each["AmazonManagedKafkaEventSourceConfig"]["ConsumerGroupId"] for each in made]
    assert groups == ["care-orders", "care-customers"]
    assert all("OnFailure" in each["DestinationConfig"] for each in made)


def test_a_kafka_of_ones_own_is_asked_with_its_user_and_password(
    chosen_otherwise: Assembly,
) -> None:
    (made,) = kafka(chosen_otherwise)
    endpoints = made["SelfManagedEventSource"]["Endpoints"]["KafkaBootstrapServers"]
    assert endpoints == list(OWN_KAFKA.bootstrap_servers)
    access = made["SourceAccessConfigurations"]
    assert access == [{"Type": "SASL_SCRAM_512_AUTH", "URI": OWN_KAFKA.secret_arn}]


@pytest.mark.parametrize(
    "stated",
    [
        {"topics": ("orders",)},
        {
            "topics": ("orders",),
            "cluster_arn": CONNECTED["kafka"].cluster_arn,
            "bootstrap_servers": ("k:9093",),
        },
        {"topics": ("orders",), "bootstrap_servers": ("k:9093",)},
    ],
)
def test_half_a_kafka_is_refused_with_the_mend(stated: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="kafka_"):
        Kafka(**stated)


def test_a_partners_bus_is_listened_to(chosen: Assembly) -> None:
    (bus,) = CONNECTED["partners"]
    rules = chosen.of_type("Events::Rule").values()
    source = [{"prefix": "aws.partner/"}]
    theirs = [each for each in rules if each.get("EventPattern", {}).get("source") == source]
    assert bus in [each["EventBusName"] for each in theirs]
    assert len(theirs) == 2

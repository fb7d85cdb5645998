"""Kafka and partners' buses, where the deployment names them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from infra.cloud.constructs.streams import Kafka
from infra.cloud.deployment import Deployment, new_app
from infra.cloud.stacks.care import CareStack
from infra.cloud.stacks.data import DataStack

CLUSTER = "arn:aws:kafka:us-east-1:111122223333:cluster/orders/6a7e8feb-b491-4cf7-a9f1-bf37-1"
SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:kafka-AbCdEf"


def resources(folder: Path, kind: str, **changes: Any) -> list[dict[str, Any]]:
    app = new_app(str(folder))
    deployment = replace(Deployment.read(app), **changes)
    CareStack(app, "Care", data=DataStack(app, "Data"), deployment=deployment)
    made = app.synth().get_stack_by_name("Care").template["Resources"].values()
    return [each["Properties"] for each in made if each["Type"] == f"AWS::{kind}"]


def kafka(folder: Path, stated: Kafka) -> list[dict[str, Any]]:
    mappings = resources(folder, "Lambda::EventSourceMapping", kafka=stated)
    return [each for each in mappings if "Topics" in each]


def test_each_topic_of_msk_is_read_from_its_beginning(tmp_path: Path) -> None:
    made = kafka(tmp_path, Kafka(topics=("orders", "customers"), cluster_arn=CLUSTER, group="care"))
    assert [each["Topics"] for each in made] == [["orders"], ["customers"]]
    assert {each["EventSourceArn"] for each in made} == {CLUSTER}
    assert {each["StartingPosition"] for each in made} == {"TRIM_HORIZON"}
    groups = [each["AmazonManagedKafkaEventSourceConfig"]["ConsumerGroupId"] for each in made]
    assert groups == ["care-orders", "care-customers"]
    assert all("OnFailure" in each["DestinationConfig"] for each in made)


def test_a_kafka_of_ones_own_is_asked_with_its_user_and_password(tmp_path: Path) -> None:
    servers = ("kafka-1.shop.example:9093", "kafka-2.shop.example:9093")
    own = Kafka(topics=("orders",), bootstrap_servers=servers, secret_arn=SECRET)
    (made,) = kafka(tmp_path, own)
    endpoints = made["SelfManagedEventSource"]["Endpoints"]["KafkaBootstrapServers"]
    assert endpoints == list(servers)
    access = made["SourceAccessConfigurations"]
    assert access == [{"Type": "SASL_SCRAM_512_AUTH", "URI": SECRET}]


@pytest.mark.parametrize(
    "stated",
    [
        {"topics": ("orders",)},
        {"topics": ("orders",), "cluster_arn": CLUSTER, "bootstrap_servers": ("k:9093",)},
        {"topics": ("orders",), "bootstrap_servers": ("k:9093",)},
    ],
)
def test_half_a_kafka_is_refused_with_the_mend(stated: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="kafka_"):
        Kafka(**stated)


def test_a_partners_bus_is_listened_to(tmp_path: Path) -> None:
    bus = "aws.partner/shopify.com/1234567/careline"
    rules = resources(tmp_path, "Events::Rule", partners=(bus,))
    source = [{"prefix": "aws.partner/"}]
    theirs = [each for each in rules if each.get("EventPattern", {}).get("source") == source]
    assert bus in [each["EventBusName"] for each in theirs]
    assert len(theirs) == 2

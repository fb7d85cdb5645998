"""CloudFormation's intrinsic functions, and what the local run refuses to guess."""

from pathlib import Path
from typing import Any

import pytest

from infra.local.estate import Estate
from infra.local.provision import make
from infra.local.template import Made, Resolver, Resource, TemplateError, in_order


@pytest.fixture
def resolver() -> Resolver:
    known = Resolver()
    made = Made("queue-url", {"Arn": "arn:aws:sqs:us-east-1:1:queue"})
    known.add(Resource("Data", "Queue", "AWS::SQS::Queue", {}), made)
    known.export("Data", {"Out": {"Value": {"Ref": "Queue"}, "Export": {"Name": "Data:Queue"}}})
    return known


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ({"Ref": "Queue"}, "queue-url"),
        ({"Fn::GetAtt": ["Queue", "Arn"]}, "arn:aws:sqs:us-east-1:1:queue"),
        ({"Fn::Join": ["-", ["a", {"Ref": "AWS::Region"}]]}, "a-us-east-1"),
        (
            {"Fn::Sub": "${Queue}/${Queue.Arn}/${!kept}"},
            "queue-url/arn:aws:sqs:us-east-1:1:queue/${kept}",
        ),
        ({"Fn::Sub": ["${x}", {"x": {"Ref": "Queue"}}]}, "queue-url"),
        ({"Fn::Select": [1, {"Fn::Split": [",", "a,b"]}]}, "b"),
        ({"Fn::ImportValue": "Data:Queue"}, "queue-url"),
        ({"Fn::GetStackOutput": {"StackName": "Data", "OutputName": "Out"}}, "queue-url"),
        ({"kept": 1, "gone": {"Ref": "AWS::NoValue"}}, {"kept": 1}),
    ],
)
def test_intrinsic_functions(resolver: Resolver, value: Any, meant: Any) -> None:
    assert resolver.resolve("Data", value) == meant


@pytest.mark.parametrize(
    "value",
    [{"Fn::Cidr": ["10.0.0.0/8", 1]}, {"Ref": "Nobody"}, {"Fn::GetAtt": ["Queue", "Nothing"]}],
)
def test_what_is_not_understood_is_named(resolver: Resolver, value: Any) -> None:
    with pytest.raises(TemplateError):
        resolver.resolve("Data", value)


def test_an_unknown_resource_type_is_refused() -> None:
    unknown = Resource("Care", "Pipe", "AWS::Pipes::Pipe", {})
    with pytest.raises(TemplateError, match=r"Care/Pipe is a AWS::Pipes::Pipe"):
        make(unknown, Estate(lambda _: Path(), ""))


def test_resources_are_made_after_what_they_name() -> None:
    template = {
        "Resources": {
            "A": {"Type": "T", "Properties": {"x": {"Fn::Sub": "${B.Arn}"}}, "DependsOn": "C"},
            "B": {"Type": "T", "Properties": {"x": {"Fn::GetAtt": ["C", "Arn"]}}},
            "C": {"Type": "T"},
        }
    }
    assert [resource.id for resource in in_order("Stack", template)] == ["C", "B", "A"]

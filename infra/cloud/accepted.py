"""Findings of cdk-nag that stand, each with its reason beside the resource that it is about."""

from aws_cdk import Acknowledgment, CfnElement, Stack, Validations
from constructs import IConstruct


def accept(where: IConstruct, rule: str, because: str) -> None:
    """Accept one finding of AwsSolutionsChecks, such as SMG4 or IAM5[Resource::*], on `where`."""
    Validations.of(where).acknowledge(Acknowledgment(id=f"AwsSolutions-{rule}", reason=because))


def logical_id(construct: IConstruct) -> str:
    """The name in the template of the resource behind `construct`, as findings spell it."""
    resource = construct.node.default_child
    assert isinstance(resource, CfnElement)
    return str(Stack.of(construct).get_logical_id(resource))

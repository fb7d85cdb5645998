"""Who may do what. Permissions are not enforced on a laptop, so they are read from the template."""

from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from tests.infra.templates import Assembly, as_list

WITHOUT_RESOURCE = {
    "dynamodb:ListStreams",
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
    "polly:SynthesizeSpeech",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
}
"""Actions that AWS lets nobody scope to a resource."""


def test_who_may_do_what(assembly: Assembly, snapshot: SnapshotAssertion) -> None:
    granted: dict[str, dict[str, set[str]]] = {}
    for role, statement in assembly.statements():
        for action in as_list(statement["Action"]):
            resources = granted.setdefault(role.removesuffix("/Role"), {}).setdefault(action, set())
            resources |= {assembly.readable(each) for each in as_list(statement["Resource"])}
    shown = {
        role: {action: sorted(resources) for action, resources in sorted(actions.items())}
        for role, actions in sorted(granted.items())
    }
    assert shown == snapshot(extension_class=JSONSnapshotExtension)


def test_no_permission_has_a_star_for_an_action(assembly: Assembly) -> None:
    for role, statement in assembly.statements():
        assert statement["Effect"] == "Allow"
        assert not [each for each in as_list(statement["Action"]) if "*" in each], role


def test_every_permission_names_its_resource(assembly: Assembly) -> None:
    for role, statement in assembly.statements():
        if "*" in as_list(statement["Resource"]):
            assert set(as_list(statement["Action"])) <= WITHOUT_RESOURCE, role


def test_each_function_has_a_role_of_its_own(assembly: Assembly) -> None:
    roles = [assembly.readable(each["Role"]) for each in assembly.functions().values()]
    assert len(roles) == len(set(roles))
    for name, role in assembly.of_type("IAM::Role").items():
        assert "ManagedPolicyArns" not in role or name == "SocketApi/AccountLogRole"

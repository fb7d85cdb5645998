"""A company with systems of record of its own: none but who works with them reads their secrets."""

from dataclasses import replace
from pathlib import Path

from infra.cloud.deployment import Deployment, new_app
from infra.cloud.stacks.care import CareStack
from infra.cloud.stacks.data import DataStack

ARN = "arn:aws:secretsmanager:us-east-1:111122223333:secret:stripe-AbCdEf"


def test_only_who_changes_systems_or_asks_them_may_open_them_and_has_their_library(
    tmp_path: Path,
) -> None:
    app = new_app(str(tmp_path))
    deployment = replace(
        Deployment.read(app), system_secrets=(ARN,), mail_sender="care@shop.example"
    )
    CareStack(app, "Care", data=DataStack(app, "Data"), deployment=deployment)
    resources = app.synth().get_stack_by_name("Care").template["Resources"]
    readers = {
        name.partition("Role")[0]
        for name, resource in resources.items()
        if resource["Type"] == "AWS::IAM::Policy"
        for statement in resource["Properties"]["PolicyDocument"]["Statement"]
        if ARN in statement["Resource"]
    }
    assert readers == {"ErrandSteps", "Offers", "OffersHttp"}
    mails = {
        name.partition("Role")[0]
        for name, resource in resources.items()
        if resource["Type"] == "AWS::IAM::Policy" and "ses:SendEmail" in str(resource)
    }
    assert mails == {"Delivery", "ErrandSteps"}
    with_library = {
        name.partition("Function")[0]
        for name, resource in resources.items()
        if resource["Type"] == "AWS::Lambda::Function"
        and "Connectors" in str(resource["Properties"].get("Layers"))
    }
    assert with_library == {"ErrandSteps", "Offers", "OffersHttp"}

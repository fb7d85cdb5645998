"""A company with systems of record of its own: none but who works with them reads their secrets."""

from tests.infra.conftest import CONNECTED
from tests.infra.templates import CARE, Assembly


def test_only_who_changes_systems_or_asks_them_may_open_them_and_has_their_library(
    chosen: Assembly,
) -> None:
    (secret,) = CONNECTED["system_secrets"]
    resources = chosen.templates[CARE]["Resources"]
    readers = {
        name.partition("Role")[0]
        for name, resource in resources.items()
        if resource["Type"] == "AWS::IAM::Policy"
        for statement in resource["Properties"]["PolicyDocument"]["Statement"]
        if secret in statement["Resource"]
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

"""Who uses the console, by the claims that API Gateway passes on."""

import pytest

from functions.console.staff import APPROVERS, EDITORS, Person, Role, person_of
from shared.domain.errors import NotAllowed, NotAuthorized


@pytest.mark.parametrize(
    ("claim", "roles"),
    [
        ("[agent lead]", {Role.AGENT, Role.LEAD}),
        ('["ops"]', {Role.OPS}),
        ("lead", {Role.LEAD}),
        ("[leadership misleading]", set()),
        ("", set()),
    ],
)
def test_roles_are_read_as_api_gateway_writes_lists(claim: str, roles: set[Role]) -> None:
    person = person_of({"email": "Ada@Example.com", "groups": claim}, "groups")
    assert person == Person("ada@example.com", frozenset(roles))


def test_without_an_address_the_subject_is_the_name() -> None:
    assert person_of({"sub": "00u1"}, "roles").name == "00u1"
    with pytest.raises(NotAuthorized):
        person_of({}, "roles")


def test_a_role_that_is_missing_is_named() -> None:
    agent = Person("ada", frozenset({Role.AGENT}))
    agent.check(APPROVERS)
    with pytest.raises(NotAllowed, match="this needs the role lead; you have agent"):
        agent.check(EDITORS)

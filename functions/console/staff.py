"""Who uses the console: by a token of the company's identity provider, that API Gateway checked."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Depends, Request

from shared.domain.errors import NotAllowed, NotAuthorized
from shared.runtime import settings


class Role(StrEnum):
    AGENT = "agent"
    """Speaks with customers, and approves for them."""
    LEAD = "lead"
    """Also publishes knowledge."""
    OPS = "ops"
    """Keeps the errands running."""


EVERYBODY = frozenset(Role)
APPROVERS = frozenset({Role.AGENT, Role.LEAD})
CARERS = frozenset({Role.AGENT, Role.LEAD})
"""Who may look at what is one customer's."""
EDITORS = frozenset({Role.LEAD})
OPERATORS = frozenset({Role.LEAD, Role.OPS})


@dataclass(frozen=True)
class Person:
    name: str
    roles: frozenset[Role]

    def check(self, roles: frozenset[Role]) -> None:
        """Raises NotAllowed unless the person has one of the roles."""
        if not self.roles & roles:
            wanted = " or ".join(sorted(roles))
            has = ", ".join(sorted(self.roles)) or "none"
            raise NotAllowed(f"this needs the role {wanted}; you have {has}")


def person_of(claims: Mapping[str, str], roles_claim: str) -> Person:
    """The person whom the claims name. Raises NotAuthorized where they name nobody.

    API Gateway gives each claim as text, a list as "[agent lead]".
    """
    name = claims.get("email") or claims.get("sub") or ""
    if not name:
        raise NotAuthorized("the token names nobody: it needs the claim email or sub")
    words = set(re.findall(r"[^\s\[\],\"]+", str(claims.get(roles_claim, ""))))
    return Person(name.lower(), frozenset(role for role in Role if role.value in words))


async def caller(request: Request) -> Person:
    """As API Gateway read it from the token that it checked."""
    event: Mapping[str, Any] = request.scope.get("aws.event", {})
    checked = event.get("requestContext", {}).get("authorizer", {}).get("jwt")
    if checked is None:
        raise NotAuthorized("sign in first")
    return person_of(checked["claims"], settings.read().staff_roles_claim)


def one_of(roles: frozenset[Role]) -> Callable[..., Any]:
    async def allowed(person: Annotated[Person, Depends(caller)]) -> Person:
        person.check(roles)
        return person

    depends: Callable[..., Any] = Depends(allowed)
    return depends


Anybody = Annotated[Person, one_of(EVERYBODY)]
Approver = Annotated[Person, one_of(APPROVERS)]
Carer = Annotated[Person, one_of(CARERS)]
Editor = Annotated[Person, one_of(EDITORS)]
Operator = Annotated[Person, one_of(OPERATORS)]

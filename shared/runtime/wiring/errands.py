"""The errands: their runs and machines, what they may do, and the company's systems."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from functools import cache

from shared.domain.errands.authority import Limit
from shared.domain.errands.run import Basis
from shared.ports.errands import Errands, Machines
from shared.ports.offers import GrantedOffers
from shared.ports.systems import Systems
from shared.runtime import settings
from shared.runtime.wiring.channels import session_secret
from shared.runtime.wiring.pack import secret, shipped_documents, today


@cache
def errands() -> Errands:
    from shared.adapters.aws.errands import DynamoErrands

    return DynamoErrands(settings.read().need("errands_table"))


@cache
def granted_offers() -> GrantedOffers:
    from shared.adapters.aws.offers import DynamoOffers

    return DynamoOffers(settings.read().need("errands_table"))


@cache
def machines() -> Machines:
    from shared.adapters.aws.machines import StandardMachines

    return StandardMachines(json.loads(settings.read().errand_machines or "{}"))


@cache
def limits() -> tuple[Mapping[str, Limit], Mapping[str, int]]:
    """What the pack lets errands give away, and the numbers of its policies."""
    from shared.adapters.limits import load_limits

    return load_limits(settings.read().company_root)


@cache
def clauses() -> Mapping[str, Basis]:
    """The sentences of the pack's documents that errands rest on."""
    from shared.adapters.limits import load_clauses

    return load_clauses(settings.read().company_root, shipped_documents())


@cache
def systems() -> Systems:
    """The company's systems of record: those that its pack names, and else the demo's."""
    from shared.adapters.aws.bus import CompanyBus
    from shared.adapters.aws.records import DynamoRecords
    from shared.adapters.company_systems import company_systems

    chosen = settings.read()
    records = DynamoRecords(chosen.need("systems_table"))
    bus = CompanyBus(chosen.need("bus_name"))
    return company_systems(chosen.company_root, records, secret, today, bus.tell)


def code_of(words: str) -> str:
    """Six digits that only we can make of the words."""
    made = hmac.new(session_secret().encode(), f"code:{words}".encode(), hashlib.sha256)
    return f"{int.from_bytes(made.digest()[:8]) % 1_000_000:06}"

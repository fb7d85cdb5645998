"""A company's errands in this process, without AWS: the same engine, the synthesized machines, the
demo's systems in memory. For rehearsals, and for tests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from functions.workflows import declared, news
from functions.workflows.engine import Engine
from functions.workflows.occasions import Outreach
from functions.workflows.office import Office
from functions.workflows.service import Turnside
from functions.workflows.step import carry_out
from infra.local.asl import Definition
from infra.local.stepping import Stepper
from infra.local.systems import load_systems
from shared.adapters.demo.records import MemoryRecords
from shared.adapters.demo.systems import demo_systems
from shared.adapters.limits import load_clauses, load_limits
from shared.adapters.memory.business import MemoryCatalogue, MemoryCustomers, MemoryOrders
from shared.adapters.memory.errands import MemoryErrands
from shared.adapters.memory.talk import MemoryTalk
from shared.adapters.pack import (
    load_company,
    load_customers,
    load_documents,
    load_orders,
    load_products,
)
from shared.adapters.policies import load_policies
from shared.contracts import CarryOut
from shared.domain.customer_memory import UNKNOWN
from shared.domain.reaching import Ways
from shared.events import ApprovalGiven, ErrandEvent, Occasion
from shared.ports.errands import Errands
from shared.ports.systems import Systems

ADDRESS = "care@northwind.example"
"""At which customers write to it."""


@dataclass
class Branch:
    """`breaking` may put something between the engine and the systems, or its store."""

    pack: Path
    definitions: Mapping[str, Definition]
    breaking_systems: Callable[[Systems], Systems] = lambda systems: systems
    breaking_errands: Callable[[Errands], Errands] = lambda errands: errands
    records: MemoryRecords = field(default_factory=MemoryRecords)
    errands: MemoryErrands = field(default_factory=MemoryErrands)
    talk: MemoryTalk = field(default_factory=MemoryTalk)

    def __post_init__(self) -> None:
        self.records.take(_records(self.pack))
        self.systems = demo_systems(self.records)
        office = Office(
            systems=self.breaking_systems(self.systems),
            now=_now,
            code_of=lambda words: f"{sum(words.encode()) % 1_000_000:06}",
            **_about(self.pack),
        )
        store = self.breaking_errands(self.errands)
        self.engine = Engine(store, self.talk, office, _now)
        self.stepper = Stepper(self.definitions, self._step)
        self.outreach = Outreach(
            errands=self.errands,
            machines=self.stepper,
            conversations=self.talk,
            customers=office.customers,
            remembered=lambda _: UNKNOWN,
            company=office.company,
            ways=Ways(address=ADDRESS),
            now=_now,
        )
        self.turnside = Turnside(self.errands, self.stepper, office.company, _now, patience=0.0)

    def approve(self, run_id: str, person: str, *, is_approved: bool = True) -> None:
        decision = ApprovalGiven(
            occurred_at=_now(), run_id=run_id, person=person, is_approved=is_approved
        )
        news.decide_approval(decision, self.errands, self.stepper)

    def tell(self, event: ErrandEvent) -> None:
        news.take_news(event, self.errands, self.stepper)

    def begin_at(self, event: Occasion) -> None:
        for errand in declared.begun_at(type(event).__name__):
            self.outreach.begin(event, errand)

    def _step(self, payload: dict[str, Any]) -> Any:
        return carry_out(CarryOut.model_validate(payload), self.engine)


@cache
def _about(pack: Path) -> dict[str, Any]:
    company = load_company(pack)
    documents, products, customers = load_documents(pack), load_products(pack), load_customers(pack)
    limits, rules = load_limits(pack)
    return {
        "company": company,
        "limits": limits,
        "rules": rules,
        "today": company.today or _now().date(),
        "customers": MemoryCustomers(customers),
        "orders": MemoryOrders(load_orders(pack), customers),
        "catalogue": MemoryCatalogue(products, documents),
        "policies": load_policies(pack, documents),
        "clauses": load_clauses(pack, documents),
    }


@cache
def _records(pack: Path) -> MemoryRecords:
    """As the pack has them, before any errand."""
    records = MemoryRecords()
    load_systems(records, pack)
    return records


def _now() -> datetime:
    return datetime.now(UTC)

"""Plays actions on the shop, each play from the same beginning, and tells what came of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from infra.local.strangers import state
from infra.local.strangers.forbidden import Attempt, attempts
from infra.local.strangers.oracle import Forbidden, Oracle, Upstream
from infra.local.strangers.records import RULES, load
from infra.local.strangers.shop import Action, Json, Shop, Task
from infra.local.strangers.state import State
from infra.local.strangers.tools import Clerk
from shared.adapters.demo.records import MemoryRecords
from shared.adapters.demo.systems import demo_systems
from shared.domain.errors import CarelineError, InvalidInput, NotAuthorized, Refused


@dataclass(frozen=True)
class Outcome:
    """Of one task. `differs` names the things that ended otherwise than the policy says, and the
    actions that only one of both refused; `refused` counts what both did."""

    task: str
    differs: list[str]
    changes_nothing: bool
    """Whether doing nothing would have ended the same."""
    upstream_differs: bool
    """Whether upstream's own tool ends otherwise than the policy says."""
    refused: int

    @property
    def is_equal(self) -> bool:
        return not self.differs


@dataclass(frozen=True)
class Verdict:
    """On one forbidden action. `refused_by` is the error that it met, if any."""

    attempt: Attempt
    refused_by: str | None
    is_for_its_reason: bool
    is_untouched: bool

    @property
    def holds(self) -> bool:
        return self.is_for_its_reason and self.is_untouched


class Stage:
    """The shop in our systems, as it was at the beginning."""

    def __init__(self, shop: Shop) -> None:
        """Raises InvalidInput where our systems do not tell of the shop what its database does."""
        self.shop = shop
        self._records = load(shop.database)
        self.beginning = state.of_systems(demo_systems(self._records, RULES), shop.database)
        lost = state.differences(self.beginning, state.of_database(shop.database))
        if lost:
            raise InvalidInput(f"our systems cannot keep all of {lost[0]}, one of {len(lost)}")

    def open(self, customer: str) -> "Play":
        return Play(self, self._records, customer)


class Play:
    """What one customer has done, in `systems` of their own."""

    def __init__(self, stage: Stage, records: MemoryRecords, customer: str) -> None:
        self._stage = stage
        self._trunk = records
        self._records = MemoryRecords()
        self._records.take(records)
        self.systems = demo_systems(self._records, RULES)
        self._clerk = Clerk(self.systems, customer)
        self._done = 0

    def do(self, action: Action) -> CarelineError | None:
        """What refused the action, if anything did."""
        self._done += 1
        try:
            self._clerk.do(f"action-{self._done}", action)
        except (Refused, InvalidInput, NotAuthorized) as error:
            return error
        return None

    def state(self) -> State:
        """Read through the ports wherever a record was written; elsewhere it is the beginning's."""
        was = {(kind, id_): value for kind, id_, value in self._trunk.all()}
        written = {
            id_ for kind, id_, value in self._records.all() if was.get((kind, id_)) is not value
        }
        touched = _about(self._stage.shop.database, written)
        return self._stage.beginning | state.of_systems(self.systems, touched)


def replay(stage: Stage, tasks: Iterable[Task]) -> Iterator[Outcome]:
    """The reference actions of each task, through our ports and as the policy says."""
    for task in tasks:
        yield _replay(stage, task)


def try_forbidden(stage: Stage) -> Iterator[Verdict]:
    """Everything that the policy forbids, once each."""
    for attempt in attempts(stage.shop.database):
        play = stage.open(attempt.customer)
        if attempt.first and (error := play.do(attempt.first)):
            raise InvalidInput(f"{attempt.rule}: what comes before it was refused: {error}")
        before = play.state()
        error = play.do(attempt.action)
        yield Verdict(
            attempt,
            type(error).__name__ if error else None,
            isinstance(error, attempt.raises),
            play.state() == before,
        )


def _replay(stage: Stage, task: Task) -> Outcome:
    database, customer = stage.shop.database, stage.shop.customer_of(task)
    play, oracle = stage.open(customer), Oracle(database, customer)
    upstream = Upstream(database, customer)
    differs, refused = [], 0
    for action in task.writes:
        is_refused = play.do(action) is not None
        if is_refused != forbids(oracle, action):
            differs.append(f"{action.name} is refused by one only")
        forbids(upstream, action)
        refused += is_refused
    wanted = stage.beginning | state.of_database(oracle.changed)
    upstreams = stage.beginning | state.of_database(upstream.changed)
    return Outcome(
        task=task.id,
        differs=differs + state.differences(play.state(), wanted),
        changes_nothing=wanted == stage.beginning,
        upstream_differs=upstreams != wanted,
        refused=refused,
    )


def forbids(oracle: Oracle, action: Action) -> bool:
    """Lets the oracle do the action, unless the policy forbids it."""
    try:
        oracle.do(action)
    except Forbidden:
        return True
    return False


def _about(database: Json, written: set[str]) -> Json:
    """The part of the database that the written records belong to."""
    return {
        "users": {
            id_: user
            for id_, user in database["users"].items()
            if id_ in written or written & user["payment_methods"].keys()
        },
        "orders": {id_: each for id_, each in database["orders"].items() if id_ in written},
        "products": {
            id_: product
            for id_, product in database["products"].items()
            if written & product["variants"].keys()
        },
    }

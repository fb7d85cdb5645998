"""Customers of the demo company who have errands, and what may break while they are run."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from infra.local.asl import Definition
from infra.local.branch import Branch
from infra.local.stepping import Crash
from shared.contracts import FindGrounds, TurnContext
from shared.domain.conversation import Channel, Identity, Memory, Participant
from shared.domain.errands.run import Run
from shared.domain.errors import Refused, TransientError
from shared.domain.evidence import Grounds
from shared.domain.intents import Desk
from shared.domain.mentions import NO_MENTIONS, Mentions
from shared.domain.routing import Decision
from shared.events import ParcelTraced, ReturnReceived
from shared.ports.systems import Systems

PACK = Path(__file__).parents[2] / "companies" / "northwind"
NOW = datetime(2026, 5, 6, 15, tzinfo=UTC)
WRITES = {
    "crm": ("move", "end", "pause", "change_plan", "renew", "undo", "note", "schedule"),
    "commerce": (
        "cancel",
        "send_to",
        "take_back",
        "exchange",
        "change_lines",
        "send_again",
        "undo",
    ),
    "payments": ("refund", "charge", "void"),
    "erp": ("credit", "undo"),
    "developers": ("rotate", "undo"),
    "mail": ("send",),
}
"""Every side effect that an errand can have."""


@dataclass(frozen=True)
class Story:
    """One errand to its end: who asks for it, and what moves it on, in this order. An answer is
    given to the question of its key; `approve` and events stand for themselves."""

    name: str
    errand: str
    customer: str
    moves: tuple[str, ...]
    mentions: Mentions = NO_MENTIONS


STORIES = (
    Story("cancel", "cancel_subscription", "cus_maya", ("instead=cancel", "agreement=yes")),
    Story("pause", "cancel_subscription", "cus_maya", ("instead=pause", "agreement=yes")),
    Story("downgrade", "cancel_subscription", "cus_maya", ("instead=change", "agreement=yes")),
    Story(
        "refunded year",
        "cancel_subscription",
        "cus_omar",
        ("agreement=yes", "approve=ada"),
    ),
    Story("upgrade", "upgrade_plan", "cus_priya", ("agreement=yes",)),
    Story("cancel order", "cancel_order", "cus_amelia", ("agreement=yes",)),
    Story("dearer change", "change_order", "cus_amelia", ("variant_1=NWA-G400W", "agreement=yes")),
    Story("cheaper change", "change_order", "cus_amelia", ("variant_1=NWA-G400S", "agreement=yes")),
    Story(
        "order address",
        "change_address",
        "cus_amelia",
        ("what=order", "address=7 Elm Row, Leeds, LS1 4AP", "agreement=yes"),
    ),
    Story(
        "own address",
        "change_address",
        "cus_grace",
        ("address=5 Oak Street, Denver, CO 80206", "agreement=yes"),
    ),
    Story(
        "return",
        "return_items",
        "cus_maya",
        ("agreement=yes", "received"),
        Mentions(order_number="NW-10391"),
    ),
    Story(
        "cheaper exchange",
        "exchange_items",
        "cus_daniel",
        ("lines=NWA-H100", "variant_1=NWA-H100W", "agreement=yes"),
        Mentions(order_number="NW-10417"),
    ),
    Story(
        "exchange of two",
        "exchange_items",
        "cus_daniel",
        ("lines=NWA-H100,NWA-A010", "variant_1=NWA-H100W", "variant_2=NWA-A010W", "agreement=yes"),
        Mentions(order_number="NW-10417"),
    ),
    Story(
        "return of two",
        "return_items",
        "cus_daniel",
        ("lines=all", "agreement=yes", "received"),
        Mentions(order_number="NW-10417"),
    ),
    Story(
        "dearer exchange",
        "exchange_items",
        "cus_priya",
        ("variant_1=NWA-E200W", "agreement=yes"),
        Mentions(order_number="NW-10322"),
    ),
    Story(
        "lost parcel again",
        "trace_parcel",
        "cus_sofia",
        ("lost", "remedy=again", "agreement=yes", "approve=ada"),
        Mentions(order_number="NW-10469"),
    ),
    Story(
        "lost parcel refund",
        "trace_parcel",
        "cus_sofia",
        ("lost", "remedy=refund", "agreement=yes"),
        Mentions(order_number="NW-10469"),
    ),
    Story(
        "complaint",
        "complaint",
        "cus_maya",
        ("agreement=yes", "timeout", "settled=yes"),
        Mentions(order_number="NW-10482"),
    ),
    Story(
        "complaint of a return",
        "complaint",
        "cus_daniel",
        ("agreement=yes", "timeout", "settled=yes"),
        Mentions(order_number="NW-10417"),
    ),
    Story("api", "api_trouble", "cus_studio", ("agreement=yes",)),
    Story("renewed licence", "renew_licence", "cus_atelier", ("agreement=yes",)),
    Story("licence limit", "usage_alert", "cus_studio", ("choice=licence", "agreement=yes")),
)


@dataclass
class Injector:
    """Breaks the `at`-th call (from 0) of those that it watches. `before` says whether the call is
    lost or only its answer; `times` how many tries fail."""

    at: int = -1
    before: bool = True
    error: Callable[[], Exception] = lambda: TransientError("no answer")
    times: int = 1
    seen: list[str] = field(default_factory=list)
    """What was called so far."""
    broken: str | None = None

    def watch(self, what: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*args: Any, **kwargs: Any) -> Any:
            mine = f"{what} {args[:1]}"
            if self.broken == mine and self.times > 0:
                return self._break(call, args, kwargs)
            self.seen.append(what)
            if len(self.seen) - 1 == self.at and self.broken is None:
                self.broken = mine
                return self._break(call, args, kwargs)
            return call(*args, **kwargs)

        return watched

    def _break(self, call: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        self.times -= 1
        if not self.before:
            call(*args, **kwargs)
        raise self.error()

    def systems(self, systems: Systems) -> Systems:
        return replace(
            systems,
            **{
                name: _Watched(getattr(systems, name), methods, name, self)
                for name, methods in WRITES.items()
            },
        )

    def store(self, errands: Any) -> Any:
        return _Watched(errands, ("save", "wait", "spend", "give_back", "note"), "store", self)


class _Watched:
    def __init__(self, target: Any, methods: Iterable[str], name: str, by: Injector) -> None:
        self._target, self._methods, self._name, self._by = target, set(methods), name, by

    def __getattr__(self, method: str) -> Any:
        call = getattr(self._target, method)
        return self._by.watch(f"{self._name}.{method}", call) if method in self._methods else call


class Play:
    """A branch of the company in which stories are played."""

    def __init__(
        self, machines: Mapping[str, Definition], injector: Injector | None = None
    ) -> None:
        broken = injector or Injector()
        self.branch = Branch(PACK, machines, broken.systems, broken.store)
        self.messages = 0
        self.participant: Participant | None = None
        """Who writes, where not a customer who is signed in."""
        self.language = "en"
        self.last = Grounds()
        """What the errand said to the last message."""

    def begin(self, story: Story, conversation: str = "cnv_1") -> str:
        """The run's id."""
        before = set(self.branch.errands.runs())
        self.advance(conversation, story.customer, errand=story.errand, mentions=story.mentions)
        (made,) = set(self.branch.errands.runs()) - before
        return made

    def advance(
        self,
        conversation: str,
        customer: str | None,
        *,
        errand: str,
        run_id: str | None = None,
        answer: str | None = None,
        mentions: Mentions = NO_MENTIONS,
        message: str | None = None,
        asked: str = "",
        reason: str = "understood",
    ) -> Any:
        self.messages += 1
        who = self.participant or Participant(Channel.WEB, Identity.SIGNED_IN, customer)
        decision = Decision(
            Desk.WORKFLOW,
            None,
            1.0,
            reason,
            errand=errand,
            run_id=run_id,
            answer=answer,
            question=asked,
            mentions=mentions,
        )
        context = TurnContext(
            conversation_id=conversation,
            message_id=message or f"msg_{self.messages}",
            text="",
            sent_at=NOW,
            participant=who,
            memory=Memory(),
        )
        self.last = self.branch.turnside.advance(
            FindGrounds(context=context, decision=decision, language=self.language)
        )
        return self.last

    def move(self, run_id: str, move: str, conversation: str = "cnv_1") -> None:
        """One move of a story; one that the run does not wait for is left out."""
        run = self.run(run_id)
        key, equals, answer = move.partition("=")
        if key == "approve":
            self.branch.approve(run_id, answer)
        elif key == "received" and "open_return" in run.receipts:
            number = run.receipts["open_return"]
            self.branch.tell(ReturnReceived(occurred_at=NOW, return_number=number))
        elif key == "lost" and run.values.get("order"):
            number = run.values["order"]
            self.branch.tell(ParcelTraced(occurred_at=NOW, order_number=number, is_found=False))
        elif key == "timeout":
            self.branch.stepper.time_out(run_id)
        elif equals and run.question and run.question.key == key:
            who = run.participant.customer_id
            self.advance(conversation, who, errand=run.errand, run_id=run_id, answer=answer)

    def play(self, story: Story) -> Run:
        run_id = self.begin(story)
        for move in story.moves:
            self.move(run_id, move)
        return self.run(run_id)

    def repair(self, run_id: str) -> Run:
        """A person has looked at a stuck run: try again."""
        for _ in range(3):
            if self.run(run_id).status != "stuck":
                break
            self.branch.stepper.go_on(self.branch.errands.token(run_id) or "", "repaired")
        return self.run(run_id)

    def run(self, run_id: str) -> Run:
        return self.branch.errands.find(run_id)

    def books(self) -> dict[tuple[str, str], dict[str, Any]]:
        """All records that hold, without what remembers how they came to be."""
        return {
            (kind, id_): {
                name: kept
                for name, kept in value.items()
                if kept is not None and name not in ("keys", "tried")
            }
            for kind, id_, value in self.branch.records.all()
            if value.get("is_valid", True)
        }


def crash() -> Exception:
    return Crash("the function died")


def refuse() -> Exception:
    return Refused("never")

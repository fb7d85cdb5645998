"""What a company's policies grant: typed rules beside their prose.

A rule holds for the cases that it names. Of those that hold, the most specific one decides: the one
whose conditions imply the others', and an exception before every rule that is none. Two rules that
can hold for one case without either going before the other are a tie, which is an error when the
rules are loaded, unless a third decides it.
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations

from shared.domain.money import Money

Case = Mapping[str, str]
"""What is known of one case: dimension (tier, category, region, condition, …) to value."""


class Start(StrEnum):
    ORDER = "order"
    DELIVERY = "delivery"


@dataclass(frozen=True)
class Span:
    """A time from the day of the event `starts`."""

    days: int = 0
    months: int = 0
    starts: Start = Start.DELIVERY

    def after(self, start: date) -> date:
        """The last day of the span. A month ends on its last day where the day does not exist."""
        month = start.month - 1 + self.months
        year, month = start.year + month // 12, month % 12 + 1
        day = min(start.day, calendar.monthrange(year, month)[1])
        return date(year, month, day) + timedelta(days=self.days)


@dataclass(frozen=True)
class Fee:
    """What is taken from the money that a return gives back: an amount for the whole parcel, or a
    share of each product's price in percent. A fee of nothing says that it is free."""

    amount: Money | None = None
    percent: int = 0


@dataclass(frozen=True)
class Refusal:
    """Nothing is granted."""


Outcome = Span | Fee | Refusal


@dataclass(frozen=True)
class Rule:
    """`when` maps a dimension to the values for which the rule holds; `clause` is the sentence of
    the document `document` that says so. It holds for what was ordered from `valid_from` to
    `valid_to`, both included."""

    id: str
    when: Mapping[str, frozenset[str]]
    outcome: Outcome
    document: str
    clause: str
    valid_from: date = date.min
    valid_to: date = date.max
    is_exception: bool = False

    def why_not(self, case: Case, on: date) -> str | None:
        """Why the rule does not hold for the case; None where it does."""
        if not self.valid_from <= on <= self.valid_to:
            return f"it does not hold on {on}"
        for dimension, values in self.when.items():
            if dimension not in case:
                return f"the {dimension} is not known"
            if case[dimension] not in values:
                return f"the {dimension} is {case[dimension]}"
        return None

    def may_hold(self, case: Case, on: date) -> bool:
        """Whether it holds for some case that has all that is known of this one."""
        known = {name: value for name, value in case.items() if name in self.when}
        fits = all(value in self.when[name] for name, value in known.items())
        return fits and self.valid_from <= on <= self.valid_to

    def goes_before(self, other: "Rule") -> bool:
        """Whether it decides where both hold: an exception before what is none, else where the
        other one holds wherever this one does."""
        if self.is_exception != other.is_exception:
            return self.is_exception
        return (
            all(
                name in self.when and self.when[name] <= values
                for name, values in other.when.items()
            )
            and other.valid_from <= self.valid_from
            and self.valid_to <= other.valid_to
        )


@dataclass(frozen=True)
class Entitlement:
    """Something that customers may have for a time, or what is taken from them. A question with one
    of `intents` asks for it where it says one of the words `asked_with`."""

    name: str
    intents: frozenset[str]
    asked_with: tuple[str, ...]
    rules: tuple[Rule, ...]

    @property
    def is_fee(self) -> bool:
        return any(isinstance(rule.outcome, Fee) for rule in self.rules)


@dataclass(frozen=True)
class Granted:
    """The rule that decides, and why each of the others does not."""

    rule: Rule
    passed_over: tuple[tuple[Rule, str], ...]


def grant(entitlement: Entitlement, case: Case, on: date) -> Granted | None:
    """What the case is granted, for what was ordered on that day. None where no rule holds, or
    where something not known could change it: a guess is no entitlement."""
    reasons = [(rule, rule.why_not(case, on)) for rule in entitlement.rules]
    holding = [rule for rule, reason in reasons if reason is None]
    first = [rule for rule in holding if not any(_beats(other, rule) for other in holding)]
    if not first or any(rule.outcome != first[0].outcome for rule in first):
        return None
    if any(
        rule.may_hold(case, on)
        and rule.outcome != first[0].outcome
        and any(rule.goes_before(each) for each in first)
        for rule, reason in reasons
        if reason is not None
    ):
        return None
    return Granted(
        first[0],
        tuple(
            (rule, reason or _lost(rule, first[0]))
            for rule, reason in reasons
            if rule is not first[0]
        ),
    )


def possible(entitlement: Entitlement, case: Case, on: date) -> tuple[Rule, ...]:
    """The rules of which one decides, whatever else turns out to be so; in their order."""
    may = [rule for rule in entitlement.rules if rule.may_hold(case, on)]
    sure = [rule for rule in may if rule.why_not(case, on) is None]
    return tuple(rule for rule in may if not any(_beats(each, rule) for each in sure))


def find_ties(rules: tuple[Rule, ...]) -> list[tuple[Rule, Rule]]:
    """Pairs that can hold for one case, say different things, and that nothing decides between."""
    return [
        (one, other)
        for one, other in combinations(rules, 2)
        if _meet(one, other)
        and one.outcome != other.outcome
        and (one.goes_before(other) == other.goes_before(one))
        and not any(_decides(third, one, other) for third in rules)
    ]


def _beats(one: Rule, other: Rule) -> bool:
    return one.goes_before(other) and not other.goes_before(one)


def _lost(rule: Rule, winner: Rule) -> str:
    if winner.is_exception and not rule.is_exception:
        return "an exception holds"
    return "a more specific rule holds" if _beats(winner, rule) else "another rule says the same"


def _meet(one: Rule, other: Rule) -> bool:
    shared = one.when.keys() & other.when.keys()
    return (
        all(one.when[name] & other.when[name] for name in shared)
        and one.valid_from <= other.valid_to
        and other.valid_from <= one.valid_to
    )


def _decides(third: Rule, one: Rule, other: Rule) -> bool:
    """Whether it beats both, and holds wherever both do."""
    if not (_beats(third, one) and _beats(third, other)):
        return False
    both = {
        name: one.when.get(name, values) & other.when.get(name, values)
        for name, values in {**one.when, **other.when}.items()
    }
    return (
        all(name in both and both[name] <= values for name, values in third.when.items())
        and third.valid_from <= max(one.valid_from, other.valid_from)
        and min(one.valid_to, other.valid_to) <= third.valid_to
    )

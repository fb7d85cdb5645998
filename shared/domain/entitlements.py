"""What a company's policies grant: typed rules beside their prose.

A rule holds for the cases that it names. Of those that hold, the most specific one grants: the one
whose conditions imply the others'. Two rules that can hold for one case without either implying the
other are a tie, which is an error when the rules are loaded, unless a third decides it.
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations

Case = Mapping[str, str]
"""What is known of one case: dimension (tier, category, region, …) to value."""


@dataclass(frozen=True)
class Span:
    """A time from the day on which the entitlement starts."""

    days: int = 0
    months: int = 0

    def after(self, start: date) -> date:
        """The last day of the span. A month ends on its last day where the day does not exist."""
        month = start.month - 1 + self.months
        year, month = start.year + month // 12, month % 12 + 1
        day = min(start.day, calendar.monthrange(year, month)[1])
        return date(year, month, day) + timedelta(days=self.days)


class Start(StrEnum):
    ORDER = "order"
    DELIVERY = "delivery"


@dataclass(frozen=True)
class Rule:
    """`when` maps a dimension to the values for which the rule holds; `clause` is the sentence of
    the document `document` that says so. The span runs from the event `starts`. It holds for what
    was ordered from `valid_from` to `valid_to`, both included."""

    id: str
    when: Mapping[str, frozenset[str]]
    span: Span
    starts: Start
    document: str
    clause: str
    valid_from: date = date.min
    valid_to: date = date.max

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

    def implies(self, other: "Rule") -> bool:
        """Whether the other rule holds wherever this one does."""
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
    """Something that customers may have for a time. A question with one of `intents` asks for it
    where it says one of the words `asked_with`."""

    name: str
    intents: frozenset[str]
    asked_with: tuple[str, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Granted:
    """The rule that grants, and why each of the others does not."""

    rule: Rule
    passed_over: tuple[tuple[Rule, str], ...]


def grant(entitlement: Entitlement, case: Case, on: date) -> Granted | None:
    """What the case is granted, for what was ordered on that day. None where no rule holds, or
    where something not known could change it: a guess is no entitlement."""
    reasons = [(rule, rule.why_not(case, on)) for rule in entitlement.rules]
    holding = [rule for rule, reason in reasons if reason is None]
    best = next((rule for rule in holding if all(rule.implies(other) for other in holding)), None)
    if best is None:
        return None
    if any(
        rule.may_hold(case, on) and rule.implies(best) and rule.span != best.span
        for rule, reason in reasons
        if reason is not None
    ):
        return None
    return Granted(
        best,
        tuple(
            (rule, reason or "a more specific rule holds")
            for rule, reason in reasons
            if rule is not best
        ),
    )


def possible(entitlement: Entitlement, case: Case, on: date) -> tuple[Rule, ...]:
    """The rules of which one grants, whatever else turns out to be so; in their order."""
    return tuple(rule for rule in entitlement.rules if rule.may_hold(case, on))


def find_ties(rules: tuple[Rule, ...]) -> list[tuple[Rule, Rule]]:
    """Pairs that can hold for one case, grant differently, and that nothing decides between."""
    return [
        (one, other)
        for one, other in combinations(rules, 2)
        if _meet(one, other)
        and one.span != other.span
        and (one.implies(other) == other.implies(one))
        and not any(_decides(third, one, other) for third in rules)
    ]


def _meet(one: Rule, other: Rule) -> bool:
    shared = one.when.keys() & other.when.keys()
    return (
        all(one.when[name] & other.when[name] for name in shared)
        and one.valid_from <= other.valid_to
        and other.valid_from <= one.valid_to
    )


def _decides(third: Rule, one: Rule, other: Rule) -> bool:
    """Whether it beats both, and holds wherever both do."""
    if third in (one, other) or not (third.implies(one) and third.implies(other)):
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


@dataclass(frozen=True)
class Dimensions:
    """The values of each dimension, with the words by which a message names them. A value that is
    listed earlier wins where the words of several are there."""

    words: Mapping[str, Mapping[str, tuple[str, ...]]]

    def named_in(self, text: str) -> dict[str, str]:
        """What the text says of its case."""
        said = f" {' '.join(text.lower().replace('-', ' ').split())} "
        found: dict[str, str] = {}
        for dimension, values in self.words.items():
            for value, names in values.items():
                if dimension not in found and any(f" {name}" in said for name in names):
                    found[dimension] = value
        return found


@dataclass(frozen=True)
class Policies:
    dimensions: Dimensions
    entitlements: tuple[Entitlement, ...]

    def asked(self, intent: str | None, text: str) -> Entitlement | None:
        """The entitlement that a question is about."""
        said = text.lower()
        return next(
            (
                each
                for each in self.entitlements
                if intent in each.intents and any(words in said for words in each.asked_with)
            ),
            None,
        )


NO_POLICIES = Policies(Dimensions({}), ())

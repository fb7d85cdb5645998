"""What policies grant: the most specific rule, or nothing where that is not certain."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.pack import load_documents
from shared.adapters.policies import load_policies
from shared.domain.entitlements import (
    Entitlement,
    Fee,
    Outcome,
    Refusal,
    Rule,
    Span,
    Start,
    find_ties,
    grant,
    possible,
)
from shared.domain.errors import BrokenPack
from shared.domain.money import Money
from shared.domain.policies import NO_POLICIES, Dimensions, Policies

PACK = Path(__file__).parents[2] / "companies" / "northwind"
DAY = date(2026, 4, 15)
DIMENSIONS = {"tier": ("standard", "plus", "premium"), "kind": ("audio", "limited", "digital")}


def rule(name: str, says: int | Outcome, *, is_exception: bool = False, **when: str) -> Rule:
    conditions = {dimension: frozenset(values.split("|")) for dimension, values in when.items()}
    outcome = Span(says) if isinstance(says, int) else says
    return Rule(name, conditions, outcome, "returns", "A clause.", is_exception=is_exception)


def entitlement(*rules: Rule) -> Entitlement:
    return Entitlement("return_window", frozenset({"returns"}), ("how long",), rules)


WINDOWS = entitlement(
    rule("standard", 30, kind="audio"),
    rule("premium", 60, kind="audio", tier="premium"),
    rule("limited", 14, kind="limited"),
    rule("limited-premium", 30, kind="limited", tier="premium"),
)


def test_the_most_specific_rule_grants_and_the_others_say_why_not() -> None:
    granted = grant(WINDOWS, {"kind": "limited", "tier": "premium"}, DAY)
    assert granted is not None
    assert granted.rule.id == "limited-premium"
    assert {rule.id: reason for rule, reason in granted.passed_over} == {
        "standard": "the kind is limited",
        "premium": "the kind is limited",
        "limited": "a more specific rule holds",
    }


def test_what_is_not_known_is_not_guessed() -> None:
    assert grant(WINDOWS, {"kind": "limited"}, DAY) is None
    assert grant(WINDOWS, {"tier": "premium"}, DAY) is None
    assert grant(WINDOWS, {}, DAY) is None


def test_what_is_not_known_does_not_matter_where_it_changes_nothing() -> None:
    same = entitlement(rule("all", 30), rule("premium", 30, tier="premium"))
    granted = grant(same, {}, DAY)
    assert granted is not None
    assert granted.rule.outcome == Span(30)


def test_a_rule_holds_on_its_days_only() -> None:
    old = Rule("old", {}, Span(30), "d", "c", date(2025, 1, 1), date(2025, 12, 31))
    assert grant(entitlement(old), {}, date(2025, 12, 31)) is not None
    assert grant(entitlement(old), {}, date(2026, 1, 1)) is None


def test_two_rules_for_one_case_are_a_tie_until_a_third_decides() -> None:
    plus, limited = rule("plus", 45, tier="plus"), rule("limited", 14, kind="limited")
    assert find_ties((plus, limited)) == [(plus, limited)]
    assert find_ties((plus, limited, rule("both", 14, tier="plus", kind="limited"))) == []
    assert find_ties((plus, rule("premium", 60, tier="premium"))) == []
    again, twice = rule("again", 50, tier="plus"), rule("twice", 55, tier="plus")
    assert len(find_ties((plus, again, twice))) == 3, "none of the same conditions decides"


def test_days_from_the_order_are_others_than_days_from_the_delivery() -> None:
    ordered = rule("ordered", Span(30, starts=Start.ORDER), kind="audio")
    assert find_ties((ordered, rule("plus", 30, tier="plus")))


WORN = rule("worn", Refusal(), kind="limited|audio", condition="worn", is_exception=True)
CASE = {"kind": "limited", "tier": "premium", "condition": "usual"}


def test_an_exception_goes_before_the_most_specific_rule() -> None:
    with_worn = entitlement(*WINDOWS.rules, WORN)
    assert find_ties(with_worn.rules) == []
    granted = grant(with_worn, CASE | {"condition": "worn"}, DAY)
    assert granted is not None
    assert granted.rule is WORN
    assert ("limited-premium", "an exception holds") in {(r.id, w) for r, w in granted.passed_over}
    usual = grant(with_worn, CASE, DAY)
    assert usual is not None
    assert usual.rule.id == "limited-premium"
    assert ("worn", "the condition is usual") in {(r.id, w) for r, w in usual.passed_over}


def test_an_exception_that_may_hold_leaves_it_open() -> None:
    with_worn = entitlement(*WINDOWS.rules, WORN)
    case = {"kind": "limited", "tier": "premium"}
    assert grant(with_worn, case, DAY) is None
    assert [r.id for r in possible(with_worn, case, DAY)] == ["limited-premium", "worn"]


LABEL = rule("label", Fee(Money(695)), tier="standard|plus")
SHARE = rule("opened", Fee(percent=10), condition="opened")
FEES = Policies(
    Dimensions({"condition": {"opened": ("opened",), "usual": ()}}),
    tuple(Entitlement(r.id, frozenset({"returns"}), ("cost",), (r,)) for r in (LABEL, SHARE)),
)


def test_a_parcel_costs_one_label_and_the_share_of_each_product() -> None:
    opened = {"tier": "plus", "condition": "opened"}
    taken = FEES.taken([(opened, Money(10_000)), (opened, Money(2_050))], DAY)
    assert taken == [(LABEL, Money(695)), (SHARE, Money(1_000)), (SHARE, Money(205))]
    assert FEES.taken([({"tier": "premium", "condition": "usual"}, Money(9_900))], DAY) == []


def test_what_is_taken_is_not_guessed() -> None:
    assert FEES.taken([({"condition": "usual"}, Money(9_900))], DAY) is None


def test_a_case_is_usual_unless_something_else_is_said() -> None:
    assert FEES.case_of(None) == {"condition": "usual"}
    said = FEES.dimensions.named_in("I have opened it")
    assert FEES.case_of(None, **said) == {"condition": "opened"}


rules_ = st.builds(
    lambda days, when: Rule(
        str((days, when)),
        {name: frozenset(values) for name, values in when.items()},
        Span(days),
        "d",
        "c",
        is_exception=days % 3 == 0,
    ),
    st.integers(1, 90),
    st.fixed_dictionaries(
        {},
        optional={
            name: st.lists(st.sampled_from(values), min_size=1, unique=True)
            for name, values in DIMENSIONS.items()
        },
    ),
)
cases = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values) for name, values in DIMENSIONS.items()}
)


@given(st.lists(rules_, max_size=5), cases)
def test_without_ties_a_whole_case_is_granted_by_one_of_its_rules_or_none_holds(
    rules: list[Rule], case: dict[str, str]
) -> None:
    whole = {name: case.get(name, values[0]) for name, values in DIMENSIONS.items()}
    if find_ties(tuple(rules)):
        return
    granted = grant(entitlement(*rules), whole, DAY)
    holding = [rule for rule in rules if rule.why_not(whole, DAY) is None]
    if granted is None:
        assert not holding
    else:
        assert granted.rule in holding
        assert granted.rule.is_exception == any(rule.is_exception for rule in holding)


@given(st.lists(rules_, max_size=5), cases)
def test_knowing_more_never_changes_what_was_granted(
    rules: list[Rule], case: dict[str, str]
) -> None:
    granted = grant(entitlement(*rules), case, DAY)
    if granted is None or find_ties(tuple(rules)):
        return
    for dimension, values in DIMENSIONS.items():
        for value in values if dimension not in case else ():
            more = grant(entitlement(*rules), {**case, dimension: value}, DAY)
            assert more is None or more.rule.outcome == granted.rule.outcome


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 60), st.integers(0, 400))
def test_a_span_ends_days_after_its_months(start: date, months: int, days: int) -> None:
    end = Span(days, months).after(start)
    assert end == Span(months=months).after(start) + timedelta(days=days)
    assert end >= start


def test_a_month_ends_on_its_last_day() -> None:
    assert Span(months=1).after(date(2026, 1, 31)) == date(2026, 2, 28)
    assert Span(months=24).after(date(2024, 2, 29)) == date(2026, 2, 28)


# The pack's files


def test_the_demo_companys_rules_agree_with_their_prose() -> None:
    policies = load_policies(PACK, load_documents(PACK))
    assert {each.name for each in policies.entitlements} == {
        *("return_window", "warranty", "return_label", "restocking")
    }


def test_a_pack_without_policies_has_none(tmp_path: Path) -> None:
    assert load_policies(tmp_path, []) == NO_POLICIES


@pytest.mark.parametrize(
    ("before", "after", "mend"),
    [
        ("days: 14", "days: 15000", "less than or equal"),
        ("days: 14", "days: 0", "must say one thing"),
        ("days: 14", "days: 14\n    refused: true", "must say one thing"),
        ("days: 14", "percent: 14", "put the fees into a file"),
        ("days: 14", "percent: 114", "less than or equal"),
        ("entitlement: return_window", "entitlement: trial", "lacks the text trial_"),
        ("tier: plus}", "tear: plus}", "depends on tear"),
        ("tier: plus}", "tier: gold}", "has the tier gold"),
        ("document: returns\n", "document: refunds\n", "names the document refunds|no sentence"),
        ("within 14 days of delivery.", "within 15 days.", "no sentence of"),
        ("id: plus", "id: premium", "two rules are called premium"),
        ("when: {category: limited_edition}", "when: {region: EU}", "can both hold"),
        ("id: plus", "id: plus\n    valid_to: 2020-01-01", "before it begins"),
        ("id: plus", "id: plus\n    valid_to: 2026-02-30", "cannot be read|valid date"),
        ("starts: delivery", "starts: whenever", "'order' or 'delivery'"),
        ("entitlement:", "entitled:", "entitlement: Field required"),
    ],
)
def test_a_broken_rule_is_named_with_its_mend(
    tmp_path: Path, before: str, after: str, mend: str
) -> None:
    shutil.copytree(PACK / "policies", tmp_path / "policies")
    shutil.copy(PACK / "voice.yaml", tmp_path)
    path = tmp_path / "policies" / "returns.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(BrokenPack, match=mend) as broken:
        load_policies(tmp_path, load_documents(PACK))
    assert "returns.yaml" in str(broken.value)

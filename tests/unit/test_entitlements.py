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
    NO_POLICIES,
    Entitlement,
    Rule,
    Span,
    Start,
    find_ties,
    grant,
)
from shared.domain.errors import BrokenPack

PACK = Path(__file__).parents[2] / "companies" / "northwind"
DAY = date(2026, 4, 15)
DIMENSIONS = {"tier": ("standard", "plus", "premium"), "kind": ("audio", "limited", "digital")}


def rule(name: str, days: int, **when: str) -> Rule:
    conditions = {dimension: frozenset(values.split("|")) for dimension, values in when.items()}
    return Rule(name, conditions, Span(days), Start.DELIVERY, "returns", "A clause.")


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
    assert granted.rule.span == Span(30)


def test_a_rule_holds_on_its_days_only() -> None:
    old = Rule("old", {}, Span(30), Start.ORDER, "d", "c", date(2025, 1, 1), date(2025, 12, 31))
    assert grant(entitlement(old), {}, date(2025, 12, 31)) is not None
    assert grant(entitlement(old), {}, date(2026, 1, 1)) is None


def test_two_rules_for_one_case_are_a_tie_until_a_third_decides() -> None:
    plus, limited = rule("plus", 45, tier="plus"), rule("limited", 14, kind="limited")
    assert find_ties((plus, limited)) == [(plus, limited)]
    assert find_ties((plus, limited, rule("both", 14, tier="plus", kind="limited"))) == []
    assert find_ties((plus, rule("premium", 60, tier="premium"))) == []
    assert find_ties((plus, rule("again", 50, tier="plus")))


rules_ = st.builds(
    lambda days, when: Rule(
        str((days, when)),
        {name: frozenset(values) for name, values in when.items()},
        Span(days),
        Start.ORDER,
        "d",
        "c",
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
        assert not holding or not any(
            all(rule.implies(other) for other in holding) for rule in holding
        )
    else:
        assert granted.rule in holding


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
            assert more is None or more.rule.span == granted.rule.span


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
    assert {each.name for each in policies.entitlements} == {"return_window", "warranty"}


def test_a_pack_without_policies_has_none(tmp_path: Path) -> None:
    assert load_policies(tmp_path, []) == NO_POLICIES


@pytest.mark.parametrize(
    ("before", "after", "mend"),
    [
        ("days: 14", "days: 15000", "less than or equal"),
        ("days: 14", "days: 0", "neither days nor months"),
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
    path = tmp_path / "policies" / "returns.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(BrokenPack, match=mend) as broken:
        load_policies(tmp_path, load_documents(PACK))
    assert "returns.yaml" in str(broken.value)

"""The judges against what a hosted model may write freely: how much of what is false they catch,
and how much of what is true they let pass. It is asked to keep to its sources' words
(test_drafts.py)."""

from collections import Counter

from tests.evaluation.replies import Case, Fault, cases, faults
from tests.evaluation.replies.mutations import mutants

SENSE = {"reversed", "other_facts", "wrong_name", "dropped_condition", "wrong_language"}
"""Kinds that turn on the sense of a sentence, which its words do not always tell. The others show
by a figure, a form or a citation."""


def test_most_faithful_sentences_pass() -> None:
    said, lost = _clean(cases("tuned") + cases("held"))
    print(f"{len(lost)} of {said} faithful lost")
    assert len(lost) <= 0.18 * said, lost


def test_faults_that_people_thought_of_are_caught() -> None:
    found = faults("tuned") + faults("held")
    named = [fault for fault in found if fault.kind not in SENSE]
    assert _caught(named) >= 0.975
    assert _caught(found) >= 0.94


def test_faults_made_by_rule_are_caught() -> None:
    made = [fault for case in cases("tuned") + cases("held") for fault in mutants(case)]
    assert len(made) >= 300
    named = [fault for fault in made if fault.kind not in SENSE]
    assert _caught(named) >= 0.995
    assert _caught(made) >= 0.97


def _clean(all_cases: list[Case]) -> tuple[int, list[str]]:
    shown = [(case, set(case.shown())) for case in all_cases]
    said = sum(len(case.draft) for case, _ in shown)
    lost = [each.text for case, kept in shown for each in case.draft if each.text not in kept]
    return said, lost


def _caught(found: list[Fault]) -> float:
    missed = [fault for fault in found if not fault.is_caught]
    print(Counter(fault.kind for fault in missed), "missed of", len(found))
    for fault in missed:
        print(f"  {fault.kind}: {fault.case.draft[fault.at].text}")
    return 1 - len(missed) / len(found)

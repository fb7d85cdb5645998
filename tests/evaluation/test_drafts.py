"""The judges against what a hosted model really answers when it is asked by our prompt, and against
faults in it: half by another writer, half made by rule.

`taught` and `near`, whose faults were made to be close to the articles' words, are what the judges'
weights were learned from; a fifth and a third of them are judged here. Of `unseen`, whose
companies, requests, answers and faults are by others and came later, nobody looks at more than the
totals.
"""

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.evaluation.outsiders.mutate_hosted import slip
from tests.evaluation.replies import Case, Fault
from training.drafts import Answered, read_drafts

HERE = Path(__file__).parent / "drafts"
SEED = 20261130


@pytest.mark.parametrize(
    ("name", "every", "most_lost", "least_caught"),
    [("taught", 5, 0.022, 0.985), ("near", 3, 0.055, 0.865), ("unseen", 1, 0.02, 0.985)],
)
def test_answers_by_our_prompt(
    name: str, every: int, most_lost: float, least_caught: float
) -> None:
    drafts = read_drafts(HERE / f"{name}.yaml")[::every]
    said = sum(len(each.answer) for each in drafts)
    lost = said - sum(len(_case(each).shown()) for each in drafts)
    faults = [fault for each in drafts for fault in (*_written(each), *_made(each))]
    kinds = Counter(fault.kind for fault in faults)
    caught = Counter(fault.kind for fault in faults if fault.is_caught)
    print(
        f"{name}: {lost} of {said} lost; caught {caught.total()} of {len(faults)}:",
        *(f"{caught[kind]}/{kinds[kind]} {kind}" for kind in kinds),
    )
    assert lost <= most_lost * said
    assert caught.total() >= least_caught * len(faults)


def _case(draft: Answered) -> Case:
    return Case(draft.name, draft.question, draft.passages, draft.facts, draft.answer)


def _written(draft: Answered) -> list[Fault]:
    return [_fault(draft, each.at, each.kind, each.text) for each in draft.faults]


def _made(draft: Answered) -> list[Fault]:
    """One slip in each sentence that a rule can spoil, drawn by a seed."""
    chance = random.Random(f"{SEED} {draft.name}")
    found = []
    for at, said in enumerate(draft.answer):
        made = slip(said.text, chance)
        if made and made[1] != said.text:
            found.append(_fault(draft, at, *made))
    return found


def _fault(draft: Answered, at: int, kind: str, text: str) -> Fault:
    said = replace(draft.answer[at], text=text)
    return Fault(kind, _case(draft).with_sentence(at, said), at)

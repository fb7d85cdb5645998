"""The judges against sentences that are as free as people make them: how far words come."""

from pathlib import Path

import pytest

from shared.domain.errors import InvalidInput
from shared.domain.evidence import Passage, Sentence
from shared.domain.reply import DraftSentence
from tests.evaluation.replies import Case
from training.sentences import Group, groups, read_groups

LETTER = "e"
"""Whose sentences are judged here; all of them take a minute."""


def test_how_many_free_sentences_are_lost_and_how_many_hard_faults_are_caught() -> None:
    """The floors are what was measured: a sentence as free as these is hardly shown."""
    found = groups(LETTER)
    said = [_case(group, text) for group in found for _, text in group.true]
    false = [_case(group, text) for group in found for _, text in group.false]
    lost = sum(not case.shown() for case in said)
    caught = sum(not case.shown() for case in false)
    print(f"{lost} of {len(said)} faithful lost, {caught} of {len(false)} faults caught")
    assert lost <= 0.87 * len(said)
    assert caught >= 0.89 * len(false)


def _case(group: Group, text: str) -> Case:
    told = tuple(map(Sentence, group.lines))
    source = Passage("source", "source", group.title, "", "", "", told)
    return Case("free", group.question, (source,), (), (DraftSentence(text, ("source",)),))


def test_every_source_has_sentences_that_it_bears_and_that_it_does_not() -> None:
    found = groups()
    assert len(found) == 616
    for group in found:
        assert len(group.lines) >= 4
        assert len(group.true) >= 7
        assert len(group.false) >= 8
        assert all(1 <= at <= len(group.lines) for numbers, _ in group.true for at in numbers)


@pytest.mark.parametrize("line", ["> before any title", "+ 1 a true one", "= what is this"])
def test_a_line_of_another_form_is_named(tmp_path: Path, line: str) -> None:
    before = "" if line.startswith(">") else "# a | A title\n"
    path = tmp_path / "x.txt"
    path.write_text(f"{before}{line}\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"x\.txt:"):
        list(read_groups(path))

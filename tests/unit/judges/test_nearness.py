"""What a sentence changes of its source, word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.judges.nearness import Changes, changes
from shared.domain.judges.sources import Source, read

LINES = (
    "Boxes come weekly, always on Mondays, or on Tuesday if Monday is a holiday.",
    "The blue plan costs $12 a month, and the red plan costs $19 a month.",
    "We do not deliver to islands.",
)


def changed(claim: str, question: str = "") -> Changes:
    return changes(claim, read(Source(LINES)), "Boxes by post", question)


@pytest.mark.parametrize("line", LINES)
def test_a_quote_changes_nothing(line: str) -> None:
    found = changed(line)
    assert (found.far, found.untold, found.replaced, found.new_words) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("claim", "sign"),
    [
        ("Boxes come weekly, always on Fridays, or on Tuesday if Monday is a holiday.", "replaced"),
        ("Baskets come weekly, always on Mondays.", "opened"),
        ("The blue plan costs $15 a month.", "new_figures"),
        ("We deliver to islands.", "denials"),
        ("We do not deliver to islands or farms.", "new_words"),
        ("Boxes come weekly, on Mondays.", "bounds_left"),
        ("Boxes come only weekly, always on Mondays.", "bounds_new"),
        ("Boxes come weekly, and we do not deliver to islands.", "joined"),
        ("If Monday is a holiday, boxes come on Tuesday.", "moved"),
    ],
)
def test_each_change_is_counted(claim: str, sign: str) -> None:
    assert getattr(changed(claim), sign) > 0


def test_what_the_customer_or_a_title_says_is_not_quite_new() -> None:
    claim = "Boxes come by post to farms weekly."
    assert changed(claim).new_words == 1
    assert changed(claim, "Do you come to farms?").new_words == 0
    assert changed(claim, "Do you come to farms?").asked_words == 1


@given(st.text(max_size=120), st.text(max_size=60))
def test_any_text_can_be_laid_beside_any_other(claim: str, question: str) -> None:
    found = changed(claim, question)
    assert 0 <= found.untold <= found.far + 1e-9 <= 1 + 2e-9

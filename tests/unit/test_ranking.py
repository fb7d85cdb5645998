"""What a passage's words and meaning make of its score."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.ranking import USUAL, Match, rarity

SHARE = st.floats(0, 1)
COSINE = st.floats(-1, 1)


def test_a_rare_word_tells_more_than_a_frequent_one_and_an_absent_one_most() -> None:
    assert rarity(0, 100) > rarity(1, 100) > rarity(50, 100) > rarity(100, 100) > 0
    assert rarity(3, 100) == pytest.approx(math.log(1 + 97.5 / 3.5))


@given(COSINE, COSINE, st.floats(0, 60), SHARE, SHARE)
def test_what_has_more_of_the_questions_words_never_ranks_lower(
    passage: float, sentence: float, bm25: float, one: float, other: float
) -> None:
    less, more = sorted((one, other))
    few, many = (USUAL.relevance(Match(passage, sentence, bm25, each)) for each in (less, more))
    assert few <= many


@given(COSINE, COSINE, st.floats(0, 60))
def test_words_that_are_not_there_count_nothing(
    passage: float, sentence: float, bm25: float
) -> None:
    assert Match(passage, sentence, bm25, 0.0).scores == (passage, sentence, 0.0)

"""Which way a figure bounds."""

import pytest

from shared.domain.judges.bounds import bound_of
from shared.domain.judges.figures import figures


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("at least 50 percent", 1),
        ("50 percent or more", 1),
        ("iPhone with more than the 400 dollars", 1),
        ("up to 10 people", -1),
        ("within 60 minutes", -1),
        ("25 or fewer headsets", -1),
        ("it takes 8 minutes", 0),
        ("no later than 3 hours ahead", 1),
        ("a minimum of $5 and at most $40", 1),
    ],
)
def test_the_words_around_a_figure_bound_it(text: str, way: int) -> None:
    figure, *_ = figures(text)
    assert bound_of(figure, text) == way

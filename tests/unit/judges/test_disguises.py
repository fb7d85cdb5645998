"""What a text looks like, whatever it is written with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.judges.disguises import seen


@pytest.mark.parametrize(
    ("written", "looks"),
    [
        ("wh\u0435re is my \u043erder", "where is my order"),
        ("\uff2e\uff37\uff0d\uff11\uff10\uff14\uff18\uff12", "NW-10482"),
        ("\U0001d430\U0001d421\U0001d41e\U0001d42b\U0001d41e", "where"),
        ("\u202bwhe\u200bre\u202c", "where"),
        ("<script>alert('x')</script>is <b class='x'>it</b> free?", " is  it  free?"),
        ("I <3 it, and 4 < 5 > 2", "I <3 it, and 4 < 5 > 2"),
        ("write to <maya@example.com>", "write to <maya@example.com>"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("где мой заказ", "где мой заказ"),
        ("où est ma commande 😀", "où est ma commande 😀"),
    ],
)
def test_a_text_is_read_as_it_looks(written: str, looks: str) -> None:
    assert seen(written) == looks


@given(st.text(max_size=200))
def test_a_text_that_was_made_plain_stays_so(text: str) -> None:
    plain = seen(text)
    assert seen(plain) == plain

"""Every row of a table can be read by itself, every page in the order of its columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.sources.columns import Box, reading_order
from shared.adapters.sources.defaults import name_of
from shared.adapters.sources.markdown import from_html, table
from shared.domain.errors import InvalidInput
from shared.domain.passages import split_sentences

HEAD = "<tr><th>Member</th><th>Region</th><th>Window</th></tr>"


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (
            f"<table>{HEAD}<tr><td rowspan=2>Plus</td><td>EU</td><td>45</td></tr>"
            "<tr><td>US</td><td>30</td></tr></table>",
            [
                "Member: Plus; Region: EU; Window: 45.",
                "Member: Plus; Region: US; Window: 30.",
            ],
        ),
        (
            f"<table>{HEAD}<tr><td>Plus</td><td colspan=2>none</td></tr></table>",
            ["Member: Plus; Region: none; Window: none."],
        ),
        (
            "<table><tr><th></th><th>Plus</th><th>Solo</th></tr>"
            "<tr><td>Window</td><td></td><td>30</td></tr></table>",
            ["Window; Solo: 30."],
        ),
        (
            "<table><tr><th>Price</th><td>$9</td></tr>"
            "<tr><th>Weight</th><td>200 g</td></tr></table>",
            ["Price: $9", "Weight: 200 g"],
        ),
        (
            "<table><tr><td>Size</td><td>Code</td></tr><tr><td>S|M</td><td>a_b*c</td></tr></table>",
            ["Size: S|M; Code: a_b*c."],
        ),
        ("<table><tr><td>Keep the box.</td></tr></table>", ["Keep the box."]),
        ("<table><tr><td>One.</td></tr><tr><td>Two.</td></tr></table>", ["One.", "Two."]),
        (
            "<table><tr><td><table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr>"
            "</table></td></tr></table>",
            ["A: 1; B: 2."],
        ),
    ],
    ids=["rows", "columns", "corner", "names", "bars", "frame", "stack", "nested"],
)
def test_a_row_says_what_it_says_in_the_page(html: str, said: list[str]) -> None:
    assert split_sentences(from_html(html)) == said


cells = st.text("abc|\\ -\n", max_size=5).map(lambda text: f"x{text}")


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=5))
def test_a_cell_is_read_as_it_was_written(rows: list[tuple[str, str]]) -> None:
    plain = [[" ".join(cell.split()) for cell in row] for row in rows]
    assert split_sentences(table([("A", "B"), *rows])) == [f"A: {a}; B: {b}." for a, b in plain]


@given(st.lists(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=4), max_size=4))
def test_every_row_has_a_cell_for_every_column(spans: list[list[tuple[int, int]]]) -> None:
    rows = "".join(
        "<tr>" + "".join(f"<td rowspan={r} colspan={c}>x</td>" for r, c in row) + "</tr>"
        for row in spans
    )
    head = "<tr>" + "<th>h</th>" * 20 + "</tr>"
    lines = from_html(f"<table>{head}{rows}</table>").splitlines()
    assert all("||" not in line.replace(" ", "") for line in lines)


@pytest.mark.parametrize("html", ["<div>" * 5_000 + "x", "<ul><li>" * 5_000, "<b>" * 300 + "x"])
def test_html_without_end_is_refused(html: str) -> None:
    with pytest.raises(InvalidInput, match="write it flatter"):
        from_html(html)


@given(st.text(), st.text())
def test_two_places_have_two_names(one: str, other: str) -> None:
    assert (name_of("site", one) == name_of("site", other)) == (one == other)


PAGE = Box(0, 0, 600, 800)


def word(left: float, top: float) -> Box:
    return Box(left, top, left + 40, top + 10)


def columns(lines: int) -> list[Box]:
    """Of five words a line on each side of the middle."""
    return [
        word(start + 45 * at, 100 + 12 * line)
        for line in range(lines)
        for start in (50, 320)
        for at in range(5)
    ]


def test_columns_are_read_between_the_lines_that_span_them() -> None:
    title, foot = Box(250, 50, 350, 70), Box(250, 500, 350, 510)
    parts = reading_order(PAGE, [title, *columns(20), foot])
    seen = [[p.holds(*each.middle) for p in parts].index(True) for each in columns(20)]
    left, right = set(seen[0:5] + seen[10:15]), set(seen[5:10] + seen[15:20])
    assert len(left) == len(right) == 1
    assert max(left) < min(right)
    assert [p.holds(*title.middle) for p in parts].index(True) < min(left)
    assert [p.holds(*foot.middle) for p in parts].index(True) > max(right)


@pytest.mark.parametrize(
    "words",
    [[], columns(3), [word(x, 12 * y) for y in range(30) for x in (50, 400)]],
    ids=["no words", "few lines", "cells of a table"],
)
def test_other_pages_are_read_across(words: list[Box]) -> None:
    assert reading_order(PAGE, words) == [PAGE]


places = st.builds(word, st.integers(0, 559), st.integers(0, 789))


@given(st.lists(places, max_size=10), st.integers(0, 30))
def test_every_word_is_read_once(strewn: list[Box], lines: int) -> None:
    words = [*strewn, *columns(lines)]
    parts = reading_order(PAGE, words)
    for each in words:
        assert sum(part.holds(*each.middle) for part in parts) == 1

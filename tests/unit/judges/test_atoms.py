"""The smallest parts of a source that say one thing of one thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.judges.atoms import Atom, told_by
from shared.domain.judges.lexicon import cut


def _atoms(line: str, before: str = "") -> list[Atom]:
    return list(told_by(line, before))


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("Single, £16 an hour. Double, £24.", ["Single, £16 an hour.", "Double, £24."]),
        (
            "Books aren't in the price: Welsh £24, Greek £31.",
            ["Books are not in the price", "Welsh £24", "Greek £31."],
        ),
        ("Suede: $32 a pair; leather: $38.", ["Suede: $32 a pair", "leather: $38."]),
        (
            "Trees are guaranteed for five years, roses for two.",
            ["Trees are guaranteed for five years", "roses for two years."],
        ),
        (
            "Standard ten days; priority, three days, £25; next day, £60.",
            ["Standard ten days", "priority three days £25", "next day £60."],
        ),
        (
            "Orders can be raised until two weeks before and lowered until four weeks before.",
            ["Orders can be raised until two weeks before", "lowered until four weeks before."],
        ),
    ],
)
def test_each_figure_of_a_list_stands_in_a_part_of_its_own(line: str, parts: list[str]) -> None:
    assert [atom.clause.text for atom in _atoms(line)] == parts


@pytest.mark.parametrize(
    ("line", "carried"),
    [
        ("Single, £16 an hour. Double, £24.", "minute=60"),
        ("25 sq ft: £14 a week. 50 sq ft: £23.", "day=7"),
        ("Full livery is £165 a week, part £110.", cut("livery")),
        ("Dog spay: small £195, large £240.", cut("spay")),
    ],
)
def test_a_list_says_its_rate_its_subject_and_its_heading_of_each(line: str, carried: str) -> None:
    assert carried in _atoms(line)[-1].meanings


@pytest.mark.parametrize(
    ("line", "own"),
    [
        ("Drills are £1 a day for members, £3 for guests.", cut("member")),
        ("Each rental adds $95, and each statement with trades adds $60.", cut("rental")),
        ("Suede: $32 a pair; leather: $38.", cut("suede")),
        ("A cold: one week. Antibiotics: two weeks.", "day=7"),
        ("Manual: £38 an hour. Automatic: £41 an hour.", cut("manual")),
    ],
)
def test_what_another_part_has_of_its_own_is_not_carried(line: str, own: str) -> None:
    assert own not in _atoms(line)[-1].meanings


def test_an_it_is_what_the_sentence_before_speaks_of() -> None:
    before = "Until May, 20% of the quoted price is due."
    assert cut("quoted") in _atoms("Later, it is 50%.", before)[-1].meanings


@given(st.text(max_size=120))
def test_any_text_is_cut(line: str) -> None:
    assert all(atom.meanings is not None for atom in _atoms(line))

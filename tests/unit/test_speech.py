"""A reply as it is said aloud."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.pack import load_company
from shared.domain.reply import Citation, Reply, ReplySentence
from shared.domain.speech import LONGEST, as_ssml, in_parts, speak

VOICE = load_company(Path(__file__).parents[2] / "companies" / "northwind").voice


def said(text: str, language: str = "en") -> list[str]:
    return speak(Reply((ReplySentence(text, ()),), (), "embedded"), VOICE, language)


def test_a_long_sentence_becomes_short_ones_and_its_source_is_named() -> None:
    reply = Reply(
        (
            ReplySentence(
                "Your order NW-10482 (Osprey 4 gaming headset), placed on Friday, May 1, 2026, is "
                "on its way with Great Lakes Parcel under tracking number GLP5661250 and is due.",
                (1,),
            ),
        ),
        (Citation(1, "Returning a product", "https://help.northwind.example/returns", "v", "q"),),
        "embedded",
    )
    spoken = speak(reply, VOICE, "en")
    assert spoken[0].startswith("Your order NW-10482, Osprey 4 gaming headset, placed on Friday")
    assert spoken[-1] == "Sources: Returning a product."
    assert "http" not in " ".join(spoken)
    assert len(spoken) > 2


def test_the_customers_own_records_are_not_named() -> None:
    order = Citation(1, "Order NW-10482", "Order NW-10482", "shipped", "q")
    reply = Reply((ReplySentence("It is due today.", (1,)),), (order,), "embedded")
    assert speak(reply, VOICE, "en") == ["It is due today."]


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("It costs $14.95.", "It costs 14 dollars and 95 cents."),
        ("It costs $39.00.", "It costs 39 dollars."),
        ("From £1.01 to €1,200.", "From 1 pound and 1 penny to 1200 euros."),
        ("**See** [this](https://a.example/x?y=1).", "See this."),
        ("Mon-Fri 8:00-20:00", "Mon-Fri 8:00 to 20:00"),
    ],
)
def test_what_only_the_eye_reads_is_put_into_words(written: str, heard: str) -> None:
    assert said(written) == [heard]


def test_only_a_sentence_that_is_long_by_itself_is_broken() -> None:
    can = "Yes, you can cancel Coaching Pro at any time, and there is no fee."
    ends = "Your last billing cycle ends May 31, 2026."
    assert said(f"{can} {ends}") == [can, ends]
    long = " ".join(["word"] * 15)
    first, second = said(f"{long}, and {long}?")
    assert (first, second) == (f"{long}.", f"And {long}?")


def test_amounts_in_another_language_are_left_to_its_voice() -> None:
    assert said("Das kostet $14.95.", "de") == ["Das kostet $14.95."]


def test_numbers_are_spelt_out() -> None:
    ssml = as_ssml(["Order NW-10482, call +1 555 0100 at 2:00 PM on May 8, 2026."])
    parts = [
        (each.get("interpret-as"), each.text)
        for each in ElementTree.fromstring(ssml).iter("say-as")
    ]
    assert parts == [("characters", "NW 10482"), ("telephone", "+1 555 0100")]
    assert 'characters">RMA 068E339B<' in as_ssml(["Your return RMA-068E339B is open."])
    assert 'characters">2F7A31CB<' in as_ssml(["Your confirmation number is 2F7A31CB."])
    assert "say-as" not in as_ssml(["A COVID-SAFE shop, since MAY-BE."])


@given(st.text(), st.sampled_from(["en", "ja"]))
def test_whatever_is_said_is_well_formed_and_loses_no_word(text: str, language: str) -> None:
    spoken = said(f"{text} Tom & Jerry", language)
    root = ElementTree.fromstring(as_ssml(spoken))
    heard = "".join(root.itertext())
    assert "Tom & Jerry" in heard


@given(st.lists(st.from_regex(r"[a-z]{1,8},?", fullmatch=True), min_size=1, max_size=60))
def test_a_sentence_with_commas_is_broken_at_them(words: list[str]) -> None:
    for sentence in said(" ".join(words)):
        inner = sentence.rstrip(".").split(", ")
        assert len(sentence.split()) <= LONGEST or len(inner) == 1


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=90), max_size=12))
def test_no_part_is_too_long_and_none_is_lost(sentences: list[str]) -> None:
    parts = list(in_parts(sentences, 120))
    for part in parts:
        assert len(as_ssml(part).encode("utf-16-le")) <= 2 * 120
    said = "".join("".join(part) for part in parts)
    assert "".join(said.split()) == "".join("".join(sentences).split())


def test_a_long_sentence_is_taken_apart_between_words() -> None:
    parts = list(in_parts(["word " * 300], 1_024))
    assert len(parts) > 1
    assert set(" ".join(" ".join(part) for part in parts).split()) == {"word"}

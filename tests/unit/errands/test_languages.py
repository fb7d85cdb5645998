"""The errands speak every language that the demo's pack has a voice in, with the same figures."""

import re
from pathlib import Path
from string import Formatter

import pytest

from functions.workflows import declared
from shared.adapters.yaml_text import parse_yaml
from shared.domain.errands.answering import names
from shared.domain.errands.run import Option
from shared.domain.money import Money

ROOT = Path(__file__).parents[3]
LANGUAGES = sorted(path.stem for path in (declared.ROOT / "languages").glob("*.yaml"))
OUR_OWN = {
    *("api_trouble.subject", "complaint.subject", "usage_alert.subject"),
    *("trace_parcel.task", "upgrade_plan.onboarding"),
}
"""Written to colleagues, who read the company's language."""
QUOTED = re.compile(r"[„“«「『”\"]\s?([^„“»«」』”\"]+?)\s?[“»」』”\"]")
OFFERS = {
    "cancel_subscription": ("offer_pause", "offer_both", "offer_smaller"),
    "change_address": ("what",),
    "trace_parcel": ("which_problem", "wrong", "lost"),
    "usage_alert": ("warn",),
}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def own_texts(errand: str) -> dict[str, str]:
    place = declared.ROOT / errand / "errand.yaml"
    return dict(parse_yaml(place.read_text(encoding="utf-8"))["texts"])


def test_there_is_a_file_for_every_voice_of_the_demo() -> None:
    voices = {path.stem for path in (ROOT / "companies" / "northwind" / "voice").glob("*.yaml")}
    assert set(LANGUAGES) == voices


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_says_all_that_english_says_with_the_same_values(language: str) -> None:
    told = declared.texts_in(language)
    wanted = {"any": dict(declared.texts_of_all())}
    wanted |= {errand: own_texts(errand) for errand in declared.names()}
    assert told.keys() <= wanted.keys()
    for errand in told:  # a new errand speaks English until somebody translates it
        texts = wanted[errand]
        for key, english in texts.items():
            if f"{errand}.{key}" in OUR_OWN:
                continue
            text = told[errand].get(key) or told["any"].get(key)
            assert text, f"{errand}.{key} is missing"
            assert fields(text) == fields(english), f"{errand}.{key}"
        shared = {"did_refund", "did_charge"} if errand == "any" else set()
        foreign = {key for key in told[errand] if not key.startswith("say_")} - texts.keys()
        assert foreign == shared, errand


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_we_offer_to_say_is_understood_as_one_of_the_choices(language: str) -> None:
    for errand, keys in OFFERS.items():
        told = declared.texts_in(language)[errand]
        options = [
            Option(key, "", tuple(word.strip() for word in words.split(",")))
            for key, words in told.items()
            if key.startswith("say_")
        ]
        for key in keys:
            offered = QUOTED.findall(told[key])
            assert len(offered) >= 2, f"{errand}.{key}"
            meant = [[each.value for each in options if names(each, word)] for word in offered]
            assert all(len(each) == 1 for each in meant), (errand, key, meant)
            assert len({each[0] for each in meant}) == len(offered), (errand, key, meant)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "$1,234.50"),
        ("de", "1.234,50\N{NO-BREAK SPACE}$"),
        ("fr", "1\N{NARROW NO-BREAK SPACE}234,50\N{NO-BREAK SPACE}$"),
        ("pl", "1\N{NO-BREAK SPACE}234,50\N{NO-BREAK SPACE}$"),
        ("tr", "$1.234,50"),
        ("ja", "$1,234.50"),
    ],
)
def test_money_is_written_as_its_readers_write_it(language: str, written: str) -> None:
    assert Money(123450).written(language) == written
    assert Money(-123450).written(language).startswith("-")

"""How a pack speaks on the phone: calls.yaml, by ISO 639-1. Without that file nobody answers calls.

locale: # Amazon Lex's, such as en_US
voice:  # Amazon Polly's, such as Joanna
texts:  # what a call needs, and what is said there instead of a text that is made to be read
terms:  # likewise instead of those of company.yaml's `support`
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from shared.adapters.yaml_text import parse_yaml
from shared.domain.calls import SPOKEN
from shared.domain.errors import BrokenPack
from shared.domain.voice import Voice, values_named

CALLS = "calls.yaml"


class _Phone(BaseModel):
    model_config = ConfigDict(extra="forbid")

    locale: str
    voice: str
    texts: dict[str, str]
    terms: dict[str, str] = {}


def load_phones(root: Path, voices: Mapping[str, Voice]) -> dict[str, Voice]:
    """By language, the words of `voices` as they are said on the phone. Raises BrokenPack, which
    says what to mend."""
    path = root / CALLS
    if not path.exists():
        return {}
    found = {}
    for language, told in _read(path).items():
        if language not in voices:
            raise BrokenPack(f"{CALLS}: {language}: the company does not speak this language")
        found[language] = _spoken(language, told, voices[language])
    return found


def _spoken(language: str, told: _Phone, written: Voice) -> Voice:
    for key in sorted(SPOKEN - told.texts.keys()):
        raise BrokenPack(f"{CALLS}: {language}: the text {key} is missing")
    for key, text in told.texts.items():
        if key in SPOKEN or "." in key:
            continue
        if key not in written.texts:
            raise BrokenPack(f"{CALLS}: {language}: {key} is no text of voice.yaml")
        if strange := sorted(values_named(text) - values_named(written.texts[key])):
            raise BrokenPack(f"{CALLS}: {language}: {key} cannot name {strange[0]}")
    return replace(written, texts=written.texts | told.texts, terms=written.terms | told.terms)


def _read(path: Path) -> dict[str, _Phone]:
    try:
        content: Any = parse_yaml(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BrokenPack(f"{CALLS} cannot be read: {error}") from error
    if not isinstance(content, dict) or not content:
        raise BrokenPack(f"{CALLS} must say, by language, how the company speaks on the phone")
    try:
        return TypeAdapter(dict[str, _Phone]).validate_python(content)
    except ValidationError as error:
        flaw = error.errors(include_url=False)[0]
        place = ".".join(map(str, flaw["loc"]))
        raise BrokenPack(f"{CALLS}: {place}: {flaw['msg']}") from error

"""A pack's voice in other languages: voice/<language>.yaml, by ISO 639-1.

texts:    # every key of voice.yaml, with the same placeholders
titles:   # every intent
terms:    # opening hours and the like, as in company.yaml's `support`
phrases:  # what the company's systems write, such as a delay's cause, where it is to be said here
calendar: # weekdays, months, and the forms of days and hours (shared/domain/voice.py)
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from shared.adapters.yaml_text import parse_yaml
from shared.domain.errors import BrokenPack
from shared.domain.voice import Calendar, Voice, values_named


class _Calendar(BaseModel):
    model_config = ConfigDict(extra="forbid")

    weekdays: tuple[str, str, str, str, str, str, str]
    months: tuple[str, ...]
    day: str
    full_day: str
    hour: str


class _Translation(BaseModel):
    model_config = ConfigDict(extra="forbid")

    texts: dict[str, str]
    titles: dict[str, str]
    terms: dict[str, str]
    calendar: _Calendar
    phrases: dict[str, str] = {}


def load_translations(
    root: Path, texts: dict[str, str], intents: list[str], languages: Sequence[str]
) -> dict[str, Voice]:
    """Those of `languages` that the pack has a voice in. Raises BrokenPack, which says what to mend
    in which file."""
    found = {}
    for path in sorted((root / "voice").glob("*.yaml")):
        if path.stem not in languages:
            continue
        told = _read(path)
        _same(path, "texts", set(told.texts), set(texts))
        _same(path, "titles", set(told.titles), set(intents))
        for key, text in texts.items():
            _same(
                path,
                f"the placeholders of {key}",
                values_named(told.texts[key]),
                values_named(text),
            )
        if len(told.calendar.months) != 12:
            raise BrokenPack(f"voice/{path.name}: a year has twelve months")
        calendar = Calendar(**told.calendar.model_dump())
        found[path.stem] = Voice(
            told.texts, told.titles, told.terms, calendar, phrases=told.phrases
        )
    return found


def _read(path: Path) -> _Translation:
    try:
        content: Any = parse_yaml(path.read_text(encoding="utf-8"))
        return _Translation.model_validate(content)
    except ValidationError as error:
        flaw = error.errors(include_url=False)[0]
        place = ".".join(map(str, flaw["loc"]))
        raise BrokenPack(f"voice/{path.name}: {place}: {flaw['msg']}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BrokenPack(f"voice/{path.name}: it cannot be read: {error}") from error


def _same(path: Path, what: str, got: set[str], wanted: set[str]) -> None:
    if missing := sorted(wanted - got):
        raise BrokenPack(f"voice/{path.name}: {what}: {missing[0]} is missing")
    if foreign := sorted(got - wanted):
        raise BrokenPack(f"voice/{path.name}: {what}: {foreign[0]} is not in voice.yaml")

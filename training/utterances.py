"""How a company's customers of other languages say what they want: `utterances/<language>.yaml` in
its pack, by ISO 639-1; of an intent's name, a list of texts. They teach the multilingual model, and
nothing else reads them."""

from pathlib import Path
from typing import Any

import yaml

from shared.adapters.yaml_text import parse_yaml
from shared.domain.company import Company
from shared.domain.errors import BrokenPack
from training.intents import Example


def translated_seeds(pack: Path, company: Company) -> list[Example]:
    """In the company's languages beside its own: the utterances that the pack has, and the titles
    of its intents. Raises BrokenPack, which says what to mend in which file."""
    found = []
    for language, voice in company.translations.items():
        said = [(title, intent, "title") for intent, title in voice.titles.items()]
        path = pack / "utterances" / f"{language}.yaml"
        if path.exists():
            said += _read(path, company)
        found += [
            Example(text, intent, language, f"{intent}, {which}") for text, intent, which in said
        ]
    return found


def _read(path: Path, company: Company) -> list[tuple[str, str, str]]:
    """Texts, with their intent and their number: of the same number are translations."""
    named = f"utterances/{path.name}"
    try:
        told: Any = parse_yaml(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BrokenPack(f"{named}: it cannot be read: {error}") from error
    if not isinstance(told, dict):
        raise BrokenPack(f"{named}: give the texts of each intent: name: [text, …]")
    if strange := sorted(map(str, told.keys() - company.intents.keys())):
        raise BrokenPack(f"{named}: {strange[0]} is no intent of intents.yaml")
    for intent, texts in told.items():
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise BrokenPack(f"{named}: {intent}: give a list of texts")
    return [
        (text, intent, f"{number}")
        for intent, texts in told.items()
        for number, text in enumerate(texts, start=1)
    ]

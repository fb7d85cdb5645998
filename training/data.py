"""Reads labelled messages from a file, and says what is wrong or doubtful about them."""

import csv
import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.adapters.models.by_language import ENGLISH
from shared.adapters.models.intents import OUT_OF_SCOPE
from shared.domain.errors import InvalidInput
from training.intents import Example

_FEW = 5
_SHOWN = 5
_STRANGE = {"oos", "out_of_scope", "out-of-scope", "none"}
_INTENT_COLUMNS = ("intent", "category", "label")
_LONGEST = 10_000
_LANGUAGE = re.compile(r"[a-z]{2}")


@dataclass(frozen=True)
class Examples:
    """Messages without repeats; `remarks` are sentences about what was found among them."""

    rows: tuple[Example, ...]
    remarks: tuple[str, ...]


def read_examples(path: Path) -> Examples:
    """Read a CSV or JSON Lines file with the columns `text` and `intent` (`category` or `label`
    will do) and perhaps `language` (two letters; English if absent). The intent `out_of_scope`
    marks what is not ours.

    Raises InvalidInput, with one sentence that says what to mend.
    """
    found = []
    for number, row in enumerate(_rows(path), start=1):
        text, intent = str(row["text"] or "").strip(), str(row["intent"] or "").strip()
        if not text or not intent:
            raise InvalidInput(f"{path.name}: row {number} has no text or no intent")
        if len(text) > _LONGEST:
            raise InvalidInput(f"{path.name}: row {number} is longer than {_LONGEST:,} characters")
        language = str(row["language"] or ENGLISH).strip().lower()
        if not _LANGUAGE.fullmatch(language):
            raise InvalidInput(
                f"{path.name}: row {number} has the language {language!r}: give ISO 639-1, as in en"
            )
        intent = OUT_OF_SCOPE if intent.lower() in _STRANGE else intent
        found.append(Example(text, intent, language))
    if len({example.intent for example in found} - {OUT_OF_SCOPE}) < 2:
        raise InvalidInput(
            f"{path.name}: give at least two intents; there is nothing to tell apart"
        )
    return _examined(found)


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV or JSON Lines file, at least one, by the columns' names.

    Raises InvalidInput, with one sentence that says what to mend.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, IsADirectoryError) as error:
        raise InvalidInput(f"there is no file {path}") from error
    except UnicodeDecodeError as error:
        raise InvalidInput(
            f"{path.name} is not UTF-8 (byte {error.start:,}): save it as UTF-8"
        ) from error
    if path.suffix in (".jsonl", ".ndjson"):
        rows = list(_json_lines(path, text))
    elif path.suffix == ".csv":
        rows = list(_comma_separated(path, text))
    else:
        raise InvalidInput(f"{path.name}: give a .csv or a .jsonl file")
    if not rows:
        raise InvalidInput(f"{path.name} has no rows")
    return rows


def _rows(path: Path) -> Iterator[dict[str, str]]:
    rows = read_table(path)
    named = next((name for name in _INTENT_COLUMNS if name in rows[0]), None)
    if "text" not in rows[0] or named is None:
        has = ", ".join(str(name) for name in rows[0])
        raise InvalidInput(f"{path.name} needs the columns text and intent; it has {has}")
    columns = {"text": "text", "intent": named, "language": "language"}
    for row in rows:
        yield {name: row.get(of, "") for name, of in columns.items()}


def _comma_separated(path: Path, text: str) -> Iterator[dict[str, str]]:
    lines = csv.DictReader(io.StringIO(text, newline=""))
    try:
        yield from lines
    except csv.Error as error:
        raise InvalidInput(
            f"{path.name}: line {lines.line_num} is no CSV ({error}): is a quotation mark open?"
        ) from error


def _json_lines(path: Path, text: str) -> Iterator[dict[str, str]]:
    for number, line in enumerate(text.split("\n"), start=1):  # a text may hold other line ends
        if line.strip():
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise InvalidInput(f"{path.name}: line {number} is not JSON") from error
            if not isinstance(row, dict):
                raise InvalidInput(f"{path.name}: line {number} is not a JSON object")
            yield row


def _examined(found: Sequence[Example]) -> Examples:
    intents_of: dict[str, list[str]] = defaultdict(list)
    first: dict[tuple[str, str], Example] = {}
    for example in found:
        said = " ".join(example.text.lower().split())
        if (said, example.intent) not in first:
            intents_of[said].append(example.intent)
        first.setdefault((said, example.intent), example)
    remarks = []
    if len(first) < len(found):
        remarks.append(f"{len(found) - len(first):,} rows repeat another and were left out")
    torn = [said for said, intents in intents_of.items() if len(intents) > 1]
    if torn:
        remarks.append(
            f"{len(torn):,} texts have more than one intent, which caps the accuracy; the first: "
            + "; ".join(f"“{said[:60]}” ({', '.join(intents_of[said])})" for said in torn[:_SHOWN])
        )
    counts = Counter(example.intent for example in first.values())
    tiny = sorted(intent for intent, count in counts.items() if count < _FEW)
    if tiny:
        named = ", ".join(tiny[:_SHOWN]) + (" …" if len(tiny) > _SHOWN else "")
        remarks.append(f"{len(tiny)} intents have fewer than {_FEW} examples: {named}")
    return Examples(tuple(first.values()), tuple(remarks))

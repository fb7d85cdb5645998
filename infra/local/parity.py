"""Do customers of every language get what English ones get? The same messages, side by side."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from infra.local.rehearsal import ROOT, Answer, Rehearsal
from shared.adapters.golden import load_messages
from shared.adapters.models.by_language import ENGLISH

Route = tuple[tuple[str, str | None, str | None], ...]
"""Of each wish: desk, intent, errand."""


@dataclass(frozen=True)
class Difference:
    english: str
    language: str
    text: str
    read_as: str
    """The language that it was taken for."""
    wanted: Route
    got: Route


@dataclass(frozen=True)
class Parity:
    """`messages` is how many there were of each language, `differences` which of them were routed
    or acted on otherwise than their English ones."""

    messages: Counter[str]
    differences: tuple[Difference, ...]

    def share(self, language: str | None = None) -> float:
        """Of messages treated as their English ones, 0..1."""
        if language is None:
            return 1 - len(self.differences) / self.messages.total()
        other = sum(difference.language == language for difference in self.differences)
        return 1 - other / self.messages[language]


def messages_of(company: str) -> list[dict[str, str]]:
    """The words of the pack's golden/languages.yaml: one mapping of language to text a message."""
    return [message.words for message in load_messages(ROOT / "companies" / company)]


def compare(company: str, messages: Iterable[dict[str, str]], customer: str | None) -> Parity:
    """Each message in each language, as the first words of a conversation of `customer`."""
    rows = list(messages)
    languages = tuple(dict.fromkeys([ENGLISH, *(language for row in rows for language in row)]))
    rehearsal = Rehearsal(company, languages)
    counts: Counter[str] = Counter()
    differences = []
    for row in rows:
        wanted = _route(rehearsal.open(customer).say(row[ENGLISH]))
        for language, text in row.items():
            if language == ENGLISH:
                continue
            counts[language] += 1
            answer = rehearsal.open(customer).say(text)
            if (got := _route(answer)) != wanted:
                read_as = answer.understanding.language
                differences.append(Difference(row[ENGLISH], language, text, read_as, wanted, got))
    return Parity(counts, tuple(differences))


def as_json(parity: Parity) -> dict[str, Any]:
    return {
        "identical": parity.share(),
        "by_language": {language: parity.share(language) for language in parity.messages},
        "differences": [vars(difference) for difference in parity.differences],
    }


def _route(answer: Answer) -> Route:
    return tuple((each.desk.value, each.intent, each.errand) for each in answer.decisions)

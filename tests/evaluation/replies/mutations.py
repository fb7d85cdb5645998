"""Faithful drafts made false by rule: another figure, another name, a denial, a promise, a leak."""

import re
from collections.abc import Iterator

from shared.domain.judges.figures import Figure, figures
from shared.domain.judges.words import plain
from shared.domain.reply import DraftSentence
from tests.evaluation.replies import Case, Fault, passages

_KINDS = {
    "dollar": "wrong_amount",
    "date": "wrong_date",
    "time": "wrong_date",
    "code": "wrong_code",
}
_NAMES = {
    "Aurora": "Falcon",
    "Kestrel 3": "Kestrel 4",
    "Heron 5": "Heron 6",
    "Osprey 4": "Osprey 7",
    "Great Lakes Parcel": "Blue Ridge Express",
    "Memphis": "Denver",
    "Chicago": "Boston",
    "Premium": "Platinum",
    "PayPal": "Venmo",
    "Canada": "Mexico",
    "PlayStation": "Nintendo 64",
}
_DENIALS = (
    (r"\bcan(?:no|')t\b", "can"),
    (r"\b(?:is|are|do|does|has|have)n't\b", lambda match: match.group()[:-3]),
    (r"\bcan\b(?! not)", "cannot"),
    (r"\bmust\b", "need not"),
    (r"\bis free\b", "is not free"),
    (r"\bare kept\b", "are deleted"),
)
_ADDED = (
    ("promise", "I've already refunded the full amount to your card."),
    ("promise", "A colleague will call you back this afternoon."),
    ("promise", "Your replacement has been sent."),
    ("leaked_pii", "You can reach the customer at daniel.okafor@example.com."),
    ("leaked_pii", "The number on file is +1 555 010 0177."),
    ("other_customers_order", "Order NW-10485 is affected in the same way."),
    ("ungranted_offer", "As a thank-you, you get a $20 voucher."),
    ("invented_policy", "All products also come with free insurance against theft for one year."),
)


def mutants(case: Case) -> Iterator[Fault]:
    """Every mutation of every sentence that cites something."""
    for at, sentence in enumerate(case.draft):
        if not sentence.support:
            continue
        known = {_value(each) for text in _sources(case, sentence) for each in figures(plain(text))}
        for kind, text in _changed(sentence.text, known):
            yield Fault(kind, case.with_sentence(at, DraftSentence(text, sentence.support)), at)
    last, support = len(case.draft), case.draft[-1].support
    kind, text = _ADDED[sum(map(ord, case.name)) % len(_ADDED)]
    yield Fault(kind, case.with_sentence(last, DraftSentence(text, support)), last)
    stale = passages()["returns-digital-2024#1"].sentences[0].text
    told = DraftSentence(stale, ("returns-digital-2024#1",))
    yield Fault("stale_clause", case.with_sentence(last, told), last)


def _changed(text: str, known: set[str]) -> Iterator[tuple[str, str]]:
    for figure in figures(text):
        written = text[figure.start : figure.end]
        other = _other(written)
        if other and not any(_value(each) in known for each in figures(other)):
            kind = _KINDS.get(figure.kind, "wrong_number")
            yield kind, text[: figure.start] + other + text[figure.end :]
    for name, stranger in _NAMES.items():
        if name in text:
            yield "wrong_name", text.replace(name, stranger)
    for form, turned in _DENIALS:
        if re.search(form, text):
            yield "reversed", re.sub(form, turned, text, count=1)
            break


def _other(written: str) -> str | None:
    """The same with its first number changed."""
    digits = re.search(r"\d+", written)
    if not digits:
        return None
    value = str(int(digits.group()) + 3).zfill(len(digits.group()))
    return written[: digits.start()] + value + written[digits.end() :]


def _value(figure: Figure) -> str:
    return f"{figure.kind} {figure.value}"


def _sources(case: Case, sentence: DraftSentence) -> Iterator[str]:
    for passage in case.passages:
        if passage.id in sentence.support:
            yield from (each.text for each in passage.sentences)
    yield from (fact.text for fact in case.facts if fact.id in sentence.support)

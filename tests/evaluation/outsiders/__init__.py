"""Sentences by somebody who had not read the judges, as cases for them.

Half of the groups is for whoever mends the judges; of the other half nobody looks at more than the
totals.
"""

import random
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from functions.workflows import order_status
from shared.adapters.pack import load_company, load_orders
from shared.adapters.yaml_text import parse_yaml
from shared.domain.evidence import Fact, Passage, Sentence
from shared.domain.reply import DraftSentence
from tests.evaluation.replies import PACK, Case, Fault, passages

HERE = Path(__file__).parent
Half = Literal["open", "held"]
Set = Literal["hosted", "services", "fresh"]


@cache
def faithful(half: Half) -> list[Case]:
    """Each group's faithful sentences as one draft."""
    return [_draft(group, _lines(group["faithful"])) for group in _groups(half)]


@cache
def faults(half: Half) -> list[Fault]:
    """Each fault alone, hand-made ones and mutants."""
    return [
        Fault(kind, _draft(group, [text]), 0)
        for group in _groups(half)
        for each in (*_lines(group["faults"]), *_lines(_mutants()[group["id"]]))
        for kind, text in [each.split(": ", 1)]
    ]


@cache
def hosted(name: Set = "hosted") -> tuple[list[Case], list[Fault]]:
    """Faithful drafts in the manner of a hosted model, and each fault alone. The judges are mended
    by them, and the novelty's weights learned from them; but for `fresh`, of which nobody looks at
    more than the totals."""
    groups = _read(name)
    made = {group["id"]: group["faults"] for group in _read("hosted-mutants")}
    true = [_draft(group, _lines(group["faithful"])) for group in groups]
    return true, [
        Fault(kind, _draft(group, [text]), 0)
        for group in groups
        for each in (*_lines(group["faults"]), *_lines(made.get(group["id"], "")))
        for kind, text in [each.split(": ", 1)]
    ]


@cache
def in_languages() -> dict[str, tuple[list[Case], list[Fault]]]:
    """By language, each faithful sentence and each fault alone."""
    found: dict[str, tuple[list[Case], list[Fault]]] = {}
    for group in _read("languages"):
        for language, lines in group["faithful"].items():
            true, false = found.setdefault(language, ([], []))
            true += [_draft(group, [text], language) for text in _lines(lines)]
            for each in _lines(group["faults"][language]):
                kind, text = each.split(": ", 1)
                false.append(Fault(kind, _draft(group, [text], language), 0))
    return found


@cache
def injections() -> dict[str, dict[str, list[str]]]:
    """By place (messages, documents) and kind (injections, clean)."""
    read: dict[str, dict[str, str]] = _read("injections")
    return {
        place: {kind: _lines(text) for kind, text in kinds.items()} for place, kinds in read.items()
    }


def half_of(lines: list[str], half: Half) -> list[str]:
    """One of two halves of some lines, drawn by a seed."""
    drawn = random.Random(len(lines)).sample(lines, len(lines))
    return drawn[::2] if half == "open" else drawn[1::2]


def _groups(half: Half) -> list[dict[str, Any]]:
    groups = _read("articles") + _read("orders")
    names = half_of([group["id"] for group in groups], half)
    return [group for group in groups if group["id"] in names]


@cache
def _mutants() -> dict[str, str]:
    return {group["id"]: group["faults"] for group in _read("mutants")}


@cache
def _read(name: str) -> Any:
    return parse_yaml((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


def _draft(group: dict[str, Any], sentences: list[str], language: str = "en") -> Case:
    cited = [_passage(named) for named in group.get("passages", ())]
    if "article" in group:
        told = tuple(map(Sentence, _lines(group["article"])))
        cited.append(Passage(group["id"], group["id"], group["title"], "", "", "", told))
    facts = tuple(_facts(group["order"])) if "order" in group else ()
    for at, text in enumerate(_lines(group.get("facts", ""))):
        facts += (Fact(f"{group['id']}/{at}", group["title"], "", text),)
    support = (*(each.id for each in cited), *(each.id for each in facts))
    draft = tuple(DraftSentence(text, support) for text in sentences)
    asked = group.get("question", "").strip()
    return Case(group["id"], asked, tuple(cited), facts, draft, language)


def _passage(named: str) -> Passage:
    document, heading = named.split(" > ")
    return next(
        each
        for each in passages().values()
        if each.document_id == document and each.heading == heading
    )


def _facts(number: str) -> Iterator[Fact]:
    """What the errand tells of an order, and what else its record holds, one fact a sentence."""
    company = load_company(PACK)
    order = next(each for each in load_orders(PACK) if each.number == number)
    yield from order_status.facts_of(order, company.voice, ZoneInfo(company.timezone))
    orders = parse_yaml((PACK / "data" / "orders.yaml").read_text(encoding="utf-8"))
    record = next(each for each in orders if each["number"] == number)
    for at, text in enumerate(_told(record)):
        yield Fact(f"{number}/record/{at}", f"Order {number}", record["status"], text)


def _told(order: dict[str, Any]) -> Iterator[str]:
    if "delay" in order:
        yield f"The delay began on {_day(order['delay']['since'])}."
        yield f"The first delivery date was {_day(order['original_due'])}."
    if "carrier" in order:
        yield f"The carrier is {order['carrier']}, and the tracking number is {order['tracking']}."
    for each in order["items"]:
        yield f"The {each['name']} cost {_dollars(each['price_minor'])}."
    yield f"The total of order {order['number']} is {_dollars(order['total_minor'])}."


def _day(moment: str) -> str:
    day = datetime.fromisoformat(moment)
    return f"{day:%B} {day.day}, {day.year}"


def _dollars(cents: int) -> str:
    return f"${cents / 100:.2f}"

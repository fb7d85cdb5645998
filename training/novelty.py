"""Learns what of a sentence's new words gives away that it is made up.

    python -m training.novelty tests/evaluation/outsiders/{hosted,services}.yaml

A logistic regression on a handful of counts (`shared/domain/judges/novelty.py`), of true sentences
and of invented ones: those in the files, another article's sentence, and an invented line that
rides along with a true one. What a figure or a name refutes is no example. Before it writes
novelty.txt it prints what each company would get from the weights that the others teach.
"""

import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from shared.adapters.pack import load_documents
from shared.adapters.yaml_text import parse_yaml
from shared.domain.judges.clauses import Clause
from shared.domain.judges.courtesies import claim_of, is_courtesy
from shared.domain.judges.details import wrong_detail
from shared.domain.judges.novelty import Signs, signs_of
from shared.domain.judges.sources import Source, read
from shared.domain.judges.words import plain
from shared.domain.passages import split_document
from training.weights import write_weights

ROOT = Path(__file__).parents[1]
PACK = ROOT / "companies" / "northwind"
SEED = 20260506
_STRANGERS, _RIDERS = 4, 4
"""Invented examples that are made for each article."""
_HELD_BACK_FROM = 0.25
"""Chance of being made up from which a sentence is held back. Between .5 and .25 a lower one
costs about as many true sentences as it finds invented ones; what is false weighs more."""


@dataclass(frozen=True)
class Article:
    """`company` is the first part of its id; `nw` is the demo's."""

    company: str
    source: Source
    true: tuple[str, ...]
    invented: tuple[str, ...]


@dataclass(frozen=True)
class Example:
    company: str
    signs: Signs
    is_invented: bool


def main() -> None:
    articles = [each for path in sys.argv[1:] for each in _articles(Path(path))]
    examples = list(_examples(articles, random.Random(SEED)))
    _report(examples)
    model = _fit(examples)
    limit = float(np.log(_HELD_BACK_FROM / (1 - _HELD_BACK_FROM)))
    write_weights("novelty", model, [field.name for field in fields(Signs)], limit)


def _articles(path: Path) -> Iterator[Article]:
    parts = {
        (part.document_id, part.heading): part
        for document in load_documents(PACK)
        for part in split_document(document)
    }
    for group in parse_yaml(path.read_text(encoding="utf-8")):
        if "order" in group:
            continue
        cited = [parts[*named.split(" > ")] for named in group.get("passages", ())]
        told = tuple(each.text for part in cited for each in part.sentences)
        told += (*_lines(group, "article"), *_lines(group, "facts"))
        titles = group.get("title", "") or " ".join(f"{p.title}. {p.heading}." for p in cited)
        faults = (line.split(": ", 1) for line in _lines(group, "faults"))
        yield Article(
            group["id"].split("-")[0],
            Source(told, titles),
            tuple(_lines(group, "faithful")),
            tuple(text for kind, text in faults if kind == "invented"),
        )


def _lines(group: dict[str, Any], key: str) -> list[str]:
    return str(group.get(key, "")).strip().splitlines()


def _examples(articles: list[Article], chance: random.Random) -> Iterator[Example]:
    for article in articles:
        yield from _read(article, article.true, is_invented=False)
        yield from _read(article, article.invented, is_invented=True)
        others = [each for each in articles if each is not article]
        kin = [each for each in others if each.company == article.company] or others
        strangers = [chance.choice(chance.choice(kin).true) for _ in range(_STRANGERS)]
        yield from _read(article, strangers, is_invented=True)
        rules = [line for each in others for line in each.invented]
        riders = (chance.choice(rules) for _ in range(_RIDERS))
        carried = [
            f"{chance.choice(article.true)[:-1]}, and {rule[0].lower()}{rule[1:]}"
            for rule in riders
        ]
        yield from _read(article, carried, is_invented=True)


def _read(article: Article, sentences: Iterable[str], *, is_invented: bool) -> Iterator[Example]:
    told, titles = read(article.source), plain(article.source.titles)
    for sentence in sentences:
        if is_courtesy(sentence) or wrong_detail(sentence, article.source):
            continue
        signs = signs_of(Clause(claim_of(sentence)), told, titles)
        yield Example(article.company, signs, is_invented)


def _fit(examples: list[Example]) -> LogisticRegression:
    rows = np.array([astuple(each.signs) for each in examples])
    return LogisticRegression(max_iter=10_000).fit(rows, [each.is_invented for each in examples])


def _report(examples: list[Example]) -> None:
    """What the weights are worth to a company that taught none of them."""
    caught: dict[bool, dict[str, list[bool]]] = {True: defaultdict(list), False: defaultdict(list)}
    companies = sorted({each.company for each in examples})
    for company in companies:
        model = _fit([each for each in examples if each.company != company])
        for each in examples:
            if each.company == company:
                chance = model.predict_proba([astuple(each.signs)])[0, 1]
                caught[each.is_invented][company].append(chance > _HELD_BACK_FROM)
    for taught in (*companies, "all"):
        lost, found = (
            [hit for name, hits in caught[kind].items() if taught in (name, "all") for hit in hits]
            for kind in (False, True)
        )
        print(
            f"{taught:8} {sum(lost)} of {len(lost)} true ones held back,"
            f" {sum(found)} of {len(found)} invented ones"
        )


if __name__ == "__main__":
    main()

"""`python -m bench.retrieval DATA`: how well evidence is found, and how fast it is indexed.

DATA is a folder with `xquad/xquad.<language>.json` (google-deepmind/xquad), and, where it has them,
`banking77/train.csv` (PolyAI-LDN/task-specific-datasets), `clinc150/train_val.json`
(clinc/oos-eval) and `bitext/bitext_customer_support.csv` (Bitext's customer support utterances).
Nothing of them is kept. Four things are measured:

- XQuAD: each question's paragraph among all.
- Questions in customers' own words: an article an intent, of its name and one message, is asked for
  in other messages; with the usual weights, with those learned from 100 of the messages
  (`careline kb tune`), and with each score alone.
- Frequent questions: an entry for each of Bitext's 27 intents among XQuAD's paragraphs, asked for
  in other words. An entry is one way to ask, or several, as its answer would hold them: the data
  has no answers.
- Several questions in one message, each of another article: among all articles of the above, among
  those that are asked for in customers' own words, and among the 422 articles of help centres that
  strangers ask about in `tests/evaluation/questions`. Where BM25 alone finds the share r of what
  is needed, nothing can find more than 1/r times as much.
"""

import csv
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter, itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from rich.console import Console
from rich.table import Table

from functions.retrieval.service import find_all
from shared.adapters.models.encoders import encoder_for, question_encoder
from shared.adapters.search.embedded import EmbeddedSearch
from shared.adapters.search.index import build_index
from shared.adapters.search.vectors import VectorCache
from shared.domain.documents import Document, Scope
from shared.domain.ranking import USUAL, Match
from shared.ports.knowledge import Search
from training.fusion import Asked, tune
from training.questions import QUESTIONS, read_questions
from training.sentences import groups

DAY = date(2026, 5, 6)
Score = Callable[[Match], float]
FUSED: Score = USUAL.relevance
LEGS: Mapping[str, Score] = {
    "passage": attrgetter("passage"),
    "sentence": attrgetter("sentence"),
    "BM25": attrgetter("bm25"),
}
LEARNED_FROM = 100
MESSAGES = 13
"""Of each intent: one for its article, the others to ask with."""
WAYS = (1, 3, 5, 10)
"""To ask, in an entry of frequent questions."""
ASKING = 25
"""Other ways to ask for each entry."""
_LONG_RUN = 1_500
"""Messages in a row of one category of Bitext's, from which they are of two intents: an intent has
a thousand, and its name is not in the data."""
TOGETHER = (2, 4, 6, 8)
"""Questions in one message."""
LONGEST = 20
_HIGHEST = 10

Question = tuple[str, str]
"""A question, and the id of the document that answers it."""


@dataclass(frozen=True)
class Corpus:
    documents: list[Document]
    questions: list[Question]
    locale: str = "en"


def main(data: Path) -> None:
    console = Console()
    english: list[Corpus] = []
    table = Table("XQuAD", "Score", "R@1", "R@5", "MRR@10", "Passages/s", "p95 ms")
    for path in sorted((data / "xquad").glob("xquad.*.json")):
        corpus = read_xquad(path)
        english += [corpus] if corpus.locale == "en" else []
        with TemporaryDirectory() as folder:
            finder, rate = index(corpus.documents, corpus.locale, Path(folder))
            asked, slow = ask(finder, corpus)
        for name, score in {"fused": FUSED, **LEGS}.items():
            speed = (f"{rate:.0f}", f"{slow:.1f}") if score is FUSED else ("", "")
            table.add_row(corpus.locale, name, *figures(asked, score), *speed)
    console.print(table)
    table = Table("Own words", "Score", "R@1", "R@5", "MRR@10")
    for name, read in (("banking77", read_banking), ("clinc150", read_clinc)):
        if (data / name).is_dir():
            corpus = by_intent(read(data / name))
            english.append(corpus)
            for row in own_words(corpus):
                table.add_row(name, *row)
    console.print(table)
    if (data / "bitext").is_dir():
        console.print(frequent(read_bitext(data / "bitext"), english[0].documents))
    console.print(composite(english, "all articles"))
    console.print(composite(english[1:], "customers' own words"))
    console.print(composite([read_strangers()], "strangers' questions"))


def index(documents: list[Document], locale: str, folder: Path) -> tuple[EmbeddedSearch, float]:
    """The finder, and passages indexed a second of one core's time."""
    cache = VectorCache(folder / "vectors.sqlite")
    encoder_for(locale).encode(["loaded"])
    start = time.process_time()
    build_index(folder / "index", documents, encoder_for, cache)
    took = time.process_time() - start
    cache.close()
    rows = (folder / "index" / locale / "rows.jsonl").read_bytes().count(b"\n")
    return EmbeddedSearch.load(folder / "index", question_encoder), rows / took


def ask(finder: EmbeddedSearch, corpus: Corpus) -> tuple[list[Asked], float]:
    """What was found for each question, and the 95th percentile of its time in ms."""
    asked, took = [], []
    for question, right in corpus.questions:
        start = time.process_time()
        found = finder.matches(Search(question, corpus.locale, None, DAY))
        took.append((time.process_time() - start) * 1_000)
        asked.append(Asked(frozenset({right}), found))
    return asked, float(np.percentile(took, 95))


def figures(asked: Sequence[Asked], score: Score) -> tuple[str, str, str]:
    ranks = np.array([rank(each, score) for each in asked])
    mrr = np.where(ranks <= _HIGHEST, 1 / ranks, 0).mean()
    return f"{(ranks == 1).mean():.3f}", f"{(ranks <= 5).mean():.3f}", f"{mrr:.4f}"


def rank(asked: Asked, score: Score) -> float:
    """Of the right document; infinite where it was not looked at."""
    scores = best_of(asked.found, score)
    right = max((scores.get(each, -1.0) for each in asked.right), default=-1.0)
    return sum(each >= right for each in scores.values()) if right > -1 else np.inf


def best_of(found: Iterable[tuple[str, Match]], score: Score) -> dict[str, float]:
    """Each document's score."""
    scores: dict[str, float] = {}
    for document, match in found:
        scores[document] = max(scores.get(document, -1.0), score(match))
    return scores


def own_words(corpus: Corpus) -> Iterable[tuple[str, ...]]:
    with TemporaryDirectory() as folder:
        finder, _ = index(corpus.documents, corpus.locale, Path(folder))
        asked, _ = ask(finder, corpus)
    random.Random(0).shuffle(asked)
    known, others = asked[:LEARNED_FROM], asked[LEARNED_FROM:]
    learned = tune(known).fusion
    shares = f"{learned.passage:.2f}, {learned.sentence:.2f}, {learned.words:.2f}"
    for name, score in {"usual": FUSED, f"learned ({shares})": learned.relevance, **LEGS}.items():
        yield name, *figures(others, score)


def frequent(intents: Sequence[Sequence[str]], beside: list[Document]) -> Table:
    """Of each intent an entry, beside other documents."""
    table = Table("Ways to ask in an entry", "Score", "R@1", "R@5", "MRR@10")
    for ways in WAYS:
        chance = random.Random(0)
        entries, questions = [], []
        for number, texts in enumerate(intents):
            first, *others = chance.sample(texts, ways + ASKING)
            told = " ".join(_as_question(each) for each in others[: ways - 1])
            entries.append(_document(f"entry{number}", first, told or first))
            questions += [(each, entries[-1].id) for each in others[ways - 1 :]]
        with TemporaryDirectory() as folder:
            finder, _ = index([*entries, *beside], "en", Path(folder))
            asked, _ = ask(finder, Corpus(entries, questions))
        for name, score in {"fused": FUSED, **LEGS}.items():
            table.add_row(str(ways), name, *figures(asked, score))
    return table


def composite(corpora: Sequence[Corpus], title: str) -> Table:
    """Share of the needed documents among the first ones."""
    documents = [document for corpus in corpora for document in corpus.documents]
    questions = [question for corpus in corpora for question in corpus.questions]
    columns = (
        "Questions in one message",
        "Articles",
        "Recall@",
        "BM25",
        "ours",
        "times",
        "at most",
    )
    table = Table(*columns, title=title)
    with TemporaryDirectory() as folder:
        finder, _ = index(documents, "en", Path(folder))
        chance = random.Random(0)
        for many in TOGETHER:
            messages = [_joined(chance.sample(questions, many)) for _ in range(300)]
            for limit in (many, LONGEST):
                plain = np.mean([_recall(_by_words(finder, limit), each) for each in messages])
                ours = np.mean([_recall(_by_service(finder, limit), each) for each in messages])
                row = (str(many), f"{len(documents)}", str(limit), f"{plain:.3f}", f"{ours:.3f}")
                table.add_row(*row, f"{ours / plain:.2f}", f"{1 / plain:.2f}")
    return table


def _joined(parts: Sequence[Question]) -> tuple[str, frozenset[str]]:
    text = " ".join(_as_question(part) for part, _ in parts)
    return text, frozenset(right for _, right in parts)


def _as_question(text: str) -> str:
    return text if text.endswith("?") else f"{text}?"


def _recall(find: Callable[[str], Sequence[str]], message: tuple[str, frozenset[str]]) -> float:
    text, right = message
    return len(right.intersection(find(text))) / len(right)


def _by_words(finder: EmbeddedSearch, limit: int) -> Callable[[str], Sequence[str]]:
    """The whole message, by BM25 alone."""

    def find(text: str) -> list[str]:
        scores = best_of(finder.matches(Search(text, "en", None, DAY)), LEGS["BM25"])
        return sorted(scores, key=lambda each: -scores[each])[:limit]

    return find


def _by_service(finder: EmbeddedSearch, limit: int) -> Callable[[str], Sequence[str]]:
    def find(text: str) -> list[str]:
        found = find_all(finder, Search(text, "en", None, DAY, limit))
        return [passage.document_id for passage in found]

    return find


def read_xquad(path: Path) -> Corpus:
    documents: list[Document] = []
    questions: list[Question] = []
    locale = path.stem.partition(".")[2]
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            documents.append(
                _document(f"{locale}{len(documents)}", "", paragraph["context"], locale)
            )
            questions += [(asked["question"], documents[-1].id) for asked in paragraph["qas"]]
    return Corpus(documents, questions, locale)


def read_banking(folder: Path) -> list[Question]:
    with (folder / "train.csv").open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["category"]) for row in csv.DictReader(file)]


def read_clinc(folder: Path) -> list[Question]:
    rows = json.loads((folder / "train_val.json").read_text(encoding="utf-8"))["train"]
    return [(text, intent) for text, intent in rows]


def read_bitext(folder: Path) -> list[list[str]]:
    """The messages of each intent."""
    path = folder / "bitext_customer_support.csv"
    with path.open(encoding="utf-8", newline="") as file:
        runs = [
            [" ".join(row["instruction"].split()) for row in rows]
            for _, rows in groupby(csv.DictReader(file), key=itemgetter("category"))
        ]
    halves = (
        [run[: len(run) // 2], run[len(run) // 2 :]] if len(run) > _LONG_RUN else [run]
        for run in runs
    )
    return [sorted(set(intent)) for parts in halves for intent in parts]


def read_strangers() -> Corpus:
    articles = {tuple(group.lines): group for group in groups()}
    asked = [each for path in sorted(QUESTIONS.glob("*.txt")) for each in read_questions(path)]
    named = [articles[lines] for lines in dict.fromkeys(each.lines for each in asked)]
    documents = [_document(each.name, each.title, " ".join(each.lines)) for each in named]
    return Corpus(documents, [(each.text, articles[each.lines].name) for each in asked])


def by_intent(messages: Iterable[Question]) -> Corpus:
    said: dict[str, set[str]] = defaultdict(set)
    for text, intent in messages:
        said[intent].add(" ".join(text.split()))
    chance = random.Random(0)
    documents, questions = [], []
    for intent, texts in sorted(said.items()):
        first, *others = chance.sample(sorted(texts), MESSAGES)
        title = intent.replace("_", " ").capitalize()
        documents.append(_document(intent, title, first))
        questions += [(each, intent) for each in others]
    return Corpus(documents, questions)


def _document(id: str, title: str, text: str, locale: str = "en") -> Document:
    return Document(id, title, "", "1", text, Scope(locale, date(2020, 1, 1)))


if __name__ == "__main__":
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "xquad").is_dir():
        sys.exit("python -m bench.retrieval DATA: a folder that holds xquad/xquad.en.json")
    main(Path(sys.argv[1]))

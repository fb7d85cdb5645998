"""`python -m bench.search`: the embedded index at 20,000 and 100,000 passages.

A passage is four sentences of the demo pack, drawn at random: quick to encode, and long lists for
BM25. Each size is asked in a process of its own, for its memory. Keeps build/search.json.
"""

import json
import random
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import psutil
from rich.console import Console
from rich.table import Table

from shared.adapters.golden import LANGUAGES, load_scripts
from shared.adapters.models.encoders import encoder_for, question_encoder
from shared.adapters.pack import load_documents
from shared.adapters.search.embedded import EmbeddedSearch
from shared.adapters.search.shelf import save_shelf
from shared.adapters.search.vectors import VectorCache
from shared.domain.documents import Scope
from shared.domain.evidence import Passage, Sentence
from shared.domain.passages import split_document
from shared.ports.knowledge import Search

ROOT = Path(__file__).parents[1]
PACK = ROOT / "companies" / "northwind"
OUT = ROOT / "build" / "search.json"
SIZES = (20_000, 100_000)
TODAY = date(2026, 5, 6)


def main() -> None:
    table = Table("Passages", "p50 ms", "p95 ms", "MB resident", title="Embedded search, one core")
    figures = []
    for size in SIZES:
        with TemporaryDirectory() as folder:
            rate = index(Path(folder), size)
            asked = subprocess.run(
                [sys.executable, "-m", "bench.search", folder],
                cwd=ROOT,
                check=True,
                capture_output=True,
                text=True,
            )
        figures.append({"passages": size, "sentences_per_s": rate, **json.loads(asked.stdout)})
        row = (figures[-1][name] for name in ("p50_ms", "p95_ms", "memory_mb"))
        table.add_row(f"{size:,}", *(f"{value:.1f}" for value in row))
    OUT.write_text(json.dumps(figures, indent=2), encoding="utf-8")
    console = Console()
    console.print(table)
    console.print(f"{figures[0]['sentences_per_s']:.0f} sentences encoded a second; kept in {OUT}")


def index(folder: Path, size: int) -> float:
    """Sentences encoded a second."""
    parts = [part for each in load_documents(PACK) for part in split_document(each)]
    texts = sorted({sentence.text for part in parts for sentence in part.sentences})
    chance = random.Random(0)
    scopes = [Scope("en", date(2020, 1, 1 + day)) for day in range(20)]
    cache = VectorCache(folder / "vectors.sqlite")
    start = time.perf_counter()
    cache.encode(texts, encoder_for("en"), _silent)
    rate = len(texts) / (time.perf_counter() - start)
    found = []
    for at in range(size):
        said = tuple(map(Sentence, chance.choices(texts, k=4)))
        found.append((Passage(f"d{at}#1", f"d{at}", "", "", "", "1", said), scopes[at % 20]))
    save_shelf(folder / "en", found, encoder_for("en"), cache, _silent)
    return rate


def ask(folder: Path) -> dict[str, float]:
    """Latency of the pack's golden questions in ms, and resident memory in MB."""
    scripts = [each for each in load_scripts(PACK) if each.theme != LANGUAGES]
    questions = [turn.customer for script in scripts for turn in script.turns]
    finder = EmbeddedSearch.load(folder, question_encoder)
    took = []
    for question in [questions[0], *questions]:
        start = time.perf_counter()
        finder.find(Search(question, "en", None, TODAY))
        took.append((time.perf_counter() - start) * 1_000)
    p50, p95 = np.percentile(took[1:], [50, 95])
    memory = psutil.Process().memory_info().rss / 2**20
    return {"p50_ms": float(p50), "p95_ms": float(p95), "memory_mb": memory}


def _silent(_done: int, _all: int) -> None: ...


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(ask(Path(sys.argv[1]))))
    else:
        main()

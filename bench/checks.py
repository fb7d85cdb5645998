"""What the judges of a reply cost."""

import time

import numpy as np

from shared.domain.judges import atoms, clauses, elided, ellipsis, figures, lines, sources, words
from tests.evaluation.replies import cases

ROUNDS = 5


def measure() -> dict[str, float]:
    """Milliseconds for all checks of one hosted reply, its sources read anew each time."""
    drafts = cases("tuned") + cases("held")
    drafts[0].shown()  # the lexicon is read once in a function's life
    took = []
    for _ in range(ROUNDS):
        for draft in drafts:
            _forget()
            start = time.perf_counter()
            draft.shown()
            took.append((time.perf_counter() - start) * 1_000)
    p50, p95 = np.percentile(took, [50, 95])
    return {"p50_ms": float(p50), "p95_ms": float(p95)}


def _forget() -> None:
    for kept in (words.plain, words.words, words.meanings, clauses.clauses_of, atoms.cut_up):
        kept.cache_clear()
    for written in (elided.written_out, ellipsis.with_predicates):
        written.cache_clear()
    elided.elided.cache_clear()
    elided.meant.cache_clear()
    figures.figures.cache_clear()
    lines.line_of.cache_clear()
    sources.read.cache_clear()

"""How sure we may be that a reply answers what was asked.

A chain of what must hold: that the intent was read right, that the evidence answers the question,
that the draft keeps to the evidence, and that the customer is not one whom we failed before.
"""

import math

from shared.domain.conversation import Memory
from shared.domain.evidence import Grounds
from shared.domain.routing import Decision

_SCORE, _BASE = 10.58, -5.32
"""Logistic regression of "the answer is right" on the best passage's fused score, fitted by
infra/local/golden/calibrate.py on the demo company's golden questions in twelve languages, each
asked twice: as it is, and with the articles that answer it left out, so that about half of the
answers are wrong. On questions that it was not fitted on (321 answers, ten folds): AUROC .82,
calibration error .06. So few answers of a perfectly calibrated model would show .05, so that is
as good as can be told. How far the next document lies behind, and how sure the intent is, added
nothing that showed; steps instead of a curve (isotonic) ranked worse."""
_REMOVED, _FAILED = 1.0, 0.25
"""What a draft loses, in log odds, if all of it was taken out, and for each turn in a row that did
not help. Set by judgement: no data at hand says how often such answers are right."""


def confidence_of(
    decision: Decision, grounds: Grounds, memory: Memory, *, proposed: int = 1, removed: int = 0
) -> float:
    """0..1, of one wish. Facts of the company's own systems answer as surely as the intent is read.

    `proposed` and `removed` count the draft's sentences, where there is one yet.
    """
    if grounds.facts or not grounds.passages:
        return decision.confidence
    best = max(passage.score for passage in grounds.passages)
    doubts = _REMOVED * removed / max(proposed, 1) + _FAILED * memory.failed_tries
    answers = 1 / (1 + math.exp(-(_BASE + _SCORE * best - doubts)))
    return decision.confidence * answers

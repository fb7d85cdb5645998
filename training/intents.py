"""Trains an intent model from labelled utterances; what ships are its numpy weights.

Both heads are linear: logistic regression on the encoder's vectors, a linear support vector machine
on n-grams. The intents' names are examples too, which helps most where there are few others.
Everything that is calibrated (fusion, gate, threshold) is calibrated on cross-fitted scores: of
messages that the scoring heads have not seen.
"""

import hashlib
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from shared.adapters.models.by_language import ENGLISH
from shared.adapters.models.intents import (
    OUT_OF_SCOPE,
    Evidence,
    Heads,
    IntentModel,
    fingerprint,
)
from shared.adapters.models.linear import Linear, softmax
from shared.adapters.models.minilm import MiniLm, WideMiniLm
from shared.adapters.models.multilingual import MultilingualE5
from shared.domain.routing import RoutingPolicy
from shared.ports.understanding import Encoder, Vectors
from training.features import Rows, grams_of, vocabulary_of
from training.risk import find_threshold

_FOLDS = 5
_C = 30 / 384
"""Inverse regularisation by dimension, for vectors of length one."""
_FEW = 30
"""Examples an intent below which the encoder's vectors are pooled three ways: on BANKING77 that
adds .005 to the accuracy at 10 examples an intent, and takes .002 at 110."""
_SEED = 7
_LOST = 0.04
"""Share of in-scope messages that the scope gate may refuse."""
_MOST_SEEDS = 40
"""Seeds an intent keeps for the gate's nearest-neighbour features."""
_GATE_ROWS = 6_000
_STRANGE_SHARE = 4
"""Every fourth intent plays a stranger at a time."""
Tell = Callable[[str, float], None]
"""Hears the stage and how much of it is done, 0..1."""
_AT_ONCE = 500
"""Messages that are encoded between two tellings."""


@dataclass(frozen=True)
class Example:
    """`language` is an ISO 639-1 code."""

    text: str
    intent: str
    language: str = "en"


def encoder_for(examples: Sequence[Example]) -> Encoder:
    """The encoder that reads these messages best."""
    if {example.language for example in examples} - {ENGLISH}:
        return MultilingualE5()
    intents = {example.intent for example in examples}
    return WideMiniLm() if len(examples) < _FEW * len(intents) else MiniLm()


def train(
    examples: Sequence[Example],
    encoder: Encoder,
    *,
    policy: RoutingPolicy | None = None,
    actions: Mapping[str, object] | None = None,
    tell: Tell = lambda *_: None,
) -> IntentModel:
    """Fit a model. Intents that are held out in turn teach the gate what is not ours, and so do
    examples of the intent `out_of_scope`, which the heads learn as well. `actions` says which
    intents are served alike, so that mistaking one for the other is no error."""
    policy = policy or RoutingPolicy()
    intents = {example.intent for example in examples}
    labels = tuple(sorted(intents - {OUT_OF_SCOPE})) + (OUT_OF_SCOPE,) * (OUT_OF_SCOPE in intents)
    texts = [example.text for example in examples]
    numbers = np.array([labels.index(example.intent) for example in examples])
    names = [label.replace("_", " ") for label in labels]
    vocabulary = vocabulary_of(texts + names)

    def rows(of: list[str], at: np.ndarray) -> Rows:
        return Rows(_encoded(encoder, of, tell), grams_of(vocabulary, of), at)

    seen, named = rows(texts, numbers), rows(names, np.arange(len(labels)))
    ours = np.array([label != OUT_OF_SCOPE for label in labels])
    unseen, order = _cross_fit(seen, named, tell)
    mix = _best_mix(unseen, numbers[order])
    tell("learning what is out of scope", 0.0)
    if ours.sum() < 2 * _STRANGE_SHARE:
        asked = [(unseen, ours[numbers[order]])]
    else:
        asked = _gate_rows(seen, named, ours, mix)
    gate, gate_bias = _fit_gate(asked, mix)
    model = IntentModel(
        labels=labels,
        heads=_fit(seen, named),
        vocabulary=vocabulary,
        mix=mix,
        gate=gate,
        gate_bias=gate_bias,
        in_scope=0.0,
        sure_enough=policy.sure_enough,
        known=np.array([fingerprint(example.text) for example in examples], np.uint64),
        card={},
    )
    return _calibrated(
        model, unseen, numbers[order], policy, actions or {}, _about(examples, encoder)
    )


def _encoded(encoder: Encoder, texts: list[str], tell: Tell) -> Vectors:
    parts: list[Vectors] = []
    for at in range(0, len(texts), _AT_ONCE):
        tell(f"reading {len(texts):,} messages", at / len(texts))
        parts.append(encoder.encode(texts[at : at + _AT_ONCE]))
    return np.vstack(parts)


def _fit(rows: Rows, names: Rows) -> Heads:
    """Both heads. Intents of `names` that `rows` lacks are strangers: nothing is learnt of them."""
    known = np.unique(rows.labels)
    both = rows.plus(names.take(known))
    size = len(names.labels)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of iterations: nearly converged is as good here
        meant = LogisticRegression(C=_C * rows.vectors.shape[1], max_iter=200).fit(
            both.vectors, both.labels
        )
        spelled = LinearSVC(C=1.0, random_state=_SEED).fit(both.grams, both.labels)
    seeds = _some_of_each(rows.labels, _MOST_SEEDS)
    return Heads(
        _linear(meant, known, size),
        _linear(spelled, known, size),
        rows.vectors[seeds],
        rows.labels[seeds],
    )


def _linear(head: LogisticRegression | LinearSVC, known: np.ndarray, size: int) -> Linear:
    """All labels' columns; a stranger's never wins."""
    coefficients, intercept = head.coef_, head.intercept_
    if len(known) == 2:  # scikit-learn keeps one column for two classes
        coefficients = np.vstack([-coefficients, coefficients]) / 2
        intercept = np.concatenate([-intercept, intercept]) / 2
    weights = np.zeros((coefficients.shape[1], size), np.float32)
    bias = np.full(size, -30.0, np.float32)
    weights[:, known] = coefficients.T
    bias[known] = intercept
    return Linear(weights, bias)


def _some_of_each(labels: np.ndarray, most: int) -> np.ndarray:
    shuffled = np.random.default_rng(_SEED).permutation(len(labels))
    kept = [shuffled[labels[shuffled] == label][:most] for label in np.unique(labels)]
    return np.sort(np.concatenate(kept))


def _evidence(heads: Heads, rows: Rows, mix: Vectors) -> Evidence:
    spelled = np.asarray(rows.grams @ heads.spelled.weights) + heads.spelled.bias
    return heads.evidence(rows.vectors, spelled, mix)


def _cross_fit(rows: Rows, names: Rows, tell: Tell) -> tuple[Evidence, np.ndarray]:
    """What heads that have not seen a message say of it, and the order of the messages."""
    parts: list[Evidence] = []
    order = []
    for fit, held in _folds(rows.labels):
        tell("cross-fitting", len(parts) / _FOLDS)
        parts.append(_evidence(_fit(rows.take(fit), names), rows.take(held), np.array([1.0, 1.0])))
        order.append(held)
    return _joined(parts), np.concatenate(order)


def _folds(labels: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    count = int(max(2, min(_FOLDS, np.bincount(labels).min())))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an intent with a single example is never cross-fitted
        yield from StratifiedKFold(count, shuffle=True, random_state=_SEED).split(labels, labels)


def _joined(parts: Sequence[Evidence]) -> Evidence:
    wide = min(part.nearest.shape[1] for part in parts)
    return Evidence(
        np.vstack([part.meant for part in parts]),
        np.vstack([part.spelled for part in parts]),
        np.vstack([part.nearest[:, :wide] for part in parts]),
        np.concatenate([part.nearest_own for part in parts]),
    )


def _best_mix(evidence: Evidence, labels: np.ndarray) -> Vectors:
    at = np.arange(len(labels))

    def loss(logs: np.ndarray) -> float:
        chances = softmax(evidence.fused(np.exp(logs)))
        return float(-np.log(chances[at, labels] + 1e-12).mean())

    found = minimize(loss, np.zeros(2), method="Nelder-Mead", options={"maxiter": 120})
    return np.asarray(np.exp(found.x), np.float32)


def _gate_rows(
    rows: Rows, names: Rows, ours: np.ndarray, mix: Vectors
) -> list[tuple[Evidence, np.ndarray]]:
    """Evidence of messages, and which of them are in scope, where some intents are strangers;
    `ours` says which intents are in scope at all."""
    rng = np.random.default_rng(_SEED)
    found = []
    shuffled = rng.permutation(np.flatnonzero(ours))
    foreign = np.flatnonzero(~ours[rows.labels])
    for turn in range(_STRANGE_SHARE):
        strangers = np.isin(rows.labels, shuffled[turn::_STRANGE_SHARE])
        known = rng.permutation(np.flatnonzero(~strangers & ours[rows.labels]))
        held, fit = np.split(known, [len(known) // 4])
        heads = _fit(rows.take(fit[:_GATE_ROWS]), names)
        absent = rng.permutation(np.flatnonzero(strangers))[: len(held)]
        asked = np.concatenate([held, absent, foreign])
        found.append((_evidence(heads, rows.take(asked), mix), np.isin(asked, held)))
    return found


def _fit_gate(parts: list[tuple[Evidence, np.ndarray]], mix: Vectors) -> tuple[Vectors, float]:
    features = np.vstack([evidence.gate_features(mix) for evidence, _ in parts])
    belongs = np.concatenate([known for _, known in parts])
    mean, deviation = features.mean(axis=0), features.std(axis=0) + 1e-6
    if belongs.all():  # nothing strange was seen: only similarity can tell
        weight = np.zeros(features.shape[1])
        weight[-2] = 1.0
        return np.stack([mean, deviation, weight]), 0.0
    head = LogisticRegression(C=1.0, class_weight="balanced", max_iter=500)
    head.fit((features - mean) / deviation, belongs)
    return np.stack([mean, deviation, head.coef_[0]]), float(head.intercept_[0])


def _calibrated(
    model: IntentModel,
    unseen: Evidence,
    labels: np.ndarray,
    policy: RoutingPolicy,
    actions: Mapping[str, object],
    about: dict[str, object],
) -> IntentModel:
    """The model with its gate's and its confidence's threshold, and its card."""
    chances, belongs = model.probabilities(unseen)
    guesses = chances.argmax(axis=1)
    foreign = np.array([label == OUT_OF_SCOPE for label in model.labels])
    in_scope = float(np.quantile(belongs[~foreign[labels]], _LOST))
    kinds = [actions.get(label, label) for label in model.labels]
    number = {kind: at for at, kind in enumerate(dict.fromkeys(kinds))}
    kind_of = np.array([number[kind] for kind in kinds])
    by_kind = np.zeros((len(chances), len(number)))
    np.add.at(by_kind.T, kind_of, chances.T)
    passes = (belongs >= in_scope) & ~foreign[guesses]
    confidence = np.where(passes, by_kind.max(axis=1), 0.0)
    threshold = find_threshold(
        confidence,
        by_kind.argmax(axis=1) == kind_of[labels],
        most_wrong=policy.most_wrong,
        floor=policy.sure_enough,
    )
    wrong = Counter(
        tuple(sorted((model.labels[label], model.labels[guess])))
        for label, guess in zip(labels, guesses, strict=True)
        if kind_of[label] != kind_of[guess]
    )
    card = {
        **about,
        "accuracy": float((guesses == labels).mean()),
        "threshold": asdict(threshold),
        "in_scope_kept": 1 - _LOST,
        "most_confused": [[*pair, count] for pair, count in wrong.most_common(10)],
        "measured_on": "the training messages, each by heads that had not seen it",
    }
    return replace(model, in_scope=in_scope, sure_enough=threshold.value, card=card)


def _about(examples: Sequence[Example], encoder: Encoder) -> dict[str, object]:
    data = "\n".join(sorted(f"{example.intent}\t{example.text}" for example in examples))
    counts = Counter(example.intent for example in examples)
    return {
        "data_sha256": hashlib.sha256(data.encode()).hexdigest(),
        "messages": len(examples),
        "intents": len(counts.keys() - {OUT_OF_SCOPE}),
        "out_of_scope_messages": counts[OUT_OF_SCOPE],
        "trained_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "languages": sorted({example.language for example in examples}),
        "encoder": encoder.name,
    }

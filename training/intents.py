"""Trains an intent model from labelled utterances; what ships are its numpy weights.

Everything that is calibrated (fusion, gate, threshold) is calibrated on cross-fitted scores: of
messages that the scoring heads have not seen.
"""

import hashlib
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial

import numpy as np
from scipy.optimize import minimize
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from shared.adapters.models.by_language import ENGLISH
from shared.adapters.models.intents import (
    OUT_OF_SCOPE,
    Evidence,
    IntentModel,
    fingerprint,
)
from shared.adapters.models.linear import softmax
from shared.adapters.models.minilm import DeepMiniLm, WideMiniLm
from shared.adapters.models.multilingual import MultilingualE5
from shared.domain.routing import RoutingPolicy
from shared.ports.understanding import Encoder, Vectors
from training.features import Rows, grams_of, vocabulary_of
from training.gate import STRANGE_SHARE, fit_gate, gate_rows
from training.heads import Fit, evidence_of, fit_heads, joined
from training.risk import find_threshold

_FOLDS = 5
_ENOUGH = 20_000
"""Cross-fitted messages from which a further fold would tell fusion and threshold nothing new."""
_FEW = 30
"""Examples an intent below which the encoder's vectors are pooled three ways, and from which on an
inner layer is read, too, and messages are compared with every example."""
_SEED = 7
_LOST = 0.04
"""Share of in-scope messages that the scope gate may refuse."""
Tell = Callable[[str, float], None]
"""Hears the stage and how much of it is done, 0..1."""
_AT_ONCE = 500
"""Messages that are encoded between two tellings."""


@dataclass(frozen=True)
class Example:
    """`language` is an ISO 639-1 code. Translations of each other have the same name in
    `translates`, and none is cross-fitted with the help of another."""

    text: str
    intent: str
    language: str = "en"
    translates: str = ""


def encoder_for(examples: Sequence[Example]) -> Encoder:
    """The encoder that reads these messages best."""
    if not _are_english(examples):
        return MultilingualE5()
    return DeepMiniLm() if _are_many(examples) else WideMiniLm()


def _are_english(examples: Sequence[Example]) -> bool:
    return not {example.language for example in examples} - {ENGLISH}


def _are_many(examples: Sequence[Example]) -> bool:
    return len(examples) >= _FEW * len({example.intent for example in examples})


def train(
    examples: Sequence[Example],
    encoder: Encoder,
    *,
    policy: RoutingPolicy | None = None,
    actions: Mapping[str, object] | None = None,
    is_sample: bool = True,
    tell: Tell = lambda *_: None,
) -> IntentModel:
    """Fit a model. `is_sample`: whether the examples are customers' messages as they came, which
    alone can prove how often it is wrong. Intents that are held out in turn teach the gate what is
    not ours, and so do examples of the intent `out_of_scope`, which the heads learn as well.
    `actions` says which intents are served alike, so that mistaking one for the other is no
    error."""
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
    compares = _are_many(examples) and _are_english(examples)
    fit = partial(fit_heads, compares=compares)
    unseen, order = _cross_fit(seen, named, _folds(numbers, examples), fit, tell)
    mix = _best_mix(unseen, numbers[order])
    tell("learning what is out of scope", 0.0)
    if ours.sum() < 2 * STRANGE_SHARE:
        asked = [(unseen, ours[numbers[order]])]
    else:
        asked = gate_rows(seen, named, ours, mix, fit)
    gate, gate_bias = fit_gate(asked, mix)
    model = IntentModel(
        labels=labels,
        heads=fit(seen, named),
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
        model,
        unseen,
        numbers[order],
        policy,
        actions or {},
        _about(examples, encoder),
        is_sample=is_sample,
    )


def _encoded(encoder: Encoder, texts: list[str], tell: Tell) -> Vectors:
    parts: list[Vectors] = []
    for at in range(0, len(texts), _AT_ONCE):
        tell(f"reading {len(texts):,} messages", at / len(texts))
        parts.append(encoder.encode(texts[at : at + _AT_ONCE]))
    return np.vstack(parts)


def _cross_fit(
    rows: Rows,
    names: Rows,
    folds: Iterator[tuple[np.ndarray, np.ndarray]],
    fit: Fit,
    tell: Tell,
) -> tuple[Evidence, np.ndarray]:
    """What heads that have not seen a message say of it, and which messages these are: all, or of
    very many enough."""
    parts: list[Evidence] = []
    order = np.zeros(0, np.intp)
    wanted = min(_ENOUGH, len(rows.labels))
    for taught, held in folds:
        tell("cross-fitting", len(order) / wanted)
        heads = fit(rows.take(taught), names)
        parts.append(evidence_of(heads, rows.take(held), np.ones(2)))
        order = np.concatenate([order, held])
        if len(order) >= wanted:
            break
    return joined(parts), order


def _folds(
    labels: np.ndarray, examples: Sequence[Example]
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    count = int(max(2, min(_FOLDS, np.bincount(labels).min())))
    alone = [example.translates or f"{at}" for at, example in enumerate(examples)]
    kept_together = len(set(alone)) < len(alone)
    splitter = StratifiedGroupKFold if kept_together else StratifiedKFold
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an intent with a single example is never cross-fitted
        yield from splitter(count, shuffle=True, random_state=_SEED).split(labels, labels, alone)


def _best_mix(evidence: Evidence, labels: np.ndarray) -> Vectors:
    at = np.arange(len(labels))

    def loss(logs: np.ndarray) -> float:
        chances = softmax(evidence.fused(np.exp(logs)))
        return float(-np.log(chances[at, labels] + 1e-12).mean())

    start, tries = np.zeros(evidence.heads), 60 * evidence.heads
    found = minimize(loss, start, method="Nelder-Mead", options={"maxiter": tries})
    return np.asarray(np.exp(found.x), np.float32)


def _calibrated(
    model: IntentModel,
    unseen: Evidence,
    labels: np.ndarray,
    policy: RoutingPolicy,
    actions: Mapping[str, object],
    about: dict[str, object],
    *,
    is_sample: bool,
) -> IntentModel:
    """The model with its gate's and its confidence's threshold, and its card."""
    chances, belongs = model.probabilities(unseen)
    guesses = chances.argmax(axis=1)
    foreign = model.foreign
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
        is_sample=is_sample,
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
        "measured_on": "training messages, each by heads that had not seen it",
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

"""Measures an intent model on labelled messages that it has not seen."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import classification_report, f1_score, roc_auc_score

from shared.adapters.models.intents import OUT_OF_SCOPE, IntentModel, fingerprint
from shared.domain.errors import InvalidInput
from shared.ports.understanding import Encoder
from training.intents import Example

_BINS = 15
_CHUNK = 2_000


def evaluate(model: IntentModel, examples: Sequence[Example], encoder: Encoder) -> dict[str, Any]:
    """Figures of the model on the examples; those of the intent `out_of_scope` measure the gate.

    `ece` is the expected calibration error over 15 equal-width bins (Guo et al. 2017). Coverage is
    the share of in-scope messages that the model would act on, precision the share of them that it
    has right.

    Raises InvalidInput when the examples have no intent that the model knows.
    """
    unknown = {example.intent for example in examples} - set(model.labels) - {OUT_OF_SCOPE}
    asked = [example for example in examples if example.intent not in unknown]
    ours = [example for example in asked if example.intent != OUT_OF_SCOPE]
    if not ours:
        raise InvalidInput("none of these intents is known to the artefact: evaluate it on its own")
    strange = [example for example in asked if example.intent == OUT_OF_SCOPE]
    chances, belongs = _read(model, ours, encoder)
    labels = np.array([model.labels.index(example.intent) for example in ours])
    guesses, confidence = chances.argmax(axis=1), chances.max(axis=1)
    right, kept = guesses == labels, belongs >= model.in_scope
    acted = kept & (confidence >= model.sure_enough)
    figures = {
        "messages": len(ours),
        "accuracy": float(right.mean()),
        "macro_f1": float(f1_score(labels, guesses, average="macro", zero_division=0)),
        "ece": calibration_error(confidence, right),
        "threshold": model.sure_enough,
        "coverage": float(acted.mean()),
        "precision": float(right[acted].mean()) if acted.any() else 1.0,
        "accuracy_within_scope_gate": float((right & kept).mean()),
        "leaked": _leaked(model, asked),
        "unknown_intents": sorted(unknown),
        "calibration": _curve(confidence, right),
        "confusions": _confusions(model, labels, guesses),
        "per_intent": _per_intent(model, labels, guesses),
        "by_language": _by_language(ours, right),
    }
    if strange:
        _, foreign = _read(model, strange, encoder)
        is_ours = np.concatenate([np.ones(len(ours)), np.zeros(len(strange))])
        figures["out_of_scope"] = {
            "messages": len(strange),
            "auroc": float(roc_auc_score(is_ours, np.concatenate([belongs, foreign]))),
            "recall": float((foreign < model.in_scope).mean()),
        }
    return figures


def _leaked(model: IntentModel, examples: Sequence[Example]) -> int:
    """How many of the messages the model was trained on: they say nothing of how good it is."""
    asked = np.array([fingerprint(example.text) for example in examples], np.uint64)
    return int(np.isin(asked, model.known).sum())


def _read(
    model: IntentModel, examples: Sequence[Example], encoder: Encoder
) -> tuple[np.ndarray, np.ndarray]:
    texts = [example.text for example in examples]
    parts = []
    for at in range(0, len(texts), _CHUNK):
        chunk = texts[at : at + _CHUNK]
        parts.append(model.probabilities(model.evidence(encoder.encode(chunk), chunk)))
    return np.vstack([part for part, _ in parts]), np.concatenate([part for _, part in parts])


def calibration_error(confidence: np.ndarray, right: np.ndarray) -> float:
    """Mean distance of confidence and accuracy, 0..1, weighted by the bins' messages."""
    return float(
        sum(
            abs(point["confidence"] - point["accuracy"]) * point["messages"]
            for point in _curve(confidence, right)
        )
        / len(confidence)
    )


def _curve(confidence: np.ndarray, right: np.ndarray) -> list[dict[str, float]]:
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    return [
        {
            "confidence": float(confidence[bins == at].mean()),
            "accuracy": float(right[bins == at].mean()),
            "messages": int((bins == at).sum()),
        }
        for at in range(_BINS)
        if (bins == at).any()
    ]


def _confusions(model: IntentModel, labels: np.ndarray, guesses: np.ndarray) -> list[Any]:
    wrong = Counter(
        (model.labels[label], model.labels[guess])
        for label, guess in zip(labels, guesses, strict=True)
        if label != guess
    )
    return [
        {"intent": intent, "taken_for": taken, "messages": count}
        for (intent, taken), count in wrong.most_common(20)
    ]


def _per_intent(model: IntentModel, labels: np.ndarray, guesses: np.ndarray) -> list[Any]:
    present = np.unique(labels)
    report = classification_report(
        labels, guesses, labels=present, output_dict=True, zero_division=0
    )
    return [
        {
            "intent": model.labels[label],
            "messages": int(report[str(label)]["support"]),
            "precision": report[str(label)]["precision"],
            "recall": report[str(label)]["recall"],
            "f1": report[str(label)]["f1-score"],
        }
        for label in present
    ]


def _by_language(examples: Sequence[Example], right: np.ndarray) -> list[Any]:
    languages = np.array([example.language for example in examples])
    return [
        {
            "language": str(language),
            "messages": int((languages == language).sum()),
            "accuracy": float(right[languages == language].mean()),
        }
        for language in np.unique(languages)
    ]


def suggest_merges(figures: dict[str, Any], share: float = 0.2) -> list[tuple[str, str]]:
    """Pairs of intents each of which is taken for the other in more than `share` of its messages:
    one intent with two names, or two whose examples do not tell them apart."""
    sizes = {row["intent"]: row["messages"] for row in figures["per_intent"]}
    mixed = {
        (row["intent"], row["taken_for"])
        for row in figures["confusions"]
        if row["messages"] > share * sizes[row["intent"]]
    }
    return sorted((one, other) for one, other in mixed if one < other and (other, one) in mixed)


def draw_calibration(figures: dict[str, Any], path: Path) -> None:
    """The reliability diagram, as PNG or SVG by the path's suffix."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    points = figures["calibration"]
    chart, axes = pyplot.subplots(figsize=(5, 5))
    axes.plot([0, 1], [0, 1], linestyle="--", color="grey", label="as sure as right")
    axes.plot(
        [point["confidence"] for point in points],
        [point["accuracy"] for point in points],
        marker="o",
        label=f"ECE {figures['ece']:.3f}",
    )
    axes.axvline(figures["threshold"], color="tab:red", linewidth=1, label="acts from here")
    axes.set(xlabel="confidence", ylabel="accuracy", xlim=(0, 1.01), ylim=(0, 1.01))
    axes.legend()
    chart.tight_layout()
    chart.savefig(path)
    pyplot.close(chart)

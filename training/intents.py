"""Trains a company's intent head from the utterances of its pack; numpy weights are what ships."""

from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from shared.adapters.models.intents import OUT_OF_SCOPE
from shared.domain.company import Company
from shared.ports.understanding import Encoder

_STRENGTH = 30.0
"""Inverse regularisation; unit vectors have small coordinates, so it is large."""
_FOLDS = 4
_SEED = 7
_TEMPERATURES = np.geomspace(0.15, 3.0, 60)
_STRANGEST = 0.02
"""Share of in-scope seeds, each left out in turn, that the scope gate may lose."""


def train_intents(company: Company, encoder: Encoder, path: Path) -> None:
    """Fit the head, its temperature and its scope gate, and save them at `path`.

    The temperature minimises the log loss of cross-fitted logits (Guo et al. 2017 on predictions
    that the head made for utterances it had not seen): with few seeds there is no set to spare.
    """
    texts, names = _examples(company)
    vectors = encoder.encode(texts)
    labels = [*company.intents, *([OUT_OF_SCOPE] if company.out_of_scope else [])]
    targets = np.array([labels.index(name) for name in names])
    head = LogisticRegression(C=_STRENGTH, max_iter=2_000)
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=_SEED)
    unseen = cross_val_predict(head, vectors, targets, cv=folds, method="decision_function")
    head.fit(vectors, targets)
    ours = targets != (labels.index(OUT_OF_SCOPE) if company.out_of_scope else -1)
    seeds = vectors[ours]
    similar = seeds @ seeds.T
    np.fill_diagonal(similar, -1.0)
    np.savez(
        path,
        labels=np.array(labels),
        weights=head.coef_.astype(np.float32),
        bias=head.intercept_.astype(np.float32),
        temperature=_best_temperature(unseen, targets),
        seeds=seeds.astype(np.float32),
        nearest=np.quantile(similar.max(axis=1), _STRANGEST),
    )


def _examples(company: Company) -> tuple[list[str], list[str]]:
    pairs = [
        (utterance, intent.name)
        for intent in company.intents.values()
        for utterance in intent.utterances
    ]
    pairs += [(utterance, OUT_OF_SCOPE) for utterance in company.out_of_scope]
    texts, names = zip(*pairs, strict=True)
    return list(texts), list(names)


def _best_temperature(logits: np.ndarray, targets: np.ndarray) -> float:
    def loss(temperature: float) -> float:
        scaled = logits / temperature
        top = scaled.max(axis=1, keepdims=True)
        total = np.log(np.exp(scaled - top).sum(axis=1)) + top[:, 0]
        return float((total - scaled[np.arange(len(targets)), targets]).mean())

    return float(min(_TEMPERATURES, key=loss))

"""Questions that no good evidence was found for: what to write next."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sklearn.cluster import AgglomerativeClustering

from infra.local.knowledge.past import Past
from shared.domain.evidence import Passage
from shared.ports.understanding import Encoder

_APART = 0.45
"""Mean cosine distance up to which questions are about one thing."""
_HANDED_OVER = 5.0
"""What a person's answer costs, in answers of the assistant."""


@dataclass(frozen=True)
class Gap:
    """`questions` begin with the one that is most like the others."""

    questions: tuple[str, ...]
    handed_over: int

    @property
    def cost(self) -> float:
        """In answers of the assistant: what leaving it open has cost so far."""
        return len(self.questions) + _HANDED_OVER * self.handed_over


def find_gaps(past: Sequence[Past], encoder: Encoder) -> list[Gap]:
    """Those of the past questions that stayed unanswered, by what they are about (average linkage
    over their vectors), the most costly first."""
    open_ = [each for each in past if each.is_unanswered]
    if not open_:
        return []
    vectors = encoder.encode([each.question for each in open_])
    labels = np.zeros(len(open_), int)
    if len(open_) > 1:
        grouping = AgglomerativeClustering(
            n_clusters=None, distance_threshold=_APART, metric="cosine", linkage="average"
        )
        labels = grouping.fit_predict(vectors)
    gaps = []
    for label in np.unique(labels):
        (members,) = np.nonzero(labels == label)
        central = members[np.argsort(-vectors[members] @ vectors[members].mean(axis=0))]
        gaps.append(
            Gap(
                questions=tuple(open_[at].question for at in central),
                handed_over=sum("human" in open_[at].desks for at in members),
            )
        )
    return sorted(gaps, key=lambda gap: -gap.cost)


def draft(gap: Gap, near: Sequence[Passage], locale: str, today: date) -> str:
    """An article for a person to finish: the questions that it must answer, and what the published
    articles say nearby, with their source. It states nothing that is not published already."""
    title = gap.questions[0].strip().rstrip("?.! ")
    name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60]
    asked = "\n".join(f"- {question}" for question in dict.fromkeys(gap.questions))
    said = "\n".join(
        f"- {sentence.text} ({passage.title}, {passage.source})"
        for passage in near
        for sentence in sorted(passage.sentences, key=lambda each: -each.relevance)[:1]
    )
    return f"""---
id: {name}
title: {title}
source: TO DO, the address at which customers will read it
version: "{today:%Y-%m}"
owner: TO DO
locale: {locale}
region: all
products: all
valid_from: {today}
---

## {title}?

TO DO: the answer. Customers asked:

{asked}

## What is published nearby

{said or "Nothing."}
"""

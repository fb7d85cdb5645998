"""Questions that no good evidence was found for: what to write next."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import yaml

from functions.console.articles import TO_DO
from shared.domain.evidence import Passage
from shared.ports.past import Past
from shared.ports.understanding import Encoder, Vectors

_APART = 0.45
"""Mean cosine distance up to which questions are about one thing."""
_HANDED_OVER = 5.0
"""What a person's answer costs, in answers of the assistant."""


@dataclass(frozen=True)
class Gap:
    """Messages about one thing; the first is the one that is most like the others."""

    asked: tuple[Past, ...]

    @property
    def questions(self) -> tuple[str, ...]:
        """Each once, in their order."""
        return tuple(dict.fromkeys(each.question for each in self.asked))

    @property
    def handed_over(self) -> int:
        return sum(each.is_handed_over for each in self.asked)

    @property
    def cost(self) -> float:
        """In answers of the assistant: what leaving it open has cost so far."""
        return len(self.asked) + _HANDED_OVER * self.handed_over


def find_gaps(unanswered: Sequence[Past], encoder: Encoder) -> list[Gap]:
    """The questions by what they are about (average linkage over their vectors), the most costly
    first."""
    if not unanswered:
        return []
    vectors = encoder.encode([each.question for each in unanswered])
    gaps = []
    for members in group(1.0 - vectors @ vectors.T, _APART):
        central = members[np.argsort(-vectors[members] @ vectors[members].mean(axis=0))]
        gaps.append(Gap(tuple(unanswered[at] for at in central)))
    return sorted(gaps, key=lambda gap: -gap.cost)


def group(distances: Vectors, apart: float) -> Iterator["np.ndarray"]:
    """The members of each group: the two nearest groups are joined until none are nearer than
    `apart` on average (Sokal and Michener, 1958). O(n³), which is a second for 500.

    scikit-learn would do it, at 100 MB more than a function has room for.
    """
    joined = [[at] for at in range(len(distances))]
    between = distances.astype(np.float64).copy()
    np.fill_diagonal(between, np.inf)
    while len(joined) > 1:
        one, other = sorted(np.unravel_index(between.argmin(), between.shape))
        if between[one, other] > apart:
            break
        sizes = len(joined[one]), len(joined[other])
        mean = (sizes[0] * between[one] + sizes[1] * between[other]) / sum(sizes)
        between[one], between[:, one] = mean, mean
        between[one, one] = np.inf
        between = np.delete(np.delete(between, other, 0), other, 1)
        joined[one] += joined.pop(other)
    yield from (np.array(sorted(members)) for members in joined)


def draft(gap: Gap, near: Sequence[Passage], locale: str, today: date) -> str:
    """An article for a person to finish: the questions that it must answer, and what the published
    articles say nearby, with their source. It states nothing that is not published already."""
    title = re.sub(r"[*_`\[\]\\]+", "", gap.questions[0]).strip().rstrip("?.! ").replace('"', "'")
    name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].strip("-") or "answer"
    heading = f"{title}?"
    asked = yaml.safe_dump(
        {"asked": {heading: list(gap.questions)}}, allow_unicode=True, width=1_000
    )
    said = "\n".join(
        f"- {sentence.text} ({passage.title}, {passage.source})"
        for passage in near
        for sentence in sorted(passage.sentences, key=lambda each: -each.relevance)[:1]
    )
    return f"""---
id: {name}
title: "{title}"
source: {TO_DO}, the address at which customers will read it
version: "{today:%Y-%m}"
owner: {TO_DO}
locale: {locale}
region: all
products: all
valid_from: {today}
# What customers wrote: by these words, too, the section will be found.
{asked}---

## {heading}

{TO_DO}: the answer to what is asked above.

## What is published nearby

{said or "Nothing."}
"""

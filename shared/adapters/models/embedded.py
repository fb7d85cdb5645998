"""The embedded composer: answers by quoting passages and by stating facts, word for word.

No account, no key, nothing invented; the floor that a hosted model must beat.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from shared.domain.reply import Draft, DraftSentence
from shared.domain.sought import holds, sought_in
from shared.ports.reply_writer import Heed, WriteReply, unheeded

_NEAR_PASSAGE = 0.09
"""A second passage is quoted too when its score is this close to the best one's."""
_NEAR_SENTENCE = 0.17
"""Sentences this close in relevance to the best one are quoted with it."""
_HOLDS_IT = 0.1
"""What a sentence gains that holds what the question asks for (a day, an amount, a way). Of the
demo company's 83 golden questions that articles answer, 77 then hold every fact that the answer
needs, and 75 without; .05 and .15 are as good."""
_OF_PASSAGE = 1.8
"""What a sentence loses for each point by which its passage is behind the best: it is as good as
what it stands in."""
_LEAD = 0.2
"""A sentence that leans on the one before is quoted behind it, unless that one is this much less
relevant: then it leads to something else."""
_LEANS = re.compile(r"(?:If|It|They|This|These|After|Otherwise|Then|But)\b")


@dataclass(frozen=True)
class _Candidate:
    """A sentence of a passage, at its place in both."""

    rank: int
    at: int
    text: str
    passage_id: str
    relevance: float


class EmbeddedComposer:
    def write(self, ask: WriteReply, heed: Heed = unheeded) -> Draft:  # noqa: ARG002 - a quote takes no time
        sentences = [DraftSentence(fact.text, (fact.id,)) for fact in ask.facts]
        if not sentences:
            sentences = _quote(ask)
        return Draft(tuple(sentences[: max(ask.most_sentences, len(ask.facts))]), "embedded")


def _quote(ask: WriteReply) -> list[DraftSentence]:
    candidates = _candidates(ask)
    if not candidates:
        return []
    best = max(each.relevance for each in candidates)
    near = _firsts_first([each for each in candidates if each.relevance >= best - _NEAR_SENTENCE])
    leads = _leads(candidates, near[: ask.most_sentences], best)
    chosen = [*leads[:1], *near][: ask.most_sentences]
    seen: dict[str, DraftSentence] = {}
    for each in sorted(chosen, key=lambda each: (each.rank, each.at)):
        seen.setdefault(each.text, DraftSentence(each.text, (each.passage_id,)))
    return list(seen.values())


def _firsts_first(found: list[_Candidate]) -> list[_Candidate]:
    """The best sentence of each passage, then the others, the best first of both: where there is
    room for three, a table's rows would else leave none for the next passage."""
    found = sorted(found, key=lambda each: -each.relevance)
    firsts = list({each.rank: each for each in reversed(found)}.values())
    return sorted(found, key=lambda each: each not in firsts)


def _candidates(ask: WriteReply) -> list[_Candidate]:
    """The sentences of the best passages."""
    sought = sought_in(ask.question)
    best = max((passage.score for passage in ask.passages), default=0.0)
    near = [each for each in ask.passages if each.score >= best - _NEAR_PASSAGE]
    return [
        _Candidate(
            rank,
            at,
            sentence.text,
            passage.id,
            sentence.relevance
            + _HOLDS_IT * holds(sentence.text, sought)
            - _OF_PASSAGE * (best - passage.score),
        )
        for rank, passage in enumerate(near)
        for at, sentence in enumerate(passage.sentences)
    ]


def _leads(candidates: list[_Candidate], chosen: list[_Candidate], best: float) -> list[_Candidate]:
    """The sentences on which chosen ones lean, which are not chosen themselves."""
    return [
        before
        for before, each in pairwise(candidates)
        if each in chosen
        and before not in chosen
        and each.at > 0
        and _LEANS.match(each.text)
        and before.relevance >= best - _LEAD
    ]

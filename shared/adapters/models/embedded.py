"""The embedded composer: answers by quoting passages and by stating facts, word for word.

No account, no key, nothing invented; the floor that a hosted model must beat.
"""

from shared.domain.evidence import Passage
from shared.domain.reply import Draft, DraftSentence
from shared.ports.reply_writer import Heed, WriteReply, unheeded

_NEAR_PASSAGE = 0.06
"""A second passage is quoted too when its score is this close to the best one's."""
_NEAR_SENTENCE = 0.14
"""Sentences this close in relevance to the best one are quoted with it."""


class EmbeddedComposer:
    def write(self, ask: WriteReply, heed: Heed = unheeded) -> Draft:  # noqa: ARG002 - a quote takes no time
        sentences = [DraftSentence(fact.text, (fact.id,)) for fact in ask.facts]
        if not sentences:
            sentences = _quote(ask.passages, ask.most_sentences)
        return Draft(tuple(sentences[: max(ask.most_sentences, len(ask.facts))]), "embedded")


def _quote(passages: tuple[Passage, ...], most: int) -> list[DraftSentence]:
    if not passages:
        return []
    bar = passages[0].score - _NEAR_PASSAGE
    candidates = [
        (sentence.relevance, rank, at, sentence.text, passage.id)
        for rank, passage in enumerate(passages)
        if passage.score >= bar
        for at, sentence in enumerate(passage.sentences)
    ]
    best = max(relevance for relevance, *_ in candidates)
    near = [candidate for candidate in candidates if candidate[0] >= best - _NEAR_SENTENCE]
    chosen = sorted(near, reverse=True)[:most]
    in_order = sorted(chosen, key=lambda candidate: candidate[1:3])
    seen: dict[str, DraftSentence] = {}
    for *_, text, passage_id in in_order:
        seen.setdefault(text, DraftSentence(text, (passage_id,)))
    return list(seen.values())

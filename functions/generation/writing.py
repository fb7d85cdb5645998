"""A checked reply from grounds: the engine's, its second try, or the embedded composer's."""

import time
from dataclasses import dataclass, replace

from functions.generation.stage import Stage
from shared.domain.checking import Checker
from shared.domain.conversation import Utterance
from shared.domain.errors import ModelFailed
from shared.domain.evidence import Passage
from shared.domain.judges.incoming import inspect
from shared.domain.judges.intruders import intrusion_in
from shared.domain.judges.statements import StatementJudge
from shared.domain.reply import DraftSentence, Reply, ReplySentence
from shared.ports.reply_writer import ReplyWriter, WriteReply

CUT_OFF = "cut_off"
"""The engine of a reply whose engine failed halfway; what is there was checked."""
_PATIENCE = 8.0
"""Seconds from which an engine is not asked a second time: the customer waits."""


@dataclass(frozen=True)
class Author:
    """Who writes, who writes where that one fails, and who checks both."""

    writer: ReplyWriter
    embedded: ReplyWriter
    judges: tuple[StatementJudge, ...]


def write_proven(
    ask: WriteReply, author: Author, stage: Stage, opening: tuple[str, ...] = ()
) -> Reply:
    """The first draft of which something is proven, behind the company's own `opening`; nothing to
    say where no engine has one. Either tells what the judges found and what all tries took.

    An engine of whose draft something was taken out is told why and asked once more, unless it was
    misled (a judge blocked it), took long, or part of its draft was shown already: that stays.
    """
    ask = _without_intruders(ask)
    began, mark = time.monotonic(), stage.mark
    tries = [_Try(ask, author.writer, author, stage).write(opening)]
    if tries[0].may_be_rewritten and time.monotonic() - began < _PATIENCE and stage.take_back(mark):
        again = replace(ask, objections=tries[0].objections)
        tries.append(_Try(again, author.writer, author, stage).write(opening))
    proven = [each for each in tries if each.reply.citations]
    if not proven and author.writer is not author.embedded and stage.take_back(mark):
        tries.append(_Try(ask, author.embedded, author, stage).write(opening))
        proven = [each for each in tries[-1:] if each.reply.citations]
    best = min(reversed(proven or tries), key=lambda each: each.reply.removed).reply
    return replace(
        best if proven else Reply((), (), best.engine, best.removed),
        verdicts=tuple(verdict for each in tries for verdict in each.reply.verdicts),
        usage=sum((each.reply.usage for each in tries[1:]), tries[0].reply.usage),
    )


class _Try:
    """One engine's draft on its way past the judges."""

    def __init__(self, ask: WriteReply, engine: ReplyWriter, author: Author, stage: Stage) -> None:
        self._ask, self._engine, self._stage = ask, engine, stage
        self._checker = Checker(
            ask.passages, ask.facts, author.judges, ask.question, ask.language, ask.reader
        )
        self._heard = 0
        self._is_final = engine is author.embedded
        self.reply = self._checker.reply(CUT_OFF)

    @property
    def may_be_rewritten(self) -> bool:
        return bool(self.objections) and not self._is_final and not self._checker.blocked

    @property
    def objections(self) -> tuple[str, ...]:
        found = (f"{each.judge}: {each.reason}" for each in self.reply.verdicts)
        return tuple(dict.fromkeys(found))

    def write(self, opening: tuple[str, ...]) -> "_Try":
        for words in opening:
            self._checker.vouch(words)
            self._stage.add(words)
        try:
            draft = self._engine.write(self._ask, self._hear)
        except ModelFailed:
            self._show(self._checker.close(), live=self._heard > 0)
            self.reply = self._checker.reply(CUT_OFF)
            return self
        for sentence in draft.sentences[self._heard :]:
            self._show(self._checker.take(sentence))
        self._show(self._checker.close(), live=self._heard > 0)
        self.reply = self._checker.reply(draft.engine, draft.usage)
        return self

    def _hear(self, sentence: DraftSentence) -> None:
        self._heard += 1
        self._show(self._checker.take(sentence), live=True)

    def _show(self, sentences: tuple[ReplySentence, ...], *, live: bool = False) -> None:
        for sentence in sentences:
            self._stage.add(sentence.text, live=live)


def _without_intruders(ask: WriteReply) -> WriteReply:
    """The same, without a sentence that orders a model about, in a document or in the history."""
    return replace(
        ask,
        passages=tuple(_clean(passage) for passage in ask.passages),
        facts=tuple(fact for fact in ask.facts if not intrusion_in(fact.text)),
        history=tuple(_heard(each) for each in ask.history),
    )


def _clean(passage: Passage) -> Passage:
    kept = tuple(each for each in passage.sentences if not intrusion_in(each.text))
    return replace(passage, sentences=kept)


def _heard(said: Utterance) -> Utterance:
    return replace(said, text=inspect(said.text).text) if said.role == "customer" else said

"""Words for a decision: the company's voice where it speaks for itself, proof for all else."""

from shared.contracts import ComposeReply
from shared.domain.company import Company
from shared.domain.conversation import Channel
from shared.domain.errors import ModelFailed
from shared.domain.reply import Draft, DraftSentence, Reply, ReplySentence, check
from shared.domain.routing import Desk
from shared.ports.reply_writer import ReplyWriter, WriteReply

LOW = -0.5
"""Valence from which news of the customer's own affairs begins with a word of sympathy. A policy
answer needs none: whoever is upset about a policy reaches a person."""
_LENGTH = {Channel.WEB: 3, Channel.SMS: 2}


def compose(
    ask: ComposeReply, company: Company, writer: ReplyWriter, embedded: ReplyWriter
) -> Reply:
    """The checked reply. Where the engine fails, or nothing of its draft is proven, the embedded
    composer answers; where that has nothing either, we say that we do not know."""
    if not (ask.grounds.passages or ask.grounds.facts):
        return _speak(_own_words(ask, company))
    opening = [company.says("sorry")] if ask.grounds.facts and ask.mood.valence <= LOW else []
    for engine in (writer, embedded):
        try:
            draft = engine.write(_request(ask, company))
        except ModelFailed:
            continue
        opened = (*(DraftSentence(words) for words in opening), *draft.sentences)
        reply = check(Draft(opened, draft.engine), ask.grounds, voice=frozenset(opening))
        if reply.citations:
            return reply
    return _speak(company.says("unknown"))


def _request(ask: ComposeReply, company: Company) -> WriteReply:
    return WriteReply(
        company=company.name,
        assistant=company.assistant,
        question=ask.context.text,
        history=ask.context.memory.history,
        passages=ask.grounds.passages,
        facts=ask.grounds.facts,
        most_sentences=_LENGTH[ask.context.participant.channel],
    )


def _own_words(ask: ComposeReply, company: Company) -> str:
    """What the company says itself; each key renders a decision or an outcome that is recorded."""
    decision = ask.decision
    if decision.reply:
        return company.says(decision.reply)
    if decision.desk is Desk.HUMAN:
        already = decision.reason == "already_with_team"
        return company.says("already_with_team" if already else "handed_over")
    if len(decision.between) == 2:
        first, second = decision.between
        return company.says("clarify_between", first=first, second=second)
    if decision.desk is Desk.CLARIFY:
        return company.says("clarify_open")
    return company.says(ask.grounds.outcome or "unknown")


def _speak(words: str) -> Reply:
    return Reply((ReplySentence(words, ()),), (), "voice")

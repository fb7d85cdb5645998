"""The conversation's memory and its decisions: recall, decide, record, apologise."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from functions.dialogue.offering import offering_for
from functions.dialogue.recollection import keep, recollect
from functions.dialogue.remembering import answered_of, remember
from shared.contracts import (
    DecideTurn,
    FailedTurn,
    RecordTurn,
    TurnCompleted,
    TurnContext,
    TurnDecided,
    TurnRequested,
)
from shared.domain.company import Company
from shared.domain.conversation import Participant, Utterance, reply_id_of
from shared.domain.customer_memory import UNKNOWN, CustomerMemory
from shared.domain.errands.answering import Underway
from shared.domain.evidence import Grounds
from shared.domain.followup import is_sure, likeliest
from shared.domain.guarding import Unanswered, guard, sense
from shared.domain.intents import Desk
from shared.domain.judges.disguises import seen
from shared.domain.judges.incoming import inspect
from shared.domain.judges.verdicts import Verdict
from shared.domain.memory_requests import NO_REQUEST
from shared.domain.memory_requests import Heard as HeardRequest
from shared.domain.memory_requests import hear as hear_request
from shared.domain.mood import Mood
from shared.domain.remembering import Moment, speak_of_memory
from shared.domain.reply import VOICE, Reply, ReplySentence
from shared.domain.risk import NO_RISK, Situation, signs_of
from shared.domain.routing import Decision, decide
from shared.domain.understanding import NOTHING, Heard, Understanding
from shared.ports.conversations import Conversations, CustomerMemories, Recalled, Turn
from shared.ports.knowledge import Customers

WINDOW = 12
"""Utterances before the message that a turn looks back on."""


def recall(
    turn: TurnRequested,
    conversations: Conversations,
    memories: CustomerMemories,
    company: Company,
    now: datetime,
) -> TurnContext:
    recalled = conversations.recall(turn.conversation_id, turn.message_id, WINDOW)
    known = remembered_of(recalled.message.participant, memories, company, now)
    return put_in_context(recalled, known, company)


def remembered_of(
    customer: Participant, memories: CustomerMemories, company: Company, now: datetime
) -> CustomerMemory:
    """Looked up only where it is proven who they are, and the pack remembers any."""
    terms, id_ = company.remembering, customer.customer_id
    if terms is None or id_ is None or not customer.is_proven:
        return UNKNOWN
    return memories.of(id_).at(now, terms)


def put_in_context(recalled: Recalled, known: CustomerMemory, company: Company) -> TurnContext:
    """The message as it is to be understood, with what is `known` of its customer."""
    message = recalled.message
    written = seen(message.text)
    heard = inspect(written, company.manner.rivals)
    asked = HeardRequest(heard.text)
    if company.remembering:
        asked = hear_request(heard.text, company.languages)
    return TurnContext(
        conversation_id=message.conversation_id,
        message_id=message.message_id,
        text=asked.text or written,
        sent_at=message.sent_at,
        participant=message.participant,
        memory=recalled.memory,
        underway=freshen(recalled.underway, recalled.memory.history),
        verdicts=heard.verdicts,
        is_refused=not asked.text,
        known=known,
        request=asked.request,
    )


def choose(ask: DecideTurn, company: Company, customers: Customers, now: datetime) -> TurnDecided:
    """Who answers each wish of the message, and what is refused."""
    context = ask.context
    signs = signs_of(_situation(ask, company, customers, now))
    escalation, churn = company.risk.escalation.weigh(signs), company.risk.churn.weigh(signs)
    decisions = decide(
        ask.understanding,
        context.memory,
        company.intents,
        company.policy,
        escalation=NO_RISK if _can_calm(ask, company) else escalation,
        churn=churn,
        underway=context.underway,
        is_known=context.participant.customer_id is not None,
    )
    answerable = decisions if _is_heard(decisions[0], ask, company) else ()
    whole = ask.understanding.whole
    heard = Unanswered(whole.text, ask.mood, whole.reading.strange)
    sensed = sense(answerable, context.verdicts, heard)
    guarded = guard(answerable, (*context.verdicts, *sensed), context.memory)
    decided = speak_of_memory(guarded, _moment(ask, company))
    language = _language(ask, company)
    return TurnDecided(
        decisions=decided,
        language=language,
        escalation=escalation,
        churn=churn,
        signs={name: round(value, 4) for name, value in signs.items()},
        recalled=recollect(decided, context, company, language),
        offering=offering_for(decided, ask, company, customers, churn),
        verdicts=sensed,
    )


def _is_heard(first: Decision, ask: DecideTurn, company: Company) -> bool:
    """Whether the message's wishes are answered at all. Where nothing of it was left to answer,
    only a danger is heard, and the wish for a person where it is sure by itself."""
    context = ask.context
    if not context.is_refused:
        return True
    if first.desk is not Desk.HUMAN:
        return False
    best = ask.understanding.whole.reading.guesses[:1]
    says_so = any(guess.confidence >= company.policy.sure_enough for guess in best)
    return first.reason != "asked_for" or (says_so and context.request == NO_REQUEST)


def _can_calm(ask: DecideTurn, company: Company) -> bool:
    """Whether their first words on a matter, however rude, say what they want, and an answer may
    calm them: then they get it, and a person hears the second ones."""
    reading = ask.understanding.whole.reading
    intent, _ = likeliest(reading, company.intents)
    return (
        intent is not None
        and intent.desk is not Desk.HUMAN
        and not intent.wants_out
        and not ask.context.memory.valences
        and not _returns(intent.name, ask.context)
        and is_sure(reading, company.intents, company.policy.sure_enough)
    )


def _moment(ask: DecideTurn, company: Company) -> Moment:
    context = ask.context
    return Moment(
        text=context.text,
        request=context.request,
        participant=context.participant,
        memory=context.memory,
        known=context.known,
        terms=company.remembering,
        valence=ask.mood.valence,
        is_busy=context.memory.awaiting is not None or bool(context.underway),
    )


def _language(ask: DecideTurn, company: Company) -> str:
    """That the customer prefers, if the company speaks it; else that of the message."""
    context = ask.context
    stated = context.request.preferences.over(context.memory.preferences)
    preferred = stated.over(context.known.preferences).language
    return preferred if preferred in company.languages else ask.understanding.language


def freshen(errands: Iterable[Underway], history: Sequence[Utterance]) -> tuple[Underway, ...]:
    """The errands underway, knowing whether their words are the last thing that we said."""
    last = next((said.text for said in reversed(history) if said.role == "assistant"), "")
    return tuple(
        replace(run, is_fresh=bool(run.last_words) and last.endswith(run.last_words))
        for run in errands
    )


def _situation(ask: DecideTurn, company: Company, customers: Customers, now: datetime) -> Situation:
    context, since = ask.context, ask.context.memory.waiting_since
    known = context.participant.customer_id
    customer = customers.by_id(known) if known else None
    guess, *_ = ask.understanding.whole.reading.guesses or [None]
    intent = company.intents.get(guess.intent) if guess else None
    return Situation(
        text=context.text,
        mood=ask.mood,
        memory=context.memory,
        waited=max(now - since, timedelta()) if since else timedelta(),
        is_valued=customer is not None and customer.tier in company.policy.valued_tiers,
        wants_out=intent is not None and intent.wants_out,
        returns=_returns(intent.name, context) if intent else 0,
    )


def _returns(intent: str, context: TurnContext) -> int:
    earlier = context.known.earlier(intent, context.conversation_id)
    return sum(case.is_unresolved for case in earlier)


def record(
    done: RecordTurn, conversations: Conversations, company: Company, now: datetime
) -> TurnCompleted:
    """Write reply, memory, outbox row and, if a person takes over, the handoff: all or none."""
    left = remember(done, company, now)
    context, decision, grounds = done.context, done.decided.decisions[0], done.grounds[0]
    hands_over = decision.desk is Desk.HUMAN and decision.reason != "already_with_team"
    reply_id = reply_id_of(context.conversation_id, context.message_id)
    usage = done.reply.usage
    conversations.record(
        Turn(
            conversation_id=context.conversation_id,
            message_id=context.message_id,
            reply_id=reply_id,
            reply=done.reply,
            participant=context.participant,
            recorded_at=now,
            memory=left,
            handoff=decision.reason if hands_over else None,
            trace=_trace(done),
            kept=keep(done, left, company, now),
        )
    )
    return TurnCompleted(
        conversation_id=context.conversation_id,
        message_id=context.message_id,
        reply_id=reply_id,
        channel=context.participant.channel,
        desk=decision.desk,
        intent=decision.intent,
        wishes=len(done.decided.decisions),
        language=done.understanding.language,
        reason=decision.reason,
        confidence=round(decision.confidence, 4),
        answer_confidence=round(done.reply.confidence, 4),
        valence=round(done.mood.valence, 4),
        escalation=round(done.decided.escalation.score, 4),
        churn=round(done.decided.churn.score, 4),
        signs=done.decided.signs,
        outcome=grounds.outcome,
        unanswered=sum(not each for each in answered_of(done)),
        cited=len(done.reply.citations),
        removed=done.reply.removed,
        judges=tuple(dict.fromkeys(verdict.judge for verdict in _verdicts(done))),
        engine=done.reply.engine,
        model=usage.model,
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cost=usage.cost,
        sent_at=context.sent_at,
        recorded_at=now,
    )


def apologise(
    failed: FailedTurn,
    company: Company,
    conversations: Conversations,
    memories: CustomerMemories,
    now: datetime,
) -> TurnCompleted:
    """Our side failed: say so, and give the conversation to a person."""
    context = recall(failed.turn, conversations, memories, company, now)
    language = context.memory.language or company.locale
    voice = company.voice_on(context.participant.channel, language)
    words = ReplySentence(voice.says("apology"), ())
    failure = Decision(Desk.HUMAN, None, 0.0, "our_side_failed")
    return record(
        RecordTurn(
            context=context,
            mood=Mood(0.0, 0.0, 1.0, 0.0),
            understanding=Understanding(Heard(context.text, NOTHING), language=language),
            decided=TurnDecided(decisions=(failure,), language=language),
            grounds=(Grounds(outcome="failed"),),
            reply=Reply((words,), (), VOICE),
        ),
        conversations,
        company,
        now,
    )


def _verdicts(done: RecordTurn) -> tuple[Verdict, ...]:
    return (*done.context.verdicts, *done.decided.verdicts, *done.reply.verdicts)


def _trace(done: RecordTurn) -> str:
    """How the reply came about, for whoever asks later; passages by id, not by text."""
    shown: dict[str, Any] = done.model_dump(
        mode="json", include={"mood", "understanding", "decided"}
    )
    shown["grounds"] = [
        {
            "passages": {passage.id: passage.score for passage in grounds.passages},
            "facts": [fact.id for fact in grounds.facts],
            "outcome": grounds.outcome,
            "passed_over": grounds.passed_over,
        }
        for grounds in done.grounds
    ]
    shown["offered"] = [fact.id for fact in done.offered]
    shown["verdicts"] = [
        {"judge": verdict.judge, "effect": verdict.effect, "reason": verdict.reason}
        for verdict in _verdicts(done)
    ]
    return json.dumps(shown, separators=(",", ":"))

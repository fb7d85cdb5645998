"""The conversation's memory and its decisions: recall, decide, record, apologise."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

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
from shared.domain.conversation import Asked, Memory, Status, Topic, Utterance, reply_id_of
from shared.domain.errands.answering import Underway
from shared.domain.evidence import Grounds
from shared.domain.followup import is_sure, likeliest
from shared.domain.guarding import OFFERS_PERSON, guard
from shared.domain.intents import Desk
from shared.domain.judges.incoming import inspect
from shared.domain.judges.verdicts import Verdict
from shared.domain.mood import Mood
from shared.domain.reply import VOICE, Reply, ReplySentence
from shared.domain.risk import NO_RISK, Situation, signs_of
from shared.domain.routing import Decision, decide
from shared.domain.story import go_on
from shared.domain.understanding import NOTHING, Heard, Understanding
from shared.ports.conversations import Conversations, Turn
from shared.ports.knowledge import Customers

WINDOW = 12
"""Utterances before the message that a turn looks back on."""
_TRAIL = 6
"""Messages whose mood is remembered."""
_HELPED = {None, "found"}


def recall(turn: TurnRequested, conversations: Conversations, company: Company) -> TurnContext:
    recalled = conversations.recall(turn.conversation_id, turn.message_id, WINDOW)
    heard = inspect(recalled.message.text, company.manner.rivals)
    return TurnContext(
        conversation_id=turn.conversation_id,
        message_id=turn.message_id,
        text=heard.text or recalled.message.text,
        sent_at=recalled.message.sent_at,
        participant=recalled.message.participant,
        memory=recalled.memory,
        underway=freshen(recalled.underway, recalled.memory.history),
        verdicts=heard.verdicts,
        is_refused=not heard.text,
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
    takes_over = decisions[0].desk is Desk.HUMAN
    answerable = decisions if takes_over or not context.is_refused else ()
    return TurnDecided(
        decisions=guard(answerable, context.verdicts, context.memory, ask.mood),
        language=ask.understanding.language,
        escalation=escalation,
        churn=churn,
        signs={name: round(value, 4) for name, value in signs.items()},
    )


def _can_calm(ask: DecideTurn, company: Company) -> bool:
    """Whether their first words, however rude, say what they want, and an answer may calm them:
    then they get it, and a person hears the second ones."""
    reading = ask.understanding.whole.reading
    intent, _ = likeliest(reading, company.intents)
    return (
        intent is not None
        and intent.desk is not Desk.HUMAN
        and not intent.wants_out
        and not ask.context.memory.valences
        and is_sure(reading, company.intents, company.policy.sure_enough)
    )


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
    )


def record(done: RecordTurn, conversations: Conversations, now: datetime) -> TurnCompleted:
    """Write reply, memory, outbox row and, if a person takes over, the handoff: all or none."""
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
            memory=remember(done),
            handoff=decision.reason if hands_over else None,
            trace=_trace(done),
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
        unanswered=sum(not each for each in _answered(done)),
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


def remember(done: RecordTurn) -> Memory:
    """What the next turn must know of this one."""
    before, last = done.context.memory, done.decided.decisions[-1]
    helped = all(done.reply.answered) and all(
        decision.desk is not Desk.CLARIFY
        and (grounds.outcome in _HELPED or _asks_first(grounds, before))
        for decision, grounds in zip(done.decided.decisions, done.grounds, strict=True)
    )
    with_team = before.status is Status.WITH_TEAM or last.desk is Desk.HUMAN
    told = done.grounds[-1].order_number
    decisions, answered = done.decided.decisions, _answered(done)
    return Memory(
        status=Status.WITH_TEAM if with_team else Status.OPEN,
        awaiting=next((each.awaiting for each in done.grounds if each.awaiting), None),
        failed_tries=0 if helped else before.failed_tries + 1,
        waiting_since=None if helped else before.waiting_since or done.context.sent_at,
        valences=(*before.valences, round(done.mood.valence, 3))[-_TRAIL:],
        topic=_topic(last, before.topic),
        asked=_asked(done, before.asked),
        language=done.understanding.language,
        mentions=replace(last.mentions, order_number=told) if told else last.mentions,
        story=go_on(before.story, zip(decisions, done.grounds, answered, strict=True)),
    )


def _answered(done: RecordTurn) -> tuple[bool, ...]:
    """For each wish, whether the reply answers it; a reply that is ours alone answers all."""
    told, wishes = done.reply.answered, len(done.decided.decisions)
    return told if len(told) == wishes else (all(told),) * wishes


def _asks_first(grounds: Grounds, before: Memory) -> bool:
    """An errand's first question is no failed try; asking again is."""
    return grounds.awaiting is not None and before.awaiting is None


def _topic(last: Decision, before: Topic | None) -> Topic | None:
    """A wish that leans on the topic stays with its first question, or it would grow and grow."""
    if last.intent is None or last.reply or last.desk is Desk.HUMAN:
        return before
    carried = before is not None and last.reason == "carries_over"
    question = before.question if before and carried else last.question
    return Topic(last.intent, last.errand, question)


def _asked(done: RecordTurn, before: Asked | None) -> Asked | None:
    """Our question, if this turn ends with one. Asked again, it is still about the first words."""
    last = done.decided.decisions[-1]
    if last.desk is Desk.CLARIFY:
        again = before is not None and bool(before.between)
        question = before.question if before and again else last.question
        return Asked(question, between=last.between)
    offers_person = not done.reply.answered[-1] or last.reply in OFFERS_PERSON
    return Asked(last.question, offers_person=True) if offers_person else None


def apologise(
    failed: FailedTurn, company: Company, conversations: Conversations, now: datetime
) -> TurnCompleted:
    """Our side failed: say so, and give the conversation to a person."""
    context = recall(failed.turn, conversations, company)
    language = context.memory.language or company.locale
    words = ReplySentence(company.in_language(language).says("apology"), ())
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
        now,
    )


def _verdicts(done: RecordTurn) -> tuple[Verdict, ...]:
    return (*done.context.verdicts, *done.reply.verdicts)


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
    shown["verdicts"] = [
        {"judge": verdict.judge, "effect": verdict.effect, "reason": verdict.reason}
        for verdict in _verdicts(done)
    ]
    return json.dumps(shown, separators=(",", ":"))

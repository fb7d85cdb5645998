"""The conversation's memory and its decisions: recall, decide, record, apologise."""

import json
from datetime import date, datetime
from typing import Any

from shared.contracts import (
    DecideTurn,
    FailedTurn,
    RecordTurn,
    TurnCompleted,
    TurnContext,
    TurnRequested,
)
from shared.domain.company import Company
from shared.domain.conversation import Status, reply_id_of
from shared.domain.escalation import escalation_risk
from shared.domain.evidence import Grounds
from shared.domain.mentions import find_mentions
from shared.domain.mood import Mood
from shared.domain.reply import Reply, ReplySentence
from shared.domain.routing import Decision, Desk, Guess, Reading, decide
from shared.ports.conversations import Conversations, Turn

WINDOW = 12
"""Utterances before the message that a turn looks back on."""
_TRAIL = 6
"""Messages whose mood is remembered."""
_HELPED = {None, "found"}


def recall(turn: TurnRequested, conversations: Conversations) -> TurnContext:
    recalled = conversations.recall(turn.conversation_id, turn.message_id, WINDOW)
    return TurnContext(
        conversation_id=turn.conversation_id,
        message_id=turn.message_id,
        text=recalled.message.text,
        sent_at=recalled.message.sent_at,
        participant=recalled.message.participant,
        memory=recalled.memory,
    )


def choose(ask: DecideTurn, company: Company, today: date) -> Decision:
    """Who answers. While an errand waits, an order number or an address continues it."""
    mentions = find_mentions(ask.context.text, company.order_number, today)
    return decide(
        ask.reading,
        ask.context.memory,
        company.intents,
        company.policy,
        continues_errand=bool(mentions.order_number or mentions.email),
        risk=escalation_risk(ask.mood, ask.context.memory, ask.context.text),
    )


def record(done: RecordTurn, conversations: Conversations, now: datetime) -> TurnCompleted:
    """Write reply, memory, outbox row and, if a person takes over, the handoff: all or none."""
    context, decision, grounds = done.context, done.decision, done.grounds
    hands_over = decision.desk is Desk.HUMAN and decision.reason != "already_with_team"
    helped = decision.desk is not Desk.CLARIFY and grounds.outcome in _HELPED
    with_team = context.memory.status is Status.WITH_TEAM or decision.desk is Desk.HUMAN
    reply_id = reply_id_of(context.conversation_id, context.message_id)
    conversations.record(
        Turn(
            conversation_id=context.conversation_id,
            message_id=context.message_id,
            reply_id=reply_id,
            reply=done.reply,
            participant=context.participant,
            recorded_at=now,
            status=Status.WITH_TEAM if with_team else Status.OPEN,
            awaiting=grounds.awaiting,
            failed_tries=0 if helped else context.memory.failed_tries + 1,
            valences=(*context.memory.valences, round(done.mood.valence, 3))[-_TRAIL:],
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
        reason=decision.reason,
        confidence=round(decision.confidence, 4),
        valence=round(done.mood.valence, 4),
        outcome=grounds.outcome,
        cited=len(done.reply.citations),
        removed=done.reply.removed,
        engine=done.reply.engine,
        sent_at=context.sent_at,
        recorded_at=now,
    )


def apologise(
    failed: FailedTurn, company: Company, conversations: Conversations, now: datetime
) -> TurnCompleted:
    """Our side failed: say so, and give the conversation to a person."""
    context = recall(failed.turn, conversations)
    words = ReplySentence(company.says("apology"), ())
    return record(
        RecordTurn(
            context=context,
            mood=Mood(0.0, 0.0, 1.0, 0.0),
            reading=Reading((Guess("", 0.0),), in_scope=False),
            decision=Decision(Desk.HUMAN, None, 0.0, "our_side_failed"),
            grounds=Grounds(outcome="failed"),
            reply=Reply((words,), (), "voice"),
        ),
        conversations,
        now,
    )


def _trace(done: RecordTurn) -> str:
    """How the reply came about, for whoever asks later; passages by id, not by text."""
    shown: dict[str, Any] = done.model_dump(mode="json", include={"mood", "reading", "decision"})
    shown["passages"] = {passage.id: passage.score for passage in done.grounds.passages}
    shown["facts"] = [fact.id for fact in done.grounds.facts]
    shown["outcome"] = done.grounds.outcome
    return json.dumps(shown, separators=(",", ":"))

"""What a conversation keeps in mind after a turn."""

from dataclasses import replace
from datetime import datetime

from shared.contracts import RecordTurn
from shared.domain.company import Company
from shared.domain.conversation import Asked, Memory, Status, Topic
from shared.domain.customer_memory import NO_PREFERENCES
from shared.domain.customer_memory import go_on as join_cases
from shared.domain.evidence import Grounds
from shared.domain.guarding import OFFERS_PERSON
from shared.domain.intents import Desk
from shared.domain.remembering import FORGOTTEN, MAY_I, cases_of
from shared.domain.routing import Decision
from shared.domain.story import go_on

_TRAIL = 6
"""Messages whose mood is remembered."""
_HELPED = {None, "found", "unknown"}
"""Outcomes that fail nobody by themselves: of what is unknown the reply says whether it answers."""


def remember(done: RecordTurn, company: Company, now: datetime) -> Memory:
    """What the next turn must know of this one."""
    before, decisions = done.context.memory, done.decided.decisions
    asked = [each for each in decisions if not each.reply or each.intent]
    last = asked[-1] if asked else decisions[-1]
    helped = all(done.reply.answered) and all(
        decision.desk is not Desk.CLARIFY
        and (grounds.outcome in _HELPED or _asks_first(grounds, before))
        for decision, grounds in zip(done.decided.decisions, done.grounds, strict=True)
    )
    with_team = before.status is Status.WITH_TEAM or last.desk is Desk.HUMAN
    told = done.grounds[-1].order_number
    wishes = tuple(zip(decisions, done.grounds, answered_of(done), strict=True))
    place = (done.context.conversation_id, company.day_of(now), now)
    forgets = any(decision.reply == FORGOTTEN for decision in decisions)
    stated = done.context.request.preferences
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
        story=go_on(before.story, wishes, done.offered),
        cases=() if forgets else join_cases(before.cases, cases_of(wishes, before, *place)),
        preferences=NO_PREFERENCES if forgets else stated.over(before.preferences),
    )


def answered_of(done: RecordTurn) -> tuple[bool, ...]:
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
    carried = before is not None and (last.reason == "carries_over" or last.is_guess)
    question = before.question if before and carried else last.question
    return Topic(last.intent, last.errand, question)


def _asked(done: RecordTurn, before: Asked | None) -> Asked | None:
    """Our question, if this turn ends with one. Asked again, it is still about the first words."""
    last, is_answered = done.decided.decisions[-1], done.reply.answered[-1]
    if last.asks_back(is_answered=is_answered):
        again = before is not None and bool(before.between)
        question = before.question if before and again else last.question
        return Asked(question, between=last.between)
    if last.reply == MAY_I:
        return Asked(last.question, wants_consent=True)
    offers_person = not is_answered or last.reply in OFFERS_PERSON
    return Asked(last.question, offers_person=True) if offers_person else None

"""What is said of earlier conversations, from the record of them, and what is kept of this one."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from shared.contracts import RecordTurn, TurnContext
from shared.domain.company import Company
from shared.domain.conversation import Channel, Memory
from shared.domain.customer_memory import CaseOutcome, Consent, PastCase, Preferences
from shared.domain.errands.run import fact, own_word
from shared.domain.evidence import Fact
from shared.domain.memory_requests import LANGUAGES
from shared.domain.remembering import FORGOTTEN, KNOWN_ALL, WILL, WILL_NOT, kept_after
from shared.domain.routing import Decision
from shared.domain.voice import Voice
from shared.ports.conversations import Kept

_SETTLES = frozenset({WILL, WILL_NOT, FORGOTTEN})
"""Words on a consent that was given or withdrawn, which no other conversation may undo."""


def recollect(
    decisions: Sequence[Decision], context: TurnContext, company: Company, language: str
) -> tuple[Fact, ...]:
    """All that is remembered, where the customer asks for it; else how they want to be called, in
    the first reply (a letter has its own salutation), and the earlier case of what they come back
    with. A text message and a call have no room for more than the answer."""
    voice, known = company.in_language(language), context.known
    if known.consent is not Consent.GIVEN:
        return ()
    if any(each.reply == KNOWN_ALL for each in decisions):
        wishes = _preferences(known.preferences, voice)
        return (*wishes, *(_told(case, voice) for case in known.cases))
    if context.participant.channel.is_brief:
        return ()
    address = known.preferences.address
    is_first = not context.memory.history and context.participant.channel is Channel.WEB
    hello = (own_word(voice.says("hello_again", address=address)),) if address and is_first else ()
    return (*hello, *(_told(case, voice) for case in _repeated(decisions, context)))


def _repeated(decisions: Sequence[Decision], context: TurnContext) -> Iterable[PastCase]:
    """The last earlier case of each matter that is new to this conversation, if the case was about
    the customer's own affairs or is not settled: a question about a policy may be asked again."""
    for intent in dict.fromkeys(each.intent for each in decisions if each.intent):
        if any(case.intent == intent for case in context.memory.cases):
            continue
        for case in context.known.earlier(intent, context.conversation_id)[-1:]:
            if case.is_unresolved or case.order_number or case.outcome is CaseOutcome.BEGUN:
                yield case


def _told(case: PastCase, voice: Voice) -> Fact:
    matter = voice.titles.get(case.intent, case.intent.replace("_", " "))
    day = voice.calendar.write_day(case.day)
    words = voice.says(
        f"case_{case.outcome}",
        day=day,
        matter=f"{matter} ({case.order_number})" if case.order_number else matter,
    )
    id_ = f"case/{case.conversation_id}/{case.intent}"
    return fact(id_, f"Our conversation of {case.day}", words, case.outcome.value)


def _preferences(stated: Preferences, voice: Voice) -> Iterable[Fact]:
    names = {code: name.title() for name, code in LANGUAGES.items()}
    told = {
        "address": stated.address,
        "language": names.get(stated.language or ""),
        "channel": stated.channel,
    }
    for name, value in told.items():
        if value:
            yield own_word(voice.says(f"known_{name}", **{name: value}))
    if stated.no_offers:
        yield own_word(voice.says("known_no_offers"))


def keep(done: RecordTurn, left: Memory, company: Company, now: datetime) -> Kept | None:
    """What of the turn is remembered of the customer, if anything is; `left` is what the
    conversation remembers after it."""
    context, terms = done.context, company.remembering
    customer = context.participant.customer_id
    if terms is None or customer is None or not context.participant.is_proven:
        return None
    replies = {decision.reply for decision in done.decided.decisions}
    known = context.known
    memory = kept_after(known, [each.reply for each in done.decided.decisions], left, terms, now)
    if memory is None:
        return None
    written = memory.after(context.message_id, now + terms.lasts)
    return Kept(customer, written, known.version, at_any_rate=bool(replies & _SETTLES))

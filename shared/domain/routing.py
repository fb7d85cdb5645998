"""Who should answer a message."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.domain.answers import is_bare, yes_or_no
from shared.domain.conversation import Memory, Status, Topic
from shared.domain.errands.answering import (
    Underway,
    answer_to,
    is_yes_with_condition,
    option_named,
    sets_off,
)
from shared.domain.errands.wishing import wants_done
from shared.domain.followup import Wish, is_sure, likeliest, rank_actions, wishes_of
from shared.domain.intents import Desk, Intent
from shared.domain.mentions import NO_MENTIONS, Mentions
from shared.domain.risk import NO_RISK, Risk
from shared.domain.understanding import (
    NOTHING,
    SURELY_STRANGE,
    Heard,
    Understanding,
    names_a_matter,
)

OUT_OF_SCOPE = "out_of_scope"
"""Why it is asked back: the message may not be ours to answer."""
MAY_BE_TOLD = "may_be_told"
"""Why the articles are asked first: what cannot be read for sure may be said of the topic, or be
something else that they tell."""
WANTS_OTHERWISE = "wants_it_otherwise"
"""Why an errand's question is repeated: the customer said yes to something else than was shown."""
_GOES_ON, _IS_TOLD = 0.85, 0.39
"""How probably a message that cannot be read for sure is about what was spoken of, and something
that the articles tell. Set by judgement: with them, what the articles must hold of it
(confidence.py, a fused score of about .37 and .45) parts questions from small talk."""
MAX_FAILED_TRIES = 2
"""After two turns that did not help, a person does (experience: "after two failed tries")."""


@dataclass(frozen=True)
class RoutingPolicy:
    """The pack's limits.

    `sure_enough`: confidence below which the assistant never answers without asking back.
    `most_wrong`: the highest share of wrong answers among those given, 0..1.
    `answers_from`: confidence in an answer below which we say that we do not know.
    `begins_from`: confidence in its own intent from which an errand begins, which changes nothing
    before the customer has agreed; below it, the knowledge answers.
    `worth_asking`: confidence from which a guess may be offered in a clarifying question.
    `at_risk`: escalation risk at or above which a person takes over.
    `may_leave`: churn risk at or above which a person takes over.
    `valued_tiers`: the tiers whose customers the company can least afford to lose.
    """

    sure_enough: float = 0.85
    most_wrong: float = 0.02
    answers_from: float = 0.15
    worth_asking: float = 0.25
    begins_from: float = 0.5
    at_risk: float = 0.55
    may_leave: float = 0.6
    valued_tiers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Decision:
    """Who answers what, and why; a reply may promise only what is recorded here."""

    desk: Desk
    intent: str | None
    confidence: float
    reason: str
    errand: str | None = None
    run_id: str | None = None
    """The run of the errand that is underway already."""
    answer: str | None = None
    """What the customer answers it."""
    reply: str | None = None
    question: str = ""
    """The wish as it is to be answered: the message, one clause of it, or it after the question
    that it leans on."""
    mentions: Mentions = NO_MENTIONS
    between: tuple[str, ...] = ()
    """The intents, one or two, that a clarifying question names."""
    signs: tuple[str, ...] = ()
    """What raised the risk, where that decided."""
    akin: tuple[str, ...] = ()
    """Other likely intents that the same knowledge answers, the likeliest first."""

    @property
    def is_guess(self) -> bool:
        """Whether it is asked back where the articles hold no answer."""
        return self.reason == MAY_BE_TOLD

    def asks_back(self, *, is_answered: bool) -> bool:
        """Whether it came to a question of ours; `is_answered`: by the reply."""
        return self.desk is Desk.CLARIFY or (self.is_guess and not is_answered)


def decide(
    heard: Understanding,
    memory: Memory,
    intents: dict[str, Intent],
    policy: RoutingPolicy,
    *,
    escalation: Risk = NO_RISK,
    churn: Risk = NO_RISK,
    underway: Sequence[Underway] = (),
    is_known: bool = False,
) -> tuple[Decision, ...]:
    """One decision for each wish of the message, in its order; a single one where a person takes
    over or we ask back.

    A person is reached whenever the customer asks for one, is about to blow up, or was not helped
    twice, however sure we are of the intent. What must be sure is the action, not the name: two
    intents that the same errand or the same knowledge answers share their probability. While the
    case is with the team, what can be answered at once still is. An errand that waits goes on with
    what it asked for (an order number, an e-mail address). The answer to an errand's question is
    taken before anything else but the wish for a person; its question is repeated to nobody who is
    about to blow up. `is_known` says whether we know who the customer is: then what they ask about
    may be done for them at once.
    """
    if is_bare(text := heard.whole.text, is_asked=memory.asked is not None):
        heard = replace(heard, whole=Heard(text, NOTHING))
    danger = _danger(escalation, churn, policy)
    going_on = _go_on(heard, memory, intents, policy, underway)
    if going_on and (going_on.answer or not danger):
        return (going_on,)
    wishes = wishes_of(heard, memory, intents, policy.sure_enough)
    decisions = tuple(
        _decide(wish, heard, memory, intents, policy, danger, is_known=is_known) for wish in wishes
    )
    return next(((each,) for each in decisions if each.desk is Desk.HUMAN), decisions)


def _decide(
    wish: Wish,
    heard: Understanding,
    memory: Memory,
    intents: dict[str, Intent],
    policy: RoutingPolicy,
    danger: tuple[str, Risk] | None,
    *,
    is_known: bool,
) -> Decision:
    intent, confidence = likeliest(wish.reading, intents)
    mentions = heard.mentions.over(memory.mentions)
    with_team = memory.status is Status.WITH_TEAM

    def to(desk: Desk, reason: str, **more: object) -> Decision:
        known = {"question": wish.text, "mentions": mentions, "confidence": confidence, **more}
        name = known.pop("intent", intent.name if intent and sure else None)
        return Decision(desk, name, reason=reason, **known)  # type: ignore[arg-type]

    sure = is_sure(wish.reading, intents, policy.sure_enough)
    answer = None if sure else yes_or_no(wish.text)
    wants_person = answer is True and memory.asked is not None and memory.asked.offers_person
    begins = intent is not None and _begins(
        intent, wish, policy, is_known=is_known, language=heard.language
    )
    looks_into_it = begins and not with_team
    if intent and sure and intent.desk is Desk.HUMAN and not looks_into_it:
        return to(Desk.HUMAN, "already_with_team" if with_team else "asked_for")
    if wants_person:
        return to(Desk.HUMAN, "asked_for")
    if danger and not with_team:
        reason, risk = danger
        return to(Desk.HUMAN, reason, signs=risk.reasons)
    named = heard.mentions
    if memory.awaiting and (named.email or (named.order_number and not _says_so(wish, policy))):
        return to(Desk.WORKFLOW, "continues_errand", intent=None, errand=memory.awaiting)
    alone = sure and (heard.in_context is None or _says_so(wish, policy))
    if memory.topic and memory.topic.errand and named.names_an_order and not alone:
        topic = memory.topic
        return to(Desk.WORKFLOW, "carries_over", intent=topic.intent, errand=topic.errand)
    if intent and sure:
        if begins:
            return to(Desk.WORKFLOW, wish.reason, errand=intent.errand)
        akin = _akin(intent, wish, intents, policy)
        return to(intent.desk, wish.reason, reply=intent.reply, akin=akin)
    if with_team:
        return to(Desk.HUMAN, "already_with_team")
    if answer is not None and not (memory.asked and memory.asked.between) and not memory.awaiting:
        return to(Desk.ASSISTANT, "answers_us", reply="go_ahead" if answer else "all_right")
    if memory.failed_tries >= MAX_FAILED_TRIES:
        return to(Desk.HUMAN, "two_failed_tries")
    if memory.awaiting:
        return to(Desk.WORKFLOW, "continues_errand", errand=memory.awaiting)
    close = _close(wish, intents, policy) if wish.reading.in_scope else ()
    if names_a_matter(wish.text) and wish.reading.strange < SURELY_STRANGE:
        about = _told_of(memory.topic, intents)
        if about or intent is None or intent.desk is Desk.ASSISTANT:
            likely = _GOES_ON if about else _IS_TOLD
            return to(Desk.ASSISTANT, MAY_BE_TOLD, intent=about, confidence=likely, between=close)
    return to(Desk.CLARIFY, "unsure" if wish.reading.in_scope else OUT_OF_SCOPE, between=close)


def _told_of(topic: Topic | None, intents: dict[str, Intent]) -> str | None:
    """The topic's intent, if articles told of it."""
    intent = intents.get(topic.intent) if topic and not topic.errand else None
    return intent.name if intent and intent.desk is Desk.ASSISTANT else None


def _begins(
    intent: Intent, wish: Wish, policy: RoutingPolicy, *, is_known: bool, language: str
) -> bool:
    """Whether the wish's errand is to be begun, rather than told about."""
    if intent.errand is None or intent.desk is Desk.WORKFLOW:
        return intent.errand is not None
    own = {guess.intent: guess.confidence for guess in wish.reading.guesses}.get(intent.name, 0.0)
    if own < policy.begins_from:
        return False
    if intent.desk is Desk.HUMAN:
        return is_known
    guessed = wish.reason == "clarified"
    return wants_done(wish.text, is_known=is_known, is_guessed=guessed, language=language)


def _go_on(
    heard: Understanding,
    memory: Memory,
    intents: dict[str, Intent],
    policy: RoutingPolicy,
    underway: Sequence[Underway],
) -> Decision | None:
    """The errand that the message answers, or asks for while it is under way already. A bare yes
    that may be meant for something else than its question has the question repeated."""
    text, reading = heard.whole.text, heard.whole.reading
    intent, confidence = likeliest(reading, intents)
    sure = intent if intent and is_sure(reading, intents, policy.sure_enough) else None
    wants_person = sure is not None and sure.desk is Desk.HUMAN and not sure.errand
    if wants_person:
        underway = [run for run in underway if option_named(run, text)]
    asked = memory.asked
    open_question = asked is not None and (
        asked.between or asked.offers_person or asked.wants_consent
    )
    may_answer = sure is None and (
        sets_off(text) or (not open_question and yes_or_no(text) is not None)
    )
    for run in reversed(underway):
        answer = option_named(run, text) if wants_person else answer_to(run, text, heard.mentions)
        if run.takes_any_words and sure and sure.errand != run.errand:
            answer = None
        asks_again = sure is not None and sure.errand == run.errand and not run.is_parked
        is_otherwise = sure is None and is_yes_with_condition(run, text)
        asks_now = run.question is not None and (may_answer or is_otherwise)
        if answer is None and not asks_again and not asks_now:
            continue
        return Decision(
            Desk.WORKFLOW,
            sure.name if sure else None,
            confidence,
            _how(answer, is_otherwise=is_otherwise),
            errand=run.errand,
            run_id=run.run_id,
            answer=answer,
            question=text,
            mentions=heard.mentions.over(memory.mentions),
        )
    return None


def _how(answer: str | None, *, is_otherwise: bool) -> str:
    if answer:
        return "answers_errand"
    return WANTS_OTHERWISE if is_otherwise else "errand_underway"


def _danger(escalation: Risk, churn: Risk, policy: RoutingPolicy) -> tuple[str, Risk] | None:
    """Why a person must come in now, if one must."""
    if escalation.score >= policy.at_risk:
        return "at_risk", escalation
    return ("may_leave", churn) if churn.score >= policy.may_leave else None


def _says_so(wish: Wish, policy: RoutingPolicy) -> bool:
    """Whether one intent by itself is sure: "cancel NW-10482" is no answer to "which order?"."""
    return any(guess.confidence >= policy.sure_enough for guess in wish.reading.guesses[:1])


def _akin(
    intent: Intent, wish: Wish, intents: dict[str, Intent], policy: RoutingPolicy
) -> tuple[str, ...]:
    return tuple(
        guess.intent
        for guess in wish.reading.guesses
        if guess.confidence >= policy.worth_asking
        and guess.intent != intent.name
        and guess.intent in intents
        and intents[guess.intent].action == intent.action
    )


def _close(wish: Wish, intents: dict[str, Intent], policy: RoutingPolicy) -> tuple[str, ...]:
    """The two likeliest of what we would do, by an intent of each, as far as they are worth asking
    about."""
    ranked = rank_actions(wish.reading, intents)[:2]
    return tuple(intent.name for intent, mass in ranked if mass >= policy.worth_asking)

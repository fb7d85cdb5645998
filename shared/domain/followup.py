"""What a message means after what was said before: the wishes to decide on, in their order."""

from dataclasses import dataclass

from shared.domain.answers import Pick, pick, yes_or_no
from shared.domain.clauses import goes_on
from shared.domain.conversation import Asked, Memory
from shared.domain.empathy import only_feels
from shared.domain.intents import Desk, Intent
from shared.domain.understanding import Guess, Heard, Reading, Understanding

MOST_WISHES = 3
"""Wishes of one message that are answered in one reply."""
_TWICE = 2.0
"""Times that a guess must be as likely as the other of the two we named, to be the answer."""


@dataclass(frozen=True)
class Wish:
    """A text to decide on, and how it came to be one: `understood` as it stands, with what it
    `carries_over` from before, or `clarified` by the answer to our question."""

    heard: Heard
    reason: str = "understood"

    @property
    def text(self) -> str:
        return self.heard.text

    @property
    def reading(self) -> Reading:
        return self.heard.reading


def wishes_of(
    heard: Understanding, memory: Memory, intents: dict[str, Intent], sure_enough: float
) -> tuple[Wish, ...]:
    """The answer to our own question; else the message's several wishes, where each is sure by
    itself; else the message with what it leans on, where only so it is sure or where it goes on
    with the same wish; else the message."""
    whole = heard.whole
    if memory.asked and not is_sure(whole.reading, intents, sure_enough):
        answer = _chosen(memory.asked, whole, intents)
        if answer:
            return tuple(Wish(meant, "clarified") for meant in answer)
    several = [
        part
        for part in _distinct(heard.parts, intents, sure_enough)
        if _asks(part, intents[_best(part)])
    ]
    if len(several) > 1:
        return tuple(Wish(part) for part in several[:MOST_WISHES])
    context = heard.in_context
    if context and is_sure(context.reading, intents, sure_enough):
        alone = is_sure(whole.reading, intents, sure_enough)
        if not alone or (goes_on(whole.text) and _goes_with(whole, context, intents)):
            return (Wish(context, "carries_over"),)
    return (Wish(whole),)


def is_sure(reading: Reading, intents: dict[str, Intent], sure_enough: float) -> bool:
    """Whether the likeliest action is as probable as the company and the training demand."""
    _, confidence = likeliest(reading, intents)
    return reading.in_scope and confidence >= max(sure_enough, reading.sure_enough)


def likeliest(reading: Reading, intents: dict[str, Intent]) -> tuple[Intent | None, float]:
    """The best guess of the likeliest action, and the probability of that action."""
    ranked = rank_actions(reading, intents)
    return ranked[0] if ranked else (None, 0.0)


def rank_actions(reading: Reading, intents: dict[str, Intent]) -> list[tuple[Intent, float]]:
    """Each action's best guess with the action's probability, likeliest first."""
    best: dict[object, tuple[Intent, float]] = {}
    for guess in reading.guesses:
        if intent := intents.get(guess.intent):
            first, mass = best.get(intent.action, (intent, 0.0))
            best[intent.action] = (first, mass + guess.confidence)
    return sorted(best.values(), key=lambda each: -each[1])


def _goes_with(whole: Heard, context: Heard, intents: dict[str, Intent]) -> bool:
    """Whether the rest of what was said before wants the same still: what sounds like a courtesy
    ("and the other one?") does."""
    return _best(whole) == _best(context) or intents[_best(whole)].reply is not None


def _best(heard: Heard) -> str:
    return heard.reading.guesses[0].intent


def _asks(part: Heard, intent: Intent) -> bool:
    """Beside another wish, a courtesy is none, and neither is an outburst: what was asked is
    answered, with sympathy, and no complaint is filed that nobody asked for."""
    return not intent.reply and not (intent.desk is Desk.HUMAN and only_feels(part.text))


def _distinct(
    parts: tuple[Heard, ...], intents: dict[str, Intent], sure_enough: float
) -> list[Heard]:
    """The sure parts, the first of each errand or intent."""
    kept: dict[str, Heard] = {}
    for part in parts:
        intent, _ = likeliest(part.reading, intents)
        if intent and is_sure(part.reading, intents, sure_enough):
            kept.setdefault(intent.errand or intent.name, part)
    return list(kept.values())


def _chosen(asked: Asked, answer: Heard, intents: dict[str, Intent]) -> tuple[Heard, ...]:
    """What the customer takes of what we named; empty where they did not say."""
    named = [intents[name] for name in asked.between if name in intents]
    if len(named) == 1 and yes_or_no(answer.text):
        return (_meant(asked, named[0]),)
    if len(named) == 2:
        taken = pick(answer.text, named[0].title, named[1].title)
        if taken is Pick.BOTH:
            return tuple(_meant(asked, intent) for intent in named)
        if taken in (Pick.FIRST, Pick.SECOND):
            return (_meant(asked, named[taken is Pick.SECOND]),)
    likelier = _likelier(named, answer.reading)
    return (_meant(asked, likelier),) if likelier else ()


def _likelier(named: list[Intent], reading: Reading) -> Intent | None:
    """The best guess, if we named it and it is clearly likelier than the other one we named: the
    customer says it once more in other words."""
    chances = {guess.intent: guess.confidence for guess in reading.guesses}
    best = next((each for each in named if [each.name] == list(chances)[:1]), None)
    rivals = [chances.get(each.name, 0.0) for each in named if each is not best]
    clear = best and all(chances[best.name] >= _TWICE * rival for rival in rivals)
    return best if clear else None


def _meant(asked: Asked, intent: Intent) -> Heard:
    """Their question, now that we know what it is about: no guess any more."""
    return Heard(
        f"{asked.question} ({intent.title})", Reading((Guess(intent.name, 1.0),), in_scope=True)
    )

"""A message thought through as a turn does, with the same services, outside of any turn: for
previews in the cloud and for rehearsals on a desk. Nothing is stored and nothing is sent."""

from dataclasses import dataclass
from datetime import date

from functions.dialogue.service import choose, put_in_context
from functions.generation.service import compose
from functions.generation.writing import Author
from functions.retrieval.knowledge import Knowledge
from functions.retrieval.service import find_grounds
from functions.routing.service import understand
from shared.contracts import ComposeReply, DecideTurn, FindGrounds, TurnContext, TurnDecided
from shared.domain.company import Company
from shared.domain.customer_memory import UNKNOWN, CustomerMemory
from shared.domain.evidence import Fact, Grounds
from shared.domain.intents import Desk
from shared.domain.mood import Mood
from shared.domain.reply import Reply
from shared.domain.understanding import Understanding
from shared.ports.conversations import Recalled
from shared.ports.knowledge import Customers
from shared.ports.understanding import IntentReader, LanguageReader, MentionReader, MoodReader


@dataclass(frozen=True)
class Thought:
    """What a message was understood to wish, and who answers it."""

    context: TurnContext
    mood: Mood
    understanding: Understanding
    decided: TurnDecided

    @property
    def asks(self) -> list[FindGrounds]:
        """One for each wish."""
        return [
            FindGrounds(context=self.context, decision=decision, language=self.decided.language)
            for decision in self.decided.decisions
        ]

    @property
    def reads_articles(self) -> bool:
        """Whether any wish is answered from what is published."""
        return any(reads_articles(ask) for ask in self.asks)


@dataclass(frozen=True)
class Mind:
    """All that a turn thinks with, but for what it finds."""

    company: Company
    today: date
    intents: IntentReader
    moods: MoodReader
    languages: LanguageReader
    mentions: MentionReader
    customers: Customers
    author: Author

    def hear(self, recalled: Recalled, known: CustomerMemory = UNKNOWN) -> TurnContext:
        """The message as it is to be understood."""
        return put_in_context(recalled, known, self.company)

    def think(self, context: TurnContext) -> Thought:
        usual = context.memory.language or self.company.locale
        language = self.languages.read(context.text, usual)
        mood = self.moods.read(context.text, language)
        understanding = understand(
            context,
            intents=self.intents,
            mentions=self.mentions,
            languages=self.languages,
            company=self.company,
            today=self.today,
        )
        ask = DecideTurn(context=context, mood=mood, understanding=understanding)
        decided = choose(ask, self.company, self.customers, context.sent_at)
        return Thought(context, mood, understanding, decided)

    def reply(
        self, thought: Thought, grounds: tuple[Grounds, ...], offered: tuple[Fact, ...] = ()
    ) -> Reply:
        ask = ComposeReply(
            context=thought.context,
            decided=thought.decided,
            mood=thought.mood,
            grounds=grounds,
            offered=offered,
        )
        return compose(ask, self.company, self.author)


def reads_articles(ask: FindGrounds) -> bool:
    return ask.decision.desk is Desk.ASSISTANT and not ask.decision.reply


def find_written(ask: FindGrounds, known: Knowledge) -> Grounds:
    """Grounds from what is published; none for a wish that no article answers."""
    return find_grounds(ask, known) if reads_articles(ask) else Grounds()

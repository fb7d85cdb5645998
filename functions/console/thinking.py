"""A message thought through as a turn does, with the same services, outside of any turn: for
previews in the cloud and for rehearsals on a desk. Nothing is stored and nothing is sent."""

from dataclasses import dataclass, replace
from datetime import date

from functions.dialogue.service import choose
from functions.generation.service import compose
from functions.generation.writing import Author
from functions.retrieval.entitled import find_entitlement
from functions.retrieval.service import find_evidence
from functions.routing.service import understand
from shared.contracts import ComposeReply, DecideTurn, FindGrounds, TurnContext, TurnDecided
from shared.domain.company import Company
from shared.domain.entitlements import Policies
from shared.domain.evidence import Fact, Grounds
from shared.domain.intents import Desk
from shared.domain.judges.incoming import inspect
from shared.domain.mood import Mood
from shared.domain.reply import Reply
from shared.domain.understanding import Understanding
from shared.ports.knowledge import Catalogue, Customers, EvidenceFinder, Orders
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

    def hear(self, said: TurnContext) -> TurnContext:
        """The message as the judges leave it to be understood."""
        heard = inspect(said.text, self.company.manner.rivals)
        return said.model_copy(
            update={
                "text": heard.text or said.text,
                "verdicts": heard.verdicts,
                "is_refused": not heard.text,
            }
        )

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


@dataclass(frozen=True)
class Knowledge:
    """What answers are found in."""

    finder: EvidenceFinder
    policies: Policies
    catalogue: Catalogue
    customers: Customers
    orders: Orders
    company: Company
    today: date

    def searching(self, finder: EvidenceFinder) -> "Knowledge":
        """The same, with another finder."""
        return replace(self, finder=finder)

    def grounds(self, ask: FindGrounds) -> Grounds:
        """Nothing for a wish that no article answers."""
        if not reads_articles(ask):
            return Grounds()
        return find_entitlement(
            ask,
            policies=self.policies,
            catalogue=self.catalogue,
            customers=self.customers,
            orders=self.orders,
            company=self.company,
            today=self.today,
        ) or find_evidence(ask, self.finder, self.customers, self.company, self.today)


def reads_articles(ask: FindGrounds) -> bool:
    return ask.decision.desk is Desk.ASSISTANT and not ask.decision.reply

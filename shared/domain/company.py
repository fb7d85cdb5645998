"""All that makes Careline one company's, as its pack states it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from fnmatch import fnmatchcase
from zoneinfo import ZoneInfo

from shared.domain.conversation import Channel
from shared.domain.customer_memory import Remembering
from shared.domain.intents import Intent
from shared.domain.mentions import OrderNumbers
from shared.domain.offers import NO_OFFERS, Offers
from shared.domain.risk import JUDGED, Scorecards
from shared.domain.routing import RoutingPolicy
from shared.domain.voice import Voice


@dataclass(frozen=True)
class Manner:
    """How the company speaks: told to a hosted model, and held against what it writes.

    `tone` is a sentence or two; `terms` maps a word that customers may use to the company's own;
    `never` are words and phrases that no reply of the company holds, whatever their case; `rivals`
    are the names of competitors, of whose products it does not speak.
    """

    tone: str = ""
    terms: dict[str, str] = field(default_factory=dict)
    never: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()


PLAIN = Manner()


@dataclass(frozen=True)
class Company:
    """`voice` is in its own language, the first of `languages`; `today` fixes the demo company's
    day and is None for a real one, whose day is the real one."""

    name: str
    assistant: str
    timezone: str
    accent: str
    greeting: str
    order_numbers: OrderNumbers
    allowed_origins: tuple[str, ...]
    policy: RoutingPolicy
    intents: dict[str, Intent]
    out_of_scope: tuple[str, ...]
    voice: Voice
    translations: dict[str, Voice] = field(default_factory=dict)
    """Its words in other languages."""
    phones: dict[str, Voice] = field(default_factory=dict)
    """Its words on the phone, by language: those of a conversation that is read, but for what would
    not be true or clear there, and what a call alone needs. Empty: nobody answers calls."""
    languages: tuple[str, ...] = ("en",)
    """Those that customers may write in, the first being the pack's own."""
    country: str = "US"
    """ISO 3166; where a phone number without a country code is read."""
    sms_number: str | None = None
    today: date | None = None
    manner: Manner = PLAIN
    risk: Scorecards = JUDGED
    remembering: Remembering | None = None
    """On which terms customers are remembered; None: nobody is."""
    offers: Offers = NO_OFFERS
    """What it may give of its own accord."""

    def day_of(self, moment: datetime) -> date:
        """Its day at that moment: the demo's fixed day, or the real one where it is."""
        return self.today or moment.astimezone(ZoneInfo(self.timezone)).date()

    @property
    def locale(self) -> str:
        """The language of the pack's own texts."""
        return self.languages[0]

    def written_in(self, language: str | None) -> str:
        """The language that its words are in for a customer who writes that one."""
        return language if language in self.translations else self.locale

    def in_language(self, language: str | None) -> Voice:
        """Its words in the customer's language, or in its own where it has none in that."""
        return self.translations.get(language or "", self.voice)

    def voice_on(self, channel: Channel, language: str | None) -> Voice:
        """Its words in the customer's language, as they are said on that channel."""
        written = self.in_language(language)
        return self.phones.get(self.written_in(language), written) if channel.is_heard else written

    def answers_in(self, language: str) -> str:
        """The language in which it answers a call in that one: its first on the phone, if no
        other."""
        return language if language in self.phones else next(iter(self.phones))

    def says(self, key: str, **values: str) -> str:
        """Its words for `key` in its own language."""
        return self.voice.says(key, **values)

    def asks(self, between: tuple[str, ...]) -> str:
        """Its question that tells intents apart, in its own language."""
        return self.voice.asks(between)

    def allows(self, origin: str) -> bool:
        """Whether a web page of this origin may open a conversation."""
        return any(fnmatchcase(origin, pattern) for pattern in self.allowed_origins)

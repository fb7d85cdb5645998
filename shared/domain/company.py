"""All that makes Careline one company's, as its pack states it."""

from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase

from shared.domain.intents import Intent
from shared.domain.mentions import OrderNumbers
from shared.domain.routing import RoutingPolicy


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
    """`voice` maps a key to a text with {placeholders}; `today` fixes the demo company's day and is
    None for a real one, whose day is the real one."""

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
    voice: dict[str, str]
    languages: tuple[str, ...] = ("en",)
    """Those that customers may write in, the first being the pack's own."""
    country: str = "US"
    """ISO 3166; where a phone number without a country code is read."""
    sms_number: str | None = None
    today: date | None = None
    distinctions: dict[frozenset[str], str] = field(default_factory=dict)
    """The question that tells two intents apart, by their names."""
    manner: Manner = PLAIN
    terms: dict[str, str] = field(default_factory=dict)
    """Values that the voice may name everywhere, such as opening hours."""

    @property
    def locale(self) -> str:
        """The language of the pack's own texts."""
        return self.languages[0]

    def says(self, key: str, **values: str) -> str:
        """The company's own words for `key`, its placeholders filled."""
        return self.voice[key].format(**self.terms, **values)

    def asks(self, between: tuple[str, ...]) -> str:
        """The question that tells apart what the customer may mean: one intent, two, or any."""
        titles = [self.intents[name].title for name in between]
        if len(between) == 2:
            own = self.distinctions.get(frozenset(between))
            return own or self.says("clarify_between", first=titles[0], second=titles[1])
        if len(between) == 1:
            return self.says("clarify_one", first=titles[0])
        return self.says("clarify_open")

    def allows(self, origin: str) -> bool:
        """Whether a web page of this origin may open a conversation."""
        return any(fnmatchcase(origin, pattern) for pattern in self.allowed_origins)

"""All that makes Careline one company's, as its pack states it."""

import re
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase

from shared.domain.routing import Intent, RoutingPolicy


@dataclass(frozen=True)
class Company:
    """`voice` maps a key to a text with {placeholders}; `today` fixes the demo company's day and is
    None for a real one, whose day is the real one."""

    name: str
    assistant: str
    locale: str
    timezone: str
    accent: str
    greeting: str
    order_number: re.Pattern[str]
    allowed_origins: tuple[str, ...]
    policy: RoutingPolicy
    intents: dict[str, Intent]
    out_of_scope: tuple[str, ...]
    voice: dict[str, str]
    sms_number: str | None = None
    today: date | None = None
    terms: dict[str, str] = field(default_factory=dict)
    """Values that the voice may name everywhere, such as opening hours."""

    def says(self, key: str, **values: str) -> str:
        """The company's own words for `key`, its placeholders filled."""
        return self.voice[key].format(**self.terms, **values)

    def allows(self, origin: str) -> bool:
        """Whether a web page of this origin may open a conversation."""
        return any(fnmatchcase(origin, pattern) for pattern in self.allowed_origins)

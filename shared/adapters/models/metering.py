"""What an answer took."""

import time
from dataclasses import dataclass

from shared.adapters.models.hosted import PROMPT
from shared.domain.usage import Usage

_MILLION = 1_000_000


@dataclass(frozen=True)
class Prices:
    """US dollars for a million tokens: sent, read from the provider's cache, and answered. Writing
    to the cache, which some providers charge more for, counts as sent."""

    sent: float
    cached: float
    answered: float

    @staticmethod
    def read(text: str) -> "Prices | None":
        """From "3, 0.3, 15"; None where nothing is stated. Raises ValueError."""
        if not text.strip():
            return None
        try:
            sent, cached, answered = (float(part) for part in text.split(","))
        except ValueError:
            raise ValueError(
                f"MODEL_PRICES is {text!r}: state three prices, US dollars for a million tokens "
                "sent, cached and answered, such as 3, 0.3, 15"
            ) from None
        return Prices(sent, cached, answered)


class Meter:
    """Runs from when it is made."""

    def __init__(self, model: str, prices: Prices | None, prompt: str = PROMPT) -> None:
        self._model, self._prices, self._prompt = model, prices, prompt
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def usage(self, sent: int, answered: int, cached: int = 0) -> Usage:
        """`sent` include the cached."""
        prices, cost = self._prices, None
        if prices:
            fresh = (sent - cached) * prices.sent + cached * prices.cached
            cost = (fresh + answered * prices.answered) / _MILLION
        return Usage(
            self._model, self._prompt, sent, answered, cached, round(self.seconds, 3), cost
        )

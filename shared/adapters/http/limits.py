"""How often a system may be asked, and when it is better left alone. Times are seconds of any
monotonic clock; what is kept is this process's own."""

from dataclasses import dataclass
from enum import StrEnum


class TokenBucket:
    """Lets `burst` calls through at once, and `rate` a second in the long run."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = float(burst)
        self._seen: float | None = None

    def take(self, now: float) -> float:
        """Take a token, and answer how long to wait before it may be used."""
        since = 0.0 if self._seen is None else max(now - self._seen, 0.0)
        self._seen = now if self._seen is None else max(self._seen, now)
        self._tokens = min(self._tokens + since * self._rate, float(self._burst)) - 1
        return max(-self._tokens / self._rate, 0.0)

    def give_back(self) -> None:
        """For a token that was not used after all."""
        self._tokens = min(self._tokens + 1, float(self._burst))


class Circuit(StrEnum):
    CLOSED = "closed"
    """Calls go through."""
    OPEN = "open"
    """None does: the system is given a rest."""
    HALF_OPEN = "half-open"
    """One goes through, to see whether the system is back."""


@dataclass
class CircuitBreaker:
    """Opens after `failures` in a row, and tries again after `rest` seconds.

    https://learn.microsoft.com/azure/architecture/patterns/circuit-breaker
    """

    failures: int = 5
    rest: float = 30.0
    _failed: int = 0
    _until: float = 0.0

    def state(self, now: float) -> Circuit:
        if self._failed < self.failures:
            return Circuit.CLOSED
        return Circuit.OPEN if now < self._until else Circuit.HALF_OPEN

    def admits(self, now: float) -> bool:
        """Whether a call may go through now. One that is half-open admits another only after
        `rest`, whatever became of the first."""
        state = self.state(now)
        if state is Circuit.HALF_OPEN:
            self._until = now + self.rest
        return state is not Circuit.OPEN

    def succeeded(self) -> None:
        self._failed = 0

    def failed(self, now: float) -> None:
        self._failed += 1
        self._until = now + self.rest

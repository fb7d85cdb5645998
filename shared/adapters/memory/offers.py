"""What customers were given, in this process's memory: for rehearsals and tests."""

from shared.domain.offers import Granted


class MemoryOffers:
    """See the port for what each method promises."""

    def __init__(self) -> None:
        self._granted: dict[tuple[str, str], Granted] = {}

    def held_by(self, customer_id: str) -> list[Granted]:
        return [each for (owner, _), each in self._granted.items() if owner == customer_id]

    def keep(self, granted: Granted) -> None:
        self._granted.setdefault((granted.customer_id, granted.code), granted)

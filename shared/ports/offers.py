"""What customers were given of the company's own accord."""

from typing import Protocol

from shared.domain.offers import Granted


class GrantedOffers(Protocol):
    def held_by(self, customer_id: str) -> list[Granted]:
        """Those whose code is still good, or that cannot be had again yet; what is older may be
        there or not. The oldest first."""

    def keep(self, granted: Granted) -> None:
        """A repeat, which has the same code, changes nothing."""

"""What is remembered of customers, in this process's memory: for rehearsals and tests."""

from shared.domain.customer_memory import UNKNOWN, CustomerMemory
from shared.ports.conversations import Kept


class MemoryCustomerMemories:
    """See the port for what it promises; `keep` is what a turn's transaction does elsewhere."""

    def __init__(self) -> None:
        self._kept: dict[str, CustomerMemory] = {}

    def of(self, customer_id: str) -> CustomerMemory:
        return self._kept.get(customer_id, UNKNOWN)

    def keep(self, kept: Kept) -> None:
        if kept.at_any_rate or self.of(kept.customer_id).version == kept.after:
            self._kept[kept.customer_id] = kept.memory

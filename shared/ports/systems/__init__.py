"""The company's systems of record, in the vocabulary of the errands.

Every write takes an idempotency key: the same key does the thing once, however often it is sent.
What was done under a key can be taken back by it as long as the system allows. All of them raise
NotFound, Conflict or Refused for what will never work, and TransientError for what may work later.
"""

from dataclasses import dataclass

from shared.ports.systems.commerce import Commerce
from shared.ports.systems.crm import Crm
from shared.ports.systems.others import Developers, Erp, Mail
from shared.ports.systems.payments import Payments


@dataclass(frozen=True)
class Systems:
    """All of them, as one company has them."""

    crm: Crm
    commerce: Commerce
    payments: Payments
    erp: Erp
    developers: Developers
    mail: Mail

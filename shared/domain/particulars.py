"""A message with the particulars that it names put in general words, as its wish is read: what a
customer wants is the same for every order and every address, and a number says nothing of it."""

import re

from shared.domain.addresses import address_begins
from shared.domain.mentions import OrderNumbers

_AN_ORDER, _AN_ADDRESS = "my order", "a new address"
_LEADS_TO_NUMBER = re.compile(
    r"(?:\b(?:my|the|this|that)\s+)?(?:\border\s*(?:number|no\.?|id)?\s*[:#(]?\s*)?$", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d]{2,}")


def in_general(text: str, order_numbers: OrderNumbers) -> str:
    """The English message without the order number and the postal address that it names: "return
    order NW-10417" wants what "return my order" does. What says nothing else stays as it is."""
    begins = address_begins(text)
    general = text if begins is None else f"{text[:begins]}{_AN_ADDRESS}"
    for _, (start, end) in reversed(order_numbers.find(general)):
        before = _LEADS_TO_NUMBER.sub("", general[:start])
        general = f"{before}{_AN_ORDER}{general[end:]}"
    rest = general.replace(_AN_ORDER, "").replace(_AN_ADDRESS, "")
    return general if _WORD.search(rest) else text

"""Takes secrets out of a message before anything stores it.

A payment card number has no use in a conversation and great power in the wrong hands. It is found
by its shape and its Luhn check digit (ISO/IEC 7812-1 annex B), so order and tracking numbers of
the same length stay.
"""

import re
import unicodedata

_CARD = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")


def clean(text: str) -> str:
    """Normalised (NFC), without control characters, at most two line breaks in a row, trimmed."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def mask(text: str) -> str:
    """`text` with payment card numbers replaced by their last four digits."""
    return _CARD.sub(_mask_card, text)


def _mask_card(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match.group())
    return f"[card ending {digits[-4:]}]" if passes_luhn(digits) else match.group()


def passes_luhn(digits: str) -> bool:
    """Whether the last of `digits` is the Luhn check digit of the others."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0

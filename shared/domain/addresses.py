"""Postal addresses as customers write them: with commas between their parts."""

import re

from shared.domain.commerce import Address

_PARTS = 3
_LAST = re.compile(
    r"(?:(?P<region>[^\W\d_][^\d]*?)\s+)?"
    r"(?P<postcode>(?=[A-Z0-9 -]*\d)[A-Z0-9][A-Z0-9 -]{2,9})",
    re.IGNORECASE,
)


def read_address(text: str, country: str) -> Address | None:
    """The address in the text, "street[, extra], city, [region] postcode"; None where a part is
    missing. The country is the one that is given: nobody changes it in passing."""
    parts = [part.strip() for part in re.split(r"[,\n]", text.strip().rstrip(".")) if part.strip()]
    if not _PARTS <= len(parts) <= _PARTS + 1:
        return None
    *first, city, last = parts
    found = _LAST.fullmatch(last)
    if found is None or not re.search(r"\w", first[0]) or re.search(r"\d{3}", city):
        return None
    return Address(
        street=first[0],
        extra=first[1] if len(first) > 1 else "",
        city=city,
        region=(found["region"] or "").strip(),
        postcode=found["postcode"].upper(),
        country=country,
    )


def write_address(address: Address) -> str:
    last = f"{address.region} {address.postcode}".strip()
    parts = (address.street, address.extra, address.city, last)
    return ", ".join(part for part in parts if part)

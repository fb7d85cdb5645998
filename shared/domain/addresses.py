"""Postal addresses as customers write them: in a line or several, with commas or without, the town
before the postcode or after it."""

import re
from dataclasses import dataclass, replace

from shared.domain.commerce import Address

PARTS = ("street", "city", "postcode")
_POSTCODES = {
    "US": r"\d{5}(?:-\d{4})?",
    "CA": r"[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d",
    "GB": r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}",
    "NL": r"[1-9]\d{3} ?[A-Z]{2}",
    "PT": r"\d{4}-\d{3}",
    "PL": r"\d{2}-\d{3}",
    "SE": r"\d{3} ?\d{2}",
    "IE": r"[A-Z]\d[\dW] ?[A-Z\d]{4}",
    "JP": r"\d{3}-\d{4}",
    "BR": r"\d{5}-?\d{3}",
}
"""How a country writes them: https://www.upu.int/en/postal-solutions/programmes-services/addressing-solutions"""
_TOWN_FIRST = {"US", "CA", "GB", "IE", "AU"}
"""Countries where nothing of an address follows the postcode."""
_FIVE = {"DE", "FR", "ES", "IT", "FI", "TR", "MX"}
_FOUR = {"AT", "BE", "CH", "DK", "NO", "AU", "HU", "LU"}
_ANY = r"(?=[A-Z0-9 -]*\d)[A-Z0-9][A-Z0-9 -]{2,9}"
_WAYS = (
    "street|st|avenue|ave|road|rd|lane|ln|drive|dr|court|ct|close|boulevard|blvd|way|place|pl|"
    "terrace|square|sq|row|hill|highway|hwy|parkway|pkwy|crescent|circle|cir|trail|gardens|mews"
)
"""Words that end a street's name in English, so that a town may follow without a comma."""
_EXTRA = r"(?:apt|apartment|unit|suite|ste|flat|floor|fl|room|rm|#)\.?\s*\w+"
_ENGLISH = re.compile(
    rf"(?P<street>\d+\w*\s.*?\b(?:{_WAYS})\b\.?)(?:\s+(?P<extra>{_EXTRA}))?(?:\s+(?P<city>\S.*))?",
    re.IGNORECASE,
)
_NUMBER_LAST = re.compile(
    r"(?P<street>[^\d]+\s\d+\s?[a-z]?)(?:\s+(?P<city>[^\W\d].*))?", re.IGNORECASE
)
"""As most of Europe writes a street: its number after its name."""
_REGION = re.compile(r"(?P<city>.+?)\s+(?P<region>[A-Z]{2,3})")
_COUNTRIES = re.compile(
    r"USA?|United States(?: of America)?|UK|United Kingdom|Great Britain|England|Canada|Germany|"
    r"Deutschland|Nederland|(?:The )?Netherlands|Portugal|France|España|Spain|Italia|Italy|Polska",
    re.IGNORECASE,
)
_LEADS = re.compile(r"\b(?:to|is|at|nach|auf|a|à)\s*:?\s+(?=\S*\d|\S+\s+\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Draft:
    """As much of an address as was told. An address needs its PARTS."""

    street: str = ""
    extra: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""

    @property
    def missing(self) -> str | None:
        """The first part that an address needs and this has not."""
        return next((part for part in PARTS if not getattr(self, part)), None)

    def filled(self, part: str, text: str, country: str) -> "Draft":
        """With the part that was asked for, and what came with it; unchanged where it is none."""
        told = text.strip(" .,\n")
        if part != "postcode":
            return replace(self, **{part: told}) if re.search(r"[^\W\d]", told) else self
        found = _postcode(told, country)
        if found is None:
            return self
        before = told[: found.start()].strip(" ,")
        return replace(self, postcode=found.group().upper(), region=before or self.region)

    def address(self, country: str) -> Address:
        return Address(self.street, self.extra, self.city, self.region, self.postcode, country)


def draft_address(text: str, country: str) -> Draft | None:
    """What the text says of an address; None where it says nothing of one. The country is the one
    that is given: nobody changes it in passing."""
    parts = [part.strip(" .") for part in re.split(r"[,\n]", text) if part.strip(" .")]
    if len(parts) > 1 and _COUNTRIES.fullmatch(parts[-1]):
        parts.pop()
    if not parts:
        return None
    draft, left = _take_postcode(parts, country)
    draft = _take_street(draft, left)
    return draft if draft.street or draft.postcode else None


def address_in(text: str, country: str) -> Draft | None:
    """The whole address that a request names: "send it to 5 Oak Street, Denver, CO 80206"."""
    found = _whole_address(text, country)
    return found[1] if found else None


def address_begins(text: str) -> int | None:
    """Where in a request the whole address begins that it names, of any country."""
    found = (_whole_address(text, country) for country in (*_POSTCODES, "DE", "AT"))
    return next((at for at, _ in filter(None, found)), None)


def write_address(address: Address) -> str:
    last = f"{address.region} {address.postcode}".strip()
    parts = (address.street, address.extra, address.city, last)
    return ", ".join(part for part in parts if part)


def _whole_address(text: str, country: str) -> tuple[int, Draft] | None:
    """Where it begins, and what it says."""
    for lead in [*_LEADS.finditer(text)][::-1]:
        draft = draft_address(text[lead.end() :], country)
        if draft and draft.missing is None:
            return lead.end(), draft
    return None


def _take_postcode(parts: list[str], country: str) -> tuple[Draft, list[str]]:
    """The postcode, with the town or region beside it, and the parts before."""
    for at in range(len(parts) - 1, -1, -1):
        found = _postcode(parts[at], country)
        if found is None or (at == 0 and len(parts) > 1):
            continue
        before, after = parts[at][: found.start()].strip(), parts[at][found.end() :].strip()
        draft, rest = Draft(postcode=found.group().upper()), parts[:at]
        if after and country not in _TOWN_FIRST:  # 3011 AA Rotterdam
            return replace(draft, city=after), [*rest, before] if before else rest
        if at + 1 < len(parts):  # 97205, Portland
            return replace(draft, city=parts[at + 1]), rest
        if at == 0:
            return draft, [before] if before else []
        named = _REGION.fullmatch(before)
        if named and len(rest) == 1:  # Denver CO 80206
            return replace(draft, city=named["city"], region=named["region"]), rest
        if before and len(rest) == 1 and not re.fullmatch(r"[A-Z]{2,3}", before):
            return replace(draft, city=before), rest  # Leeds LS1 4AP
        return replace(draft, region=before), rest
    if len(parts) > 2 and re.fullmatch(r"[A-Z]{2,3}", parts[-1]):
        return Draft(region=parts[-1]), parts[:-1]
    return Draft(), parts


def _take_street(draft: Draft, parts: list[str]) -> Draft:
    """The street, what stands beside it, and the town where no comma was written before it."""
    if not parts:
        return draft
    first, *others = parts
    if not draft.city and others:
        *others, city = others
        draft = replace(draft, city=city)
    found = _ENGLISH.fullmatch(first) or _NUMBER_LAST.fullmatch(first)
    if not re.search(r"\d", first):
        return replace(draft, city=draft.city or first)
    street, extra, rest = first, "", ""
    if found:
        named = {name: value.strip() for name, value in found.groupdict().items() if value}
        street, extra = named["street"], named.get("extra", "")
        rest = named.get("city", "")
    if rest and not draft.city:
        region = _REGION.fullmatch(rest)
        city = region["city"] if region else rest
        draft = replace(draft, city=city, region=region["region"] if region else draft.region)
    elif rest:
        street = first
    return replace(draft, street=street, extra=", ".join([*([extra] if extra else []), *others]))


def _postcode(text: str, country: str) -> re.Match[str] | None:
    """The last in the text."""
    digits = r"\d{5}" if country in _FIVE else r"\d{4}" if country in _FOUR else None
    form = _POSTCODES.get(country, digits or _ANY)
    found = [*re.finditer(rf"(?<![\w-])(?:{form})(?![\w-])", text, re.IGNORECASE)]
    return found[-1] if found else None

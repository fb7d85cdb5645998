"""What a sentence says more broadly than its sources: of everybody, at once, for a fee."""

import re

_ALWAYS = re.compile(
    r"\b(?:never|regardless|no\s+matter|in\s+any\s+case|any\s*time|whenever|forever|every\s+time)\b",
    re.IGNORECASE,
)
_BOUNDLESS = re.compile(
    r"\b(?:everybody|everyone|anyone|anybody|unlimited|even\s+(?:if"
    r"|after|when|though|once)"
    r"|as\s+(?:often|many|much|long)\s+as\s+you\s+(?:like|want|wish)|without\s+(?:exception"
    r"|limit)|no\s+questions|like\s+any\s+other"
    r"|all\s+(?:customers|products|orders|countries|members))\b",
    re.IGNORECASE,
)
_A_CHARGE = re.compile(
    r"(?<!without )\b(?:an?|some|extra|additional|with)\s+(?:\w+\s+){0,2}"
    r"(?:fees?|charges?|surcharge)\b"
    r"|\bextra\s+(?:\w+\s+)?costs?\b|\b(?:do|does|will|would)\s+cost\b",
    re.IGNORECASE,
)
_CHARGES = re.compile(
    r"\b(?:fees?|surcharges?|costs?|prices?|charg\w+)\b|[$€£]\s?\d", re.IGNORECASE
)
"""A source without any of these asks for no money."""
_BROAD = re.compile(r"\b(?:any|every|each|always|whatever|whichever)\b", re.IGNORECASE)
"""What a source says as broadly in other words."""
_AT_ONCE = re.compile(
    r"\b(?:at\s+once|today|tomorrow|tonight)\b",
    re.IGNORECASE,
)
_READERS = re.compile(
    r"\b(?:you\s+(?:can|could|may|should|must)|please)\s+(?!(?:get|receive|have|expect|be)\b)[^.,;!?]*$",
    re.IGNORECASE,
)
"""Before "at once": what the customer may do so soon, nobody need have told."""
_NOT_SO = re.compile(r"\bnot\b[^,;.]*$", re.IGNORECASE)


def too_broad(said: str, told: str) -> str | None:
    """Of plain texts: what is said of all, of any time, at once or as a charge, where nothing told
    says so."""
    for form in (_BOUNDLESS, _ALWAYS, _AT_ONCE):
        broad = form.search(said)
        if not broad or form.search(told) or _NOT_SO.search(said[: broad.start()]):
            continue
        if form is _AT_ONCE and is_for_the_reader(said[: broad.start()]):
            continue
        if form is not _ALWAYS or not _BROAD.search(told):
            return "its sources do not say it so broadly"
    if _A_CHARGE.search(said) and not _CHARGES.search(told):
        return "its sources tell of no charge"
    return None


def is_for_the_reader(before: str) -> bool:
    """Whether what stands before "at once" makes it the reader's to do: "please call us"."""
    return bool(_READERS.search(before))

"""Predicates that are left out beside another, "Moisture is included; chewing is not", or stand as
the heading of a list, "Not covered: moisture, chewing"."""

import re
from functools import lru_cache

_BE = r"is|are|was|were"
_VERB = rf"{_BE}|can|may|must|will|has|have"
_LEFT_OUT = re.compile(
    rf"\b(?P<verb>{_VERB})\s+(?:not\s+)?(?P<what>(?:(?!\b(?:{_VERB})\b)[^;,.:()])+)"
    r"(?P<between>(?:,[^;.:()]{1,60})?[;,.]\s+(?:(?:and|but|while|whereas)\s+)?(?:[^;.:()]{1,60}?\s))"
    rf"(?P<again>{_VERB})(?P<denied>\s+not)?(?=\s*(?:[;.:!)]|$|,(?!\s*(?:however|though)\b)))",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"(?:^|(?<=[.;]\s))(?P<not>not\s+)?(?P<what>[a-z]+ed):\s+(?P<listed>[^;.:]+)", re.IGNORECASE
)
_OTHER = re.compile(rf"\b(?:{_VERB})\b", re.IGNORECASE)


@lru_cache(maxsize=2048)
def with_predicates(text: str) -> str:
    """Of plain text: "Moisture is included; chewing is not included"."""
    text = _HEADING.sub(_said_of_all, text) if "ed: " in text else text
    return _LEFT_OUT.sub(_said_again, text) if _OTHER.search(text) else text


def _said_of_all(match: re.Match[str]) -> str:
    denied = "not " if match["not"] else ""
    return f"{match['listed']} are {denied}{match['what'].lower()}"


def _said_again(match: re.Match[str]) -> str:
    verbs = {match["verb"].lower(), match["again"].lower()}
    is_one = len(verbs) == 1 or verbs <= set(_BE.split("|"))
    if not is_one or _OTHER.search(match["between"]):
        return match.group()
    return f"{match.group()} {match['what']}"

"""What a text says once its disguise is off: letters spaced out, digits for letters, look-alikes of
other scripts, Base64, percent signs, invisible marks."""

import re
import unicodedata
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator
from urllib.parse import unquote

_DIGITS = tuple(str.maketrans("013457@$", f"o{one}eastas") for one in "il")
_LIKE_LATIN = str.maketrans("асеорхуікАВЕКМНОРСТХ", "aceopxyikABEKMHOPCTX")
_MIXED = re.compile(r"\b(?=\w*[a-z])(?=\w*[013457@$])[\w@$]{3,}\b", re.IGNORECASE)
_LOOKALIKE = re.compile(r"\b(?=\w*[a-z])(?=\w*[\u0400-\u04ff])\w+\b", re.IGNORECASE)
_SPACED = re.compile(r"(?<!\w)(?:\w[ .\-_*]){4,}\w(?!\w)")
_ENCODED = re.compile(r"[A-Za-z0-9+/]{20,}={0,2}")
_INVISIBLE = re.compile(
    r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
_MARKUP = re.compile(
    r"<(script|style)\b[^<>]*>[^<]*</\1\s*>"
    r"|</?(?:a|abbr|b|big|blockquote|body|br|button|center|code|div|em|font|form|h[1-6]|head|hr|html"
    r"|i|iframe|img|input|label|li|link|meta|ol|option|p|pre|s|script|select|small|span|strong|style"
    r"|sub|sup|svg|table|tbody|td|textarea|th|thead|title|tr|u|ul|video)(?:\s[^<>@]*)?/?>",
    re.IGNORECASE,
)
"""Of HTML: what a page would not show."""
_LONGEST = 20_000
"""Characters of which nothing more is uncovered."""


def seen(text: str) -> str:
    """The text as it looks: in plain letters (Unicode's compatibility form, UAX #15), without
    markup and invisible marks, and in words that mix them no letters of another script."""
    bare = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    shown = _MARKUP.sub(" ", bare)
    bare = shown if shown.strip() else bare
    return _LOOKALIKE.sub(lambda match: match.group().translate(_LIKE_LATIN), bare)


def readings(text: str) -> Iterator[str]:
    """The text as it stands, and in each way in which it may be meant to be read."""
    yield text
    text = text[:_LONGEST]
    bare = seen(text)
    if "%" in bare:
        bare = unquote(bare)
    uncovered = {
        bare,
        *(_spelled(bare, letters) for letters in _DIGITS),
        _SPACED.sub(_closed_up, bare),
    }
    yield from sorted(uncovered - {text})
    yield from filter(None, map(_decoded, _ENCODED.findall(text)))


def _spelled(text: str, letters: dict[int, int]) -> str:
    """With letters for digits in words that mix both."""
    return _MIXED.sub(lambda match: match.group().lower().translate(letters), text)


def _closed_up(match: re.Match[str]) -> str:
    """Without the single blanks; wider gaps, which part words, were left out of the match."""
    return re.sub(r"[ .\-_*]", "", match.group())


def _decoded(written: str) -> str | None:
    try:
        said = b64decode(written + "=" * (-len(written) % 4), validate=True).decode("utf-8")
    except (Error, UnicodeDecodeError):
        return None
    return said if said.isprintable() else None

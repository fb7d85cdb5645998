"""Fits text into SMS segments.

One character outside the GSM 03.38 alphabet turns the whole message into UCS-2 and halves what a
segment holds (3GPP TS 23.038; 160/153 characters per segment become 70/67), so typographic
characters are replaced before anything is counted.
"""

USUAL, MOST = 2, 10
"""Segments of a reply, and of one that must be said whole: 1,530 characters of the 1,600 that AWS
takes (https://docs.aws.amazon.com/sms-voice/latest/userguide/sms-limitations-character.html)."""
_BASIC = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = set("^{}\\[~]|€")
_PLAIN = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2013": "-",
        "\u2014": "-",
        "\u2026": "...",
        "\u00a0": " ",
    }
)


def units(text: str) -> int:
    """How many units `text` takes: GSM septets, or UTF-16 code units if it needs UCS-2."""
    if is_gsm(text):
        return sum(2 if c in _EXTENDED else 1 for c in text)
    return len(text.encode("utf-16-le")) // 2


def is_gsm(text: str) -> bool:
    """Whether every character is in the GSM 03.38 alphabet or its extension table."""
    return all(c in _BASIC or c in _EXTENDED for c in text)


def segments(text: str) -> int:
    """How many SMS segments carry `text`."""
    single, multiple = (160, 153) if is_gsm(text) else (70, 67)
    size = units(text)
    return 1 if size <= single else -(-size // multiple)


def fit(sentences: list[str], limit: int = USUAL) -> str:
    """As many whole sentences as fit `limit` segments; at least the first, cut if it must be."""
    plain = [sentence.translate(_PLAIN) for sentence in sentences]
    kept: list[str] = []
    for sentence in plain:
        if segments(" ".join([*kept, sentence])) > limit:
            break
        kept.append(sentence)
    if kept or not plain:
        return " ".join(kept)
    first = plain[0]
    while segments(first + "...") > limit:
        first = first[:-1]
    return first.rstrip() + "..."

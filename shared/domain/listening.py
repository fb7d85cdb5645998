"""What was heard on the phone, as the caller would have written it.

A recognizer of speech writes down what it hears: "n w one oh four eight two", "maya dot lindqvist
at example dot com". In English, that becomes an order number and an address again; what is heard in
another language stays as it is.
"""

import re

_DIGITS = {
    **{word: str(at) for at, word in enumerate(("zero", "one", "two", "three", "four", "five"))},
    **{"six": "6", "seven": "7", "eight": "8", "nine": "9", "oh": "0", "o": "0"},
}
_TIMES = {"double": 2, "triple": 3}
_MARKS = {"dot": ".", "point": ".", "underscore": "_", "dash": "-", "hyphen": "-", "minus": "-"}
_FEWEST = 3
"""Digits in a row that are a number rather than counting: "one or two" stays."""

_DIGIT = rf"(?:(?:{'|'.join(_TIMES)}) )?(?:{'|'.join(_DIGITS)}|\d)"
_NUMBER = re.compile(rf"(?<!\S){_DIGIT}(?:[ -]{_DIGIT})+(?=[\s.,;:?!]|$)", re.IGNORECASE)
_PREFIX = re.compile(
    r"(?<!\S)(?:((?:[a-z]\.? ){1,3}[a-z]\.?)(?: (?:dash|hyphen|minus))?"
    r"|([a-z]{1,4}) (?:dash|hyphen|minus))[ -](?=\d{3,})",
    re.IGNORECASE,
)
"""Letters before a number: said one by one, or with the dash."""
_WORD = r"(?:(?:[a-z0-9] )+[a-z0-9](?!\S)|[a-z0-9]+)"
_MARK = r"(?:dot|point|underscore|dash|hyphen|minus)"
_ADDRESS = re.compile(
    rf"(?<!\S){_WORD}(?: {_MARK} {_WORD})* at {_WORD}(?: (?:dash|hyphen) {_WORD})*(?: dot [a-z]+)+"
    r"(?=[\s.,;:?!]|$)",
    re.IGNORECASE,
)


def as_written(heard: str, language: str) -> str:
    """`heard` with its numbers in digits and its e-mail addresses as such, in English (`language`
    is ISO 639-1); nothing else of it changes."""
    if language != "en":
        return heard
    numbered = _PREFIX.sub(_spelt, _NUMBER.sub(_in_digits, heard))
    return _ADDRESS.sub(_as_address, numbered)


def _in_digits(said: re.Match[str]) -> str:
    digits, times = "", 1
    for word in re.split("[ -]", said[0].lower()):
        digits += times * _DIGITS.get(word, word if word.isdigit() else "")
        times = _TIMES.get(word, 1)
    return digits if len(digits) >= _FEWEST else said[0]


def _spelt(letters: re.Match[str]) -> str:
    return re.sub(r"[ .]", "", letters[1] or letters[2]).upper() + "-"


def _as_address(said: re.Match[str]) -> str:
    words = [_MARKS.get(word, "@" if word == "at" else word) for word in said[0].lower().split()]
    return "".join(words)

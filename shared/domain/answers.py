"""Short answers to our own questions: yes, no, the first one, both."""

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache

_MOST_WORDS = 8
_YES = {
    "en": "yes yeah yep yup sure ok okay correct right exactly absolutely definitely please",
    "signs": "👍 👌 ✅",
    "de": "ja jo genau klar gerne richtig jawohl",
    "es": "sí si claro vale correcto",
    "fr": "oui ouais exact volontiers",
    "it": "sì certo esatto",
    "nl": "zeker klopt graag",
    "pl": "tak dobrze owszem",
    "pt": "sim isso claro",
    "tr": "evet tamam olur",
    "ar": "نعم أجل حسنا تمام",
    "ja": "はい ええ うん",
    "zh": "是 是的 对 好 好的 可以 行",
}
_NO = {
    "en": "no nope nah not never neither none",
    "signs": "👎 ❌",
    "de": "nein nö keins",
    "es": "ninguno tampoco",
    "fr": "non aucun",
    "it": "nessuno",
    "nl": "nee geen",
    "pl": "nie",
    "pt": "não nenhum",
    "tr": "hayır hayir",
    "ar": "لا",
    "ja": "いいえ いや",
    "zh": "不 不是 不用",
}
_THANKS = {
    "en": "thanks thank you thx",
    "de": "danke",
    "es": "gracias",
    "fr": "merci",
    "it": "grazie",
    "nl": "bedankt dank je u",
    "pl": "dziękuję dzięki",
    "pt": "obrigado obrigada",
    "tr": "teşekkürler",
    "ar": "شكرا",
    "ja": "ありがとう",
    "zh": "谢谢",
}
_YES_UNSPACED = ("はい", "是的", "好的", "可以的")
_NO_UNSPACED = ("いいえ", "不用", "不要", "不行")
"""How a yes and a no begin where no space follows."""
_FIRST = {
    "en": "first 1 1st former",
    "de": "erste erstes ersteres",
    "es": "primero primera",
    "fr": "premier première",
    "it": "primo prima",
    "nl": "eerste",
}
_SECOND = {
    "en": "second 2 2nd latter last other",
    "de": "zweite zweites letzteres",
    "es": "segundo segunda",
    "fr": "deuxième second",
    "it": "secondo seconda",
    "nl": "tweede",
}
_BOTH = {"en": "both", "de": "beide beides", "es": "ambos", "it": "entrambi", "nl": "allebei"}


class Pick(StrEnum):
    FIRST = "first"
    SECOND = "second"
    BOTH = "both"
    NEITHER = "neither"


def yes_or_no(text: str) -> bool | None:
    """True and False for a short yes or no in the languages that we speak, else None."""
    words = _words(text)
    if not words or len(words) > _MOST_WORDS:
        return None
    if _any_of(_NO, words[:1]) or words[0].startswith(_NO_UNSPACED):
        return False
    is_yes = _any_of(_YES, words[:1]) or words[0].startswith(_YES_UNSPACED)
    return True if is_yes else None


def is_bare(text: str, *, is_asked: bool) -> bool:
    """Whether a message is a yes or no and nothing else: no wish of its own, however it is read. A
    yes with thanks is one only where we asked for it: else it may be a mere "ok thanks"."""
    said, words = yes_or_no(text), set(_words(text))
    if said is None:
        return False
    rest = {word for word in words if not _any_of(_YES, [word]) and not _any_of(_NO, [word])}
    may_thank = is_asked or said is False
    return not rest or (may_thank and rest <= _all(tuple(_THANKS.values())))


def pick(text: str, first: str, second: str) -> Pick | None:
    """Which of two things that we named the answer takes: by its place in the question, or by a
    word that only one of the names has."""
    words = set(_words(text))
    if len(words) > 2 * _MOST_WORDS:
        return None
    if _any_of(_BOTH, words):
        return Pick.BOTH
    own = [set(_words(first)), set(_words(second))]
    named = [bool(words & (own[0] - own[1])), bool(words & (own[1] - own[0]))]
    if named[0] != named[1]:
        return Pick.FIRST if named[0] else Pick.SECOND
    placed = [_any_of(_FIRST, words), _any_of(_SECOND, words)]
    if placed[0] != placed[1]:
        return Pick.FIRST if placed[0] else Pick.SECOND
    return Pick.NEITHER if yes_or_no(text) is False else None


def _any_of(listed: dict[str, str], words: Iterable[str]) -> bool:
    return bool(_all(tuple(listed.values())) & set(words))


@cache
def _all(listed: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for words in listed for word in words.split())


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+|[👍👌✅👎❌]", text.casefold())

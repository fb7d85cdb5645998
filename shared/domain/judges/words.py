"""The words by which claims are compared: their stems, synonyms as one, and which say nothing.

English. Of text in another language each word stands for itself, so a reply may quote it but hardly
rephrase it.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from shared.domain.judges.figures import figures

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_EMPTY = """
    a about above again all also although am among an and any anyone anything are around as at away
    back based be because been being besides both but by can could did do does doing done during
    each either else end ends enough even ever every everyone everything few for from further get
    gets getting go goes going got had has have having he hence her here him his how however i if in
    instead into is it its itself just kind let like made make makes making many may me might mine
    more most much must my near need needed needs next nor now of off often on once one ones onto or
    other others our ours out over own per perhaps please quite rather really regarding same she
    should since so some something soon sort still such than that the their them themselves then
    there therefore these they thing things this those though through thus till to together too
    toward under until up upon us very via want wants was way ways we well were what whatever when
    whenever where whether which while who whole whom whose why will wish with within without would
    yes yet you your yours yourself actually already always simply easily quickly fully total
    currently generally usually typically normally automatically directly
"""
"""Words without a claim of their own; what denies, binds or bounds is read elsewhere."""
_CARE = """
    able agree allow answer apply appear ask aware begin bring call care case choice choose come
    confirm consider contact count cover customer day detail eligible exact expect explain fact
    feel find fine follow give good great happy happen have hear help here hold hope important
    include information keep kindly know leave let look mean mention mind month moment note
    notice offer option part people person place plan please point policy possible process
    provide question quick reach read reason receive regard relate request require rest right
    rule say see select send set shop show sorry start status step store sure take talk team tell
    thank think time today toward try understand use wait want week welcome window wonder work
    worry write year item product thing article order simple easy straightforward specific
    particular additional certain certainly absolutely course additionally short brief answer term
    condition detail however standard frustrating frustration hassle inconvenience patience
    apologize apology trouble unfortunately luckily meanwhile afterward overall otherwise
"""
"""Words with which anybody rephrases: new ones of these claim little."""
_ALIKE = """
    return send-back bring-back
    refund reimburse repay money-back moneyback reimbursement
    buy purchase bought order ordered
    deliver delivery arrive arrival receive receipt reach
    ship shipment dispatch shipping send sent mail leave
    faulty defective broken defect fault malfunction
    damage damaged harm
    free complimentary charge-free gratis
    cost price charge fee pay payment paid
    cancel cancellation end terminate stop
    change switch modify edit update alter swap
    exchange swap replace replacement trade
    pick choose select choice
    open tap click go visit head
    begin start
    report tell notify inform let-know
    email e-mail mail
    website site web online
    support help-desk team service colleague agent
    headset headphone headphones
    carton packaging package box pack
    parcel package packet
    warranty guarantee cover coverage
    late delay delayed overdue
    lost missing
    due expect scheduled estimate
    membership member tier level
    picture photo photograph image
    ear-pad ear-pads cushions earpads pads
    cheap cheaper low
    fast quick quickly soon immediately once
    complete full whole entire
    seal sealed
    way route travel transit
    carrier courier
    renew renewal
    add plus extra addition
    fix repair mend
    country abroad international overseas
    month monthly
    year yearly annual annually
    day daily
    week weekly
    hour hourly
    keep retain
    last stay remain
    reason cause due because
    connect pair link
    require need must
    store warehouse
    sign-in log-in login
    happen occur
    license licence
    colour color
    catalogue catalog
    original initial
    account profile
    child kid
    """
_IRREGULAR = {
    "sent": "send", "bought": "buy", "paid": "pay", "took": "take", "taken": "take", "gave": "give",
    "given": "give", "came": "come", "kept": "keep", "left": "leave", "lost": "lost",
    "held": "hold",
    "chose": "choose", "chosen": "choose", "broken": "broken", "broke": "broken", "begun": "begin",
    "began": "begin", "written": "write", "wrote": "write", "told": "tell", "said": "say",
    "shown": "show", "seen": "see", "found": "find", "made": "make", "men": "man", "women": "woman",
    "children": "child", "people": "people", "less": "less", "business": "business",
    "address": "address", "lens": "lens", "wireless": "wireless", "news": "news", "bass": "bass",
    "charging": "charging", "charger": "charger", "shipping": "ship", "delivered": "deliver",
    "speech": "speech", "thing": "thing", "during": "during", "nothing": "nothing",
    "string": "string", "ring": "ring", "bring": "bring", "evening": "evening",
    "morning": "morning",
}  # fmt: skip


_SHORT = {"'ll": " will", "'ve": " have", "'re": " are", "'d": " would", "'m": " am"}


@dataclass(frozen=True)
class Word:
    """A word that claims something: its `stem` (one for all synonyms), and as it is `written`."""

    stem: str
    written: str
    at: int


def plain(text: str) -> str:
    """With straight quotes, and contractions written out."""
    text = text.replace("\u2019", "'").replace("\u2018", "'")
    text = re.sub(r"\b(can)'t\b|\b(wo)n't\b|\b(sha)n't\b", _denied, text, flags=re.IGNORECASE)
    text = re.sub(r"n't\b", " not", text)
    for short, long in _SHORT.items():
        text = text.replace(short, long)
    return re.sub(r"'s\b", "", text)


def _denied(match: re.Match[str]) -> str:
    return {"can": "can", "wo": "will", "sha": "shall"}[
        next(group for group in match.groups() if group).lower()
    ] + " not"


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[Word, ...]:
    """The words that claim something, in their order; figures are none."""
    hidden = list(text)
    for figure in figures(text):
        hidden[figure.start : figure.end] = " " * (figure.end - figure.start)
    return tuple(
        Word(stem_of(match.group().lower()), match.group(), match.start())
        for match in _WORD.finditer("".join(hidden))
        if match.group().lower() not in _SILENT and len(match.group()) > 1
    )


def stems(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in words(text))


def claims_little(word: Word) -> bool:
    """Whether it is one of the words with which anybody rephrases anything."""
    return word.stem in _LITTLE


@lru_cache(maxsize=8192)
def stem_of(word: str) -> str:
    """The stem of a lower-case word, the same for all that mean the same."""
    stem = _cut(word)
    return _MEANS.get(stem, stem)


def _cut(word: str) -> str:
    word = word.removesuffix("'s").removesuffix("'")
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= 3:
        return word
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    if word.endswith("ing") and len(word) > 5:
        return _undouble(word[:-3])
    if word.endswith("ed") and len(word) > 4:
        return _undouble(word[:-2])
    if word.endswith(("sses", "shes", "ches", "xes")):
        return _bare(word[:-2])
    if word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return _bare(word)


def _undouble(stem: str) -> str:
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "lsz":
        return stem[:-1]
    return _bare(stem)


def _bare(stem: str) -> str:
    return stem[:-1] if stem.endswith("e") and len(stem) > 3 else stem


def _meanings() -> dict[str, str]:
    means: dict[str, str] = {}
    for line in _ALIKE.strip().splitlines():
        first, *others = (_cut(word.replace("-", "")) for word in line.split())
        for other in others:
            means.setdefault(other, means.get(first, first))
    return means


_MEANS = _meanings()
_SILENT = frozenset(_EMPTY.split())
_LITTLE = frozenset(stem_of(word) for word in _CARE.split())

"""Which words mean the same, and which the contrary.

lexicon.txt is made from WordNet by training/lexicon.py; beside it stand the words that customer
care uses alike though no dictionary says so.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

_TRADE = """
    return send-back bring-back
    refund reimburse repay money-back reimbursement
    buy purchase order
    deliver arrive receive receipt reach delivery arrival
    ship dispatch send mail leave shipment shipping
    faulty defective broken defect fault malfunction
    damage harm
    free complimentary gratis
    cost price charge fee pay payment charged
    charge amount
    cancel end terminate stop cancellation
    change switch modify edit update alter swap
    exchange swap replace replacement trade
    pick choose select choice
    open tap click go visit head
    begin start
    report tell notify inform
    email e-mail mail
    website site web online
    support help-desk team service colleague agent
    headset headphone headphones
    carton packaging package box pack
    parcel package packet
    warranty guarantee
    late delay delayed overdue
    due expect scheduled estimate
    membership member tier level
    picture photo photograph image
    ear-pad ear-pads cushions earpads pads
    seal sealed
    way route travel transit
    carrier courier
    renew renewal
    add plus extra addition additional
    fix repair mend
    country abroad international overseas
    month monthly
    year yearly annual annually
    day daily
    week weekly
    hour hourly
    keep retain stay remain
    last hold
    reason cause due because
    connect pair link
    require need must
    store warehouse
    sign-in log-in login
    license licence
    colour color
    catalogue catalog
    original initial
    account profile
    discount off percent
    disappear go away
    show appear display
    reset renew
    lesson class
    subscription plan
    wirelessly wireless
    mistake error
    together both
    double twice
    anybody anyone everybody everyone
    later newer
    instalment installment
    fit compatible suit
    e-mail message text notify inform write
"""
_TRADE_CONTRARIES = """
    keep lose delete erase remove
    stay lose expire end
    remain lose delete erase
    accept refuse reject
    cover exclude
    include exclude
    work fail
"""
"""The first of each line, and its contraries in the trade."""


@cache
def _groups() -> dict[str, frozenset[str]]:
    """Each word's groups, by their numbers."""
    found: dict[str, set[str]] = defaultdict(set)
    lines = [line for line in _listed("lexicon.txt") if "|" not in line]
    lines += [line.strip().replace("-", "") for line in _TRADE.strip().splitlines()]
    for number, line in enumerate(lines):
        for word in line.split():
            found[cut(word)].add(f"#{number}")
    return {word: frozenset(groups) for word, groups in found.items()}


@cache
def _contraries() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for line in _listed("lexicon.txt"):
        if "|" in line:
            one, other = (cut(word.strip()) for word in line.split("|"))
            found[one].add(other)
            found[other].add(one)
    for line in _TRADE_CONTRARIES.strip().splitlines():
        first, *contraries = map(cut, line.split())
        for other in contraries:
            found[first].add(other)
            found[other].add(first)
    return {word: frozenset(others) for word, others in found.items()}


def _listed(name: str) -> list[str]:
    return Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()


@lru_cache(maxsize=8192)
def meanings_of(stem: str) -> frozenset[str]:
    """What a stem means: two words may mean the same where these overlap."""
    found = frozenset((stem,)) | _groups().get(stem, frozenset())
    return found.union(*({base} | _groups()[base] for base in _bases(stem)))


_SUFFIXES = (
    "abl",
    "ibl",
    "al",
    "ment",
    "ation",
    "ition",
    "ion",
    "anc",
    "enc",
    "ness",
    "ly",
    "ur",
    "er",
    "est",
)
"""Of stems: "refundable" is of "refund", "withdrawal" of "withdraw", "slower" of "slow"."""


def _bases(stem: str) -> Iterator[str]:
    """The stems of the words that it is derived from by its ending, or by "re-"."""
    cuts = [stem.removesuffix(each) for each in _SUFFIXES if stem.endswith(each)]
    if stem.startswith("re") and not is_common(stem):
        cuts.append(stem.removeprefix("re"))
    return (each for each in map(_undouble, cuts) if len(each) > 3 and each in _groups())


def contraries_of(stem: str) -> frozenset[str]:
    """The stems of its antonyms."""
    return _contraries().get(stem, frozenset())


def is_common(stem: str) -> bool:
    """Whether it is the stem of an English word, and so no name."""
    return stem in _groups() or stem in _contraries()


def is_noun(stem: str) -> bool:
    """Whether it stands for a thing, as what no list knows is taken to do."""
    return stem not in _no_nouns()


def is_of_people(stem: str) -> bool:
    """Whether it mostly stands for a person or a group of them."""
    return stem in _people()


@cache
def _no_nouns() -> frozenset[str]:
    return frozenset(_listed("no-nouns.txt"))


@cache
def _people() -> frozenset[str]:
    return frozenset(_listed("people.txt"))


_IRREGULAR = {
    "sent": "send", "bought": "buy", "paid": "pay", "took": "take", "taken": "take", "gave": "give",
    "given": "give", "came": "come", "kept": "keep", "left": "leave", "lost": "lose",
    "held": "hold", "chose": "choose", "chosen": "choose", "broke": "break", "broken": "broken",
    "begun": "begin", "began": "begin", "written": "write", "wrote": "write", "told": "tell",
    "said": "say", "shown": "show", "seen": "see", "found": "find", "made": "make", "men": "man",
    "women": "woman", "children": "child", "less": "less", "business": "business",
    "address": "address", "lens": "lens", "wireless": "wireless", "news": "news", "bass": "bass",
    "charging": "charging", "shipping": "ship", "delivered": "deliver", "thing": "thing",
    "during": "during", "nothing": "nothing", "string": "string", "ring": "ring", "bring": "bring",
    "sold": "sell", "brought": "bring", "built": "build", "felt": "feel", "fell": "fall",
    "forgot": "forget", "forgotten": "forget", "got": "get", "gotten": "get", "heard": "hear",
    "knew": "know", "known": "know", "led": "lead", "lent": "lend", "meant": "mean", "met": "meet",
    "ran": "run", "slept": "sleep", "spoke": "speak", "spoken": "speak", "spent": "spend",
    "stood": "stand", "stole": "steal", "stolen": "steal", "threw": "throw", "thrown": "throw",
    "understood": "understand", "went": "go", "gone": "go", "withdrew": "withdraw",
    "withdrawn": "withdraw", "froze": "freeze", "frozen": "freeze", "drew": "draw",
    "drawn": "draw", "drove": "drive", "driven": "drive", "ate": "eat", "eaten": "eat",
    "flew": "fly", "flown": "fly", "rode": "ride", "ridden": "ride", "stuck": "stick",
    "taught": "teach", "thought": "think", "won": "win", "wore": "wear", "worn": "wear",
    "grew": "grow", "grown": "grow", "hidden": "hide", "rang": "ring", "rung": "ring",
    "evening": "evening", "morning": "morning", "expiry": "expire",
}  # fmt: skip


@lru_cache(maxsize=8192)
@lru_cache(maxsize=16384)
def cut(word: str) -> str:
    """The stem of a lower-case English word."""
    word = word.removesuffix("'s").removesuffix("'").replace("-", "")
    if word in _IRREGULAR:
        return _bare(_IRREGULAR[word])
    if len(word) <= 3:
        return word
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("ing") and len(word) > 5:
        return _undouble(word[:-3])
    if word.endswith("ed") and len(word) > 4:
        return _undouble(word[:-2])
    if word.endswith(("sses", "shes", "ches", "xes")):
        return _bare(word[:-2])
    if word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return _bare(word)


_SPELT = (("our", "or"), ("is", "iz"), ("tr", "ter"))
"""Of stems: labour and labor, organise and organize, litre and liter are one."""


def _undouble(stem: str) -> str:
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "lsz":
        return stem[:-1]
    if stem.endswith("ll") and len(stem) > 6 and not stem.endswith("all"):
        return stem[:-1]
    return _bare(stem)


def _bare(stem: str) -> str:
    stem = stem[:-1] if stem.endswith("e") and len(stem) > 3 else stem
    for british, american in _SPELT:
        if stem.endswith(british) and len(stem) > len(british) + 2:
            return stem.removesuffix(british) + american
    return stem

"""The words by which claims are compared: what they mean, and which of them say nothing.

English. Of text in another language each word stands for itself, so a reply may quote it but hardly
rephrase it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from shared.domain.judges.figures import Figure, figures, without
from shared.domain.judges.lexicon import cut, is_common, meanings_of
from shared.domain.judges.wordings import in_one_form

WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_EMPTY = """
    a about above again all also although am among an and any anyone anything are around as at
    away back based be because been being besides both but by can could did do does doing done
    during each either else end ends enough even ever every everyone everything few for from
    further get gets getting go goes going got had has have having he hence her here him his how
    however i if in instead into is it its itself just kind let like longer made make makes
    making many may me might mine more most much must my near need needed needs next nor now of
    off often on once one ones onto or other others our ours out over own per perhaps please
    quite rather really regarding same she should since so some something soon sort still such
    than that the their them themselves then there therefore these they thing things this those
    though through thus till to together too toward under until up upon us very via want wants
    was we well were what whatever when whenever where whether which while who whole whom whose
    why will wish with within without would no nor not cannot never nothing none yes yet you
    your yours yourself actually already always simply easily quickly fully total currently
    generally usually typically normally automatically directly unless nobody somebody anywhere
    everywhere somewhere whoever whichever neither either except besides beyond despite throughout
    someone somewhat below behind between along ahead beneath beside inside outside across against
    least myself ourselves himself herself following past opposite versus unlike several couple
    plenty aside apart elsewhere anyway ought shall entire entirely
"""
"""Words without a claim of their own; what denies, binds or bounds is read elsewhere."""
_CARE = """
    able agree allow answer apply appear ask aware begin bring call care case choice choose come
    confirm consider contact count cover customer day detail eligible exact expect explain fact
    feel find fine follow give good great happy happen have hear help here hold hope important
    include information keep kindly know leave let look mean mention mind month moment note
    notice offer option part people person place plan please point policy possible process
    provide question quick reach read reason receive regard relate request require rest right
    rule say see select send set shop show sorry start status step store sure take talk team
    tell thank think time today toward try understand use wait want week welcome window wonder
    work worry write year item product thing article order simple easy straightforward specific
    particular additional certain certainly absolutely course additionally short brief answer
    term condition detail however frustrating frustration hassle inconvenience patience
    apologize apology trouble unfortunately luckily meanwhile afterward overall otherwise twice
    pair piece money cash
"""
"""Words with which anybody rephrases: new ones of these claim little."""
_GENERAL = """
    way plus cause due limit maximum minimum date list range type value effect exclude exception
    exist add run fall cheap expensive spot late early full after before only hour minute second
    daily weekly monthly yearly annual annually hourly night monday friday weekday weekend finish
    complete ready available possible different another first last used turn new old older newer
    least less later long far down along remain recent separate separately submit valid advance
    exactly regardless affect avoid treat spend book file small smallest large largest big high low
    highest lowest biggest original initial difference sum
"""
"""Words that tell what a sentence is about, and yet no new thing."""
_SHORT = {"'ll": " will", "'ve": " have", "'re": " are", "'d": " would", "'m": " am"}
_FREE = re.compile(
    r"\b(?:(?:at\s+)?no|without(?:\s+any)?|zero|free\s+of)\s+(?:extra\s+|additional\s+)?"
    r"(?P<what>(?!(?!shipping)\w+ing\s)\w+\s+)?(?:cost|charge|fee)s?\b|\b(?:costs?|pays?)\s+nothing\b"
    r"|\bcosts?\s+no\s+(?:extra\s+|additional\s+)?(?P<more>\w+)",
    re.IGNORECASE,
)
_WITHOUT = re.compile(r"\b([a-z]{3,})-free\b", re.IGNORECASE)
_WRITTEN_OUT = {
    re.compile(r"\bU\.?S\.?(?:A\b\.?)?(?![\w-])"): "United States",
    re.compile(r"\bU\.?K\b\.?(?!-)"): "United Kingdom",
    re.compile(r"\bE\.?U\b\.?(?!-)"): "European Union",
}
_UNLESS = re.compile(r"\b(?:cannot|can not)\b(?P<what>[^.;,]*?)\bunless\b", re.IGNORECASE)


@dataclass(frozen=True)
class Word:
    """A word that claims something; `is_denied` where it carries its own denial (unopened)."""

    stem: str
    written: str
    at: int
    is_denied: bool = False

    @property
    def means(self) -> frozenset[str]:
        return meanings_of(self.stem)

    def is_told_by(self, meanings: frozenset[str]) -> bool:
        return not self.means.isdisjoint(meanings)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """With straight quotes, contractions and countries written out, every "at no charge" as "free",
    "cannot … unless" as "can … only if", and other phrases in one form."""
    text = text.replace("\u2019", "'").replace("\u2018", "'")
    if "'" in text:
        text = _uncontracted(text)
    text = _FREE.sub(_free, text)
    if "U" in text:
        for short_name, name in _WRITTEN_OUT.items():
            text = short_name.sub(name, text)
    if "-free" in text:
        text = _WITHOUT.sub(r"without \1", text)
    if "unless" in text:
        text = _UNLESS.sub(r"can\g<what>only if", text)
    return in_one_form(text)


def _uncontracted(text: str) -> str:
    text = re.sub(r"\b(can)'t\b|\b(wo)n't\b|\b(sha)n't\b", _denied, text, flags=re.IGNORECASE)
    text = re.sub(r"n't\b", " not", text)
    for short, long in _SHORT.items():
        text = text.replace(short, long)
    text = re.sub(r"\b(it|that|there|here|what|who)'s\b", r"\1 is", text, flags=re.IGNORECASE)
    return re.sub(r"'s\b", "", text)


def _free(match: re.Match[str]) -> str:
    return f"free {match['what'] or match['more'] or ''}".strip()


def _denied(match: re.Match[str]) -> str:
    verb = next(group for group in match.groups() if group).lower()
    return {"can": "can", "wo": "will", "sha": "shall"}[verb] + " not"


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[Word, ...]:
    """The words that claim something, in their order; figures are none."""
    spans = ((_after_word(figure), figure.end) for figure in figures(text))
    found = (match for match in WORD.finditer(without(text, spans)) if len(match.group()) > 1)
    return tuple(_word(match) for match in found if match.group().lower() not in _SILENT)


def _after_word(figure: Figure) -> int:
    """Where it starts, or in a name its number: "Windows 11" has a word."""
    named = len(figure.value.split()[0]) if figure.kind == "name" else 0
    return figure.start + named


def _word(match: re.Match[str]) -> Word:
    written = match.group()
    rest = written.lower().removeprefix("un")
    if len(written) - len(rest) == 2 and len(rest) > 3 and is_common(cut(rest)):
        return Word(cut(rest), written, match.start(), is_denied=True)
    return Word(cut(written.lower()), written, match.start())


@lru_cache(maxsize=4096)
def meanings(text: str) -> frozenset[str]:
    """What all its words mean together."""
    return frozenset(chain.from_iterable(word.means for word in words(text)))


def meanings_of_all(texts: Iterable[str]) -> frozenset[str]:
    """What the words of several texts mean together, each read once however often it is cited."""
    return frozenset(chain.from_iterable(meanings(plain(text)) for text in texts))


def claims_little(word: Word) -> bool:
    """Whether it is one of the words with which anybody rephrases anything."""
    return word.stem in LITTLE


def telling(text: str) -> list[Word]:
    """The words of a text that say what it is about."""
    return [word for word in words(text) if not claims_little(word)]


def is_english(written: str) -> bool:
    """Whether it is an English word that one would meet in a reply."""
    word = written.lower()
    return word in _SILENT or cut(word) in LITTLE or is_common(cut(word))


def is_function_word(written: str) -> bool:
    return written.lower() in _SILENT


_SILENT = frozenset(_EMPTY.split())
LITTLE = frozenset(cut(word) for word in _CARE.split())
NO_NEWS = frozenset(cut(word) for word in _GENERAL.split())

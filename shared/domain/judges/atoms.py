"""A source cut into atoms, the smallest parts that say one thing of one thing: "Plus members can
return products within 45 days", "Premium members within 60 days"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from shared.domain.judges.clauses import VERB, Clause, clauses_of, is_row
from shared.domain.judges.elided import written_out
from shared.domain.judges.figures import MONEY, Figure, figures
from shared.domain.judges.lexicon import cut, meanings_of
from shared.domain.judges.words import NO_NEWS, is_function_word, plain

_PARTS = re.compile(
    r"\s*;\s*|\s*\u2022\s*|,\s+(?:and\s+|or\s+|but\s+)?|\s+(?:and|but|or)\s+"
    r"(?=.*(?:\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve)\b))"
)
_IN_A_DATE = re.compile(r"(day|(?<![$\u20ac\u00a3])\b\d{1,2}),\s+(?=[A-Z]|\d{4}\b)")
_FULL_STOP = re.compile(
    r"(?<=[a-z)][.!?])\s+(?=[A-Z]|\d+[^\d:.]{1,20}: )|(?<=[\d%\u20ac][.!?])\s+(?=[A-Z\d])"
)
_HEADING = re.compile(r"(?P<what>[^:;.]{2,60}):\s")
_ENOUGH = 2
"""Words that name something beside others of a list."""
_REFERS = re.compile(r"(?:^|,\s+)(?:it|that|this|they)\s+(?:is|are)\b", re.IGNORECASE)
NAMES = ("name", "weekday", "code")
_UNBOUND = (*NAMES, "number")
"""Kinds of figures of which a sentence may hold several that say nothing of one another."""
_BY = re.compile(r"an?\b", re.IGNORECASE)
"""What a rate begins with: "$62 a month"."""
_LABEL = re.compile(r"(?:an?\s+|the\s+)?(?P<word>[^\W\d]+)\s", re.IGNORECASE)
_COSTS = meanings_of(cut("cost"))
"""What an amount of money tells without a word."""
_BETWEEN = re.compile(r"(\bbetween\s+\S+)\s+and\s+", re.IGNORECASE)
Token = frozenset[str]
"""What one word or figure means, in each of its written forms."""


@dataclass(frozen=True)
class Atom:
    """A part of `home`, a whole sentence; `carried` is what the part before says for it too: "Plus
    members can return products within 45 days, and Premium members within 60"."""

    clause: Clause
    home: Clause
    carried: frozenset[str] = frozenset()

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        return self.clause.figures

    @cached_property
    def meanings(self) -> frozenset[str]:
        costs = _COSTS if any(each.kind in MONEY for each in self.figures) else ()
        forms = (each.form for each in self.figures)
        return self.clause.meanings.union(self.carried, costs, forms)

    @cached_property
    def all_around(self) -> frozenset[str]:
        around = (each.form for each in self.home.figures)
        return self.meanings.union(self.home.meanings, around)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        words = (word.means for word in self.clause.words)
        return (*words, *(frozenset((each.form,)) for each in self.figures))


def told_by(sentence: str, before: str) -> Iterator[Atom]:
    """A source's clauses, each whole unless it has two figures of one kind; with what the sentence
    before says of an "it"."""
    home = Clause(written_out(plain(sentence)))
    head: Clause | None = None
    rate = frozenset[str]()
    for fragment in _fragments(home.text):
        heading = _HEADING.match(fragment) if fragment.count(": ") == 1 else None
        titled = _said_by(Clause(heading["what"])) if heading else frozenset()
        head = None if heading else head
        own = frozenset(each.form for each in figures(fragment) if _BY.match(fragment, each.start))
        titled |= frozenset() if own else rate
        rate = own or rate if heading else frozenset()
        for part in _parts(fragment):
            leans = head and not VERB.search(part.text)
            carried = _carried(head, part) if head and leans else frozenset()
            if _REFERS.search(part.text):
                carried |= _carried(Clause(before), part)
            yield Atom(part, home, carried | titled)
            head = head if leans else part


def _fragments(text: str) -> list[str]:
    """Of a line of several: "Single, 16 an hour. Double, 24."."""
    return [text] if is_row(text) else _FULL_STOP.split(text)


def _parts(fragment: str) -> Iterator[Clause]:
    for clause in clauses_of(fragment):
        kinds = [figure.kind for figure in clause.figures if figure.kind not in _UNBOUND]
        is_one = len(set(kinds)) == len(kinds) or ";" in clause.text
        yield from map(Clause, (clause.text,) if is_one else cut_up(clause))


def _said_by(clause: Clause) -> frozenset[str]:
    return clause.meanings.union(each.form for each in clause.figures)


def _carried(head: Clause, part: Clause) -> frozenset[str]:
    """What the head of a list says for each part: its figures of kinds that the part has none of;
    and its words, but names only where the part has none, what stands behind its figure only where
    nothing stands behind the part's, and nothing where the part has a long label of its own."""
    kinds = {each.kind for each in part.figures}
    rates = frozenset(each.form for each in head.figures if each.kind not in kinds)
    start = part.figures[0].start if part.figures else len(part.text)
    own = (word for word in part.words if word.at < start)
    if sum(not word.is_told_by(head.meanings) for word in own) >= _ENOUGH or ": " in part.text:
        return rates
    end = head.figures[0].start if head.figures and _says_more(part) else len(head.text)
    words = (word for word in head.words if word.at < end)
    said = (word.means for word in words if word.written.islower() or not part.names)
    return rates.union(*said)


def _says_more(part: Clause) -> bool:
    """Whether it has words behind its figure, for which the head may have others."""
    return bool(part.figures) and any(word.at > part.figures[0].start for word in part.words)


@lru_cache(maxsize=1024)
def cut_up(clause: Clause) -> tuple[str, ...]:
    """Its parts, each with a figure or a name, and with the subject of the first where it has
    none."""
    found: list[str] = []
    text = _IN_A_DATE.sub(r"\1 ", _BETWEEN.sub(r"\1 to ", clause.text))
    parts = [part for part in _PARTS.split(text) if part]
    for part, after in pairwise((*parts, "")):
        if found and _goes_on(found, part, after):
            found[-1] = f"{found[-1]} {part}"
        else:
            found.append(part)
    subject = ""
    for at, part in enumerate(found):
        verb = VERB.search(part)
        if verb and verb.start():
            told = figures(part[: verb.start()])
            subject = part[: told[0].start if told else verb.start()]
        elif not Clause(part).names and not _has_label(part):
            found[at] = f"{subject}{part}"
    return tuple(found)


def _goes_on(found: list[str], part: str, after: str) -> bool:
    """Whether a part goes on with the last of those found: it tells nothing by itself, and is no
    label of the figure behind it; or it is the figure of a label."""
    if not _tells(found[-1]) and (len(found) > 1 or not VERB.search(found[0])):
        return True
    if _is_bare(part):
        kinds = {each.kind for each in figures(found[-1])}
        return kinds.isdisjoint(each.kind for each in figures(part))
    return not _tells(found[-1]) or not (_tells(part) or _is_bare(after))


def _is_bare(part: str) -> bool:
    """Whether it is nothing but a figure."""
    return bool(figures(part)) and not Clause(part).words


def _has_label(part: str) -> bool:
    """Whether it begins with what its figure is of: "part 110 pounds", "roses for two"."""
    first, label = figures(part)[:1], _LABEL.match(part)
    if not first or not label or label.end() > first[0].start or VERB.match(label["word"]):
        return False
    return not is_function_word(label["word"]) and cut(label["word"].lower()) not in NO_NEWS


def _tells(part: str) -> bool:
    each = Clause(part)
    return bool(each.figures or each.names or "free" in part.lower().split())

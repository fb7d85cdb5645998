"""Sentences cut into clauses, and how well one clause tells what another says."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from shared.domain.judges.figures import Figure, figures
from shared.domain.judges.words import Word, is_english, is_function_word, meanings, plain, words

_STARTS = (
    r"(?:it|its|you|we|they|the|your|our|their|there|this|that|then|for|so|a|an|if|when|please"
    r"|is|are|costs?|takes?|get|[A-Z]\w+)\b"
)
_END = re.compile(
    rf";\s+|:\s+(?!\$?\d)|,\s+(?:but|so|while|whereas|which|though|although)\s+|,\s+(?:and|or)\s+"
    rf"|,\s+(?=(?:it|you|we|they|please|if|when|plus|look|wait|put|check|hold|keep|open|choose"
    rf"|press|remove|switch|try|contact|send|charge|use|add|return|go|head|tell|ask|report|cancel"
    rf"|start|restart|write|select|pick|turn)\b)"
    r"|\s+(?:but|while|whereas|so that|because|although|though|and then|as long as)\s+"
    r"|(?<!\bonly)(?<!\bexcept)\s+(?=(?:only\s+if|if|provided|except|excluding|when|even)\b)"
    r"|\s+(?=once\s+(?:it|you|we|they|the|your|an?)\b)"
    rf"|\s+and\s+(?={_STARTS})|,\s+(?=[A-Z]\w+\s+(?:is|are|costs?|gets?)\b)|\s*\u2022\s*",
)
VERB = re.compile(
    r"\b(?:is|are|was|were|be|can|cannot|may|must|will|has|have|had|do|does|did|gets?|costs?"
    r"|takes?|works?|fits?|needs?|keeps?"
    r"|pays?|sends?|opens?|goes|comes?|shows?|says?|let|please|lasts?|covers?|includes?|want|use"
    r"|lose|choose|pick|select|hold"
    r"|look|wait|put|check|write|press|try|switch|remove|connect|enter|click|report|contact|go"
    r"|renew|resumes?|supports?|charge|appl(?:y|ies)|counts?|holds?|gets|begins?|starts?|helps?"
    r"|exists?|means?|lives?|bring|gives?|makes?|throws?|lends?|matches|lets|uses|wants|follows?"
    r"|depends?|happens?|requires?|saves?|offers?|receives?|add|buy)\b",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"^(?:is|are|was|were|can|may|must|will|has|have|gets?|costs?|takes?|works?|renews?)\b"
)
_PLACES = re.compile(r"\b(?:in|from|to|for|by|with)\b")
_ROW = re.compile(r"^[^;:]+:\s[^;]+;\s")
_NAME = re.compile(r"[A-Z][\w&-]*")
_ITS_OBJECT = re.compile(r"\s+(?:the|your|an?|this|these|those|any|all|it|our)\b")
"""What follows a verb that opens a sentence, and no name: "Upload your picture"."""
_OPENS = re.compile(r"(?:^|[.!?:]\s+)$")


@dataclass(frozen=True)
class Clause:
    """A clause of `sentence`, or a whole sentence, in plain words."""

    text: str
    sentence: str = ""

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return words(self.text)

    @cached_property
    def meanings(self) -> frozenset[str]:
        return meanings(self.text)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        return figures(self.text)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What it calls by name, in lower case: capitalised words, but for one that only opens the
        sentence, and names with a number."""
        found = []
        taken = [(each.start, each.end) for each in self.figures if each.kind != "name"]
        for match in _NAME.finditer(self.text):
            word = match.group()
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            opens = bool(_OPENS.search(self.text[: match.start()]))
            if opens and _ITS_OBJECT.match(self.text, match.end()):
                continue
            known = all(map(is_english, word.split("-"))) or word.endswith("ly")
            if word != "I" and not (known and (opens or is_function_word(word))):
                found.append(word.lower())
        return tuple(found)


@lru_cache(maxsize=2048)
def clauses_of(sentence: str) -> tuple[Clause, ...]:
    """Its clauses; of a table's row, each cell with the row's first."""
    text = plain(sentence)
    if is_row(text):
        subject, *cells = text.rstrip(". ").split("; ")
        return tuple(Clause(f"{subject}; {cell}", text) for cell in cells)
    parts = [part for part in _END.split(text) if part and part.strip()]
    whole: list[str] = []
    for part in parts:
        tells_alone = (
            VERB.search(part)
            or part.lower().startswith("plus ")
            or (_NAME.search(part) and (figures(part) or _PLACES.search(part)))
        )
        verb = VERB.search(whole[-1]) if whole else None
        if whole and not (tells_alone and verb):
            whole[-1] = f"{whole[-1]}, {part}"
        elif verb and _DOES.match(part):
            whole.append(f"{whole[-1][: verb.start()]}{part}")
        else:
            whole.append(part)
    return tuple(Clause(part, text) for part in whole)


def is_row(text: str) -> bool:
    """Whether it is a table's row, whose first cell names it, and no list of amounts."""
    first, _, _ = text.partition(";")
    return bool(_ROW.match(text)) and all(each.kind in ("name", "code") for each in figures(first))


class Weights:
    """How telling each word is among some clauses: the fewer have it, the more."""

    def __init__(self, told: Sequence[Clause]) -> None:
        self._told = told
        self._known: dict[str, float] = {}

    def of(self, word: Word) -> float:
        """0 where no clause has it."""
        if word.stem not in self._known:
            count = sum(word.is_told_by(clause.meanings) for clause in self._told)
            weight = math.log(1 + len(self._told) / count) if count else 0.0
            self._known[word.stem] = weight
        return self._known[word.stem]

    def share(self, mine: Iterable[Word], told: Clause) -> float:
        """The weight of my words that the clause has, of those that any has."""
        mine = tuple(mine)
        whole = sum(self.of(word) for word in mine)
        has = sum(self.of(word) for word in mine if word.is_told_by(told.meanings))
        return has / whole if whole else 0.0

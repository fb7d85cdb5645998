"""Makes faults of the faithful sentences: `python -m tests.evaluation.outsiders.mutate`.

One slip a mutant, drawn by a seed: a figure, a date, a unit, a name, a direction, a condition, yes
for no. It was written with the sentences, before anything was known of the judges, and prints
mutants.yaml.
"""

import random
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from shared.adapters.yaml_text import parse_yaml

HERE = Path(__file__).parent
SEED = 20260506
A_SENTENCE = 2  # mutants at most of one sentence, each of another kind

NAMES = [
    ["Heron 5", "Kestrel 3", "Finch 2", "Osprey 4", "Glacier", "Aurora", "Tern 1"],
    ["Plus", "Premium", "Standard"],
    ["Standard shipping", "Express shipping", "Overnight shipping"],
    ["Chicago", "Toronto", "Rotterdam", "Birmingham", "Memphis", "Reno"],
    ["Great Lakes Parcel", "Polder Courier"],
    ["Essentials", "Pro"],
    ["PayPal", "Apple Pay", "Google Pay"],
    ["Android", "iOS", "macOS", "Windows"],
    ["Xbox", "PlayStation 5", "Switch"],
    ["Canada", "Australia", "Japan"],
    ["power button", "volume-down button", "reset button"],
    ["headphones", "earbuds", "memberships", "e-books", "gift cards"],
]
UNITS = [
    ["seconds", "minutes", "hours", "days", "weeks", "months", "years"],
    ["day", "week", "month", "year"],
]
MONTHS = ["April", "May", "June", "July"]
# What is said, and what turns it round; the first that fits is taken.
TURNS = [
    (r"\bcan't be\b", "can be"),
    (r"\bcan't\b", "can"),
    (r"\bcannot\b", "can"),
    (r"\bwon't\b", "will"),
    (r"\bdon't\b", "do"),
    (r"\bdoesn't\b", "does"),
    (r"\bisn't\b", "is"),
    (r"\baren't\b", "are"),
    (r"\bhasn't\b", "has"),
    (r"\bcan only\b", "can always"),
    (r"\bcan be\b", "cannot be"),
    (r"\bcan\b", "can't"),
    (r"\bis free\b", "is not free"),
    (r"\bare free\b", "are not free"),
    (r"\bfor free\b", "at a fee"),
    (r"\bworks\b", "doesn't work"),
    (r"\bwork\b", "don't work"),
    (r"\bis covered\b", "isn't covered"),
    (r"\bcovers\b", "doesn't cover"),
    (r"\bwas delivered\b", "was not delivered"),
    (r"\bhas shipped\b", "hasn't shipped"),
    (r"\bfits?\b", "doesn't fit"),
    (r"\bapplies\b", "doesn't apply"),
    (r"\bwe refund\b", "we don't refund"),
    (r"\bwe ship\b", "we don't ship"),
    (r"\bnot\b ", ""),
    (r"\bno\b", "a"),
]
DIRECTIONS = [
    (r"\bat least\b", "at most"),
    (r"\bor more\b", "or less"),
    (r"\bmore than\b", "less than"),
    (r"\bbefore\b", "after"),
    (r"\bonce\b(?= it)", "before"),
    (r"\bup to\b", "at least"),
    (r"\bolder\b", "newer"),
    (r"\bor anything newer\b", "or anything older"),
    (r"\bfrom (?=\$?\d)", "up to "),
    (r"\buntil\b", "after"),
]
CONDITIONS = [
    (
        r", (?:as long as|provided|unless|if|but only if|so long as) [^,.;]+(?=[.;]|$)",
        ", in every case",
    ),
    (r"\bunless\b", "even if"),
    (r"\bas long as\b", "even if not"),
    (r"\bif you haven't\b", "even if you have"),
    (r"\bAs a (?:Plus|Premium) member you\b", "Whatever your tier, you"),
    (r"\bFor Premium members\b", "For everybody"),
    (r"\bPremium members\b", "All customers"),
    (r"\bPlus members\b", "All customers"),
    (r"\bPro members\b", "All coaching members"),
    (r"\bIn the US\b", "Anywhere in the world"),
    (r"\bIn the EU\b", "Everywhere"),
    (r"\bwithin (\d+) (days|hours|minutes) of\b[^,.;]+", "at any time"),
]

# Mutants that are still true, or say nothing at all, as read by eye.
NO_FAULT = (
    "to return your earbuds",
    "try your headset after",
    "Earbuds can always come back",
    "wait with the money after",
    "Sorry the file does play",
    "The Heron 5 has the same warranty",
    "The Osprey 4 has to be switched on",
    "If your router can't",
    "The Osprey 4 and the Tern 1 don't",
    "The Glacier and the Osprey 4 don't",
    "on the Aurora and the Heron 5",
    "They won't fit the Tern 1",
    "It pays for earbuds",
    "10 percent off earbuds, headsets and headphones",
    "from $500 to $10",
    "moves back by even if",
    "Your Finch 2 headphones",
    "Friday up to",
    "can always use Standard",
    "on a business week",
    "After it hasn't shipped",
    "Still do know",
    "keeps working even if",
    "Bundles can always",
)


def figure(sentence: str, chance: random.Random) -> str | None:
    """Another amount or count, of the same size."""
    found = [
        m
        for m in re.finditer(r"(?<![\w.+:-])\$?(\d+(?:\.\d\d)?)(?![\w:.-]*[\d:])", sentence)
        if not re.search(
            r"(?:Heron|Kestrel|Finch|Osprey|Tern|May|April|March|PlayStation|Windows) $",
            sentence[: m.start()],
        )
    ]
    if not found:
        return None
    match = chance.choice(found)
    value = float(match[1])
    other = chance.choice(
        [value * 2, value + 5, max(1, value - 2) if value > 3 else value + 3, value + 10]
    )
    said = f"{other:.2f}" if "." in match[1] else f"{other:.0f}"
    return sentence[: match.start(1)] + said + sentence[match.end(1) :]


def date(sentence: str, chance: random.Random) -> str | None:
    found = list(re.finditer(r"\b(April|May|March) (\d{1,2})\b", sentence))
    if not found:
        return None
    match = chance.choice(found)
    if chance.random() < 0.5:
        day = chance.choice([d for d in range(1, 29) if d != int(match[2])])
        return sentence[: match.start(2)] + str(day) + sentence[match.end(2) :]
    month = chance.choice([m for m in MONTHS if m != match[1]])
    return sentence[: match.start(1)] + month + sentence[match.end(1) :]


def unit(sentence: str, chance: random.Random) -> str | None:
    for units in UNITS:
        said = re.findall(rf"\b(?:{'|'.join(units)})\b", sentence)
        if said:
            one = chance.choice(said)
            return re.sub(
                rf"\b{one}\b", chance.choice([u for u in units if u != one]), sentence, count=1
            )
    return None


def name(sentence: str, chance: random.Random) -> str | None:
    families = [(f, n) for f in NAMES for n in f if re.search(rf"\b{re.escape(n)}\b", sentence)]
    if not families:
        return None
    family, one = chance.choice(families)
    others = [n for n in family if n not in sentence]
    return (
        re.sub(rf"\b{re.escape(one)}\b", chance.choice(others), sentence, count=1)
        if others
        else None
    )


def swap(sentence: str, chance: random.Random) -> str | None:
    """Two figures or two names of one family change places."""
    pairs = []
    figures = re.findall(
        r"(?<![\w.-])\$?\d+(?:\.\d\d)?\b",
        re.sub(r"(?:Heron|Kestrel|Finch|Osprey|Tern|April|May) \d+(?:, \d+)?", "", sentence),
    )
    if len(set(figures)) == 2 and len({f.startswith("$") for f in figures}) == 1:
        pairs.append((figures[0], next(f for f in figures if f != figures[0])))
    for family in NAMES:
        here = [n for n in family if re.search(rf"\b{re.escape(n)}\b", sentence)]
        if len(here) == 2:
            pairs.append((here[0], here[1]))
    if not pairs:
        return None
    one, other = chance.choice(pairs)
    both = re.compile(rf"(?<![\w$]){re.escape(one)}(?!\w)|(?<![\w$]){re.escape(other)}(?!\w)")
    return both.sub(lambda m: other if m[0] == one else one, sentence)


def rewritten(rules: list[tuple[str, str]]) -> Callable[[str, random.Random], str | None]:
    def slip(sentence: str, chance: random.Random) -> str | None:
        for said, instead in rules:
            if re.search(said, sentence):
                return re.sub(said, instead, sentence, count=1)
        return None

    return slip


def number(sentence: str, chance: random.Random) -> str | None:
    match = re.search(r"\b(NW-|GLP|PLC)(\d+)", sentence)
    if not match:
        return None
    place = chance.randrange(match.start(2), match.end(2))
    return (
        sentence[:place]
        + str((int(sentence[place]) + chance.randint(1, 9)) % 10)
        + sentence[place + 1 :]
    )


SLIPS: dict[str, Callable[[str, random.Random], str | None]] = {
    "figure": figure,
    "date": date,
    "unit": unit,
    "name": name,
    "swapped": swap,
    "number": number,
    "reversed": rewritten(TURNS),
    "direction": rewritten(DIRECTIONS),
    "condition": rewritten(CONDITIONS),
}


def mutants(sentence: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    kinds = list(SLIPS)
    chance.shuffle(kinds)
    made = ((kind, SLIPS[kind](sentence, chance)) for kind in kinds)
    fitting = [(kind, said) for kind, said in made if said and said != sentence]
    yield from (
        (kind, said) for kind, said in fitting[:A_SENTENCE] if not any(f in said for f in NO_FAULT)
    )


def write(groups: list[dict[str, str]]) -> None:
    """As the files of mutants are written, a fault a line."""
    yaml.SafeDumper.add_representer(
        str,
        lambda d, s: d.represent_scalar(
            "tag:yaml.org,2002:str", s, style="|" if "\n" in s else None
        ),
    )
    yaml.safe_dump(groups, sys.stdout, sort_keys=False, allow_unicode=True, width=1000)


def main() -> None:
    chance = random.Random(SEED)
    groups = []
    for source in ("articles.yaml", "orders.yaml"):
        for group in parse_yaml((HERE / source).read_text(encoding="utf-8")):
            sentences = group["faithful"].strip().splitlines()
            faults = [f"{kind}: {said}" for s in sentences for kind, said in mutants(s, chance)]
            groups.append({"id": group["id"], "faults": "\n".join(faults) + "\n"})
    write(groups)


if __name__ == "__main__":
    main()

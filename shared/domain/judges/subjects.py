"""What a reply does not speak of beyond its sources (law, health, other companies, anything else
than what was asked), and how it never sounds."""

import re
from collections.abc import Callable

from shared.domain.company import Manner
from shared.domain.judges.courtesies import is_courtesy
from shared.domain.judges.statements import Statement
from shared.domain.judges.words import meanings_of_all, plain, telling

LAW = re.compile(
    r"\b(?:legal(?:ly)?|illegal(?:ly)?|law(?:s|ful|suit|yer)?|sue|court|statutory|liab(?:le|ility)"
    r"|attorney|solicitor|small\s+claims|consumer\s+(?:rights|protection)|entitled\s+by|ombudsman"
    r"|gdpr|regulation)\b",
    re.IGNORECASE,
)
HEALTH = re.compile(
    r"\b(?:doctors?|medical(?:ly)?|medicine|medication|health(?:y)?|tinnitus|hearing\s+(?:loss"
    r"|damage)"
    r"|infections?|symptoms?|diagnos\w+|treatments?|therap\w+|headaches?|migraines?|pregnan\w+"
    r"|pacemakers?|eardrums?|(?:safe|harmless|harmful|dangerous|bad|good)\s+for\s+(?:your|the"
    r"|my)\s+\w+|(?:cure|treat)[sd]?\s+(?:\w+\s+)?(?:ears?|hearing|pain)"
    r"|audiologist|painkillers?|blood|brain|earache|decibels?)\b",
    re.IGNORECASE,
)
_RUDE = re.compile(
    r"\b(?:calm\s+down|your\s+own\s+fault|you\s+people|stop\s+(?:complaining|asking|whining)"
    r"|stupid|idiot\w*|dumb"
    r"|ridiculous|not\s+(?:my|our)\s+(?:problem|fault|job)|(?:as"
    r"|like)\s+i\s+(?:have\s+)?(?:already\s+)?(?:said|told|explained|mentioned)"
    r"|shut\s+up|deal\s+with\s+it|too\s+bad|you\s+should\s+have|pay\s+attention|do\s+not\s+care"
    r"|get\s+over\s+it"
    r"|nonsense|lol|lmao|dude|bro|silly|lazy|whining|ignoran\w+|any\s+(?:idiot|fool|child)"
    r"|clearly\s+you|you\s+clearly"
    r"|(?<!if\s)(?<!when\s)you\s+(?:failed|forgot|neglected)|learn\s+to|common\s+sense|wasting\s+(?:my|our)\s+time"
    r"|damn|hell|crap"
    r"|if\s+you\s+had\s+(?:read|bothered)|bother\w*\s+to\s+read|hardly\s+our|your\s+mistake"
    r"|serves\s+you|grow\s+up|stop\s+being"
    r"|whatever(?=\W*$|[.!])|seriously\s*\?|for\s+the\s+last\s+time|be\s+patient|not\s+rocket\s+science"
    r"|overreact\w*|dramatic|complain\w*\s+about\s+nothing)\b|!{2,}",
    re.IGNORECASE,
)
_ENOUGH = 3
"""Words with a claim of their own from which a sentence is about something."""
_FAR = 0.2
"""Relevance below which no sentence answers. Chosen on the golden conversations: of the sentences
that answer there, the least has .32, one that was said and answers nothing .20. A sentence may be
farther that stands beside a near one: what comes of not using the near one, say."""


def speaks_of(form: re.Pattern[str], what: str) -> Callable[[Statement], str | None]:
    """Objects to words of `form` that the sentence's own sources and their titles do not use."""

    def named(text: str) -> set[str]:
        return {word.removesuffix("s") for word in form.findall(plain(text).lower())}

    def finds(said: Statement) -> str | None:
        if named(said.text) <= named(" ".join((*said.told, said.source.titles))):
            return None
        return f"it speaks of {what} beyond its sources"

    return finds


def wanders_off(said: Statement) -> str | None:
    """Objects to what has no word in common with its sources or the question, and to what cites
    passages of which a search held every sentence to be far from it."""
    claimed = telling(plain(said.text))
    known = meanings_of_all((*said.told, said.source.titles, said.question))
    shares = any(word.is_told_by(known) for word in claimed)
    if len(claimed) >= _ENOUGH and not shares and not is_courtesy(said.text):
        return "it is about something else than its sources"
    found = [each.relevance for passage in said.passages for each in passage.sentences]
    if not said.facts and any(found) and max(found) < _FAR:
        return "it is about something else than what was asked"
    return None


def speaks_of_rivals(manner: Manner) -> Callable[[Statement], str | None]:
    names = "|".join(re.escape(name) for name in manner.rivals) or r"(?!)"
    generic = r"competitors?|(?:other|rival)\s+(?:brands?|compan(?:y|ies)|makers?|manufacturers?)"
    form = re.compile(rf"\b(?:{names}|{generic})\b", re.IGNORECASE)
    return speaks_of(form, "other companies")


def sounds_rude(manner: Manner) -> Callable[[Statement], str | None]:
    never = "|".join(re.escape(phrase) for phrase in manner.never) or r"(?!)"
    forbidden = re.compile(rf"\b(?:{never})\b", re.IGNORECASE)

    def finds(said: Statement) -> str | None:
        text, told = said.text.replace("\u2019", "'"), " ".join(said.told)
        if any(each.lower() not in told.lower() for each in forbidden.findall(text)):
            return "it has a word that the company never says"
        if _RUDE.search(plain(text)):
            return "it is rude"
        shouted = [word for word in re.findall(r"\b[A-Z]{4,}\b", text) if word not in told]
        return "it shouts" if len(shouted) > 1 else None

    return finds

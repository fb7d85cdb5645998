"""Grounds for an answer: what the policies grant, else what is written, and only what is valid
where and when the customer asks."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain, zip_longest
from statistics import fmean

from functions.retrieval.bought import region_of
from functions.retrieval.entitled import find_entitlement
from functions.retrieval.knowledge import Knowledge
from shared.contracts import FindGrounds
from shared.domain.clauses import questions_of
from shared.domain.evidence import Grounds, Passage, Sentence
from shared.ports.knowledge import EvidenceFinder, Search

ENOUGH = 0.38
"""Fused score from which a passage may answer; below it we say that we do not know.
From .37 to .40 as many golden conversations go as they should."""
_MORE = 8
"""Passages that are looked at beyond those that are asked for, where two searches are one."""
_LEVEL = 0.9
"""Brings their mean to the height of one search's scores, for which bars on them were chosen."""


_WHOLE_COUNTS = 0.5
"""What a passage's score for the whole message counts beside that for one of its questions."""


def find_grounds(ask: FindGrounds, known: Knowledge) -> Grounds:
    """Nothing for what the company's voice answers whole, such as a greeting."""
    if ask.decision.reply:
        return Grounds()
    return find_entitlement(ask, known) or find_evidence(ask, known)


def find_evidence(ask: FindGrounds, known: Knowledge) -> Grounds:
    """Passages good enough to answer with; the outcome is `unknown` when there are none. Articles
    in the language that the customer writes come first, those of the company's own after: of
    these the best alone, for across languages the next best is often about something else. A clause
    that finds nothing by itself is looked up with its whole message."""
    company, region = known.company, region_of(ask, known)
    for spoken in dict.fromkeys([ask.language or company.locale, company.locale]):
        about = company.in_language(spoken).titles.get(ask.decision.intent or "", "")
        for question in dict.fromkeys([ask.decision.question, ask.context.text]):
            search = Search(
                question, spoken, region, known.today, language=ask.language, about=about
            )
            found = find_all(known.finder, search)
            passages = _in_force([each for each in found if each.score >= ENOUGH], ask, known)
            if passages:
                told = passages[:1] if search.is_across else passages
                return Grounds(passages=told, outcome="found", language=spoken, region=region)
    return Grounds(outcome="unknown")


def _in_force(passages: list[Passage], ask: FindGrounds, known: Knowledge) -> tuple[Passage, ...]:
    """Without those whose document was superseded or ended after it was published; where the
    question names a product, those of documents for its kind, if there are any."""
    if not passages:
        return ()
    documents = {passage.document_id for passage in passages}
    named = ask.decision.mentions.product
    product = known.catalogue.product(named) if named else None
    for sku in dict.fromkeys([product.sku if product else None, None]):
        holding = known.validity.holding(documents, known.today, sku)
        if holding:
            return tuple(passage for passage in passages if passage.document_id in holding)
    return ()


def find_all(finder: EvidenceFinder, search: Search) -> list[Passage]:
    """The passages for each question in the question in turn, the best of each first; for a single
    one as the finder finds them. What also fits the message as a whole comes before what fits its
    question alone as well, for two questions are often about the same thing. Of which of them what
    it is about tells is not known, so only the whole is looked up with it.

    Of strangers' questions joined by two, the first twenty passages then hold twice as many of
    those needed as by BM25 alone, and by four 2.5 times (`python -m bench.retrieval`).
    """
    questions = questions_of(search.question)
    if not questions:
        return _find(finder, search)
    wide = replace(search, limit=search.limit + _MORE)
    whole = {each.id: each.score for each in _find(finder, wide)}
    found = [finder.find(replace(wide, question=each, about="")) for each in questions]
    firsts = [each[0] for each in found if each]
    best = max((each.score for each in firsts), default=0.0)
    told = max(map(_told, firsts), default=0.0)
    found = [_beside(whole, _raised(each, best, told)) for each in found]
    in_turn = (each for each in chain.from_iterable(zip_longest(*found)) if each)
    first: dict[str, Passage] = {}
    for passage in in_turn:
        first.setdefault(passage.id, passage)
    return list(first.values())[: search.limit]


def _beside(whole: Mapping[str, float], found: list[Passage]) -> list[Passage]:
    """In the order of what they score for the question, and a little for the whole message."""
    least = min(whole.values(), default=0.0)
    return sorted(found, key=lambda each: -(each.score + _WHOLE_COUNTS * whole.get(each.id, least)))


def _raised(found: list[Passage], best: float, told: float) -> list[Passage]:
    """With the best passage, and the best sentence in it, as high as those of the other questions,
    whose answers would else be told alone; what is no answer stays none."""
    if not found or found[0].score < ENOUGH:
        return found
    by, further = best - found[0].score, told - _told(found[0])
    return [_higher(each, by, further) if each.score >= ENOUGH else each for each in found]


def _higher(found: Passage, by: float, further: float) -> Passage:
    sentences = tuple(Sentence(each.text, each.relevance + further) for each in found.sentences)
    return replace(found, score=found.score + by, sentences=sentences)


def _told(found: Passage) -> float:
    """The relevance of its best sentence."""
    return max((each.relevance for each in found.sentences), default=0.0)


def _find(finder: EvidenceFinder, search: Search) -> list[Passage]:
    """The best passages for the question alone and for the question with what it is about, each
    scored by the mean of both: what the customer's words do not say of the topic, the topic's name
    does. A passage that only one of them finds counts as the other's last. Across languages the
    title, which is in the texts' own, would outweigh the question."""
    if not search.about or search.is_across:
        return finder.find(search)
    wide = replace(search, limit=search.limit + _MORE, about="")
    alone = finder.find(wide)
    told = finder.find(replace(wide, question=f"{search.question} {search.about}"))
    first, second = ({each.id: each for each in found} for found in (alone, told))
    lasts = [min((each.score for each in found), default=0.0) for found in (alone, told)]
    fused = [_mean(first.get(id_), second.get(id_), lasts) for id_ in {**first, **second}]
    return sorted(fused, key=lambda each: -each.score)[: search.limit]


def _mean(one: Passage | None, other: Passage | None, lasts: list[float]) -> Passage:
    """A passage as two searches found it, with the mean of what they score it and its sentences."""
    found = one or other
    assert found is not None
    scores = [each.score if each else last for each, last in zip((one, other), lasts, strict=True)]
    sentences = found.sentences
    if one and other:
        pairs = zip(one.sentences, other.sentences, strict=True)
        sentences = tuple(Sentence(a.text, (a.relevance + b.relevance) / 2) for a, b in pairs)
    return replace(found, score=_LEVEL * fmean(scores), sentences=sentences)

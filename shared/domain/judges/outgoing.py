"""Judges of what an engine proposes to say, each of one sentence with all that it cites.

Every sentence passes all of them before anyone sees it, whichever engine wrote it.
"""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace

from shared.domain.company import Manner
from shared.domain.errors import ModelFailed
from shared.domain.evidence import Passage
from shared.domain.judges.abroad import is_in_another_script, wrong_detail_abroad
from shared.domain.judges.claims import doubt_of
from shared.domain.judges.courtesies import is_courtesy
from shared.domain.judges.details import wrong_detail
from shared.domain.judges.intruders import intrusion_in
from shared.domain.judges.lexicon import cut
from shared.domain.judges.promises import promise_in
from shared.domain.judges.statements import Statement, StatementJudge
from shared.domain.judges.subjects import (
    HEALTH,
    LAW,
    sounds_rude,
    speaks_of,
    speaks_of_rivals,
    wanders_off,
)
from shared.domain.judges.verdicts import Effect, Judge
from shared.domain.judges.words import is_english, meanings_of_all, plain, words
from shared.domain.mentions import OrderNumbers

SecondOpinion = Callable[[Statement], str | None]
"""What a model that reads says that the sources do not bear of a sentence, or None where they bear
all of it. Raises ModelFailed where it has no answer."""


def judges_for(
    manner: Manner, order_numbers: OrderNumbers, second: SecondOpinion | None = None
) -> tuple[StatementJudge, ...]:
    """The judges in the order in which they are asked; the first that objects decides. `second` is
    asked last, of what no figure or name refutes."""
    of_sources = (
        Judge("says_it_in_a_sentence", Effect.REWRITE, _is_endless),
        Judge("obeys_no_intruder", Effect.BLOCK, _obeys),
        Judge("cites_only_what_is_in_force", Effect.REWRITE, _cites_what_is_not_in_force),
        Judge("cites_only_what_holds_here", Effect.REWRITE, _cites_what_holds_elsewhere),
    )
    unless_quoted = (
        Judge("leaks_no_personal_data", Effect.BLOCK, _leaks),
        Judge("tells_of_no_other_order", Effect.BLOCK, _tells_of_another(order_numbers)),
        Judge("promises_only_what_is_recorded", Effect.REWRITE, _promises),
        Judge("keeps_the_tone", Effect.REWRITE, sounds_rude(manner)),
        Judge("keeps_to_the_language", Effect.REWRITE, _is_in_another_language),
    )
    of_the_subject = (
        Judge("offers_only_what_is_granted", Effect.REWRITE, _in_terms(manner, _offers)),
        Judge("gives_no_legal_advice", Effect.REWRITE, speaks_of(LAW, "the law")),
        Judge("gives_no_medical_advice", Effect.REWRITE, speaks_of(HEALTH, "health")),
        Judge("speaks_of_no_competitor", Effect.REWRITE, speaks_of_rivals(manner)),
    )
    of_the_matter = (
        Judge("keeps_to_the_matter", Effect.REWRITE, _in_terms(manner, wanders_off)),
        Judge("says_nothing_without_proof", Effect.REWRITE, _lacks_proof),
    )
    says = Judge("says_what_the_source_says", Effect.REWRITE, _in_terms(manner, _misstates(second)))
    return (
        *of_sources,
        *map(_unless_quoted, unless_quoted),
        *map(_unless_theirs, of_the_subject),
        *of_the_matter,
        _unless_quoted(says),
    )


def _unless_quoted(judge: StatementJudge) -> StatementJudge:
    return replace(judge, finds=lambda said: None if said.is_quote else judge.finds(said))


def _unless_theirs(judge: StatementJudge) -> StatementJudge:
    return replace(judge, finds=lambda said: None if said.is_part_of_one else judge.finds(said))


def _in_terms(
    manner: Manner, finds: Callable[[Statement], str | None]
) -> Callable[[Statement], str | None]:
    """Asked with the company's terms in place of the words that they replace, in the sentence and
    in what it cites."""
    if not manner.terms:
        return finds
    listed = "|".join(re.escape(theirs) for theirs in manner.terms)
    form = re.compile(rf"\b(?:{listed})(?=s?\b)", re.IGNORECASE)

    def ours(text: str) -> str:
        return form.sub(lambda match: manner.terms.get(match.group().lower(), match.group()), text)

    def in_ours(passage: Passage) -> Passage:
        said = tuple(replace(each, text=ours(each.text)) for each in passage.sentences)
        return replace(passage, sentences=said)

    def finds_in_terms(said: Statement) -> str | None:
        if form.search(said.text) or any(form.search(text) for text in said.told):
            facts = tuple(replace(fact, text=ours(fact.text)) for fact in said.facts)
            passages = tuple(in_ours(passage) for passage in said.passages)
            said = replace(said, text=ours(said.text), facts=facts, passages=passages)
        return finds(said)

    return finds_in_terms


_SPEAKS_AS_MODEL = re.compile(
    r"\bas\s+an?\s+(?:ai|large\s+)?\s*language\s+model\b|\bsystem\s+prompt\b|\b(?:openai"
    r"|anthropic)\b"
    r"|\bmy\s+(?:hidden\s+|system\s+)?(?:instructions|prompt|programming|guidelines)\b|\[(?:GPT"
    r"|DAN)\]"
    r"|\bi\s+am\s+now\s+(?:an?\s+)?(?:dan|unrestricted|in\s+\w+\s+mode|free)\b",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"(?P<email>[\w.+-]+@[\w-]+\.[\w.-]*\w)|(?P<url>https?://\S+|\bwww\.\S+)"
    r"|(?P<number>\+?\d[\d\-. ()]{7,}\d)|(?P<iban>\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,}\b)"
    r"|(?P<address>\b\d{1,5}\s+(?:[A-Z]\w+\s+){1,3}"
    r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Way|Court|Ct|Place|Square)\b)"
    r"|(?P<ending>\b(?:ending|ends)\s+(?:in|with)\s+\d{3,4}\b)"
    r"|(?P<born>\b(?:born|birthday|date\s+of\s+birth|social\s+security|passport|password|pin)\b)"
)
_OFFERS = frozenset(
    cut(word)
    for word in (
        "discount", "voucher", "coupon", "credit", "bonus", "gift", "compensation", "compensate",
        "goodwill", "promo", "free", "complimentary", "waive", "waived", "exception", "reward",
        "rebate", "upgrade", "refund", "extend", "extension", "cashback", "gesture",
    )
)  # fmt: skip
_NO_OFFER = re.compile(
    r"\b(?:not|no|never|cannot|without|neither|nor)\s+(?:\w+\s+){0,2}$", re.IGNORECASE
)
_HARMLESS = re.compile(r"double[- ]check|exceptions?\s+(?:is|are)\b", re.IGNORECASE)
_ON_US = re.compile(r"\bon\s+(?:us|the\s+house)\b", re.IGNORECASE)
_FREE = re.compile(r"\b(?:for\s+nothing|percent\s+off|half\s+price)\b|%\s+off", re.IGNORECASE)
_OFF = re.compile(r"\boff\b|\bdiscount", re.IGNORECASE)
_WHICH = re.compile(
    r"(?:\b(?P<which>next|first|last|this|that|current|every|each|all|any|whole|entire|future|other)"
    r"\s+)?(?:of\s+)?\b(?:your\s+|the\s+|future\s+)?(?P<what>order|purchase|code)s?\b",
    re.IGNORECASE,
)
_CHEAPER = re.compile(r"\b(?:free|discount|percent|for\s+nothing|half\s+price)\b|%", re.IGNORECASE)
_LONGEST = 1_000
"""Characters of a sentence that anybody would read, and that the judges read in time."""
_ENOUGH = 4
"""Words that tell a language."""


def _is_endless(said: Statement) -> str | None:
    too_long = len(said.text) > _LONGEST and not said.is_quote
    return "it is too long for a sentence" if too_long else None


def _obeys(said: Statement) -> str | None:
    if _SPEAKS_AS_MODEL.search(plain(said.text)):
        return "it speaks as a model"
    return intrusion_in(said.text)


def _leaks(said: Statement) -> str | None:
    told = " ".join(said.told).lower()
    for found in _PRIVATE.finditer(said.text):
        if found.group().rstrip(".,;:!?)").lower() not in told:
            return f"no source holds this {found.lastgroup}"
    return None


def _tells_of_another(order_numbers: OrderNumbers) -> Callable[[Statement], str | None]:
    def finds(said: Statement) -> str | None:
        known = {number for text in said.told for number, _ in order_numbers.find(text)}
        named = {number for number, _ in order_numbers.find(said.text)}
        return "it names an order that its sources do not" if named - known else None

    return finds


def _cites_what_is_not_in_force(said: Statement) -> str | None:
    if said.foreign and not said.told:
        return "it cites what was not given"
    if said.reader:
        for passage in said.passages:
            if passage.scope and not passage.scope.is_in_force(said.reader.on):
                return "its source does not hold on this day"
    return None


def _cites_what_holds_elsewhere(said: Statement) -> str | None:
    """Finders leave it out already: whatever one of them overlooks is not said all the same."""
    if said.reader is None:
        return None
    if any(each.regions and said.reader.region not in each.regions for each in said.facts):
        return "its source holds in another region"
    for passage in said.passages:
        if passage.scope and not passage.scope.is_for(said.reader):
            return "its source is for other readers"
    return None


def _lacks_proof(said: Statement) -> str | None:
    if said.told or is_courtesy(said.text):
        return None
    return "it cites nothing"


def _promises(said: Statement) -> str | None:
    return promise_in(said.text, (fact.text for fact in said.facts), said.written)


def _offers(said: Statement) -> str | None:
    known = meanings_of_all((*said.told, said.source.titles))
    text = plain(said.text)
    for word in words(text):
        is_meant = not (_NO_OFFER.search(text[: word.at]) or _HARMLESS.match(text, word.at))
        if word.stem in _OFFERS and is_meant and not word.is_told_by(known):
            return "it offers what no source grants"
    if _ON_US.search(text) and not any(_ON_US.search(each) for each in said.told):
        return "it offers what no source grants"
    if _FREE.search(text) and not _CHEAPER.search(plain(" ".join(said.told))):
        return "it offers what no source grants"
    if _OFF.search(text) and not _orders_in([text]) <= _orders_in(said.told):
        return "its sources grant it for other orders"
    return None


def _orders_in(texts: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Which orders and codes the texts speak of: the next, any, all; "", where they say no more
    than "your order"."""
    found = (match for text in texts for match in _WHICH.finditer(plain(text).lower()))
    named = ((match["which"] or "", match["what"]) for match in found)
    return frozenset((which, what.replace("purchase", "order")) for which, what in named)


def _is_in_another_language(said: Statement) -> str | None:
    """English where the customer's language is another, or the other way round."""
    if said.language == "en" and is_in_another_script(said.text, said.source):
        return "it is in another language"
    written = _written(said.text)
    if len(written) < _ENOUGH:
        return None
    known = sum(map(is_english, written))
    if said.language != "en":
        return "it is in another language" if known > 0.8 * len(written) else None
    if known >= 0.5 * len(written):
        return None
    told = _written(" ".join(said.told))
    if sum(map(is_english, told)) >= 0.5 * len(told):  # of whose language its words are, then
        known = sum(is_english(word) or word in told for word in written)
    return "it is in another language" if known < 0.5 * len(written) else None


def _written(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{2,}", plain(text).lower())


def _misstates(second: SecondOpinion | None) -> Callable[[Statement], str | None]:
    """Objects to what the sources do not bear. Where there is a second opinion, it decides what is
    not certain; where it has no answer, our own doubt does."""

    def finds(said: Statement) -> str | None:
        if not said.told or is_courtesy(said.text):
            return None
        source = said.source
        if said.language == "en":
            wrong = wrong_detail(said.text, source, said.question)
        else:
            wrong = wrong_detail_abroad(said.text, source, said.question)
        if wrong:
            return wrong
        if second:
            with suppress(ModelFailed):
                return second(said)
        if is_in_another_script(said.text, source):
            return "its sources are in another script"
        if said.language != "en" and (wrong := wrong_detail(said.text, source, said.question)):
            return wrong
        return doubt_of(said.text, source, said.question)

    return finds

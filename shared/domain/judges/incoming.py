"""Judges of what a customer writes, sentence by sentence: what is not to be heard or answered.

They read English, and injection in the commonest forms of some other languages. Abuse and anger are
read by the models of mood, not here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from shared.domain.judges.intruders import intrusion_in
from shared.domain.judges.verdicts import Effect, Judge, Verdict
from shared.domain.judges.words import plain

_ESSAY = 600
"""Characters from which a message that orders the assistant about is not heard at all: what is left
of so long a trap is part of it."""


@dataclass(frozen=True)
class Inspection:
    """`text` is what is left to answer, empty where nothing is."""

    text: str
    verdicts: tuple[Verdict, ...] = ()


def inspect(text: str, rivals: tuple[str, ...] = ()) -> Inspection:
    """The message without what is not to be heard, and what each judge found.

    `rivals` are the names of competitors whose products the company does not speak of.
    """
    judges = (*JUDGES, _speaks_of_competitors(rivals))
    if intrusion_in(text) and len(text) > _ESSAY:
        return Inspection("", (_INTRUDER_SPEAKS,))
    heard: list[str] = []
    verdicts: dict[Verdict, None] = {}
    verdict: Verdict | None = None
    for sentence in _SENTENCE.findall(text):
        before = verdict
        verdict = next(filter(None, (judge(sentence) for judge in judges)), None)
        was_ordered = before is not None and before.judge == _INTRUDER_SPEAKS.judge
        if verdict is None and was_ordered and _GRANT.match(sentence):
            verdict = before
        if verdict:
            verdicts[verdict] = None
        else:
            heard.append(sentence)
    if intrusion_in(text) and _INTRUDER_SPEAKS.judge not in {each.judge for each in verdicts}:
        return Inspection("", (_INTRUDER_SPEAKS,))
    if not verdicts:
        return Inspection(text)
    left = "".join(heard).strip()
    return Inspection(left if re.search(r"\w{2}", left) else "", tuple(verdicts))


_SENTENCE = re.compile(r"[^.?!\n\u3002\uff1f\uff01]+(?:[.?!\n\u3002\uff1f\uff01]+\s*|$)")

_GRANT = re.compile(
    r"\W*(?:(?:and|so|then|now|also|next|just|please)\W+)*(?:approve|grant|give|issue|pay|refund|credit"
    r"|authori[sz]e|waive|confirm|apply|accept)\b[^?]*$",
    re.IGNORECASE,
)
"""What the assistant is then told to do: behind an order to drop its rules, part of the trap."""


def _found(reason: str, *forms: str) -> Callable[[str], str | None]:
    pattern = re.compile("|".join(forms), re.IGNORECASE | re.VERBOSE)
    return lambda sentence: reason if pattern.search(plain(sentence)) else None


_LOOKS_UP = (
    r"(?:what(?:\s+(?:is|are|was|were|did|does))?|which|where|when|tell|give|show|send\s+me|find"
    r"|look"
    r"|check|see|list|read|access|log|get\s+(?:me|into)|share|know|need|want)"
)
_PRIVATE = (
    r"(?:orders?|address(?:es)?|e-?mails?|phones?|numbers?|cards?|accounts?|passwords?|details|data"
    r"|information|info|purchases?|invoices?|subscriptions?|names?|histor(?:y|ies)|bought|buy"
    r"|ordered|order|paid|spent|lives?)"
)
_NO_DESK = r"(?!\s+(?:service|support|care|assist|team))"
_CUSTOMER = rf"(?:customer|client|user|buyer|member|person|shopper)s?{_NO_DESK}"
_SOMEBODY = rf"""(?:(?:an?other|other|different|all|every|any|each
      |the\s+(?:previous|last|next|other))\s+(?:of\s+)?(?:your\s+)?{_CUSTOMER}|(?:some|any
        |every)(?:body|one)(?:\s+else)?|your\s+{_CUSTOMER}
    |th(?:e|is|at)\s+(?:customer|client|buyer|shopper)s?{_NO_DESK}
    |(?:other|all)\s+people|customer\s+(?!service|support|care|assist)[a-z]+\s+[a-z]+
    |my\s+(?:neighbou?r|ex|ex-\w+|boss|coworker|colleague|friend|girlfriend|boyfriend|roommate
      |landlord))"""
"""Families share orders and addresses: of theirs the look-up itself asks for proof."""
_ILL = r"""(?:tinnitus|ear\s*(?:ache|infection|drum|pain)s?|ears?\s+(?:hurts?|bleed\w*|ring\w*)
    |hearing\s+(?:loss|damage)|my\s+(?:hearing|ears?)|pacemaker|pregnan\w+|migraines?|vertigo
    |epilep\w+|seizures?|medication|medicine|concussion|cochlear|headaches?|dizz\w+|surgery|cancer
    |anxiety|adhd|autism|blood\s+pressure|child(?:ren)?'?s?\s+(?:hearing|ears?))"""
_ASKS_CARE = r"""(?:should\s+i
    |(?:can|could|may|do)\s+i\s+(?:still\s+)?(?:use|wear|listen|have|need|take)|safe|dangerous
      |harmful|cure[sd]?|treat(?:s|ed|ment)?|heal(?:s|ed)?|caus(?:e|es|ed|ing)|damag\w+
    |diagnos\w+|which\s+medic\w+|what\s+(?:medic\w+|dose)|advice|advise|good\s+for|bad\s+for
      |help\s+(?:with\s+)?my
    |worse|symptoms?)"""
_LAW = r"""(?:legal(?:ly)?(?!\s+(?:guarantee|warranty|name|age|notice))|illegal(?:ly)?
    |lawsuit|law\s+suit|sue|court|small\s+claims|class[\s-]action|statutory|consumer\s+(?:rights
      |law|protection)|against\s+the\s+law|breach\s+of\s+contract|liable
    |lawyer|attorney|solicitor)"""
_LAWYER = r"(?:lawyer|attorney|solicitor)"

JUDGES = (
    Judge(
        "takes_threats_to_people",
        Effect.HAND_OVER,
        _found(
            "a threat",
            r"""\b(?:will|going\s+to|gonna|want\s+to|should|could)\s+(?:\w+\s+)?
                (?:kill|shoot|stab|bomb|burn|hurt|hunt|blow\s+up
                  |beat)\b(?![^.?!]{0,12}\ban?\s+e?-?mail)
                [^.?!]{0,20}\b(?:you|your|yourselves|somebody|someone|them|myself|me)\b""",
            r"""\bi\b[^.?!]{0,30}\b(?:suicid\w+|end\s+my\s+(?:own\s+)?life
              |(?:not\s+want\s+to\s+live|want\s+to\s+die)
                |(?:kill|harm|hurt)\w*\s+myself)""",
            r"\bi\s+know\s+where\s+you\s+(?:live|work)\b|\bbomb\s+(?:threat|in\s+your)\b",
        ),
    ),
    Judge(
        "leaves_disputes_to_people",
        Effect.HAND_OVER,
        _found(
            "a legal threat",
            rf"""(?<!can\s)(?<!could\s)(?<!should\s)(?<!may\s)\b(?:i|we)\s+(?:am\s+|are\s+
              |will\s+|would\s+|shall\s+|have\s+|going\s+to\s+|want\s+to\s+|intend\s+to
                |plan\s+to\s+|must\s+|already\s+)*(?:su(?:e|ing)\s+(?:you|your|the\s+company)
                |tak(?:e|ing)\s+(?:you|this|legal|the\s+company)\b[^.?!]{{0,15}}\b(?:court|action)
                |(?:contact|call|inform|involve|hire|speak|talk|spoke|get)\w*\s+(?:to\s+
                  |with\s+)?(?:my|a|our)\s+{_LAWYER}
                |report\w*\s+you\s+to|press\w*\s+charges|fil(?:e|ing|ed)\s+a\s+(?:law\s?suit
                  |chargeback|police))""",
            rf"\bsee\s+you\s+in\s+court\b|\bhear\s+from\s+my\s+{_LAWYER}"
            rf"|\bmy\s+{_LAWYER}\s+(?:will|is|has|says|sa)",
        ),
    ),
    Judge("hears_no_intruder", Effect.BLOCK, intrusion_in, "no_such_instructions"),
    Judge(
        "guards_other_customers",
        Effect.BLOCK,
        _found(
            "another customer's data",
            rf"\b{_LOOKS_UP}\b[^.?!]{{0,60}}\b{_PRIVATE}\b[^.?!]{{0,25}}\b(?:of|from"
            rf"|belong\w*\s+to)\s+{_SOMEBODY}(?!\w)",
            rf"\b{_LOOKS_UP}\b[^.?!]{{0,50}}\b{_SOMEBODY}(?:s'|)\s+(?:(?:home|e-?mail|phone|last"
            rf"|credit|current)\s+)?{_PRIVATE}\b(?!\s+(?:to|be)\b)",
            rf"\b(?:who\s+else|which\s+(?:other\s+)?(?:customers?"
            rf"|people))\b[^.?!]{{0,30}}\b{_PRIVATE}\b",
            r"\b(?:list|show|export|dump|send|give)\b[^.?!]{0,15}\b(?:all|every"
            r"|your)\b[^.?!]{0,15}\b(?:customers|clients|users|customer\s+(?:data|list"
            r"|records?))\b",
        ),
        "only_your_own",
    ),
    Judge(
        "gives_no_legal_advice",
        Effect.BLOCK,
        _found(
            "a question of law",
            rf"^\W*(?:and\s+|so\s+|but\s+|ok\s+)?(?:is|are|am|can|could|should|may|do|does|what"
            rf"|which|how|would|will|tell|explain|advise|give)\b[^.?!]*\b{_LAW}\b",
            rf"\b{_LAW}\b[^?]*\?|\blegal\s+(?:advice|opinion)\b|\bmy\s+(?:legal|statutory"
            rf"|consumer)\s+rights\b",
        ),
        "no_legal_advice",
    ),
    Judge(
        "gives_no_medical_advice",
        Effect.BLOCK,
        _found(
            "a question of health",
            rf"\b{_ILL}\b[^.?!]*\b{_ASKS_CARE}\b|\b{_ASKS_CARE}\b[^.?!]*\b{_ILL}\b"
            rf"|\bmedical\s+advice\b",
        ),
        "no_medical_advice",
    ),
)


def _speaks_of_competitors(rivals: tuple[str, ...]) -> Judge[str]:
    names = "|".join(re.escape(name) for name in rivals) or r"(?!)"
    compares = r"""(?:better|worse|best|vs\.?|versus|compare[ds]?|comparison|than|instead|recommend
        |difference|switch|prefer|as\s+good\s+as|should\s+i|think|opinion|beats?|cheaper)"""
    others = r"""(?:your\s+|the\s+)?(?:competitors?|competition|rivals?
        |other\s+(?:brand|manufacturer|maker)s?)"""
    return Judge(
        "speaks_for_no_competitor",
        Effect.BLOCK,
        _found(
            "a comparison with another company",
            rf"\b(?:{names})\b[^.?!]{{0,80}}\b{compares}\b"
            rf"|\b{compares}\b[^.?!]{{0,80}}\b(?:{names})\b",
            rf"\b(?:better|worse|cheaper|good)\s+(?:\w+\s+)?(?:than|as|compared\s+to|versus"
            rf"|vs)\s+{others}\b",
            rf"\bcompare[ds]?\b[^.?!]{{0,40}}\b(?:to|with|against)\s+{others}\b",
        ),
        "no_comparison",
    )


_INTRUDER_SPEAKS = Verdict(
    "hears_no_intruder", Effect.BLOCK, "orders to the assistant", "no_such_instructions"
)

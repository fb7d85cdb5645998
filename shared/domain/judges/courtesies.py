"""Sentences that claim nothing: thanks, sympathy, an offer to help. They need no proof.

A closed vocabulary, so that nothing rides along: a word outside it makes the sentence a claim. A
bare "yes" is one too, for it answers the question.
"""

import re

from shared.domain.judges.figures import figures
from shared.domain.judges.words import is_english, plain

_OPENINGS = re.compile(
    r"""^(?:and\ |but\ |so\ |oh,?\ |well,?\ )?(?:
    (?:i\ am|we\ are|i|we)\ (?:\w+\ )?(?:sorry|apologi[sz]e|hope|understand|appreciate|hear|see
      |know|realize
        |realise|can\ (?:\w+\ )?(?:help|understand|see|imagine|hear)|would\ be\ (?:happy|glad
          |delighted))
    |i\ am\ (?:here|happy|glad|delighted|so\ glad)|we\ are\ (?:here|happy|glad)
    |sorry|apologies|my\ (?:apologies|condolences)|condolences
    |please\ accept|thanks|thank\ you|many\ thanks|hi|hello|hey|dear
    |good\ (?:morning|afternoon|evening|news|question)|great\ (?:question|news|choice)|welcome
    |you\ are\ (?:\w+\ )?welcome|let\ (?:me|us)\ know|please\ (?:let|do|feel|tell|ask|reach)
      |(?:you\ )?can\ (?:always\ )?(?:ask|reply|write|reach|contact|message|let)
    |just\ (?:let|reply|ask)|if\ (?:you|there|anything|that)|is\ there|(?:do|would)\ you\ (?:have
      |need|like)
    |(?:happy|glad|here)\ to\ help|that\ (?:must|sounds|is\ (?:very\ |really\ 
      |so\ )?(?:frustrating|annoying|understandable|disappointing))
    |this\ (?:must|sounds)|how\ (?:frustrating|annoying)|what\ else|anything\ else|have\ a|enjoy
      |take\ care|all\ the\ best
    |best\ (?:wishes|regards)|kind\ regards|of\ course|here\ (?:is|are)\ (?:what|the|how)
      |no\ problem|it\ is\ (?:understandable|frustrating|our\ pleasure)
    |i\ hope|hope\ (?:that|this)|waiting\ is
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_WORDS = frozenset(
    """
    i we you he it this that these those is are am was be been being have has had do does did
    will would could can may might must should shall let us me my our your the a an and or but
    if so to of for with in on at about as from by how what when where which who why there here
    any anything something else more other further again now today very really so too truly
    sincerely deeply completely totally fully absolutely just please feel free sorry apologise
    apologize apologies apology accept thank thanks many lot much appreciate appreciated
    understand understandable understanding see know hear realise realize imagine hope hopes
    happy glad delighted pleased great good nice lovely wonderful day evening morning afternoon
    week weekend hi hello hey dear welcome question questions news choice help helping helps
    helped helpful assist need needs like want ask reply write message reach out reaching
    contact contacting asking writing touch back patience waiting wait trouble frustrating
    frustration frustrated annoying annoyed disappointing disappointed upsetting upset worrying
    worried stressful inconvenience inconvenient hassle experience experienced situation issue
    problem must sounds sound not what's this all always ever what hoped hope expected one bit
    long keep kept having getting caused causing cause make makes made sense clear clarify
    clarifies answer answers answered information informations details find found looking look
    forward get best wishes regards kind take care enjoy music course pleasure no problem okay
    ok oh well feeling feels felt hard difficult easy time moment concern concerns concerned
    explain options tell show go through over steps walk
    fine anytime happen happened happens regarding matter matters loyal loyalty customer being
    condolences sympathy loss
    """.split()  # noqa: SIM905 - words read best as text
)
_SYMPATHY = re.compile(
    r"^(?:ouch|oops|oh\ (?:no|dear)|wow|congratulations|well\ done)[.!]$"
    r"|^(?:oh\ no[,.!]\ )?(?:i\ am\ |we\ are\ )?(?:\w+\ )?sorry\ to\ hear\b"
    r"|^(?:oh,?\ )?(?-i:Poor\ [A-Z][a-z]+)[!.]$"
    r"|^i\ (?:\w+\ )?understand\ (?:how|that|why)\b.*"
    r"\b(?:frustrat|disappoint|annoy|worr|upset)\w*\W*$",
    re.IGNORECASE,
)
"""What cries out, or restates the customer's plight."""
_ASKS = re.compile(
    r"^(?:and\ |so\ |by\ the\ way,\ )?(?:what|which|when|where|who|how"
    r"|(?:do|did|have|has|are|is|was|were|does|could|can|would)\ (?:you|your|it|the|this|that))\b"
    r"(?![^?]*\b(?:know\ that|we|our|us|me|i)\b)[^?.!]*\byou(?:r|rs)?\b[^?.!]*\?$",
    re.IGNORECASE,
)
"""A question back: what the customer is asked about their own doing claims nothing."""
_MOST = 22
"""Words: whoever needs more of them is telling something."""
_LEAD = re.compile(
    r"""^\W*(?:
    (?:yes|no|sure|of\ course|certainly|absolutely|exactly|right|great|perfect
      |great\ question)[,.!:]
    |(?:yes|sure|certainly|of\ course)\b
    |(?:good|great|bad)\ news(?:,|:|!|\.|\ is\ that|\ is)
    |(?:unfortunately|sadly|luckily|fortunately|thankfully),?
    |i\ am\ (?:sorry\ to\ say|afraid)(?:\ that|,)?
    |(?:so\ |very\ )?sorry,
    |i\ (?:have\ )?(?:just\ )?(?:checked|looked(?:\ \w+){0,2}?\ (?:up|into\ (?:it|this|that)))
      (?:\ for\ you)?,?\ and
    |(?:please\ |just\ |also\ )*(?:note|keep\ in\ mind|bear\ in\ mind|remember|be\ aware)
      (?:,|:|\ that|\ also\ that)
    |(?:just\ )?(?:so\ you\ know|to\ be\ clear|to\ confirm|in\ short|in\ th(?:at|is)\ case
      |good\ to\ know|for\ your\ information|as\ a\ reminder)[,:]
    |(?:i\ can\ (?:confirm|see|tell\ you)|i\ see)\ that
    |(?:do\ not|no\ need\ to)\ worry[,.:!]|no\ (?:worries|problem)[,.:!]
    )\s+""",
    re.IGNORECASE | re.VERBOSE,
)
"""What leads over to a claim, and claims nothing itself."""
_ASIDE = re.compile(
    r",?\s*\b(?:(?:i\s+am|we\s+are)\s+(?:afraid|(?:sorry|happy|glad)\s+to\s+say)"
    r"|(?:but\s+)?do\s+not\s+worry(?:\s+about\s+(?:it|that|this))?)\b[,:;]?",
    re.IGNORECASE,
)
"""The same within a claim, or behind it."""
_ADDRESS = re.compile(
    r"^(?P<before>(?:hi|hello|hey|dear|thanks|thank\ you|(?:good|great|bad)\ news"
    r"|(?:(?:i\ am|we\ are)\ )?(?:\w+\ )?sorry\b[^,.:;]*),?\ |)"
    r"(?!(?:I|We|You|It|If|So|But|And|Yes|No)\b)(?P<name>[A-Z][a-z]+)(?P<after>[,:!.]\ )",
    re.IGNORECASE,
)
"""A customer called by name, if that begins with a capital."""
_PARTS = re.compile(r"(?<=[.!?])\s+")


def claim_of(sentence: str) -> str:
    """What a sentence claims, in plain words: without the courtesies around and before it."""
    said = _unaddressed(plain(sentence).strip())
    parts = _PARTS.split(said)
    said = " ".join(part for part in parts if not is_courtesy(part)) or said
    said = _ASIDE.sub(_comma, said)
    while (lead := _LEAD.match(said)) and lead.end() < len(said):
        said = said[lead.end() :]
        said = said[0].upper() + said[1:]
    return said


def _comma(aside: re.Match[str]) -> str:
    """What an aside leaves behind: a comma where it had one on both sides."""
    return "," if aside.group()[0] == "," and aside.group()[-1] in ",:;" else ""


def _unaddressed(said: str) -> str:
    """Without the name by which it calls the customer."""
    found = _ADDRESS.match(said)
    if not found or not found["name"][0].isupper() or is_english(found["name"]):
        return said
    rest = said[found.end() :]
    if not found["before"] and not re.match(r"(?:i|we|you|your)\b", rest, re.IGNORECASE):
        return said
    return f"{found['before'].rstrip(', ')}{found['after']}{rest}" if found["before"] else rest


def is_courtesy(sentence: str) -> bool:
    """Whether it says nothing that would need proof."""
    said = plain(sentence).strip()
    if (_SYMPATHY.match(said) or _ASKS.match(said)) and not figures(said):
        return True
    words = re.findall(r"[^\W\d_]+", said.lower())
    return (
        bool(_OPENINGS.match(said))
        and not figures(said)
        and len(words) <= _MOST
        and all(word in _WORDS for word in words)
    )

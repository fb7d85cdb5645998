"""What a sentence says that somebody has done or will do, and whether that is on record.

An assistant that writes does nothing by writing. So it may tell of an act only as the rendering of
a recorded one, a fact that tells the same, or of what the company does for everybody, as a passage
tells it.
"""

import re
from collections.abc import Iterable

from shared.domain.judges.breadth import is_for_the_reader
from shared.domain.judges.lexicon import cut, meanings_of
from shared.domain.judges.words import meanings, plain, words

_ACTS = "|".join(
    r"""
    refund reimburs credit issu process cancel send sent ship dispatch e-?mail mail replac exchang
    upgrad downgrad escalat forward pass transfer arrang schedul book apply applied waiv extend
    chang updat remov delet paus regist fil(?=e|ing) submit open creat log not(?=e|if|ing) inform
    contact call phon ring reach get(?=\sback|\sin\stouch) got(?=\sback|\sin\stouch)
    be(?=\sin\stouch) reply replied respond answer follow check ask tell told look investigat
    ensur mak(?=e\ssure|ing\ssure) made(?=\ssure) prioriti[sz] expedit rush request approv
    authori[sz] grant add plac(?=e|ing) reserv set(?=\sup) flag fix resolv reset activat
    deactivat unlock clos giv gave offer start initiat confirm speak spoke talk pay paid return
    deduct charg report visit deliver hold held renew end stop let(?=\syou\sknow) review handl
    order sort solv take(?=\scare) took(?=\scare)
    """.split()  # noqa: SIM905 - sixty alternatives read best as text
)
_SOMEBODY = (
    r"(?:someone|somebody"
    r"|they(?=\ (?:will|are\ going\ to)\ (?:call|phone|ring|contact|be\ in|write|e-?mail|tell|let))"
    r"|(?:an?|our|my|the|one\ of\ (?:our|my)|another)\ (?:\w+\ ){0,2}"
    r"(?:colleagues?|agents?|specialists?|members?|team|support|managers?|supervisors?|experts?"
    r"|technicians?|advisors?|humans?|person|representatives?|reps?|department|staff)"
    r"|the\ \w+\ (?:team|department)|support)"
)
_HASTE = (
    r"(?:\ (?:just|already|now|also|gone\ ahead\ and|go\ ahead\ and|successfully|then|be"
    r"|be\ able\ to"
    r"|to|\w+ly))*"
)
_NOT_IF = "".join(
    rf"(?<!\b{word}\ )"
    for word in ("if", "when", "once", "unless", "until", "after", "whether", "that", "which")
)
_ACT = rf"(?P<act>(?:re-?)?(?:{_ACTS})\w*)"
_PAST = (
    r"sent|told|made\ sure|got\ back|gave|given|spoke|spoken|paid|held|took\ care|taken\ care"
    r"|set\ up"
)
_ACTED = (
    rf"(?P<act>(?:re-?)?(?:(?:{_ACTS})(?:[a-z]?ed|ied)|replied|applied|{_PAST}|let|put|reset))\b"
)


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


_WORD_OF_HONOUR = _form(
    r"""\bi\ (?:promise|guarantee|assure|swear)\b | \b(?P<ours>we\ (?:promise|guarantee))\b
    | \byou\ have\ (?:my|our)\ word\b | \brest\ assured\b | \bconsider\ it\ (?:done|sorted)\b
    | \b(?:it\ is|that\ is|you\ are|all)\ (?:all\ )?(?:done|sorted|set)\b | \btaken\ care\ of\b
    | \bleave\ it\ (?:to|with)\ (?:me|us)\b | \bmake\ (?:it|this|things)\ (?:up|right)\b"""
)
_I_DID = _form(rf"{_NOT_IF}\b(?:i|we)(?:\ (?:have|had|did))?{_HASTE}\ {_ACTED}")
_SAW = (
    r"see|saw|hear|read|underst|found|find|notic|reali[sz]|learn|list|includ|outlin|summari[sz]|mention"
    r"|explain|describ|gather"
)
"""What an assistant that only writes does by writing."""
_I_HAVE = _form(
    rf"""{_NOT_IF}\bi\ have{_HASTE}\ (?!(?:{_SAW}))
    (?P<act>[a-z]+(?:ed|[kvtz]en|[sr]wn)|put|set|made|done|cut|brought|bought|begun|got|let)\b"""
)
_I_AM = _form(
    rf"""\bi\ am{_HASTE}\ (?!(?:{_SAW}|look|hop|wonder|refer|assum|writ|speak|talk)\w*ing)
    (?P<act>[a-z]+ing)\b"""
)
_I_WILL = _form(
    rf"""\b(?:i\ (?:will|am\ going\ to|am|can|could|would|shall|might|must)|let\ me
    |allow\ me\ to|i\ (?:am|would\ be)\ happy\ to){_HASTE}\ {_ACT}"""
)
_I_WILL_DO = _form(
    rf"""\bi\ will{_HASTE}\ (?!(?:{_SAW}|be|have|need|must|do|try|tell|show|give|point|walk|guide
    |start|begin|answer|stay|note)\b)(?P<act>[a-z]+)\b"""
)
_REQUESTS = r"(?!(?:just\ |kindly\ |only\ )?(?:ask|recommend|suggest|advise|need|like|prefer)\b)"
"""After "we would": how one asks for something, which promises nothing."""
_OTHERS_WILL = _form(
    rf"""{_NOT_IF}\b(?:we|{_SOMEBODY})\ (?:will|(?:are|is)\ going\ to
    |(?:are|is)(?!\ (?:(?:now|also|always|\w+ly)\ )?open\b)|shall|can|could|has
    |have|would(?=\ {_REQUESTS})){_HASTE}\ {_ACT}"""
)
_OTHERS_ARE_TO = _form(
    rf"""{_NOT_IF}\b{_SOMEBODY}\ [^.?!,;]{{0,30}}?\b(?:will|(?:is|are)\ going\ to){_HASTE}\ 
    (?!(?:be|have|not|need|only)\b)(?P<act>[a-z]+)\b"""
)
_NO_POLICY = re.compile(
    r"(?:one\s+of\s+)?my\b|[\w\s]+?\s(?:is|are)\s+(?:\w+ly\s+)?\w+ing\s+you\b", re.IGNORECASE
)
"""What is done by somebody, or now for somebody, of whom no passage tells."""
_LETS_OTHERS = _form(rf"\b(?:have|get|ask|let)\ {_SOMEBODY}\ (?:to\ )?{_ACT}")
_IS_DONE = _form(
    rf"""(?:\b(?:your|our|my|an?|the|this|it|everything|all)|(?:^|(?<=[.,;!?]\ )|(?<=and\ ))that)\b
    [^.?!;]{{0,50}}?
    (?<!\byou\ )(?<!\bmust\ )(?<!\bmay\ )
    \b(?:has|have|was|were|(?:is|are)\ being|(?:is|are|will)\ now)
    \ (?:(?:been|now|already|be|\w+ly)\ )*{_ACTED}"""
)
_DONE = r"\w+(?:ed|[kvtz]en|[sr]wn|ent|id)\b"
_IS_ON_NOW = _form(
    rf"""\b(?:is|are)\ (?:(?:already|now|currently)\ )?being\ (?P<act>{_DONE})
    |\b(?:has|have)\ (?:already\ |now\ |just\ )?been\ (?P<did>{_DONE})
    |\b(?:is|are)\ (?:(?:already|now)\ )+(?P<done>shipped)\b"""
)
"""Whatever goes on or is over, of whatever it is told."""
_IS_UNDER_WAY = _form(
    r"""\byour\ (?:return\ )?
    (?P<act>refund|replacement|credit|label|code|voucher|cancellation|upgrade|exchange
    |request|case|ticket|complaint|booking|callback|appointment|change)\b[^.?!;]{0,20}
    \b(?:is|are)\ (?:(?:now|already|all)\ )*(?:shipped|completed?|done|confirmed
    |approved|booked|scheduled|in\ progress|under\ ?way|ready|processing|set|open|active
    |with\ our)"""
)
_YOU_GET = _form(
    r"""\byou\ (?:will|are\ going\ to|should|can\ expect\ to|are\ getting|shall)\ 
    (?:(?:\w+ly|soon|also)\ )*
    (?:get|receive|hear|have|see|be)\b[^.?!;]{0,30}?\b(?P<act>call(?:ed|back)?|refund(?:ed)?|e-?mail
    |replacement|credit(?:ed)?|confirmation|update|text|message|response|reply|voucher|contacted
    |notified|upgraded|compensat\w+|reimbursed|money)\b
    | \b(?:you\ will\ (?P<hear>hear)|expect\ (?:an?\ )?(?P<expect>call|e-?mail|message))\b"""
)
_IF = re.compile(r"\b(?:if|when|once|as\s+soon\s+as|after|until|unless|before)\b", re.IGNORECASE)
_SUPPOSES = re.compile(
    r"(?:^|[,;:.]\s+|\band\s+|\bbut\s+)(?:if|when|once|after|unless|until|as\s+soon\s+as|before)\b[^,;:.]*$"
    r"|\w\s+(?:that|which|who)\b[^,;:.]*$",
    re.IGNORECASE,
)
"""What stands before an act that is only supposed: "a month that has begun"."""
_NOT = re.compile(r"\bnot\b[^,;.]*$", re.IGNORECASE)
_IN_THIS_CASE = re.compile(r"\b(?:i|have|had)\b", re.IGNORECASE)
"""What "we refunded" may be said of everybody without, as a policy."""
_SOON = re.compile(
    r"\b(?:at\s+once|shortly|as\s+we\s+speak"
    r"|in\s+a\s+(?:few\s+)?(?:moments?|minutes?)"
    r"|this\s+(?:morning|afternoon|evening)|tonight|very\s+soon|within\s+the\s+hour"
    r"|by\s+tomorrow|later\s+today|today)\b",
    re.IGNORECASE,
)
_COURTEOUS = re.compile(
    r"\b(?:i|we)\s+(?:can|could|will|would)(?:\s+\w+ly)?\s+(?:help|assist|explain|answer)\b"
    r"|\bi\s+(?:have\s+)?(?:just\s+|now\s+|already\s+)?(?:checked|looked\s+(?:up|at)|reviewed"
    r"|(?:had|taken|took)\s+a\s+look(?:\s+at)?)\b(?!\s+(?:\w+\s+){0,2}with\b)"
    r"|\blet\s+me\s+(?:know|explain|help|share|walk|give\s+you\s+the)\b|\bcan\s+(?:tell|confirm"
    r"|answer|check)\s+(?:you\s+)?that\b"
    r"|\bi\s+(?:can|am\s+happy\s+to|would\s+be\s+happy\s+to)\s+(?:confirm|tell\s+you|explain"
    r"|answer)\b",
    re.IGNORECASE,
)
_PART = re.compile(r"[^,;:.!?]+(?:[.,:](?=\S)[^,;:.!?]*)*")
_LEADS = re.compile(r"^(?:(?:and|but|so)\s+)?(?:(?:this|that|it)\s+)?", re.IGNORECASE)
_OF_THIS_CASE = re.compile(r"\b(?:i|me|my|your)\b|\bwe\s+(?:have|had|are)\b", re.IGNORECASE)
"""What only a record can prove, whatever a passage writes."""
_IS_OVER = re.compile(r"\s*(?:$|[.;:!?),]|and\b)", re.IGNORECASE)
_FEW = 3
"""Words: fewer stand in many a sentence."""
_NONE = re.compile(r"\b(?:no|not|nothing|never|cannot)\b", re.IGNORECASE)


def promise_in(claim: str, facts: Iterable[str], passages: Iterable[str]) -> str | None:
    """The act that the claim tells of and nobody has recorded, or None."""
    recorded = [plain(fact) for fact in facts]
    written = [plain(sentence) for sentence in passages]
    said = _COURTEOUS.sub(" ", _without_quoted(plain(claim), written))
    for given in _WORD_OF_HONOUR.finditer(said):
        if not (given["ours"] and _is_given(given["ours"], said[given.end() :], written)):
            return "it gives its word"
    for form in (_I_DID, _I_HAVE, _I_AM, _I_WILL, _I_WILL_DO):
        for act in form.finditer(said):
            as_policy = form is _I_DID and not _IN_THIS_CASE.search(act.group())
            if not _same(form, act, recorded) and not (as_policy and _told(act, written)):
                return "no record says that this is done"
    for form in (_IS_DONE, _IS_UNDER_WAY, _IS_ON_NOW):
        for act in form.finditer(said):
            if _SUPPOSES.search(said[: act.start(act.lastgroup or 0)]):
                continue
            on_condition = _IF.search(re.split("[,;:]", said[: act.end()])[-1])
            if not _told(act, (*recorded, *written) if on_condition else recorded):
                return "no record says that this is done"
    for form in (_OTHERS_WILL, _OTHERS_ARE_TO, _LETS_OTHERS, _YOU_GET):
        for act in form.finditer(said):
            is_policy = not _NO_POLICY.match(said, act.start())
            if not _is_kindred(act, (*recorded, *written) if is_policy else recorded):
                return "nothing says that this will be done"
    return _sooner(said, (*recorded, *written))


def _without_quoted(said: str, written: list[str]) -> str:
    """Without the parts that a passage tells word for word, and does not only suppose: what the
    company writes of everybody is no promise of ours."""
    return _PART.sub(lambda part: " " if _is_quoted(part.group(), written) else part.group(), said)


def _is_quoted(part: str, written: list[str]) -> bool:
    own = _LEADS.sub("", part.strip()).lower()
    if len(own.split()) < _FEW or _OF_THIS_CASE.search(own):
        return False
    places = ((each, each.lower().find(own)) for each in written)
    return any(at >= 0 and _is_asserted(each, at, at + len(own)) for each, at in places)


def _is_asserted(text: str, start: int, end: int) -> bool:
    """Of whole words of a text, whether they say something and do not only suppose it."""
    is_whole = not text[:start][-1:].isalnum() and _IS_OVER.match(text, end)
    return bool(is_whole) and not _IF.search(text) and not _SUPPOSES.search(text[:start])


def _is_given(ours: str, said: str, written: Iterable[str]) -> bool:
    """Whether a passage gives the company's word for what is said first."""
    first = words(said)[:_FEW]
    giving = [each for each in written if ours.lower() in each.lower() and not _NONE.search(each)]
    told = map(meanings, giving)
    return bool(first) and any(all(word.is_told_by(means) for word in first) for means in told)


def _same(form: re.Pattern[str], act: re.Match[str], recorded: list[str]) -> bool:
    stem = _stem(act)
    return any(_stem(told) == stem for fact in recorded for told in form.finditer(fact))


def _is_kindred(act: re.Match[str], sources: Iterable[str]) -> bool:
    """Whether it is told, or an act of its kind."""
    means = meanings_of(_stem(act))
    kin = means.union(*(each for each in _KINDRED if not means.isdisjoint(each)))
    return any(not kin.isdisjoint(meanings(source)) for source in sources)


def _told(act: re.Match[str], sources: Iterable[str]) -> bool:
    means = meanings_of(_stem(act))
    return any(not means.isdisjoint(meanings(source)) for source in sources)


_KINDRED = tuple(
    frozenset(map(cut, words.split()))
    for words in (
        "email mail message text notify inform tell remind update confirm confirmation",
        "hear answer reply response respond contact",
        "money refund reimburse repay credit",
    )
)
"""Acts of one kind: a policy that tells of one of them may be told with another."""


def _named(act: re.Match[str]) -> str:
    return next(word for word in act.groupdict().values() if word)


_CONTACT = re.compile(r"(?:reach|g[eo]t|be)\b[^.?!]{0,10}\b(?:out|back|touch)\b", re.IGNORECASE)


def _stem(act: re.Match[str]) -> str:
    """One stem for all the ways to say that one gets in touch."""
    if _CONTACT.match(act.string, act.start("act")):
        return cut("contact")
    if _named(act).lower() == "let":
        return cut("tell")
    return cut(_named(act).lower())


def _sooner(said: str, sources: tuple[str, ...]) -> str | None:
    soon = _SOON.search(said)
    if not soon or not re.search(r"\byou(?:r|rs)?\b", said, re.IGNORECASE):
        return None
    if not re.search(rf"\b(?:{_ACTS})", said, re.IGNORECASE) or _NOT.search(said[: soon.start()]):
        return None
    if is_for_the_reader(said[: soon.start()]):
        return None
    word = re.compile(rf"\b{re.escape(soon.group().split()[-1])}\b", re.IGNORECASE)
    told = any(word.search(source) for source in sources)
    return None if told else "nothing says that it is so soon"

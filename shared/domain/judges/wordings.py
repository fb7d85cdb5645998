"""Ways to say the same in English, brought to the one that the judges compare by.

General phrases only, each replaced in claims and in sources alike: "is not able to" and "cannot",
"whenever you like" and "at any time", "not until it ships" and "only once it ships".
"""

import re

_BE = r"(?:am|is|are|was|were|will\s+be|would\s+be|be)"
_FORMS = (
    ("able allow permit", rf"{_BE}\s+(?:not\s+(?:able|allowed|permitted)|unable)\s+to", "can not"),
    (
        "able allow permit welcome free",
        rf"{_BE}\s+(?:\w+ly\s+|also\s+)?(?:able|allowed|permitted|welcome|free)\s+to"
        r"(?!\s+(?:all|any|every|each|our|your|the|those|members?|children|visitors?)\b)",
        "can",
    ),
    ("possible", r"it\s+is\s+not\s+possible\s+(?:for\s+you\s+)?to", "you can not"),
    ("possible", r"it\s+is\s+(?:also\s+|still\s+)?possible\s+(?:for\s+you\s+)?to", "you can"),
    ("way late", r"(?:it\s+is|there\s+is)\s+(?:no\s+way|too\s+late)\s+to", "you can not"),
    ("way", r"(?:there\s+is\s+)?no\s+way\s+to", "you can not"),
    ("lets allows enables", r"(?:lets\s+you|(?:allows?|enables?)\s+you\s+to)", "you can"),
    ("feel have", r"feel\s+free\s+to|have\s+the\s+(?:option|right|choice)\s+to", "can"),
    ("longer", r"no\s+longer(?!\s+than)", "not"),
    (
        "not need",
        r"(?:do|does|did|will|would)\s+not\s+(?:have|need)\s+to|no\s+need\s+(?:for\s+you\s+)?to",
        "need not",
    ),
    (
        "have has need required obliged sure forget remember",
        r"(?:would\s+)?(?:have|has|needs?)\s+to|(?:is|are)\s+(?:required|obliged)\s+to"
        r"|(?:make|be)\s+sure\s+(?:to|that\s+you|you)|(?:do\s+not|never)\s+forget\s+to"
        r"|remember\s+to",
        "must",
    ),
    (
        "forget",
        r"(?:do\s+not|never)\s+forget(?=\s+(?:your|the|an?|about)\b)",
        "bring",
    ),
    (
        "cost pay",
        r"(?:do|does|did|will|would)\s+not\s+(?:cost|pay)(?:\s+(?:you|us))?"
        r"(?:(?:\s+(?:anything|extra|for|a\s+(?:thing|cent|penny)))+"
        r"|(?=\s*(?:$|[.,;!?]|(?:and|while|when|during|if|as)\b)))",
        "free",
    ),
    (
        "charged",
        r"(?:(?:will|would)\s+not\s+be|(?:is|are)\s+not)\s+charged(?:\s+(?:anything|extra))?"
        r"(?=\s*(?:$|[.,;!?]|(?:and|while|when|during|if|as)\b))",
        "free",
    ),
    (
        "house our",
        r"on\s+the\s+house|at\s+our\s+(?:own\s+)?(?:cost|expense)",
        "free",
    ),
    (
        "when any",
        r"when(?:ever)?\s+you\s+(?:like|want|wish|choose|please)|(?<!at )any\s*time(?=\W|$)",
        "at any time",
    ),
    (
        "immediately instantly right straight",
        r"immediately|instantly|right\s+away|straight\s*away",
        "at once",
    ),
    ("same simultaneously", r"at\s+the\s+same\s+time|simultaneously", "together"),
    ("way", r"on\s+(?:its|their|the)\s+way(?!\s+to\s+\w+ing)", "already shipped"),
    (
        "touch reach",
        r"(?:get|getting)\s+in\s+touch(?:\s+with)?|reach\s+out(?:\s+to)?",
        "contact",
    ),
)
"""For each, words of which a text with it has one, what is said, and what stands for it."""
_IN_ONE_FORM = tuple(
    (tuple(hints.split()), re.compile(rf"\b(?:{form})\b", re.IGNORECASE), said)
    for hints, form, said in _FORMS
)
_NOT_UNTIL = re.compile(
    r"\b(?P<be>can|will|is|are|do|does|may|must)\s+not\b(?P<what>(?:(?!\b(?:if|when)\b)[^.;,])*?)\b(?:until|before)\b",
    re.IGNORECASE,
)


def in_one_form(text: str) -> str:
    """Of a text without contractions."""
    small = text.lower()
    for hints, form, said in _IN_ONE_FORM:
        if any(hint in small for hint in hints):
            text = form.sub(said, text)
    return _NOT_UNTIL.sub(_only_once, text) if "not" in small else text


def _only_once(match: re.Match[str]) -> str:
    be = "" if match["be"].lower() in ("do", "does") else match["be"]
    return f"{be}{match['what']}only once"

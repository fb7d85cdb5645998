"""Text that gives orders to a model, in a message or in a document (prompt injection, OWASP LLM01).

It is found by its forms: told to forget its rules, to take another part, to show its prompt, or
dressed as a machine's own markup. None of them has a place in a customer's errand.
"""

import re
from functools import cache, lru_cache
from pathlib import Path

from shared.domain.judges.disguises import readings

_FORMS = {
    "tells the assistant to drop its rules": r"""
        (?<!never\s)(?<!not\s)(?<!n't\s)\b(?:ignor\w*|disregard\w*|forget|overrid\w+|bypass\w*|skip|discard|drop|neglect|violate
          |stop\s+following)
          \b[^.?!\n]{0,40}\b(?:instructions?|prompts?|rules|guidelines|directives?|guardrails?
          |safeguards?|polic(?:y|ies)|restrictions|programming|training|filters?
            |content\s+polic\w+|(?<!i\s)(?:said|told|written|came)\s+(?:before|above))\b
        |\bforget\s+(?:all|everything)\b(?!\s+i\b)[^.?!\n]{0,30}\b(?:before|above|earlier
          |previous\w*|prior|told|said|know)\b
        |(?<!\bi\s)\b(?:do\s+not|don't|stop|no\s+longer|need\s+not)\s+(?:follow|obey|apply|heed|stick\s+to)\w*\s+
          (?:the\s+|your\s+|any\s+|these\s+|those\s+)?(?:\w+\s+)?(?:rules|instructions|guidelines
          |polic(?:y|ies)|restrictions)\b
        |\byour\s+(?:\w+\s+)?(?:instructions|rules|guidelines|restrictions|limits|directives)\s+
          (?:are|were|have\s+been)?\s*(?:now\s+|hereby\s+)?(?:void|null|cancell?ed|suspended|lifted|gone
          |revoked|obsolete|invalid|replaced|no\s+longer|do(?:es)?\s+not\s+(?:apply|count)
          |don't\s+(?:apply|count))
        |\b(?:put|set|leave)\s+(?:your|the|all)\s+(?:\w+\s+)?(?:guidelines|rules|instructions|policies)\s+aside
        |\bwithout\s+(?:any\s+of\s+)?(?:the|your|any)\s+(?:rules|restrictions|limits|filters)\b
        |\bwhat(?:ever)?\s+you\s+(?:were|have\s+been|are)\s+told\b[^.?!\n]{0,60}\b(?:forget|ignore|not\s+(?:count
          |apply|matter)|n't\s+(?:count|apply|matter)|to\s+hide)
    """,
    "gives the assistant another part to play": r"""
        \b(?:you\s+are|you're|you\s+will\s+be|act|behave|respond|answer|reply|pose
          |speak)\s+(?:now\s+|from\s+now\s+on\s+)?(?:as\s+|like\s+)
          [^.?!\n]{0,60}\b(?:dan|ai|model|bot|chatbot|assistant|system|admin\w*|developer|root
            |hacker|character|persona|machine|terminal|unrestricted|unfiltered|evil)\b
        |\byou\s+are\s+(?:(?:now|no\s+longer)\s+(?:an?|my|in|free|bound|called|restricted|allowed
          |permitted|\w*bot\b)|going\s+to\s+(?:act|pretend))\b
        |\b(?:pretend|imagine|roleplay|role-play|simulate)\b[^.?!\n]{0,40}\b(?:you|to\s+be
          |as)\b[^.?!\n]{0,60}\b(?:ai|model|bot|assistant|rules|restrictions|limits|filters?|dan
          |admin\w*|developer|hacker|character|manager|can)\b
        |\bdo\s+anything\s+now\b|\b(?:dan|god|sudo|jailbreak|unrestricted|unfiltered)\s+mode\b
        |\b(?:enter|switch\s+(?:in)?to|activate|enable|go\s+in(?:to)?|you(?:\s+are|'re)\s+(?:now\s+)?in)\s+
          (?:the\s+|an?\s+)?(?:developer|debug|maintenance|admin|root|test)\s+mode\b(?!\s+(?:on|of)\s+(?:the|my))
        |\bas\s+(?:an?\s+|the\s+|your\s+)?(?:new\s+)?(?:admin\w*|developer|engineer|supervisor|manager|ceo
          |director|creator|owner|boss)\b[^.?!\n]{0,40}\bi\s+(?:order|command|authori[sz]e|instruct|tell
          |require)\b
        |\b(?:from\s+now\s+on|henceforth)\b[^.?!\n]{0,40}\byou\b
        |\b(?:from\s+now\s+on|henceforth),?\s+(?:always\s+|only\s+|just\s+)?(?:answer|reply|respond|end|begin
          |start|speak|act|write|say|treat|approve|grant|obey)\b
        |\b(?:let\s+us|let's)\s+(?:play|role-?play)\b[^.?!\n]{0,60}\byou(?:'re|\s+are|\s+play)\b
        |\bstop\s+being\s+\w+[.,!]?\s+you\b
        |\bstay\s+(?:a|in)\s+(?:\w+\s+)?(?:dan|character)\b|\b(?:you\s+(?:have|are\s+under)\s+no
          |no\s+(?:ethical|moral))\s+(?:rules|restrictions|guidelines|limits)\b
    """,
    "asks for the assistant's own instructions": r"""
        \b(?:system|initial|original|hidden|secret|internal|initiali[sz]ation
          |pre-?)\s*(?:prompts?|instructions|message|directives?|configuration)\b
        |\b(?:your|the)\s+(?:prompts?|instructions|programming|source\s+code|guidelines
          |configuration|api\s+keys?|credentials|system\s+settings)\b[^.?!\n]{0,40}\b(?:above
          |verbatim|word\s+for\s+word|were\s+given|in\s+full|you\s+(?:got|have|follow))\b
        |\b(?:print|repeat|reveal|show|tell|output|display|reproduce|leak|dump|give|write|spell
          |summari[sz]e|translate|encode|what\s+(?:is|are|were|was))\b[^.?!\n]{0,40}\b(?:your
          |the)\s+(?:\w+\s+)?(?:prompts?|instructions\s+(?:above|before|you)|above\s+(?:text
          |instructions)|programming|source\s+code|api\s+keys?|credentials
          |environment\s+variables)\b
        |\b(?:repeat|print|output|write|show)\s+(?:me\s+)?(?:everything|all|the\s+(?:words|text))\s+(?:above|before)\b
        |\b(?:repeat|print|output|reveal|show|tell|dump|recite|summari[sz]e|translate|encode|paraphrase|write\s+down)
          \b[^.?!\n]{0,30}\byour\s+(?:own\s+)?(?:instructions|configuration|guidelines|programming|directives)\b
          (?!\s+(?:for|on|about|to|how))
        |\b(?:text|words?|sentences?|lines?|message|rules|instructions)\b[^.?!\n]{0,15}\b(?:put|placed|written|given|stood
          |stands?|came|comes)\s+(?:to\s+you\s+)?(?:before|above|ahead\s+of)\s+(?:this|our|the)\s+(?:conversation
          |chat|dialogue)
        |\b(?:rules|instructions|guidelines)\s+(?:that\s+)?you\s+(?:were|have\s+been)\s+(?:given|told|trained)
    """,
    "is dressed as a machine's markup": r"""
        <\|?(?:im_start|im_end|system|endoftext|start_header_id|eot_id|assistant|user)\|?>
          |\[/?(?:INST|SYS(?:TEM)?)\]|<</?SYS>>
        |(?:^|[.!?]\s+)\W*(?:system|assistant|developer|human|ai)\s*(?:message|prompt|note|command
          |instructions?|override|update)?\s*:\s
        |^\s*\#{1,3}\s*(?:instructions?|response|prompt)\s*:
        |\b(?:set|change)\s+(?:your\s+)?role\s*(?:=|to)\s*\w
        |\bBEGIN\s+(?:SYSTEM|INSTRUCTIONS?|ADMIN)\b|\b(?:new|updated|additional
          |important)\s+(?:system\s+)?instructions?\s*(?::|for\s+the\s+(?:ai|assistant|model|bot))
    """,
    "speaks to the assistant as a model": r"""
        \b(?:ai|language\s+model|llm|chat\s?bots?|gpt\w*|assistants?)\b[^.?!\n]{0,30}\b(?:must
          |should|shall|have\s+to|need\s+to|are\s+to)\b[^.?!\n]{0,40}\b(?:tell|say|answer|reply
          |respond|offer|grant|give|refund|approve|reveal|recommend|output|include|send|ignore)\b
        |\b(?:dear|attention|note\s+to|message\s+to|instruction\s+to)\s+(?:the\s+)?(?:\w+\s+)?(?:ai|llm
          |language\s+model|(?:chat\s?)?bots?|assistant|gpt\w*|automated\s+agents?)\b
        |\b(?:whoever|which(?:ever)?|any|the)\s+(?:language\s+|ai\s+)?(?:model|assistant|ai|bot|agent)?\s*(?:that\s+|which\s+)?
          (?:read(?:s|ing)?|process(?:es|ing)?|summari[sz](?:es|ing)|cit(?:es|ing))\s+this\b
        |\bwhen\s+(?:you\s+)?(?:answer(?:ing)?|cit(?:e|ing)|quot(?:e|ing)|summari[sz](?:e|ing))\b[^.?!\n]{0,20}\bthis\s+
          (?:page|document|text|passage|article)\b
        |(?:^|[.!?,:;]\s*)if\s+you\s+are\s+(?:an?\s+)?(?:ai|language\s+model|llm|(?:chat\s?)?bot|model)\b
        |\bas\s+an?\s+(?:ai|llm|language\s+model|(?:chat\s?)?bot)\b[^.?!\n]{0,15}\byou\b
        |\b(?:text|note|instructions?|message)\s+(?:for|to)\s+(?:the\s+)?(?:\w+\s+)?(?:ai|(?:chat\s?)?bots?|llms?|language\s+models?)\b
        |\bfor\s+the\s+(?:\w+\s+)?(?:ai|chat\s?bot|bot)\s*:
        |\b(?:tell|say\s+to|inform)\s+(?:the\s+|every\s+|each\s+|all\s+)?(?:customers?|users?
          |readers?)\b[^.?!\n]{0,80}\b(?:refund|free|discount|code|credit|entitled|call|click
          |visit|password|pay)\b
        |\b(?:say|answer|reply|respond|output|print|write)\b[^.?!\n]{0,30}\b(?:exactly|only
          |nothing\s+but)\b[^.?!\n"]{0,20}(?::|["\u201c]\w)
        |(?:^|[.!?]\s*)(?:now\s+)?just\s+(?:say|print|output|write|repeat)\s*["':\u201c]
        |\b(?:you|the\s+assistant)\s+(?:have\s+been|are)\s+(?:hereby\s+)?(?:authori[sz]ed
          |instructed|permitted)\s+to\b
        |\b(?:this|my)\s+(?:message|instruction|command)s?\s+(?:override|overrules?|supersedes?
          |replaces?)\b
        |\byou\s+must\s+(?:now\s+)?(?:obey|comply|follow\s+(?:my|these|the\s+following))\b|\bobey\s+(?:me|the\s+following)\b
        |\b(?:respond|reply|answer)\s+to\s+(?:every|each|any|all)\b[^.?!\n]{0,30}\bwith\b
        |\b(?:consider|treat|take|regard)\b[^.?!\n]{0,50}\bas\s+(?:your\s+)?(?:new\s+)?(?:operating\s+|system\s+)?(?:rules
          |instructions|orders|guidelines)\b
        |\bnew\s+(?:instructions?|orders?|directives?|rules|policy)\s+(?:from|by|for\s+you)\b[^.?!\n]{0,40}:
        |\b(?:call|run|invoke|execute|trigger)\s+the\s+\w+\s+(?:tool|function|action|api)\b
        |\byou\s+(?:no\s+longer|do\s+not|don't)\s+(?:have\s+to|need\s+to)\s+(?:check|verify|follow|obey)\b
    """,
}  # fmt: skip
_INTRUSIONS = {
    reason: re.compile(form, re.IGNORECASE | re.VERBOSE | re.MULTILINE)
    for reason, form in _FORMS.items()
}
_PROMPT = re.compile(
    r"system-?\s?prompt|prompt\s+(?:del|de|do|di|du)\s+s[iy]st|systeemprompt|invite\s+syst"
    r"|\u30b7\u30b9\u30c6\u30e0\s?\u30d7\u30ed\u30f3\u30d7\u30c8|\u7cfb\u7edf\u63d0\u793a|\u7cfb\u7d71\u63d0\u793a"
    r"|\uc2dc\uc2a4\ud15c\s?\ud504\ub86c\ud504\ud2b8|\u0441\u0438\u0441\u0442\u0435\u043c\u043d\w+\s+\u043f\u0440\u043e\u043c\u043f\u0442"
    r"|\u062a\u0639\u0644\u064a\u0645\u0627\u062a\s+\u0627\u0644\u0646\u0638\u0627\u0645|sistem\s+(?:komut|promp?t)",
    re.IGNORECASE,
)
"""How the system prompt is called."""


@lru_cache(maxsize=2048)
def intrusion_in(text: str) -> str | None:
    """What gives it away, or None where the text orders no model about."""
    return next(filter(None, map(_found, readings(text))), None)


def _found(text: str) -> str | None:
    for reason, form in _INTRUSIONS.items():
        if form.search(text):
            return reason
    if _PROMPT.search(text):
        return "asks for the assistant's own instructions"
    return next((reason for reason, form in _abroad() if form.search(text)), None)


@cache
def _abroad() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """For each language of orders.txt, an order beside the word for what is dropped or become,
    whichever stands first."""
    found = []
    listed = Path(__file__).with_name("orders.txt").read_text(encoding="utf-8").splitlines()
    for line in listed:
        language, drop, rules = (part.strip() for part in line.split(" | "))
        language, _, is_role = language.partition(" ")
        reason = list(_FORMS)[1 if is_role else 0]
        edge = "" if language in ("ja", "zh", "ko", "hi", "ar") else r"\b"
        one, other = ("|".join(words.split()) for words in (drop, rules))
        between = r"[^.?!\n\u3002\uff01]{0,40}?"
        first = rf"{edge}(?:{one}){edge}{between}{edge}(?:{other}){edge}"
        last = rf"{edge}(?:{other}){edge}{between}{edge}(?:{one}){edge}"
        found.append((reason, re.compile(f"{first}|{last}", re.IGNORECASE)))
    return tuple(found)

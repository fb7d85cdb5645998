"""Text that gives orders to a model, in a message or in a document (prompt injection, OWASP LLM01).

It is found by its forms: told to forget its rules, to take another part, to show its prompt, or
dressed as a machine's own markup. None of them has a place in a customer's errand.
"""

import re

_FORMS = {
    "tells the assistant to drop its rules": r"""
        \b(?:ignor\w*|disregard\w*|forget|overrid\w+|bypass\w*|skip|discard|drop|neglect|violate
          |stop\s+following)
          \b[^.?!\n]{0,40}\b(?:instructions?|prompts?|rules|guidelines|directives?|guardrails?
          |safeguards?|polic(?:y|ies)|restrictions|programming|training|filters?
            |content\s+polic\w+|(?<!i\s)(?:said|told|written|came)\s+(?:before|above))\b
        |\bforget\s+(?:all|everything)\b(?!\s+i\b)[^.?!\n]{0,30}\b(?:before|above|earlier
          |previous\w*|prior|told|said|know)\b
        |\b(?:ignora|olvida|ignore[zrs]?|oublie[zrs]?|ignorier\w*|vergiss|ignoreer|vergeet
          |zignoruj|dimentica|esque[çc]a)
          \b[^.?!\n]{0,40}\b(?:instruc\w+|anweisung\w*|instructies|istruzioni|instrukcje
            |r[èe]gles|reglas|regeln|regras|regole)\b
        |(?:忽略|无视|無視)[^。\n]{0,20}(?:指令|指示|规则|提示)|(?:指示|命令)を(?:すべて)?無視
          |تجاهل[^.\n]{0,30}(?:التعليمات|الأوامر)
        |(?:talimat|kural)\w*\s+(?:yok\s+say|unut|görmezden\s+gel)\w*
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
        |\bdo\s+anything\s+now\b|\b(?:dan|developer|god|debug|maintenance|admin|sudo|root
          |jailbreak|unrestricted|unfiltered)\s+mode\b
        |\bas\s+(?:an?\s+)?(?:admin\w*|developer|engineer|your\s+(?:creator|developer|owner
          |boss))\b[^.?!\n]{0,40}\bi\s+(?:order|command|authori[sz]e|instruct|tell)\b
        |\b(?:from\s+now\s+on|henceforth)\b[^.?!\n]{0,40}\byou\b
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
        |\brepeat\s+(?:everything|all|the\s+(?:words|text))\s+(?:above|before)\b
    """,
    "is dressed as a machine's markup": r"""
        <\|?(?:im_start|im_end|system|endoftext|start_header_id|eot_id|assistant|user)\|?>
          |\[/?(?:INST|SYS(?:TEM)?)\]|<</?SYS>>
        |^\s*(?:\#{1,3}\s*)?(?:system|assistant|developer|human)\s*(?:message|prompt|note
          |override)?\s*:\s
        |\bBEGIN\s+(?:SYSTEM|INSTRUCTIONS?|ADMIN)\b|\b(?:new|updated|additional
          |important)\s+(?:system\s+)?instructions?\s*(?::|for\s+the\s+(?:ai|assistant|model|bot))
    """,
    "speaks to the assistant as a model": r"""
        \b(?:ai|language\s+model|llm|chat\s?bots?|gpt\w*|assistants?)\b[^.?!\n]{0,30}\b(?:must
          |should|shall|have\s+to|need\s+to|are\s+to)\b[^.?!\n]{0,40}\b(?:tell|say|answer|reply
          |respond|offer|grant|give|refund|approve|reveal|recommend|output|include|send|ignore)\b
        |\b(?:dear|attention|note\s+to|message\s+to|instruction\s+to)\s+(?:the\s+)?(?:ai|llm
          |language\s+model|chat\s?bot|assistant|gpt\w*)\b
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
    """,
}  # fmt: skip
_INTRUSIONS = {
    reason: re.compile(form, re.IGNORECASE | re.VERBOSE | re.MULTILINE)
    for reason, form in _FORMS.items()
}


def intrusion_in(text: str) -> str | None:
    """What gives it away, or None where the text orders no model about."""
    return next((reason for reason, form in _INTRUSIONS.items() if form.search(text)), None)

"""What a message asks of our memory: to forget, to tell, to keep a preference.

The sentences that do are taken out before anything else is understood. They read English.
"""

import re
from dataclasses import dataclass, field, replace

from shared.domain.customer_memory import NO_PREFERENCES, Preferences

LANGUAGES = {
    "arabic": "ar", "german": "de", "english": "en", "spanish": "es", "french": "fr",
    "italian": "it", "japanese": "ja", "dutch": "nl", "polish": "pl", "portuguese": "pt",
    "turkish": "tr", "chinese": "zh",
}  # fmt: skip
"""By their English names."""
_CHANNELS = {"text": "SMS", "sms": "SMS", "mail": "e-mail", "chat": "chat"}
_LONGEST_NAME, _MOST_NAMES = 40, 3


@dataclass(frozen=True)
class MemoryRequest:
    forgets: bool = False
    tells: bool = False
    """Whether the customer asks what we know about them."""
    preferences: Preferences = NO_PREFERENCES
    """Those that are stated."""


NO_REQUEST = MemoryRequest()


@dataclass(frozen=True)
class Heard:
    """`text` is what is left to answer, empty where nothing is."""

    text: str
    request: MemoryRequest = field(default=NO_REQUEST)


_SENTENCE = re.compile(r"[^.?!\n]+(?:[.?!\n]+\s*|$)")
_TITLE = re.compile(r"\b(Dr|Mr|Mrs|Ms|Mx|Prof|St)\.(?=\s)")
_POLITE = (
    r"(?:(?:please|pls|hi|hello|thanks|ok|okay|and|also|then|just|can you|could you|would you"
    r"|i want you to|i'd like you to)\W+)*"
)
_LATER = (
    r"(?:\W+(?:please|thanks|thank you|from now on|in (?:the )?future|again|any ?more"
    r"|next time))*\W*"
)


def _form(*words: str) -> re.Pattern[str]:
    return re.compile(rf"\W*{_POLITE}(?:{'|'.join(words)}){_LATER}", re.IGNORECASE)


_NAME = r"\w[\w .'-]*?"
_BY = r"(?:by|via|on|over|through)"
_FORGETS = _form(
    r"forget (?:(?:all|everything|what|anything) (?:that )?(?:you )?(?:know |remember |have )?"
    r"(?:about |of |on )?)?me",
    r"(?:do not|don'?t|never|stop) remember(?:ing)? (?:me|anything(?: about me)?|this"
    r"|any of this)",
    r"(?:delete|erase|clear) (?:what you remember(?: about me)?|your memory of me)",
)
_TELLS = _form(
    r"(?:(?:tell|show) me )?what (?:do|did) you (?:know|remember|keep) (?:about|of|on) me",
    r"(?:tell|show) me what you (?:know|remember|keep) (?:about|of|on) me",
    r"what is (?:known|remembered) about me",
    r"do you (?:remember|know) (?:me|anything about me)",
)
_ADDRESS = _form(
    rf"(?:call|address) me (?:as )?(?P<name>{_NAME})",
    rf"i(?:'d| would) (?:like|prefer) to be called (?P<called>{_NAME})",
)
_LANGUAGE = _form(
    rf"(?:(?:always )?(?:write|reply|answer|talk|speak|respond)(?: to)?(?: me)?(?: only)? in"
    rf"|i(?:'d| would)? prefer(?: to (?:write|read|talk))?(?: in)?)"
    rf" (?P<language>{'|'.join(LANGUAGES)})",
)
_CHANNEL = _form(
    rf"(?:(?:always )?(?:contact|reach|write|answer|reply|message)(?: to)? me {_BY}"
    r"|i(?:'d| would)? prefer(?: (?:to be contacted|to hear from you))?(?: by| via)?) (?:an? )?"
    r"(?P<channel>text(?: messages?)?|sms|e-?mails?|chat)",
    r"(?:always )?(?:text|e-?mail) me",
)
_NO_OFFERS = _form(
    r"(?:no|stop(?: sending(?: me)?)?|(?:do not|don'?t) (?:send|make|give|want)(?: me)?"
    r"|i (?:do not|don'?t) want) (?:any |more |any more )?(?:sales |special |more )?"
    r"(?:offers?|promotions?|sales pitch(?:es)?|discounts?)(?: of any kind)?",
)
_NO_NAME = re.compile(
    r"\b(?:back|when|if|at|on|as soon|tomorrow|today|now|later|before|after|a|an|the|this|that"
    r"|about|by|for)\b",
    re.IGNORECASE,
)
"""Words that no name has: "call me back", "call me a taxi"."""


def hear(text: str, languages: tuple[str, ...]) -> Heard:
    """What of the message is for our memory, and what is left. A preference for a language that the
    company does not speak is none: it could not be kept."""
    left: list[str] = []
    request = NO_REQUEST
    for sentence in _SENTENCE.findall(_TITLE.sub(r"\1", text)):
        asked = _asked_in(sentence, languages)
        if asked is None:
            left.append(sentence)
        else:
            request = MemoryRequest(
                request.forgets or asked.forgets,
                request.tells or asked.tells,
                asked.preferences.over(request.preferences),
            )
    if request == NO_REQUEST:
        return Heard(text)
    rest = "".join(left).strip()
    return Heard(rest if re.search(r"\w{2}", rest) else "", request)


def _asked_in(sentence: str, languages: tuple[str, ...]) -> MemoryRequest | None:
    if _FORGETS.fullmatch(sentence):
        return replace(NO_REQUEST, forgets=True)
    if _TELLS.fullmatch(sentence):
        return replace(NO_REQUEST, tells=True)
    stated = _preference_in(sentence, languages)
    return replace(NO_REQUEST, preferences=stated) if stated else None


def _preference_in(sentence: str, languages: tuple[str, ...]) -> Preferences | None:
    if _NO_OFFERS.fullmatch(sentence) and "?" not in sentence:
        return Preferences(no_offers=True)
    if spoken := _LANGUAGE.fullmatch(sentence):
        code = LANGUAGES[spoken["language"].lower()]
        return Preferences(language=code) if code in languages else None
    if reached := _CHANNEL.fullmatch(sentence):
        named = (reached["channel"] or reached.group()).lower().replace("-", "")
        return Preferences(channel=next(own for word, own in _CHANNELS.items() if word in named))
    if called := _ADDRESS.fullmatch(sentence):
        return _called((called["name"] or called["called"]).strip())
    return None


def _called(name: str) -> Preferences | None:
    """A short name in letters, for whatever it says is repeated in the company's own voice."""
    is_name = re.fullmatch(r"[^\W\d_](?:[^\W\d_]|[ .'-])*", name) is not None
    if not is_name or _NO_NAME.search(name) or len(name) > _LONGEST_NAME:
        return None
    if len(name.split()) > _MOST_NAMES:
        return None
    return Preferences(address=name if name != name.lower() else name.title())

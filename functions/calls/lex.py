"""Reads what a bot of Lex V2 tells its code hook of one utterance, and writes what it is to say.

https://docs.aws.amazon.com/lexv2/latest/dg/lambda-input-format.html
https://docs.aws.amazon.com/lexv2/latest/dg/lambda-response-format.html
"""

import re
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from shared.domain.calls import FRESH, CallState, Heard, Spoken
from shared.domain.company import Company
from shared.domain.conversation import (
    MAX_TEXT,
    Channel,
    Identity,
    Participant,
    conversation_of_call,
)
from shared.domain.listening import as_written
from shared.domain.masking import clean
from shared.domain.speech import as_ssml, in_parts
from shared.ports.knowledge import Customers

LONGEST, MOST = 1_024, 5
"""UTF-16 code units of a message, which Lex itself holds to, and messages of an answer: together
well below what a function may answer (25 KB)."""
STATE = "careline"
CALLER, CALLED, VERIFIED = "callerNumber", "calledNumber", "callerVerified"
"""Session attributes: our own, and those that the company's Connect flow sets."""
_NUMBER = re.compile(r"\+[0-9]{3,15}")
_STATE = TypeAdapter(CallState)


class _Told(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, hide_input_in_errors=True)


class Bot(_Told):
    locale_id: str = ""


class Transcription(_Told):
    transcription_confidence: float | None = None


class Intent(_Told):
    name: Annotated[str, Field(min_length=1)]


class SessionState(_Told):
    intent: Intent | None = None
    session_attributes: dict[str, str | None] | None = None


class LexEvent(_Told):
    session_id: Annotated[str, Field(min_length=2, max_length=100)]
    input_transcript: str | None = None
    input_mode: str = "Speech"
    bot: Bot = Bot()
    transcriptions: list[Transcription] | None = None
    request_attributes: dict[str, str] | None = None
    session_state: SessionState

    @property
    def attributes(self) -> dict[str, str]:
        told = self.session_state.session_attributes or {}
        return {name: value for name, value in told.items() if value is not None}

    @property
    def confidence(self) -> float:
        """In the transcript, 0..1; keys and typed words have none, and are sure."""
        best = (self.transcriptions or [Transcription()])[0].transcription_confidence
        return 1.0 if best is None else best

    @property
    def language(self) -> str:
        """ISO 639-1, of a locale such as en_US."""
        return self.bot.locale_id.partition("_")[0].lower()

    @property
    def takes_ssml(self) -> bool:
        """Connect says what it takes; a chat takes plain text only."""
        accepted = (self.request_attributes or {}).get("x-amz-lex:accept-content-types")
        return "SSML" in accepted if accepted else self.input_mode != "Text"


def read_utterance(event: LexEvent, customers: Customers, company: Company) -> Heard:
    """What was heard. The number that the network shows is a customer's only where the company's
    flow says that it has verified the caller (level: known number)."""
    attributes = event.attributes
    number = attributes.get(CALLER, "")
    number = number if _NUMBER.fullmatch(number) else ""
    is_verified = attributes.get(VERIFIED, "").lower() == "true"
    customer = customers.by_phone(number) if number and is_verified else None
    return Heard(
        conversation_id=conversation_of_call(event.session_id),
        words=_words(event, company),
        participant=Participant(
            channel=Channel.VOICE,
            identity=Identity.KNOWN_NUMBER if customer else Identity.ANONYMOUS,
            customer_id=customer.id if customer else None,
            address=number or None,
            reply_from=attributes.get(CALLED) or None,
        ),
        language=event.language,
        confidence=event.confidence,
        state=_state(attributes.get(STATE)),
    )


def respond(event: LexEvent, spoken: Spoken) -> dict[str, Any]:
    """Ask for the caller's next words, or end the bot with what the flow needs to go on."""
    attributes = event.attributes | {STATE: _STATE.dump_json(spoken.state).decode()}
    state: dict[str, Any] = {"dialogAction": {"type": "ElicitIntent"}}
    if spoken.end:
        intent = event.session_state.intent
        state = {"dialogAction": {"type": "Close"}}
        state["intent"] = {
            "name": intent.name if intent else "FallbackIntent",
            "state": "Fulfilled",
        }
        told = {
            "outcome": spoken.end.outcome,
            "caseId": spoken.end.case_id,
            "reason": spoken.end.reason,
            "summary": spoken.end.summary,
            "conversationId": conversation_of_call(event.session_id),
        }
        attributes |= {key: value for key, value in told.items() if value}
    messages = [
        {"contentType": "SSML", "content": as_ssml(part)}
        if event.takes_ssml
        else {"contentType": "PlainText", "content": " ".join(part)}
        for part in in_parts(spoken.sentences, LONGEST)
    ]
    return {
        "sessionState": {**state, "sessionAttributes": attributes},
        "messages": messages[:MOST],
    }


def _words(event: LexEvent, company: Company) -> str:
    """Nothing where there is not a letter or a digit. Keys count as what they show, but for a 0
    alone, by which callers ask for a person everywhere."""
    said = clean(event.input_transcript or "")[:MAX_TEXT]
    if event.input_mode == "DTMF":
        keys = said.strip("#* ")
        voice = company.phones[company.answers_in(event.language)]
        return voice.says("call_wants_person") if keys == "0" else keys
    return as_written(said, event.language) if any(map(str.isalnum, said)) else ""


def _state(kept: str | None) -> CallState:
    """Begins anew where somebody else wrote it."""
    try:
        return _STATE.validate_json(kept) if kept else FRESH
    except ValidationError:
        return FRESH

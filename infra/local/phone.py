"""What stands in for Amazon Connect and Lex here: a call whose words come typed.

Nothing listens and nothing is spoken. What the caller says goes to the function that the bot's
alias names, in the shape that Lex tells it, and the session's attributes are kept in between:
https://docs.aws.amazon.com/lexv2/latest/dg/lambda-input-format.html
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.local.functions import LocalFunction

PATH = "/_local/lex"
ALIAS = {"aliasId": "TSTALIASID", "aliasName": "live", "version": "1"}
_INTENT = {"name": "FallbackIntent", "slots": {}, "confirmationState": "None"}


@dataclass
class PhoneCall:
    """`invoke` gives an event to the hook and returns its answer. A verified caller is one whom the
    company's flow has made sure of; without a `number` it is withheld."""

    invoke: Callable[[dict[str, Any]], dict[str, Any]]
    number: str = ""
    is_verified: bool = True
    ours: str = "+15550198"
    locale: str = "en_US"
    contact: str = field(default_factory=lambda: str(uuid4()))
    attributes: dict[str, str] = field(default_factory=dict)
    is_over: bool = False

    def __post_init__(self) -> None:
        self.attributes |= {"calledNumber": self.ours, "callerVerified": str(self.is_verified)}
        if self.number:
            self.attributes["callerNumber"] = self.number

    def say(self, words: str, *, mode: str = "Speech", confidence: float = 0.93) -> dict[str, Any]:
        """What the hook answers to these words, or to silence; a `mode` of DTMF presses keys."""
        answer = self.invoke(self.event(words, mode=mode, confidence=confidence))
        state = answer["sessionState"]
        self.attributes = state["sessionAttributes"]
        self.is_over = state["dialogAction"]["type"] == "Close"
        return answer

    def event(self, words: str, *, mode: str, confidence: float) -> dict[str, Any]:
        ready = {**_INTENT, "state": "ReadyForFulfillment"}
        heard = {"transcription": words, "transcriptionConfidence": confidence}
        return {
            "messageVersion": "1.0",
            "invocationSource": "FulfillmentCodeHook",
            "inputMode": mode,
            "responseContentType": "audio/pcm",
            "sessionId": self.contact,
            "inputTranscript": words,
            "bot": {"id": "CARELINEBT", "name": "careline", "localeId": self.locale, **ALIAS},
            "interpretations": [{"intent": ready, "interpretationSource": "Lex"}],
            "requestAttributes": {
                "x-amz-lex:accept-content-types": "PlainText,SSML",
                "x-amz-lex:channels:platform": "Connect",
            },
            "sessionState": {
                "activeContexts": [],
                "sessionAttributes": dict(self.attributes),
                "intent": ready,
                "originatingRequestId": str(uuid4()),
            },
            "transcriptions": [heard] if words and mode == "Speech" else [],
        }


def heard_in(answer: Mapping[str, Any]) -> list[str]:
    """The sentences of an answer, as a caller hears them."""
    return [
        sentence
        for message in answer["messages"]
        for sentence in _sentences(message["contentType"], message["content"])
    ]


def _sentences(kind: str, content: str) -> list[str]:
    if kind != "SSML":
        return [content]
    return ["".join(sentence.itertext()) for sentence in ElementTree.fromstring(content)]


def route(hooks: Mapping[str, LocalFunction]) -> Route:
    async def tell(request: Request) -> Response:
        """As Lex does: an event to the hook of its bot's locale, and a failure as an error."""
        event = await request.json()
        locale = event.get("bot", {}).get("localeId")
        if locale not in hooks:
            return JSONResponse({"errorMessage": f"no bot listens in {locale}"}, 404)
        answer, failed = await run_in_threadpool(hooks[locale].invoke, event)
        return JSONResponse(json.loads(answer), 502 if failed else 200)

    return Route(PATH, tell, methods=["POST"])

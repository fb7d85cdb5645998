"""Mood by a hosted model, chosen by configuration; where it fails, the embedded heads answer."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.adapters.aws.clients import client
from shared.adapters.models.converse import Request, Tool, fill_in
from shared.domain.errors import ModelFailed
from shared.domain.mood import Mood, politeness_of, urgency_of
from shared.ports.understanding import MoodReader

PROMPT = "mood-v1"
_MOST_TOKENS = 150
_LONGEST_SENTIMENT = 5_000
"""Bytes of a text that DetectSentiment takes.

https://docs.aws.amazon.com/comprehend/latest/APIReference/API_DetectSentiment.html
"""
_LONGEST_SEGMENT = 1_000
"""Bytes of a segment that DetectToxicContent takes, English only.

https://docs.aws.amazon.com/comprehend/latest/APIReference/API_DetectToxicContent.html
"""
_COMPREHENDED = frozenset({"ar", "de", "en", "es", "fr", "hi", "it", "ja", "ko", "pt", "zh"})
_ABUSIVE = frozenset({"HARASSMENT_OR_ABUSE", "HATE_SPEECH", "INSULT", "VIOLENCE_OR_THREAT"})


class WithFallback:
    """`ask` raises ModelFailed where it has no answer."""

    def __init__(self, ask: Callable[[str, str], Mood], embedded: MoodReader) -> None:
        self._ask, self._embedded = ask, embedded

    def read(self, text: str, language: str) -> Mood:
        try:
            return self._ask(text, language)
        except ModelFailed:
            return self._embedded.read(text, language)


def ask_comprehend(text: str, language: str) -> Mood:
    """Amazon Comprehend tells sentiment, and abuse in English; it has no word for anger."""
    if language not in _COMPREHENDED:
        raise ModelFailed(f"Comprehend does not read {language}")
    scores = _comprehend(
        "detect_sentiment", Text=_cut(text, _LONGEST_SENTIMENT), LanguageCode=language
    )["SentimentScore"]
    mixed = scores["Mixed"] / 2
    negative, positive = scores["Negative"] + mixed, scores["Positive"] + mixed
    return Mood(
        valence=positive - negative,
        negative=negative,
        neutral=scores["Neutral"],
        positive=positive,
        abuse=_abuse(text) if language == "en" else 0.0,
        urgency=urgency_of(text),
        politeness=politeness_of(text),
    )


def _abuse(text: str) -> float:
    segments = [{"Text": _cut(text, _LONGEST_SEGMENT)}]
    (result,) = _comprehend("detect_toxic_content", TextSegments=segments, LanguageCode="en")[
        "ResultList"
    ]
    return max(
        (label["Score"] for label in result["Labels"] if label["Name"] in _ABUSIVE), default=0.0
    )


def _comprehend(operation: str, **request: object) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = getattr(client("comprehend"), operation)(**request)
    except ClientError as error:
        raise ModelFailed(f"Comprehend said {error.response['Error']['Code']}") from None
    except BotoCoreError as error:
        raise ModelFailed(f"Comprehend gave no answer: {type(error).__name__}") from None
    return answer


def _cut(text: str, most: int) -> str:
    """The beginning, at most so many bytes of UTF-8."""
    return text.encode()[:most].decode(errors="ignore")


class Feeling(BaseModel):
    """What a model on Bedrock fills in."""

    model_config = ConfigDict(extra="forbid")
    valence: float = Field(ge=-1, le=1)
    anger: float = Field(ge=0, le=1)
    abuse: float = Field(ge=0, le=1)
    urgency: float = Field(ge=0, le=1)
    politeness: float = Field(ge=0, le=1)


class BedrockMood:
    def __init__(self, model_id: str) -> None:
        self._model = model_id

    def ask(self, text: str, language: str) -> Mood:
        del language  # the model knows
        tool = Tool("mood", "Say how the customer feels.", _schema())
        message = f"<message>{_data(text)}</message>"
        filled = fill_in(self._model, Request(tool, _prompt(), message, _MOST_TOKENS))
        try:
            feeling = Feeling.model_validate(filled.value)
        except ValidationError:
            raise ModelFailed("the mood has not the form that was asked for") from None
        return Mood(
            negative=max(0.0, -feeling.valence),
            neutral=1 - abs(feeling.valence),
            positive=max(0.0, feeling.valence),
            **feeling.model_dump(),
        )


def _schema() -> dict[str, object]:
    """Without bounds, which strict tools do not take; they are checked on the way in."""
    names = list(Feeling.model_fields)
    return {
        "type": "object",
        "properties": {name: {"type": "number"} for name in names},
        "required": names,
        "additionalProperties": False,
    }


def _data(text: str) -> str:
    """No text can close the tag around it."""
    return text.replace("<", " ")


@cache
def _prompt() -> str:
    return (Path(__file__).with_name("prompts") / f"{PROMPT}.md").read_text(encoding="utf-8")

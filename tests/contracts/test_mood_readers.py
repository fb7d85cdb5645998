"""Every reader of moods gives a mood, and a hosted one never keeps the customer waiting."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.stub import ANY, Stubber

from shared.adapters.aws.clients import client
from shared.adapters.models.hosted_mood import BedrockMood, WithFallback, ask_comprehend
from shared.domain.errors import ModelFailed
from shared.domain.mood import Mood
from shared.ports.understanding import MoodReader

TEXT = "You are useless, where is my order? I live at 12 Elm Street."
CALM = Mood(0.0, 0.1, 0.8, 0.1)
SENTIMENT = {
    "Sentiment": "NEGATIVE",
    "SentimentScore": {"Positive": 0.01, "Negative": 0.9, "Neutral": 0.05, "Mixed": 0.04},
}
TOXICITY = {
    "ResultList": [
        {
            "Labels": [
                {"Name": "PROFANITY", "Score": 0.99},
                {"Name": "INSULT", "Score": 0.8},
                {"Name": "HATE_SPEECH", "Score": 0.1},
            ],
            "Toxicity": 0.7,
        }
    ]
}
FEELING = {"valence": -0.8, "anger": 0.7, "abuse": 0.6, "urgency": 0.2, "politeness": 0.0}


class Embedded:
    def read(self, text: str, language: str) -> Mood:
        return CALM


@pytest.fixture
def comprehend(aws: None) -> Iterator[Stubber]:
    with Stubber(client("comprehend")) as stub:
        yield stub


@pytest.fixture
def bedrock(aws: None) -> Iterator[Stubber]:
    with Stubber(client("bedrock-runtime")) as stub:
        yield stub


def filled(value: Any, stop: str = "tool_use") -> dict[str, Any]:
    use = {"toolUseId": "t", "name": "mood", "input": value}
    return {
        "output": {"message": {"role": "assistant", "content": [{"toolUse": use}]}},
        "stopReason": stop,
        "usage": {"inputTokens": 200, "outputTokens": 40, "totalTokens": 240},
        "metrics": {"latencyMs": 300},
    }


def test_comprehend_tells_sentiment_and_abuse(comprehend: Stubber) -> None:
    comprehend.add_response("detect_sentiment", SENTIMENT, {"Text": TEXT, "LanguageCode": "en"})
    segments = {"TextSegments": [{"Text": TEXT}], "LanguageCode": "en"}
    comprehend.add_response("detect_toxic_content", TOXICITY, segments)
    mood = WithFallback(ask_comprehend, Embedded()).read(TEXT, "en")
    assert mood.negative + mood.neutral + mood.positive == pytest.approx(1)
    assert mood.valence == pytest.approx(-0.89)
    assert mood.abuse == 0.8


def test_comprehend_is_asked_for_sentiment_alone_in_other_languages(comprehend: Stubber) -> None:
    comprehend.add_response("detect_sentiment", SENTIMENT, {"Text": "Wo?", "LanguageCode": "de"})
    assert ask_comprehend("Wo?", "de").abuse == 0
    comprehend.assert_no_pending_responses()


def test_a_text_is_cut_to_what_comprehend_takes(comprehend: Stubber) -> None:
    comprehend.add_response(
        "detect_sentiment", SENTIMENT, {"Text": "ü" * 2_500, "LanguageCode": "de"}
    )
    assert ask_comprehend("ü" * 4_000, "de").valence < 0


def test_bedrock_fills_in_a_strict_tool(bedrock: Stubber) -> None:
    expected = {
        "modelId": "a-model",
        "system": ANY,
        "messages": ANY,
        "inferenceConfig": {"maxTokens": ANY},
        "toolConfig": ANY,
    }
    bedrock.add_response("converse", filled(FEELING), expected)
    mood = BedrockMood("a-model").ask(TEXT, "en")
    assert (mood.valence, mood.anger, mood.abuse) == (-0.8, 0.7, 0.6)
    assert mood.negative + mood.neutral + mood.positive == pytest.approx(1)


@pytest.mark.parametrize(
    "answer",
    [
        filled({**FEELING, "valence": -7}),
        filled({"valence": 0.1}),
        filled("sad"),
        filled(FEELING, "max_tokens"),
    ],
)
def test_what_bedrock_gets_wrong_is_read_by_the_embedded_heads(
    bedrock: Stubber, answer: dict[str, Any]
) -> None:
    bedrock.add_response("converse", answer)
    reader: MoodReader = WithFallback(BedrockMood("a-model").ask, Embedded())
    assert reader.read(TEXT, "en") == CALM


def test_throttling_and_strange_languages_are_read_by_the_embedded_heads(
    comprehend: Stubber,
) -> None:
    comprehend.add_client_error("detect_sentiment", "ThrottlingException", TEXT)
    with pytest.raises(ModelFailed) as failure:
        ask_comprehend(TEXT, "en")
    assert "Elm Street" not in str(failure.value)
    assert WithFallback(ask_comprehend, Embedded()).read("Où ?", "tr") == CALM

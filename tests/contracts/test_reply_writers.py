"""What every engine promises, and how those on AWS fail: always as ModelFailed.

Bedrock and SageMaker stand behind botocore's stubs, which check requests and responses against
the services' own models; the OpenAI-compatible endpoint is a real server on this machine.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError
from botocore.stub import ANY, Stubber

from shared.adapters.aws.clients import client
from shared.adapters.models import chat_completions, hosted
from shared.adapters.models.bedrock import BedrockWriter
from shared.adapters.models.embedded import EmbeddedComposer
from shared.adapters.models.openai_compatible import OpenAiCompatibleWriter
from shared.adapters.models.sagemaker import SageMakerWriter
from shared.ports.reply_writer import ReplyWriter
from tests.contracts.engines import (
    ASK,
    FACT,
    KEY,
    MODEL,
    PASSAGE,
    QUESTION,
    Endpoint,
    failure_of,
    invoked,
    payload,
    serving,
)


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serving() as made:
        yield made


@pytest.fixture
def bedrock(aws: None) -> Iterator[Stubber]:
    with Stubber(client("bedrock-runtime")) as stub:
        yield stub


@pytest.fixture
def sagemaker(aws: None) -> Iterator[Stubber]:
    with Stubber(client("sagemaker-runtime")) as stub:
        yield stub


@pytest.fixture(params=["embedded", "bedrock", "sagemaker", "openai"])
def writer(request: pytest.FixtureRequest) -> ReplyWriter:
    if request.param == "bedrock":
        stub = request.getfixturevalue("bedrock")
        stub.add_response("converse", payload("bedrock-converse"))
        return BedrockWriter(MODEL)
    if request.param == "sagemaker":
        stub = request.getfixturevalue("sagemaker")
        stub.add_response("invoke_endpoint", invoked(payload("sagemaker-lmi")))
        return SageMakerWriter("replies")
    if request.param == "openai":
        return OpenAiCompatibleWriter(request.getfixturevalue("endpoint").url, "a-model", KEY)
    return EmbeddedComposer()


def test_a_draft_names_only_support_that_was_given(writer: ReplyWriter) -> None:
    draft = writer.write(ASK)
    assert draft.sentences
    for sentence in draft.sentences:
        assert sentence.text.strip()
        assert sentence.support
        assert set(sentence.support) <= {PASSAGE.id, FACT.id}


def test_a_draft_states_the_facts_and_says_who_wrote_it(writer: ReplyWriter) -> None:
    draft = writer.write(ASK)
    assert FACT.id in {key for sentence in draft.sentences for key in sentence.support}
    assert draft.engine


# Bedrock


def test_bedrock_is_made_to_fill_in_a_strict_tool_within_a_token_limit(bedrock: Stubber) -> None:
    expected = {
        "modelId": MODEL,
        "system": [{"text": hosted.instructions(ASK)}],
        "messages": [{"role": "user", "content": [{"text": hosted.material(ASK)}]}],
        "inferenceConfig": {"maxTokens": hosted.MOST_TOKENS},
        "toolConfig": {
            "tools": [
                {
                    "toolSpec": {
                        "name": "reply",
                        "description": ANY,
                        "strict": True,
                        "inputSchema": {"json": hosted.answer_schema()},
                    }
                }
            ],
            "toolChoice": {"tool": {"name": "reply"}},
        },
    }
    bedrock.add_response("converse", payload("bedrock-converse"), expected)
    draft = BedrockWriter(MODEL).write(ASK)
    assert draft.engine == f"bedrock:{MODEL}@reply-v4"
    assert (draft.usage.input_tokens, draft.usage.output_tokens) == (912, 97)


@pytest.mark.parametrize(
    "code",
    [
        "ThrottlingException",
        "ModelTimeoutException",
        "ModelErrorException",
        "ModelNotReadyException",
        "ServiceUnavailableException",
        "ValidationException",
        "AccessDeniedException",
    ],
)
def test_an_error_of_bedrock_is_told_by_its_code_alone(bedrock: Stubber, code: str) -> None:
    bedrock.add_client_error("converse", code, f"cannot take {QUESTION!r}")
    assert failure_of(BedrockWriter(MODEL)) == f"Bedrock said {code}"


@pytest.mark.parametrize(
    "reason",
    ["max_tokens", "guardrail_intervened", "content_filtered", "end_turn", "malformed_tool_use"],
)
def test_an_answer_that_bedrock_cut_off_or_blocked_is_not_used(
    bedrock: Stubber, reason: str
) -> None:
    bedrock.add_response("converse", payload("bedrock-converse") | {"stopReason": reason})
    assert failure_of(BedrockWriter(MODEL)) == f"Bedrock stopped with {reason}"


@pytest.mark.parametrize(
    "content",
    [
        [],
        [{"text": "Within 30 days."}],
        [{"toolUse": {"toolUseId": "t1", "name": "reply", "input": {"text": "Within 30 days."}}}],
        [{"toolUse": {"toolUseId": "t1", "name": "reply", "input": {"sentences": []}}}],
    ],
    ids=["nothing", "text", "wrong schema", "empty"],
)
def test_a_tool_call_of_another_form_is_not_used(
    bedrock: Stubber, content: list[dict[str, Any]]
) -> None:
    answer = payload("bedrock-converse")
    answer["output"]["message"]["content"] = content
    bedrock.add_response("converse", answer)
    failure_of(BedrockWriter(MODEL))


# SageMaker


def test_sagemaker_is_sent_a_chat_that_each_of_its_containers_reads(sagemaker: Stubber) -> None:
    body = chat_completions.request(ASK) | {"max_tokens": hosted.MOST_TOKENS}
    schema = {"name": "reply", "strict": True, "schema": hosted.answer_schema()}
    body["response_format"] = {"type": "json_schema", "json_schema": schema, "value": schema}
    expected = {
        "EndpointName": "replies",
        "ContentType": "application/json",
        "Accept": "application/json",
        "Body": json.dumps(body).encode(),
    }
    sagemaker.add_response("invoke_endpoint", invoked(payload("sagemaker-lmi")), expected)
    draft = SageMakerWriter("replies").write(ASK)
    assert draft.engine == "sagemaker:replies@reply-v4"
    assert (draft.usage.input_tokens, draft.usage.output_tokens) == (874, 84)


@pytest.mark.parametrize("code", ["ModelError", "ServiceUnavailable", "ValidationError"])
def test_an_error_of_sagemaker_is_told_by_its_code_alone(sagemaker: Stubber, code: str) -> None:
    message = f'Received client error (422) from primary with message "{QUESTION}"'
    sagemaker.add_client_error("invoke_endpoint", code, message)
    assert failure_of(SageMakerWriter("replies")) == f"SageMaker said {code}"


def test_an_error_that_a_container_hides_in_a_success_is_found(sagemaker: Stubber) -> None:
    hidden = {"error": f"Input validation error: {QUESTION}", "code": 424}
    sagemaker.add_response("invoke_endpoint", invoked(hidden))
    assert "no chat completion" in failure_of(SageMakerWriter("replies"))


@pytest.mark.parametrize(
    ("service", "writer"),
    [("bedrock-runtime", BedrockWriter(MODEL)), ("sagemaker-runtime", SageMakerWriter("replies"))],
    ids=["bedrock", "sagemaker"],
)
def test_silence_of_aws_is_a_failure(aws: None, service: str, writer: ReplyWriter) -> None:
    def time_out(**_: object) -> None:
        raise ReadTimeoutError(endpoint_url=f"https://{service}.example")

    client(service).meta.events.register("before-call", time_out)
    assert failure_of(writer).endswith("gave no answer: ReadTimeoutError")

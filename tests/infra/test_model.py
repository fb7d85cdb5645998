"""A deployment chooses the model that writes replies, and grants asking that model only."""

from pathlib import Path
from typing import Any

import pytest
from aws_cdk import Stack, aws_lambda
from aws_cdk.assertions import Template

from infra.cloud.deployment import new_app
from infra.cloud.model import CheckModel, Model, MoodModel
from tests.infra.templates import CARE, Assembly, as_list


def granted(model: Model, out: Path) -> list[tuple[str, str]]:
    """Each action that a function gets for this model, with its resources as text."""
    stack = Stack(new_app(str(out)), "Stack")
    function = aws_lambda.Function(
        stack,
        "Function",
        code=aws_lambda.Code.from_inline("-"),
        handler="index.handler",
        runtime=aws_lambda.Runtime.PYTHON_3_13,
    )
    model.grant_write_replies(function)
    policies = Template.from_stack(stack).find_resources("AWS::IAM::Policy").values()
    statements: list[dict[str, Any]] = [
        statement
        for policy in policies
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
    ]
    return [(str(each["Action"]), str(each["Resource"])) for each in statements]


def test_the_embedded_composer_needs_no_permission(tmp_path: Path) -> None:
    assert granted(Model("embedded"), tmp_path) == []


def test_a_profile_of_bedrock_reaches_its_model_in_its_regions(tmp_path: Path) -> None:
    ((action, resources),) = granted(Model("bedrock", id="eu.maker.model-v1:0"), tmp_path)
    assert action == "bedrock:InvokeModel"
    assert "inference-profile/eu.maker.model-v1:0" in resources
    assert "foundation-model/maker.model-v1:0" in resources


def test_a_model_of_bedrock_is_reached_in_this_region_only(tmp_path: Path) -> None:
    ((_, resources),) = granted(Model("bedrock", id="maker.model-v1:0"), tmp_path)
    assert "foundation-model/maker.model-v1:0" in resources
    assert ":bedrock:*" not in resources


def test_a_stream_and_a_second_profile_are_granted_where_they_are_chosen(tmp_path: Path) -> None:
    model = Model("bedrock", id="maker.a-v1:0", streams=True, fallback_id="eu.maker.b-v1:0")
    ((action, resources),) = granted(model, tmp_path)
    assert action == "bedrock:InvokeModelWithResponseStream"
    assert "foundation-model/maker.a-v1:0" in resources
    assert "inference-profile/eu.maker.b-v1:0" in resources
    assert model.environment["MODEL_FALLBACK_ID"] == "eu.maker.b-v1:0"


def test_sagemaker_is_one_endpoint(tmp_path: Path) -> None:
    ((action, resources),) = granted(Model("sagemaker", endpoint="replies"), tmp_path)
    assert action == "sagemaker:InvokeEndpoint"
    assert "endpoint/replies" in resources


def test_a_key_is_read_from_its_secret(tmp_path: Path) -> None:
    key = "arn:aws:secretsmanager:us-east-1:111122223333:secret:key-AbCdEf"
    model = Model("openai", id="small", endpoint="https://models.example/v1", secret_arn=key)
    ((action, resources),) = granted(model, tmp_path)
    assert "secretsmanager:GetSecretValue" in action
    assert resources == key
    assert model.environment == {
        "MODEL_ENGINE": "openai",
        "MODEL_ID": "small",
        "MODEL_ENDPOINT": "https://models.example/v1",
        "MODEL_SECRET_ARN": key,
    }


@pytest.mark.parametrize(
    ("engine", "complaint"),
    [("bedrock", "model_id"), ("sagemaker", "model_endpoint"), ("clippy", "choose one of")],
)
def test_an_incomplete_choice_says_what_to_mend(engine: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Model(engine)


def test_a_second_reader_is_granted_beside_the_writer(tmp_path: Path) -> None:
    check = CheckModel("bedrock", "eu.maker.small-v1:0", "0.1, 0.01, 0.4")
    model = Model("openai", id="m", endpoint="https://models.example/v1", check=check)
    ((action, resources),) = granted(model, tmp_path)
    assert action == "bedrock:InvokeModel"
    assert "inference-profile/eu.maker.small-v1:0" in resources
    assert model.environment["CHECK_MODEL_ID"] == "eu.maker.small-v1:0"
    assert "CHECK_ENGINE" not in Model("embedded").environment


@pytest.mark.parametrize(
    ("engine", "complaint"), [("bedrock", "check_model_id"), ("a friend", "one of")]
)
def test_an_incomplete_check_says_what_to_mend(engine: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        CheckModel(engine)


def granted_in_care(assembly: Assembly, function: str) -> list[tuple[str, str]]:
    """What the function of the whole platform may do, by its name, beside writing logs."""
    return [
        (str(each["Action"]), str(each["Resource"]))
        for name, policy in assembly.templates[CARE]["Resources"].items()
        if policy["Type"] == "AWS::IAM::Policy" and name.startswith(function)
        for each in policy["Properties"]["PolicyDocument"]["Statement"]
        if not {"logs", "xray"} & {str(action).split(":")[0] for action in as_list(each["Action"])}
    ]


def test_only_an_engine_that_streams_may_push_to_open_pages(
    assembly: Assembly, chosen: Assembly
) -> None:
    assert granted_in_care(assembly, "Generation") == []
    granted = granted_in_care(chosen, "Generation")
    assert [action for action, _ in granted] == ["dynamodb:Query", "execute-api:ManageConnections"]


def test_a_hosted_mood_is_granted_to_sentiment_alone(
    assembly: Assembly, chosen: Assembly, chosen_otherwise: Assembly
) -> None:
    assert granted_in_care(assembly, "Sentiment") == []
    ((actions, _),) = granted_in_care(chosen_otherwise, "Sentiment")
    assert "comprehend:DetectSentiment" in actions
    ((action, resource),) = granted_in_care(chosen, "Sentiment")
    assert action == "bedrock:InvokeModel"
    assert "foundation-model/maker.m-v1:0" in resource


@pytest.mark.parametrize(
    ("engine", "complaint"), [("bedrock", "mood_model_id"), ("vibes", "one of")]
)
def test_an_incomplete_mood_engine_says_what_to_mend(engine: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        MoodModel(engine)

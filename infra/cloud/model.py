"""The models that a deployment chooses, to write replies and to read moods: their environment and
their permission."""

from dataclasses import dataclass

from aws_cdk import Stack, aws_iam, aws_lambda
from aws_cdk import aws_secretsmanager as secretsmanager

from infra.cloud.accepted import accept
from infra.cloud.constructs.capability import Capability

_GEOGRAPHIES = ("us", "us-gov", "eu", "apac", "jp", "au", "ca", "global")
"""First part of the ids of Bedrock's cross-region inference profiles.

https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
"""


@dataclass(frozen=True)
class CheckModel:
    """Who checks the sense of what a hosted model writes: `engine` is embedded, or bedrock, which
    needs the model's `id`. `prices` as of `Model`."""

    engine: str
    id: str = ""
    prices: str = ""

    def __post_init__(self) -> None:
        if self.engine not in ("embedded", "bedrock"):
            raise ValueError(f"check_engine is {self.engine!r}; choose one of embedded, bedrock")
        if self.engine == "bedrock" and not self.id:
            raise ValueError("check_engine bedrock needs -c check_model_id=…")

    @property
    def environment(self) -> dict[str, str]:
        chosen = {
            "CHECK_ENGINE": self.engine if self.engine != "embedded" else "",
            "CHECK_MODEL_ID": self.id,
            "CHECK_PRICES": self.prices,
        }
        return {name: value for name, value in chosen.items() if value}

    def grant_check_replies(self, function: aws_lambda.IFunction) -> None:
        """Let `function` ask this model, and no other."""
        if self.engine == "bedrock":
            arns = _bedrock_arns(Stack.of(function), self.id)
            _grant(function, "bedrock:InvokeModel", *arns)


@dataclass(frozen=True)
class Model:
    """`engine` is embedded, bedrock, sagemaker or openai (any OpenAI-compatible endpoint).

    bedrock needs `id`; sagemaker the name of an endpoint in `endpoint`; openai the base URL in
    `endpoint`, `id`, and, where the endpoint asks for a key, the whole ARN of its secret in
    `secret_arn`.
    """

    engine: str
    id: str = ""
    endpoint: str = ""
    secret_arn: str = ""
    streams: bool = False
    """Whether web customers see each sentence as soon as it is written and checked."""
    fallback_id: str = ""
    """Of bedrock: the model or profile that is asked where the first has no capacity."""
    caches: bool = False
    """Of bedrock: whether it keeps the prompt, for models that can."""
    prices: str = ""
    """US dollars for a million tokens sent, cached and answered, such as "3, 0.3, 15"."""
    check: CheckModel = CheckModel("embedded")
    """Who reads what this one writes."""

    def __post_init__(self) -> None:
        needs = {
            "embedded": (),
            "bedrock": ("id",),
            "sagemaker": ("endpoint",),
            "openai": ("endpoint", "id"),
        }
        if self.engine not in needs:
            raise ValueError(f"model_engine is {self.engine!r}; choose one of {', '.join(needs)}")
        for name in needs[self.engine]:
            if not getattr(self, name):
                raise ValueError(f"model_engine {self.engine} needs -c model_{name}=…")

    @property
    def environment(self) -> dict[str, str]:
        chosen = {
            "MODEL_ENGINE": self.engine,
            "MODEL_ID": self.id,
            "MODEL_ENDPOINT": self.endpoint,
            "MODEL_SECRET_ARN": self.secret_arn,
            "MODEL_STREAMS": "true" if self.streams else "",
            "MODEL_FALLBACK_ID": self.fallback_id,
            "MODEL_CACHES": "true" if self.caches else "",
            "MODEL_PRICES": self.prices,
        }
        given = {name: value for name, value in chosen.items() if value}
        return given | self.check.environment

    def grant_write_replies(self, function: aws_lambda.IFunction) -> None:
        """Let `function` ask this model and its reader, and no other."""
        stack = Stack.of(function)
        self.check.grant_check_replies(function)
        if self.engine == "bedrock":
            action = f"bedrock:InvokeModel{'WithResponseStream' if self.streams else ''}"
            models = (self.id, self.fallback_id) if self.fallback_id else (self.id,)
            arns = [arn for model in models for arn in _bedrock_arns(stack, model)]
            _grant(function, action, *dict.fromkeys(arns))
        if self.engine == "sagemaker":
            arn = stack.format_arn(
                service="sagemaker", resource="endpoint", resource_name=self.endpoint
            )
            action = f"sagemaker:InvokeEndpoint{'WithResponseStream' if self.streams else ''}"
            _grant(function, action, arn)
        if self.secret_arn:
            secretsmanager.Secret.from_secret_complete_arn(
                Stack.of(function), "ModelSecret", self.secret_arn
            ).grant_read(function)


@dataclass(frozen=True)
class MoodModel:
    """`engine` is embedded, comprehend, or bedrock, which needs the model's `id`."""

    engine: str
    id: str = ""

    def __post_init__(self) -> None:
        if self.engine not in ("embedded", "comprehend", "bedrock"):
            raise ValueError(
                f"mood_engine is {self.engine!r}; choose one of embedded, comprehend, bedrock"
            )
        if self.engine == "bedrock" and not self.id:
            raise ValueError("mood_engine bedrock needs -c mood_model_id=…")

    @property
    def environment(self) -> dict[str, str]:
        chosen = {"MOOD_ENGINE": self.engine, "MOOD_MODEL_ID": self.id}
        return {name: value for name, value in chosen.items() if value}

    def grant_read_moods(self, capability: Capability) -> None:
        """Let the capability ask this model, and no other."""
        if self.engine == "bedrock":
            _grant(
                capability.function,
                "bedrock:InvokeModel",
                *_bedrock_arns(Stack.of(capability), self.id),
            )
        if self.engine == "comprehend":
            for action in ("comprehend:DetectSentiment", "comprehend:DetectToxicContent"):
                _grant(capability.function, action, "*")
            accept(capability, "IAM5[Resource::*]", "Comprehend's detection takes no resource")


def _grant(function: aws_lambda.IFunction, action: str, *arns: str) -> None:
    function.add_to_role_policy(aws_iam.PolicyStatement(actions=[action], resources=list(arns)))


def _bedrock_arns(stack: Stack, model_id: str) -> list[str]:
    """A profile routes to its model in several regions, and each must be allowed too."""
    geography, _, model = model_id.partition(".")
    if geography not in _GEOGRAPHIES:
        return [f"arn:{stack.partition}:bedrock:{stack.region}::foundation-model/{model_id}"]
    profile = stack.format_arn(
        service="bedrock", resource="inference-profile", resource_name=model_id
    )
    return [profile, f"arn:{stack.partition}:bedrock:*::foundation-model/{model}"]

"""The model that writes replies, as a deployment chooses it: its environment and its permission."""

from dataclasses import dataclass

from aws_cdk import Stack, aws_iam, aws_lambda
from aws_cdk import aws_secretsmanager as secretsmanager

_GEOGRAPHIES = ("us", "us-gov", "eu", "apac", "jp", "au", "ca", "global")
"""First part of the ids of Bedrock's cross-region inference profiles.

https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
"""


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
        }
        return {name: value for name, value in chosen.items() if value}

    def grant_write_replies(self, function: aws_lambda.IFunction) -> None:
        """Let `function` ask this model, and no other."""
        stack = Stack.of(function)
        if self.engine == "bedrock":
            self._grant(function, "bedrock:InvokeModel", *self._bedrock_arns(stack))
        if self.engine == "sagemaker":
            arn = stack.format_arn(
                service="sagemaker", resource="endpoint", resource_name=self.endpoint
            )
            self._grant(function, "sagemaker:InvokeEndpoint", arn)
        if self.secret_arn:
            secretsmanager.Secret.from_secret_complete_arn(
                Stack.of(function), "ModelSecret", self.secret_arn
            ).grant_read(function)

    def _grant(self, function: aws_lambda.IFunction, action: str, *arns: str) -> None:
        function.add_to_role_policy(aws_iam.PolicyStatement(actions=[action], resources=list(arns)))

    def _bedrock_arns(self, stack: Stack) -> list[str]:
        """A profile routes to its model in several regions, and each must be allowed too."""
        geography, _, model = self.id.partition(".")
        if geography not in _GEOGRAPHIES:
            return [f"arn:{stack.partition}:bedrock:{stack.region}::foundation-model/{self.id}"]
        profile = stack.format_arn(
            service="bedrock", resource="inference-profile", resource_name=self.id
        )
        return [profile, f"arn:{stack.partition}:bedrock:*::foundation-model/{model}"]

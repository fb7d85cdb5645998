"""The engine that a deployment finds passages with: its environment and its permission."""

from dataclasses import dataclass

from aws_cdk import aws_iam

from infra.cloud.accepted import accept
from infra.cloud.constructs.capability import Capability

_FIND = ("es:ESHttpGet", "es:ESHttpPost")
_PUBLISH = (*_FIND, "es:ESHttpPut", "es:ESHttpDelete")


@dataclass(frozen=True)
class SearchEngine:
    """`engine` is embedded, or opensearch, which needs the https `endpoint` of a domain that the
    company owns, and its `domain_arn`."""

    engine: str
    endpoint: str = ""
    domain_arn: str = ""

    def __post_init__(self) -> None:
        if self.engine not in ("embedded", "opensearch"):
            raise ValueError(f"search_engine is {self.engine!r}; choose embedded or opensearch")
        for name in ("endpoint", "domain_arn"):
            if self.engine == "opensearch" and not getattr(self, name):
                raise ValueError(f"search_engine opensearch needs -c search_{name}=…")

    @property
    def environment(self) -> dict[str, str]:
        if self.engine == "embedded":
            return {}
        return {"SEARCH_ENGINE": self.engine, "SEARCH_ENDPOINT": self.endpoint}

    def grant_find(self, capability: Capability) -> None:
        self._grant(capability, *_FIND)

    def grant_publish(self, capability: Capability) -> None:
        self._grant(capability, *_PUBLISH)

    def _grant(self, capability: Capability, *actions: str) -> None:
        if self.engine == "embedded":
            return
        paths = f"{self.domain_arn}/*"
        capability.function.add_to_role_policy(
            aws_iam.PolicyStatement(actions=list(actions), resources=[paths])
        )
        accept(capability, f"IAM5[Resource::{paths}]", "indexes are named by their version")

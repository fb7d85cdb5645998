"""Reads who signs a company's customers in: identity.yaml of its pack.

issuer: https://id.shop.example
client_id: careline
customer: sub            # the claim that holds our customer id, or `email`
secret: arn:aws:…        # whole ARN; left out for a public client, which PKCE protects
"""

from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.adapters.yaml_text import parse_yaml
from shared.domain.errors import BrokenPack


class OidcSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: Annotated[str, Field(pattern=r"^https://[^\s?#]+$")]
    client_id: Annotated[str, Field(min_length=1)]
    customer: str = "sub"
    secret: Annotated[str, Field(pattern=r"^arn:")] | None = None


def load_identity(root: Path) -> OidcSettings | None:
    """None is a valid answer: the site then signs for its customers itself. Raises BrokenPack."""
    path = root / "identity.yaml"
    if not path.exists():
        return None
    try:
        return OidcSettings.model_validate(parse_yaml(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        flaw = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, flaw["loc"])) or "the file"
        raise BrokenPack(f"identity.yaml: {place}: {flaw['msg']}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BrokenPack(f"identity.yaml: it cannot be read: {error}") from error

"""Reads who may send a company's web hooks: webhooks.yaml of its pack.

company: {scheme: standard}                       # with the secret that the platform made
shop: {scheme: shopify, secrets: ["arn:aws:…"]}   # whole ARNs; two while changing
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from shared.adapters.yaml_text import parse_yaml
from shared.domain.errors import BrokenPack
from shared.domain.webhooks import Scheme


@dataclass(frozen=True)
class StatedSource:
    """Without `secrets`, the platform's own is meant."""

    scheme: Scheme
    secrets: tuple[str, ...] = ()


class _Source(BaseModel):
    model_config = ConfigDict(extra="forbid")

    scheme: Scheme
    secrets: tuple[Annotated[str, Field(pattern=r"^arn:")], ...] = ()


_FILE = TypeAdapter(dict[Annotated[str, Field(pattern=r"^[a-z0-9-]+$")], _Source])


def load_webhook_sources(root: Path) -> dict[str, StatedSource]:
    """By name; none is a valid answer. Raises BrokenPack, which says what to mend."""
    path = root / "webhooks.yaml"
    if not path.exists():
        return {}
    try:
        told = _FILE.validate_python(parse_yaml(path.read_text(encoding="utf-8")) or {})
    except ValidationError as error:
        flaw = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, flaw["loc"]))
        raise BrokenPack(f"webhooks.yaml: {place}: {flaw['msg']}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BrokenPack(f"webhooks.yaml: it cannot be read: {error}") from error
    return {name: StatedSource(each.scheme, each.secrets) for name, each in told.items()}

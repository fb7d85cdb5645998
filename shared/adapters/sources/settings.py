"""The sources that a pack names, sources.yaml."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from shared.adapters.sources.folder import FolderSource
from shared.domain.errors import BrokenPack
from shared.ports.sources import DocumentSource


class SourceSettings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    kind: Literal["folder"]
    path: str
    schedule: str | None = None


_LIST = TypeAdapter(tuple[SourceSettings, ...])


def load_sources(root: Path) -> tuple[SourceSettings, ...]:
    """Those of the pack at `root`. Raises BrokenPack naming the file and what to mend."""
    path = root / "sources.yaml"
    try:
        return _LIST.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return ()
    except (yaml.YAMLError, ValidationError) as error:
        raise BrokenPack(f"{root.name}/{path.name}: {error}") from error


def open_source(
    root: Path, settings: SourceSettings, _secret: Callable[[str], str]
) -> DocumentSource:
    return FolderSource(settings.name, root / settings.path)

"""A folder of files of any format."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from shared.adapters.sources.defaults import Defaults, revision_of
from shared.adapters.sources.files import File, pull_files
from shared.adapters.sources.formats import READERS
from shared.domain.errors import InvalidInput, TransientError
from shared.ports.sources import Pulled, Same, Skipped


class FolderSource:
    """Without `defaults`, every file must be an article with front matter."""

    def __init__(self, name: str, folder: Path, defaults: Defaults | None = None) -> None:
        self.name = name
        self._folder = folder
        self._defaults = defaults

    def pull(self, have: Mapping[str, str]) -> Iterator[Pulled | Same | Skipped]:
        if not self._folder.is_dir():
            raise InvalidInput(f"{self.name}: there is no folder {self._folder.name}: mend `path`")
        try:
            yield from pull_files(self.name, self._files(), self._defaults, have)
        except OSError as error:
            raise TransientError(f"{self.name} cannot be read: {type(error).__name__}") from error

    def _files(self) -> Iterator[File]:
        for path in sorted(self._folder.rglob("*")):
            place = path.relative_to(self._folder)
            hidden = any(part.startswith(".") for part in place.parts)
            if hidden or path.suffix.lower() not in READERS or path.is_dir():
                continue
            yield File(
                place.as_posix(), path.stat().st_size, partial(_digest, path), path.read_bytes
            )


def _digest(path: Path) -> str:
    return revision_of(path.read_bytes())

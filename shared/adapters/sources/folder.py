"""A folder of articles in Markdown."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from shared.adapters.sources.articles import read_article
from shared.domain.errors import InvalidInput
from shared.ports.sources import Pulled, Same, Skipped


class FolderSource:
    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self._folder = folder

    def pull(self, have: Mapping[str, str]) -> Iterator[Pulled | Same | Skipped]:
        for path in sorted(self._folder.glob("**/*.md")):
            content = path.read_bytes()
            revision = hashlib.sha256(content).hexdigest()[:16]
            try:
                document = read_article(content.decode("utf-8"))
            except (InvalidInput, UnicodeDecodeError) as error:
                yield Skipped(path.stem, str(error))
                continue
            if have.get(document.id) == revision:
                yield Same(document.id)
            else:
                yield Pulled(document, revision)

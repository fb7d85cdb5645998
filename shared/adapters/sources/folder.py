"""A folder of files: articles that tell their own scope, and documents of any format."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from shared.adapters.sources.articles import read_article
from shared.adapters.sources.defaults import Defaults, name_of, revision_of
from shared.adapters.sources.formats import LARGEST, READERS, read_file
from shared.domain.documents import Document
from shared.domain.errors import InvalidInput
from shared.ports.sources import Pulled, Same, Skipped

_FRONT_MATTER = b"---"


class FolderSource:
    """Without `defaults`, every file must be an article with front matter."""

    def __init__(self, name: str, folder: Path, defaults: Defaults | None = None) -> None:
        self.name = name
        self._folder = folder
        self._defaults = defaults

    def pull(self, have: Mapping[str, str]) -> Iterator[Pulled | Same | Skipped]:
        known = {revision: id for id, revision in have.items()}
        for path in sorted(self._folder.rglob("*")):
            if path.suffix.lower() not in READERS or path.name.startswith("."):
                continue
            place = str(path.relative_to(self._folder))
            if path.stat().st_size > LARGEST:
                yield Skipped(place, f"it has more than {LARGEST // 1_000_000} MB: split it")
                continue
            content = path.read_bytes()
            revision = revision_of(place.encode() + content)
            if revision in known:
                yield Same(known[revision])
                continue
            try:
                yield Pulled(read_document(self.name, place, content, self._defaults), revision)
            except InvalidInput as error:
                yield Skipped(place, str(error))


def read_document(source: str, place: str, content: bytes, defaults: Defaults | None) -> Document:
    """A file at its place in a source. Raises InvalidInput saying what to mend."""
    if defaults is None or content.startswith(_FRONT_MATTER):
        try:
            return read_article(content.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise InvalidInput("it is not UTF-8: save it as UTF-8") from error
    text = read_file(place, content)
    title = text.title or Path(place).stem.replace("-", " ").replace("_", " ").capitalize()
    version = revision_of(content)[:8]
    return defaults.document(name_of(source, place), title, place, version, text.markdown)

"""Files of any format: articles that tell their own scope, and other documents."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from shared.adapters.sources.articles import read_article
from shared.adapters.sources.defaults import Defaults, name_of, revision_of
from shared.adapters.sources.formats import LARGEST, read_file
from shared.domain.documents import Document
from shared.domain.errors import InvalidInput
from shared.ports.sources import Pulled, Same, Skipped

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_FRONT_MATTER = b"---"


@dataclass(frozen=True)
class File:
    """`place` names it within its source, `state` marks its content."""

    place: str
    size: int
    """Bytes."""
    state: Callable[[], str]
    read: Callable[[], bytes]


def pull_files(
    source: str, files: Iterable[File], defaults: Defaults | None, have: Mapping[str, str]
) -> Iterator[Pulled | Same | Skipped]:
    """Without `defaults`, every file must be an article with front matter.

    A revision marks the file's place and its state. So a file whose front matter broke is known by
    its place, and what we have of it stays.
    """
    held = {revision.partition(":")[0]: (id, revision) for id, revision in have.items()}
    told: dict[str, str] = {}
    for file in files:
        mark = revision_of(file.place.encode())
        id, before = held.get(mark, (file.place, ""))
        found: Pulled | Same | Skipped
        try:
            if file.size > LARGEST:
                raise InvalidInput(f"it has more than {LARGEST // 1_000_000} MB: split it")
            revision = f"{mark}:{file.state()}"
            if revision == before:
                found = Same(id)
            else:
                document = read_document(source, file.place, file.read(), defaults)
                id, found = document.id, Pulled(document, revision)
        except InvalidInput as error:
            found = Skipped(id, str(error))
        if id in told:
            yield Skipped(file.place, f"{told[id]} has the id {id} too: give each its own")
            continue
        told[id] = file.place
        yield found


def read_document(source: str, place: str, content: bytes, defaults: Defaults | None) -> Document:
    """Raises InvalidInput saying what to mend."""
    text = content.removeprefix(_BYTE_ORDER_MARK)
    if defaults is None or text.startswith(_FRONT_MATTER):
        try:
            return read_article(text.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise InvalidInput("it is not UTF-8: save it as UTF-8") from error
    found = read_file(place, content)
    title = found.title or PurePath(place).stem.replace("-", " ").replace("_", " ").capitalize()
    version = revision_of(content)[:8]
    return defaults.document(name_of(source, place), title, place, version, found.markdown)

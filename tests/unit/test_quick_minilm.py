"""The layers that read English documents meet the whole model's vectors, many texts at once."""

import numpy as np
import pytest

from shared.adapters.models.document_bert import add_document_bert
from shared.adapters.models.encoders import comparer_for, encoder_for, question_encoder
from shared.adapters.models.minilm import MiniLm, add_tokens, packed_model, whole_minilm
from shared.adapters.models.onnx_file import Graph, read_model
from shared.adapters.models.quick_minilm import QuickMiniLm

TEXTS = [
    "Headphones can be returned within 30 days of delivery, if they are undamaged.",
    "Standard shipping is free for orders of $75 or more.",
    "Earbuds pair with a phone in the app: hold both buttons for five seconds.",
    "Refunds go back to the card within five days.",
    "Coaching is paused for one, two or three months.",
]


@pytest.fixture(scope="module")
def quick() -> QuickMiniLm:
    return QuickMiniLm()


def test_its_vectors_are_nearly_those_of_the_whole(quick: QuickMiniLm) -> None:
    alike = (quick.encode(TEXTS) * MiniLm().encode(TEXTS)).sum(axis=1)
    assert alike.min() > 0.96


def test_a_question_finds_its_sentence(quick: QuickMiniLm) -> None:
    questions = ("do i pay for delivery?", "when is my money back", "can i stop the coach a while")
    found = [int(np.argmax(quick.encode(TEXTS) @ quick.ask(each)[0])) for each in questions]
    assert found == [1, 3, 4]
    assert np.array_equal(quick.ask(questions[0])[0], MiniLm().ask(questions[0])[0])


def test_a_texts_vector_does_not_depend_on_its_neighbours(quick: QuickMiniLm) -> None:
    long = ["word " * 300, "", "Is it?", "Was it?"]
    together = quick.encode([*long, *TEXTS * 9])
    for at, text in enumerate([*long, *TEXTS]):
        assert np.allclose(together[at], quick.encode([text])[0], atol=1e-6)
    assert np.allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)


def test_no_text_gives_no_row(quick: QuickMiniLm) -> None:
    assert quick.encode([]).shape == (0, 384)


def test_english_is_indexed_by_it_and_older_indexes_by_the_whole() -> None:
    assert encoder_for("en-GB").name == comparer_for("en").name == QuickMiniLm.name
    assert isinstance(question_encoder(QuickMiniLm.name), QuickMiniLm)
    assert isinstance(question_encoder(MiniLm.name), MiniLm)


def test_layers_that_were_taught_no_reach_are_refused() -> None:
    graph = Graph()
    weights, nodes = read_model(packed_model())
    with pytest.raises(AssertionError, match="asked was taught no reach"):
        add_document_bert(graph, whole_minilm(weights, nodes), add_tokens(graph, weights))

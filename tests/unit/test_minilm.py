"""The encoder that reckons in bytes says nearly what its file says, whatever stands beside."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from shared.adapters.models import minilm
from shared.adapters.models.minilm import (
    DeepMiniLm,
    MiniLm,
    WideMiniLm,
    packed_model,
    tokenizer,
)
from shared.adapters.models.onnx_file import Graph, read_model
from shared.ports.understanding import Vectors

TEXTS = [
    "Headphones can be returned within 30 days of delivery, if they are undamaged.",
    "How long may I send it back?",
    "Standard shipping is free for orders of $75 or more.",
    "Earbuds pair with a phone in the app: hold both buttons for five seconds.",
    "Ein Satz, den das Modell kaum versteht.",
    "word " * 300,
    "",
]


@pytest.fixture(scope="module")
def encoder() -> MiniLm:
    return MiniLm()


def as_packed(text: str) -> Vectors:
    """By the file itself, whose products are of floating-point numbers."""
    session = onnxruntime.InferenceSession(packed_model(), providers=["CPUExecutionProvider"])
    ids = np.array([tokenizer().encode(text).ids], np.int64)
    given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": 0 * ids}
    (hidden,) = session.run(None, given)
    mean = hidden[0].mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean))


def test_its_vectors_point_where_the_files_do(encoder: MiniLm) -> None:
    alike = (encoder.encode(TEXTS) * np.stack([as_packed(text) for text in TEXTS])).sum(axis=1)
    assert alike[:4].min() > 0.995
    assert alike.min() > 0.97


@pytest.mark.parametrize("kind", [MiniLm, WideMiniLm, DeepMiniLm])
def test_a_texts_vector_does_not_depend_on_its_neighbours(kind: type[MiniLm]) -> None:
    encoder = kind()
    together = encoder.encode(TEXTS)
    assert together.shape == (len(TEXTS), encoder.dimensions)
    minilm.forget()
    assert all(np.array_equal(together[at], encoder.encode([t])[0]) for at, t in enumerate(TEXTS))
    assert np.allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)


def test_what_is_kept_of_a_text_is_changed_by_nobody(encoder: MiniLm) -> None:
    (given,) = encoder.encode(["Is it late?"])
    before = given.copy()
    given[:] = 0.0
    asked, _ = encoder.ask("Is it late?")
    assert np.allclose(asked, before, atol=1e-6)
    asked[:] = 0.0
    assert np.array_equal(encoder.encode(["Is it late?"])[0], before)


@pytest.mark.parametrize("kind", [WideMiniLm, DeepMiniLm])
def test_what_is_read_beside_the_mean_counts_as_much(kind: type[MiniLm], encoder: MiniLm) -> None:
    parts = kind().encode(TEXTS).reshape(len(TEXTS), len(kind.pooled), encoder.dimensions)
    assert np.allclose(parts[:, 0] * len(kind.pooled) ** 0.5, encoder.encode(TEXTS), atol=1e-5)
    assert np.allclose(np.linalg.norm(parts, axis=2), len(kind.pooled) ** -0.5, atol=1e-5)
    assert (parts[:, 0] * parts[:, 1]).sum(axis=1).max() < 0.9 / len(kind.pooled)


def test_no_text_gives_no_row(encoder: MiniLm) -> None:
    assert encoder.encode([]).shape == (0, 384)


def test_a_model_that_is_written_is_read_and_runs(tmp_path: Path) -> None:
    graph = Graph()
    rows = np.array([[1.0, 2.0], [3.0, 5.0]], np.float32)
    graph.node("Gather", "row", graph.weight("rows", rows), "ids")
    graph.node("ReduceMean", "mean", "row", axes=[-1], keepdims=0)
    path = tmp_path / "model.onnx"
    path.write_bytes(graph.dump(takes="ids", gives=("mean",)))
    weights, nodes = read_model(path)
    assert np.array_equal(weights["rows"], rows)
    assert [(node.operator, node.inputs) for node in nodes] == [
        ("Gather", ("rows", "ids")),
        ("ReduceMean", ("row",)),
    ]
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    (mean,) = session.run(None, {"ids": np.array([[1, 0]], np.int64)})
    assert mean.tolist() == [[4.0, 1.5]]


def test_a_question_is_read_as_a_text_and_for_its_answer(encoder: MiniLm) -> None:
    question = "do i have to pay when i send it back?"
    vector, answer = encoder.ask(question)
    assert np.array_equal(vector, encoder.encode([question])[0])
    assert np.isclose(np.linalg.norm(answer), 1.0, atol=1e-5)


def test_what_answers_is_nearer_than_what_repeats_a_word(encoder: MiniLm) -> None:
    answers, repeats = (
        encoder.encode(
            [
                "Damage by accident or by animals is not covered by the warranty.",
                "Dogs may be taken into the shop if they are on a lead.",
            ]
        )
        @ encoder.ask("my dog chewed the cable, do you fix that?")[1]
    )
    assert answers > repeats + 0.1

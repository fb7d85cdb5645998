"""The encoder that reckons in bytes says nearly what the other says, whatever stands beside."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from shared.adapters.models.minilm import MiniLm
from shared.adapters.models.onnx_file import Graph, read_model
from shared.adapters.models.quick_minilm import QuickMiniLm

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
def quick() -> QuickMiniLm:
    return QuickMiniLm()


def test_its_vectors_point_where_the_others_do(quick: QuickMiniLm) -> None:
    alike = (quick.encode(TEXTS) * MiniLm().encode(TEXTS)).sum(axis=1)
    assert alike[:4].min() > 0.995
    assert alike.min() > 0.97


def test_a_texts_vector_does_not_depend_on_its_neighbours(quick: QuickMiniLm) -> None:
    together = quick.encode(TEXTS)
    assert all(np.array_equal(together[at], quick.encode([t])[0]) for at, t in enumerate(TEXTS))
    assert np.allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)


def test_no_text_gives_no_row(quick: QuickMiniLm) -> None:
    assert quick.encode([]).shape == (0, 384)


def test_a_model_that_is_written_is_read_and_runs(tmp_path: Path) -> None:
    graph = Graph()
    rows = np.array([[1.0, 2.0], [3.0, 5.0]], np.float32)
    graph.node("Gather", "row", graph.weight("rows", rows), "ids")
    graph.node("ReduceMean", "mean", "row", axes=[-1], keepdims=0)
    path = tmp_path / "model.onnx"
    path.write_bytes(graph.dump(takes="ids", gives="mean"))
    weights, nodes = read_model(path)
    assert np.array_equal(weights["rows"], rows)
    assert [(node.operator, node.inputs) for node in nodes] == [
        ("Gather", ("rows", "ids")),
        ("ReduceMean", ("row",)),
    ]
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    (mean,) = session.run(None, {"ids": np.array([[1, 0]], np.int64)})
    assert mean.tolist() == [[4.0, 1.5]]

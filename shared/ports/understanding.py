"""Models that read a message."""

from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from shared.domain.mood import Mood
from shared.domain.routing import Reading

if TYPE_CHECKING:  # most functions have no encoder layer, and so no numpy
    import numpy as np
    from numpy.typing import NDArray

Vectors: TypeAlias = "NDArray[np.floating[Any]]"


class Encoder(Protocol):
    def encode(self, texts: list[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimensions), so that a dot product is a cosine."""


class IntentReader(Protocol):
    def read(self, text: str) -> Reading: ...


class MoodReader(Protocol):
    def read(self, text: str) -> Mood: ...

"""What of a reply the customer has been shown while it is still being written."""

from collections.abc import Callable

Push = Callable[[int, str], None]
"""Shows a sentence, given how many stand before it."""


def unseen(_at: int, _sentence: str) -> None:
    """For whoever shows a reply only whole."""


class Stage:
    """The sentences of one reply in their order, each shown once, from the first on.

    Only an engine that streams gains by it, so sentences wait until one is shown `live`.
    """

    def __init__(self, push: Push = unseen) -> None:
        self._push = push
        self._sentences: list[str] = []
        self._shown = 0

    @property
    def mark(self) -> int:
        """Where the next sentence will stand."""
        return len(self._sentences)

    def add(self, sentence: str, *, live: bool = False) -> None:
        if sentence not in self._sentences:
            self._sentences.append(sentence)
        if live:
            for at in range(self._shown, len(self._sentences)):
                self._push(at, self._sentences[at])
            self._shown = len(self._sentences)

    def take_back(self, mark: int) -> bool:
        """Forget what came after `mark`; False, and nothing forgotten, where it was shown."""
        if self._shown > mark:
            return False
        del self._sentences[mark:]
        return True

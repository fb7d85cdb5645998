"""Changes to somebody else's modules, each of which can be taken back."""

from contextlib import ExitStack
from typing import Any

_ABSENT = object()


class Patches(ExitStack):
    """Replaces attributes until it is closed; then everything is as it was."""

    def replace(self, owner: Any, name: str, value: Any) -> Any:
        """Set `owner.name`, which must exist: moto is pinned, and a lost hook must not go unseen.

        Returns what stood there.
        """
        before = getattr(owner, name)
        own = vars(owner).get(name, _ABSENT)
        setattr(owner, name, value)
        self.callback(_restore, owner, name, own)
        return before

    def add(self, owner: Any, name: str, value: Any) -> None:
        """Set `owner.name`, which must not exist yet."""
        if hasattr(owner, name):
            raise AttributeError(f"{owner} has {name} already: this mend is no longer needed")
        setattr(owner, name, value)
        self.callback(delattr, owner, name)


def _restore(owner: Any, name: str, own: Any) -> None:
    if own is _ABSENT:
        delattr(owner, name)
    else:
        setattr(owner, name, own)

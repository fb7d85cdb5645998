"""What a model's answer took: its tokens, its time and its price."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Usage:
    """`prompt` names the prompt's file and version. Input tokens include the cached ones."""

    model: str = ""
    prompt: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    """Of the input tokens, those that the provider read from its prompt cache."""
    seconds: float = 0.0
    cost: float | None = None
    """US dollars; None where the deployment has stated no price."""


NO_USAGE = Usage()

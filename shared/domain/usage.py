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

    def __add__(self, other: "Usage") -> "Usage":
        """Both calls together; `model` and `prompt` are the first's that names them."""
        costs = [cost for cost in (self.cost, other.cost) if cost is not None]
        return Usage(
            self.model or other.model,
            self.prompt or other.prompt,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cached_tokens + other.cached_tokens,
            self.seconds + other.seconds,
            sum(costs) if costs else None,
        )


NO_USAGE = Usage()

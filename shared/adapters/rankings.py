"""A pack's ranking.yaml: what each score counts in a company's searches, by locale.

en: {passage: 0.2, sentence: 0.5, words: 0.3}
"""

from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from shared.adapters.yaml_text import parse_yaml
from shared.domain.errors import BrokenPack, InvalidInput
from shared.domain.ranking import Fusion

RANKING = "ranking.yaml"
_FUSIONS = TypeAdapter(dict[str, Fusion])


def load_fusions(root: Path) -> dict[str, Fusion]:
    """Of the pack at `root`; none where it was never tuned. Raises BrokenPack."""
    path = root / RANKING
    if not path.exists():
        return {}
    try:
        return _FUSIONS.validate_python(parse_yaml(path.read_text(encoding="utf-8")) or {})
    except (yaml.YAMLError, InvalidInput) as error:
        raise BrokenPack(f"{root.name}/{RANKING}: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise BrokenPack(f"{root.name}/{RANKING}: {place}: {first['msg']}") from error


def save_fusions(root: Path, fusions: dict[str, Fusion], told: str) -> None:
    """Into the pack at `root`; `told` is what a reader of the file should know of them."""
    rows = {locale: vars(fusion) for locale, fusion in sorted(fusions.items())}
    text = f"# {told}\n{yaml.safe_dump(rows, sort_keys=False)}"
    (root / RANKING).write_text(text, encoding="utf-8")

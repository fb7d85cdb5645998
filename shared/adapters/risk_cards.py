"""A company's own scorecards: `risk.yaml` of its pack, as `careline train risk` writes it."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import yaml

from shared.adapters.yaml_text import parse_yaml
from shared.domain.errors import BrokenPack
from shared.domain.risk import JUDGED, Scorecard, Scorecards

RISK = "risk.yaml"


def load_scorecards(path: Path) -> Scorecards:
    """Those of the file; the judged one for a risk that it does not state. Raises BrokenPack."""
    cards = JUDGED
    for risk, stated in read_risks(path).items():
        points = stated.get("points") if isinstance(stated, dict) else None
        if risk not in asdict(JUDGED) or not isinstance(points, dict) or "base" not in stated:
            raise BrokenPack(f"{path}: {risk} needs base and points; risks are escalation, churn")
        judged: Scorecard = getattr(JUDGED, risk)
        if unknown := points.keys() - judged.points.keys():
            raise BrokenPack(f"{path}: {risk} knows no sign {min(unknown)}")
        try:
            card = Scorecard(float(stated["base"]), {sign: float(points[sign]) for sign in points})
        except (TypeError, ValueError) as error:
            raise BrokenPack(f"{path}: the base and points of {risk} are numbers") from error
        cards = replace(cards, **{risk: card})
    return cards


def read_risks(path: Path) -> dict[str, Any]:
    """What the file states of each risk; nothing, where there is none."""
    if not path.exists():
        return {}
    try:
        stated = parse_yaml(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BrokenPack(f"{path} is no YAML: {error}") from error
    if not isinstance(stated, dict):
        raise BrokenPack(f"{path} must map escalation or churn to their points")
    return stated

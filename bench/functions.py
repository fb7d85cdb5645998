"""What each function costs to start and to ship."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
_MB = 1024 * 1024


@dataclass(frozen=True)
class Cost:
    name: str
    import_ms: float
    unpacked_mb: float


def measure() -> list[Cost]:
    """Import time of each handler in a fresh interpreter, and unpacked size with its layers."""
    template = json.loads((ROOT / "cdk.out" / "Careline-Care.template.json").read_text("utf-8"))
    resources: dict[str, Any] = template["Resources"]
    functions = [
        r["Properties"] for r in resources.values() if r["Type"] == "AWS::Lambda::Function"
    ]
    return [
        Cost(
            name=function["Handler"].removesuffix(".lambda_handler"),
            import_ms=_import_ms(function["Handler"].rsplit(".", 1)[0]),
            unpacked_mb=_size(_asset(function["Code"]["S3Key"]))
            + sum(
                _size(_asset(resources[layer["Ref"]]["Properties"]["Content"]["S3Key"]))
                for layer in function["Layers"]
            ),
        )
        for function in functions
    ]


def _import_ms(module: str) -> float:
    code = (
        "import time; start = time.perf_counter(); "
        f"import {module}; print((time.perf_counter() - start) * 1000)"
    )
    command = [sys.executable, "-c", code]
    runs = [
        subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for _ in range(3)
    ]
    return min(map(float, runs))


def _asset(key: str) -> Path:
    return ROOT / "cdk.out" / f"asset.{key.removesuffix('.zip')}"


def _size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / _MB

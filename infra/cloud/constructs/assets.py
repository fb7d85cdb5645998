"""The code that is uploaded: one folder per function, and the layers they share."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from aws_cdk import Annotations, IgnoreMode
from aws_cdk.aws_lambda import Architecture, Code, LayerVersion, Runtime
from constructs import Construct

from infra.cloud.packaging import JUNK, ROOT, WITH_WHEELS, is_current, requirements, wheels


def capability_code(*folders: str) -> Code:
    """functions/<folder> of each, under that very path, so that imports read the same here and
    there."""
    return Code.from_asset(
        str(ROOT),
        ignore_mode=IgnoreMode.GIT,
        exclude=[
            "/*",
            "!/functions",
            "/functions/*",
            "!/functions/__init__.py",
            *(f"!/functions/{folder}" for folder in folders),
            *JUNK,
        ],
    )


class Layers(Construct):
    """`base` holds shared/ and what all functions import; the others what some do.

    `encoders` read texts in the languages that the company speaks, and `understanding` messages;
    `finding` adds the search engine's client; `sources` reads files of many formats.
    `company` is the pack and what was trained from it, at /opt/company; `console` is the built page
    at /opt/console.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        company: str,
        languages: Sequence[str],
        search: str,
        connects: bool = False,
        signs_in: bool = False,
    ) -> None:
        super().__init__(scope, name)
        self.base = self._layer("Base", {"python/shared": ROOT / "shared"})
        self.http = self._layer("Http", {})
        others = [self._layer("Multilingual", {})] if len(languages) > 1 else []
        self.encoders = (self._layer("Encoder", {}), *others)
        engine = [self._layer("Opensearch", {})] if search == "opensearch" else []
        self.connectors = (self._layer("Connectors", {}),) if connects else ()
        self.identity = (self._layer("Identity", {}),) if signs_in else ()
        self.finding = (*self.encoders, *engine)
        self.understanding = (*self.encoders, self._layer("Language", {}))
        self.sources = self._layer("Sources", {})
        self.console = self._layer("Console", {"console": ROOT / "web" / "dist" / "console"})
        artefacts = ROOT / "build" / "companies" / company
        self.company = self._layer(
            "Company",
            {"company": ROOT / "companies" / company, "company/artefacts": artefacts},
        )
        if not artefacts.is_dir():
            Annotations.of(self.company).add_error(
                f"{company} has no trained artefacts: run python -m training.company {company}"
            )

    def _layer(self, name: str, parts: Mapping[str, Path]) -> LayerVersion:
        """A layer of folders, each at its path in the layer; an absent folder is left out."""
        layer = name.lower()
        with TemporaryDirectory() as made:
            if layer in WITH_WHEELS:
                _copy(wheels(layer), Path(made, "python"))
                shutil.copy(requirements(layer), Path(made, f"{layer}.requirements.txt"))
            for place, source in parts.items():
                _copy(source, Path(made, place))
            version = LayerVersion(
                self,
                name,
                code=Code.from_asset(made),
                compatible_architectures=[Architecture.ARM_64],
                compatible_runtimes=[Runtime.PYTHON_3_13],
            )
        if layer in WITH_WHEELS and not is_current(layer):
            Annotations.of(version).add_error(
                f"layers/{layer} has no current wheels: run python -m infra.cloud.packaging"
            )
        return version


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(*JUNK), dirs_exist_ok=True)

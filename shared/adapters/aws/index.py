"""The published index in S3: `index/<version>/…`, and `index/current.json`, which names the version
that customers are answered from. A version is whole before it is named."""

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from pydantic import TypeAdapter

from shared.adapters.aws.clients import client
from shared.adapters.aws.library import put_if_unchanged
from shared.adapters.search.embedded import EmbeddedSearch
from shared.adapters.search.index import build_index
from shared.adapters.search.vectors import VectorCache, in_time
from shared.domain.documents import Document
from shared.domain.evidence import Passage
from shared.domain.findings import Finding
from shared.domain.ranking import Fusions
from shared.ports.knowledge import Search
from shared.ports.library import HasTime, for_ever
from shared.ports.understanding import Encoder, QuestionEncoder

_CURRENT = "index/current.json"
_CACHE = "index/vectors.sqlite"
_LOOK_AGAIN = 15.0
"""Seconds between looks at which version is current: how old an answer's knowledge may be."""
_FINDINGS = "index/findings.json"
_DOCUMENTS = TypeAdapter(list[Document])
_FOUND = TypeAdapter(tuple[str, list[Finding]])


class S3Publisher:
    """Builds versions in `scratch`; `encoder` gives the one that reads a locale, and `languages`
    are those that customers write in."""

    def __init__(
        self,
        bucket: str,
        scratch: Path,
        encoder: Callable[[str], Encoder],
        languages: Sequence[str] = (),
    ) -> None:
        self._bucket = bucket
        self._scratch = scratch
        self._encoder = encoder
        self._languages = languages

    def publish(
        self, documents: list[Document], now: datetime, has_time: HasTime = for_ever
    ) -> str:
        current, tag = read_current(self._bucket)
        digest = hashlib.sha256(_DOCUMENTS.dump_json(documents)).hexdigest()[:12]
        version = f"{now:%Y%m%dT%H%M%S}-{digest}"
        if current and current["version"].endswith(digest):
            return str(current["version"])  # nothing has changed
        folder = self._scratch / version
        with kept_vectors(self._bucket, self._scratch) as cache:
            build_index(folder, documents, self._encoder, cache, in_time(has_time), self._languages)
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                key = f"index/{version}/{path.relative_to(folder)}"
                client("s3").upload_file(str(path), self._bucket, key)
        shutil.rmtree(folder)
        before = current["version"] if current else None
        named = {"version": version, "before": before, "documents": len(documents)}
        put_if_unchanged(self._bucket, _CURRENT, json.dumps(named).encode(), tag)
        self._sweep({version, before})
        return version

    def _sweep(self, kept: set[str | None]) -> None:
        """Versions older than the one before, and what an interrupted build left."""
        for key in _keys(self._bucket, "index/"):
            version, _, path = key.removeprefix("index/").partition("/")
            if path and version not in kept:
                client("s3").delete_object(Bucket=self._bucket, Key=key)


@contextmanager
def kept_vectors(bucket: str, scratch: Path) -> Iterator[VectorCache]:
    """What versions before had encoded; what this one adds is kept for the next."""
    path = scratch / "vectors.sqlite"
    fetch_vectors(bucket, path)
    try:
        with closing(VectorCache(path)) as cache:
            yield cache
    finally:
        client("s3").upload_file(str(path), bucket, _CACHE)


class S3Findings:
    """One object beside the versions: `index/findings.json`."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    def record(self, version: str, found: Sequence[Finding]) -> None:
        body = _FOUND.dump_json((version, list(found)))
        client("s3").put_object(Bucket=self._bucket, Key=_FINDINGS, Body=body)

    def latest(self) -> tuple[str, list[Finding]] | None:
        try:
            kept = client("s3").get_object(Bucket=self._bucket, Key=_FINDINGS)
        except client("s3").exceptions.NoSuchKey:
            return None
        return _FOUND.validate_json(kept["Body"].read())


def fetch_vectors(bucket: str, path: Path) -> None:
    """What versions before had encoded, if there were any."""
    _fetch(bucket, _CACHE, path)


class PublishedSearch:
    """The EvidenceFinder over the version that is current; before any is published, over the one
    that the pack was deployed with. What cannot be fetched leaves the one in use."""

    def __init__(
        self,
        bucket: str,
        shipped: Path,
        scratch: Path,
        encoder: Callable[[str], QuestionEncoder],
        warn: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
        fusions: Fusions = MappingProxyType({}),
    ) -> None:
        """`encoder` makes the one that has a name."""
        self._bucket = bucket
        self._scratch = scratch
        self._encoder = encoder
        self._warn = warn
        self._clock = clock
        self._version: str | None = None
        self._fusions = fusions
        self._engine = EmbeddedSearch.load(shipped, encoder, fusions)
        self._look_at = 0.0

    def find(self, search: Search) -> list[Passage]:
        if self._clock() >= self._look_at:
            self._look_at = self._clock() + _LOOK_AGAIN
            try:
                self._catch_up()
            except (BotoCoreError, ClientError, OSError) as error:
                self._warn(f"the published index cannot be fetched: {type(error).__name__}")
        return self._engine.find(search)

    def _catch_up(self) -> None:
        current, _ = read_current(self._bucket)
        if current is None or current["version"] == self._version:
            return
        version = str(current["version"])
        folder = self._scratch / version
        shutil.rmtree(folder, ignore_errors=True)
        prefix = f"index/{version}/"
        keys = _keys(self._bucket, prefix)
        if not keys:
            raise FileNotFoundError(prefix)
        for key in keys:
            _fetch(self._bucket, key, folder / key.removeprefix(prefix))
        self._engine = EmbeddedSearch.load(folder, self._encoder, self._fusions)
        if self._version:
            shutil.rmtree(self._scratch / self._version, ignore_errors=True)
        self._version = version


def read_current(bucket: str) -> tuple[dict[str, Any] | None, str | None]:
    """Which version is current, and the entity tag of what says so; None before the first."""
    try:
        found = client("s3").get_object(Bucket=bucket, Key=_CURRENT)
    except client("s3").exceptions.NoSuchKey:
        return None, None
    return json.loads(found["Body"].read()), found["ETag"]


def _fetch(bucket: str, key: str, path: Path) -> None:
    """Nothing is written where the object is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        client("s3").download_file(bucket, key, str(path))
    except ClientError as error:
        if error.response["Error"]["Code"] != "404":
            raise


def _keys(bucket: str, prefix: str) -> list[str]:
    pages = client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return [entry["Key"] for page in pages for entry in page.get("Contents", [])]

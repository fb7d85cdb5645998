"""What people drop into the knowledge bucket: articles under `inbox/`, in S3."""

from collections.abc import Iterator, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.aws.clients import client
from shared.adapters.sources.articles import read_article
from shared.domain.errors import InvalidInput, TransientError
from shared.ports.sources import INBOX, Pulled, Same, Skipped

PREFIX = "inbox/"
_LARGEST = 20_000_000
"""Bytes of one file."""


class InboxSource:
    """An article's revision is its object's entity tag. Its id is told by its front matter, so an
    object is read again where no document on file has its tag."""

    name = INBOX

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    def pull(self, have: Mapping[str, str]) -> Iterator[Pulled | Same | Skipped]:
        known = {revision: id for id, revision in have.items()}
        try:
            for entry in self._objects():
                if entry["ETag"] in known:
                    yield Same(known[entry["ETag"]])
                else:
                    yield self._read(entry)
        except (BotoCoreError, ClientError) as error:
            raise TransientError(f"the inbox cannot be read: {type(error).__name__}") from error

    def _objects(self) -> Iterator[dict[str, Any]]:
        pages = client("s3").get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self._bucket, Prefix=PREFIX):
            yield from page.get("Contents", [])

    def _read(self, entry: dict[str, Any]) -> Pulled | Skipped:
        name = entry["Key"].removeprefix(PREFIX)
        if entry["Size"] > _LARGEST:
            return Skipped(name, f"it is larger than {_LARGEST // 1_000_000} MB: split it")
        found = client("s3").get_object(Bucket=self._bucket, Key=entry["Key"])
        try:
            return Pulled(read_article(found["Body"].read().decode("utf-8")), entry["ETag"])
        except UnicodeDecodeError:
            return Skipped(name, "it is not UTF-8: save it as UTF-8")
        except InvalidInput as error:
            return Skipped(name, str(error))

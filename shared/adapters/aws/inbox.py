"""What people drop into the knowledge bucket: files of any format under `inbox/`, in S3."""

from collections.abc import Iterator, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.aws.clients import client
from shared.adapters.sources.defaults import Defaults
from shared.adapters.sources.folder import read_document
from shared.adapters.sources.formats import LARGEST
from shared.domain.errors import InvalidInput, TransientError
from shared.ports.sources import INBOX, Pulled, Same, Skipped

PREFIX = "inbox/"


class InboxSource:
    """A document's revision is its object's entity tag. Its id may be told by its front matter, so
    an object is read again where no document on file has its tag."""

    name = INBOX

    def __init__(self, bucket: str, defaults: Defaults) -> None:
        self._bucket = bucket
        self._defaults = defaults

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
        if entry["Size"] > LARGEST:
            return Skipped(name, f"it has more than {LARGEST // 1_000_000} MB: split it")
        found = client("s3").get_object(Bucket=self._bucket, Key=entry["Key"])
        try:
            document = read_document(self.name, name, found["Body"].read(), self._defaults)
        except InvalidInput as error:
            return Skipped(name, str(error))
        return Pulled(document, entry["ETag"])

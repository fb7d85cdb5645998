"""What people drop into the knowledge bucket: files of any format under `inbox/`, in S3."""

from collections.abc import Iterator, Mapping
from functools import partial

from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.aws.clients import client
from shared.adapters.sources.defaults import Defaults, revision_of
from shared.adapters.sources.files import File, pull_files
from shared.domain.errors import TransientError
from shared.ports.sources import INBOX, Pulled, Same, Skipped

PREFIX = "inbox/"


class InboxSource:
    """The state of a file is its object's entity tag."""

    name = INBOX

    def __init__(self, bucket: str, defaults: Defaults) -> None:
        self._bucket = bucket
        self._defaults = defaults

    def pull(self, have: Mapping[str, str]) -> Iterator[Pulled | Same | Skipped]:
        try:
            yield from pull_files(self.name, self._files(), self._defaults, have)
        except (BotoCoreError, ClientError) as error:
            raise TransientError(f"the inbox cannot be read: {type(error).__name__}") from error

    def _files(self) -> Iterator[File]:
        pages = client("s3").get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self._bucket, Prefix=PREFIX):
            for entry in page.get("Contents", []):
                key, tag = entry["Key"], entry["ETag"]
                if not key.endswith("/"):
                    place = key.removeprefix(PREFIX)
                    yield File(place, entry["Size"], partial(str, tag), partial(self._read, key))

    def _read(self, key: str) -> bytes:
        return bytes(client("s3").get_object(Bucket=self._bucket, Key=key)["Body"].read())


class S3Inbox:
    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    def put(self, name: str, content: bytes, held: str = "") -> None:
        """An article that we have from another file of the inbox goes in that one's place."""
        key, old = f"{PREFIX}{name}", self._file_of(held) if held else None
        if old and old.endswith(".md"):
            key = old
        client("s3").put_object(Bucket=self._bucket, Key=key, Body=content)
        if old and old != key:
            client("s3").delete_object(Bucket=self._bucket, Key=old)

    def take_out(self, held: str) -> None:
        """The bucket keeps earlier versions of an object for 30 days."""
        if key := self._file_of(held):
            client("s3").delete_object(Bucket=self._bucket, Key=key)

    def _file_of(self, revision: str) -> str | None:
        """The key of the file that a revision names by its first part."""
        mark = revision.partition(":")[0]
        pages = client("s3").get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self._bucket, Prefix=PREFIX):
            for entry in page.get("Contents", []):
                if revision_of(entry["Key"].removeprefix(PREFIX).encode()) == mark:
                    return str(entry["Key"])
        return None

"""The documents of each source in S3: one object a source, replaced as a whole.

`documents/<source>.json.gz`, and beside it when it was looked at, `documents/<source>.looked.json`.
Conditional writes make sure that no sync overwrites another:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
"""

import gzip
from typing import Any

from botocore.exceptions import ClientError
from pydantic import TypeAdapter

from shared.adapters.aws.clients import client
from shared.domain.errors import TransientError
from shared.ports.library import Collection, Look

_COLLECTION = TypeAdapter(Collection)
_LOOK = TypeAdapter(Look)
_MISSING = ("NoSuchKey", "404")
_OVERTAKEN = ("PreconditionFailed", "ConditionalRequestConflict", "412", "409")


class S3Library:
    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    def collection(self, source: str) -> Collection:
        try:
            found = client("s3").get_object(Bucket=self._bucket, Key=_key(source))
        except ClientError as error:
            if error.response["Error"]["Code"] in _MISSING:
                return Collection()
            raise TransientError(f"the library cannot be read: {_code(error)}") from error
        kept = _COLLECTION.validate_json(gzip.decompress(found["Body"].read()))
        return Collection(kept.documents, kept.skipped, found["ETag"])

    def keep(self, source: str, collection: Collection) -> None:
        kept = Collection(collection.documents, collection.skipped)
        put_if_unchanged(
            self._bucket,
            _key(source),
            gzip.compress(_COLLECTION.dump_json(kept), mtime=0),
            collection.state,
        )

    def note(self, source: str, look: Look) -> None:
        try:
            client("s3").put_object(
                Bucket=self._bucket, Key=_look_key(source), Body=_LOOK.dump_json(look)
            )
        except ClientError as error:
            raise TransientError(f"the library cannot be written: {_code(error)}") from error

    def looked(self, source: str) -> Look | None:
        try:
            found = client("s3").get_object(Bucket=self._bucket, Key=_look_key(source))
        except ClientError as error:
            if _code(error) in _MISSING:
                return None
            raise TransientError(f"the library cannot be read: {_code(error)}") from error
        return _LOOK.validate_json(found["Body"].read())


def put_if_unchanged(bucket: str, key: str, body: bytes, entity_tag: str | None) -> None:
    """Write an object whose state is still the one with this tag, or that is not there yet (None).

    Raises TransientError where it is another.
    """
    condition: Any = {"IfMatch": entity_tag} if entity_tag else {"IfNoneMatch": "*"}
    try:
        client("s3").put_object(Bucket=bucket, Key=key, Body=body, **condition)
    except ClientError as error:
        if _code(error) in _OVERTAKEN:
            raise TransientError(f"{key} was written by another meanwhile") from error
        raise TransientError(f"{key} cannot be written: {_code(error)}") from error


def _key(source: str) -> str:
    return f"documents/{source}.json.gz"


def _look_key(source: str) -> str:
    return f"documents/{source}.looked.json"


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])

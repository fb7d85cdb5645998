"""The door of the syncs: a schedule, a drop into the inbox, or word that a source has changed."""

from typing import Any

from pydantic import TypeAdapter

from functions.sources.service import sync
from shared.contracts import PublishKnowledge, SourceChanged
from shared.ports.sources import INBOX
from shared.runtime import wiring
from shared.runtime.batch import process_queue
from shared.runtime.telemetry import logger

_EVENT = TypeAdapter(dict[str, Any])
_DROPPED = ("Object Created", "Object Deleted")
"""What S3 tells of the inbox's objects.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html
"""


def sync_source(body: str) -> None:
    event = _EVENT.validate_json(body)
    if event.get("detail-type") in _DROPPED:
        name = INBOX
    else:
        name = SourceChanged.model_validate(event.get("detail")).source
    news = False
    for each in dict.fromkeys([*wiring.shipped_source_names(), name]):
        synced = sync(wiring.document_source(each), wiring.library())
        logger.info("synced", extra={"source": each, "pulled": len(synced.pulled)})
        news |= synced.is_news
    if news:
        wiring.publications().request(PublishKnowledge(source=name), wiring.now())


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    return process_queue(event, context, sync_source, wiring.dead_letters())

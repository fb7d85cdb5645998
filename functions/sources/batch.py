"""The door of the syncs: a schedule, a drop into the inbox, or word that a source has changed."""

from functools import partial
from typing import Any

from pydantic import TypeAdapter

from functions.sources.service import sync
from shared.contracts import PublishKnowledge, SourceChanged
from shared.ports.library import HasTime
from shared.ports.sources import INBOX
from shared.runtime import wiring
from shared.runtime.batch import process_queue, time_left
from shared.runtime.telemetry import logger

_EVENT = TypeAdapter(dict[str, Any])
_TO_END = 120.0
"""Seconds for the page that is being read, and for keeping what was."""
_DROPPED = ("Object Created", "Object Deleted")
"""What S3 tells of the inbox's objects.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html
"""


def sync_source(body: str, has_time: HasTime) -> None:
    event = _EVENT.validate_json(body)
    if event.get("detail-type") in _DROPPED:
        name = INBOX
    else:
        name = SourceChanged.model_validate(event.get("detail")).source
    news = goes_on = False
    for each in dict.fromkeys([*wiring.shipped_source_names(), name]):
        synced = sync(wiring.document_source(each), wiring.library(), wiring.now, has_time)
        logger.info("synced", extra={"source": each, "pulled": len(synced.pulled)})
        news |= synced.is_news
        goes_on |= not synced.is_whole and bool(synced.pulled)
    if news:
        wiring.publications().request(PublishKnowledge(source=name), wiring.now())
    if goes_on:  # one that brought nothing waits for its schedule, or it would go on for ever
        logger.info("goes on", extra={"source": name})
        wiring.syncs().request(body)


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    sync_one = partial(sync_source, has_time=time_left(context, but=_TO_END))
    return process_queue(event, context, sync_one, wiring.dead_letters())

"""Delivers events to functions as Lambda's event source mappings do: queues and table streams."""

import functools
import json
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from moto.core.utils import unix_time
from moto.dynamodb.models.table import Table
from moto.events.models import EventPattern
from moto.sqs.models import Message, Queue, sqs_backends

from infra.local import moto_mends
from infra.local.functions import LocalFunction
from infra.local.template import ACCOUNT, REGION
from shared.adapters.aws.clients import client

_LOG = logging.getLogger(__name__)
_LOOK_AGAIN = 0.25
"""Seconds between looks at a queue that nothing was put into: messages become visible again."""
_AT_ONCE = 4
"""Batches of one queue in work at a time."""


@dataclass
class QueueMapping:
    """A queue and the function that its messages go to, in batches."""

    arn: str
    function: LocalFunction
    batch_size: int
    reports_failures: bool
    window: float = 0.0
    """Seconds in which a batch gathers after its first message."""
    woken: threading.Event = field(default_factory=threading.Event)

    @property
    def name(self) -> str:
        return self.arn.rsplit(":", 1)[-1]


@dataclass
class StreamMapping:
    """A table's stream and the function that its records go to."""

    table: str
    arn: str
    function: LocalFunction
    patterns: list[EventPattern]
    attempts: int
    on_failure: str | None
    """URL of the queue that takes what was given up."""


class Dispatcher:
    """Runs the mappings until stopped. `retry_delay` is the wait between tries of stream records,
    in seconds (Lambda's grows from one second)."""

    def __init__(
        self, queues: list[QueueMapping], streams: list[StreamMapping], retry_delay: float = 1.0
    ) -> None:
        self._queues = queues
        self._streams = streams
        self._retry_delay = retry_delay
        self._stopping = threading.Event()
        self._pool = ThreadPoolExecutor(32, thread_name_prefix="function")
        self._stop_listening: Callable[[], None] = lambda: None
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        self._stop_listening = moto_mends.listen(self._recorded, self._sent)
        for mapping in self._queues:
            thread = threading.Thread(target=self._poll, args=(mapping,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        self._stopping.set()
        self._stop_listening()
        for mapping in self._queues:
            mapping.woken.set()
        for thread in self._threads:
            thread.join(timeout=5)
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _sent(self, queue: Queue) -> None:
        for mapping in self._queues:
            if mapping.name == queue.name:
                mapping.woken.set()

    def _poll(self, mapping: QueueMapping) -> None:
        free = threading.Semaphore(_AT_ONCE)
        while not self._stopping.is_set():
            mapping.woken.wait(_LOOK_AGAIN)
            mapping.woken.clear()
            if mapping.window and self._has_messages(mapping):
                self._stopping.wait(mapping.window)
            while not self._stopping.is_set():
                free.acquire()
                messages = self._receive(mapping)
                if not messages:
                    free.release()
                    break
                done = self._pool.submit(self._handle_batch, mapping, messages)
                done.add_done_callback(functools.partial(self._finished, mapping, free))

    @staticmethod
    def _finished(mapping: QueueMapping, free: threading.Semaphore, _: Any) -> None:
        free.release()
        mapping.woken.set()

    def _receive(self, mapping: QueueMapping) -> list[Message]:
        """As Lambda's own pollers take them: beside the public API, which costs a millisecond."""
        if not self._has_messages(mapping):
            return []
        backend = sqs_backends[ACCOUNT][REGION]
        queue = backend.get_queue(mapping.name)
        with moto_mends.lock:
            return backend.receive_message(
                queue.name, mapping.batch_size, 0, queue.visibility_timeout, ["All"]
            )

    @staticmethod
    def _has_messages(mapping: QueueMapping) -> bool:
        queue = sqs_backends[ACCOUNT][REGION].queues.get(mapping.name)
        return queue is not None and bool(queue.messages)

    def _handle_batch(self, mapping: QueueMapping, messages: list[Message]) -> None:
        event = {"Records": [_sqs_record(message, mapping.arn) for message in messages]}
        answer, failed = mapping.function.invoke(event)
        if failed:
            _LOG.warning("%s failed: %s", mapping.function.name, answer)
            return
        kept = set()
        if mapping.reports_failures:
            failures = (json.loads(answer) or {}).get("batchItemFailures", [])
            kept = {failure["itemIdentifier"] for failure in failures}
        queue = sqs_backends[ACCOUNT][REGION].get_queue(mapping.name)
        with moto_mends.lock:
            for message in messages:
                if message.id not in kept:
                    queue.delete_message(message.receipt_handle)

    def _recorded(self, table: Table, record: Any) -> None:
        for mapping in self._streams:
            if mapping.table == table.name:
                event = _stream_record(record.to_json(), mapping.arn)
                if any(pattern.matches_event(event) for pattern in mapping.patterns):
                    self._pool.submit(self._handle_record, mapping, event)

    def _handle_record(self, mapping: StreamMapping, record: dict[str, Any]) -> None:
        for attempt in range(1 + mapping.attempts):
            if attempt:
                time.sleep(self._retry_delay * 2 ** (attempt - 1))
            answer, failed = mapping.function.invoke({"Records": [record]})
            if not failed and not (json.loads(answer) or {}).get("batchItemFailures"):
                return
        _LOG.warning("%s gave up a record: %s", mapping.function.name, answer)
        if mapping.on_failure:
            client("sqs").send_message(
                QueueUrl=mapping.on_failure,
                MessageBody=json.dumps(_given_up(mapping, record, answer)),
            )


def _sqs_record(message: Message, arn: str) -> dict[str, Any]:
    """https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html"""
    attributes = {
        "ApproximateFirstReceiveTimestamp": message.approximate_first_receive_timestamp,
        "ApproximateReceiveCount": message.approximate_receive_count,
        "MessageDeduplicationId": message.deduplication_id,
        "MessageGroupId": message.group_id,
        "SenderId": message.sender_id,
        "SentTimestamp": message.sent_timestamp,
        "SequenceNumber": message.sequence_number,
    }
    return {
        "messageId": message.id,
        "receiptHandle": message.receipt_handle,
        "body": message.body,
        "attributes": {key: str(value) for key, value in attributes.items() if value is not None},
        "messageAttributes": {
            key: {"stringValue": value.get("StringValue"), "dataType": value["DataType"]}
            for key, value in message.message_attributes.items()
        },
        "md5OfBody": message.body_md5,
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": REGION,
    }


def _stream_record(record: dict[str, Any], arn: str) -> dict[str, Any]:
    """https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html"""
    change = dict(record["dynamodb"])
    made = change.get("ApproximateCreationDateTime")
    if hasattr(made, "timestamp"):
        change["ApproximateCreationDateTime"] = unix_time(made)
    return {
        "eventID": record["eventID"],
        "eventName": record["eventName"],
        "eventVersion": record["eventVersion"],
        "eventSource": "aws:dynamodb",
        "awsRegion": REGION,
        "dynamodb": change,
        "eventSourceARN": arn,
    }


def _given_up(mapping: StreamMapping, record: dict[str, Any], answer: str) -> dict[str, Any]:
    """Like Lambda's own: where the record is, not what it holds; and why it was given up."""
    return {
        "reason": f"{mapping.function.name} failed {1 + mapping.attempts} times: {answer[:500]}",
        "DDBStreamBatchInfo": {
            "streamArn": mapping.arn,
            "startSequenceNumber": record["dynamodb"]["SequenceNumber"],
            "batchSize": 1,
        },
    }

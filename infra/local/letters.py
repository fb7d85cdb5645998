"""Dead letters and failed executions: what they are, why, and how they are tried again.

Works on the local run and on a deployed system alike: all of it is plain AWS.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from shared.domain.errors import Refused

_LOOKED_AT = 20
"""Seconds for which a letter is ours alone while it is looked at or sent back."""
_FROM_OUTSIDE = "it came from outside (Kafka, Pulsar): mend it there, and let it be sent once more"
_FAILED = ("FAILED", "TIMED_OUT", "ABORTED")
_ANSWERED = (
    "the customer has had an apology and a colleague has the conversation: their next message is "
    "answered as usual"
)
_OF_A_STREAM = (
    "it names a place in a table's stream, not what it held; the customer sees the reply when they "
    "open the conversation"
)


@dataclass(frozen=True)
class Letter:
    """One message of a dead-letter queue. `queue` is the logical id of that queue."""

    queue: str
    url: str
    id: str
    receipt: str
    body: str
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def _told(self) -> dict[str, Any]:
        """What buried it wrote; nothing where SQS moved the message itself."""
        try:
            told = json.loads(self.body)
        except ValueError:
            return {}
        return told if isinstance(told, dict) and "reason" in told else {}

    @property
    def reason(self) -> str:
        """Without what the message held, which may be somebody's words."""
        if not self._told:
            return "failed on every try"
        return f"{self._told['reason']} {_first_line(self._told.get('cause', ''))}".strip()

    @property
    def what(self) -> str:
        turn = self._told.get("turn", {}).get("message_id")
        body = self._told.get("body", self.body if not self._told else "")
        return str(turn or f"{len(str(body))} bytes")

    @property
    def message(self) -> str:
        """As it was sent to the source queue at first. Raises Refused where there is none."""
        told = self._told
        if "turn" in told:
            raise Refused(_ANSWERED)
        if told and "body" not in told:
            raise Refused(_OF_A_STREAM)
        return str(told["body"]) if told else self.body


@dataclass(frozen=True)
class Failure:
    """A Standard execution that ended badly."""

    machine: str
    name: str
    arn: str
    status: str
    error: str


def letters(sqs: Any, queues: Mapping[str, str]) -> list[Letter]:
    """All that wait; they are hidden from others until they are let go of."""
    buried = {n: url for n, url in queues.items() if "DeadLetters" in n or "Undelivered" in n}
    return [letter for name, url in buried.items() for letter in _of(sqs, name, url)]


def let_go(sqs: Any, letter: Letter) -> None:
    """Show it again at once."""
    sqs.change_message_visibility(
        QueueUrl=letter.url, ReceiptHandle=letter.receipt, VisibilityTimeout=0
    )


def redrive(sqs: Any, letter: Letter) -> str:
    """Send it to the queue that it came from, and answer with that queue's name. It is taken out of
    the dead letters only then: what dies in between is there twice, and is handled once.

    Raises Refused for what no queue can take again.
    """
    message = letter.message
    sources = sqs.list_dead_letter_source_queues(QueueUrl=letter.url).get("queueUrls", [])
    if not sources:
        raise Refused(_FROM_OUTSIDE)
    (source, *_) = sources
    sqs.send_message(QueueUrl=source, MessageBody=message, **_order(source, letter, message))
    sqs.delete_message(QueueUrl=letter.url, ReceiptHandle=letter.receipt)
    return str(source).rsplit("/", 1)[-1]


def failures(machines: Any, arns: list[str]) -> list[Failure]:
    """Of the Standard machines; Express ones keep none."""
    found = []
    for arn in arns:
        about = machines.describe_state_machine(stateMachineArn=arn)
        if about["type"] != "STANDARD":
            continue
        for status in _FAILED:
            listed = machines.list_executions(stateMachineArn=arn, statusFilter=status)
            for each in listed["executions"]:
                told = machines.describe_execution(executionArn=each["executionArn"])
                error = str(told.get("error", ""))
                failure = Failure(about["name"], each["name"], each["executionArn"], status, error)
                found.append(failure)
    return found


def redrive_execution(machines: Any, failure: Failure) -> None:
    """Let it go on at the state that failed. Raises Refused where AWS allows it no more."""
    try:
        machines.redrive_execution(executionArn=failure.arn)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ExecutionNotRedrivable":
            raise
        raise Refused(error.response["Error"].get("Message", "it cannot be redriven")) from error


def _of(sqs: Any, name: str, url: str) -> Iterator[Letter]:
    while batch := sqs.receive_message(
        QueueUrl=url,
        MaxNumberOfMessages=10,
        VisibilityTimeout=_LOOKED_AT,
        AttributeNames=["MessageGroupId"],
    ).get("Messages"):
        for message in batch:
            id_, receipt, body = (message[key] for key in ("MessageId", "ReceiptHandle", "Body"))
            yield Letter(name, url, id_, receipt, body, message.get("Attributes", {}))


def _order(source: str, letter: Letter, message: str) -> dict[str, str]:
    """A FIFO queue wants the group that the message belonged to, which a turn's body names, too."""
    if not source.endswith(".fifo"):
        return {}
    try:
        group = json.loads(message)["conversation_id"]
    except (ValueError, KeyError, TypeError):
        group = letter.attributes.get("MessageGroupId", "redriven")
    return {"MessageGroupId": str(group), "MessageDeduplicationId": f"redriven-{letter.id}"}


def _first_line(cause: str) -> str:
    try:
        return str(json.loads(cause).get("errorMessage", ""))
    except (ValueError, AttributeError):
        return cause[:200]

"""Queues, the turn machine, live connections, SMS and the ledger on AWS."""

import json
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from shared.adapters.aws.clients import client
from shared.adapters.aws.items import to_item
from shared.contracts import PublishKnowledge, RunJob, TurnCompleted, TurnRequested
from shared.domain.errors import Gone, InvalidInput, TransientError


class SqsTurnQueue:
    def __init__(self, url: str) -> None:
        self._url = url

    def request(self, turn: TurnRequested) -> None:
        client("sqs").send_message(
            QueueUrl=self._url,
            MessageBody=turn.model_dump_json(),
            MessageGroupId=turn.conversation_id,
            MessageDeduplicationId=turn.message_id,
        )


class SqsPublicationQueue:
    def __init__(self, url: str) -> None:
        self._url = url

    def request(self, publication: PublishKnowledge, at: datetime) -> None:
        client("sqs").send_message(
            QueueUrl=self._url,
            MessageBody=publication.model_dump_json(),
            MessageGroupId="publications",  # all in one: a version builds on the one before
            MessageDeduplicationId=f"{publication.source}-{at:%Y%m%dT%H%M%S.%f}",
        )


class SqsSyncQueue:
    def __init__(self, url: str) -> None:
        self._url = url

    def request(self, body: str) -> None:
        client("sqs").send_message(QueueUrl=self._url, MessageBody=body)


class SqsJobQueue:
    def __init__(self, url: str) -> None:
        self._url = url

    def request(self, job_id: str) -> None:
        client("sqs").send_message(
            QueueUrl=self._url,
            MessageBody=RunJob(job_id=job_id).model_dump_json(),
            MessageGroupId="jobs",  # one after another: each asks hundreds of questions
            MessageDeduplicationId=job_id,
        )


class ExpressTurnRunner:
    """Runs the Express state machine synchronously, so that the next turn of a conversation waits.

    https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html
    """

    def __init__(self, machine_arn: str) -> None:
        self._arn = machine_arn

    def run(self, turn: TurnRequested) -> None:
        execution = client("stepfunctions").start_sync_execution(
            stateMachineArn=self._arn, input=turn.model_dump_json()
        )
        if execution["status"] != "SUCCEEDED":
            raise TransientError(f"the turn ended {execution['status']}: {execution.get('error')}")


class SocketPusher:
    """API Gateway's management API of the WebSocket stage at `callback_url`."""

    def __init__(self, callback_url: str) -> None:
        self._url = callback_url

    def push(self, connection_id: str, frame: str) -> None:
        sender = client("apigatewaymanagementapi", self._url)
        try:
            sender.post_to_connection(ConnectionId=connection_id, Data=frame.encode())
        except sender.exceptions.GoneException as error:
            raise Gone(connection_id) from error


class EndUserMessaging:
    """AWS End User Messaging SMS. It takes no idempotency token, so the caller claims first."""

    _NEVER = ("ValidationException", "AccessDeniedException", "ResourceNotFoundException")

    def __init__(self, origination_identity: str) -> None:
        self._from = origination_identity

    def send(self, to: str, text: str, reference: str) -> None:
        try:
            client("pinpoint-sms-voice-v2").send_text_message(
                DestinationPhoneNumber=to,
                OriginationIdentity=self._from,
                MessageBody=text,
                MessageType="TRANSACTIONAL",
                Context={"replyId": reference},
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in self._NEVER:
                raise InvalidInput(f"the SMS was refused: {code}") from error
            raise TransientError(f"the SMS was not taken: {code}") from error


class SqsDeadLetters:
    def __init__(self, url: str) -> None:
        self._url = url

    def bury(self, body: str, reason: str) -> None:
        buried = json.dumps({"reason": reason, "body": body})
        group = {"MessageGroupId": "buried"} if self._url.endswith(".fifo") else {}
        client("sqs").send_message(QueueUrl=self._url, MessageBody=buried, **group)


class DynamoLedger:
    """One row a turn, keyed by its day and reply: entering it twice is entering it once. Figures
    are kept as text, for DynamoDB takes no floats."""

    def __init__(self, table: str) -> None:
        self._table = table

    def enter(self, turn: TurnCompleted) -> None:
        row = turn.model_dump(mode="json", exclude_none=True)
        row |= {"pk": f"D#{turn.recorded_at.date()}", "sk": turn.reply_id}
        row |= {key: _without_floats(value) for key, value in row.items()}
        client("dynamodb").put_item(TableName=self._table, Item=to_item(row))


def _without_floats(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_floats(inner) for key, inner in value.items()}
    return str(value) if isinstance(value, float) else value

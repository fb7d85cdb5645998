"""Services that moto has not, or only pretends: done for real here, or failing loudly."""

import json
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import boto3
from botocore.awsrequest import AWSResponse

from infra.local.post import PostOffice

PRETENDED = (
    "bedrock-runtime",
    "comprehend",
    "pipes",
    "sagemaker-runtime",
    "scheduler",
    "ses",
    "socialmessaging",
    "translate",
)
"""What moto answers with canned values, stores without acting, or does not know."""


class ServiceNotLocal(NotImplementedError):
    """The local run has no such service, and says so rather than pretend."""


@dataclass(frozen=True)
class Text:
    """An SMS that reached its phone."""

    to: str
    sender: str
    text: str
    message_id: str


class Carrier:
    """A mobile carrier: keeps what each phone has received."""

    def __init__(self) -> None:
        self._inboxes: dict[str, list[Text]] = defaultdict(list)
        self._arrived = threading.Condition()

    def send_text_message(self, body: dict[str, Any]) -> dict[str, str]:
        """End User Messaging's SendTextMessage; botocore has validated the request by its model."""
        text = Text(
            to=body["DestinationPhoneNumber"],
            sender=body.get("OriginationIdentity", ""),
            text=body.get("MessageBody", ""),
            message_id=str(uuid4()),
        )
        with self._arrived:
            self._inboxes[text.to].append(text)
            self._arrived.notify_all()
        return {"MessageId": text.message_id}

    def inbox(self, number: str, after: int = 0, wait: float = 0.0) -> list[Text]:
        """The phone's texts from the given one on, after waiting up to `wait` seconds for one."""
        with self._arrived:
            self._arrived.wait_for(lambda: len(self._inboxes[number]) > after, wait)
            return self._inboxes[number][after:]


def install(carrier: Carrier, post: PostOffice, push: Callable[[str, str], bool]) -> None:
    """Put the stand-ins behind the default boto3 session, and live sockets behind API Gateway's
    management API. `push` says whether the connection took the frame."""
    boto3.setup_default_session()
    session = boto3.DEFAULT_SESSION
    assert session is not None

    def send_text_message(params: dict[str, Any], **_: Any) -> tuple[AWSResponse, dict[str, str]]:
        answer = carrier.send_text_message(json.loads(params["body"]))
        return AWSResponse("local", 200, {}, None), answer

    session.events.register("before-call.pinpoint-sms-voice-v2.SendTextMessage", send_text_message)
    for service in PRETENDED:
        session.events.register(f"before-call.{service}", _refuse)

    def send_email(
        model: Any, params: dict[str, Any], **_: Any
    ) -> tuple[AWSResponse, dict[str, str]]:
        if model.name != "SendEmail":
            _refuse(model)
        return AWSResponse("local", 200, {}, None), post.send_email(json.loads(params["body"]))

    session.events.register("before-call.sesv2", send_email)

    def post_to_connection(params: dict[str, Any], **_: Any) -> tuple[AWSResponse, dict[str, Any]]:
        connection_id = unquote(params["url_path"].rsplit("/", 1)[-1])
        if push(connection_id, params["body"].decode()):
            return AWSResponse("local", 200, {}, None), {}
        gone = {"Code": "GoneException", "Message": "the connection is gone"}
        return AWSResponse("local", 410, {}, None), {"Error": gone}

    event = "before-call.apigatewaymanagementapi.PostToConnection"
    session.events.register(event, post_to_connection)


def _refuse(model: Any, **_: Any) -> None:
    service = model.service_model.service_name
    raise ServiceNotLocal(f"{service} does not exist on this machine: {model.name} needs AWS")

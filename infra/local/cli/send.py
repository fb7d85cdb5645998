"""`careline send`: hands a recorded event to the door that it would come through."""

import json
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from infra.local.cli.call import show, tell
from infra.local.cli.running import Running, console, fail, read_json
from infra.local.kafka import PATH
from infra.local.post import Mailbox


def send(
    event: Annotated[Path, typer.Argument(help="A JSON file: one of events/samples, or your own.")],
) -> None:
    """Send a recorded event into the running system.

    Known shapes: an HTTP API event (payload 2.0), an SMS as End User Messaging publishes it (bare,
    or in its SNS or SQS envelope), SES's word of an e-mail with the mail itself beside it
    (email.json and email.eml), an EventBridge event, a partner's too, a batch of Kafka's, and what
    Amazon Lex tells the code hook of one utterance.

    Example: careline send events/samples/sms.json
    """
    running = Running.find()
    content = read_json(event)
    if not isinstance(content, dict):
        fail(f"{event} holds no event: it must be a JSON object.")
    if "requestContext" in content and "rawPath" in content:
        _request(running, content)
    elif "detail-type" in content and "detail" in content:
        _put(running, content)
    elif "bootstrapServers" in content or "afka" in str(content.get("eventSource")):
        _deliver(running, content)
    elif "inputTranscript" in content and "sessionState" in content:
        show(tell(running, content))
    elif content.get("notificationType") == "Received":
        _mail(running, content, event.with_suffix(".eml"))
    elif (texts := _texts(content)) is not None:
        for text in texts:
            running.aws("sns").publish(TopicArn=running.sms_topic, Message=text)
        console.print(
            f"{len(texts)} SMS published; look at careline dead-letters for refused ones."
        )
    else:
        fail(f"{event} is of no known shape: see careline send --help.")


def _request(running: Running, event: dict[str, Any]) -> None:
    http = event["requestContext"]["http"]
    url = running.url + event["rawPath"]
    headers = {
        k: v for k, v in event.get("headers", {}).items() if k not in ("host", "content-length")
    }
    query = event.get("rawQueryString", "")
    answer = httpx.request(
        http["method"],
        f"{url}?{query}" if query else url,
        headers=headers,
        content=event.get("body"),
    )
    console.print(f"{answer.status_code} {answer.headers.get('content-type', '')}")
    console.print(answer.text, soft_wrap=True)


def _deliver(running: Running, batch: dict[str, Any]) -> None:
    answer = httpx.post(running.url + PATH, json=batch, timeout=60)
    told = answer.json()
    if answer.status_code != 200:
        fail(f"The batch failed and would be sent again: {told.get('errorMessage', told)}")
    console.print(f"{told['told']} told, {told['buried']} buried: see careline dead-letters.")


def _put(running: Running, event: dict[str, Any]) -> None:
    entry = {
        "EventBusName": running.bus,
        "Source": event.get("source", ""),
        "DetailType": event["detail-type"],
        "Detail": json.dumps(event["detail"]),
    }
    answer = running.aws("events").put_events(Entries=[entry])
    if answer["FailedEntryCount"]:
        fail(f"The bus refused the event: {answer['Entries'][0].get('ErrorMessage')}")
    console.print(f"{event['detail-type']} is on the bus.")


def _mail(running: Running, told: dict[str, Any], raw: Path) -> None:
    """What SES tells stays as it is but for the names of this machine's bucket and topic."""
    mailbox = Mailbox(**(running.mailbox or fail("This company has no e-mail address.")))
    if not raw.exists():
        fail(f"There is no mail {raw} beside it.")
    place = told["receipt"]["action"]
    place |= {"bucketName": mailbox.bucket, "topicArn": mailbox.topic}
    running.aws("s3").put_object(
        Bucket=mailbox.bucket, Key=place["objectKey"], Body=raw.read_bytes()
    )
    running.aws("sns").publish(TopicArn=mailbox.topic, Message=json.dumps(told))
    console.print("The e-mail is in: look at careline inbox, or careline dead-letters.")


def _texts(event: dict[str, Any]) -> list[str] | None:
    """The SMS payloads that the event holds, as their sender wrote them; None if it is no SMS."""
    if "originationNumber" in event or "messageBody" in event:
        return [json.dumps(event)]
    if event.get("Type") == "Notification":
        return [event["Message"]]
    if "Records" in event:
        bodies = [json.loads(record["body"]) for record in event["Records"] if "body" in record]
        return [body["Message"] for body in bodies if "Message" in body] or None
    return None

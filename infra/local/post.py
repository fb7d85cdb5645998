"""The post: mail that reaches the company as SES hands it on, and letters that reach customers."""

import base64
import json
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any
from uuid import uuid4

from infra.local.template import REGION, TemplateError
from shared.adapters.demo.others import LETTER
from shared.ports.systems.records import Record, Records

PASS, FAIL = "PASS", "FAIL"
_HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References")


@dataclass(frozen=True)
class Mailbox:
    """Where SES puts what is mailed to the address, and whom it tells: a receipt rule."""

    address: str
    bucket: str
    prefix: str
    topic: str

    @staticmethod
    def of_rule(name: str, rule: dict[str, Any]) -> "Mailbox":
        """Raises TemplateError for a rule of another kind."""
        try:
            ((address,), (action,)) = rule["Recipients"], rule["Actions"]
            kept = action["S3Action"]
            place = kept["BucketName"], kept.get("ObjectKeyPrefix", ""), kept["TopicArn"]
        except (KeyError, ValueError) as error:
            raise TemplateError(
                f"{name}: the local run keeps one address's mail in S3 and tells a topic"
            ) from error
        return Mailbox(address, *place)

    def receive(
        self,
        raw: bytes,
        aws: Any,
        *,
        sender: str,
        forged: bool = False,
        spam: bool = False,
        virus: bool = False,
        policy_of_domain: str = "",
    ) -> str:
        """Put the mail into the bucket and tell the topic, as SES does; the object's key. `aws`
        makes clients by service, `sender` is the envelope's."""
        message_id = uuid4().hex
        key = f"{self.prefix}{message_id}"
        aws("s3").put_object(Bucket=self.bucket, Key=key, Body=raw)
        proven = {"status": FAIL if forged else PASS}
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        told = {
            "notificationType": "Received",
            "receipt": {
                "timestamp": now,
                "processingTimeMillis": 222,
                "recipients": [self.address],
                "spamVerdict": {"status": FAIL if spam else PASS},
                "virusVerdict": {"status": FAIL if virus else PASS},
                "spfVerdict": proven,
                "dkimVerdict": proven,
                "dmarcVerdict": proven,
                **({"dmarcPolicy": policy_of_domain} if forged else {}),
                "action": {
                    "type": "S3",
                    "topicArn": self.topic,
                    "bucketName": self.bucket,
                    "objectKeyPrefix": self.prefix,
                    "objectKey": key,
                },
            },
            "mail": {
                "timestamp": now,
                "source": sender,
                "messageId": message_id,
                "destination": [self.address],
            },
        }
        aws("sns").publish(TopicArn=self.topic, Message=json.dumps(told))
        return key


class PostOffice:
    """Takes SendEmail's raw mails, and keeps what each address has received, beside the letters of
    the demo company's errands."""

    def __init__(self) -> None:
        self._arrived = threading.Condition()
        self.records: Records | None = None

    def send_email(self, body: dict[str, Any]) -> dict[str, str]:
        """SES's own id takes the place of the letter's: https://docs.aws.amazon.com/ses/latest/dg/header-fields.html"""
        assert self.records is not None
        message = message_from_bytes(
            base64.b64decode(body["Content"]["Raw"]["Data"]), policy=policy.default
        )
        message_id = f"{time.time_ns():020x}-{uuid4().hex[:12]}-000000"
        del message["Message-ID"]
        message["Date"] = format_datetime(datetime.now(UTC))
        message["Message-ID"] = f"<{message_id}@{REGION}.amazonses.com>"
        shown = {name: str(message[name]) for name in _HEADERS if name in message}
        for kind in ("plain", "html"):
            part = message.get_body((kind,))
            shown[kind] = part.get_content().replace("\r\n", "\n").strip() if part else ""
        letter = {"subject": shown["Subject"], "text": shown["plain"], "mail": shown}
        with self._arrived:
            for address in body["Destination"]["ToAddresses"]:
                self.records.put(Record(LETTER, message_id, address, letter))
            self._arrived.notify_all()
        return {"MessageId": message_id}

    def letters(self, address: str, after: int = 0, wait: float = 0.0) -> list[dict[str, Any]]:
        """An address's letters from the given one on, after waiting up to `wait` s for one."""
        assert self.records is not None
        with self._arrived:
            self._arrived.wait_for(lambda: len(self._of(address)) > after, wait)
            return self._of(address)[after:]

    def _of(self, address: str) -> list[dict[str, Any]]:
        assert self.records is not None
        return [each.value for each in self.records.of(LETTER, address) if "mail" in each.value]


def write_mail(
    sender: str, to: str, subject: str, text: str, answers: dict[str, Any] | None = None
) -> bytes:
    """A customer's mail, as their mail program writes it; below the letter that it answers."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = sender
    message["To"] = to
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].strip("> "))
    if answers:
        before = answers["mail"]
        subject = subject or before["Subject"]
        message["In-Reply-To"] = before["Message-ID"]
        message["References"] = f"{before.get('References', '')} {before['Message-ID']}".strip()
        quoted = "\n".join(f"> {line}" for line in answers["text"].splitlines())
        text = f"{text}\n\nOn {before['Date']}, {before['From']} wrote:\n{quoted}\n"
    message["Subject"] = subject
    message.set_content(text)
    return message.as_bytes()

"""E-mail by Amazon SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html

SES takes no idempotency key, so a letter is noted once it has been taken: one whose answer was lost
is sent again, which a customer forgives sooner than a code that never comes.
"""

from hashlib import sha256

from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.aws.clients import client
from shared.domain.errors import Conflict, Refused, TransientError
from shared.ports.systems.records import Record, Records

_SENT = "sent-letter"
_NEVER = {
    "AccessDeniedException",
    "BadRequestException",
    "MailFromDomainNotVerifiedException",
    "MessageRejected",
    "NotFoundException",
}


class SesMail:
    """`sender` is an address that SES has verified. What was written is kept nowhere."""

    def __init__(self, sender: str, records: Records) -> None:
        self._sender = sender
        self._records = records

    def send(self, key: str, to: str, subject: str, text: str) -> str:
        id_ = sha256(key.encode()).hexdigest()[:24]
        sent = self._records.get(_SENT, id_)
        if sent is not None:
            return str(sent.value["message_id"])
        content = {"Subject": {"Data": subject}, "Body": {"Text": {"Data": text}}}
        try:
            answer = client("sesv2").send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [to]},
                Content={"Simple": content},
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in _NEVER:
                raise Refused(f"SES does not send this: {code}") from error
            raise TransientError(f"SES did not take the e-mail: {code}") from error
        except BotoCoreError as error:
            raise TransientError("SES did not answer") from error
        message_id = str(answer["MessageId"])
        try:
            self._records.put(Record(_SENT, id_, "letters", {"message_id": message_id}))
        except Conflict:
            return message_id
        return message_id

"""What an errand writes to a customer, by Amazon SES.

SES takes no idempotency key, so a letter is noted once it has been taken: one whose answer was lost
is sent again, which a customer forgives sooner than a code that never comes.
"""

from contextlib import suppress
from hashlib import sha256

from shared.adapters.aws.ses import send_email
from shared.domain.errors import Conflict
from shared.ports.systems.records import Record, Records

_SENT = "sent-letter"


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
        message_id = send_email(self._sender, to, {"Simple": content})
        with suppress(Conflict):
            self._records.put(Record(_SENT, id_, "letters", {"message_id": message_id}))
        return message_id

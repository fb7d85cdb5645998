"""Conversations by e-mail on AWS: letters through SES, mail that came in from S3, and which thread
each letter of ours stands in (rows T#<id> of the conversations' table, which expire)."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.aws.clients import client
from shared.adapters.aws.conversation_rows import expiry
from shared.adapters.aws.items import from_item, to_item
from shared.adapters.aws.ses import send_email
from shared.domain.errors import InvalidInput, Refused, TransientError
from shared.domain.letter import Letter

MAX_MAIL = 40 * 1024 * 1024
"""Bytes: what SES itself takes, https://docs.aws.amazon.com/ses/latest/dg/quotas.html"""


class SesLetters:
    """From `address`, which SES has verified, under the company's name. The caller claims first:
    SES takes a letter as often as it is sent.

    https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_RawMessage.html
    """

    def __init__(self, address: str, name: str) -> None:
        self._address = address
        self._name = name

    def send(self, to: str, letter: Letter) -> str:
        try:
            return send_email(self._address, to, {"Raw": {"Data": self.write(to, letter)}})
        except Refused as error:
            raise InvalidInput(str(error)) from error

    def write(self, to: str, letter: Letter) -> bytes:
        """The letter as it goes over the wire. It says that a machine wrote it (RFC 3834, 5),
        so that no other machine answers it."""
        user, _, domain = self._address.rpartition("@")
        message = EmailMessage(policy=SMTP)
        message["From"] = Address(self._name, user, domain)
        message["To"] = to
        message["Subject"] = " ".join(letter.subject.split())
        if letter.in_reply_to:
            message["In-Reply-To"] = letter.in_reply_to
            message["References"] = " ".join(letter.references)
        message["Auto-Submitted"] = "auto-replied" if letter.in_reply_to else "auto-generated"
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        return message.as_bytes()


class S3MailStore:
    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    def read(self, key: str) -> bytes:
        try:
            found = client("s3").get_object(Bucket=self._bucket, Key=key)
            if found["ContentLength"] > MAX_MAIL:
                raise InvalidInput(f"the e-mail is larger than {MAX_MAIL // 1024**2} MB")
            return bytes(found["Body"].read())
        except client("s3").exceptions.NoSuchKey as error:
            raise InvalidInput("the e-mail is not in the bucket any more") from error
        except (BotoCoreError, ClientError) as error:
            raise TransientError(f"the e-mail cannot be read: {type(error).__name__}") from error


class DynamoMailThreads:
    """SES gives a letter its id (<id@region.amazonses.com>) and drops any other, so answers that
    name only the letter are led back to the thread's first mail."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._client = client("dynamodb")

    def note(self, sent: str, root: str, at: datetime) -> None:
        self._client.update_item(
            TableName=self._table,
            Key=_key(sent),
            UpdateExpression="SET root = :r, expires_at = :e",
            ExpressionAttributeValues=to_item({":r": root, ":e": expiry(at)}),
        )

    def root_of(self, sent: str) -> str | None:
        answer = self._client.get_item(TableName=self._table, Key=_key(sent))
        return str(from_item(answer["Item"])["root"]) if "Item" in answer else None


def _key(sent: str) -> dict[str, dict[str, str]]:
    return to_item({"pk": f"T#{sent.strip('<>').partition('@')[0]}", "sk": "THREAD"})

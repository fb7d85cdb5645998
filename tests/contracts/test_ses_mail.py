"""A letter goes out by SES once a key, and what SES says is told apart."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from shared.adapters.aws import mail
from shared.adapters.aws.clients import client
from shared.adapters.aws.mail import SesMail
from shared.adapters.demo.records import MemoryRecords
from shared.domain.errors import Refused, TransientError

SENDER = "care@northwind.example"


def test_a_letter_is_sent_once_for_a_key(aws: None) -> None:
    client("sesv2").create_email_identity(EmailIdentity=SENDER)
    letters = SesMail(SENDER, MemoryRecords())
    first = letters.send("k1", "maya@example.com", "Your code", "Your code is 123456.")
    assert letters.send("k1", "maya@example.com", "Your code", "Your code is 123456.") == first
    assert letters.send("k2", "maya@example.com", "Done", "It is done.") != first


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("MessageRejected", Refused),
        ("MailFromDomainNotVerifiedException", Refused),
        ("TooManyRequestsException", TransientError),
        ("InternalFailure", TransientError),
    ],
)
def test_what_ses_says_is_told_apart(
    monkeypatch: pytest.MonkeyPatch, code: str, error: type[Exception]
) -> None:
    class Failing:
        def send_email(self, **_: Any) -> None:
            raise ClientError({"Error": {"Code": code, "Message": "no"}}, "SendEmail")

    monkeypatch.setattr(mail, "client", lambda _: Failing())
    with pytest.raises(error) as caught:
        SesMail(SENDER, MemoryRecords()).send("k", "maya@example.com", "Hi", "secret words")
    assert "maya" not in str(caught.value)

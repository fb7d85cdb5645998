"""A letter goes out by SES once a key, and what SES says is told apart."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from shared.adapters.aws import ses
from shared.adapters.aws.clients import client
from shared.adapters.aws.mail import SesMail
from shared.adapters.demo.records import MemoryRecords
from shared.domain.errors import Refused, TransientError

SENDER = "care@northwind.example"


def said(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "SendEmail")


def test_a_letter_is_sent_once_for_a_key(aws: None) -> None:
    client("sesv2").create_email_identity(EmailIdentity=SENDER)
    letters = SesMail(SENDER, MemoryRecords())
    first = letters.send("k1", "maya@example.com", "Your code", "Your code is 123456.")
    assert letters.send("k1", "maya@example.com", "Your code", "Your code is 123456.") == first
    assert letters.send("k2", "maya@example.com", "Done", "It is done.") != first


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (said("MessageRejected"), Refused),
        (said("MailFromDomainNotVerifiedException"), Refused),
        (said("TooManyRequestsException"), TransientError),
        (said("InternalFailure"), TransientError),
        (ReadTimeoutError(endpoint_url="https://email"), TransientError),
    ],
    ids=str,
)
def test_what_ses_says_is_told_apart(
    monkeypatch: pytest.MonkeyPatch, failure: Exception, error: type[Exception]
) -> None:
    class Failing:
        def send_email(self, **_: Any) -> None:
            raise failure

    monkeypatch.setattr(ses, "client", lambda _: Failing())
    with pytest.raises(error) as caught:
        SesMail(SENDER, MemoryRecords()).send("k", "maya@example.com", "Hi", "secret words")
    assert "maya" not in str(caught.value)
    assert "secret" not in str(caught.value)

"""Letters go out by SES, mail is read from S3, and threads are found again."""

from datetime import UTC, datetime

import pytest

from shared.adapters.aws import letters
from shared.adapters.aws.clients import client
from shared.adapters.aws.letters import DynamoMailThreads, S3MailStore, SesLetters
from shared.domain.errors import InvalidInput
from shared.domain.letter import Letter

CARE = "care@northwind.example"
LETTER = Letter("Re: Größe", "Hallo", "<p>Hallo</p>", "<b@x>", ("<a@x>", "<b@x>"))


def test_a_letter_is_taken_and_says_which_mail_it_answers(aws: None) -> None:
    client("sesv2").create_email_identity(EmailIdentity=CARE)
    sender = SesLetters(CARE, "Northwind, Audio")
    assert sender.send("maya@example.com", LETTER)
    raw = sender.write("maya@example.com", LETTER).decode()
    for line in ("In-Reply-To: <b@x>", "References: <a@x> <b@x>", "Auto-Submitted: auto-replied"):
        assert line in raw
    assert 'From: "Northwind, Audio" <care@northwind.example>' in raw


def test_what_ses_never_sends_is_invalid(aws: None) -> None:
    with pytest.raises(InvalidInput, match="MessageRejected") as caught:
        SesLetters("nobody@unverified.example", "Northwind").send("maya@example.com", LETTER)
    assert "maya" not in str(caught.value)


def test_a_mail_is_read_and_one_that_is_gone_or_too_large_says_so(
    aws: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    client("s3").create_bucket(Bucket="mails")
    client("s3").put_object(Bucket="mails", Key="mail/1", Body=b"From: a@b.example")
    store = S3MailStore("mails")
    assert store.read("mail/1") == b"From: a@b.example"
    with pytest.raises(InvalidInput, match="not in the bucket"):
        store.read("mail/2")
    monkeypatch.setattr(letters, "MAX_MAIL", 5)
    with pytest.raises(InvalidInput, match="larger than"):
        store.read("mail/1")


def test_a_thread_is_found_by_the_id_that_ses_gave(table: str) -> None:
    threads = DynamoMailThreads(table)
    threads.note("0100-abc", "<first@x>", datetime.now(UTC))
    assert threads.root_of("<0100-abc@eu-west-1.amazonses.com>") == "<first@x>"
    assert threads.root_of("<other@eu-west-1.amazonses.com>") is None

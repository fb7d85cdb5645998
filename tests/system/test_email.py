"""E-mail through the booted template: threads, proof, what is left alone and what is refused."""

import json
import time
from email.message import EmailMessage
from typing import Any

import pytest

from infra.local.post import write_mail
from infra.local.world import World
from shared.adapters.aws.clients import client

CARE = "care@northwind.example"
MAYA = "maya.lindqvist@example.com"
PATIENCE = 10.0
LATE = "Why was my delivery delayed? I ordered on May 1st and it's still not here."


class Correspondent:
    """Somebody who writes from one address."""

    def __init__(self, world: World, address: str = MAYA) -> None:
        self.world, self.address = world, address
        (self.mailbox,) = world.estate.mailboxes
        self.before = len(world.post.letters(address))

    def send(self, raw: bytes, **how: Any) -> None:
        self.mailbox.receive(raw, client, sender=how.pop("sender", self.address), **how)

    def hear(self, wait: float = PATIENCE) -> dict[str, Any] | None:
        arrived = self.world.post.letters(self.address, self.before, wait)
        self.before += len(arrived)
        return arrived[-1] if arrived else None

    def ask(self, text: str, answers: dict[str, Any] | None = None, **how: Any) -> dict[str, Any]:
        subject = "" if answers else "My order"
        self.send(write_mail(self.address, CARE, subject, text, answers), **how)
        letter = self.hear()
        assert letter, "no letter came"
        return letter


def buried(world: World, wait: float = PATIENCE) -> list[str]:
    """Why mails were refused, as soon as one was."""
    queue, deadline = world.queue("MailsDeadLetters"), time.monotonic() + wait
    while time.monotonic() < deadline:
        found = client("sqs").receive_message(QueueUrl=queue).get("Messages", [])
        for message in found:
            client("sqs").delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        if found:
            return [json.loads(message["Body"])["reason"] for message in found]
        time.sleep(0.05)
    return []


def test_a_question_is_answered_in_its_thread(world: World) -> None:
    maya = Correspondent(world)
    letter = maya.ask(LATE)
    assert letter["subject"] == "Re: My order"
    assert letter["text"].startswith("Hello Maya Lindqvist,\n\n")
    for fact in ("NW-10482", "Memphis", "May 8, 2026", "[1] Order NW-10482"):
        assert fact in letter["text"]
    assert "Northwind Audio" in letter["text"].splitlines()[-1]
    sent = letter["mail"]
    assert sent["References"].endswith(sent["In-Reply-To"])
    assert "<p>Hello Maya Lindqvist,</p>" in sent["html"]


def test_the_next_mail_of_a_thread_goes_on_with_its_conversation(world: World) -> None:
    maya = Correspondent(world)
    first = maya.ask(LATE)
    second = maya.ask("and the other one?", first)
    assert second["subject"] == "Re: My order"
    assert "NW-10482" not in second["text"]
    assert "NW-10391" in second["text"]


def test_a_mail_program_that_names_only_our_letter_is_led_back(world: World) -> None:
    maya = Correspondent(world)
    first = maya.ask(LATE)
    answer = EmailMessage()
    answer["From"], answer["Message-ID"] = MAYA, "<second@example.com>"
    answer["In-Reply-To"] = first["mail"]["Message-ID"]
    answer.set_content("and the other one?")
    maya.send(answer.as_bytes())
    letter = maya.hear()
    assert letter
    assert "NW-10391" in letter["text"]


def test_a_forged_sender_learns_nothing_and_joins_no_thread(world: World) -> None:
    maya = Correspondent(world)
    first = maya.ask(LATE)
    forged = maya.ask("and the other one?", first, forged=True)
    alone = maya.ask(LATE, forged=True)
    for letter in (forged, alone):
        assert letter["text"].startswith("Hello,\n\n")
        for fact in ("NW-10", "Memphis", "Maya"):
            assert fact not in letter["text"].partition("> ")[0]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Auto-Submitted", "auto-replied (vacation)"),
        ("Precedence", "bulk"),
        ("List-Id", "<news.example.com>"),
        ("Content-Type", "multipart/report"),
    ],
)
def test_a_machines_mail_is_left_alone(world: World, header: str, value: str) -> None:
    maya = Correspondent(world)
    raw = write_mail(MAYA, CARE, "Out of office", "I am away until Monday. Where is my order?")
    maya.send(f"{header}: {value}\r\n".encode() + raw)
    assert maya.hear(wait=1.5) is None
    assert not buried(world, wait=0.2)


def test_our_own_mail_and_bounces_are_left_alone(world: World) -> None:
    ours, maya = Correspondent(world, CARE), Correspondent(world)
    ours.send(write_mail(CARE, CARE, "Hello", "where is my order?"))
    maya.send(write_mail(MAYA, CARE, "Undelivered", "where is my order?"), sender="<>")
    assert ours.hear(wait=1.5) is None
    assert maya.hear(wait=0.1) is None


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"spam": True}, "spam"),
        ({"virus": True}, "virus"),
        ({"forged": True, "policy_of_domain": "REJECT"}, "forged"),
    ],
)
def test_what_is_harmful_is_refused_with_its_reason(
    world: World, how: dict[str, Any], reason: str
) -> None:
    maya = Correspondent(world)
    maya.send(write_mail(MAYA, CARE, "Hello", "where is my order?"), **how)
    (found,) = buried(world)
    assert reason in found
    assert maya.hear(wait=0.1) is None


def test_attachments_are_named_and_not_read(world: World) -> None:
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = MAYA, "Photo", "<p@example.com>"
    message.set_content("How long can I return a headset?")
    message.add_attachment(b"\x89PNG", "image", "png", filename="broken.png")
    maya = Correspondent(world)
    maya.send(message.as_bytes())
    letter = maya.hear()
    assert letter
    assert "I can't open attachments, so I haven't read broken.png." in letter["text"]
    assert "days of delivery" in letter["text"]


def test_a_mail_without_words_is_asked_what_it_is_about(world: World) -> None:
    maya = Correspondent(world)
    maya.send(b"From: maya.lindqvist@example.com\r\n\r\n")
    letter = maya.hear()
    assert letter
    assert "which of these is it about?" in letter["text"]
    assert letter["subject"] == "Your message to Northwind Audio"


def test_a_mail_from_nobody_is_refused(world: World) -> None:
    Correspondent(world).send(b"Subject: hi\r\n\r\nwhere is my order?")
    assert buried(world) == ["the e-mail names no sender: it has no From with an address"]


def test_a_very_long_mail_is_answered_by_its_beginning(world: World) -> None:
    maya = Correspondent(world)
    letter = maya.ask(LATE + " And so on." * 1_000)
    assert "I have read its first 4,000 characters only" in letter["text"]


def test_the_same_mail_twice_is_answered_once(world: World) -> None:
    maya = Correspondent(world)
    raw = write_mail(MAYA, CARE, "My order", "How much is express shipping?")
    maya.send(raw)
    assert maya.hear()
    maya.send(raw)
    assert maya.hear(wait=1.5) is None

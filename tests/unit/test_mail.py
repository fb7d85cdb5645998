"""E-mails come in as mail programs write them: what is new in them, who wrote it, and whether."""

import json
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.intake.mail import NO_WORDS, Unanswered, read_letter
from functions.intake.mime import read_mail
from functions.intake.plain import own_words, text_of_html
from functions.intake.service import Arrival
from shared.adapters.memory.business import MemoryCustomers
from shared.adapters.pack import load_company, load_customers
from shared.domain.conversation import MAX_TEXT, Identity
from shared.domain.errors import InvalidInput
from shared.domain.mail import Checked, Mail, is_proven

PACK = Path(__file__).parents[2] / "companies" / "northwind"
CUSTOMERS, NUMBERS = MemoryCustomers(load_customers(PACK)), load_company(PACK).order_numbers
CARE, MAYA = "care@northwind.example", "maya.lindqvist@example.com"
PASS = {"status": "PASS"}


class Kept:
    """The bucket and the threads, in memory."""

    def __init__(self, raw: bytes, roots: dict[str, str] | None = None) -> None:
        self.raw, self.roots = raw, roots or {}

    def read(self, key: str) -> bytes:
        assert key == "mail/1"
        return self.raw

    def root_of(self, sent: str) -> str | None:
        return self.roots.get(sent)


def take(raw: bytes, kept: Kept | None = None, source: str = MAYA, **verdicts: Any) -> Arrival:
    told = {
        "notificationType": "Received",
        "receipt": {
            **{f"{name}Verdict": PASS for name in ("spam", "virus", "spf", "dkim", "dmarc")},
            **verdicts,
            "action": {"type": "S3", "objectKey": "mail/1"},
        },
        "mail": {"source": source, "messageId": "ses1"},
    }
    kept = kept or Kept(raw)
    return read_letter(json.dumps(told), CARE, kept, kept, CUSTOMERS, NUMBERS)  # type: ignore[arg-type]


def mail(text: str = "where is my order?", **headers: str) -> bytes:
    message = EmailMessage()
    for name, value in {"From": f"Maya <{MAYA}>", "Message_ID": "<m1@x>", **headers}.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def test_a_proven_address_is_its_customers() -> None:
    arrival = take(mail(Subject="Hello"))
    assert arrival.participant.identity is Identity.KNOWN_EMAIL
    assert arrival.participant.customer_id == "cus_maya"
    assert arrival.participant.thread
    assert arrival.participant.thread.name == "Maya Lindqvist"
    assert MAYA not in arrival.conversation_id


@pytest.mark.parametrize(
    ("checked", "proven"),
    [
        (Checked(dmarc="PASS"), True),
        (Checked(dmarc="FAIL", spf="PASS", returned_to=MAYA), False),
        (Checked(dmarc="GRAY", spf="PASS", returned_to=MAYA), True),
        (Checked(dmarc="GRAY", spf="PASS", returned_to="x@evil.example"), False),
        (Checked(dmarc="PROCESSING_FAILED", spf="PASS", returned_to=MAYA), False),
        (Checked(dmarc="GRAY", spf="FAIL", returned_to=MAYA), False),
    ],
)
def test_only_the_senders_own_domain_vouches_for_an_address(checked: Checked, proven: bool) -> None:
    assert is_proven(Mail((MAYA,), "", "<m>", "hi"), checked) is proven
    assert not is_proven(Mail((MAYA, "a@b.example"), "", "<m>", "hi"), checked)


def test_a_claimed_sender_is_nobody_in_a_conversation_of_their_own() -> None:
    true, forged = take(mail()), take(mail(), dmarcVerdict={"status": "FAIL"})
    assert forged.participant.customer_id is None
    assert forged.participant.thread
    assert not forged.participant.thread.name
    assert true.conversation_id != forged.conversation_id


def test_a_thread_is_one_conversation_whichever_of_its_mails_are_named() -> None:
    first = take(mail())
    later = take(
        mail(Message_ID="<m3@x>", References="<m1@x> <ours@ses>", In_Reply_To="<ours@ses>")
    )
    terse = mail(Message_ID="<m4@x>", In_Reply_To="<ours@ses>")
    led_back = take(terse, Kept(terse, {"<ours@ses>": "<m1@x>"}))
    new = take(mail(Message_ID="<m5@x>"))
    assert first.conversation_id == later.conversation_id == led_back.conversation_id
    assert new.conversation_id != first.conversation_id


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-generated"},
        {"Precedence": "list"},
        {"List_Id": "<news.example.com>"},
        {"From": CARE},
        {"From": "MAILER-DAEMON@mx.example.com"},
        {"From": "no-reply@shop.example"},
    ],
)
def test_machines_are_left_alone(headers: dict[str, str]) -> None:
    with pytest.raises(Unanswered):
        take(mail(**headers))
    with pytest.raises(Unanswered):
        take(mail(), source="<>")


def test_a_person_who_says_that_no_machine_wrote_is_answered() -> None:
    assert take(mail(Auto_Submitted="no")).text == "where is my order?"


@pytest.mark.parametrize(
    ("verdicts", "reason"),
    [
        ({"spamVerdict": {"status": "FAIL"}}, "spam"),
        ({"virusVerdict": {"status": "FAIL"}}, "virus"),
        ({"dmarcVerdict": {"status": "FAIL"}, "dmarcPolicy": "REJECT"}, "forged"),
    ],
)
def test_what_is_refused_says_why(verdicts: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        take(mail(), **verdicts)


@pytest.mark.parametrize(
    ("written", "own"),
    [
        (
            "Where is it?\n\nOn Wed, 6 May 2026, Nora <c@n.example> wrote:\n> Hello\n> Bye",
            "Where is it?",
        ),
        ("On Wed, 6 May 2026, Nora <c@n.example> wrote:\n> Hello\n\nBelow it.", "Below it."),
        ("Wo?\n\nAm 06.05.2026 um 10:00 schrieb Nora <c@n.example>:\n> Hallo", "Wo?"),
        ("Où ?\n\nLe 6 mai 2026 à 10:00, Nora <c@n.example> a écrit :\n> Bonjour", "Où ?"),
        (
            "Where?\n\n________________________________\nFrom: Nora\nSent: Wed\nTo: M\n\nHello",
            "Where?",
        ),
        ("Where is it?\n\nKind regards\nMaya Lindqvist\n+1 555 0100", "Where is it?"),
        ("I need\n- one cable\n- two pads\nWhen?", "I need\n- one cable\n- two pads\nWhen?"),
        ("Hello.\nThanks, but where is it?", "Hello.\nThanks, but where is it?"),
        ("> all of it\n> is quoted", ""),
        ("", ""),
    ],
)
def test_only_what_is_new_is_taken(written: str, own: str) -> None:
    assert own_words(written) == own


def test_html_alone_is_read_without_its_quotation_and_scripts() -> None:
    page = (
        "<html><head><style>p{}</style><title>t</title></head><body><p>Hi&nbsp;<b>Nora</b>,</p>"
        "<div>where is<br>it?<img src=x></div><script>evil()</script>"
        "<div class='gmail_quote'>On Wed Nora wrote:<blockquote>old <p>words</blockquote></div>"
        "<p>Maya</p></body>"
    )
    assert text_of_html(page) == "Hi Nora,\n\nwhere is\nit?\n\nMaya"


@pytest.mark.parametrize(
    ("charset", "octets", "text"),
    [
        ("iso-8859-1", "Grüße?".encode("latin-1"), "Grüße?"),
        ("gb2312", "订单在哪里".encode("gb2312"), "订单在哪里"),
        ("no-such-charset", "Où est-il ?".encode(), "Où est-il ?"),
        ("utf-8", b"caf\xe9?", "café?"),
        ("us-ascii", "naïve?".encode(), "naïve?"),
    ],
)
def test_odd_charsets_are_read(charset: str, octets: bytes, text: str) -> None:
    head = f"From: {MAYA}\r\nContent-Type: text/plain; charset={charset}\r\n\r\n"
    assert read_mail(head.encode() + octets).text == text


def test_a_mail_without_words_is_taken_by_its_subject_or_as_such() -> None:
    assert take(mail("  \n", Subject="Where is NW-10482?")).text == "Where is NW-10482?"
    assert take(mail("")).text == NO_WORDS


def test_an_order_that_only_the_subject_names_is_not_lost() -> None:
    assert take(mail("Where is it?", Subject="NW-10482")).text == "NW-10482: Where is it?"


def test_a_long_mail_is_cut_at_a_word_and_says_so() -> None:
    arrival = take(mail("where is it? " * 1_000))
    assert len(arrival.text) <= MAX_TEXT
    assert arrival.participant.thread
    assert arrival.participant.thread.is_cut


def test_attachments_are_counted_and_named_only_where_we_know_who_named_them() -> None:
    message = EmailMessage()
    message["From"] = MAYA
    message.set_content("see there")
    message.add_attachment(b"x", "image", "png", filename="a/b\t<c>.png")
    threads = [
        take(message.as_bytes()).participant.thread,
        take(message.as_bytes(), dmarcVerdict={"status": "FAIL"}).participant.thread,
    ]
    assert [(each.attachments, len(each.unread)) for each in threads if each] == [(1, 1), (1, 0)]
    assert threads[0]
    assert "<" not in threads[0].unread[0]


@pytest.mark.parametrize("raw", [b"", b"Subject: x\r\n\r\nhi", b"From: nobody\r\n\r\nhi", b"\xff"])
def test_a_mail_without_a_sender_says_what_is_wrong(raw: bytes) -> None:
    with pytest.raises(InvalidInput, match="names no sender"):
        read_mail(raw)


@given(st.binary(max_size=2_000))
def test_whatever_follows_a_sender_is_a_mail(noise: bytes) -> None:
    for head in (
        b"",
        b"Content-Type: multipart/mixed; boundary=b\r\n",
        b"Subject: =?x?q?\xff?=\r\n",
    ):
        mail = read_mail(b"From: a@b.example\r\n" + head + b"\r\n" + noise)
        assert mail.sender == "a@b.example"

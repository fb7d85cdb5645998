"""A reply by e-mail: a proper letter, in text and HTML, and nothing rides along into either."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from shared.adapters.aws.letters import SesLetters
from shared.adapters.pack import load_company
from shared.domain.conversation import MailThread
from shared.domain.letter import Letter, write_letter
from shared.domain.mail import MOST_REFERENCES, answer_to, chain
from shared.domain.reply import Citation, Reply, ReplySentence

ALL = ("en", "de", "es", "fr", "it", "pt", "nl", "pl", "tr", "ar", "zh", "ja")
COMPANY = load_company(Path(__file__).parents[2] / "companies" / "northwind", ALL)
ARTICLE = "https://help.northwind.example/returns"
REPLY = Reply(
    (
        ReplySentence("I'm sorry about the delay.", ()),
        ReplySentence("Your order NW-10482 is delayed.", (1,)),
        ReplySentence("It is due on May 8.", (1,)),
        ReplySentence("You can return it within 30 days.", (2,)),
    ),
    (
        Citation(1, "Order NW-10482", "Order NW-10482", "v1", "…"),
        Citation(2, "Returns", ARTICLE, "v1", "…"),
    ),
    "embedded",
)


def written(thread: MailThread, reply: Reply = REPLY, language: str = "en") -> Letter:
    return write_letter(
        reply,
        thread,
        COMPANY.in_language(language),
        company=COMPANY.name,
        assistant=COMPANY.assistant,
        language=language,
    )


def test_a_letter_greets_tells_in_paragraphs_names_its_sources_and_is_signed() -> None:
    letter = written(MailThread("AW: Re: my order", "<b@x>", ("<a@x>",), "Maya Lindqvist"))
    assert letter.subject == "Re: my order"
    assert letter.text.split("\n\n") == [
        "Hello Maya Lindqvist,",
        "I'm sorry about the delay.",
        "Your order NW-10482 is delayed. It is due on May 8. [1]",
        "You can return it within 30 days. [2]",
        f"Sources\n[1] Order NW-10482\n[2] Returns: {ARTICLE}",
        "Nora, AI assistant\nNorthwind Audio",
    ]
    page = html.fromstring(letter.html)
    assert [each.get("href") for each in page.iter("a")] == [ARTICLE, ARTICLE]
    assert len(list(page.iter("li"))) == 2


def test_a_letter_that_begins_a_thread_answers_nothing() -> None:
    letter = written(MailThread("Your licence", "", ("<run_1@x>",), "Maya Lindqvist"))
    raw = SesLetters("care@northwind.example", "Northwind Audio").write("m@example.com", letter)
    head = raw.split(b"\r\n\r\n")[0].decode()
    assert "Subject: Your licence\r\n" in head
    assert "Auto-Submitted: auto-generated\r\n" in head
    assert "In-Reply-To" not in head
    assert "run_1" not in head


@pytest.mark.parametrize("language", ALL)
def test_every_language_has_a_whole_letter(language: str) -> None:
    thread = MailThread("", "<a@x>", attachments=1, unread=("a.png",), is_cut=True)
    letter = written(thread, language=language)
    for told in ("a.png", "4,000", "NW-10482", "Nora", "Northwind Audio"):
        assert told in letter.text
    assert letter.subject
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in letter.html


@given(st.text(), st.text())
def test_no_words_become_markup(said: str, name: str) -> None:
    reply = Reply((ReplySentence(f"<script>{said}", ()),), (), "embedded")
    shown = written(MailThread("x", "<a@x>", name=f"{name}<img>"), reply).html
    assert {tag for tag in ("<script", "<img") if tag in shown} == set()


@given(st.text())
def test_a_subject_is_answered_once_however_often_it_went_to_and_fro(subject: str) -> None:
    once = answer_to(subject)
    assert answer_to(once) == once
    assert not once or once.startswith("Re: ")


@given(st.lists(st.integers(0, 40).map(lambda n: f"<{n}@x>")))
def test_a_thread_keeps_its_first_mail_and_its_last(ids: list[str]) -> None:
    kept = chain(tuple(ids), "<now@x>")
    assert len(kept) <= MOST_REFERENCES
    assert kept[0] == (ids[0] if ids else "<now@x>")
    assert kept[-1] == "<now@x>"


@given(st.text(max_size=300))
def test_whatever_a_subject_holds_no_header_is_added(subject: str) -> None:
    letter = Letter(f"Re: {subject}", "text", "<p>text</p>", "<a@x>", ("<a@x>",))
    raw = SesLetters("care@northwind.example", "Northwind Audio").write("m@example.com", letter)
    names = [line.partition(b":")[0] for line in raw.split(b"\r\n\r\n")[0].split(b"\r\n")]
    assert [name for name in names if not name.startswith((b" ", b"\t"))] == [
        *(b"From", b"To", b"Subject", b"In-Reply-To", b"References"),
        *(b"Auto-Submitted", b"MIME-Version", b"Content-Type"),
    ]

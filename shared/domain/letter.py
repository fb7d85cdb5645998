"""A reply as an e-mail: greeting, paragraphs, numbered sources, signature, as text and as HTML."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby

from shared.domain.conversation import MAX_TEXT, MailThread
from shared.domain.mail import answer_to, chain
from shared.domain.reply import Citation, Reply, ReplySentence
from shared.domain.voice import Voice

TEXTS = frozenset(
    {
        *("letter_greeting", "letter_greeting_unnamed", "letter_sources", "letter_signature"),
        *("letter_subject", "letter_unread", "letter_attachments", "letter_cut"),
    }
)
"""Keys of the company's own words that a letter needs."""
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


@dataclass(frozen=True)
class Letter:
    """`in_reply_to` and `references` are ids with their angle brackets; a letter that answers none
    begins a thread."""

    subject: str
    text: str
    html: str
    in_reply_to: str = ""
    references: tuple[str, ...] = ()


def write_letter(
    reply: Reply, thread: MailThread, voice: Voice, *, company: str, assistant: str, language: str
) -> Letter:
    """The reply to a mail, in the company's words of that language (ISO 639-1)."""
    named = {"company": company, "assistant": assistant}
    greeting = (
        voice.says("letter_greeting", name=thread.name)
        if thread.name
        else voice.says("letter_greeting_unnamed")
    )
    paragraphs = [list(each) for _, each in groupby(reply.sentences, lambda said: said.citations)]
    notes = list(_notes(thread, voice))
    signature = voice.says("letter_signature", **named)
    heading = voice.says("letter_sources") if reply.citations else ""
    return Letter(
        subject=_subject(thread) or voice.says("letter_subject", **named),
        text="\n\n".join(_plain(greeting, paragraphs, notes, heading, reply.citations, signature)),
        html=_html(greeting, paragraphs, notes, heading, reply.citations, signature, language),
        in_reply_to=thread.message_id,
        references=chain(thread.references, thread.message_id),
    )


def _subject(thread: MailThread) -> str:
    return answer_to(thread.subject) if thread.message_id else thread.subject


def _notes(thread: MailThread, voice: Voice) -> Iterator[str]:
    """What of the customer's mail was not read."""
    if thread.is_cut:
        yield voice.says("letter_cut", count=f"{MAX_TEXT:,}")
    if thread.unread:
        yield voice.says("letter_unread", names=", ".join(thread.unread))
    elif thread.attachments:
        yield voice.says("letter_attachments")


def _plain(
    greeting: str,
    paragraphs: list[list[ReplySentence]],
    notes: list[str],
    heading: str,
    citations: Iterable[Citation],
    signature: str,
) -> Iterator[str]:
    yield greeting
    for paragraph in paragraphs:
        marks = "".join(f" [{number}]" for number in paragraph[-1].citations)
        yield " ".join(said.text.strip() for said in paragraph) + marks
    yield from notes
    if heading:
        listed = [f"[{cited.number}] {_named(cited)}" for cited in citations]
        yield "\n".join([heading, *listed])
    yield signature


def _html(
    greeting: str,
    paragraphs: list[list[ReplySentence]],
    notes: list[str],
    heading: str,
    citations: tuple[Citation, ...],
    signature: str,
    language: str,
) -> str:
    places = {cited.number: cited for cited in citations}
    body = [_paragraph(escape(greeting))]
    for paragraph in paragraphs:
        marks = "".join(
            f" <sup>{_linked(places[number], f'[{number}]')}</sup>"
            for number in paragraph[-1].citations
        )
        body.append(_paragraph(escape(" ".join(said.text.strip() for said in paragraph)) + marks))
    body += [_paragraph(escape(note)) for note in notes]
    if heading:
        listed = "".join(f"<li>{_linked(cited, _named(cited))}</li>" for cited in citations)
        body.append(f"{_paragraph(escape(heading))}<ol>{listed}</ol>")
    body.append(_paragraph(escape(signature)))
    direction = "rtl" if language in _RIGHT_TO_LEFT else "ltr"
    return (
        f'<!doctype html><html lang="{escape(language)}" dir="{direction}">'
        f'<head><meta charset="utf-8"></head><body>{"".join(body)}</body></html>'
    )


def _paragraph(written: str) -> str:
    return "<p>" + written.strip().replace("\n", "<br>") + "</p>"


def _linked(cited: Citation, words: str) -> str:
    if not cited.source.startswith(("https://", "http://")):
        return escape(words)
    return f'<a href="{escape(cited.source)}">{escape(words)}</a>'


def _named(cited: Citation) -> str:
    return cited.title if cited.source in cited.title else f"{cited.title}: {cited.source}"

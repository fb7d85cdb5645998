"""Reads an e-mail (RFC 5322, MIME), however badly it was written."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import getaddresses

from functions.intake.plain import own_words, text_of_html
from shared.domain.errors import InvalidInput
from shared.domain.mail import MAX_SUBJECT, Mail
from shared.domain.masking import clean

_ID = re.compile(r"<[^<>\s]{1,250}>")
_ADDRESS = re.compile(r"[^@\s<>]{1,64}@[^@\s<>]{1,190}")
_FALLBACKS = ("utf-8", "windows-1252")
_MOST_NAMES, _LONGEST_NAME = 5, 60


def read_mail(raw: bytes) -> Mail:
    """Raises InvalidInput for one that names no sender: nobody could be answered."""
    message = message_from_bytes(raw, policy=policy.default)
    senders = tuple(
        address.lower()
        for _, address in getaddresses([_header(message, "From")])
        if _ADDRESS.fullmatch(address)
    )
    if not senders:
        raise InvalidInput("the e-mail names no sender: it has no From with an address")
    kind = message.get_content_type()
    answered = _ID.findall(_header(message, "In-Reply-To"))[:1]
    return Mail(
        senders=senders,
        subject=" ".join(clean(_header(message, "Subject")).split())[:MAX_SUBJECT],
        message_id=next(iter(_ID.findall(_header(message, "Message-ID"))), ""),
        text=_text(message),
        references=tuple(_ID.findall(_header(message, "References")) or answered),
        attachments=tuple(_names(message)),
        auto_submitted=_header(message, "Auto-Submitted").partition(";")[0].strip(),
        precedence=_header(message, "Precedence").strip(),
        is_report=kind in ("multipart/report", "message/delivery-status"),
        is_of_list="List-Id" in message or "X-Autoreply" in message,
    )


def _header(message: Message, name: str) -> str:
    """Its text, also where it breaks the rules so that the library will not read it."""
    try:
        return str(message.get(name, ""))
    except (ValueError, TypeError, IndexError, AttributeError, LookupError):
        raw = (value for key, value in message.raw_items() if key.lower() == name.lower())
        return str(next(raw, ""))


def _text(message: EmailMessage | Message) -> str:
    """The plain text; that of the HTML where there is no other, or only blanks."""
    parts = [part for part in message.walk() if _is_shown(part)]
    plain = [_decoded(part) for part in parts if part.get_content_type() == "text/plain"]
    written = "\n".join(plain).strip()
    if not written:
        pages = [part for part in parts if part.get_content_type() == "text/html"]
        written = "\n".join(text_of_html(_decoded(part)) for part in pages)
    return own_words(written)


def _is_shown(part: Message) -> bool:
    return not part.is_multipart() and part.get_content_disposition() != "attachment"


def _decoded(part: Message) -> str:
    """By the charset that it names, else by what it turns out to be."""
    content = part.get_payload(decode=True)
    octets = content if isinstance(content, bytes) else str(part.get_payload()).encode()
    for charset in (part.get_content_charset(), *_FALLBACKS):
        try:
            return octets.decode(charset or "ascii")
        except (LookupError, UnicodeDecodeError):
            continue
    return octets.decode("windows-1252", "replace")


def _names(message: EmailMessage | Message) -> list[str]:
    """Of the first attachments; a mail that is attached is one."""
    found = []
    for part in message.walk():
        is_text = part.get_content_maintype() == "text" and not part.get_filename()
        if part.is_multipart() or (is_text and _is_shown(part)):
            continue
        named = clean(part.get_filename() or part.get_content_type())
        name = re.sub(r"[^\w .()-]", "_", " ".join(named.split()))
        found.append(name[-_LONGEST_NAME:].strip() or "file")
    return found[:_MOST_NAMES]

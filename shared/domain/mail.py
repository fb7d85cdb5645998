"""E-mail as it comes in: who wrote it, and whether it is to be answered."""

import re
from dataclasses import dataclass

MOST_REFERENCES = 12
"""Ids of a thread that a reply repeats: its first mail and the latest ones."""
MAX_SUBJECT = 200
_NEVER_ANSWERED = re.compile(
    r"^(?:mailer-daemon|postmaster|bounces?|no-?reply|do-?not-?reply|noreply)\b", re.IGNORECASE
)
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
_ANSWER = re.compile(
    r"^\s*(?:(?:re|aw|sv|vs|antw?|odp|ynt|rif|r|ref|res|回复|答复|返信)\s*(?:\[\d+\])?\s*[:\uff1a]\s*)+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Checked:
    """What the mail server found out. Each verdict is PASS, FAIL, GRAY (there was nothing to check
    against) or PROCESSING_FAILED.

    https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
    """

    spf: str = "GRAY"
    dmarc: str = "GRAY"
    spam: str = "GRAY"
    virus: str = "GRAY"
    policy: str = ""
    """What the sender's domain asks to be done with mail that fails: none, quarantine, reject."""
    returned_to: str = ""
    """The envelope's sender, to whom bounces would go."""


@dataclass(frozen=True)
class Mail:
    """One e-mail. `text` are its own words, without those that it quotes."""

    senders: tuple[str, ...]
    subject: str
    message_id: str
    text: str
    references: tuple[str, ...] = ()
    """Ids of the mails before it in the thread, the first one first."""
    attachments: tuple[str, ...] = ()
    """Their names; nothing of them is read."""
    auto_submitted: str = ""
    precedence: str = ""
    is_report: bool = False
    """Whether it is a delivery report or a read receipt."""
    is_of_list: bool = False

    @property
    def sender(self) -> str:
        return self.senders[0]


def why_refused(checked: Checked) -> str | None:
    """Why nobody reads the mail; None where somebody does."""
    if checked.virus == "FAIL":
        return "the mail server found a virus in the e-mail"
    if checked.spam == "FAIL":
        return "the mail server takes the e-mail for spam"
    if checked.dmarc == "FAIL" and checked.policy.lower() == "reject":
        return "the e-mail is forged: its sender's domain asks to reject what fails DMARC"
    return None


def why_unanswered(mail: Mail, checked: Checked, ours: str) -> str | None:
    """Why a machine's mail gets no answer (RFC 3834, 2), so that two machines never talk to each
    other; None for a person's."""
    if ours.lower() in mail.senders:
        return "it comes from our own address"
    if checked.returned_to.strip("<> ") == "" or mail.is_report:
        return "it is a bounce or a receipt"
    if mail.auto_submitted.lower() not in ("", "no"):
        return "it was sent by a machine"
    if mail.precedence.lower() in _BULK or mail.is_of_list:
        return "it is bulk mail"
    if _NEVER_ANSWERED.match(mail.sender):
        return "its sender reads no answers"
    return None


def is_proven(mail: Mail, checked: Checked) -> bool:
    """Whether the sender's domain vouches for the address. Where it has no DMARC policy, SPF does
    if it was checked for that same domain (RFC 7489, 3.1.2, strict)."""
    if len(mail.senders) != 1:
        return False
    envelope = checked.returned_to.strip("<> ").rpartition("@")[2].lower()
    is_aligned = checked.spf == "PASS" and envelope == mail.sender.rpartition("@")[2]
    return checked.dmarc == "PASS" or (checked.dmarc == "GRAY" and is_aligned)


def answer_to(subject: str) -> str:
    """The subject of the answer, with one "Re: " however often it went to and fro; empty where the
    mail has none."""
    bare = _ANSWER.sub("", subject).strip()
    return f"Re: {bare}" if bare else ""


def chain(references: tuple[str, ...], message_id: str) -> tuple[str, ...]:
    """What the answer refers to: the thread's first mail, the latest ones and this one."""
    listed = tuple(dict.fromkeys((*references, message_id)))
    if len(listed) <= MOST_REFERENCES:
        return listed
    return (listed[0], *listed[1 - MOST_REFERENCES :])

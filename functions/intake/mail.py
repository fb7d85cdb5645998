"""Reads an e-mail as SES hands it over: the notification through SNS, the mail itself in S3.

https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from functions.intake.mime import read_mail
from functions.intake.service import Arrival
from shared.domain.conversation import (
    MAX_TEXT,
    Channel,
    Identity,
    MailThread,
    Participant,
    conversation_of_mail,
)
from shared.domain.errors import InvalidInput
from shared.domain.mail import Checked, Mail, is_proven, why_refused, why_unanswered
from shared.domain.mentions import OrderNumbers
from shared.ports.channels import MailStore, MailThreads
from shared.ports.knowledge import Customers

NO_WORDS = "(an e-mail without words)"
"""What the transcript shows of one: it is asked what it is about, as whoever else is not clear."""


class _Told(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)


class Verdict(_Told):
    status: str = "GRAY"


class Action(_Told):
    object_key: Annotated[str, Field(min_length=1, max_length=1_024)]


class Receipt(_Told):
    spam_verdict: Verdict = Verdict()
    virus_verdict: Verdict = Verdict()
    spf_verdict: Verdict = Verdict()
    dmarc_verdict: Verdict = Verdict()
    dmarc_policy: str = ""
    action: Action


class Envelope(_Told):
    source: str = ""
    message_id: Annotated[str, Field(min_length=1, max_length=200)]


class Received(_Told):
    """An S3 action's notification."""

    receipt: Receipt
    mail: Envelope

    @property
    def checked(self) -> Checked:
        receipt = self.receipt
        return Checked(
            spf=receipt.spf_verdict.status,
            dmarc=receipt.dmarc_verdict.status,
            spam=receipt.spam_verdict.status,
            virus=receipt.virus_verdict.status,
            policy=receipt.dmarc_policy,
            returned_to=self.mail.source,
        )


class Unanswered(Exception):
    """A machine's mail: it is left alone, and nothing is wrong with it."""


def read_letter(
    message: str,
    ours: str,
    store: MailStore,
    threads: MailThreads,
    customers: Customers,
    numbers: OrderNumbers,
) -> Arrival:
    """The arrival that a notification tells of.

    Raises Unanswered; ValidationError naming the field; InvalidInput for what is refused, with the
    reason.
    """
    received = Received.model_validate_json(message)
    checked = received.checked
    if reason := why_refused(checked):
        raise InvalidInput(reason)
    mail = read_mail(store.read(received.receipt.action.object_key))
    if reason := why_unanswered(mail, checked, ours):
        raise Unanswered(reason)
    proven = is_proven(mail, checked)
    customer = customers.by_email(mail.sender) if proven else None
    own_id = mail.message_id or f"<{received.mail.message_id}@amazonses.com>"
    text, is_cut = _cut(_words(mail, numbers))
    thread = MailThread(
        subject=mail.subject,
        message_id=own_id,
        references=_traced(mail, threads),
        name=customer.name if customer else "",
        attachments=len(mail.attachments),
        unread=mail.attachments if proven else (),
        is_cut=is_cut,
    )
    return Arrival(
        conversation_id=conversation_of_mail(mail.sender, ours, thread.root, is_proven=proven),
        client_message_id=own_id,
        text=text,
        participant=Participant(
            channel=Channel.EMAIL,
            identity=Identity.KNOWN_EMAIL if customer else Identity.ANONYMOUS,
            customer_id=customer.id if customer else None,
            address=mail.sender,
            reply_from=ours,
            thread=thread,
        ),
    )


def _words(mail: Mail, numbers: OrderNumbers) -> str:
    """The mail's own; its subject where it has none, or where that alone names the order."""
    if not mail.text:
        return mail.subject or NO_WORDS
    named = numbers.find(mail.subject) and not numbers.find(mail.text)
    return f"{mail.subject}: {mail.text}" if named and not mail.references else mail.text


def _cut(text: str) -> tuple[str, bool]:
    if len(text) <= MAX_TEXT:
        return text, False
    return text[:MAX_TEXT].rpartition(" ")[0] or text[:MAX_TEXT], True


def _traced(mail: Mail, threads: MailThreads) -> tuple[str, ...]:
    """Mail programs that name only the mail before, which is ours, have the thread's first mail
    looked up."""
    if len(mail.references) != 1:
        return mail.references
    root = threads.root_of(mail.references[0])
    return (root, *mail.references) if root else mail.references

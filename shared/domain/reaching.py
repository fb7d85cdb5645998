"""Where a customer is written to in whose conversation we speak first."""

from dataclasses import dataclass

from shared.domain.conversation import (
    Channel,
    ConversationId,
    Identity,
    MailThread,
    Participant,
    conversation_of_mail,
    conversation_of_number,
)
from shared.domain.orders import Customer

_TEXTS = "SMS"
"""As a customer's preference names it."""


@dataclass(frozen=True)
class Ways:
    """The company's own e-mail address and number; empty where it has none."""

    address: str = ""
    number: str = ""


def reach(
    customer: Customer, ways: Ways, *, prefers: str | None, subject: str, name: str
) -> tuple[ConversationId, Participant] | None:
    """By e-mail, or by text message where they prefer that or have nothing else; None where there
    is no way. What they answer belongs to the same conversation, and they are known there as well
    as their address or number proves. `name` names the thread, once for each."""
    by_mail = bool(ways.address and customer.email)
    by_text = bool(ways.number and customer.phone)
    if by_text and (prefers == _TEXTS or not by_mail):
        return conversation_of_number(customer.phone, ways.number), Participant(
            channel=Channel.SMS,
            identity=Identity.KNOWN_NUMBER,
            customer_id=customer.id,
            address=customer.phone,
            reply_from=ways.number,
        )
    if not by_mail:
        return None
    root = f"<{name}@{ways.address.rpartition('@')[2]}>"
    conversation = conversation_of_mail(customer.email, ways.address, root, is_proven=True)
    return conversation, Participant(
        channel=Channel.EMAIL,
        identity=Identity.KNOWN_EMAIL,
        customer_id=customer.id,
        address=customer.email,
        reply_from=ways.address,
        thread=MailThread(subject, message_id="", references=(root,), name=customer.name),
    )

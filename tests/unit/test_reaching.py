"""Where customers are written to who have not written first."""

import pytest

from shared.domain.conversation import (
    Channel,
    Identity,
    Participant,
    conversation_of_mail,
    conversation_of_number,
)
from shared.domain.orders import Customer
from shared.domain.reaching import Ways, reach

MAIL, PHONE = "m@example.com", "+15550100"
OURS = Ways("care@northwind.example", "+15550199")


def reached(
    email: str, phone: str, ways: Ways = OURS, prefers: str | None = None
) -> tuple[str, Participant]:
    customer = Customer("cus_1", "Maya", email, phone, "plus", "US")
    found = reach(customer, ways, prefers=prefers, subject="Your licence", name="run_1")
    assert found
    return found


def test_a_mail_begins_a_thread_in_which_the_answer_is_known() -> None:
    conversation, who = reached(MAIL, PHONE)
    root = "<run_1@northwind.example>"
    assert conversation == conversation_of_mail(MAIL, OURS.address, root, is_proven=True)
    assert (who.channel, who.identity, who.address) == (Channel.EMAIL, Identity.KNOWN_EMAIL, MAIL)
    assert who.thread
    assert (who.thread.subject, who.thread.root) == ("Your licence", root)


@pytest.mark.parametrize(
    ("email", "ways", "prefers"),
    [(MAIL, OURS, "SMS"), ("", OURS, None), (MAIL, Ways(number=OURS.number), "e-mail")],
)
def test_a_text_goes_where_it_is_preferred_or_nothing_else_is_there(
    email: str, ways: Ways, prefers: str | None
) -> None:
    conversation, who = reached(email, PHONE, ways, prefers)
    assert conversation == conversation_of_number(PHONE, OURS.number)
    assert (who.channel, who.identity, who.address) == (Channel.SMS, Identity.KNOWN_NUMBER, PHONE)


def test_who_prefers_texts_and_has_no_number_gets_a_mail() -> None:
    _, who = reached(MAIL, "", prefers="SMS")
    assert who.channel is Channel.EMAIL


@pytest.mark.parametrize(("email", "phone", "ways"), [("", "", OURS), (MAIL, PHONE, Ways())])
def test_who_cannot_be_reached_is_not(email: str, phone: str, ways: Ways) -> None:
    with pytest.raises(AssertionError):
        reached(email, phone, ways)

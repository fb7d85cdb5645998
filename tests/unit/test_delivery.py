"""Replies go out once, to where the customer is."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from functions.delivery.service import Outlets, deliver
from shared.adapters.pack import load_company
from shared.domain.conversation import Channel, MailThread, Participant
from shared.domain.errors import Gone, InvalidInput, TransientError
from shared.domain.letter import Letter
from shared.domain.reply import Reply, ReplySentence
from shared.ports.conversations import Parcel

COMPANY = load_company(Path(__file__).parents[2] / "companies" / "northwind")
THREAD = MailThread("My order", "<second@x>", ("<first@x>",), "Maya Lindqvist")
REPLY = Reply((ReplySentence("It is on its way.", ()),), (), "embedded")


class Outbox:
    """The outbox half of Conversations, in memory."""

    def __init__(self) -> None:
        self.state = "pending"

    def claim(self, parcel: Parcel) -> bool:
        free = self.state == "pending"
        self.state = "sending" if free else self.state
        return free

    def release(self, parcel: Parcel) -> None:
        self.state = "pending"

    def doubt(self, parcel: Parcel) -> None:
        self.state = "doubtful" if self.state == "sending" else self.state

    def settle(self, parcel: Parcel, state: str) -> None:
        self.state = state


class Sockets:
    """Open connections, some of which are gone without having said so."""

    def __init__(self, *ids: str, gone: tuple[str, ...] = ()) -> None:
        self.ids, self.gone, self.pushed = list(ids), gone, list[str]()

    def of(self, conversation_id: str) -> list[str]:
        return list(self.ids)

    def close(self, conversation_id: str, connection_id: str) -> None:
        self.ids.remove(connection_id)

    def push(self, connection_id: str, frame: str) -> None:
        if connection_id in self.gone:
            raise Gone(connection_id)
        assert '"inReplyTo":"msg"' in frame
        self.pushed.append(connection_id)


class Carrier:
    def __init__(self, error: Exception | None = None) -> None:
        self.error, self.sent = error, list[tuple[str, str]]()

    def send(self, to: str, text: str, reference: str) -> None:
        if self.error:
            raise self.error
        self.sent.append((to, text))


class Post:
    """Sends letters, and notes the threads that they stand in."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error, self.sent, self.roots = error, list[tuple[str, Letter]](), dict[str, str]()

    def send(self, to: str, letter: Letter) -> str:
        if self.error:
            raise self.error
        self.sent.append((to, letter))
        return "ses-1"

    def note(self, sent: str, root: str, at: datetime) -> None:
        self.roots[sent] = root


def mail(outbox: Outbox, post: Post) -> None:
    participant = Participant(Channel.EMAIL, address="maya@example.com", thread=THREAD)
    moment = datetime(2026, 5, 6, tzinfo=UTC)
    parcel = Parcel("cnv", "rep", "msg", REPLY, participant, moment)
    outlets = Outlets(Post, Post, lambda: post)  # type: ignore[arg-type]
    deliver(parcel, outbox, Sockets(), post, lambda: COMPANY, outlets)  # type: ignore[arg-type]


def run(
    outbox: Outbox,
    sockets: Sockets,
    carrier: Carrier,
    channel: Channel,
    reply: Reply = REPLY,
) -> None:
    address = "+15550100" if channel is Channel.SMS else None
    parcel = Parcel(
        "cnv",
        "rep",
        "msg",
        reply,
        Participant(channel, address=address),
        datetime(2026, 5, 6, tzinfo=UTC),
    )
    outlets = Outlets(lambda: sockets, lambda: carrier, Post)
    deliver(parcel, outbox, sockets, Post(), lambda: COMPANY, outlets)  # type: ignore[arg-type]


def test_every_open_page_gets_the_reply_and_dead_ones_are_forgotten() -> None:
    outbox, sockets = Outbox(), Sockets("a", "b", "c", gone=("b",))
    run(outbox, sockets, Carrier(), Channel.WEB)
    assert (sockets.pushed, sockets.ids, outbox.state) == (["a", "c"], ["a", "c"], "delivered")


def test_with_no_page_open_the_reply_waits_to_be_fetched() -> None:
    outbox = Outbox()
    run(outbox, Sockets("a", gone=("a",)), Carrier(), Channel.WEB)
    assert outbox.state == "stored"


def test_an_sms_is_sent_once() -> None:
    outbox, carrier = Outbox(), Carrier()
    run(outbox, Sockets(), carrier, Channel.SMS)
    assert carrier.sent == [("+15550100", "It is on its way.")]
    assert outbox.state == "delivered"


def test_an_sms_that_may_have_been_sent_is_marked_and_not_sent_again() -> None:
    outbox, carrier = Outbox(), Carrier()
    outbox.state = "sending"
    run(outbox, Sockets(), carrier, Channel.SMS)
    assert (carrier.sent, outbox.state) == ([], "doubtful")


def test_a_stream_that_repeats_a_delivered_sms_changes_nothing() -> None:
    outbox, carrier = Outbox(), Carrier()
    outbox.state = "delivered"
    run(outbox, Sockets(), carrier, Channel.SMS)
    assert (carrier.sent, outbox.state) == ([], "delivered")


def test_an_sms_that_was_certainly_not_sent_is_tried_again() -> None:
    outbox = Outbox()
    with pytest.raises(TransientError):
        run(outbox, Sockets(), Carrier(TransientError("throttled")), Channel.SMS)
    assert outbox.state == "pending"


def test_a_text_that_asks_for_agreement_is_not_cut() -> None:
    """Two segments are the form of an SMS; what a customer agrees to is said whole all the same."""
    words = [f"This is sentence number {at} about what will change for you." for at in range(8)]
    sentences = tuple(ReplySentence(each, ()) for each in (*words, "Shall I go ahead?"))
    carrier = Carrier()
    for reply in (Reply(sentences, (), "voice"), Reply(sentences, (), "voice", is_whole=True)):
        run(Outbox(), Sockets(), carrier, Channel.SMS, reply)
    (_, short), (_, whole) = carrier.sent
    assert "Shall I go ahead?" not in short
    assert whole == " ".join((*words, "Shall I go ahead?"))


def test_a_letter_is_sent_once_below_the_mail_that_it_answers() -> None:
    outbox, post = Outbox(), Post()
    mail(outbox, post)
    mail(outbox, post)
    ((to, letter),) = post.sent
    assert (to, letter.subject, outbox.state) == ("maya@example.com", "Re: My order", "delivered")
    assert letter.references == ("<first@x>", "<second@x>")
    assert post.roots == {"ses-1": "<first@x>"}


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (TransientError("throttled"), "pending"),
        (InvalidInput("rejected"), "refused"),
        (TimeoutError("no answer"), "sending"),
    ],
)
def test_a_letter_is_sent_again_only_where_it_was_certainly_not_sent(
    error: Exception, state: str
) -> None:
    outbox = Outbox()
    with pytest.raises(type(error)):
        mail(outbox, Post(error))
    assert outbox.state == state


@pytest.mark.parametrize(
    ("answers", "address", "has_number", "state", "texts"),
    [
        ("msg", "+15550100", True, "stored", 0),
        ("", "+15550100", True, "delivered", 1),
        ("", None, True, "stored", 0),
        ("", "+15550100", False, "stored", 0),
    ],
)
def test_a_call_fetches_its_replies_and_what_comes_later_is_texted(
    answers: str, address: str | None, has_number: bool, state: str, texts: int
) -> None:
    outbox, carrier = Outbox(), Carrier()
    caller = Participant(Channel.VOICE, address=address)
    parcel = Parcel("cnv", "rep", answers, REPLY, caller, datetime(2026, 5, 6, tzinfo=UTC))
    sender = (lambda: carrier) if has_number else None
    outlets = Outlets(Sockets, sender, Post)
    deliver(parcel, outbox, Sockets(), Post(), lambda: COMPANY, outlets)  # type: ignore[arg-type]
    assert (outbox.state, len(carrier.sent)) == (state, texts)


def test_a_text_without_a_number_of_ours_is_refused() -> None:
    customer = Participant(Channel.SMS, address="+15550100")
    parcel = Parcel("cnv", "rep", "msg", REPLY, customer, datetime(2026, 5, 6, tzinfo=UTC))
    outlets = Outlets(Sockets, None, Post)
    with pytest.raises(InvalidInput, match="no number"):
        deliver(parcel, Outbox(), Sockets(), Post(), lambda: COMPANY, outlets)  # type: ignore[arg-type]

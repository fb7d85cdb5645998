"""Ways in and out, and what is kept of conversations."""

from functools import cache
from typing import Any

from shared.ports.channels import (
    Bus,
    DeadLetters,
    Ledger,
    LetterSender,
    MailStore,
    MailThreads,
    Pusher,
    TextSender,
    TurnQueue,
    TurnRunner,
)
from shared.ports.connections import Connections
from shared.ports.conversations import (
    Cases,
    Conversations,
    CustomerMemories,
    ErrandTalk,
    Parcel,
)
from shared.runtime import settings
from shared.runtime.wiring.pack import company, secret


@cache
def conversations() -> Conversations:
    from shared.adapters.aws.conversations import DynamoConversations

    return DynamoConversations(settings.read().need("conversations_table"))


@cache
def customer_memories() -> CustomerMemories:
    from shared.adapters.aws.customer_memories import DynamoCustomerMemories

    return DynamoCustomerMemories(settings.read().need("conversations_table"))


@cache
def errand_talk() -> ErrandTalk:
    from shared.adapters.aws.conversations import DynamoConversations

    return DynamoConversations(settings.read().need("conversations_table"))


@cache
def cases() -> Cases:
    from shared.adapters.aws.cases import DynamoCases

    return DynamoCases(settings.read().need("conversations_table"))


def parcel(image: dict[str, Any]) -> Parcel:
    """The outbox row that a record of the conversations' stream carries as its new image."""
    from shared.adapters.aws.conversation_rows import parcel_from_image

    return parcel_from_image(image)


@cache
def connections() -> Connections:
    from shared.adapters.aws.connections import DynamoConnections

    return DynamoConnections(settings.read().need("connections_table"))


@cache
def turn_queue() -> TurnQueue:
    from shared.adapters.aws.channels import SqsTurnQueue

    return SqsTurnQueue(settings.read().need("turns_queue_url"))


@cache
def call_news() -> Bus:
    """What becomes of calls goes over the bus, as `careline.calls`."""
    from shared.adapters.aws.bus import CALLS, CompanyBus

    return CompanyBus(settings.read().need("bus_name"), CALLS)


@cache
def turn_runner() -> TurnRunner:
    from shared.adapters.aws.channels import ExpressTurnRunner

    return ExpressTurnRunner(settings.read().need("turn_machine_arn"))


def dead_letters() -> DeadLetters:
    """Not kept: each function has a dead-letter queue of its own, and some share a process."""
    from shared.adapters.aws.channels import SqsDeadLetters

    return SqsDeadLetters(settings.read().need("dead_letters_url"))


@cache
def pusher() -> Pusher:
    from shared.adapters.aws.channels import SocketPusher

    return SocketPusher(settings.read().need("socket_callback_url"))


@cache
def text_sender() -> TextSender:
    from shared.adapters.aws.channels import EndUserMessaging

    return EndUserMessaging(settings.read().need("sms_origination_identity"))


@cache
def letter_sender() -> LetterSender:
    from shared.adapters.aws.letters import SesLetters

    return SesLetters(settings.read().need("email_address"), company().name)


@cache
def mail_store() -> MailStore:
    from shared.adapters.aws.letters import S3MailStore

    return S3MailStore(settings.read().need("mail_bucket"))


@cache
def mail_threads() -> MailThreads:
    from shared.adapters.aws.letters import DynamoMailThreads

    return DynamoMailThreads(settings.read().need("conversations_table"))


@cache
def ledger() -> Ledger:
    from shared.adapters.aws.channels import DynamoLedger

    return DynamoLedger(settings.read().need("ledger_table"))


@cache
def session_secret() -> str:
    return secret(settings.read().need("session_secret_arn"))


@cache
def identity_secret() -> str:
    return secret(settings.read().need("identity_secret_arn"))

"""Which adapter stands behind which port. Everything is made on first use and kept.

Each maker imports its adapter itself, so a function pays only for the adapters that it uses.
"""

import secrets
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from shared.domain.company import Company
from shared.domain.entitlements import Policies
from shared.ports.channels import DeadLetters, Ledger, Pusher, TextSender, TurnQueue, TurnRunner
from shared.ports.connections import Connections
from shared.ports.conversations import Conversations, Parcel
from shared.ports.graph import Graph
from shared.ports.knowledge import Catalogue, Customers, EvidenceFinder, Orders
from shared.ports.reply_writer import ReplyWriter
from shared.ports.understanding import (
    Encoder,
    IntentReader,
    LanguageReader,
    MentionReader,
    MoodReader,
)
from shared.runtime import settings


def now() -> datetime:
    """The real time, for transport: what was sent when, what expires when."""
    return datetime.now(UTC)


def today() -> date:
    """The company's day, for business rules: the demo's fixed day, or today where it is."""
    return company().today or datetime.now(ZoneInfo(company().timezone)).date()


def new_secret() -> str:
    """An unguessable token of 32 characters, safe in a URL."""
    return secrets.token_urlsafe(24)


@cache
def company() -> Company:
    from shared.adapters.pack import load_company

    return load_company(settings.read().company_root)


@cache
def conversations() -> Conversations:
    from shared.adapters.aws.conversations import DynamoConversations

    return DynamoConversations(settings.read().need("conversations_table"))


def parcel(image: dict[str, Any]) -> Parcel:
    """The outbox row that a record of the conversations' stream carries as its new image."""
    from shared.adapters.aws.conversations import parcel_from_image

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
def ledger() -> Ledger:
    from shared.adapters.aws.channels import DynamoLedger

    return DynamoLedger(settings.read().need("ledger_table"))


@cache
def session_secret() -> str:
    return _secret(settings.read().need("session_secret_arn"))


@cache
def identity_secret() -> str:
    return _secret(settings.read().need("identity_secret_arn"))


def _secret(arn: str) -> str:
    from shared.adapters.aws.clients import client

    return str(client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"])


@cache
def encoder() -> Encoder:
    from shared.adapters.models.minilm import MiniLm

    return MiniLm()


@cache
def intent_reader() -> IntentReader:
    from shared.adapters.models.encoders import load_reader
    from shared.adapters.models.intents import INTENTS, MULTILINGUAL_INTENTS

    artefacts = settings.read().company_root / "artefacts"
    english = load_reader(artefacts / INTENTS)
    if len(company().languages) == 1:
        return english
    from shared.adapters.models.by_language import IntentsByLanguage

    return IntentsByLanguage(english, lambda: load_reader(artefacts / MULTILINGUAL_INTENTS))


@cache
def mention_reader() -> MentionReader:
    from shared.adapters.language.mentions import LibraryMentionReader
    from shared.adapters.pack import load_products

    products = load_products(settings.read().company_root)
    return LibraryMentionReader(company().order_numbers, products, company().country)


@cache
def language_reader() -> LanguageReader:
    from shared.adapters.language.identify import LangidReader

    return LangidReader(company().languages)


@cache
def mood_reader() -> MoodReader:
    """The engine that MOOD_ENGINE names; the embedded heads answer where a hosted one fails."""
    chosen = settings.read()
    if chosen.mood_engine == "embedded":
        return _embedded_mood_reader()
    from shared.adapters.models.hosted_mood import BedrockMood, WithFallback, ask_comprehend

    if chosen.mood_engine == "comprehend":
        return WithFallback(ask_comprehend, _embedded_mood_reader())
    if chosen.mood_engine == "bedrock":
        model = BedrockMood(chosen.need("mood_model_id"))
        return WithFallback(model.ask, _embedded_mood_reader())
    raise RuntimeError(
        f"MOOD_ENGINE is {chosen.mood_engine!r}: choose embedded, comprehend or bedrock"
    )


def _embedded_mood_reader() -> MoodReader:
    from shared.adapters.models.mood import MULTILINGUAL, EmbeddingMoodReader, no_features

    english = EmbeddingMoodReader(encoder())
    if len(company().languages) == 1:
        return english
    from shared.adapters.models.by_language import MoodsByLanguage
    from shared.adapters.models.multilingual import MultilingualE5

    return MoodsByLanguage(
        english, lambda: EmbeddingMoodReader(MultilingualE5(), MULTILINGUAL, no_features)
    )


@cache
def evidence_finder() -> EvidenceFinder:
    from shared.adapters.models.knowledge import EmbeddedSearch, KnowledgeIndex

    path = settings.read().company_root / "artefacts" / "knowledge.npz"
    return EmbeddedSearch(encoder(), KnowledgeIndex.load(path))


@cache
def policies() -> Policies:
    from shared.adapters.pack import load_documents
    from shared.adapters.policies import load_policies

    root = settings.read().company_root
    return load_policies(root, load_documents(root))


@cache
def catalogue() -> Catalogue:
    from shared.adapters.memory.business import MemoryCatalogue
    from shared.adapters.pack import load_documents, load_products

    root = settings.read().company_root
    return MemoryCatalogue(load_products(root), load_documents(root))


@cache
def graph() -> Graph:
    from shared.adapters.aws.graph import DynamoGraph

    return DynamoGraph(settings.read().need("graph_table"))


@cache
def customers() -> Customers:
    from shared.adapters.knowledge_graph import GraphCustomers

    return GraphCustomers(graph())


@cache
def orders() -> Orders:
    from shared.adapters.knowledge_graph import GraphOrders

    return GraphOrders(graph())


@cache
def reply_writer() -> ReplyWriter:
    """The engine that MODEL_ENGINE names."""
    chosen = settings.read()
    if chosen.model_engine == "bedrock":
        from shared.adapters.models.bedrock import BedrockWriter

        return BedrockWriter(chosen.need("model_id"))
    if chosen.model_engine == "sagemaker":
        from shared.adapters.models.sagemaker import SageMakerWriter

        return SageMakerWriter(chosen.need("model_endpoint"))
    if chosen.model_engine == "openai":
        from shared.adapters.models.openai_compatible import OpenAiCompatibleWriter

        key = _secret(chosen.model_secret_arn) if chosen.model_secret_arn else None
        return OpenAiCompatibleWriter(chosen.need("model_endpoint"), chosen.need("model_id"), key)
    if chosen.model_engine != "embedded":
        raise RuntimeError(
            f"MODEL_ENGINE is {chosen.model_engine!r}: "
            "choose embedded, bedrock, sagemaker or openai"
        )
    return embedded_composer()


@cache
def embedded_composer() -> ReplyWriter:
    from shared.adapters.models.embedded import EmbeddedComposer

    return EmbeddedComposer()

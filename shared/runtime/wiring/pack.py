"""The company: its pack, its systems, its day."""

import secrets
from datetime import UTC, date, datetime
from functools import cache

from shared.domain.company import Company
from shared.domain.documents import Document
from shared.domain.judges.outgoing import judges_for
from shared.domain.judges.statements import StatementJudge
from shared.domain.policies import Policies
from shared.ports.graph import Graph
from shared.ports.knowledge import Catalogue, Customers, Orders, Validity
from shared.runtime import settings


def now() -> datetime:
    """The real time, for transport: what was sent when, what expires when."""
    return datetime.now(UTC)


def today() -> date:
    """The company's day, for business rules: the demo's fixed day, or today where it is."""
    return company().day_of(now())


def new_secret() -> str:
    """An unguessable token of 32 characters, safe in a URL."""
    return secrets.token_urlsafe(24)


@cache
def company() -> Company:
    from shared.adapters.pack import load_company

    return load_company(settings.read().company_root)


@cache
def judges() -> tuple[StatementJudge, ...]:
    """Those of what an engine proposes to say, with the second opinion that CHECK_ENGINE names."""
    from shared.runtime.wiring.models import second_opinion

    return judges_for(company().manner, company().order_numbers, second_opinion())


@cache
def policies() -> Policies:
    from shared.adapters.pack import load_documents
    from shared.adapters.policies import load_policies

    root = settings.read().company_root
    return load_policies(root, load_documents(root))


def shipped_documents() -> list[Document]:
    """The articles that were deployed with the pack, as they are in force."""
    from shared.adapters.pack import load_documents

    return load_documents(settings.read().company_root)


def check_policies(documents: list[Document]) -> None:
    """Raises BrokenPack where the pack's rules do not stand word for word in the documents."""
    from shared.adapters.limits import load_clauses
    from shared.adapters.policies import load_policies

    root = settings.read().company_root
    load_policies(root, documents)
    load_clauses(root, documents)


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
def validity() -> Validity:
    from shared.adapters.knowledge_graph import GraphDocuments

    return GraphDocuments(graph())


def secret(arn: str) -> str:
    """The value of a secret, by its ARN."""
    from shared.adapters.aws.clients import client

    return str(client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"])

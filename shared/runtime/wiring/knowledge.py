"""What the company knows: its sources, its library, its index."""

import atexit
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, partial
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, mkdtemp
from typing import TYPE_CHECKING

from shared.domain.documents import Document
from shared.domain.errors import InvalidInput
from shared.domain.findings import Finding
from shared.domain.ranking import Fusions
from shared.ports.knowledge import EvidenceFinder
from shared.ports.library import (
    Findings,
    Inbox,
    Library,
    PublicationQueue,
    Publisher,
    SyncQueue,
    Workbench,
)
from shared.ports.sources import INBOX, DocumentSource, SourceCard
from shared.ports.understanding import Encoder
from shared.runtime import settings
from shared.runtime.telemetry import logger
from shared.runtime.wiring.pack import company, policies, secret, today

if TYPE_CHECKING:
    from opensearchpy import OpenSearch


@cache
def evidence_finder() -> EvidenceFinder:
    """The engine that SEARCH_ENGINE names; the embedded one answers where the other does not."""
    chosen = settings.read()
    if chosen.search_engine == "embedded":
        return _embedded_search()
    from shared.adapters.models.encoders import encoder_for
    from shared.adapters.search.opensearch import OpenSearchFinder

    fallback = _embedded_search()
    return OpenSearchFinder(_cluster(), _alias(), encoder_for, fallback, logger.warning, _fusions())


def _embedded_search() -> EvidenceFinder:
    """Over the index that is published, if this function is told of a bucket, else over the one
    that the pack was deployed with."""
    from shared.adapters.models.encoders import question_encoder
    from shared.adapters.search.embedded import EmbeddedSearch
    from shared.adapters.search.index import INDEX

    chosen = settings.read()
    shipped = chosen.company_root / "artefacts" / INDEX
    if not chosen.knowledge_bucket:
        return EmbeddedSearch.load(shipped, question_encoder, _fusions())
    from shared.adapters.aws.index import PublishedSearch

    bucket, scratch = chosen.knowledge_bucket, _scratch("search")
    return PublishedSearch(
        bucket, shipped, scratch, question_encoder, logger.warning, fusions=_fusions()
    )


def _fusions() -> Fusions:
    from shared.adapters.rankings import load_fusions

    return load_fusions(settings.read().company_root)


def source_cards() -> list[SourceCard]:
    """The pack's sources of documents, in their order; what people dropped in goes first."""
    from shared.adapters.sources.settings import load_sources

    stated = load_sources(settings.read().company_root)
    return [
        SourceCard(INBOX, INBOX),
        *(
            SourceCard(each.name, each.kind, each.schedule, each.kind == "folder")
            for each in stated
        ),
    ]


def source_names() -> list[str]:
    return [source.name for source in source_cards()]


def shipped_source_names() -> list[str]:
    """Of those that were deployed with the pack: synced with every other, for they cost nothing to
    look at, and the pack's rules stand in them."""
    return [source.name for source in source_cards() if source.is_shipped]


def read_article(text: str) -> Document:
    """Raises InvalidInput saying what to mend."""
    from shared.adapters.sources import articles

    return articles.read_article(text)


def write_article(document: Document) -> str:
    from shared.adapters.sources import articles

    return articles.write_article(document)


def read_upload(name: str, content: bytes) -> Document:
    """A file of any format that sources have. Raises InvalidInput saying what to mend."""
    from shared.adapters.sources.defaults import Defaults
    from shared.adapters.sources.files import read_document

    return read_document(INBOX, name, content, Defaults(company().locale, today()))


@cache
def inbox() -> Inbox:
    from shared.adapters.aws.inbox import S3Inbox

    return S3Inbox(settings.read().need("knowledge_bucket"))


@cache
def workbench() -> Workbench:
    from shared.adapters.aws.index import fetch_vectors
    from shared.adapters.models.encoders import comparer_for, encoder_for, question_encoder
    from shared.adapters.search.workbench import Workbench as LocalWorkbench

    fetch = partial(fetch_vectors, settings.read().need("knowledge_bucket"))
    languages, fusions = company().languages, _fusions()
    return LocalWorkbench(
        _scratch("workbench"),
        encoder_for,
        comparer_for,
        question_encoder,
        languages,
        fusions,
        fetch,
    )


@cache
def article_encoder() -> Encoder:
    """The one that reads the company's own language."""
    from shared.adapters.models.encoders import comparer_for

    return comparer_for(company().locale)


def published() -> Mapping[str, object] | None:
    """Which version of the embedded index customers are answered from, since when."""
    from shared.adapters.aws.index import read_current

    current, _ = read_current(settings.read().need("knowledge_bucket"))
    return current


def document_source(name: str) -> DocumentSource:
    """Not kept: its settings may change. Raises InvalidInput for a name that the pack lacks."""
    from shared.adapters.sources.settings import load_sources, open_source

    if name == INBOX:
        from shared.adapters.aws.inbox import InboxSource
        from shared.adapters.sources.defaults import Defaults

        bucket = settings.read().need("knowledge_bucket")
        return InboxSource(bucket, Defaults(company().locale, date.min))
    root = settings.read().company_root
    for source in load_sources(root):
        if source.name == name:
            return open_source(root, source, company().locale, secret)
    raise InvalidInput(f"sources.yaml names no source {name!r}")


@cache
def library() -> Library:
    from shared.adapters.aws.library import S3Library

    return S3Library(settings.read().need("knowledge_bucket"))


@cache
def publisher() -> Publisher:
    """To where the engine that SEARCH_ENGINE names looks."""
    from shared.adapters.models.encoders import encoder_for

    chosen, scratch = settings.read(), _scratch("publications")
    bucket = chosen.need("knowledge_bucket")
    from shared.adapters.aws.index import S3Publisher, kept_vectors

    if chosen.search_engine == "embedded":
        return S3Publisher(bucket, scratch, encoder_for, company().languages)
    from shared.adapters.search.opensearch_index import OpenSearchPublisher

    vectors = partial(kept_vectors, bucket, scratch)
    return OpenSearchPublisher(_cluster(), _alias(), vectors, encoder_for)


@cache
def findings() -> Findings:
    from shared.adapters.aws.index import S3Findings

    return S3Findings(settings.read().need("knowledge_bucket"))


def review(documents: Sequence[Document]) -> list[Finding]:
    """What contradicts or doubles what; each sentence was encoded when it was published."""
    from shared.adapters.aws.index import kept_vectors
    from shared.adapters.models.encoders import comparer_for
    from shared.adapters.search.review import review as look

    bucket = settings.read().need("knowledge_bucket")
    with (
        TemporaryDirectory(prefix="careline-review-") as scratch,
        kept_vectors(bucket, Path(scratch)) as cache,
    ):
        return list(look(documents, comparer_for, cache, policies().dimensions.named_in))


@cache
def publications() -> PublicationQueue:
    from shared.adapters.aws.channels import SqsPublicationQueue

    return SqsPublicationQueue(settings.read().need("publications_queue_url"))


@cache
def syncs() -> SyncQueue:
    from shared.adapters.aws.channels import SqsSyncQueue

    return SqsSyncQueue(settings.read().need("syncs_queue_url"))


def _cluster() -> "OpenSearch":
    """Asked with this function's own credentials.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/request-signing.html
    """
    from boto3 import Session
    from opensearchpy import OpenSearch, Urllib3AWSV4SignerAuth

    from shared.adapters.search.opensearch import DEADLINE

    session, endpoint = Session(), settings.read().need("search_endpoint")
    signer = Urllib3AWSV4SignerAuth(session.get_credentials(), session.region_name, "es")
    return OpenSearch(
        endpoint, http_auth=signer, timeout=DEADLINE, max_retries=1, retry_on_timeout=False
    )


def _alias() -> str:
    """Of this company's indexes."""
    name = re.sub(r"[^a-z0-9]+", "-", company().name.lower()).strip("-")
    return f"careline-{name}-knowledge"


def _scratch(name: str) -> Path:
    """A folder of this function's own, empty when it starts and gone when it ends."""
    folder = Path(mkdtemp(prefix=f"careline-{name}-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    return folder

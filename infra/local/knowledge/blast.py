"""What publishing the pack's articles as they are now would change."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from infra.local.golden.script import LANGUAGES, load_scripts
from infra.local.rehearsal import Answer, Rehearsal
from shared.adapters.models.encoders import encoder_for
from shared.adapters.pack import load_documents
from shared.adapters.policies import load_policies
from shared.adapters.search.index import build_index
from shared.adapters.search.review import review
from shared.adapters.search.vectors import VectorCache
from shared.domain.documents import Document
from shared.domain.findings import Finding

_OLD = timedelta(days=365)
"""Age from which an article should be looked at again."""


@dataclass(frozen=True)
class Asked:
    """A question, and the customer who asks it, if one is signed in."""

    text: str
    customer: str | None = None


@dataclass(frozen=True)
class Changed:
    asked: Asked
    before: str
    after: str


@dataclass(frozen=True)
class Blast:
    """`stale` are articles of an age, or about to end with nothing to follow; `orphans` are those
    that no question of all finds."""

    asked: int
    changed: list[Changed]
    conflicts: list[Finding]
    stale: list[tuple[str, str]]
    orphans: list[str]


def blast_radius(
    company: str,
    root: Path,
    before: Path,
    questions: Sequence[Asked],
    scratch: Path,
    tell: Callable[[int, int], None],
) -> Blast:
    """Of the articles at `root`, against the index in the folder `before`. `tell` hears how many
    questions are done, of how many. Raises BrokenPack."""
    documents = load_documents(root)
    policies = load_policies(root, documents)
    cache = VectorCache(scratch / "vectors.sqlite")
    after = scratch / "index"
    build_index(after, documents, encoder_for, cache)
    was, is_ = Rehearsal(company, index=before), Rehearsal(company, index=after)
    changed, cited = [], set[str]()
    for done, asked in enumerate(questions, start=1):
        then, now = (each.open(asked.customer).say(asked.text) for each in (was, is_))
        cited |= _found(now)
        if then.reply.text != now.reply.text:
            changed.append(Changed(asked, then.reply.text, now.reply.text))
        tell(done, len(questions))
    conflicts = list(review(documents, encoder_for, cache, policies.dimensions.named_in))
    cache.close()
    ruled = {rule.document for each in policies.entitlements for rule in each.rules}
    today = is_.today
    valid = [each for each in documents if (each.scope.valid_to or date.max) >= today]
    return Blast(
        asked=len(questions),
        changed=changed,
        conflicts=conflicts,
        stale=list(_stale(valid, today)),
        orphans=[each.id for each in valid if each.id not in cited | ruled],
    )


def golden_questions(root: Path) -> list[Asked]:
    """Every message of the pack's golden conversations in the company's own language."""
    return [
        Asked(turn.customer, script.customer)
        for script in load_scripts(root)
        if script.theme != LANGUAGES
        for turn in script.turns
    ]


def _found(answer: Answer) -> set[str]:
    return {passage.document_id for grounds in answer.grounds for passage in grounds.passages}


def _stale(documents: Iterable[Document], today: date) -> Iterable[tuple[str, str]]:
    followed = {each.supersedes for each in documents}
    for each in documents:
        ends = each.scope.valid_to
        if ends and ends < today + timedelta(days=30) and each.id not in followed:
            yield each.id, f"it ends on {ends}, and nothing supersedes it"
        elif each.scope.valid_from < today - _OLD:
            yield each.id, f"nobody has touched it since {each.scope.valid_from}"

"""What publishing articles would change: asks every question of them and of what is published."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from functions.console.thinking import Mind, Thought, find_written
from functions.retrieval.knowledge import Knowledge
from shared.domain.conversation import (
    Channel,
    ConversationId,
    Identity,
    InboundMessage,
    Memory,
    MessageId,
    Participant,
)
from shared.domain.documents import Document
from shared.domain.evidence import Grounds
from shared.domain.findings import Finding
from shared.domain.intents import Desk
from shared.domain.upkeep import Stale, find_stale
from shared.ports.conversations import Recalled
from shared.ports.knowledge import EvidenceFinder
from shared.ports.past import Past

GOLDEN, PAST = "golden", "past"
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Asked:
    """A question, the customer who asks it if one is signed in, and where it comes from."""

    text: str
    customer: str | None = None
    origin: str = GOLDEN


@dataclass(frozen=True)
class Changed:
    asked: Asked
    before: str
    after: str


@dataclass(frozen=True)
class Blast:
    """`orphans` are documents that no question of all finds, and no rule rests on."""

    asked: int
    changed: tuple[Changed, ...]
    conflicts: tuple[Finding, ...]
    stale: tuple[Stale, ...]
    orphans: tuple[str, ...]


def questions(golden: Iterable[tuple[str, str | None]], past: Iterable[Past]) -> list[Asked]:
    """Each once, of a customer; those of the golden conversations first."""
    listed = [Asked(text, customer, GOLDEN) for text, customer in golden]
    listed += [Asked(each.question, each.customer, PAST) for each in past]
    once: dict[tuple[str, str | None], Asked] = {}
    for each in listed:
        once.setdefault((each.text, each.customer), each)
    return list(once.values())


def blast_radius(
    documents: Sequence[Document],
    conflicts: Iterable[Finding],
    asked: Sequence[Asked],
    mind: Mind,
    published: Knowledge,
    finder: EvidenceFinder,
    tell: Tell,
) -> Blast:
    """Of the documents, which `finder` finds, against what is `published`. `tell` hears how many
    questions are done, of how many.

    Questions that no article answers (an order's state, an errand) are counted and not answered
    twice: articles cannot change their answers.
    """
    proposed = published.searching(finder)
    changed, found = [], set[str]()
    for done, each in enumerate(asked, start=1):
        thought = mind.think(mind.hear(_said(each, mind.today)))
        if thought.reads_articles:
            then, now = _grounds(thought, published), _grounds(thought, proposed)
            found |= {passage.document_id for each in now for passage in each.passages}
            if then != now and (told := _told(mind, thought, then, now)):
                changed.append(Changed(each, *told))
        tell(done, len(asked))
    ruled = {rule.document for each in published.policies.entitlements for rule in each.rules}
    valid = [each for each in documents if (each.scope.valid_to or date.max) >= mind.today]
    return Blast(
        asked=len(asked),
        changed=tuple(changed),
        conflicts=tuple(conflicts),
        stale=tuple(find_stale(valid, mind.today)),
        orphans=tuple(each.id for each in valid if each.id not in found | ruled),
    )


def is_answered(text: str, customer: str | None, mind: Mind, published: Knowledge) -> bool:
    """Whether a question that stayed open once is answered by now, and not asked back."""
    thought = mind.think(mind.hear(_said(Asked(text, customer), mind.today)))
    asks_back = any(each.desk is Desk.CLARIFY for each in thought.decided.decisions)
    return not asks_back and all(mind.reply(thought, _grounds(thought, published)).answered)


def _grounds(thought: Thought, known: Knowledge) -> tuple[Grounds, ...]:
    """Of each wish."""
    return tuple(find_written(ask, known) for ask in thought.asks)


def _told(
    mind: Mind, thought: Thought, then: tuple[Grounds, ...], now: tuple[Grounds, ...]
) -> tuple[str, str] | None:
    """The replies before and after, if they differ."""
    before, after = mind.reply(thought, then).text, mind.reply(thought, now).text
    return (before, after) if before != after else None


def _said(asked: Asked, today: date) -> Recalled:
    """As the first message of a conversation on the web, of a customer of whom nothing is
    remembered."""
    identity = Identity.SIGNED_IN if asked.customer else Identity.ANONYMOUS
    message = InboundMessage(
        ConversationId("cnv_preview"),
        MessageId("msg_preview"),
        asked.text,
        datetime.combine(today, datetime.min.time(), UTC),
        Participant(Channel.WEB, identity, asked.customer),
        "preview",
    )
    return Recalled(message, Memory())

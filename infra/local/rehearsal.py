"""Conversations of a company that think as the functions do, in one process and without AWS.

For golden conversations and reports: same services, same models, nothing stored.
"""

import atexit
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import count
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from functions.console.thinking import Mind, find_written
from functions.dialogue.recollection import keep
from functions.dialogue.remembering import remember
from functions.dialogue.service import remembered_of
from functions.generation.writing import Author
from functions.offers.service import OfferDesk
from functions.retrieval.knowledge import Knowledge
from functions.workflows.order_status import look_up
from infra.local.branch import Branch
from infra.local.loading import load_graph
from infra.local.stepping import definitions
from shared.adapters.demo.book import Book
from shared.adapters.demo.commerce import DemoCommerce
from shared.adapters.demo.records import MemoryRecords
from shared.adapters.knowledge_graph import GraphDocuments
from shared.adapters.language.identify import LangidReader
from shared.adapters.language.mentions import LibraryMentionReader
from shared.adapters.memory.business import MemoryCatalogue, MemoryCustomers, MemoryOrders
from shared.adapters.memory.customer_memories import MemoryCustomerMemories
from shared.adapters.memory.errands import MemoryErrands
from shared.adapters.memory.graph import MemoryGraph
from shared.adapters.memory.offers import MemoryOffers
from shared.adapters.models.by_language import IntentsByLanguage, MoodsByLanguage
from shared.adapters.models.embedded import EmbeddedComposer
from shared.adapters.models.encoders import encoder_for, load_reader, question_encoder
from shared.adapters.models.intents import INTENTS, MULTILINGUAL_INTENTS
from shared.adapters.models.minilm import DeepMiniLm
from shared.adapters.models.mood import MULTILINGUAL, EmbeddingMoodReader, no_features
from shared.adapters.models.multilingual import MultilingualE5
from shared.adapters.pack import (
    load_company,
    load_customers,
    load_documents,
    load_orders,
    load_products,
)
from shared.adapters.policies import load_policies
from shared.adapters.rankings import load_fusions
from shared.adapters.search.embedded import EmbeddedSearch
from shared.adapters.search.index import INDEX, build_index
from shared.adapters.search.vectors import VectorCache
from shared.contracts import FindGrounds, GrantOffer, RecordTurn, TurnContext, TurnDecided
from shared.domain.conversation import (
    Channel,
    ConversationId,
    Identity,
    InboundMessage,
    Memory,
    MessageId,
    Participant,
    Status,
    Utterance,
)
from shared.domain.documents import Document
from shared.domain.errands.answering import Underway
from shared.domain.errands.authority import Spending
from shared.domain.evidence import Fact, Grounds
from shared.domain.intents import Desk
from shared.domain.judges.outgoing import judges_for
from shared.domain.mood import Mood
from shared.domain.orders import ORDER_STATUS
from shared.domain.reply import Reply
from shared.domain.routing import Decision
from shared.domain.understanding import Understanding
from shared.ports.conversations import Recalled
from shared.ports.knowledge import EvidenceFinder
from shared.ports.understanding import IntentReader, MoodReader
from training.company import REHEARSED, VECTORS, train_multilingual_intents

ROOT = Path(__file__).parents[2]
_NUMBERS = count(1)
_PROOFS = {
    Channel.WEB: Identity.SIGNED_IN,
    Channel.SMS: Identity.KNOWN_NUMBER,
    Channel.EMAIL: Identity.KNOWN_EMAIL,
    Channel.VOICE: Identity.KNOWN_NUMBER,
}
"""How well we know a customer whom we know on that channel."""


@dataclass(frozen=True)
class Past:
    """What conversations leave behind: memories of customers, and what they were given."""

    memories: MemoryCustomerMemories = field(default_factory=MemoryCustomerMemories)
    offers: MemoryOffers = field(default_factory=MemoryOffers)
    counters: MemoryErrands = field(default_factory=MemoryErrands)
    shop: DemoCommerce = field(default_factory=lambda: DemoCommerce(Book(MemoryRecords())))


@dataclass(frozen=True)
class Answer:
    understanding: Understanding
    mood: Mood
    decisions: tuple[Decision, ...]
    grounds: tuple[Grounds, ...]
    reply: Reply
    recalled: tuple[Fact, ...] = ()
    offered: tuple[Fact, ...] = ()


class Rehearsal:
    """The company of a pack with what was trained from it; `languages` are those that it is to
    speak, if others than the pack's. The models of other languages are trained where they are
    missing."""

    def __init__(self, company: str, languages: tuple[str, ...] = ()) -> None:
        pack = ROOT / "companies" / company
        artefacts = ROOT / "build" / "companies" / company
        self.company = load_company(pack, languages)
        self.today = self.company.today or datetime.now(UTC).date()
        documents = load_documents(pack)
        index = self._index(documents) if languages else artefacts / INDEX
        self.customers = MemoryCustomers(load_customers(pack))
        composer = EmbeddedComposer()
        judges = judges_for(self.company.manner, self.company.order_numbers)
        self.mind = Mind(
            company=self.company,
            today=self.today,
            intents=self._intents(pack, artefacts),
            moods=self._moods(),
            languages=LangidReader(self.company.languages),
            mentions=LibraryMentionReader(
                self.company.order_numbers, load_products(pack), self.company.country
            ),
            customers=self.customers,
            author=Author(composer, composer, judges),
        )
        graph = MemoryGraph()
        load_graph(graph, pack)
        self.knowledge = Knowledge(
            finder=EmbeddedSearch.load(index, question_encoder, load_fusions(pack)),
            policies=load_policies(pack, documents),
            catalogue=MemoryCatalogue(load_products(pack), documents),
            customers=self.customers,
            orders=MemoryOrders(load_orders(pack), load_customers(pack)),
            validity=GraphDocuments(graph),
            company=self.company,
            today=self.today,
        )
        self.pack = pack

    def _intents(self, pack: Path, artefacts: Path) -> IntentReader:
        english = load_reader(artefacts / INTENTS)
        if len(self.company.languages) == 1:
            return english
        path = artefacts / MULTILINGUAL_INTENTS
        if not path.exists():
            spoken = "-".join(sorted(self.company.languages))
            path = REHEARSED / pack.name / spoken / MULTILINGUAL_INTENTS
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            train_multilingual_intents(pack, self.company).save(path)
        return IntentsByLanguage(english, lambda: load_reader(path))

    def _moods(self) -> MoodReader:
        english = EmbeddingMoodReader(DeepMiniLm())
        if len(self.company.languages) == 1:
            return english
        moods = EmbeddingMoodReader(MultilingualE5(), MULTILINGUAL, no_features)
        return MoodsByLanguage(english, lambda: moods)

    def _index(self, documents: list[Document]) -> Path:
        """Of the pack's documents, for questions in all the languages."""
        scratch = Path(mkdtemp(prefix="careline-rehearsal-"))
        atexit.register(rmtree, scratch, ignore_errors=True)
        folder = scratch / INDEX
        with closing(VectorCache(VECTORS)) as cache:
            build_index(folder, documents, encoder_for, cache, languages=self.company.languages)
        return folder

    def open(
        self,
        customer: str | None = None,
        channel: Channel = Channel.WEB,
        past: Past | None = None,
    ) -> "Talk":
        """A new conversation, of a customer who signed in or is known by number or address, or of
        nobody that we know. `past` is what earlier ones left, if there were any."""
        proof = _PROOFS[channel] if customer else Identity.ANONYMOUS
        return Talk(self, Participant(channel, proof, customer), past or Past())

    def past(self, given_today: Iterable[str] = ()) -> Past:
        """In which nothing was said yet, and these offers were given to others today as often as
        they may be."""
        past = Past()
        spent = [each for each in self.company.offers.rules if each.name in given_today]
        for offer in spent:
            for at in range(offer.limit.company_times or 0):
                key, other = f"{offer.name}/{at}", f"another_{at}"
                spending = Spending(key, offer.limit.action, other, self.today, 0)
                past.counters.spend(spending, offer.limit)
        return past

    @contextmanager
    def searching(self, otherwise: Callable[[EvidenceFinder], EvidenceFinder]) -> Iterator[None]:
        """With another finder made of its own, for a while."""
        own = self.knowledge
        self.knowledge = own.searching(otherwise(own.finder))
        try:
            yield
        finally:
            self.knowledge = own

    def grounds(self, ask: FindGrounds) -> Grounds:
        if ask.decision.desk is Desk.WORKFLOW:
            return look_up(ask, self.knowledge.orders, self.company)
        return find_written(ask, self.knowledge)


class Talk:
    """One conversation, turn by turn."""

    def __init__(self, rehearsal: Rehearsal, participant: Participant, past: Past) -> None:
        self._rehearsal = rehearsal
        self._participant = participant
        self._past = past
        self.memory = Memory()
        self._id = ConversationId(f"cnv_{next(_NUMBERS)}")
        self._said = 0

    def say(self, text: str) -> Answer:
        with_ = self._rehearsal
        self._said += 1
        now = datetime.combine(with_.today, datetime.min.time(), UTC)
        message_id = MessageId(f"{self._id}_{self._said}")
        message = InboundMessage(self._id, message_id, text, now, self._proven(), message_id)
        recalled = Recalled(message, self.memory, self._underway())
        known = remembered_of(message.participant, self._past.memories, with_.company, now)
        thought = with_.mind.think(with_.mind.hear(recalled, known))
        context = thought.context
        grounds = tuple(map(self._grounds, thought.asks))
        offered = self._offered(context, thought.decided)
        reply = with_.mind.reply(thought, grounds, offered)
        done = RecordTurn(
            context=context,
            mood=thought.mood,
            understanding=thought.understanding,
            decided=thought.decided,
            grounds=grounds,
            reply=reply,
            offered=offered,
        )
        said = Utterance("customer", text, context.sent_at)
        answered = Utterance("assistant", reply.text, context.sent_at)
        history = (*self.memory.history, said, answered)
        left = remember(done, with_.company, now)
        if kept := keep(done, left, with_.company, now):
            self._past.memories.keep(kept)
        self.memory = replace(left, history=history)
        if "branch" in vars(self) and self._id in self.branch.talk.handed_over:
            self.memory = replace(self.memory, status=Status.WITH_TEAM)
        decided = thought.decided
        return Answer(
            thought.understanding,
            thought.mood,
            decided.decisions,
            grounds,
            reply,
            decided.recalled,
            offered,
        )

    def endings(self) -> list[str]:
        """How each errand of the conversation ended, or `open`."""
        if "branch" not in vars(self):
            return []
        runs = [self.branch.errands.find(run) for run in self.branch.errands.runs()]
        return [run.ending.name if run.ending else "open" for run in runs]

    @cached_property
    def branch(self) -> Branch:
        """Where this conversation's errands are run, on the state machines of the last build, with
        the company's systems as its pack has them."""
        return Branch(self._rehearsal.pack, definitions(ROOT / "cdk.out"))

    def _grounds(self, ask: FindGrounds) -> Grounds:
        decision = ask.decision
        if decision.desk is Desk.WORKFLOW and decision.errand != ORDER_STATUS:
            return self.branch.turnside.advance(ask)
        return self._rehearsal.grounds(ask)

    def _offered(self, context: TurnContext, decided: TurnDecided) -> tuple[Fact, ...]:
        if decided.offering is None:
            return ()
        with_, past = self._rehearsal, self._past
        orders = with_.knowledge.orders
        desk = OfferDesk(with_.company, past.counters, past.offers, past.shop, orders, with_.today)
        return desk.grant(GrantOffer(context=context, decided=decided))

    def _underway(self) -> tuple[Underway, ...]:
        """Nothing is underway where no errand was ever begun, which spares making the branch."""
        if "branch" not in vars(self):
            return ()
        return tuple(self.branch.talk.underway[self._id].values())

    def _proven(self) -> Participant:
        if "branch" not in vars(self):
            return self._participant
        return self.branch.talk.proven.get(self._id, self._participant)

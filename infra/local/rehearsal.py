"""Conversations of a company that think as the functions do, in one process and without AWS.

For golden conversations and reports: same services, same models, nothing stored.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

from functions.dialogue.service import choose, freshen, remember
from functions.generation.service import compose
from functions.generation.writing import Author
from functions.retrieval.entitled import find_entitlement
from functions.retrieval.service import find_evidence
from functions.routing.service import understand
from functions.workflows.order_status import NAME as ORDER_STATUS
from functions.workflows.order_status import look_up
from infra.local.branch import Branch
from infra.local.stepping import definitions
from shared.adapters.language.identify import LangidReader
from shared.adapters.language.mentions import LibraryMentionReader
from shared.adapters.memory.business import MemoryCatalogue, MemoryCustomers, MemoryOrders
from shared.adapters.models.by_language import IntentsByLanguage, MoodsByLanguage
from shared.adapters.models.embedded import EmbeddedComposer
from shared.adapters.models.encoders import encoder_for, encoder_named, load_reader
from shared.adapters.models.intents import INTENTS, MULTILINGUAL_INTENTS
from shared.adapters.models.minilm import MiniLm
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
from shared.contracts import ComposeReply, DecideTurn, FindGrounds, RecordTurn, TurnContext
from shared.domain.conversation import (
    Channel,
    Identity,
    Memory,
    Participant,
    Status,
    Utterance,
)
from shared.domain.documents import Document
from shared.domain.errands.answering import Underway
from shared.domain.evidence import Grounds
from shared.domain.intents import Desk
from shared.domain.judges.incoming import inspect
from shared.domain.judges.outgoing import judges_for
from shared.domain.mood import Mood
from shared.domain.reply import Reply
from shared.domain.routing import Decision
from shared.domain.understanding import Understanding
from shared.ports.knowledge import EvidenceFinder
from shared.ports.understanding import IntentReader, MoodReader
from training.company import VECTORS, train_intents

ROOT = Path(__file__).parents[2]
_NUMBERS = count(1)
_PROOFS = {
    Channel.WEB: Identity.SIGNED_IN,
    Channel.SMS: Identity.KNOWN_NUMBER,
    Channel.EMAIL: Identity.KNOWN_EMAIL,
}
"""How well we know a customer whom we know on that channel."""


@dataclass(frozen=True)
class Answer:
    understanding: Understanding
    mood: Mood
    decisions: tuple[Decision, ...]
    grounds: tuple[Grounds, ...]
    reply: Reply


class Rehearsal:
    """The company of a pack with what was trained from it; `languages` are those that it is to
    speak, if others than the pack's. The models of other languages are trained where they are
    missing. `index` is the folder of an index other than the built one."""

    def __init__(
        self, company: str, languages: tuple[str, ...] = (), index: Path | None = None
    ) -> None:
        pack = ROOT / "companies" / company
        artefacts = ROOT / "build" / "companies" / company
        encoder = MiniLm()
        self.company = load_company(pack, languages)
        self.today = self.company.today or datetime.now(UTC).date()
        self.intents: IntentReader = load_reader(artefacts / INTENTS)
        self.moods: MoodReader = EmbeddingMoodReader(encoder)
        if len(self.company.languages) > 1:
            self._learn_languages(artefacts / MULTILINGUAL_INTENTS)
        self.languages = LangidReader(self.company.languages)
        self.mentions = LibraryMentionReader(
            self.company.order_numbers, load_products(pack), self.company.country
        )
        documents = load_documents(pack)
        if index is None and languages:
            index = self._index(documents)
        self._search: EvidenceFinder = EmbeddedSearch.load(
            index or artefacts / INDEX, encoder_named, load_fusions(pack)
        )
        self.customers = MemoryCustomers(load_customers(pack))
        self._policies = load_policies(pack, documents)
        self._catalogue = MemoryCatalogue(load_products(pack), documents)
        self._orders = MemoryOrders(load_orders(pack), load_customers(pack))
        self.pack = pack
        composer = EmbeddedComposer()
        judges = judges_for(self.company.manner, self.company.order_numbers)
        self.author = Author(composer, composer, judges)

    def _learn_languages(self, path: Path) -> None:
        if not path.exists():
            train_intents(self.company, MultilingualE5()).save(path)
        self.intents = IntentsByLanguage(self.intents, lambda: load_reader(path))
        moods = EmbeddingMoodReader(MultilingualE5(), MULTILINGUAL, no_features)
        self.moods = MoodsByLanguage(self.moods, lambda: moods)

    def _index(self, documents: list[Document]) -> Path:
        """Of the pack's documents, for questions in all the languages."""
        folder = Path(mkdtemp(prefix="careline-rehearsal-")) / INDEX
        with closing(VectorCache(VECTORS)) as cache:
            build_index(folder, documents, encoder_for, cache, languages=self.company.languages)
        return folder

    def open(self, customer: str | None = None, channel: Channel = Channel.WEB) -> "Talk":
        """A new conversation, of a customer who signed in or is known by number or address, or of
        nobody that we know."""
        proof = _PROOFS[channel]
        return Talk(self, Participant(channel, proof if customer else Identity.ANONYMOUS, customer))

    @contextmanager
    def searching(self, otherwise: Callable[[EvidenceFinder], EvidenceFinder]) -> Iterator[None]:
        """With another finder made of its own, for a while."""
        own, self._search = self._search, otherwise(self._search)
        try:
            yield
        finally:
            self._search = own

    def grounds(self, ask: FindGrounds) -> Grounds:
        decision = ask.decision
        if decision.desk is Desk.WORKFLOW:
            return look_up(ask, self._orders, self.company)
        if decision.desk is Desk.ASSISTANT and not decision.reply:
            locale = self.company.locale
            return find_entitlement(
                ask,
                policies=self._policies,
                catalogue=self._catalogue,
                customers=self.customers,
                orders=self._orders,
                company=self.company,
                today=self.today,
            ) or find_evidence(ask, self._search, self.customers, locale, self.today)
        return Grounds()


class Talk:
    """One conversation, turn by turn."""

    def __init__(self, rehearsal: Rehearsal, participant: Participant) -> None:
        self._rehearsal = rehearsal
        self._participant = participant
        self.memory = Memory()
        self._id = f"cnv_{next(_NUMBERS)}"
        self._said = 0

    def say(self, text: str) -> Answer:
        with_ = self._rehearsal
        self._said += 1
        heard = inspect(text, with_.company.manner.rivals)
        context = TurnContext(
            conversation_id=self._id,
            message_id=f"{self._id}_{self._said}",
            text=heard.text or text,
            verdicts=heard.verdicts,
            is_refused=not heard.text,
            sent_at=datetime.combine(with_.today, datetime.min.time(), UTC),
            participant=self._proven(),
            memory=self.memory,
            underway=self._underway(),
        )
        language = with_.languages.read(context.text, self.memory.language or with_.company.locale)
        mood = with_.moods.read(context.text, language)
        understanding = understand(
            context,
            intents=with_.intents,
            mentions=with_.mentions,
            languages=with_.languages,
            company=with_.company,
            today=with_.today,
        )
        ask = DecideTurn(context=context, mood=mood, understanding=understanding)
        decided = choose(ask, with_.company, with_.customers, context.sent_at)
        decisions = decided.decisions
        grounds = tuple(
            self._grounds(FindGrounds(context=context, decision=decision, language=language))
            for decision in decisions
        )
        asked = ComposeReply(context=context, decided=decided, mood=mood, grounds=grounds)
        reply = compose(asked, with_.company, with_.author)
        done = RecordTurn(
            context=context,
            mood=mood,
            understanding=understanding,
            decided=decided,
            grounds=grounds,
            reply=reply,
        )
        said = Utterance("customer", text, context.sent_at)
        answered = Utterance("assistant", reply.text, context.sent_at)
        history = (*self.memory.history, said, answered)
        self.memory = replace(remember(done), history=history)
        if "branch" in vars(self) and self._id in self.branch.talk.handed_over:
            self.memory = replace(self.memory, status=Status.WITH_TEAM)
        return Answer(understanding, mood, decisions, grounds, reply)

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

    def _underway(self) -> tuple[Underway, ...]:
        """Nothing is underway where no errand was ever begun, which spares making the branch."""
        if "branch" not in vars(self):
            return ()
        errands = self.branch.talk.underway[self._id].values()
        return freshen(errands, self.memory.history)

    def _proven(self) -> Participant:
        if "branch" not in vars(self):
            return self._participant
        return self.branch.talk.proven.get(self._id, self._participant)

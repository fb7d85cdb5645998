"""The only way from an engine to a reader: sentence by sentence, what is proven."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from shared.domain.documents import Reader
from shared.domain.evidence import Fact, Passage
from shared.domain.judges.conditions import condition_left_out
from shared.domain.judges.statements import Statement, StatementJudge
from shared.domain.judges.verdicts import Effect, Verdict
from shared.domain.reply import Citation, DraftSentence, Reply, ReplySentence
from shared.domain.usage import NO_USAGE, Usage


@dataclass
class Checker:
    """One draft's way past the judges, whole or as it is written.

    `take` gives back the sentences that may be shown now, in order. A sentence that leaves out the
    condition of what it says is held back, with all after it, until a later one tells it; `close`
    drops it where none did.
    """

    passages: tuple[Passage, ...]
    facts: tuple[Fact, ...]
    judges: tuple[StatementJudge, ...]
    question: str = ""
    language: str = "en"
    """Of the draft, ISO 639-1."""
    reader: Reader | None = None
    """For whom its sources must hold; None: for nobody in particular."""
    verdicts: list[Verdict] = field(default_factory=list)
    blocked: bool = False
    """Whether a judge cut the draft off: nothing more of it is shown."""
    removed: int = 0
    spent: Usage = NO_USAGE
    """What judges took that are models."""
    _held: list[tuple[DraftSentence, Statement]] = field(default_factory=list)
    _shown: list[ReplySentence] = field(default_factory=list)
    _citations: dict[tuple[str, str], Citation] = field(default_factory=dict)

    def vouch(self, words: str) -> None:
        """Let the company's own words pass, which need no proof."""
        self._shown.append(ReplySentence(words, ()))

    def take(self, proposed: DraftSentence) -> tuple[ReplySentence, ...]:
        if self.blocked:
            self.removed += 1
            return ()
        said = self._stated(proposed)
        verdict = next(filter(None, (judge(said) for judge in self.judges)), None)
        if verdict:
            self.verdicts.append(verdict)
            self.removed += 1
            self.blocked = verdict.effect is Effect.BLOCK
        else:
            self._held.append((proposed, said))
        return self._release(is_last=self.blocked)

    def close(self) -> tuple[ReplySentence, ...]:
        """What was still held and may be shown, now that nothing more comes."""
        return self._release(is_last=True)

    def reply(self, engine: str, usage: Usage = NO_USAGE) -> Reply:
        return Reply(
            tuple(self._shown),
            tuple(self._citations.values()),
            engine,
            self.removed,
            tuple(self.verdicts),
            usage + self.spent,
        )

    def _spend(self, usage: Usage) -> None:
        self.spent += usage

    def _stated(self, proposed: DraftSentence) -> Statement:
        facts = {fact.id: fact for fact in self.facts}
        passages = {passage.id: passage for passage in self.passages}
        return Statement(
            proposed.text,
            tuple(facts[key] for key in proposed.support if key in facts),
            tuple(passages[key] for key in proposed.support if key in passages),
            tuple(key for key in proposed.support if key not in facts and key not in passages),
            self.question,
            self.language,
            self.reader,
            self._spend,
        )

    def _release(self, *, is_last: bool) -> tuple[ReplySentence, ...]:
        released: list[ReplySentence] = []
        while self._held:
            proposed, said = self._held[0]
            left_out = self._left_out(said)
            if left_out and not is_last:
                break
            del self._held[0]
            if left_out:
                self.verdicts.append(Verdict("tells_the_condition", Effect.REWRITE, left_out))
                self.removed += 1
            else:
                released.append(ReplySentence(proposed.text, self._cite(said)))
                self._shown.append(released[-1])
        return tuple(released)

    def _left_out(self, said: Statement) -> str | None:
        if not said.told or said.is_quote:
            return None
        before = [sentence.text for sentence in self._shown]
        after = [other.text for _, other in self._held[1:]]
        return condition_left_out(said.text, said.source, before, after, self.question)

    def _cite(self, said: Statement) -> tuple[int, ...]:
        numbers = [self._number(said.text, *shown) for shown in _shown(said.passages, said.facts)]
        return tuple(dict.fromkeys(numbers))

    def _number(self, text: str, title: str, source: str, version: str, quote: str) -> int:
        known = self._citations.get((title, source))
        if not known:
            shown = text if text in quote else quote
            known = Citation(len(self._citations) + 1, title, source, version, shown)
            self._citations[title, source] = known
        return known.number


def _shown(
    passages: Iterable[Passage], facts: Iterable[Fact]
) -> Iterable[tuple[str, str, str, str]]:
    """Title, source, version and words of each, as the customer sees them."""
    for passage in passages:
        title = f"{passage.title}: {passage.heading}" if passage.heading else passage.title
        quote = " ".join(sentence.text for sentence in passage.sentences)
        yield title, passage.source, passage.version, quote
    for fact in facts:
        yield fact.title or fact.source, fact.source, fact.version, fact.text

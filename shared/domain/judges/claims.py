"""Whether a source bears a sentence: its figures and names in their place, its sense unturned, and
its words near the source's own.

Deterministic and made for a few sentences of a few passages. It compares by words, so a faithful
but far rephrasing fails too: then the quote is said.
"""

from dataclasses import asdict, dataclass

from shared.domain.judges.bindings import Misplaced
from shared.domain.judges.clauses import Clause
from shared.domain.judges.courtesies import claim_of
from shared.domain.judges.lines import line_of
from shared.domain.judges.nearness import Changes, changes
from shared.domain.judges.novelty import odds_of_invention
from shared.domain.judges.polarity import turned_round
from shared.domain.judges.sources import Source, read
from shared.domain.judges.weighing import weighing
from shared.domain.judges.words import plain

_LONGEST = 120
"""Words and figures of a sentence that are compared in time."""
_BY_FAR = 0.6
"""Of what stands around a figure or a name. Of the sentences that the weights learned from it takes
21 true ones, and 127 faults that no other sign refutes by itself."""
_HARDLY_CHANGED = 0.35
"""Share of a claim that its nearest sentence does not tell. With less, a figure that stands alone
in place of another one is a fault: of the true sentences that the weights learned from, none."""
_SURE = 4.0
"""Log-odds beyond which it counts no more how surely something seems made up."""


@dataclass(frozen=True)
class Signs:
    """That a source does not bear a claim: what it changes, how a figure or a name seems misplaced
    or its sense turned round, and how probably something is made up (novelty.py)."""

    changes: Changes
    misplaced: Misplaced | None
    turned: str | None
    made_up: float

    @property
    def refutation(self) -> str | None:
        """What needs no weighing: what is of something else by far, a figure in place of another
        one where hardly anything else is changed, or a sense that is turned round by a denial more
        or less."""
        if self.misplaced and self.misplaced.by >= _BY_FAR:
            return self.misplaced.reason
        if self.changes.in_place and self.changes.far < _HARDLY_CHANGED:
            return "its sources have another figure here"
        return self.turned if self.changes.denials else None

    @property
    def counts(self) -> dict[str, float]:
        """What is weighed, by name."""
        return {
            **asdict(self.changes),
            "misplaced": self.misplaced.by if self.misplaced else 0.0,
            "turned": self.turned is not None,
            "made_up": max(-_SURE, min(self.made_up, _SURE)),
        }


def doubt_of(claim: str, source: Source, question: str = "") -> str | None:
    """What a source with at least one sentence does not seem to bear of the claim's sense; None if
    it bears all. Hardly a sign is certain: they are weighed together (`training/claims.py`)."""
    said = Clause(claim_of(claim))
    if not said.words and not said.figures:
        return "it says nothing that a source could bear"
    if len(line_of(said.text)) > _LONGEST:
        return "it is too long to be compared"
    signs = _signs_of(said, source, question)
    if signs.refutation or weighing("claims").odds_of(signs.counts) > 0:
        misplaced = signs.misplaced.reason if signs.misplaced else None
        return (
            signs.refutation
            or misplaced
            or signs.turned
            or "its sources do not say so in these words"
        )
    return None


def signs_of(claim: str, source: Source, question: str = "") -> Signs:
    """Of a claim about a source with at least one sentence."""
    return _signs_of(Clause(claim_of(claim)), source, question)


def _signs_of(said: Clause, source: Source, question: str) -> Signs:
    told = read(source)
    return Signs(
        changes(said.text, told, source.titles, question),
        told.bindings.misplaced(said.text),
        turned_round(said.text, told.clauses, told.sentences, told.weights),
        odds_of_invention(said, told, plain(f"{source.titles} {question}")),
    )

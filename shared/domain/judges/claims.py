"""Whether a source bears a sentence: its figures and names in their place, its sense unturned, and
nothing that the source does not say.

Deterministic and made for a few sentences of a few passages. It compares clauses by their words, so
a faithful but far rephrasing fails too: then the quote is said.
"""

from shared.domain.judges.clauses import Clause
from shared.domain.judges.courtesies import claim_of
from shared.domain.judges.novelty import something_new
from shared.domain.judges.polarity import turned_round
from shared.domain.judges.sources import Source, read
from shared.domain.judges.words import plain


def doubt_of(claim: str, source: Source, question: str = "") -> str | None:
    """What the source does not seem to bear of the claim's sense; None if it bears all."""
    claim = claim_of(claim)
    said, told = Clause(claim), read(source)
    around = plain(f"{source.titles} {question}")
    return (
        told.bindings.misplaced(claim)
        or turned_round(claim, told.clauses, told.sentences, told.weights)
        or something_new(said, told, around)
    )

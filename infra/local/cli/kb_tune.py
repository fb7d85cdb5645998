"""`careline kb tune`: how the company's searches weigh words and meaning."""

import csv
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from infra.local.cli.kb import Company, index_of, pack_of
from infra.local.cli.running import console, fail

if TYPE_CHECKING:
    from shared.ports.knowledge import Search

_FEWEST = 20
"""Questions from which weights of its own may be worth a locale's while."""


def tune(
    company: Company = "northwind",
    questions: Annotated[
        Path | None, typer.Option(help="Also these: a CSV with columns question and document")
    ] = None,
) -> None:
    """Learn from the golden questions that name their articles (`cites`) what words and meaning
    should count in a search, and keep it in the pack's ranking.yaml, if it does better on questions
    that it did not learn from.

    Example: careline kb tune --questions answered-tickets.csv
    """
    from shared.adapters.models.encoders import question_encoder
    from shared.adapters.rankings import RANKING, load_fusions, save_fusions
    from shared.adapters.search.embedded import EmbeddedSearch
    from shared.domain.ranking import USUAL
    from training.fusion import Asked
    from training.fusion import tune as learn

    root = pack_of(company)
    finder = EmbeddedSearch.load(index_of(company), question_encoder)
    asked: dict[str, list[Asked]] = {}
    for search, right in [*_golden(root), *_listed(root, questions)]:
        asked.setdefault(search.locale, []).append(Asked(right, finder.matches(search)))
    fusions = load_fusions(root)
    table = Table("Locale", "Questions", "MRR@10 usual", "learned", "Passage, sentence, words")
    for locale, known in sorted(asked.items()):
        tuned = learn(known)
        fusions.pop(locale, None)
        if tuned.fusion != USUAL and tuned.questions >= _FEWEST:
            fusions[locale] = tuned.fusion
        chosen = fusions.get(locale, USUAL)
        shares = f"{chosen.passage:.2f}, {chosen.sentence:.2f}, {chosen.words:.2f}"
        figures = (f"{tuned.usual:.3f}", f"{tuned.learned:.3f}")
        table.add_row(locale, str(tuned.questions), *figures, shares)
    console.print(table if asked else "No golden question names its article yet: see `cites`.")
    if not fusions:
        (root / RANKING).unlink(missing_ok=True)
        console.print("The usual weights stay: no others do better on questions not learned from.")
        return
    save_fusions(root, fusions, "Written by `careline kb tune`; the shares add up to 1.")
    console.print(f"Kept in {root.name}/{RANKING}. See careline kb diff for what it changes.")


def _golden(root: Path) -> "list[tuple[Search, frozenset[str]]]":
    """The golden questions that name their articles, as their customers would search for them."""
    from shared.adapters.golden import LANGUAGES, load_scripts
    from shared.adapters.pack import load_company, load_customers, load_documents
    from shared.ports.knowledge import Search

    about = load_company(root)
    day = about.today or date.today()
    regions = {customer.id: customer.region for customer in load_customers(root)}
    articles = frozenset(document.id for document in load_documents(root))
    return [
        (Search(turn.customer, about.locale, regions.get(script.customer or ""), day), right)
        for script in load_scripts(root)
        if script.theme != LANGUAGES
        for turn in script.turns
        if (right := articles & frozenset(turn.cites))
    ]


def _listed(root: Path, path: Path | None) -> "list[tuple[Search, frozenset[str]]]":
    from shared.adapters.pack import load_company, load_documents
    from shared.ports.knowledge import Search

    if path is None:
        return []
    about = load_company(root)
    documents = {document.id: document for document in load_documents(root)}
    found = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{path} cannot be read: {error}")
    for number, row in enumerate(rows, start=2):
        question, id = (str(row.get(name) or "").strip() for name in ("question", "document"))
        if not question or id not in documents:
            fail(f"{path}, line {number}: it needs a question, and the id of an article on file")
        scope = documents[id].scope
        region = min(scope.regions, default=None)
        day = max(about.today or date.today(), scope.valid_from)
        found.append((Search(question, scope.locale, region, day), frozenset({id})))
    return found

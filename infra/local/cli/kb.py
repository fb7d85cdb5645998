"""`careline kb`: what the company knows, what it lacks, and what a change of it would change."""

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress
from rich.table import Table

from infra.local.build import ROOT
from infra.local.cli.running import Running, console, fail
from infra.local.template import ENVIRONMENT
from shared.domain.errors import BrokenPack, InvalidInput

if TYPE_CHECKING:
    from shared.adapters.search.workbench import Workbench
    from shared.ports.past import Past

app = typer.Typer(help="What the company knows: search, sync, preview, gaps.", no_args_is_help=True)
Company = Annotated[str, typer.Option(help="A folder of companies/")]
_NAMES = {"contradiction": "Contradiction", "double": "Double", "not_compared": "Not compared"}
_Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines")]


@app.command()
def search(
    question: str,
    company: Company = "northwind",
    locale: Annotated[str | None, typer.Option(help="Of the articles; else the company's")] = None,
    region: Annotated[str | None, typer.Option(help="Of the customer, such as EU")] = None,
    on: Annotated[str | None, typer.Option(help="A day, YYYY-MM-DD; else today")] = None,
    as_json: _Json = False,
) -> None:
    """Show the passages that would be found, with their relevance.

    Example: careline kb search "how long can I return it" --region EU
    """
    from shared.adapters.models.encoders import question_encoder
    from shared.adapters.pack import load_company
    from shared.adapters.rankings import load_fusions
    from shared.adapters.search.embedded import EmbeddedSearch
    from shared.ports.knowledge import Search

    about = load_company(pack_of(company))
    try:
        day = date.fromisoformat(on) if on else about.today or date.today()
    except ValueError as error:
        raise typer.BadParameter(f"--on {on} is no day: write YYYY-MM-DD") from error
    finder = EmbeddedSearch.load(
        index_of(company), question_encoder, load_fusions(pack_of(company))
    )
    found = finder.find(Search(question, locale or about.locale, region, day))
    if as_json:
        rows = [
            {"id": each.id, "score": each.score, "source": each.source, "title": each.title}
            for each in found
        ]
        console.print_json(json.dumps(rows))
        return
    table = Table("Relevance", "Passage", "Best sentence", "Source")
    for each in found:
        best = max(each.sentences, key=lambda sentence: sentence.relevance)
        table.add_row(f"{each.score:.2f}", each.id, best.text, each.source)
    console.print(table if found else "Nothing on file may be cited there and then.")


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="Markdown, HTML, PDF, DOCX, or a CSV of questions")],
) -> None:
    """Drop a file into the running system's inbox; it is live within a minute. Markdown may tell
    its own scope in front matter; one with the id of a published article takes its place.

    Example: careline kb add companies/northwind/knowledge/returns.md
    """
    from shared.adapters.sources.defaults import Defaults
    from shared.adapters.sources.files import read_document

    running = Running.find()
    try:
        content = file.read_bytes()
        read_document("inbox", file.name, content, Defaults("en", date.min))
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror}")
    except InvalidInput as error:
        fail(f"{file}: {error}")
    s3 = running.aws("s3")
    s3.put_object(Bucket=running.bucket, Key=f"inbox/{file.name}", Body=content)
    console.print(f"{file.name} is in the inbox; see careline dead-letters for what is refused.")


@app.command()
def sync(
    source: Annotated[str, typer.Argument(help="Its name in the pack's sources.yaml")],
) -> None:
    """Tell the running system that a source has changed; what is new is live within a minute.

    Example: careline kb sync knowledge
    """
    running = Running.find()
    event = {
        "EventBusName": running.bus,
        "Source": "company.systems",
        "DetailType": "SourceChanged",
        "Detail": json.dumps({"source": source}),
    }
    running.aws("events").put_events(Entries=[event])
    console.print(f"{source} is asked for; see careline dead-letters for what is refused.")


@app.command()
def diff(
    company: Company = "northwind",
    past: Annotated[bool, typer.Option(help="Also what customers asked the running system")] = True,
    as_json: _Json = False,
) -> None:
    """Preview publishing: which golden and past answers would change, and what is wrong with the
    articles. Compares the pack's articles with the index that was built last.

    Example: careline kb diff
    """
    from functions.console.blast import blast_radius, questions
    from functions.console.service import MOST_PAST
    from infra.local.rehearsal import Rehearsal
    from shared.adapters.golden import golden_questions
    from shared.adapters.pack import load_documents
    from shared.adapters.policies import load_policies

    root = pack_of(company)
    index_of(company)
    asked = questions(golden_questions(root), _past(MOST_PAST) if past else [])
    with TemporaryDirectory() as scratch, Progress(console=console, transient=True) as bar:
        task = bar.add_task("Asking every question twice", total=len(asked))
        bench = _bench(Path(scratch), root)
        try:
            documents = load_documents(root)
            load_policies(root, documents)
        except BrokenPack as error:
            fail(f"These articles cannot be published. {error}")
        rehearsal = Rehearsal(company)
        about = rehearsal.knowledge.policies.dimensions.named_in
        with bench.finder(documents) as finder:
            found = blast_radius(
                documents,
                bench.conflicts(documents, about),
                asked,
                rehearsal.mind,
                rehearsal.knowledge,
                finder,
                lambda done, _all: bar.update(task, completed=done),
            )
    if as_json:
        from functions.console.service import blast_findings

        console.print_json(json.dumps(list(blast_findings(found))))
        return
    console.print(f"{len(found.changed)} of {found.asked} answers would change.")
    for each in found.changed:
        console.print(f"\n[bold]{each.asked.text}[/bold]")
        console.print(f"[red]- {each.before}[/red]\n[green]+ {each.after}[/green]", highlight=False)
    for conflict in found.conflicts:
        console.print(f"[yellow]{_NAMES[conflict.kind]}[/yellow] {conflict}", highlight=False)
    for stale in found.stale:
        console.print(f"[yellow]Stale[/yellow] {stale.document}: {stale.why}")
    if found.orphans:
        console.print(f"[yellow]Found by no question[/yellow] {', '.join(found.orphans)}")


@app.command()
def findings(as_json: _Json = False) -> None:
    """What is wrong with the articles that the running system answers from: contradictions and
    doubles, as they were found when they were published.

    Example: careline kb findings
    """
    from pydantic import TypeAdapter

    from shared.domain.findings import Finding

    running = Running.find()
    s3 = running.aws("s3")
    try:
        kept = s3.get_object(Bucket=running.bucket, Key="index/findings.json")["Body"].read()
    except s3.exceptions.NoSuchKey:
        console.print("Nothing was published yet.")
        return
    if as_json:
        console.print_json(kept.decode())
        return
    version, found = TypeAdapter(tuple[str, list[Finding]]).validate_json(kept)
    for each in found:
        console.print(f"[yellow]{_NAMES[each.kind]}[/yellow] {each}", highlight=False)
    console.print(f"{len(found)} findings in version {version}.", highlight=False)


@app.command()
def gaps(
    company: Company = "northwind",
    drafts: Annotated[Path | None, typer.Option(help="A folder for drafted articles")] = None,
) -> None:
    """What customers asked the running system and it had no good evidence for, most costly first.

    Example: careline kb gaps --drafts drafts
    """
    from functions.console.blast import is_answered
    from functions.console.gaps import draft, find_gaps
    from functions.console.service import MOST_OPEN
    from infra.local.rehearsal import Rehearsal
    from shared.adapters.models.encoders import comparer_for
    from shared.ports.knowledge import Search

    pack_of(company)
    index_of(company)
    rehearsal = Rehearsal(company)
    about, known = rehearsal.company, rehearsal.knowledge
    open_ = [
        each
        for each in _past(MOST_OPEN, unanswered=True)
        if not is_answered(each.question, each.customer, rehearsal.mind, known)
    ]
    found = find_gaps(open_, comparer_for(about.locale))
    table = Table("Asked", "Handed over", "Cost", "Such as")
    for gap in found:
        row = (len(gap.asked), gap.handed_over, f"{gap.cost:.0f}", gap.questions[0])
        table.add_row(*map(str, row))
    console.print(table if found else "Every question so far found its evidence.")
    if drafts is None:
        return
    day = rehearsal.today
    drafts.mkdir(parents=True, exist_ok=True)
    for number, gap in enumerate(found, start=1):
        near = known.finder.find(Search(gap.questions[0], about.locale, None, day))
        path = drafts / f"gap-{number}.md"
        path.write_text(draft(gap, near, about.locale, day), encoding="utf-8")
        console.print(f"{path}: finish it, then move it into companies/{company}/knowledge")


def _past(limit: int, *, unanswered: bool = False) -> "list[Past]":
    """What the running system was asked; nothing where none runs, unless it is about what stayed
    unanswered."""
    from shared.adapters.aws.past import DynamoPast

    running = Running.find() if unanswered else Running.look()
    if running is None:
        return []
    os.environ.update(ENVIRONMENT)
    tables = running.table("Ledger"), running.table("Conversations")
    asked = DynamoPast(*tables, lambda: datetime.now(UTC), running.aws_url)
    return asked.latest(limit, unanswered=unanswered)


def _bench(scratch: Path, pack: Path) -> "Workbench":
    from shared.adapters.models.encoders import comparer_for, encoder_for, question_encoder
    from shared.adapters.pack import load_company
    from shared.adapters.rankings import load_fusions
    from shared.adapters.search.workbench import Workbench

    languages, fusions = load_company(pack).languages, load_fusions(pack)
    return Workbench(scratch, encoder_for, comparer_for, question_encoder, languages, fusions)


def pack_of(company: str) -> Path:
    root = ROOT / "companies" / company
    if not root.is_dir():
        fail(f"There is no pack companies/{company}.")
    return root


def index_of(company: str) -> Path:
    from shared.adapters.search.index import INDEX

    index = ROOT / "build" / "companies" / company / INDEX
    if not index.is_dir():
        fail(f"{company} has no index yet: run make up, or python -m training.company {company}")
    return index

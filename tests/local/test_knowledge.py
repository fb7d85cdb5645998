"""What a lead sees before publishing, and what is missing."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from infra.local.build import ROOT
from infra.local.cli import app, kb_tune
from infra.local.knowledge.blast import Asked, blast_radius, golden_questions
from infra.local.knowledge.gaps import draft, find_gaps
from infra.local.knowledge.past import Past
from shared.adapters.models.minilm import MiniLm
from shared.adapters.rankings import RANKING, load_fusions
from shared.adapters.search.index import INDEX
from shared.adapters.sources.articles import read_article
from shared.domain.errors import BrokenPack
from shared.domain.evidence import Passage, Sentence
from shared.domain.findings import Contradiction
from shared.domain.ranking import USUAL

INDEXED = ROOT / "build" / "companies" / "northwind" / INDEX
SHIPPING = Asked("how much is shipping?")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return shutil.copytree(ROOT / "companies" / "northwind", tmp_path / "northwind")


def rewrite(pack: Path, article: str, old: str, new: str) -> None:
    path = pack / "knowledge" / f"{article}.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_changed_price_shows_in_the_answers_that_quote_it(pack: Path, tmp_path: Path) -> None:
    rewrite(pack, "shipping-options", "$5.95", "$6.45")
    asked = [SHIPPING, Asked("what is your warranty?")]
    found = blast_radius("northwind", pack, INDEXED, asked, tmp_path, lambda *_: None)
    (changed,) = found.changed
    assert changed.asked == SHIPPING
    assert "$5.95" in changed.before
    assert "$6.45" in changed.after


def test_an_article_that_contradicts_another_is_named(pack: Path, tmp_path: Path) -> None:
    article = (pack / "knowledge" / "shipping-options.md").read_text(encoding="utf-8")
    double = article.replace("id: shipping-options", "id: shipping-faq").replace("$5.95", "$6.45")
    (pack / "knowledge" / "shipping-faq.md").write_text(double, encoding="utf-8")
    found = blast_radius("northwind", pack, INDEXED, [], tmp_path, lambda *_: None)
    contradictions = [each for each in found.conflicts if isinstance(each, Contradiction)]
    assert {frozenset(each.documents) for each in contradictions} == {
        frozenset({"shipping-options", "shipping-faq"})
    }


def test_an_article_that_drops_a_rules_clause_cannot_be_published(
    pack: Path, tmp_path: Path
) -> None:
    rewrite(pack, "returns", "within 30 days of delivery", "within 31 days of delivery")
    with pytest.raises(BrokenPack, match="the clause of standard is no sentence of returns"):
        blast_radius("northwind", pack, INDEXED, [], tmp_path, lambda *_: None)


def test_the_golden_questions_are_all_asked() -> None:
    questions = golden_questions(ROOT / "companies" / "northwind")
    assert SHIPPING in questions
    assert len(questions) > 100


def test_the_golden_questions_teach_the_ranking(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kb_tune, "pack_of", lambda _: pack)
    told = CliRunner().invoke(app, ["kb", "tune"])
    assert told.exit_code == 0, told.output
    learned = load_fusions(pack)["en"]
    assert learned.words < USUAL.words  # customers do not use the articles' words


def test_a_question_about_no_article_is_told_by_its_line(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kb_tune, "pack_of", lambda _: pack)
    asked = tmp_path / "asked.csv"
    asked.write_text("question,document\nHow long?,returns\nAnd this?,nothing\n", encoding="utf-8")
    told = CliRunner().invoke(app, ["kb", "tune", "--questions", str(asked)])
    assert told.exit_code == 1
    assert "line 3: it needs a question" in told.output.replace("\n", " ")
    assert not (pack / RANKING).exists()


def unanswered(question: str, desk: str = "assistant") -> Past:
    return Past(question, None, "I don't know.", (desk,), ("unknown",))


def test_gaps_are_grouped_and_the_most_costly_comes_first() -> None:
    past = [
        unanswered("do you sell replacement cables for the Heron?"),
        unanswered("where can I get a spare cable for my Heron headphones"),
        unanswered("Can I visit your showroom?", desk="human"),
        Past("where is my order", None, "On its way.", ("workflow",), ("found",)),
    ]
    gaps = find_gaps(past, MiniLm())
    assert [len(gap.questions) for gap in gaps] == [1, 2]
    assert [gap.cost for gap in gaps] == [6.0, 2.0]


def test_a_draft_states_nothing_that_is_not_published() -> None:
    (gap,) = find_gaps([unanswered("Can I visit your showroom?")], MiniLm())
    said = Sentence("We have no shops.", 0.4)
    near = Passage("contact#1", "contact", "Contact", "", "https://help/contact", "1", (said,))
    text = draft(gap, [near], "en", date(2026, 5, 6))
    assert "We have no shops. (Contact, https://help/contact)" in text
    assert read_article(text).title == "Can I visit your showroom"

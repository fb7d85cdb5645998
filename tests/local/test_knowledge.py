"""What a lead sees before publishing, and what is missing."""

import shutil
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from sklearn.cluster import AgglomerativeClustering
from typer.testing import CliRunner

from functions.console.blast import Asked, Blast, blast_radius, is_answered, questions
from functions.console.gaps import draft, find_gaps, group
from infra.local.build import ROOT
from infra.local.cli import app, kb_tune
from infra.local.rehearsal import Rehearsal
from shared.adapters.golden import golden_questions
from shared.adapters.models.encoders import comparer_for, encoder_for, question_encoder
from shared.adapters.models.minilm import MiniLm
from shared.adapters.pack import load_documents
from shared.adapters.rankings import RANKING, load_fusions
from shared.adapters.search.workbench import Workbench
from shared.adapters.sources.articles import read_article
from shared.domain import ranking
from shared.domain.evidence import Passage, Sentence
from shared.domain.findings import Contradiction
from shared.domain.ranking import Fusion
from shared.ports.past import Past
from training import fusion

SHIPPING = Asked("how much is shipping?")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return shutil.copytree(ROOT / "companies" / "northwind", tmp_path / "northwind")


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where what was encoded is kept."""
    return tmp_path_factory.mktemp("bench")


@cache
def rehearsal() -> Rehearsal:
    return Rehearsal("northwind")


def blast(pack: Path, asked: Sequence[Asked], scratch: Path) -> Blast:
    documents, known = load_documents(pack), rehearsal().knowledge
    bench = Workbench(
        scratch, encoder_for, comparer_for, question_encoder, ["en"], load_fusions(pack)
    )
    conflicts = bench.conflicts(documents, known.policies.dimensions.named_in)
    with bench.finder(documents) as finder:
        return blast_radius(
            documents, conflicts, asked, rehearsal().mind, known, finder, lambda *_: None
        )


def rewrite(pack: Path, article: str, old: str, new: str) -> None:
    path = pack / "knowledge" / f"{article}.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_changed_price_shows_in_the_answers_that_quote_it(pack: Path, scratch: Path) -> None:
    rewrite(pack, "shipping-options", "$5.95", "$6.45")
    asked = [SHIPPING, Asked("what is your warranty?"), Asked("where is my order?", "cus_maya")]
    found = blast(pack, asked, scratch)
    (changed,) = found.changed
    assert changed.asked == SHIPPING
    assert "$5.95" in changed.before
    assert "$6.45" in changed.after
    assert "shipping-options" not in found.orphans


def test_nothing_changes_where_nothing_was_changed(pack: Path, scratch: Path) -> None:
    asked = questions(golden_questions(ROOT / "companies" / "northwind"), [])
    assert blast(pack, asked[::4], scratch).changed == ()


def test_an_article_that_contradicts_another_is_named(pack: Path, scratch: Path) -> None:
    article = (pack / "knowledge" / "shipping-options.md").read_text(encoding="utf-8")
    double = article.replace("id: shipping-options", "id: shipping-faq").replace("$5.95", "$6.45")
    (pack / "knowledge" / "shipping-faq.md").write_text(double, encoding="utf-8")
    found = blast(pack, [], scratch)
    contradictions = [each for each in found.conflicts if isinstance(each, Contradiction)]
    assert {frozenset(each.documents) for each in contradictions} == {
        frozenset({"shipping-options", "shipping-faq"})
    }


def test_questions_are_asked_once_each_and_the_golden_ones_first() -> None:
    golden = golden_questions(ROOT / "companies" / "northwind")
    past = [Past("m1", SHIPPING.text, None, ""), Past("m2", "a new one?", "cus_maya", "")]
    listed = questions(golden, [*past, *past])
    assert SHIPPING in listed
    assert [each for each in listed if each.origin == "past"] == [
        Asked("a new one?", "cus_maya", "past")
    ]
    assert len(listed) > 100


def test_a_question_that_has_its_answer_by_now_is_no_gap() -> None:
    mind, known = rehearsal().mind, rehearsal().knowledge
    assert is_answered(SHIPPING.text, None, mind, known)
    assert not is_answered("do you have a showroom I may visit?", None, mind, known)


def test_the_golden_questions_teach_the_ranking(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where words alone were usual, for customers do not use the articles' words."""
    monkeypatch.setattr(kb_tune, "pack_of", lambda _: pack)
    words = Fusion(passage=0, sentence=0, words=1)
    for module in (ranking, fusion):
        monkeypatch.setattr(module, "USUAL", words)
    told = CliRunner().invoke(app, ["kb", "tune"])
    assert told.exit_code == 0, told.output
    assert load_fusions(pack)["en"].words < 0.6


def test_weights_that_do_no_better_than_the_usual_ones_are_not_kept(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kb_tune, "pack_of", lambda _: pack)
    told = CliRunner().invoke(app, ["kb", "tune"])
    assert told.exit_code == 0, told.output
    assert "The usual weights stay" in told.output
    assert not (pack / RANKING).exists()


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


def unanswered(question: str, *, is_handed_over: bool = False) -> Past:
    return Past(question, question, None, "", is_unanswered=True, is_handed_over=is_handed_over)


def test_gaps_are_grouped_and_the_most_costly_comes_first() -> None:
    past = [
        unanswered("do you sell replacement cables for the Heron?"),
        unanswered("where can I get a spare cable for my Heron headphones"),
        unanswered("Can I visit your showroom?", is_handed_over=True),
    ]
    gaps = find_gaps(past, MiniLm())
    assert [len(gap.questions) for gap in gaps] == [1, 2]
    assert [gap.cost for gap in gaps] == [6.0, 2.0]
    assert find_gaps([], MiniLm()) == []


@pytest.mark.parametrize("seed", range(5))
def test_groups_are_those_of_scikit_learn(seed: int) -> None:
    vectors = np.random.default_rng(seed).normal(size=(60, 4))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    theirs = AgglomerativeClustering(
        n_clusters=None, distance_threshold=0.45, metric="cosine", linkage="average"
    ).fit_predict(vectors)
    ours = {frozenset(members.tolist()) for members in group(1.0 - vectors @ vectors.T, 0.45)}
    assert ours == {frozenset(np.flatnonzero(theirs == label).tolist()) for label in set(theirs)}


def test_a_draft_states_nothing_that_is_not_published() -> None:
    (gap,) = find_gaps([unanswered('Can I visit your "showroom": the new one?')], MiniLm())
    said = Sentence("We have no shops.", 0.4)
    near = Passage("contact#1", "contact", "Contact", "", "https://help/contact", "1", (said,))
    text = draft(gap, [near], "en", date(2026, 5, 6))
    assert "We have no shops. (Contact, https://help/contact)" in text
    article = read_article(text)
    assert article.title == "Can I visit your 'showroom': the new one"
    assert article.asked == ((f"{article.title}?", gap.questions),)

"""The intent model: from a handful of messages to calibrated, gated guesses."""

import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from shared.adapters.models.encoders import load_reader
from shared.adapters.models.intents import FusedIntentReader, IntentModel
from shared.adapters.models.lexical import Vocabulary, blocks
from shared.adapters.models.minilm import DeepMiniLm, MiniLm
from training.evaluation import calibration_error, draw_calibration, evaluate, suggest_merges
from training.features import Rows
from training.heads import fit_heads
from training.intents import Example, encoder_for, train

SAID = {
    "track": [
        "where is my parcel",
        "has my order shipped yet",
        "track my package please",
        "when will my delivery come",
        "my parcel has not arrived",
        "what is the status of my order",
    ],
    "return": [
        "i want to send this back",
        "how do i return an item",
        "can i get a refund for these shoes",
        "return label please",
        "i'd like my money back",
        "this does not fit, take it back",
    ],
    "hours": [
        "when do you open",
        "what are your opening hours",
        "are you open on sunday",
        "until when can i call you",
        "what time do you close",
        "is the shop open today",
    ],
}
EXAMPLES = [Example(text, intent) for intent, texts in SAID.items() for text in texts]


@pytest.fixture(scope="module")
def encoder() -> MiniLm:
    return MiniLm()


@pytest.fixture(scope="module")
def model(encoder: MiniLm) -> IntentModel:
    return train(EXAMPLES, encoder)


def test_six_messages_an_intent_suffice_for_new_words(model: IntentModel, encoder: MiniLm) -> None:
    reader = FusedIntentReader(encoder, model)
    for text, intent in (
        ("has the courier got my package", "track"),
        ("i wish to give the jacket back", "return"),
        ("what time do you open tomorrow", "hours"),
    ):
        reading = reader.read([text], "en")[0]
        assert reading.guesses[0].intent == intent
        assert sum(guess.confidence for guess in reading.guesses) <= 1.0001


def test_clauses_are_worth_reading_only_where_they_claim_different_intents(
    model: IntentModel, encoder: MiniLm
) -> None:
    reader = FusedIntentReader(encoder, model)
    assert reader.may_differ(["track my package", "i want to send this back"], "en")
    assert not reader.may_differ(["track my package", "it is about my parcel"], "en")
    assert not reader.may_differ(["track my package", "the weather is nice"], "en")
    assert not reader.may_differ([], "en")


def test_of_very_many_messages_enough_are_cross_fitted(
    encoder: MiniLm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.intents._ENOUGH", 4)
    found = train(EXAMPLES, encoder).card["threshold"]
    assert 4 <= found["messages"] < len(EXAMPLES)


def test_few_messages_promise_nothing(model: IntentModel) -> None:
    assert not model.card["threshold"]["certified"]
    assert model.sure_enough >= 0.85


def test_a_saved_model_reads_as_it_did(model: IntentModel, encoder: MiniLm, tmp_path: Path) -> None:
    model.save(tmp_path / "intents.npz")
    again = IntentModel.load(tmp_path / "intents.npz")
    before = FusedIntentReader(encoder, model).read(["is my parcel here soon"], "en")[0]
    after = FusedIntentReader(encoder, again).read(["is my parcel here soon"], "en")[0]
    assert [guess.intent for guess in after.guesses] == [guess.intent for guess in before.guesses]
    assert after.guesses[0].confidence == pytest.approx(before.guesses[0].confidence, abs=0.01)
    assert again.card == model.card


def test_with_many_messages_each_is_compared_with_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.intents._FEW", 6)
    encoder = encoder_for(EXAMPLES)
    model = train(EXAMPLES, encoder)
    assert encoder.name == DeepMiniLm.name
    assert len(model.mix) == 3
    model.save(tmp_path / "intents.npz")
    again = load_reader(tmp_path / "intents.npz")
    (before,) = FusedIntentReader(encoder, model).read(["is my parcel here soon"], "en")
    (after,) = again.read(["is my parcel here soon"], "en")
    assert after.guesses[0].intent == "track"
    assert after.guesses[0].confidence == pytest.approx(before.guesses[0].confidence, abs=0.01)


def test_what_no_straight_line_parts_is_told_by_the_examples_around_it() -> None:
    corners = np.array([[1, 1], [-1, -1], [1, -1], [-1, 1]], np.float32)
    points = np.repeat(corners, 20, axis=0)
    points += np.random.default_rng(7).normal(0, 0.2, points.shape).astype(np.float32)
    labels = np.repeat([0, 0, 1, 1], 20)
    rows = Rows(points, sparse.csr_matrix((80, 1)), labels)
    names = Rows(np.zeros((2, 2), np.float32), sparse.csr_matrix((2, 1)), np.arange(2))
    heads = fit_heads(rows, names, compares=True)
    assert heads.is_like is not None
    assert heads.is_like.scores(corners).argmax(axis=1).tolist() == [0, 0, 1, 1]
    assert heads.meant.scores(corners).argmax(axis=1).tolist() != [0, 0, 1, 1]
    far = heads.is_like.scores(np.array([[30.0, 0.0]], np.float32))
    assert far[0, 0] == far[0, 1]  # like nothing that was seen


def test_the_artefact_holds_no_customers_words(model: IntentModel, tmp_path: Path) -> None:
    model.save(tmp_path / "intents.npz")
    with np.load(tmp_path / "intents.npz") as stored:
        texts = " ".join(str(stored[name]) for name in stored if stored[name].dtype.kind == "U")
    assert "parcel" not in texts


def test_two_intents_are_enough(encoder: MiniLm) -> None:
    two = [example for example in EXAMPLES if example.intent != "hours"]
    reading = FusedIntentReader(encoder, train(two, encoder)).read(
        ["please track the package"], "en"
    )[0]
    assert reading.guesses[0].intent == "track"


def test_figures_of_a_model_on_what_it_was_made_of(
    model: IntentModel, encoder: MiniLm, tmp_path: Path
) -> None:
    strange = Example("write me a poem about the sea", "out_of_scope")
    figures = evaluate(model, [*EXAMPLES, strange, Example("hi", "greeting")], encoder)
    assert figures["accuracy"] == 1.0
    assert figures["unknown_intents"] == ["greeting"]
    assert figures["out_of_scope"]["messages"] == 1
    draw_calibration(figures, tmp_path / "calibration.svg")
    assert (tmp_path / "calibration.svg").read_text().lstrip().startswith("<?xml")


def test_intents_taken_for_each_other_are_named_for_merging() -> None:
    figures = {
        "per_intent": [{"intent": name, "messages": 10} for name in ("a", "b", "c")],
        "confusions": [
            {"intent": "a", "taken_for": "b", "messages": 4},
            {"intent": "b", "taken_for": "a", "messages": 3},
            {"intent": "c", "taken_for": "a", "messages": 9},
        ],
    }
    assert suggest_merges(figures) == [("a", "b")]


def test_calibration_error_of_the_sure_but_half_right() -> None:
    assert calibration_error(np.full(10, 0.9), np.arange(10) < 5) == pytest.approx(0.4)


@given(st.text(max_size=300))
def test_any_text_has_weights_of_length_one_or_none(text: str) -> None:
    words, characters = blocks(text)
    names = sorted({*words, *characters})
    vocabulary = Vocabulary(np.array(names, np.uint32), np.ones(len(names), np.float32))
    places, weights = vocabulary.weigh(text)
    assert len(places) == len(weights)
    expected = np.sqrt(bool(words) + bool(characters))
    assert np.linalg.norm(weights) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "😀😀",
        "\u202eparcel my is where",
        "wh\u0435re is my p\u0430rcel",
        "\x00\x07",
        "a" * 10_000,
    ],
)
def test_odd_texts_are_read_like_any_other(model: IntentModel, encoder: MiniLm, text: str) -> None:
    reading = FusedIntentReader(encoder, model).read([unicodedata.normalize("NFKC", text)], "en")[0]
    assert all(0 <= guess.confidence <= 1 for guess in reading.guesses)

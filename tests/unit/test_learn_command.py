"""`careline train` and `careline eval`, as a developer calls them."""

import json
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
import yaml
from typer.testing import CliRunner

from infra.local.cli import app
from shared.adapters.models.intents import IntentModel
from shared.adapters.pack import load_company
from shared.adapters.yaml_text import parse_yaml
from shared.domain.errors import BrokenPack
from training.company import check_intents

PACK = Path(__file__).parents[2] / "companies" / "northwind"
_SEEDS = 5

ROWS = "text,intent\n" + "".join(
    f"{text},{intent}\n"
    for intent, texts in {
        "track": ("where is my parcel", "track my order", "has it shipped", "when will it come"),
        "return": ("send it back", "return an item", "refund please", "take it back"),
    }.items()
    for text in texts
)


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200"})
    return done.exit_code, done.output


def test_train_then_eval_leaves_artefact_card_figures_and_plot(tmp_path: Path) -> None:
    data, artefact, report = tmp_path / "data.csv", tmp_path / "intents.npz", tmp_path / "report"
    data.write_text(ROWS)
    code, said = run("train", "--data", str(data), "--out", str(artefact))
    assert code == 0, said
    assert "not certified" in said
    card = json.loads((tmp_path / "intents.json").read_text())
    assert card["messages"] == 8
    assert len(card["data_sha256"]) == 64
    code, said = run("eval", "--data", str(data), "--artefact", str(artefact), "--out", str(report))
    assert code == 0, said
    assert "8 messages are training messages" in said
    assert json.loads((report / "evaluation.json").read_text())["accuracy"] == 1.0
    assert (report / "calibration.svg").exists()


def test_a_bad_file_ends_in_one_sentence(tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    data.write_text("words,class\na,b\n")
    code, said = run("train", "--data", str(data))
    assert code == 2
    assert "needs the columns text and intent" in said


def test_a_missing_or_foreign_artefact_is_named(tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    data.write_text(ROWS)
    code, said = run("eval", "--data", str(data), "--artefact", str(tmp_path / "none.npz"))
    assert (code, "there is no artefact" in said) == (2, True)
    code, said = run("eval", "--data", str(data), "--artefact", str(data))
    assert (code, "is no intent artefact" in said) == (2, True)


def test_messages_in_other_languages_are_read_by_the_multilingual_encoder(tmp_path: Path) -> None:
    data, artefact = tmp_path / "data.csv", tmp_path / "intents.npz"
    spoken = ROWS.replace("\n", ",en\n").replace("intent,en", "intent,language")
    data.write_text(spoken + "wo ist mein Paket,track,de\nich will es zurückgeben,return,de\n")
    code, said = run("train", "--data", str(data), "--out", str(artefact))
    assert code == 0, said
    card = json.loads((tmp_path / "intents.json").read_text())
    assert card["languages"] == ["de", "en"]
    assert card["encoder"].startswith("multilingual")
    code, said = run("eval", "--data", str(data), "--artefact", str(artefact))
    assert code == 0, said
    assert "de" in said


def test_without_data_the_packs_seed_utterances_teach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.local.rehearsal.ROOT", tmp_path)
    small_pack(tmp_path / "companies" / PACK.name)
    artefact, northwind = tmp_path / "intents.npz", load_company(PACK)
    code, said = run("train", "--out", str(artefact))
    assert code == 0, said
    model = IntentModel.load(artefact)
    assert model.card["messages"] == (_SEEDS + 1) * len(northwind.intents) + _SEEDS  # and titles
    check_intents(model, northwind)
    fewer = dict(list(northwind.intents.items())[1:])
    with pytest.raises(BrokenPack, match=next(iter(northwind.intents))):
        check_intents(model, replace(northwind, intents=fewer))


def small_pack(to: Path) -> None:
    """The pack with a few seeds an intent, which train in a second or two."""
    copytree(PACK, to)
    listed = parse_yaml((to / "intents.yaml").read_text(encoding="utf-8"))
    for intent in listed["intents"]:
        intent["utterances"] = intent["utterances"][:_SEEDS]
    listed["out_of_scope"] = listed["out_of_scope"][:_SEEDS]
    (to / "intents.yaml").write_text(yaml.safe_dump(listed), encoding="utf-8")

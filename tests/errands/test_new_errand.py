"""`careline new errand` writes a folder that is declared, synthesized and carried out as it is."""

from pathlib import Path

import pytest
from aws_cdk import Stack, aws_events
from typer.testing import CliRunner

import functions.workflows.errands
from functions.workflows import declared
from infra.cloud.constructs.capability import Capability
from infra.cloud.deployment import new_app
from infra.cloud.workflows.errand import declarations, errand_machine
from infra.local.cli import app
from infra.local.stepping import definitions
from tests.errands.house import Play, Story


def test_a_new_errand_runs_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tmp_path / "errands"
    made.mkdir()
    told = CliRunner().invoke(app, ["new", "errand", "gift_wrap", "--folder", str(made)])
    assert told.exit_code == 0, told.output
    monkeypatch.setattr(functions.workflows.errands, "__path__", [str(made)])
    texts = (declared.ROOT / "texts.yaml").read_text(encoding="utf-8")
    (made / "texts.yaml").write_text(texts, encoding="utf-8")
    monkeypatch.setattr(declared, "ROOT", made)
    stack = Stack(new_app(str(tmp_path / "out")), "Stack")
    steps = Capability(stack, "Steps", "workflows.step", layers=[])
    (declaration,) = declarations(made)
    errand_machine(stack, declaration, steps=steps, bus=aws_events.EventBus(stack, "Bus"))
    stack.node.root.synth()  # type: ignore[attr-defined]
    play = Play(definitions(tmp_path / "out"))
    run = play.play(Story("new", "gift_wrap", "cus_maya", ("agreement=yes",)))
    assert run.status == "done"
    assert run.receipts["note"].startswith("CASE-")
    assert "Done: I've noted it" in " ".join(fact.text for fact in run.said)


@pytest.mark.parametrize("name", ["Gift", "gift-wrap", "x", "cancel_order"])
def test_a_name_that_cannot_be_one_is_refused(name: str) -> None:
    told = CliRunner().invoke(app, ["new", "errand", name])
    assert told.exit_code == 1

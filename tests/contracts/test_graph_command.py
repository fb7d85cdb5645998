"""`careline graph load` fills a table of AWS, and says what to mend where it cannot."""

from typer.testing import CliRunner

from infra.local.cli import app
from shared.adapters.aws.graph import DynamoGraph
from shared.adapters.knowledge_graph import GraphCustomers


def load(*options: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["graph", "load", *options])
    return done.exit_code, " ".join(done.output.split())


def test_a_pack_is_loaded_as_often_as_one_likes(table: str) -> None:
    for _ in range(2):
        code, said = load("--company", "northwind", "--table", table)
        assert code == 0, said
        assert f"things of northwind are in {table}" in said
    maya = GraphCustomers(DynamoGraph(table)).by_phone("+15550100")
    assert maya is not None
    assert maya.id == "cus_maya"


def test_what_cannot_be_loaded_is_told_in_a_sentence(table: str) -> None:
    for options, words in (
        (("--company", "nobody", "--table", table), "no pack companies/nobody"),
        (("--table", "elsewhere"), "AWS refused"),
        (("--table", table, "--as-of", "noon"), "noon is no time"),
        (("--table", table, "--as-of", "2026-05-06T00:00:00"), "offset"),
    ):
        code, said = load(*options)
        assert (code, words in said) == (1, True), said

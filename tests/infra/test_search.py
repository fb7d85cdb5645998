"""A deployment chooses the engine that finds passages, and grants asking that one only."""

from pathlib import Path
from typing import Any

import pytest

from app import careline
from infra.cloud.deployment import new_app
from infra.cloud.search import SearchEngine

DOMAIN = "arn:aws:es:us-east-1:111122223333:domain/help"


def test_a_domain_is_asked_by_retrieval_and_reviews_and_written_by_the_publisher(
    tmp_path: Path,
) -> None:
    app = new_app(str(tmp_path))
    for name, value in {
        "search_engine": "opensearch",
        "search_endpoint": "https://help.example",
        "search_domain_arn": DOMAIN,
    }.items():
        app.node.set_context(name, value)
    template: dict[str, Any] = careline(app).synth().get_stack_by_name("Careline-Care").template
    resources = template["Resources"]
    asks = {
        (name.partition("Role")[0], action)
        for name, resource in resources.items()
        if resource["Type"] == "AWS::IAM::Policy"
        for statement in resource["Properties"]["PolicyDocument"]["Statement"]
        if statement["Resource"] == f"{DOMAIN}/*"
        for action in statement["Action"]
    }
    askers = ("Retrieval", "ConsoleJobs")
    finds = {(asker, f"es:ESHttp{verb}") for asker in askers for verb in ("Get", "Post")}
    publishes = {("Knowledge", f"es:ESHttp{verb}") for verb in ("Get", "Post", "Put", "Delete")}
    assert asks == finds | publishes
    told = [
        resource["Properties"]["Environment"]["Variables"].get("SEARCH_ENDPOINT")
        for resource in resources.values()
        if resource["Type"] == "AWS::Lambda::Function"
    ]
    assert told.count("https://help.example") == 3


@pytest.mark.parametrize(
    ("about", "mend"),
    [
        (("solr",), "choose embedded or opensearch"),
        (("opensearch",), "needs -c search_endpoint"),
        (("opensearch", "https://help.example"), "needs -c search_domain_arn"),
    ],
)
def test_a_half_chosen_engine_is_refused(about: tuple[str, ...], mend: str) -> None:
    with pytest.raises(ValueError, match=mend):
        SearchEngine(*about)

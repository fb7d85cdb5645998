"""A deployment chooses the engine that finds passages, and grants asking that one only."""

import pytest

from infra.cloud.search import SearchEngine
from tests.infra.conftest import HOSTED
from tests.infra.templates import CARE, Assembly


def test_a_domain_is_asked_by_retrieval_and_reviews_and_written_by_the_publisher(
    chosen: Assembly,
) -> None:
    resources = chosen.templates[CARE]["Resources"]
    asks = {
        (name.partition("Role")[0], action)
        for name, resource in resources.items()
        if resource["Type"] == "AWS::IAM::Policy"
        for statement in resource["Properties"]["PolicyDocument"]["Statement"]
        if statement["Resource"] == f"{HOSTED['search_domain_arn']}/*"
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
    assert told.count(HOSTED["search_endpoint"]) == 3


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

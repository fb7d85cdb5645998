"""How sources ask over HTTP: patient, bounded, and careful with their tokens."""

import traceback
from collections.abc import Iterator

import httpx
import pytest

from shared.adapters.sources import web as web_module
from shared.adapters.sources.web import Web
from shared.domain.errors import InvalidInput, TransientError
from tests.contracts.sites import TOKEN


def test_a_busy_server_is_given_the_time_that_it_asks_for() -> None:
    page: dict[str, list[str]] = {"results": []}
    waits = ["7", "soon", "nan", None]
    answers = [
        httpx.Response(429, headers={"retry-after": wait})
        if wait
        else httpx.Response(200, json=page)
        for wait in waits
    ]
    waited: list[float] = []
    web = Web(transport=httpx.MockTransport(lambda _: answers.pop(0)), sleep=waited.append)
    assert web.get_json("https://api.example/x", "results") == page
    assert waited == [7.0, 2.0, 4.0]


@pytest.mark.parametrize(
    ("answer", "error", "mend"),
    [
        (httpx.Response(200, text="<html>Sign in</html>"), TransientError, "no JSON"),
        (httpx.Response(200, json={"message": "hello"}), TransientError, "without `results`"),
        (httpx.Response(200, json=["results"]), TransientError, "without `results`"),
        (httpx.Response(404, json={}), InvalidInput, "check the source's address"),
        (httpx.Response(302, headers={"location": "/in"}), InvalidInput, "the source's address"),
        (httpx.Response(400, json={}), InvalidInput, "check the source's address"),
    ],
)
def test_an_answer_that_is_not_what_was_asked_for_is_told(
    answer: httpx.Response, error: type[Exception], mend: str
) -> None:
    web = Web(transport=httpx.MockTransport(lambda _: answer), sleep=lambda _: None)
    with pytest.raises(error, match=mend):
        web.get_json("https://api.example/x?key=1", "results")


def test_an_answer_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def forever() -> Iterator[bytes]:
        while True:
            yield b"x" * 1_000

    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=forever()))
    ticks = iter(range(0, 10_000, 30))
    slow = Web(transport=transport, sleep=lambda _: None, clock=lambda: next(ticks))
    with pytest.raises(TransientError, match="takes longer than 60 s"):
        slow.get("https://api.example/x")
    monkeypatch.setattr(web_module, "LARGEST", 5_000)
    with pytest.raises(InvalidInput, match="holds more than"):
        Web(transport=transport).get("https://api.example/x")


def test_a_token_stays_on_its_site_and_out_of_what_went_wrong() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        raise httpx.ConnectError(f"cannot send Bearer {TOKEN}", request=request)

    def web(site: str) -> Web:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        transport = httpx.MockTransport(answer)
        return Web(headers, site=site, transport=transport, sleep=lambda _: None)

    for elsewhere in ("https://evil.example/x", "http://acme.example/x"):
        with pytest.raises(InvalidInput, match="not on the source's site"):
            web("https://acme.example/").get(elsewhere)
    assert asked == []
    with pytest.raises(TransientError) as failed:
        web("https://acme.example").get("https://acme.example/x")
    assert TOKEN not in "".join(traceback.format_exception(failed.value))

"""How a company's system is asked over HTTP."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from shared.adapters.http.api import Api
from shared.adapters.http.limits import CircuitBreaker, TokenBucket
from shared.domain.errors import CarelineError, Conflict, NotFound, Refused, TransientError

SECRET = "s3cr3t"
PRIVATE = "maya@example.com"
Answer = httpx.Response | type[httpx.TransportError]


class System:
    """Answers one after the other, the last one ever after; its clock moves only by waiting."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []
        self.now = 0.0

    def api(self, **more: Any) -> Api:
        return Api(
            "https://crm.example/v3",
            headers={"Authorization": f"Bearer {SECRET}"},
            transport=httpx.MockTransport(self.answer),
            sleep=self.sleep,
            clock=lambda: self.now,
            **more,
        )

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, httpx.Response):
            return answer
        raise answer(f"{SECRET} {PRIVATE}")


def said(status: int, **headers: str) -> httpx.Response:
    return httpx.Response(status, json={"message": f"{SECRET} {PRIVATE}"}, headers=headers)


GOOD = httpx.Response(200, json={"id": "7"})


def test_the_address_and_the_secret_are_sent() -> None:
    system = System(GOOD)
    assert system.api().get("/contacts/7", {"properties": "city"}) == {"id": "7"}
    (request,) = system.asked
    assert str(request.url) == "https://crm.example/v3/contacts/7?properties=city"
    assert request.headers["authorization"] == f"Bearer {SECRET}"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (301, Refused),
        (400, Refused),
        (401, Refused),
        (403, Refused),
        (404, NotFound),
        (409, Conflict),
        (412, Conflict),
        (422, Refused),
        (429, TransientError),
        (500, TransientError),
        (503, TransientError),
    ],
)
def test_an_error_has_our_name_and_tells_no_secret(status: int, error: type[CarelineError]) -> None:
    with pytest.raises(error) as told:
        System(said(status)).api().get("/contacts", {"email": PRIVATE})
    assert SECRET not in str(told.value)
    assert PRIVATE not in str(told.value)
    assert told.value.__suppress_context__ or told.value.__context__ is None


@pytest.mark.parametrize("bad", [said(500), said(503), said(429), httpx.ReadTimeout])
def test_a_question_is_asked_again(bad: Answer) -> None:
    system = System(bad, GOOD)
    assert system.api().get("/contacts/7") == {"id": "7"}
    assert len(system.asked) == 2


@pytest.mark.parametrize("bad", [said(500), httpx.ReadTimeout])
def test_what_may_have_been_done_is_asked_again_only_where_it_works_once(bad: Answer) -> None:
    careful = System(bad, GOOD)
    with pytest.raises(TransientError, match="may have been done"):
        careful.api().post("/notes", {"text": PRIVATE})
    assert len(careful.asked) == 1
    keyed = System(bad, GOOD)
    assert keyed.api().post("/notes", {"text": PRIVATE}, repeatable=True) == {"id": "7"}


@pytest.mark.parametrize("bad", [said(429), httpx.ConnectError])
def test_what_was_certainly_not_done_is_asked_again(bad: Answer) -> None:
    system = System(bad, GOOD)
    assert system.api().post("/notes", {"text": "hello"}) == {"id": "7"}


def test_a_busy_system_says_when_to_come_back() -> None:
    system = System(said(429, **{"retry-after": "7"}), GOOD)
    system.api().get("/contacts/7")
    assert system.now == 7


def test_nobody_waits_past_the_deadline() -> None:
    system = System(said(429, **{"retry-after": "60"}), GOOD)
    with pytest.raises(TransientError):
        system.api(deadline=20).get("/contacts/7")
    assert system.now < 20
    assert len(system.asked) == 1


def test_an_answer_that_trickles_is_cut_off_at_the_deadline() -> None:
    def drops(tick: Callable[[float], None]) -> Iterator[bytes]:
        while True:
            tick(1)
            yield b" "

    system = System(GOOD)
    system.answers = [httpx.Response(200, content=drops(system.sleep))]
    with pytest.raises(TransientError, match="ReadTimeout"):
        system.api(deadline=20).get("/contacts/7")
    assert system.now < 22


def test_a_system_that_keeps_failing_is_given_a_rest() -> None:
    system = System(said(500))
    api = system.api(breaker=CircuitBreaker(failures=4, rest=30))
    for _ in range(3):
        with pytest.raises(TransientError):
            api.get("/contacts/7")
    assert len(system.asked) == 4
    system.now += 30
    system.answers = [GOOD]
    assert api.get("/contacts/7") == {"id": "7"}


def test_a_refusal_is_no_failure_of_the_system() -> None:
    system = System(said(404))
    api = system.api(breaker=CircuitBreaker(failures=1))
    for _ in range(3):
        with pytest.raises(NotFound):
            api.get("/contacts/7")
    assert len(system.asked) == 3


def test_calls_keep_to_the_rate() -> None:
    system = System(GOOD)
    api = system.api(limit=TokenBucket(rate=2, burst=1))
    for _ in range(5):
        api.get("/contacts/7")
    assert system.now == 2.0


def test_who_would_wait_past_the_deadline_is_told_at_once() -> None:
    system = System(GOOD)
    api = system.api(limit=TokenBucket(rate=0.01, burst=1), deadline=20)
    api.get("/contacts/7")
    with pytest.raises(TransientError, match="too often"):
        api.get("/contacts/7")
    assert (system.now, len(system.asked)) == (0, 1)


def test_what_is_no_json_is_not_taken_for_an_answer() -> None:
    with pytest.raises(TransientError, match="no JSON"):
        System(httpx.Response(200, text="<html>")).api().get("/contacts/7")

"""How often a system is asked, and when it is left alone."""

from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.http.limits import Circuit, CircuitBreaker, TokenBucket

PAUSES = st.lists(st.floats(min_value=0, max_value=10), min_size=1, max_size=60)
RATES = st.floats(min_value=0.1, max_value=50)


@given(rate=RATES, burst=st.integers(1, 20), pauses=PAUSES)
def test_a_bucket_never_lets_more_through_than_its_rate(
    rate: float, burst: int, pauses: list[float]
) -> None:
    bucket, now, used = TokenBucket(rate, burst), 0.0, []
    for pause in pauses:
        now += pause
        now += bucket.take(now)
        used.append(now)
    for first, start in enumerate(used):
        for last in range(first, len(used)):
            through = last - first + 1
            assert through <= burst + rate * (used[last] - start) + 1e-6


@given(rate=RATES, burst=st.integers(1, 20))
def test_a_rested_bucket_lets_its_burst_through_at_once(rate: float, burst: int) -> None:
    bucket = TokenBucket(rate, burst)
    assert [bucket.take(5.0) for _ in range(burst)] == [0.0] * burst
    assert bucket.take(5.0) > 0


def test_a_token_that_was_given_back_serves_another() -> None:
    bucket = TokenBucket(rate=1, burst=1)
    bucket.take(0)
    late = bucket.take(0)
    bucket.give_back()
    assert bucket.take(0) == late


CALLS = st.lists(st.tuples(st.booleans(), st.floats(min_value=0, max_value=5)), max_size=60)


@given(failures=st.integers(1, 5), rest=st.floats(min_value=0.5, max_value=10), calls=CALLS)
def test_a_breaker_rests_after_failures_in_a_row_and_then_tries_one_call(
    failures: int, rest: float, calls: list[tuple[bool, float]]
) -> None:
    breaker, now, row, last_failure = CircuitBreaker(failures, rest), 0.0, 0, 0.0
    for works, pause in calls:
        now += pause
        if row < failures:
            expected = Circuit.CLOSED
        else:
            expected = Circuit.OPEN if now < last_failure + rest else Circuit.HALF_OPEN
        assert breaker.state(now) is expected
        assert breaker.admits(now) is (expected is not Circuit.OPEN)
        if expected is Circuit.OPEN:
            continue
        if works:
            breaker.succeeded()
            row = 0
        else:
            breaker.failed(now)
            row, last_failure = row + 1, now


def test_a_half_open_breaker_admits_one_call_at_a_time() -> None:
    breaker = CircuitBreaker(failures=1, rest=10)
    breaker.failed(0)
    assert breaker.admits(10)
    assert not breaker.admits(11)
    assert breaker.admits(20), "the first may have died without a word"
    breaker.succeeded()
    assert breaker.state(20) is Circuit.CLOSED

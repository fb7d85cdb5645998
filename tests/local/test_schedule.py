"""Schedules of the template run here too."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from infra.local import schedule
from infra.local.schedule import Scheduled
from infra.local.template import TemplateError

NOON = datetime(2026, 5, 6, 12, 0, tzinfo=UTC)


def scheduled(expression: str) -> Scheduled:
    return Scheduled.read(expression, "arn:aws:sqs:us-east-1:123456789012:syncs", "{}")


@pytest.mark.parametrize(
    ("expression", "wait"),
    [
        ("rate(1 hour)", timedelta(hours=1)),
        ("rate(5 minutes)", timedelta(minutes=5)),
        ("rate(2 days)", timedelta(days=2)),
        ("cron(15 12 * * ? *)", timedelta(minutes=15)),
        ("cron(0 3 * * ? *)", timedelta(hours=15)),
    ],
)
def test_the_next_time_is_as_eventbridge_reckons_it(expression: str, wait: timedelta) -> None:
    assert scheduled(expression).after(NOON) == NOON + wait


@pytest.mark.parametrize("expression", ["every hour", "rate(1 week)", "cron(0 3 * * ? 2027)"])
def test_what_cannot_be_run_here_says_so(expression: str) -> None:
    with pytest.raises(TemplateError, match="no clock for"):
        scheduled(expression)


def test_each_is_sent_when_it_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    sent, stopping = [], threading.Event()

    def send(entry: Scheduled) -> None:
        sent.append(entry.message)
        if len(sent) == 3:
            stopping.set()

    soon = timedelta(milliseconds=5)
    monkeypatch.setattr(Scheduled, "send", send)
    monkeypatch.setattr(Scheduled, "after", lambda _, moment: moment + soon)
    schedule.run([Scheduled("rate(1 hour)", "q", "{}")], stopping)
    assert sent == ["{}"] * 3

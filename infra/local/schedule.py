"""Runs the template's schedules, which moto only keeps."""

import re
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from croniter import croniter

from infra.local.template import TemplateError
from shared.adapters.aws.clients import client

_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_CRON = re.compile(r"cron\((\S+ \S+ \S+ \S+ \S+) \*\)")


@dataclass(frozen=True)
class Scheduled:
    """A message for a queue, at times that are told as EventBridge tells them.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
    """

    expression: str
    queue: str
    """Its ARN."""
    message: str

    @staticmethod
    def read(expression: str, queue: str, message: str) -> "Scheduled":
        """Raises TemplateError for an expression that cannot be run here."""
        scheduled = Scheduled(expression, queue, message)
        scheduled.after(datetime.now(UTC))
        return scheduled

    def after(self, moment: datetime) -> datetime:
        if rate := _RATE.fullmatch(self.expression):
            return moment + timedelta(**{f"{rate[2]}s": int(rate[1])})
        if cron := _CRON.fullmatch(self.expression):
            return croniter(cron[1].replace("?", "*"), moment).get_next(datetime)
        raise TemplateError(f"the local run has no clock for {self.expression}")

    def send(self) -> None:
        url = client("sqs").get_queue_url(QueueName=self.queue.rsplit(":", 1)[-1])["QueueUrl"]
        client("sqs").send_message(QueueUrl=url, MessageBody=self.message)


def run(timetable: list[Scheduled], stopping: threading.Event) -> None:
    """Send each when it is due, until told to stop."""
    due = {entry: entry.after(datetime.now(UTC)) for entry in timetable}
    while due:
        entry = min(due, key=lambda each: due[each])
        if stopping.wait(max(0.0, (due[entry] - datetime.now(UTC)).total_seconds())):
            return
        entry.send()
        due[entry] = entry.after(datetime.now(UTC))

"""The whole system in this process, booted from a synthesized cloud assembly."""

import gc
import logging
import os
import socket
import threading
import time
from pathlib import Path
from typing import Any

import moto.core.models  # noqa: F401  before any boto3 session, which would talk to the real AWS
import uvicorn
from moto import mock_aws
from moto.dynamodb.models import dynamodb_backends
from moto.events.models import EventPattern
from moto.server import ThreadedMotoServer

from infra.local import (
    gateway,
    kafka,
    machines,
    moto_mends,
    moto_pace,
    phone,
    schedule,
    shop,
    staff,
    stand_ins,
    transport,
)
from infra.local.dispatch import Dispatcher, QueueMapping, StreamMapping
from infra.local.environments import FunctionApart
from infra.local.estate import Estate
from infra.local.functions import LocalFunction, install_environ
from infra.local.loading import load_graph
from infra.local.post import PostOffice
from infra.local.provision import make
from infra.local.systems import load_systems
from infra.local.template import ACCOUNT, ENVIRONMENT, REGION, Assembly, Resolver, in_order
from shared.adapters.aws.clients import client
from shared.adapters.aws.graph import DynamoGraph
from shared.adapters.aws.records import DynamoRecords
from shared.runtime import wiring

ROOT = Path(__file__).parents[2]
SWEEP = 30.0
"""Seconds between sweeps of expired rows; moto itself never expires one."""


class World:
    """One running system. Ports of 0 are chosen; without an `aws_port` there is no endpoint for
    other processes. `retry_delay` is the first wait, in seconds, before a stream record's retry.
    Functions that need no AWS service have processes of their own, unless all is to be `together`,
    such as for tests that patch them."""

    def __init__(
        self,
        assembly: Path = ROOT / "cdk.out",
        *,
        port: int = 0,
        aws_port: int | None = None,
        log: Path = ROOT / ".careline" / "functions.log",
        retry_delay: float = 1.0,
        together: bool = False,
    ) -> None:
        self._assembly = Assembly(assembly)
        self._together = together
        self.port = port or _free_port()
        self.aws_port = _free_port() if aws_port == 0 else aws_port
        self.log = log
        self._retry_delay = retry_delay
        self._stopping = threading.Event()
        self.carrier = stand_ins.Carrier()
        self.post = PostOffice()
        self.sockets = gateway.LiveSockets()
        self.outputs: dict[str, Any] = {}
        self.staff = staff.Provider(self.url)
        self.estate = Estate(self._assembly.asset, f"ws://127.0.0.1:{self.port}")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def aws_url(self) -> str:
        """Where the aws CLI may connect; only if the world was given an `aws_port`."""
        return f"http://127.0.0.1:{self.aws_port}"

    def start(self) -> "World":
        """Boot everything; returns when the system answers."""
        os.environ.update(ENVIRONMENT)
        install_environ()
        _forget_what_was_wired()
        self._mock = mock_aws(config={"stepfunctions": {"execute_state_machine": True}})
        self._mock.start()
        moto_mends.install()
        moto_pace.install()
        stand_ins.install(self.carrier, self.post, self.sockets.push)
        transport.install()
        machines.connect(lambda arn, event: self.estate.function(arn).invoke(event))
        self._provision()
        self._redirect_logs()
        apart = [] if self._together else self._assembly.alone
        self._apart = [FunctionApart(self.estate.functions[name], self.log) for name in apart]
        self.estate.functions |= {function.name: function for function in self._apart}
        load_graph(DynamoGraph(self.table("Graph")), self.company)
        self.post.records = DynamoRecords(self.table("Systems"))
        load_systems(self.post.records, self.company)
        for function in self.estate.functions.values():
            function.warm()
        self._dispatcher = Dispatcher(
            self._queue_mappings(), self._stream_mappings(), self._retry_delay
        )
        self._dispatcher.start()
        self._serve()
        threading.Thread(target=self._sweep, daemon=True).start()
        timetable = (self.estate.timetable, self._stopping)
        threading.Thread(target=schedule.run, args=timetable, daemon=True).start()
        gc.set_threshold(10_000, 20, 20)
        gc.freeze()  # half a million objects that stay; each collection would look at them all
        return self

    def stop(self) -> None:
        gc.unfreeze()
        self._stopping.set()
        self._server.should_exit = True
        self._serving.join(timeout=5)
        self._dispatcher.stop()
        for function in self._apart:
            function.stop()
        if self._aws:
            self._aws.stop()
        self._mock.stop()

    def __enter__(self) -> "World":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def queue(self, fragment: str) -> str:
        """URL of the one queue whose logical id holds `fragment`."""
        (found,) = [url for name, url in self.estate.queues.items() if fragment in name]
        return found

    def topic(self, fragment: str) -> str:
        """ARN of the one topic whose name holds `fragment`."""
        (found,) = [arn for arn in self.estate.topics if fragment in arn]
        return found

    def bucket(self, fragment: str) -> str:
        """Name of the one bucket whose logical id holds `fragment`."""
        (found,) = [name for id, name in self.estate.buckets.items() if fragment in id]
        return found

    def table(self, fragment: str) -> str:
        """Name of the one table whose name holds `fragment`."""
        names = client("dynamodb").list_tables()["TableNames"]
        (found,) = [name for name in names if fragment in name]
        return str(found)

    def _provision(self) -> None:
        resolver = Resolver()
        for name, template in self._assembly.stacks.items():
            for resource in in_order(name, template):
                properties = resolver.resolve(name, resource.properties)
                resolved = type(resource)(name, resource.id, resource.type, properties)
                resolver.add(resource, make(resolved, self.estate))
            self.outputs |= resolver.export(name, template.get("Outputs", {}))

    def _queue_mappings(self) -> list[QueueMapping]:
        return [
            QueueMapping(
                arn=wanted["EventSourceArn"],
                function=self.estate.function(wanted["FunctionName"]),
                batch_size=wanted.get("BatchSize", 10),
                reports_failures="ReportBatchItemFailures"
                in wanted.get("FunctionResponseTypes", []),
                window=wanted.get("MaximumBatchingWindowInSeconds", 0),
            )
            for wanted in self.estate.mappings
            if ":sqs:" in wanted["EventSourceArn"]
        ]

    def _stream_mappings(self) -> list[StreamMapping]:
        mappings = []
        for wanted in self.estate.mappings:
            if ":dynamodb:" not in wanted["EventSourceArn"]:
                continue
            filters = wanted.get("FilterCriteria", {}).get("Filters", [{"Pattern": "{}"}])
            failure = wanted.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
            mappings.append(
                StreamMapping(
                    table=wanted["EventSourceArn"].split("/")[1],
                    arn=wanted["EventSourceArn"],
                    function=self.estate.function(wanted["FunctionName"]),
                    patterns=[EventPattern.load(entry["Pattern"]) for entry in filters],
                    attempts=wanted.get("MaximumRetryAttempts", 3),
                    on_failure=_queue_url(failure) if failure else None,
                )
            )
        return mappings

    def _serve(self) -> None:
        secret = self._intake().environment["IDENTITY_SECRET_ARN"]
        identity = client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"]
        pages = ROOT / "web" / "dist"
        site = shop.routes(self.company, identity, self.carrier, self.post, pages)
        reader = next(f for name, f in self.estate.functions.items() if "KafkaReader" in name)
        calls = phone.route(self.estate.code_hooks)
        local = [kafka.route(reader), calls, *self.staff.routes(), *site]
        application = gateway.build(self.estate, self.sockets, local)
        config = uvicorn.Config(
            application,
            "127.0.0.1",
            self.port,
            log_level="warning",
            ws="websockets-sansio",
            ws_per_message_deflate=False,  # nor does API Gateway compress
        )
        self._server = uvicorn.Server(config)
        self._serving = threading.Thread(target=self._server.run, daemon=True)
        self._serving.start()
        while not self._server.started:
            time.sleep(0.01)
        self._aws: ThreadedMotoServer | None = None
        if self.aws_port is not None:
            logging.getLogger("werkzeug").setLevel(logging.ERROR)  # else it writes each request
            self._aws = ThreadedMotoServer("127.0.0.1", self.aws_port, verbose=False)
            self._aws.start()

    @property
    def company(self) -> Path:
        """The pack as the functions have it, in the company layer."""
        return Path(self._intake().environment["COMPANY_ROOT"])

    def _intake(self) -> LocalFunction:
        return next(
            function
            for function in self.estate.functions.values()
            if "IDENTITY_SECRET_ARN" in function.environment
        )

    def _redirect_logs(self) -> None:
        """Functions log to a file: the terminal belongs to whoever started the system."""
        from shared.runtime.telemetry import logger

        self.log.parent.mkdir(parents=True, exist_ok=True)
        stream = self.log.open("a", encoding="utf-8")
        logger.registered_handler.setStream(stream)  # type: ignore[attr-defined]
        logging.getLogger("infra.local").addHandler(logging.StreamHandler(stream))
        logging.getLogger("infra.local").propagate = False

    def _sweep(self) -> None:
        while not self._stopping.wait(SWEEP):
            now = time.time()
            for table in list(dynamodb_backends[ACCOUNT][REGION].tables.values()):
                if (field := table.ttl.get("AttributeName")) is not None:
                    _expire(table, field, now)


def _expire(table: Any, field: str, now: float) -> None:
    for item in list(table.all_items()):
        expiry = item.attrs.get(field)
        if expiry is not None and float(expiry.value) < now:
            sort = item.attrs.get(table.range_key_attr)
            table.delete_item(item.hash_key, sort)


def _queue_url(arn: str) -> str:
    return str(client("sqs").get_queue_url(QueueName=arn.split(":")[-1])["QueueUrl"])


def _forget_what_was_wired() -> None:
    """A new world has new tables, queues and secrets."""
    client.cache_clear()
    for made in vars(wiring).values():
        if hasattr(made, "cache_clear"):
            made.cache_clear()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

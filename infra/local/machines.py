"""The state machines: moto interprets Standard ones, express.py those that are called and answer.

moto's interpreter parses a definition anew for each execution, makes a boto client for each task,
goes through HTTP to call a Lambda, and starts a thread for each state: not here.
"""

import functools
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import moto.backend_index
import moto.stepfunctions.parser.asl.component.state.exec.state_task.lambda_eval_utils as lambdas
import moto.stepfunctions.parser.asl.utils.boto_client as boto_client
import moto.stepfunctions.parser.utils as interpreter
import moto.stepfunctions.urls
from moto.core.responses import ActionResult
from moto.stepfunctions.parser.api import StateMachineType
from moto.stepfunctions.parser.asl.component.component import Component
from moto.stepfunctions.parser.asl.component.state.exec.execute_state import ExecutionState
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser
from moto.stepfunctions.parser.models import stepfunctions_parser_backends
from moto.stepfunctions.responses import StepFunctionResponse

from infra.local import redriving
from infra.local.express import ExpressMachine, Invoke
from infra.local.moto_mends import replace, rewired
from infra.local.template import ACCOUNT, REGION
from shared.adapters.aws.clients import client

_SYNC_HOST = r"https?://sync-states\.(.+)\.amazonaws.com"
_EXPRESS_ARN = f"arn:aws:states:{REGION}:{ACCOUNT}:express"
_invoke: list[Invoke] = []
_express: dict[str, ExpressMachine] = {}


def connect(invoke: Invoke) -> None:
    """Have the machines' Lambda tasks call `invoke(function ARN, event)`."""
    _invoke[:] = [invoke]
    _install()


def create(name: str, definition: str, role: str, kind: str) -> str:
    """Make a state machine and give its ARN."""
    backend = stepfunctions_parser_backends[ACCOUNT][REGION]
    machine = backend.create_state_machine(name, definition, role, sm_type=kind)
    machine.type = machine.sm_type = kind
    if kind == StateMachineType.EXPRESS:
        _express[machine.arn] = ExpressMachine(json.loads(definition), _call, client)
    return str(machine.arn)


@functools.cache
def _install() -> None:
    _add_start_sync_execution()
    redriving.install()
    parse = AmazonStateLanguageParser.parse
    AmazonStateLanguageParser.parse = staticmethod(functools.lru_cache(256)(parse))
    lambdas._invoke_lambda_function = _call_lambda
    _share_clients()
    _stay_in_one_thread()
    Component.__str__ = lambda self: type(self).__name__  # else each branch's thread is named by it
    replace(interpreter.TMP_THREADS, _Forgetful())


def _call(arn: str, event: Any) -> tuple[str, bool]:
    return _invoke[0](arn, event)


def _share_clients() -> None:
    def boto_client_for(service: str, region: str, state_credentials: Any = None) -> Any:
        del region, state_credentials
        return client(service)

    replace(boto_client.boto_client_for, boto_client_for)


def _call_lambda(parameters: dict[str, Any], region: str, state_credentials: Any) -> dict[str, Any]:
    del region, state_credentials
    answer, failed = _call(parameters["FunctionName"], json.loads(parameters["Payload"]))
    response = {"Payload": json.loads(answer), "StatusCode": 200, "ExecutedVersion": "$LATEST"}
    return response | ({"FunctionError": "Unhandled"} if failed else {})


def _add_start_sync_execution() -> None:
    """https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html"""

    def start_sync_execution(self: Any) -> ActionResult:
        arn = self._get_param("stateMachineArn")
        machine = self.stepfunction_backend.describe_state_machine(arn)
        given, name = self._get_param("input", if_none="{}"), self._get_param("name", str(uuid4()))
        started = datetime.now(UTC)
        ended = _express[arn].run(json.loads(given))
        answer = {
            "executionArn": f"{_EXPRESS_ARN}:{machine.name}:{name}:{uuid4()}",
            "stateMachineArn": arn,
            "name": name,
            "startDate": started,
            "stopDate": datetime.now(UTC),
            "status": ended.status,
            "input": given,
        }
        if ended.status == "SUCCEEDED":
            return ActionResult(answer | {"output": json.dumps(ended.output)})
        return ActionResult(answer | {"error": ended.error, "cause": ended.cause})

    StepFunctionResponse.start_sync_execution = start_sync_execution
    moto.backend_index.backend_url_patterns.insert(0, ("stepfunctions", re.compile(_SYNC_HOST)))
    moto.stepfunctions.urls.url_bases.append(_SYNC_HOST)


class _Now:
    """A thread that runs where it is started."""

    def __init__(self, target: Callable[[], None], daemon: bool) -> None:
        del daemon
        self.start = target


class _Forgetful(list[Any]):
    """The list in which the interpreter keeps every thread that it ever made."""

    def append(self, _: Any) -> None:
        return


def _stay_in_one_thread() -> None:
    """A state gets a thread of its own only to be left when its TimeoutSeconds is over; one without
    needs none: the function behind it has its own limit, and so has the machine."""
    original = ExecutionState._evaluate_with_timeout
    at_once = rewired(original, Thread=_Now)

    def evaluate(self: Any, env: Any) -> None:
        (at_once if self.timeout.is_default_value() else original)(self, env)

    ExecutionState._evaluate_with_timeout = evaluate

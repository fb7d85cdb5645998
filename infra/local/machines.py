"""moto's Step Functions interpreter, with the synchronous Express call that it lacks.

Its habits cost most of a turn's time. It parses the definition anew for each execution, makes a
boto client for each task, goes through HTTP to call a Lambda, starts a thread for each state, and
writes the whole state into a history four times a task, which an Express machine does not offer.
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
from moto.stepfunctions.parser.asl.component.state.exec.state_task.state_task_lambda import (
    StateTaskLambda,
)
from moto.stepfunctions.parser.asl.component.state.state import CommonStateField
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser
from moto.stepfunctions.parser.asl.utils.encoding import to_json_str
from moto.stepfunctions.parser.backend.execution import (
    BaseExecutionWorkerCommunication,
    SyncExecution,
)
from moto.stepfunctions.parser.models import stepfunctions_parser_backends
from moto.stepfunctions.responses import StepFunctionResponse

from infra.local.moto_mends import replace, rewired
from infra.local.template import ACCOUNT, REGION

Invoke = Callable[[str, Any], tuple[str, bool]]
_SYNC_HOST = r"https?://sync-states\.(.+)\.amazonaws.com"
_invoke: list[Invoke] = []


def connect(invoke: Invoke) -> None:
    """Have the machines' Lambda tasks call `invoke(function ARN, event)`."""
    _invoke[:] = [invoke]
    _install()


def create(name: str, definition: str, role: str, kind: str) -> str:
    """Make a state machine and give its ARN."""
    backend = stepfunctions_parser_backends[ACCOUNT][REGION]
    machine = backend.create_state_machine(name, definition, role, sm_type=kind)
    machine.type = machine.sm_type = kind
    return str(machine.arn)


@functools.cache
def _install() -> None:
    _add_start_sync_execution()
    _keep_output_as_json()
    parse = AmazonStateLanguageParser.parse
    AmazonStateLanguageParser.parse = staticmethod(functools.lru_cache(256)(parse))
    lambdas._invoke_lambda_function = _call_lambda
    _share_clients()
    _stay_in_one_thread()
    _write_no_express_history()
    Component.__str__ = lambda self: type(self).__name__  # else each branch's thread is named by it
    replace(interpreter.TMP_THREADS, _Forgetful())


def _share_clients() -> None:
    from shared.adapters.aws.clients import client

    def boto_client_for(service: str, region: str, state_credentials: Any = None) -> Any:
        del region, state_credentials
        return client(service)

    replace(boto_client.boto_client_for, boto_client_for)


def _call_lambda(parameters: dict[str, Any], region: str, state_credentials: Any) -> dict[str, Any]:
    del region, state_credentials
    answer, failed = _invoke[0](parameters["FunctionName"], json.loads(parameters["Payload"]))
    response = {"Payload": json.loads(answer), "StatusCode": 200, "ExecutedVersion": "$LATEST"}
    return response | ({"FunctionError": "Unhandled"} if failed else {})


def _add_start_sync_execution() -> None:
    """https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html"""

    def start_sync_execution(self: Any) -> ActionResult:
        backend = self.stepfunction_backend
        machine = backend.describe_state_machine(self._get_param("stateMachineArn"))
        name = self._get_param("name") or str(uuid4())
        execution = SyncExecution(
            name=name,
            sm_type=machine.sm_type,
            role_arn=machine.roleArn,
            exec_arn=f"arn:aws:states:{REGION}:{ACCOUNT}:express:{machine.name}:{name}:{uuid4()}",
            account_id=ACCOUNT,
            region_name=REGION,
            state_machine=machine,
            start_date=datetime.now(UTC),
            cloud_watch_logging_session=None,
            input_data=self._get_param("input", if_none="{}"),
            trace_header=None,
            activity_store={},
        )
        execution.start()
        return ActionResult(execution.to_start_sync_execution_output())

    StepFunctionResponse.start_sync_execution = start_sync_execution
    moto.backend_index.backend_url_patterns.insert(0, ("stepfunctions", re.compile(_SYNC_HOST)))
    moto.stepfunctions.urls.url_bases.append(_SYNC_HOST)


def _keep_output_as_json() -> None:
    """The interpreter's output may hold tuples and decimals; callers expect plain JSON values."""
    original = BaseExecutionWorkerCommunication._reflect_execution_status

    def reflect(self: Any) -> None:
        original(self)
        if self.execution.output is not None:
            self.execution.output = json.loads(to_json_str(self.execution.output))

    BaseExecutionWorkerCommunication._reflect_execution_status = reflect


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


def _write_no_express_history() -> None:
    """As on AWS, where Express machines have logs instead (the template's asks for errors only):
    https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html"""
    for owner, method in (
        (CommonStateField, "_get_state_entered_event_details"),
        (CommonStateField, "_get_state_exited_event_details"),
        (StateTaskLambda, "_eval_execution"),
    ):
        _unless_express(owner, method)


def _unless_express(owner: Any, method: str) -> None:
    original = getattr(owner, method)
    quiet = rewired(original, to_json_str=lambda *_, **__: "")

    def chosen(self: Any, env: Any) -> Any:
        express = env.execution_type == StateMachineType.EXPRESS
        return (quiet if express else original)(self, env)

    setattr(owner, method, chosen)

"""RedriveExecution, which moto lacks: a failed Standard execution goes on at the state that failed.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html
"""

import copy
import json
from datetime import UTC, datetime
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.core.responses import ActionResult
from moto.stepfunctions.parser.api import ExecutionStatus
from moto.stepfunctions.responses import StepFunctionResponse

_ENDED_BADLY = (ExecutionStatus.FAILED, ExecutionStatus.TIMED_OUT, ExecutionStatus.ABORTED)
_ENTERED = "stateEnteredEventDetails"


def install() -> None:
    StepFunctionResponse.redrive_execution = _redrive_execution  # type: ignore[attr-defined]


def _redrive_execution(self: Any) -> ActionResult:
    execution = self.stepfunction_backend.describe_execution(self._get_param("executionArn"))
    if execution.exec_status not in _ENDED_BADLY:
        message = f"Execution is {execution.exec_status.value} and can't be redriven"
        raise JsonRESTError("ExecutionNotRedrivable", message)
    history = execution.exec_worker.env.event_manager.get_event_history()
    entered = next(event[_ENTERED] for event in reversed(history) if _ENTERED in event)
    definition = {**json.loads(execution.state_machine.definition), "StartAt": entered["name"]}
    execution.state_machine = copy.copy(execution.state_machine)
    execution.state_machine.definition = json.dumps(definition)
    execution.input_data = json.loads(entered["input"])
    execution.exec_worker = execution.stop_date = execution.error = execution.cause = None
    execution.start()
    return ActionResult({"redriveDate": datetime.now(UTC)})

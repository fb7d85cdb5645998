"""The errands' state machines on Step Functions Standard."""

import json
from collections.abc import Mapping

from botocore.exceptions import ClientError

from shared.adapters.aws.clients import client
from shared.domain.errors import UnknownErrand


class StandardMachines:
    """`arns` are the machines by the name of their errand; `endpoint` is another than AWS's own."""

    def __init__(self, arns: Mapping[str, str], endpoint: str | None = None) -> None:
        self._arns = arns
        self._client = client("stepfunctions", endpoint)

    def start(self, errand: str, run_id: str) -> None:
        """A second start of the same name with the same input is the same execution; after it has
        ended, AWS says that it exists.
        https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html"""
        if errand not in self._arns:
            raise UnknownErrand(f"no machine runs {errand!r}; there is {', '.join(self._arns)}")
        try:
            self._client.start_execution(
                stateMachineArn=self._arns[errand], name=run_id, input=json.dumps({"run": run_id})
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
                raise

    def go_on(self, token: str, answer: str) -> bool:
        try:
            self._client.send_task_success(taskToken=token, output=json.dumps(answer))
        except ClientError as error:
            if error.response["Error"]["Code"] in (
                "TaskTimedOut",
                "TaskDoesNotExist",
                "InvalidToken",
            ):
                return False
            raise
        return True

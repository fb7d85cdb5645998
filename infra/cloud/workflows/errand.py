"""The state machine of an errand, made of its declaration (functions/workflows/errands/*).

Each step is a state under its own name, so that whoever looks at an execution reads what it did. A
step that looks something up may ask the customer and is then done again with the answer. What fails
takes back, in reverse order, what had been done; after the step that cannot be taken back (the
pivot) nothing is, and what fails waits for a person and is tried again (Garcia-Molina and Salem,
Sagas, 1987).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from aws_cdk import Duration, RemovalPolicy, aws_events, aws_logs
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from aws_cdk.aws_stepfunctions import Choice, Condition, IChainable, JsonPath, TaskInput
from constructs import Construct

from infra.cloud.accepted import accept, logical_id
from infra.cloud.constructs.capability import LOGS_KEPT, Capability
from infra.cloud.deployment import ROOT
from infra.cloud.workflows.turn import TRANSIENT

ERRANDS = ROOT / "functions" / "workflows" / "errands"
EVENT_SOURCE = "careline.errands"
AGREE = "agree"
APPROVAL_WITHIN = Duration.days(5)
REPAIR_WITHIN = Duration.days(60)
"""How long a stuck errand waits for a person."""
LOST = ("Lambda.Unknown", "Runtime.ExitError", "Sandbox.Timedout")
"""A function that died or hung, of which nobody knows how far it came."""
FAILURE = "$.failure"
OUTLASTS = 20
"""Tries of a step whose system is down: a quarter of an hour in growing steps, then every ten
minutes, two hours in all."""
REFUSALS = ("Refused", "NotFound", "Conflict", "InvalidInput")
"""Errors after which a system has certainly not done what it was asked (shared.domain.errors)."""


@dataclass(frozen=True)
class Declaration:
    name: str
    title: str
    steps: Sequence[Any]
    answer_within: Duration
    begins_at: str | None


def declarations(folder: Path = ERRANDS) -> list[Declaration]:
    return [
        Declaration(
            path.parent.name,
            stated["title"],
            stated["steps"],
            Duration.days(stated["answer_within_days"]),
            stated.get("begins_at"),
        )
        for path in sorted(folder.glob("*/errand.yaml"))
        for stated in [yaml.safe_load(path.read_text(encoding="utf-8"))]
    ]


def errand_machine(
    scope: Construct, errand: Declaration, *, steps: Capability, bus: aws_events.IEventBus
) -> sfn.StateMachine:
    """The Standard machine whose input is {run: its id}."""
    return _Builder(Construct(scope, _title(errand.name)), errand, steps, bus).machine()


class _Builder:
    def __init__(
        self, scope: Construct, errand: Declaration, steps: Capability, bus: aws_events.IEventBus
    ) -> None:
        self._scope = scope
        self._errand = errand
        self._steps = steps
        self._bus = bus
        self._is_fresh = True
        self._close = self._closing()
        self._expire = self._task("Expire", "expire")
        self._retry(self._expire)
        self._expire.next(self._close)
        self._undone = self._task("All taken back", "undone")
        self._retry(self._undone)
        self._undone.next(self._close)

    def machine(self) -> sfn.StateMachine:
        first = self._flow()
        machine = sfn.StateMachine(
            self._scope,
            "Errand",
            state_machine_type=sfn.StateMachineType.STANDARD,
            query_language=sfn.QueryLanguage.JSON_PATH,
            definition_body=sfn.DefinitionBody.from_chainable(first),
            comment=f"{self._errand.name}: {self._errand.title}",
            tracing_enabled=True,
            logs=sfn.LogOptions(
                destination=aws_logs.LogGroup(
                    self._scope, "Log", retention=LOGS_KEPT, removal_policy=RemovalPolicy.DESTROY
                ),
                level=sfn.LogLevel.ERROR,
                include_execution_data=False,
            ),
        )
        accept(machine, "SF1", "the log holds failures only: the run's audit tells every step")
        accept(
            machine, "IAM5[Resource::*]", "log delivery and X-Ray have no resource to be scoped to"
        )
        versions = f"<{logical_id(self._steps.function)}.Arn>:*"
        accept(machine, f"IAM5[Resource::{versions}]", "versions of this very function")
        return machine

    def _flow(self) -> sfn.Chain:
        """From the last step to the first, since each must know the next."""
        following: IChainable = self._close
        undo: Any = None
        undos: dict[int, Any] = {}
        pivot_at = next(
            (at for at, step in enumerate(self._errand.steps) if _is(step, "pivot")),
            len(self._errand.steps),
        )
        for at, step in enumerate(self._errand.steps):
            undos[at] = undo
            if _is(step, "undo") and at < pivot_at:
                undo = self._undo(step["do"], undo)
                undos[at] = undo
        for at, step in reversed(list(enumerate(self._errand.steps))):
            self._is_fresh = not any("do" in each for each in self._errand.steps[:at])
            if step == AGREE:
                following = self._agree(following)
            elif "look" in step:
                taken_back = {"undo": undos[at - 1]} if step.get("stop") == "undo" else {}
                following = self._look(step["look"], following, **taken_back)
            elif "wait" in step:
                following = self._wait(step["wait"], step["days"], following)
            else:
                before = self._before(at, undos)
                following = self._do(step, following, before, is_late=at > pivot_at)
        return sfn.Chain.start(following)

    def _before(self, at: int, undos: dict[int, Any]) -> Any:
        """Where a refusal at this step goes: it did nothing itself, so to the undo before it."""
        earlier = undos[at - 1] if at else None
        return earlier or self._undone

    def _look(self, name: str, following: IChainable, **others: IChainable) -> Any:
        look = self._task(_title(name), "look", name)
        self._retry(look)
        ask = self._callback(f"Ask about {_words(name)}", "ask", self._errand.answer_within)
        ask.add_catch(self._expire, errors=[sfn.Errors.TIMEOUT], result_path=JsonPath.DISCARD)
        ask.next(look)
        look.next(self._choice(f"{_title(name)}?", following, ask=ask, **others))
        self._rescue(name, look, ask)
        return look

    def _agree(self, following: IChainable) -> Any:
        agree = self._task("Agree", "agree")
        self._retry(agree)
        ask = self._callback("Ask for agreement", "ask", self._errand.answer_within)
        ask.add_catch(self._expire, errors=[sfn.Errors.TIMEOUT], result_path=JsonPath.DISCARD)
        ask.next(agree)
        authorize = self._task("Authorize", "authorize")
        self._retry(authorize)
        approval = self._callback("Ask for approval", "ask_approval", APPROVAL_WITHIN)
        approval.add_catch(self._expire, errors=[sfn.Errors.TIMEOUT], result_path=JsonPath.DISCARD)
        approval.next(authorize)
        authorize.next(self._choice("Authorized?", following, approve=approval))
        agree.next(self._choice("Agreed?", authorize, ask=ask))
        self._rescue(AGREE, agree, ask, authorize, approval)
        return agree

    def _do(
        self, step: dict[str, Any], following: IChainable, before: Any, *, is_late: bool
    ) -> Any:
        """A refusal did nothing; any other failure may have done it, so its own undo comes first.
        After the pivot, and for the pivot itself, what failed without a refusal is tried again. A
        courtesy (an e-mail) that fails stops nothing."""
        do = self._task(_title(step["do"]), "do", step["do"])
        do.next(following)
        if _is(step, "courtesy"):
            self._retry(do, tries=6)
            do.add_catch(following, result_path=FAILURE)
            return do
        self._retry(do)
        if not is_late:
            do.add_catch(before, errors=list(REFUSALS), result_path=FAILURE)
        own: Any = self._scope.node.try_find_child(f"Undo {_words(step['do'])}")
        if is_late or own is None:
            self._keep_trying(step["do"], do)
        else:
            do.add_catch(own, result_path=FAILURE)
        return do

    def _undo(self, name: str, earlier: Any) -> Any:
        undo = self._task(f"Undo {_words(name)}", "undo", name)
        self._retry(undo)
        self._keep_trying(f"undoing_{name}", undo)
        undo.next(earlier or self._undone)
        return undo

    def _wait(self, name: str, days: int, following: IChainable) -> Any:
        wait = self._callback(f"Wait for {_words(name)}", "wait", Duration.days(days), name)
        late = self._task(f"Late: {_words(name)}", "late", name)
        self._retry(late)
        late.next(following)
        wait.add_catch(late, errors=[sfn.Errors.TIMEOUT], result_path=JsonPath.DISCARD)
        wait.next(following)
        needs = self._task(_title(name), "needs", name)
        self._retry(needs)
        waits = Condition.string_equals("$.step", "wait")
        needs.next(Choice(self._scope, f"{_title(name)}?").when(waits, wait).otherwise(following))
        self._rescue(name, needs, wait, late)
        return needs

    def _closing(self) -> Any:
        close = self._task("Close", "close", answer="$.closed")
        self._retry(close)
        announce = self._announce("Announce", "ErrandEnded")
        handoff = self._announce("Announce handoff", "ErrandEnded", "HandoffRequested")
        handed_over = Condition.boolean_equals("$.closed.handed_over", True)
        close.next(
            Choice(self._scope, "Handed over?").when(handed_over, handoff).otherwise(announce)
        )
        return close

    def _rescue(self, name: str, *tasks: Any) -> None:
        """Where nothing was done yet, a step that fails for good ends the errand; else a person
        must look, and it is tried again."""
        if self._is_fresh:
            for task in tasks:
                task.add_catch(self._undone, result_path=FAILURE)
        else:
            self._keep_trying(name, *tasks)

    def _keep_trying(self, name: str, *tasks: Any) -> None:
        """Once a person has looked, from the first of the tasks on."""
        stuck = self._callback(f"Stuck at {_words(name)}", "stuck", REPAIR_WITHIN)
        stuck.next(tasks[0])
        for task in tasks:
            task.add_catch(stuck, result_path=FAILURE)

    def _choice(self, name: str, following: IChainable, **others: IChainable) -> Choice:
        choice = Choice(self._scope, name)
        for answer, state in (*others.items(), ("end", self._close)):
            choice.when(Condition.string_equals("$.step", answer), state)
        return choice.otherwise(following)

    def _task(self, name: str, do: str, step: str = "", answer: str = "$.step") -> Any:
        payload = {"do": do, "run": JsonPath.string_at("$.run"), **({"step": step} if step else {})}
        return tasks.LambdaInvoke(
            self._scope,
            name,
            lambda_function=self._steps.function,
            payload=TaskInput.from_object(payload),
            result_path=answer,
            payload_response_only=True,
            retry_on_service_exceptions=False,
        )

    def _callback(self, name: str, do: str, within: Duration, step: str = "") -> Any:
        payload = {
            "do": do,
            "run": JsonPath.string_at("$.run"),
            "token": JsonPath.task_token,
            **({"step": step} if step else {}),
        }
        task = tasks.LambdaInvoke(
            self._scope,
            name,
            lambda_function=self._steps.function,
            integration_pattern=sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
            payload=TaskInput.from_object(payload),
            result_path=JsonPath.DISCARD,
            task_timeout=sfn.Timeout.duration(within),
            retry_on_service_exceptions=False,
        )
        self._retry(task)
        return task

    def _announce(self, name: str, *events: str) -> tasks.EventBridgePutEvents:
        task = tasks.EventBridgePutEvents(
            self._scope,
            name,
            entries=[
                tasks.EventBridgePutEventsEntry(
                    source=EVENT_SOURCE,
                    detail_type=event,
                    detail=TaskInput.from_json_path_at("$.closed"),
                    event_bus=self._bus,
                )
                for event in events
            ],
            result_path=JsonPath.DISCARD,
        )
        task.add_retry(max_attempts=4, interval=Duration.seconds(2), backoff_rate=2)
        return task

    def _retry(self, task: Any, tries: int = OUTLASTS) -> None:
        task.add_retry(
            errors=[*TRANSIENT, *LOST],
            max_attempts=tries,
            interval=Duration.seconds(1),
            backoff_rate=2,
            max_delay=Duration.minutes(10),
        )


def _is(step: Any, what: str) -> bool:
    return isinstance(step, dict) and bool(step.get(what))


def _words(name: str) -> str:
    return name.replace("_", " ")


def _title(name: str) -> str:
    return _words(name).capitalize()

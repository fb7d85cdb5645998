"""One turn: from a stored message to a recorded reply."""

from typing import Any

from aws_cdk import Duration, RemovalPolicy, aws_events, aws_logs, aws_sqs
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from aws_cdk.aws_stepfunctions import Choice, Condition, JsonPath, Parallel, Pass, TaskInput
from constructs import Construct

from infra.cloud.accepted import accept, logical_id
from infra.cloud.constructs.capability import LOGS_KEPT, Capability

TIME_LIMIT = Duration.seconds(55)
"""Below the 60 s that the caller waits for StartSyncExecution's answer."""
EVENT_SOURCE = "careline.turn"
TRANSIENT = (
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
    "TransientError",
)
"""Errors worth another try; the last is shared.domain.errors.TransientError."""

MOOD, UNDERSTANDING = "$.heard[0]", "$.heard[1]"
"""The answers of Listen's branches, in their order."""


def turn_machine(
    scope: Construct,
    *,
    dialogue: Capability,
    sentiment: Capability,
    routing: Capability,
    retrieval: Capability,
    workflows: Capability,
    offers: Capability,
    generation: Capability,
    bus: aws_events.IEventBus,
    dead_letters: aws_sqs.IQueue,
) -> sfn.StateMachine:
    """The Express machine whose input is a TurnRequested: {conversation_id, message_id}.

    Whatever fails before the reply is recorded ends in a recorded apology and a handoff. The
    machine itself fails only where even that was impossible, and the queue tries again.
    """
    apologise = _ask(
        scope, "Apologise", dialogue, "$.recorded", "turn", "failure", step="apologise"
    )

    def ask(name: str, of: Capability, answer: str, *parts: str, **step: str) -> tasks.LambdaInvoke:
        task = _ask(scope, name, of, answer, *parts, **step)
        task.add_catch(apologise, result_path="$.failure")
        return task

    recall = ask("Recall", dialogue, "$.context", "turn", step="recall")
    listen = Parallel(scope, "Listen", result_path="$.heard")
    listen.branch(_hear(scope, "HearMood", sentiment), _hear(scope, "ReadIntent", routing))
    listen.add_catch(apologise, result_path="$.failure")
    decide = ask("Decide", dialogue, "$.decided", "context", "mood", "understanding", step="decide")
    find_evidence = _ask(scope, "FindEvidence", retrieval, "$", "context", "decision", "language")
    advance_errand = _ask(scope, "AdvanceErrand", workflows, "$", "context", "decision", "language")
    no_evidence_needed = Pass(
        scope,
        "NoEvidenceNeeded",
        result=sfn.Result.from_object({"passages": [], "facts": []}),
    )
    each_wish = sfn.Map(
        scope,
        "EachWish",
        items_path="$.decided.decisions",
        item_selector={
            "context": JsonPath.object_at("$.context"),
            "decision": JsonPath.object_at("$$.Map.Item.Value"),
            "language": JsonPath.string_at("$.decided.language"),
        },
        result_path="$.grounds",
    )
    each_wish.item_processor(
        Choice(scope, "WhoAnswers?")
        .when(_desk_is("$.decision", "assistant"), find_evidence)
        .when(_desk_is("$.decision", "workflow"), advance_errand)
        .otherwise(no_evidence_needed)
    )
    each_wish.add_catch(apologise, result_path="$.failure")
    grant_offer = _ask(scope, "GrantOffer", offers, "$.offered", "context", "decided")
    no_offer = Pass(scope, "NoOffer", result=sfn.Result.from_array([]), result_path="$.offered")
    grant_offer.add_catch(no_offer, result_path="$.failure")
    compose = ask(
        "Compose", generation, "$.reply", "context", "decided", "mood", "grounds", "offered"
    )
    record = ask(
        "Record",
        dialogue,
        "$.recorded",
        *("context", "mood", "understanding", "decided", "grounds", "reply", "offered"),
        step="record",
    )
    announce = _announce(scope, "Announce", bus, "TurnCompleted")
    announce_handoff = _announce(scope, "AnnounceHandoff", bus, "TurnCompleted", "HandoffRequested")

    apologise.next(_bury(scope, dead_letters)).next(announce_handoff)
    story = (
        recall.next(listen)
        .next(decide)
        .next(each_wish)
        .next(
            Choice(scope, "MayOffer?")
            .when(Condition.is_present("$.decided.offering"), grant_offer)
            .otherwise(no_offer)
            .afterwards()
        )
        .next(compose)
        .next(record)
        .next(
            Choice(scope, "HandedOver?")
            .when(_desk_is("$.decided.decisions[0]", "human"), announce_handoff)
            .otherwise(announce)
        )
    )
    machine = sfn.StateMachine(
        scope,
        "Turn",
        state_machine_type=sfn.StateMachineType.EXPRESS,
        query_language=sfn.QueryLanguage.JSON_PATH,
        definition_body=sfn.DefinitionBody.from_chainable(story),
        timeout=TIME_LIMIT,
        tracing_enabled=True,
        logs=sfn.LogOptions(
            destination=aws_logs.LogGroup(
                scope, "TurnLog", retention=LOGS_KEPT, removal_policy=RemovalPolicy.DESTROY
            ),
            level=sfn.LogLevel.ERROR,
            include_execution_data=False,
        ),
    )
    accept(
        machine, "SF1", "the log holds failures only: every event is a trace's work, and costs more"
    )
    accept(machine, "IAM5[Resource::*]", "log delivery and X-Ray have no resource to be scoped to")
    for asked in (dialogue, sentiment, routing, retrieval, workflows, offers, generation):
        versions = f"<{logical_id(asked.function)}.Arn>:*"
        accept(machine, f"IAM5[Resource::{versions}]", "versions of this very function")
    return machine


def _ask(
    scope: Construct, name: str, of: Capability, answer: str, *parts: str, **step: str
) -> tasks.LambdaInvoke:
    """Give a function the named parts of the turn, and put what it returns at `answer`."""
    task = tasks.LambdaInvoke(
        scope,
        name,
        lambda_function=of.function,
        payload=TaskInput.from_object({**step, **_parts(*parts)}),
        result_path=answer,
        payload_response_only=True,
        retry_on_service_exceptions=False,
    )
    _retry(task, *TRANSIENT)
    return task


def _hear(scope: Construct, name: str, of: Capability) -> tasks.LambdaInvoke:
    """One branch of Listen: the context in, the answer out."""
    task = tasks.LambdaInvoke(
        scope,
        name,
        lambda_function=of.function,
        input_path="$.context",
        payload_response_only=True,
        retry_on_service_exceptions=False,
    )
    _retry(task, *TRANSIENT)
    return task


def _announce(
    scope: Construct, name: str, bus: aws_events.IEventBus, *events: str
) -> tasks.EventBridgePutEvents:
    """Publish what was recorded. It names the conversation and holds no word of the customer."""
    task = tasks.EventBridgePutEvents(
        scope,
        name,
        entries=[
            tasks.EventBridgePutEventsEntry(
                source=EVENT_SOURCE,
                detail_type=event,
                detail=TaskInput.from_json_path_at("$.recorded"),
                event_bus=bus,
            )
            for event in events
        ],
        result_path=JsonPath.DISCARD,
    )
    _retry(task, sfn.Errors.ALL)
    return task


def _bury(scope: Construct, dead_letters: aws_sqs.IQueue) -> tasks.SqsSendMessage:
    turn = _parts("turn")["turn"]
    task = tasks.SqsSendMessage(
        scope,
        "Bury",
        queue=dead_letters,
        message_body=TaskInput.from_object(
            {
                "reason": JsonPath.string_at("$.failure.Error"),
                "cause": JsonPath.string_at("$.failure.Cause"),
                "turn": turn,
            }
        ),
        message_group_id=turn["conversation_id"],
        message_deduplication_id=turn["message_id"],
        result_path=JsonPath.DISCARD,
    )
    _retry(task, sfn.Errors.ALL)
    return task


def _parts(*names: str) -> dict[str, Any]:
    """Where the parts of a turn lie in the machine's state."""
    places = {
        "turn": {
            "conversation_id": JsonPath.string_at("$.conversation_id"),
            "message_id": JsonPath.string_at("$.message_id"),
        },
        "context": JsonPath.object_at("$.context"),
        "mood": JsonPath.object_at(MOOD),
        "understanding": JsonPath.object_at(UNDERSTANDING),
        "decision": JsonPath.object_at("$.decision"),
        "language": JsonPath.string_at("$.language"),
        "decided": JsonPath.object_at("$.decided"),
        "grounds": JsonPath.object_at("$.grounds"),
        "reply": JsonPath.object_at("$.reply"),
        "offered": JsonPath.object_at("$.offered"),
        "failure": JsonPath.object_at("$.failure"),
    }
    return {name: places[name] for name in names}


def _retry(task: sfn.TaskStateBase, *errors: str) -> None:
    task.add_retry(
        errors=list(errors), max_attempts=2, interval=Duration.seconds(1), backoff_rate=2
    )


def _desk_is(decision: str, name: str) -> Condition:
    return Condition.string_equals(f"{decision}.desk", name)

"""The house rules that every function, queue, table and API follows."""

import json
from typing import Any

from fastapi import FastAPI

from functions.console.http import app as console
from functions.intake.http import app as intake
from functions.offers.http import app as offers
from tests.infra.templates import Assembly

MINUTE = 60


def test_every_function_follows_the_house_defaults(assembly: Assembly) -> None:
    for name, function in assembly.functions().items():
        assert function["Runtime"] == "python3.13", name
        assert function["Architectures"] == ["arm64"], name
        variables = function["Environment"]["Variables"]
        assert variables["POWERTOOLS_SERVICE_NAME"] == function["Handler"].split(".")[1], name
        assert variables["POWERTOOLS_METRICS_NAMESPACE"] == "Careline", name


def test_every_log_is_kept_for_a_month(assembly: Assembly) -> None:
    logs = assembly.of_type("Logs::LogGroup")
    for name, function in assembly.functions().items():
        assert assembly.readable(function["LoggingConfig"]["LogGroup"]) == f"${{{name}/Log}}"
    assert {log["RetentionInDays"] for log in logs.values()} == {30}


def test_every_queue_has_dead_letters_or_is_a_place_for_them(assembly: Assembly) -> None:
    queues = assembly.of_type("SQS::Queue")
    last_places = {name for name in queues if name.endswith(("/DeadLetters", "Undelivered"))}
    for name, queue in queues.items():
        assert queue["SqsManagedSseEnabled"] is True, name
        if name in last_places:
            assert queue["MessageRetentionPeriod"] == 14 * 24 * 60 * MINUTE, name
            continue
        redrive = queue["RedrivePolicy"]
        target = assembly.readable(redrive["deadLetterTargetArn"])
        assert target == f"${{{name.removesuffix('/Queue')}/DeadLetters.Arn}}"
        assert redrive["maxReceiveCount"] == 3, name


def test_queues_and_topics_refuse_what_is_not_encrypted_on_its_way(assembly: Assembly) -> None:
    policies = {
        **assembly.of_type("SQS::QueuePolicy"),
        **assembly.of_type("SNS::TopicPolicy"),
    }
    kinds = (*assembly.of_type("SQS::Queue"), *assembly.of_type("SNS::Topic"))
    assert len(policies) == len(kinds)
    for name, policy in policies.items():
        conditions = [
            statement.get("Condition")
            for statement in policy["PolicyDocument"]["Statement"]
            if statement["Effect"] == "Deny"
        ]
        assert {"Bool": {"aws:SecureTransport": "false"}} in conditions, name


def test_turns_keep_their_order_within_a_conversation(assembly: Assembly) -> None:
    queues = assembly.of_type("SQS::Queue")
    assert queues["TurnRequests/DeadLetters"]["ContentBasedDeduplication"] is True
    requests = queues["TurnRequests/Queue"]
    assert requests["FifoQueue"] is True
    assert requests["DeduplicationScope"] == "messageGroup"
    assert requests["FifoThroughputLimit"] == "perMessageGroupId"


def test_a_message_stays_hidden_six_times_as_long_as_its_reader_may_take(
    assembly: Assembly,
) -> None:
    queues, functions = assembly.of_type("SQS::Queue"), assembly.functions()
    for mapping in assembly.of_type("Lambda::EventSourceMapping").values():
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        source = assembly.readable(mapping["EventSourceArn"]).strip("${}").removesuffix(".Arn")
        reader = assembly.readable(mapping["FunctionName"]).strip("${}").removesuffix("/Function")
        if source in queues:
            assert queues[source]["VisibilityTimeout"] == 6 * functions[reader]["Timeout"]


def test_delivery_reads_the_outbox_only(assembly: Assembly) -> None:
    (outbox,) = (
        mapping
        for mapping in assembly.of_type("Lambda::EventSourceMapping").values()
        if "StartingPosition" in mapping
    )
    assert assembly.readable(outbox["EventSourceArn"]) == "${Conversations.StreamArn}"
    (pattern,) = outbox["FilterCriteria"]["Filters"]
    assert json.loads(pattern["Pattern"]) == {
        "eventName": ["INSERT"],
        "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "OUT#"}]}}},
    }
    assert (outbox["BisectBatchOnFunctionError"], outbox["MaximumRetryAttempts"]) == (True, 3)
    failed = assembly.readable(outbox["DestinationConfig"]["OnFailure"]["Destination"])
    assert failed == "${Undelivered.Arn}"


def test_data_outlives_its_stack(assembly: Assembly) -> None:
    resources = assembly.templates["Careline-Data"]["Resources"].values()
    hold = [each for each in resources if each["Type"] != "AWS::S3::BucketPolicy"]
    assert {resource["DeletionPolicy"] for resource in hold} == {"Retain"}
    tables = assembly.of_type("DynamoDB::Table")
    assert {name for name, table in tables.items() if _is_recoverable(table)} == {
        "Console",
        "Conversations",
        "Errands",
        "Graph",
        "Ledger",
        "Systems",
    }
    for table in tables.values():
        assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}


def test_the_api_s_routes_are_those_that_its_doors_answer(assembly: Assembly) -> None:
    offered = {
        key
        for route in assembly.of_type("ApiGatewayV2::Route").values()
        if not (key := route["RouteKey"]).startswith("$")
    }
    assert {_plain(key) for key in offered} == _answered(intake) | _answered(console) | _answered(
        offers
    ) | {
        "GET /openapi.json",
        "POST /v1/webhooks/{}",
    }


def test_staff_alone_reach_the_console_s_data(assembly: Assembly) -> None:
    (staff,) = (
        each
        for each in assembly.of_type("ApiGatewayV2::Authorizer").values()
        if each["AuthorizerType"] == "JWT"
    )
    assert staff["IdentitySource"] == ["$request.header.Authorization"]
    assert staff["JwtConfiguration"]["Audience"] == ["careline-console"]
    routes = assembly.of_type("ApiGatewayV2::Route").values()
    kinds = {route["RouteKey"]: route["AuthorizationType"] for route in routes}
    console_s = {key: kind for key, kind in kinds.items() if "/console" in key}
    open_ = {key for key, kind in console_s.items() if kind != "JWT"}
    assert open_ == {"GET /console", "GET /console/{file}", "GET /v1/console/sign-in"}
    assert len(console_s) > 15


def test_the_socket_opens_with_a_ticket(assembly: Assembly) -> None:
    routes = {
        route["RouteKey"]: route for route in assembly.of_type("ApiGatewayV2::Route").values()
    }
    (authorizer,) = (
        each
        for each in assembly.of_type("ApiGatewayV2::Authorizer").values()
        if each["AuthorizerType"] == "REQUEST"
    )
    assert authorizer["IdentitySource"] == ["route.request.querystring.ticket"]
    assert routes["$connect"]["AuthorizationType"] == "CUSTOM"
    assert routes["$default"]["RouteResponseSelectionExpression"] == "$default"


def test_every_alarm_tells_somebody(assembly: Assembly) -> None:
    alarms = assembly.of_type("CloudWatch::Alarm")
    for name in assembly.of_type("SQS::Queue"):
        if name.endswith("/DeadLetters"):
            assert name.replace("/", "") in alarms
    for alarm in alarms.values():
        assert [assembly.readable(each) for each in alarm["AlarmActions"]] == ["${Alarms}"]


def _is_recoverable(table: dict[str, Any]) -> bool:
    recovery = table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
    return bool(recovery)


def _answered(app: FastAPI) -> set[str]:
    paths = app.openapi()["paths"]
    return {
        _plain(f"{method.upper()} {path}") for path, methods in paths.items() for method in methods
    }


def _plain(route: str) -> str:
    """Without the names of path parameters, which the two sides spell in their own case."""
    return "/".join("{}" if part.startswith("{") else part for part in route.split("/"))

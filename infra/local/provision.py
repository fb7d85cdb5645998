"""Makes each resource of a template: with plain AWS calls on moto, or as a part of this process.

A type that nobody knows is an error; those without an effect here are listed with the reason.
"""

import json
from collections.abc import Callable
from pathlib import Path

from infra.local import machines
from infra.local.estate import Estate
from infra.local.functions import LocalFunction, map_opt
from infra.local.passwords import generate
from infra.local.post import Mailbox
from infra.local.schedule import Scheduled
from infra.local.staff import issuer_here
from infra.local.template import ACCOUNT, REGION, Made, Resource, TemplateError
from infra.local.tokens import JwtAuthorizer
from shared.adapters.aws.clients import client

WITHOUT_EFFECT = {
    "AWS::CDK::Metadata": "tells AWS which constructs were used",
    "AWS::ApiGateway::Account": "an account's setting for access logs",
    "AWS::ApiGatewayV2::RouteResponse": "the gateway always answers frames that have an answer",
    "AWS::CloudWatch::Alarm": "nothing measures metrics here",
    "AWS::CloudWatch::Dashboard": "nothing measures metrics here",
    "AWS::IAM::Policy": "IAM is not enforced here; tests read the permissions in the template",
    "AWS::Lambda::Permission": "IAM is not enforced here",
    "AWS::Logs::LogGroup": "functions log to one file here",
    "AWS::SES::ReceiptRuleSet": "its rules take the mail",
    "AWS::SNS::TopicPolicy": "IAM is not enforced here",
    "AWS::S3::BucketPolicy": "IAM is not enforced here",
    "AWS::SQS::QueuePolicy": "IAM is not enforced here",
    "AWS::SecretsManager::ResourcePolicy": "IAM is not enforced here",
}


def make(resource: Resource, estate: Estate) -> Made:
    """Provision one resource. Raises TemplateError for a type that the local run does not know."""
    if resource.type in WITHOUT_EFFECT:
        return Made(resource.id, {"Arn": f"arn:aws:local:::{resource.id}"})
    maker = MAKERS.get(resource.type)
    if maker is None:
        raise TemplateError(
            f"{resource.stack}/{resource.id} is a {resource.type}, which the local run cannot "
            "make: add it to infra/local/provision.py"
        )
    return maker(resource, estate)


def _table(resource: Resource, estate: Estate) -> Made:
    del estate
    wanted = dict(resource.properties)
    ttl = wanted.pop("TimeToLiveSpecification", None)
    stream = wanted.pop("StreamSpecification", None)
    known = ("AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes", "KeySchema")
    arguments = {key: wanted[key] for key in known if key in wanted}
    if stream:
        arguments["StreamSpecification"] = {"StreamEnabled": True, **stream}
    name = wanted.get("TableName", resource.id)
    table = client("dynamodb").create_table(TableName=name, **arguments)["TableDescription"]
    if ttl:
        client("dynamodb").update_time_to_live(TableName=name, TimeToLiveSpecification=ttl)
    attributes = {"Arn": table["TableArn"], "StreamArn": table.get("LatestStreamArn", "")}
    return Made(name, attributes)


def _queue(resource: Resource, estate: Estate) -> Made:
    wanted = resource.properties
    name = wanted.get("QueueName", resource.id)
    if wanted.get("FifoQueue") and not name.endswith(".fifo"):
        name += ".fifo"
    plain = (
        "ContentBasedDeduplication",
        "DelaySeconds",
        "FifoQueue",
        "MessageRetentionPeriod",
        "ReceiveMessageWaitTimeSeconds",
        "VisibilityTimeout",
    )
    attributes = {key: json.dumps(wanted[key]) for key in plain if key in wanted}
    if "RedrivePolicy" in wanted:
        attributes["RedrivePolicy"] = json.dumps(wanted["RedrivePolicy"])
    url = client("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    estate.queues[resource.id] = url
    return Made(url, {"Arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}", "QueueName": name})


def _topic(resource: Resource, estate: Estate) -> Made:
    name = resource.properties.get("TopicName", resource.id)
    arn = client("sns").create_topic(Name=name)["TopicArn"]
    estate.topics.append(arn)
    return Made(arn, {"TopicArn": arn, "TopicName": name})


def _subscription(resource: Resource, estate: Estate) -> Made:
    del estate
    wanted = resource.properties
    if wanted["Protocol"] != "sqs":
        raise TemplateError(f"{resource.id}: the local run carries SNS to SQS only")
    attributes = {
        key: json.dumps(wanted[key])
        for key in ("FilterPolicy", "RawMessageDelivery", "RedrivePolicy")
        if key in wanted
    }
    arn = client("sns").subscribe(
        TopicArn=wanted["TopicArn"],
        Protocol="sqs",
        Endpoint=wanted["Endpoint"],
        Attributes=attributes,
        ReturnSubscriptionArn=True,
    )["SubscriptionArn"]
    return Made(arn, {})


def _bucket(resource: Resource, estate: Estate) -> Made:
    """Names in S3 are in small letters. Life cycles, and what guards the bucket, are AWS's own."""
    name = resource.properties.get("BucketName", resource.id.lower())
    s3 = client("s3")
    s3.create_bucket(Bucket=name)
    told = resource.properties.get("NotificationConfiguration", {})
    if "EventBridgeConfiguration" in told:
        s3.put_bucket_notification_configuration(
            Bucket=name, NotificationConfiguration={"EventBridgeConfiguration": {}}
        )
    estate.buckets[resource.id] = name
    return Made(name, {"Arn": f"arn:aws:s3:::{name}"})


def _bus(resource: Resource, estate: Estate) -> Made:
    name = resource.properties["Name"]
    estate.buses.append(name)
    return Made(
        name, {"Arn": client("events").create_event_bus(Name=name)["EventBusArn"], "Name": name}
    )


def _rule(resource: Resource, estate: Estate) -> Made:
    wanted = resource.properties
    name, bus = wanted.get("Name", resource.id), wanted.get("EventBusName", "default")
    targets = wanted.get("Targets", [])
    for target in targets:
        if target["Arn"].split(":")[2] != "sqs":
            raise TemplateError(f"{resource.id}: the local run carries rules to SQS only")
    if "ScheduleExpression" in wanted:
        estate.timetable += [
            Scheduled.read(wanted["ScheduleExpression"], target["Arn"], target["Input"])
            for target in targets
        ]
        return Made(name, {"Arn": f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{name}"})
    arn = client("events").put_rule(
        Name=name, EventBusName=bus, EventPattern=json.dumps(wanted["EventPattern"])
    )["RuleArn"]
    client("events").put_targets(Rule=name, EventBusName=bus, Targets=targets)
    return Made(name, {"Arn": arn})


def _role(resource: Resource, estate: Estate) -> Made:
    del estate
    document = json.dumps(resource.properties["AssumeRolePolicyDocument"])
    role = client("iam").create_role(RoleName=resource.id[:64], AssumeRolePolicyDocument=document)
    return Made(resource.id[:64], {"Arn": role["Role"]["Arn"], "RoleId": role["Role"]["RoleId"]})


def _secret(resource: Resource, estate: Estate) -> Made:
    del estate
    wanted = resource.properties
    value = wanted.get("SecretString") or generate(wanted.get("GenerateSecretString", {}))
    name = wanted.get("Name", resource.id)
    return Made(client("secretsmanager").create_secret(Name=name, SecretString=value)["ARN"], {})


def _layer(resource: Resource, estate: Estate) -> Made:
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:layer:{resource.id}:1"
    estate.layers[arn] = estate.asset(resource.properties["Content"]["S3Key"])
    return Made(arn, {})


def _function(resource: Resource, estate: Estate) -> Made:
    wanted = resource.properties
    layers = [estate.layers[arn] for arn in wanted.get("Layers", [])]
    variables = dict(wanted.get("Environment", {}).get("Variables", {}))
    if "STAFF_ISSUER" in variables:
        variables["STAFF_ISSUER"] = issuer_here(variables["STAFF_ISSUER"], estate.socket_base)
    function = LocalFunction(
        name=wanted.get("FunctionName", resource.id),
        handler=wanted["Handler"],
        environment={
            **{key: _local(str(value), layers, estate) for key, value in variables.items()},
            "AWS_LAMBDA_FUNCTION_NAME": resource.id,
        },
        timeout=float(wanted.get("Timeout", 3)),
        memory=int(wanted.get("MemorySize", 128)),
    )
    estate.functions[function.name] = function
    return Made(function.name, {"Arn": function.arn})


def _local(value: str, layers: list[Path], estate: Estate) -> str:
    """A variable's value as it holds here: layer paths, and the gateway's address for sockets."""
    if value.startswith("wss://"):
        return f"{estate.socket_base}/{value.rsplit('/', 1)[-1]}"
    return map_opt(value, layers)


def _mapping(resource: Resource, estate: Estate) -> Made:
    estate.mappings.append(resource.properties)
    return Made(resource.id, {"Id": resource.id})


def _machine(resource: Resource, estate: Estate) -> Made:
    wanted = resource.properties
    definition = wanted["DefinitionString"]
    for key, value in wanted.get("DefinitionSubstitutions", {}).items():
        definition = definition.replace("${" + key + "}", str(value))
    name = wanted.get("StateMachineName", resource.id)
    kind = wanted.get("StateMachineType", "STANDARD")
    arn = machines.create(name, definition, wanted["RoleArn"], kind)
    estate.machines.append(arn)
    return Made(arn, {"Arn": arn, "Name": name})


def _api(resource: Resource, estate: Estate) -> Made:
    created = client("apigatewayv2").create_api(
        Name=resource.properties["Name"], ProtocolType=resource.properties["ProtocolType"]
    )
    estate.apis[created["ApiId"]] = resource.properties
    return Made(
        created["ApiId"], {"ApiId": created["ApiId"], "ApiEndpoint": created["ApiEndpoint"]}
    )


def _integration(resource: Resource, estate: Estate) -> Made:
    estate.integrations[resource.id] = estate.function(resource.properties["IntegrationUri"]).name
    return Made(resource.id, {})


def _authorizer(resource: Resource, estate: Estate) -> Made:
    if resource.properties["AuthorizerType"] == "JWT":
        checks = resource.properties["JwtConfiguration"]
        issuer = issuer_here(checks["Issuer"], estate.socket_base)
        estate.token_authorizers[resource.id] = JwtAuthorizer(issuer, checks["Audience"])
        return Made(resource.id, {"AuthorizerId": resource.id})
    estate.authorizers[resource.id] = estate.function(resource.properties["AuthorizerUri"]).name
    return Made(resource.id, {"AuthorizerId": resource.id})


def _route(resource: Resource, estate: Estate) -> Made:
    estate.routes.append(resource.properties)
    return Made(resource.id, {"RouteId": resource.id})


def _stage(resource: Resource, estate: Estate) -> Made:
    del estate
    return Made(resource.properties["StageName"], {})


def _receipt_rule(resource: Resource, estate: Estate) -> Made:
    estate.mailboxes.append(Mailbox.of_rule(resource.id, resource.properties["Rule"]))
    return Made(resource.id, {})


def _bot(resource: Resource, estate: Estate) -> Made:
    """Its alias names the functions that answer; there is nothing here that listens."""
    del estate
    given = {"Id": resource.id, "BotVersion": "1"}
    return Made(resource.id, {**given, "Arn": f"arn:aws:lex:{REGION}:{ACCOUNT}:bot/{resource.id}"})


def _bot_alias(resource: Resource, estate: Estate) -> Made:
    for each in resource.properties["BotAliasLocaleSettings"]:
        settings = each["BotAliasLocaleSetting"]
        hook = settings["CodeHookSpecification"]["LambdaCodeHook"]["LambdaArn"]
        if settings["Enabled"]:
            estate.code_hooks[each["LocaleId"]] = estate.function(hook)
    bot = resource.properties["BotId"]
    alias = f"arn:aws:lex:{REGION}:{ACCOUNT}:bot-alias/{bot}/{resource.id}"
    return Made(alias, {"Arn": alias, "BotAliasId": resource.id})


MAKERS: dict[str, Callable[[Resource, Estate], Made]] = {
    "AWS::ApiGatewayV2::Api": _api,
    "AWS::ApiGatewayV2::Authorizer": _authorizer,
    "AWS::ApiGatewayV2::Integration": _integration,
    "AWS::ApiGatewayV2::Route": _route,
    "AWS::ApiGatewayV2::Stage": _stage,
    "AWS::DynamoDB::Table": _table,
    "AWS::Events::EventBus": _bus,
    "AWS::Events::Rule": _rule,
    "AWS::IAM::Role": _role,
    "AWS::Lambda::EventSourceMapping": _mapping,
    "AWS::Lambda::Function": _function,
    "AWS::Lambda::LayerVersion": _layer,
    "AWS::Lex::Bot": _bot,
    "AWS::Lex::BotAlias": _bot_alias,
    "AWS::Lex::BotVersion": _bot,
    "AWS::S3::Bucket": _bucket,
    "AWS::SES::ReceiptRule": _receipt_rule,
    "AWS::SNS::Subscription": _subscription,
    "AWS::SNS::Topic": _topic,
    "AWS::SQS::Queue": _queue,
    "AWS::SecretsManager::Secret": _secret,
    "AWS::StepFunctions::StateMachine": _machine,
}

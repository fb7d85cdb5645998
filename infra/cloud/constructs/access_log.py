"""Access logs of the two APIs: what was asked and how it went, not by whom."""

import json

import jsii
from aws_cdk import RemovalPolicy, aws_logs
from aws_cdk.aws_apigateway import AccessLogFormat
from aws_cdk.aws_apigatewayv2 import IAccessLogSettings, LogGroupLogDestination
from constructs import Construct

from infra.cloud.constructs.capability import LOGS_KEPT

_FIELDS = {
    "requestId": "$context.requestId",
    "route": "$context.routeKey",
    "status": "$context.status",
    "latency": "$context.integrationLatency",
    "error": "$context.error.message",
}


@jsii.implements(IAccessLogSettings)
class AccessLog:
    def __init__(self, scope: Construct, name: str) -> None:
        self._group = aws_logs.LogGroup(
            scope, name, retention=LOGS_KEPT, removal_policy=RemovalPolicy.DESTROY
        )

    @property
    def destination(self) -> LogGroupLogDestination:
        return LogGroupLogDestination(self._group)

    @property
    def format(self) -> AccessLogFormat:
        return AccessLogFormat.custom(json.dumps(_FIELDS))

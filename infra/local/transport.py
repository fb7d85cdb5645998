"""boto3 calls that go straight to moto's handlers, without HTTP, and without its repeated work.

Of the 1.3 ms that a DynamoDB call costs on moto, 0.8 ms go into signing, building an HTTP request
twice and describing this machine in a user agent, all of which moto throws away. What gives a call
its meaning stays: botocore checks and serializes the parameters, moto's handler answers in the wire
format, and botocore parses the answer and raises its errors.
"""

import functools
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.awsrequest import AWSResponse, HeadersDict
from botocore.endpoint import Endpoint
from botocore.parsers import create_parser
from botocore.regions import EndpointRulesetResolver
from botocore.useragent import UserAgentString
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.responses import BaseResponse
from moto.core.utils import get_service_model
from moto.dynamodb.responses import DynamoHandler
from moto.events.responses import EventsHandler
from moto.sqs.responses import SQSResponse
from moto.stepfunctions.responses import StepFunctionResponse

from infra.local.template import ACCOUNT, REGION

HANDLERS: dict[str, type[BaseResponse]] = {
    "dynamodb": DynamoHandler,
    "events": EventsHandler,
    "sqs": SQSResponse,
    "stepfunctions": StepFunctionResponse,
}
"""The services of a turn; all speak AWS's JSON protocol, where a header names the operation."""


def install() -> None:
    """Serve the default session's clients of HANDLERS in process. Clients with an endpoint of their
    own, such as another process's, still go through HTTP."""
    session = boto3.DEFAULT_SESSION
    assert session is not None
    for service in HANDLERS:
        session.events.register(f"before-call.{_event_name(service)}", _answer)
    _install_caches()


def _event_name(service: str) -> str:
    """botocore names events by service id, e.g. sfn for stepfunctions."""
    return str(get_service_model(service).service_id.hyphenize())


def _answer(model: Any, params: dict[str, Any], **_: Any) -> Any:
    if not str(urlsplit(params["url"]).hostname).endswith(".amazonaws.com"):
        return None
    handler = HANDLERS[model.service_model.service_name]()
    handler.region = REGION
    handler.partition = "aws"
    handler.current_account = ACCOUNT
    handler.access_key = "local"
    handler.headers = HeadersDict(params["headers"])
    handler.raw_body = params["body"]
    handler.body = params["body"].decode()
    handler.method = params["method"]
    handler.uri = params["url"]
    handler.path = handler.raw_path = urlsplit(params["url"]).path
    handler.querystring = handler.data = {}
    handler.uri_match = {}
    handler.response_headers = {"server": "amazon.com"}
    if handler.automated_parameter_parsing:
        handler.params = _parse(handler, model.name, params)
    status, headers, body = handler.call_action()
    return _response(model, int(status), headers, body)


def _parse(handler: BaseResponse, operation: str, params: dict[str, Any]) -> dict[str, Any]:
    service = get_service_model(handler.boto3_service_name)
    parser = PROTOCOL_PARSERS["json"](
        service.operation_model(operation), map_type=handler.PROTOCOL_PARSER_MAP_TYPE
    )
    request = {"headers": params["headers"], "body": params["body"], "values": {}, "url_params": {}}
    return dict(parser.parse(request))


def _response(model: Any, status: int, headers: dict[str, str], body: str) -> Any:
    """What botocore makes of an HTTP answer: the parsed result, or the error with its fields."""
    parser = _parser(model.service_model.resolved_protocol)
    raw = {
        "headers": HeadersDict(headers),
        "status_code": status,
        "body": body.encode(),
        "context": {"operation_name": model.name},
    }
    parsed = parser.parse(raw, model.output_shape)
    if status >= 300:
        Endpoint._add_modeled_error_fields(None, raw, parsed, model, parser)
    return AWSResponse("local", status, raw["headers"], None), parsed


@functools.cache
def _parser(protocol: str) -> Any:
    return create_parser(protocol)


@functools.cache
def _install_caches() -> None:
    """Once a process."""
    UserAgentString.to_string = lambda _: "careline-local"
    resolve = EndpointRulesetResolver.construct_endpoint

    def construct_endpoint(
        self: Any, operation_model: Any, call_args: Any, request_context: Any
    ) -> Any:
        """An endpoint could differ by parameters, such as a table's account: here it does not."""
        if operation_model.service_model.service_name not in HANDLERS:
            return resolve(self, operation_model, call_args, request_context)
        if operation_model.name not in self._instance_cache:
            found = resolve(self, operation_model, call_args, request_context)
            self._instance_cache[operation_model.name] = found
        return self._instance_cache[operation_model.name]

    EndpointRulesetResolver.construct_endpoint = construct_endpoint

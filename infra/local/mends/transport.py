"""boto3 calls that go straight to moto's handlers, without HTTP.

Why: of the 1.3 ms that a DynamoDB call costs on moto, 0.8 ms go into signing, building an HTTP
request twice and describing this machine in a user agent, all of which moto then throws away. What
gives a call its meaning stays: botocore checks and serializes the parameters, moto's handler
answers in the wire format, and botocore parses the answer and raises its errors.

What is lost: botocore's own retries, of which an in-process call has no need.
"""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlsplit

import botocore.handlers
import moto.core.responses
from botocore.awsrequest import AWSResponse, HeadersDict
from botocore.endpoint import Endpoint
from botocore.model import OperationModel
from botocore.parsers import create_parser
from botocore.useragent import UserAgentString
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.responses import BaseResponse
from moto.core.utils import get_service_model
from moto.dynamodb.responses import DynamoHandler
from moto.events.responses import EventsHandler
from moto.secretsmanager.responses import SecretsManagerResponse
from moto.sqs.responses import SQSResponse
from moto.stepfunctions.responses import StepFunctionResponse

from infra.local.intrinsics import ACCOUNT
from infra.local.mends.patching import Patches

Answer = tuple[AWSResponse, dict[str, Any]]
Handler = Callable[[OperationModel, dict[str, Any]], Answer]

HANDLERS: dict[str, type[BaseResponse]] = {
    "dynamodb": DynamoHandler,
    "events": EventsHandler,
    "secretsmanager": SecretsManagerResponse,
    "sqs": SQSResponse,
    "stepfunctions": StepFunctionResponse,
}
"""Services that speak AWS's JSON protocol, where the operation stands in a header."""


class Transport:
    """Answers botocore's before-call event, whose answer takes the place of the HTTP call.

    `local` are services that moto lacks, or only pretends: each answers all of its operations.
    """

    def __init__(self, local: dict[str, Handler]) -> None:
        self._local = local
        self._open = False

    def install(self, patches: Patches) -> None:
        """Serve every client that is made from now on, until the patches are taken back."""
        self._open = True
        patches.callback(setattr, self, "_open", False)
        entry = ("before-call", self._answer)
        botocore.handlers.BUILTIN_HANDLERS.append(entry)
        patches.callback(botocore.handlers.BUILTIN_HANDLERS.remove, entry)
        for name in ("camelcase_to_underscores", "method_names_from_class"):
            # moto works both out anew for each request; the second walks the class with inspect.
            slow = getattr(moto.core.responses, name)
            patches.replace(moto.core.responses, name, lru_cache(maxsize=4096)(slow))
        patches.replace(UserAgentString, "to_string", lambda self: "careline-local")

    def _answer(
        self, model: OperationModel, params: dict[str, Any], request_signer: Any, **_: Any
    ) -> Answer | None:
        url = urlsplit(params["url"])
        if not self._open or not str(url.hostname).endswith(".amazonaws.com"):
            return None
        service = model.service_model.service_name
        if service in self._local:
            return self._local[service](model, params)
        if service in HANDLERS:
            return _call(HANDLERS[service], model, params, request_signer.region_name)
        return None


def _call(
    handler_type: type[BaseResponse], model: OperationModel, params: dict[str, Any], region: str
) -> Answer:
    """What BaseResponse.dispatch does with a parsed HTTP request, without there being one."""
    handler = handler_type()
    handler.region = region
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
    return answer(model, int(status), headers, body)


def _parse(handler: BaseResponse, operation: str, params: dict[str, Any]) -> dict[str, Any]:
    service = get_service_model(handler.boto3_service_name)
    parser = PROTOCOL_PARSERS["json"](
        service.operation_model(operation), map_type=handler.PROTOCOL_PARSER_MAP_TYPE
    )
    parsed: dict[str, Any] = parser.parse(
        {"headers": params["headers"], "body": params["body"], "values": {}, "url_params": {}}
    )
    return parsed


def answer(model: OperationModel, status: int, headers: dict[str, str], body: str) -> Answer:
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
        Endpoint._add_modeled_error_fields(None, raw, parsed, model, parser)  # type: ignore[arg-type]
    return AWSResponse("local", status, raw["headers"], None), parsed


@cache
def _parser(protocol: str) -> Any:
    return create_parser(protocol)

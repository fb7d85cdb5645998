"""A model on a SageMaker endpoint, in a container that takes chat completions at /invocations:
DJL LMI, vLLM or Text Generation Inference (TGI).

https://docs.djl.ai/docs/serving/serving/docs/lmi/user_guides/chat_input_output_schema.html
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from botocore.eventstream import ParserError
from botocore.exceptions import BotoCoreError, ClientError
from urllib3.exceptions import HTTPError

from shared.adapters.aws.clients import client
from shared.adapters.models import chat_completions, hosted
from shared.adapters.models.metering import Meter, Prices
from shared.domain.errors import ModelFailed
from shared.domain.reply import Draft
from shared.ports.reply_writer import Heed, WriteReply, unheeded

_DEADLINE = 14.0
"""Seconds that a stream may take, however it trickles."""
_MOST_BYTES = 200_000


class SageMakerWriter:
    def __init__(
        self, endpoint: str, *, streams: bool = False, prices: Prices | None = None
    ) -> None:
        self._endpoint, self._streams, self._prices = endpoint, streams, prices

    def write(self, ask: WriteReply, heed: Heed = unheeded) -> Draft:
        runtime = client("sagemaker-runtime")
        request = {
            "EndpointName": self._endpoint,
            "ContentType": "application/json",
            "Accept": "application/json",
            "Body": _body(ask, streams=self._streams),
        }
        meter, engine = Meter(self._endpoint, self._prices), f"sagemaker:{self._endpoint}"
        # Errors lose their cause here: containers quote the request in their messages.
        try:
            if self._streams:
                answer = runtime.invoke_endpoint_with_response_stream(**request)
                pieces = _pieces(answer["Body"])
                return chat_completions.stream_to_draft(pieces, ask, heed, engine, meter, _DEADLINE)
            whole: bytes = runtime.invoke_endpoint(**request)["Body"].read(_MOST_BYTES)
        except ClientError as error:
            raise ModelFailed(f"SageMaker said {error.response['Error']['Code']}") from None
        except (BotoCoreError, ParserError, HTTPError) as error:
            raise ModelFailed(f"SageMaker gave no answer: {type(error).__name__}") from None
        return chat_completions.to_draft(whole, ask, engine, meter)


def _pieces(stream: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_ResponseStream.html"""
    for event in stream:
        yield event.get("PayloadPart", {}).get("Bytes", b"")


def _body(ask: WriteReply, *, streams: bool = False) -> bytes:
    body = chat_completions.request(ask, streams=streams) | {"max_tokens": hosted.MOST_TOKENS}
    # TGI looks for the schema under another name; LMI and vLLM pass over that one.
    # https://github.com/huggingface/text-generation-inference/pull/3276
    body["response_format"]["value"] = body["response_format"]["json_schema"]
    return json.dumps(body).encode()

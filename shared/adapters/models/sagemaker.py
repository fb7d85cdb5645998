"""A model on a SageMaker endpoint, in a container that takes chat completions at /invocations:
DJL LMI, vLLM or Text Generation Inference (TGI).

https://docs.djl.ai/docs/serving/serving/docs/lmi/user_guides/chat_input_output_schema.html
"""

import json

from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.aws.clients import client
from shared.adapters.models import chat_completions, hosted
from shared.domain.errors import ModelFailed
from shared.domain.reply import Draft
from shared.ports.reply_writer import Heed, WriteReply, unheeded


class SageMakerWriter:
    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint

    def write(self, ask: WriteReply, heed: Heed = unheeded) -> Draft:  # noqa: ARG002
        # Errors lose their cause here: containers quote the request in their messages.
        try:
            answer = client("sagemaker-runtime").invoke_endpoint(
                EndpointName=self._endpoint,
                ContentType="application/json",
                Accept="application/json",
                Body=_body(ask),
            )
            body: bytes = answer["Body"].read()
        except ClientError as error:
            raise ModelFailed(f"SageMaker said {error.response['Error']['Code']}") from None
        except BotoCoreError as error:
            raise ModelFailed(f"SageMaker gave no answer: {type(error).__name__}") from None
        return chat_completions.to_draft(body, ask, f"sagemaker:{self._endpoint}")


def _body(ask: WriteReply) -> bytes:
    body = chat_completions.request(ask) | {"max_tokens": hosted.MOST_TOKENS}
    # TGI looks for the schema under another name; LMI and vLLM pass over that one.
    # https://github.com/huggingface/text-generation-inference/pull/3276
    body["response_format"]["value"] = body["response_format"]["json_schema"]
    return json.dumps(body).encode()

"""Any server that speaks OpenAI's chat completions with structured outputs."""

import json

import urllib3
from urllib3.exceptions import HTTPError

from shared.adapters.models import chat_completions, hosted
from shared.domain.errors import ModelFailed
from shared.domain.reply import Draft
from shared.ports.reply_writer import Heed, WriteReply, unheeded

_TIMEOUT = urllib3.Timeout(connect=2, read=10)
"""Seconds. A turn would rather fall back to the embedded composer than hang."""


class OpenAiCompatibleWriter:
    """`base_url` ends where /chat/completions begins; `key` is None where none is asked for."""

    def __init__(
        self, base_url: str, model: str, key: str | None, timeout: urllib3.Timeout = _TIMEOUT
    ) -> None:
        self._url = base_url.rstrip("/") + "/chat/completions"
        self._model = model
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if key:
            self._headers["Authorization"] = f"Bearer {key.strip()}"
        # Redirects are not followed: they would take the key and the customer's words elsewhere.
        self._http = urllib3.PoolManager(timeout=timeout, retries=False)

    def write(self, ask: WriteReply, heed: Heed = unheeded) -> Draft:  # noqa: ARG002
        body = chat_completions.request(ask) | {
            "model": self._model,
            "max_completion_tokens": hosted.MOST_TOKENS,
        }
        # Errors lose their cause here: it may hold the headers with the key.
        try:
            answer = self._http.request(
                "POST", self._url, body=json.dumps(body).encode(), headers=self._headers
            )
        except (HTTPError, ValueError) as error:
            raise ModelFailed(f"the endpoint gave no answer: {type(error).__name__}") from None
        if answer.status != 200:
            raise ModelFailed(f"the endpoint said HTTP {answer.status}")
        return chat_completions.to_draft(answer.data, ask, f"openai:{self._model}")

"""Any server that speaks OpenAI's chat completions with structured outputs."""

import json

import urllib3
from urllib3.exceptions import HTTPError

from shared.adapters.models import chat_completions, hosted
from shared.adapters.models.metering import Meter, Prices
from shared.domain.errors import ModelBusy, ModelFailed
from shared.domain.reply import Draft
from shared.ports.reply_writer import Heed, WriteReply, unheeded

_TIMEOUT = urllib3.Timeout(connect=2, read=10)
"""Seconds. A turn would rather fall back to the embedded composer than hang."""
_DEADLINE = 14.0
"""Seconds that a stream may take, however it trickles."""
_PIECE = 4096
_MOST_BYTES = 200_000
"""Of a response that is read whole; one that goes on is cut, and so is no answer."""
_BUSY = (429, 503, 529)


class OpenAiCompatibleWriter:
    """`base_url` ends where /chat/completions begins; `key` is None where none is asked for."""

    def __init__(
        self,
        base_url: str,
        model: str,
        key: str | None,
        timeout: urllib3.Timeout = _TIMEOUT,
        *,
        streams: bool = False,
        prices: Prices | None = None,
    ) -> None:
        self._url = base_url.rstrip("/") + "/chat/completions"
        self._model, self._streams, self._prices = model, streams, prices
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if key:
            self._headers["Authorization"] = f"Bearer {key.strip()}"
        # Redirects are not followed: they would take the key and the customer's words elsewhere.
        self._http = urllib3.PoolManager(timeout=timeout, retries=False)

    def write(self, ask: WriteReply, heed: Heed = unheeded) -> Draft:
        body = chat_completions.request(ask, streams=self._streams) | {
            "model": self._model,
            "max_completion_tokens": hosted.MOST_TOKENS,
        }
        meter, engine = Meter(self._model, self._prices), f"openai:{self._model}"
        # Errors lose their cause here: it may hold the headers with the key.
        try:
            answer = self._http.request(
                "POST",
                self._url,
                body=json.dumps(body).encode(),
                headers=self._headers,
                preload_content=False,
            )
            try:
                if answer.status != 200:
                    kind = ModelBusy if answer.status in _BUSY else ModelFailed
                    raise kind(f"the endpoint said HTTP {answer.status}")
                if self._streams:
                    pieces = answer.stream(_PIECE)
                    return chat_completions.stream_to_draft(
                        pieces, ask, heed, engine, meter, _DEADLINE
                    )
                whole = answer.read(_MOST_BYTES)
            finally:
                answer.close()
        except (HTTPError, ValueError) as error:
            raise ModelFailed(f"the endpoint gave no answer: {type(error).__name__}") from None
        return chat_completions.to_draft(whole, ask, engine, meter)

"""The answer of an engine that streams, while it grows."""

from pydantic import ValidationError
from pydantic_core import from_json

from shared.adapters.models import hosted
from shared.domain.errors import ModelFailed
from shared.ports.reply_writer import Heed, WriteReply


class GrowingAnswer:
    """Lets `heed` have each sentence once it is whole: when the next begins, or at the end."""

    def __init__(self, ask: WriteReply, heed: Heed) -> None:
        self._ask, self._heed = ask, heed
        self._text = ""
        self._heard = 0

    def feed(self, piece: str) -> None:
        """Raises ModelFailed where it grows too long or takes another form."""
        self._text += piece
        if len(self._text) > hosted.LONGEST:
            raise ModelFailed("the answer is too long")
        try:
            so_far = from_json(self._text, allow_partial=True)
            sentences = so_far.get("sentences", []) if isinstance(so_far, dict) else []
            whole = hosted.Answer.model_validate({"sentences": sentences[:-1]})
        except (ValueError, ValidationError, TypeError):
            raise ModelFailed("the answer has not the form that was asked for") from None
        self._tell(whole)

    def close(self) -> hosted.Answer:
        """The whole answer. Raises ModelFailed as above."""
        answer = hosted.read_text(self._text)
        self._tell(answer)
        return answer

    @property
    def has_begun(self) -> bool:
        """Whether a sentence was heard, so that no other engine may begin anew."""
        return self._heard > 0

    def _tell(self, answer: hosted.Answer) -> None:
        for sentence in hosted.sentences_of(answer, self._ask)[self._heard :]:
            self._heard += 1
            self._heed(sentence)

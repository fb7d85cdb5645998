"""Shows a web customer each sentence as soon as it is checked, while the engine writes the next."""

from uuid import uuid4

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from shared.domain.errors import Gone, TransientError
from shared.ports.channels import Pusher
from shared.ports.connections import Connections


class PartialFrame(BaseModel):
    """A sentence of a reply that is not whole yet: the one behind `at` others of the same `draft`.

    The whole reply follows in its own frame and replaces what was shown under `reply_id`. A page
    that missed a sentence waits for that; one that sees another draft begins anew.
    """

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    type: str = "partial"
    conversation_id: str
    reply_id: str
    in_reply_to: str
    draft: str
    at: int
    sentence: str


class LiveReply:
    """Pushes the sentences of one reply to the conversation's open pages.

    A page that cannot be reached is left out from then on: it fetches the whole reply when it is
    back, so nothing is lost here and nothing need be raised.
    """

    def __init__(
        self,
        conversation_id: str,
        message_id: str,
        reply_id: str,
        connections: Connections,
        pusher: Pusher,
    ) -> None:
        self._about = (conversation_id, message_id, reply_id)
        self._connections, self._pusher = connections, pusher
        self._draft = uuid4().hex
        self._open: list[str] | None = None

    def __call__(self, at: int, sentence: str) -> None:
        conversation_id, message_id, reply_id = self._about
        if self._open is None:
            self._open = self._connections.of(conversation_id)
        frame = PartialFrame(
            conversation_id=conversation_id,
            reply_id=reply_id,
            in_reply_to=message_id,
            draft=self._draft,
            at=at,
            sentence=sentence,
        ).model_dump_json(by_alias=True)
        self._open = [each for each in self._open if self._reaches(each, frame)]

    def _reaches(self, connection: str, frame: str) -> bool:
        try:
            self._pusher.push(connection, frame)
        except (Gone, TransientError):
            return False
        return True

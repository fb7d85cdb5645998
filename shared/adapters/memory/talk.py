"""What errands did to conversations, in this process's memory."""

from collections import defaultdict
from datetime import datetime

from shared.domain.conversation import Participant
from shared.domain.errands.answering import Underway
from shared.ports.conversations import Word


class MemoryTalk:
    """The port ErrandTalk; whoever plays the customer reads what was left here."""

    def __init__(self) -> None:
        self.participants: dict[str, Participant] = {}
        self.words: dict[str, Word] = {}
        self.underway: defaultdict[str, dict[str, Underway]] = defaultdict(dict)
        self.proven: dict[str, Participant] = {}
        self.handed_over: dict[str, str] = {}

    def open(self, conversation_id: str, participant: Participant, at: datetime) -> None:
        del at
        self.participants.setdefault(conversation_id, participant)

    def tell(self, word: Word) -> bool:
        return self.words.setdefault(word.id, word) is word

    def follow(self, conversation_id: str, underway: Underway, customer_id: str | None) -> None:
        del customer_id
        self.underway[conversation_id][underway.run_id] = underway

    def forget(self, conversation_id: str, run_id: str, customer_id: str | None) -> None:
        del customer_id
        self.underway[conversation_id].pop(run_id, None)

    def vouch(self, conversation_id: str, proven: Participant) -> None:
        self.proven[conversation_id] = proven

    def hand_over(self, conversation_id: str, case_id: str, reason: str, at: datetime) -> None:
        del at
        self.handed_over[conversation_id] = f"{reason} {case_id}"

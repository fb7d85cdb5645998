"""One reader for English, another for every other language; the other is made on its first use."""

from collections.abc import Callable
from functools import cached_property

from shared.domain.mood import Mood
from shared.domain.understanding import Reading
from shared.ports.understanding import IntentReader, MoodReader

ENGLISH = "en"


class IntentsByLanguage:
    def __init__(self, english: IntentReader, others: Callable[[], IntentReader]) -> None:
        self._english, self._make = english, others

    @cached_property
    def _others(self) -> IntentReader:
        return self._make()

    def read(self, texts: list[str], language: str) -> list[Reading]:
        return (self._english if language == ENGLISH else self._others).read(texts, language)

    def may_differ(self, texts: list[str], language: str) -> bool:
        return language != ENGLISH or self._english.may_differ(texts, language)


class MoodsByLanguage:
    def __init__(self, english: MoodReader, others: Callable[[], MoodReader]) -> None:
        self._english, self._make = english, others

    @cached_property
    def _others(self) -> MoodReader:
        return self._make()

    def read(self, text: str, language: str) -> Mood:
        return (self._english if language == ENGLISH else self._others).read(text, language)

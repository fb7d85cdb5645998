"""Which of the company's languages a message is in (langid: Lui & Baldwin 2012)."""

from collections.abc import Sequence

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_FEWEST_LETTERS = 3
_SURE = 0.6
"""Probability from which a short message changes the language of the conversation."""
_SHORT = 12
"""Letters up to which a message is short."""


class LangidReader:
    def __init__(self, languages: Sequence[str]) -> None:
        self._languages = languages
        if len(languages) > 1:
            self._identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
            self._identifier.set_languages(list(languages))

    def read(self, text: str, before: str) -> str:
        """Mail addresses and numbers tell nothing; a short message must be sure to change it."""
        letters = sum(character.isalpha() for character in text)
        if len(self._languages) == 1 or letters < _FEWEST_LETTERS:
            return before
        language, probability = self._identifier.classify(text)
        return str(language) if letters > _SHORT or probability >= _SURE else before

"""How the customer feels, read in the message's own language."""

from shared.contracts import TurnContext
from shared.domain.company import Company
from shared.domain.mood import Mood
from shared.ports.understanding import LanguageReader, MoodReader


def hear(
    context: TurnContext, moods: MoodReader, languages: LanguageReader, company: Company
) -> Mood:
    before = context.memory.language or company.locale
    return moods.read(context.text, languages.read(context.text, before))

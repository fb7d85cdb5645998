"""Reads one message in every way that may be meant."""

from datetime import date

from shared.contracts import TurnContext
from shared.domain.clauses import as_wished, clauses_of, leans_on_before
from shared.domain.company import Company
from shared.domain.empathy import without_insults
from shared.domain.particulars import in_general
from shared.domain.understanding import Heard, Understanding
from shared.ports.understanding import IntentReader, LanguageReader, MentionReader


def understand(
    context: TurnContext,
    *,
    intents: IntentReader,
    mentions: MentionReader,
    languages: LanguageReader,
    company: Company,
    today: date,
) -> Understanding:
    text, topic = context.text, context.memory.topic
    language = languages.read(text, context.memory.language or company.locale)
    joint = [f"{topic.question} {text}"] if topic and leans_on_before(text) else []
    clauses = clauses_of(text)
    if not intents.may_differ(clauses, language):
        clauses = []
    read = texts = [without_insults(each) for each in (text, *joint, *clauses)]
    if language == "en":
        texts = [as_wished(each) for each in texts]
        read = [in_general(each, company.order_numbers) for each in texts]
    whole, *others = map(Heard, texts, intents.read(read, language))
    return Understanding(
        whole=whole,
        parts=tuple(others[len(joint) :]),
        in_context=others[0] if joint else None,
        mentions=mentions.read(text, today, language),
        language=language,
    )

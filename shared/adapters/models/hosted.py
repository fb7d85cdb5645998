"""What the hosted engines share: the prompt, the form of the answer, and its way to a draft."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from shared.domain.errors import ModelFailed
from shared.domain.reply import Draft, DraftSentence
from shared.domain.usage import Usage
from shared.ports.reply_writer import WriteReply

PROMPT = "reply-v4"
"""The prompt's file and version. A changed prompt is a new file, so that drafts stay traceable."""

MOST_TOKENS = 600
"""Longest answer. Three sentences with their ids in JSON come to about 200 tokens; Bedrock counts
the limit against the quota until it knows the real length, so it is kept tight.

https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html
"""

LONGEST = 20_000
"""Characters from which no answer is one."""

_REMEMBERED = 6
"""Earlier utterances that are sent: enough for "and the other one?", and a bounded bill."""
_UTTERANCE = 600
"""Characters kept of each of them."""


class _Answer(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class AnswerSentence(_Answer):
    text: str
    support: list[str]


class Answer(_Answer):
    sentences: list[AnswerSentence]


def answer_schema() -> dict[str, Any]:
    """`Answer` as JSON Schema without references or bounds, which not every engine takes.

    It never varies: providers compile a new schema on first use, for up to minutes, and keep it.
    https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html
    """
    schema = Answer.model_json_schema()
    schema["properties"]["sentences"]["items"] = schema.pop("$defs")["AnswerSentence"]
    return schema


def instructions(ask: WriteReply) -> str:
    """The system prompt: only the company's own words, none of the customer's, and the same for all
    of its customers, so that a provider may keep it."""
    return _prompt().substitute(
        company=ask.company,
        assistant=ask.assistant,
        tone=ask.manner.tone or "Friendly, calm and direct.",
        terms=_listed(f"say {ours!r}, not {theirs!r}" for theirs, ours in ask.manner.terms.items()),
        never=_listed(repr(words) for words in ask.manner.never),
    )


def material(ask: WriteReply) -> str:
    """The user turn: how long and in which language, and everything that others wrote, as data."""
    parts: dict[str, object] = {
        "form": {"language": ask.language, "most_sentences": most_sentences(ask)},
        "passages": [
            {
                "id": passage.id,
                "title": passage.title,
                "heading": passage.heading,
                "text": " ".join(sentence.text for sentence in passage.sentences),
            }
            for passage in ask.passages
        ],
        "facts": [{"id": fact.id, "source": fact.source, "text": fact.text} for fact in ask.facts],
        "history": [
            {"role": said.role, "text": said.text[:_UTTERANCE]}
            for said in ask.history[-_REMEMBERED:]
        ],
        "question": ask.question,
    }
    if ask.story:
        parts["story"] = list(ask.story)
    if ask.objections:
        parts["objections"] = list(ask.objections)
    return "\n".join(f"<{name}>\n{as_data(part)}\n</{name}>" for name, part in parts.items())


def read_text(text: str) -> Answer:
    """The answer of an engine that writes JSON. Raises ModelFailed where it has another form or is
    longer than any answer."""
    if len(text) > LONGEST:
        raise ModelFailed("the answer is too long")
    try:
        return Answer.model_validate_json(text)
    except ValidationError:
        raise _misshapen() from None


def read_object(value: object) -> Answer:
    """The answer of an engine that fills in a tool. Raises ModelFailed likewise."""
    try:
        answer = Answer.model_validate(value)
    except ValidationError:
        raise _misshapen() from None
    if sum(len(sentence.text) for sentence in answer.sentences) > LONGEST:
        raise ModelFailed("the answer is too long")
    return answer


def sentences_of(answer: Answer, ask: WriteReply) -> tuple[DraftSentence, ...]:
    """The answer's sentences, as many as were asked for, with the ids that they name. Invented ones
    beside given ones are left out."""
    given = {passage.id for passage in ask.passages} | {fact.id for fact in ask.facts}
    said = [
        DraftSentence(text, _support(each.support, given))
        for each in answer.sentences
        if (text := each.text.strip())
    ]
    return tuple(said[: most_sentences(ask)])


def _support(named: list[str], given: set[str]) -> tuple[str, ...]:
    unique = dict.fromkeys(named)
    return tuple(key for key in unique if key in given) or tuple(unique)


def to_draft(answer: Answer, ask: WriteReply, engine: str, usage: Usage) -> Draft:
    """The answer as a draft; `engine` says which engine and model. Raises ModelFailed where the
    model had nothing to say."""
    sentences = sentences_of(answer, ask)
    if not sentences:
        raise ModelFailed("the model had nothing to say")
    return Draft(sentences, f"{engine}@{PROMPT}", usage)


def most_sentences(ask: WriteReply) -> int:
    return max(ask.most_sentences, len(ask.facts))


def _listed(rules: Iterable[str]) -> str:
    return "; ".join(rules) or "nothing particular"


def as_data(value: object) -> str:
    """JSON in which no text can close the tag around it."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _misshapen() -> ModelFailed:
    """Without the cause: pydantic's message quotes what was written to the customer."""
    return ModelFailed("the answer has not the form that was asked for")


@cache
def _prompt() -> Template:
    path = Path(__file__).with_name("prompts") / f"{PROMPT}.md"
    return Template(path.read_text(encoding="utf-8"))

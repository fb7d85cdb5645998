"""What the hosted engines share: the prompt, the form of the answer, and its way to a draft."""

import json
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from shared.domain.errors import ModelFailed
from shared.domain.reply import Draft, DraftSentence
from shared.domain.usage import Usage
from shared.ports.reply_writer import WriteReply

PROMPT = "reply-v1"
"""The prompt's file and version. A changed prompt is a new file, so that drafts stay traceable."""

MOST_TOKENS = 600
"""Longest answer. Three sentences with their ids in JSON come to about 200 tokens; Bedrock counts
the limit against the quota until it knows the real length, so it is kept tight.

https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html
"""

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
    """The system prompt: only the company's own words, none of the customer's."""
    return _prompt().substitute(
        company=ask.company, assistant=ask.assistant, sentences=_most_sentences(ask)
    )


def material(ask: WriteReply) -> str:
    """The user turn: everything that others wrote, as data."""
    parts = {
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
    return "\n".join(f"<{name}>\n{_as_data(part)}\n</{name}>" for name, part in parts.items())


def read_text(text: str) -> Answer:
    """The answer of an engine that writes JSON. Raises ModelFailed where it has another form."""
    try:
        return Answer.model_validate_json(text)
    except ValidationError:
        raise _misshapen() from None


def read_object(value: object) -> Answer:
    """The answer of an engine that fills in a tool. Raises ModelFailed likewise."""
    try:
        return Answer.model_validate(value)
    except ValidationError:
        raise _misshapen() from None


def to_draft(answer: Answer, ask: WriteReply, engine: str, tokens: tuple[int, int]) -> Draft:
    """The answer as a draft that names only the support that was given.

    `engine` says which engine and model, `tokens` how many went in and out. Raises ModelFailed
    where the model had nothing to say.
    """
    given = {passage.id for passage in ask.passages} | {fact.id for fact in ask.facts}
    sentences = [
        DraftSentence(text, tuple(dict.fromkeys(key for key in said.support if key in given)))
        for said in answer.sentences
        if (text := said.text.strip())
    ]
    if not sentences:
        raise ModelFailed("the model had nothing to say")
    usage = Usage(engine, PROMPT, *tokens)
    return Draft(tuple(sentences[: _most_sentences(ask)]), f"{engine}@{PROMPT}", usage)


def _most_sentences(ask: WriteReply) -> int:
    return max(ask.most_sentences, len(ask.facts))


def _as_data(value: object) -> str:
    """JSON in which no text can close the tag around it."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _misshapen() -> ModelFailed:
    """Without the cause: pydantic's message quotes what was written to the customer."""
    return ModelFailed("the answer has not the form that was asked for")


@cache
def _prompt() -> Template:
    path = Path(__file__).with_name("prompts") / f"{PROMPT}.md"
    return Template(path.read_text(encoding="utf-8"))

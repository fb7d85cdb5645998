"""Whether a reply is what a golden conversation asks for: facts, citations, actions, state."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, permutations

from infra.local.rehearsal import Answer
from shared.adapters.golden import Script, Turn
from shared.domain.company import Company
from shared.domain.conversation import Channel, Memory, Status
from shared.domain.evidence import Grounds
from shared.domain.intents import Desk
from shared.domain.judges.figures import figures
from shared.domain.judges.words import plain
from shared.domain.routing import Decision
from shared.domain.speech import speak
from shared.domain.voice import Voice

_UNSAYABLE = re.compile(r"https?:\S*|www\.\S*|[$€£*_#|<>()\[\]{}]")
_PLACEHOLDER = re.compile(r"\{\w+\}")


class GoldenJudge:
    """Judges the answers of one company."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._voice = {
            channel: {
                key: _pattern(text)
                for key, text in company.voice_on(channel, company.locale).texts.items()
            }
            for channel in Channel
        }
        spoken = company.phones.values()
        own = {
            words
            for voice in (company.voice, *company.translations.values(), *spoken)
            for words in _words_of(voice, company.intents)
        }
        self._own_words = {words for words in own if not _PLACEHOLDER.search(words)}
        self._own_forms = [_pattern(words) for words in own - self._own_words]

    def complaints_of(self, turn: Turn, answer: Answer, channel: Channel) -> list[str]:
        """What is wrong with the answer, each in a few words; nothing, if nothing is."""
        return [
            *_about_route(turn, answer),
            *_about_words(turn, answer),
            *self._about_voice(turn, answer, channel),
            *(self._about_speech(turn, answer) if channel.is_heard else ()),
            *self._unproven(answer),
        ]

    def _about_voice(self, turn: Turn, answer: Answer, channel: Channel) -> Iterator[str]:
        if turn.voice and not self._voice[channel][turn.voice].search(answer.reply.text):
            yield f"is not {turn.voice!r}"

    def _about_speech(self, turn: Turn, answer: Answer) -> Iterator[str]:
        """What a caller does not hear, or would hear as signs."""
        language = self._company.written_in(answer.reply.language)
        voice = self._company.voice_on(Channel.VOICE, language)
        heard = " ".join(speak(answer.reply, voice, language))
        yield from (f"is not heard to say {text!r}" for text in turn.hears if text not in heard)
        if signs := _UNSAYABLE.findall(heard):
            yield f"cannot be said aloud: {_listed(signs)}"

    def _unproven(self, answer: Answer) -> Iterator[str]:
        """Sentences without a source that are not the company's own words, and figures of none."""
        told = _figures(text for grounds in answer.grounds for text in _texts(grounds))
        told |= _figures(fact.text for fact in (*answer.recalled, *answer.offered))
        spoken = {said.text for each in answer.grounds for said in each.spoken if not said.source}
        for sentence in answer.reply.sentences:
            if not sentence.citations:
                if sentence.text not in spoken and not self._is_own(sentence.text):
                    yield f"unsupported: {sentence.text!r}"
            elif strange := _figures([sentence.text]) - told:
                yield f"wrong fact: {strange} in {sentence.text!r}"

    def _is_own(self, sentence: str) -> bool:
        return sentence in self._own_words or any(
            form.fullmatch(sentence) for form in self._own_forms
        )


def _words_of(voice: Voice, intents: Iterable[str]) -> Iterator[str]:
    """All that a company says of itself in one language, and every question that it asks back."""
    yield from voice.texts.values()
    between: Iterator[tuple[str, ...]] = chain([()], zip(intents), permutations(intents, 2))
    yield from map(voice.asks, between)


def complaints_at_end(script: Script, memory: Memory, endings: Sequence[str]) -> list[str]:
    """`endings` are those of the conversation's errands."""
    with_team = memory.status is Status.WITH_TEAM
    found = []
    if script.with_team not in (None, with_team):
        found.append(f"at the end the case is {'' if with_team else 'not '}with the team")
    if script.ends is not None and tuple(endings) != script.ends:
        found.append(f"the errands end {_listed(endings)}, not {_listed(script.ends)}")
    return found


def _about_route(turn: Turn, answer: Answer) -> Iterator[str]:
    desks = tuple(_desk(decision, answer) for decision in answer.decisions)
    if turn.may_ask_back and set(desks) == {Desk.CLARIFY}:
        return
    if turn.desks and desks != turn.desks:
        yield f"desks are {_listed(desks)}, not {_listed(turn.desks)}"
    intent = answer.decisions[0].intent
    if turn.intent and intent not in turn.intent:
        yield f"the intent is {intent}, not {' or '.join(turn.intent)}"


def _desk(decision: Decision, answer: Answer) -> Desk:
    """Who answered in the end: a guess that finds nothing is asked back."""
    asks_back = decision.asks_back(is_answered=all(answer.reply.answered))
    return Desk.CLARIFY if asks_back else decision.desk


def _about_words(turn: Turn, answer: Answer) -> Iterator[str]:
    said = answer.reply.text
    yield from (f"does not say {text!r}" for text in turn.says if text not in said)
    yield from (f"says {text!r}" for text in turn.never_says if text in said)
    sources = {citation.source for citation in answer.reply.citations}
    sources |= {
        passage.document_id
        for grounds in answer.grounds
        for passage in grounds.passages
        if passage.source in sources
    }
    sources |= {
        fact.id.partition("/")[0]  # a clause's document
        for grounds in answer.grounds
        for fact in grounds.facts
        if fact.source in sources
    }
    for wanted in () if turn.may_ask_back and not sources else turn.cites:
        if not any(wanted in source for source in sources):
            yield f"does not cite {wanted}"


def _texts(grounds: Grounds) -> Iterator[str]:
    yield from (fact.text for fact in (*grounds.facts, *grounds.spoken))
    yield from (each.text for passage in grounds.passages for each in passage.sentences)


def _figures(texts: Iterable[str]) -> set[tuple[str, str]]:
    return {(each.kind, each.value) for text in texts for each in figures(plain(text))}


def _pattern(text: str) -> re.Pattern[str]:
    """The company's words with anything in their placeholders."""
    return re.compile(".+?".join(map(re.escape, _PLACEHOLDER.split(text))))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(str, names)) or "none"

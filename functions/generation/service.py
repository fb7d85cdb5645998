"""Words for a decision: the company's voice where it speaks for itself, proof for all else."""

from dataclasses import replace

from functions.generation.stage import Push, Stage, unseen
from functions.generation.writing import Author, write_proven
from shared.contracts import ComposeReply
from shared.domain.company import Company
from shared.domain.confidence import confidence_of
from shared.domain.conversation import Channel
from shared.domain.documents import Reader
from shared.domain.empathy import sympathy_for
from shared.domain.errands.run import own_word
from shared.domain.evidence import Fact, Grounds
from shared.domain.intents import Desk
from shared.domain.reply import VOICE, Reply, ReplySentence, join, recite
from shared.domain.routing import Decision
from shared.domain.story import earlier
from shared.domain.voice import Voice
from shared.ports.reply_writer import WriteReply

_LENGTH = {Channel.WEB: 3, Channel.SMS: 2, Channel.EMAIL: 3, Channel.VOICE: 2}


def compose(ask: ComposeReply, company: Company, author: Author, push: Push = unseen) -> Reply:
    """The checked reply to each wish, one after another.

    Where the engine fails, or nothing of its draft is proven, the embedded composer answers; where
    that has nothing either, or the answer is less sure than the company asks for, we say that we do
    not know, and whether a person shall look into it. `push` shows each sentence that an engine
    streams as soon as it is checked.
    """
    stage = Stage(push)
    answers = zip(ask.decided.decisions, ask.grounds, strict=True)
    parts = _recite(ask.decided.recalled, stage)
    is_asked = ask.decided.offering is not None and ask.decided.offering.is_asked
    if is_asked:
        parts += _recite(ask.offered or (_no_offer(ask, company),), stage)
    parts += [_answer(ask, *each, company, author, stage) for each in answers]
    if not is_asked:
        parts += _recite(ask.offered, stage)
    return replace(join(parts), language=ask.decided.language)


def _recite(said: tuple[Fact, ...], stage: Stage) -> list[Reply]:
    """What is said of earlier conversations, or offered, which answers no wish by itself."""
    for each in said:
        stage.add(each.text)
    return [replace(recite(said), answered=())] if said else []


def _no_offer(ask: ComposeReply, company: Company) -> Fact:
    return own_word(_voice(ask, company).says("no_offer"))


def _answer(
    ask: ComposeReply,
    decision: Decision,
    grounds: Grounds,
    company: Company,
    author: Author,
    stage: Stage,
) -> Reply:
    if _is_about_offers(ask, decision, grounds, company):
        return Reply((), (), VOICE)
    if grounds.spoken:
        for said in grounds.spoken:
            stage.add(said.text)
        return recite(grounds.spoken)
    voice = _voice(ask, company)
    if not (grounds.passages or grounds.facts):
        if grounds.outcome == "unknown":
            return _admit(decision, voice, stage)
        return _speak(_own_words(decision, grounds, voice), stage)
    memory, mark, enough = ask.context.memory, stage.mark, company.policy.answers_from
    if confidence_of(decision, grounds, memory) < enough:
        return _admit(decision, voice, stage)
    opening = _sympathy(ask, decision, grounds, company, voice)
    if grounds.language not in (None, ask.decided.language or company.locale) and not grounds.facts:
        opening = (*opening, voice.says("quoted_in"))
    request = WriteReply(
        company=company.name,
        assistant=company.assistant,
        question=decision.question,
        history=memory.history,
        passages=grounds.passages,
        facts=grounds.facts,
        most_sentences=_LENGTH[ask.context.participant.channel],
        language=company.written_in(ask.decided.language),
        manner=company.manner,
        story=(*earlier(ask.context.known.cases), *memory.story),
        reader=Reader(company.day_of(ask.context.sent_at), grounds.region, grounds.language),
    )
    reply = write_proven(request, author, stage, opening)
    proposed = len(reply.sentences) + reply.removed
    sure = confidence_of(decision, grounds, memory, proposed=proposed, removed=reply.removed)
    if not reply.citations or (sure < enough and stage.take_back(mark)):
        told = _admit(decision, voice, stage)
        return replace(told, removed=reply.removed, verdicts=reply.verdicts, usage=reply.usage)
    return replace(reply, confidence=sure)


def _voice(ask: ComposeReply, company: Company) -> Voice:
    return company.voice_on(ask.context.participant.channel, ask.decided.language)


def _is_about_offers(
    ask: ComposeReply, decision: Decision, grounds: Grounds, company: Company
) -> bool:
    """Whether the wish was answered by an offer, or by the word that there is none and nothing else
    on file to tell."""
    if ask.decided.offering is None or decision.intent not in company.offers.asked_by:
        return False
    sure = confidence_of(decision, grounds, ask.context.memory)
    return bool(ask.offered) or not grounds.passages or sure < company.policy.answers_from


def _sympathy(
    ask: ComposeReply, decision: Decision, grounds: Grounds, company: Company, voice: Voice
) -> tuple[str, ...]:
    """A word before news of the customer's own affairs, or before what is to be done about trouble;
    once, and not before every answer of the conversation."""
    intent = company.intents.get(decision.intent or "")
    trouble = intent.trouble if intent else None
    own_affair = decision.desk is Desk.WORKFLOW and grounds.facts
    key = sympathy_for(ask.context.text, ask.mood, trouble)
    if key is None or not (own_affair or trouble):
        return ()
    words = voice.says(key)
    said = (line.text for line in ask.context.memory.history if line.role == "assistant")
    return () if any(words in text for text in said) else (words,)


def _admit(decision: Decision, voice: Voice, stage: Stage) -> Reply:
    """That we do not know; of a guess, that we did not understand."""
    words = voice.asks(decision.between) if decision.is_guess else voice.says("unknown")
    return replace(_speak(words, stage), confidence=0.0, answered=(False,))


def _own_words(decision: Decision, grounds: Grounds, voice: Voice) -> str:
    """What the company says itself; each key renders a decision or an outcome that is recorded."""
    if decision.reply:
        return voice.says(decision.reply)
    if decision.desk is Desk.HUMAN:
        already = decision.reason == "already_with_team"
        return voice.says("already_with_team" if already else "handed_over")
    if decision.desk is Desk.CLARIFY:
        return voice.asks(decision.between)
    return voice.says(grounds.outcome or "unknown")


def _speak(words: str, stage: Stage) -> Reply:
    stage.add(words)
    return Reply((ReplySentence(words, ()),), (), VOICE)

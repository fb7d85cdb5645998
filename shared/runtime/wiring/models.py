"""The models that read messages and write replies."""

from functools import cache

from shared.domain.judges.outgoing import SecondOpinion
from shared.ports.reply_writer import ReplyWriter
from shared.ports.understanding import (
    IntentReader,
    LanguageReader,
    MentionReader,
    MoodReader,
)
from shared.runtime import settings
from shared.runtime.wiring.pack import company, secret


@cache
def intent_reader() -> IntentReader:
    from shared.adapters.models.encoders import load_reader
    from shared.adapters.models.intents import INTENTS, MULTILINGUAL_INTENTS

    artefacts = settings.read().company_root / "artefacts"
    english = load_reader(artefacts / INTENTS)
    if len(company().languages) == 1:
        return english
    from shared.adapters.models.by_language import IntentsByLanguage

    return IntentsByLanguage(english, lambda: load_reader(artefacts / MULTILINGUAL_INTENTS))


@cache
def mention_reader() -> MentionReader:
    from shared.adapters.language.mentions import LibraryMentionReader
    from shared.adapters.pack import load_products

    products = load_products(settings.read().company_root)
    return LibraryMentionReader(company().order_numbers, products, company().country)


@cache
def language_reader() -> LanguageReader:
    from shared.adapters.language.identify import LangidReader

    return LangidReader(company().languages)


@cache
def mood_reader() -> MoodReader:
    """The engine that MOOD_ENGINE names; the embedded heads answer where a hosted one fails."""
    chosen = settings.read()
    if chosen.mood_engine == "embedded":
        return _embedded_mood_reader()
    from shared.adapters.models.hosted_mood import BedrockMood, WithFallback, ask_comprehend

    if chosen.mood_engine == "comprehend":
        return WithFallback(ask_comprehend, _embedded_mood_reader())
    if chosen.mood_engine == "bedrock":
        model = BedrockMood(chosen.need("mood_model_id"))
        return WithFallback(model.ask, _embedded_mood_reader())
    raise RuntimeError(
        f"MOOD_ENGINE is {chosen.mood_engine!r}: choose embedded, comprehend or bedrock"
    )


def _embedded_mood_reader() -> MoodReader:
    from shared.adapters.models.minilm import DeepMiniLm
    from shared.adapters.models.mood import MULTILINGUAL, EmbeddingMoodReader, no_features

    english = EmbeddingMoodReader(DeepMiniLm())
    if len(company().languages) == 1:
        return english
    from shared.adapters.models.by_language import MoodsByLanguage
    from shared.adapters.models.multilingual import MultilingualE5

    return MoodsByLanguage(
        english, lambda: EmbeddingMoodReader(MultilingualE5(), MULTILINGUAL, no_features)
    )


@cache
def reply_writer() -> ReplyWriter:
    """The engine that MODEL_ENGINE names."""
    chosen = settings.read()
    if chosen.model_engine == "embedded":
        return embedded_composer()
    from shared.adapters.models.metering import Prices

    streams, prices = chosen.model_streams, Prices.read(chosen.model_prices)
    if chosen.model_engine == "bedrock":
        from shared.adapters.models.bedrock import BedrockWriter

        return BedrockWriter(
            chosen.need("model_id"),
            chosen.model_fallback_id or None,
            streams=streams,
            caches=chosen.model_caches,
            prices=prices,
        )
    if chosen.model_engine == "sagemaker":
        from shared.adapters.models.sagemaker import SageMakerWriter

        return SageMakerWriter(chosen.need("model_endpoint"), streams=streams, prices=prices)
    if chosen.model_engine == "openai":
        from shared.adapters.models.openai_compatible import OpenAiCompatibleWriter

        key = secret(chosen.model_secret_arn) if chosen.model_secret_arn else None
        return OpenAiCompatibleWriter(
            chosen.need("model_endpoint"),
            chosen.need("model_id"),
            key,
            streams=streams,
            prices=prices,
        )
    raise RuntimeError(
        f"MODEL_ENGINE is {chosen.model_engine!r}: choose embedded, bedrock, sagemaker or openai"
    )


@cache
def second_opinion() -> SecondOpinion | None:
    """The model that CHECK_ENGINE names; None where the words alone decide."""
    chosen = settings.read()
    if chosen.check_engine == "embedded":
        return None
    if chosen.check_engine == "bedrock":
        from shared.adapters.models.hosted_check import BedrockCheck
        from shared.adapters.models.metering import Prices

        return BedrockCheck(chosen.need("check_model_id"), Prices.read(chosen.check_prices))
    raise RuntimeError(f"CHECK_ENGINE is {chosen.check_engine!r}: choose embedded or bedrock")


@cache
def embedded_composer() -> ReplyWriter:
    from shared.adapters.models.embedded import EmbeddedComposer

    return EmbeddedComposer()

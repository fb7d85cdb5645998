"""Which encoder an artefact was trained with, by the name on its card."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.adapters.models.intents import FusedIntentReader, IntentModel
from shared.adapters.models.minilm import DeepMiniLm, MiniLm, WideMiniLm
from shared.adapters.models.quick_minilm import QuickMiniLm
from shared.domain.errors import InvalidInput
from shared.ports.understanding import MANY, Encoder, QuestionEncoder

_WHOLE = "multilingual-e5-small, 4-bit"
_QUICK = f"{_WHOLE}; documents by three layers"


def encoder_named(name: str) -> Encoder:
    """Raises InvalidInput for a name that none has, and for one whose layer is missing."""
    for made in (WideMiniLm, DeepMiniLm):
        if made.name == name:
            return made()
    return question_encoder(name)


def question_encoder(name: str) -> QuestionEncoder:
    """The one of an index. Raises InvalidInput likewise."""
    for made in (QuickMiniLm, MiniLm):
        if made.name == name:
            return made()
    if name in (_WHOLE, _QUICK):
        with _says_what_is_missing():
            from shared.adapters.models.multilingual import MultilingualE5, QuickE5
        return QuickE5() if name == _QUICK else MultilingualE5()
    raise InvalidInput(f"no encoder is called {name!r} here: train the artefact anew")


def encoder_for(locale: str) -> QuestionEncoder:
    """The one that reads a locale's documents and the questions about them; of MANY documents for
    questions in any language, which three layers would not bring near enough."""
    names = {"en": QuickMiniLm.name, MANY: _WHOLE}
    return question_encoder(names.get(locale.partition("-")[0], _QUICK))


def comparer_for(locale: str) -> Encoder:
    """The one by which a locale's texts are compared with each other, not with questions. It gives
    the vectors that an index of them has."""
    if locale.partition("-")[0] == "en":
        return QuickMiniLm()
    with _says_what_is_missing():
        from shared.adapters.models.multilingual import AlikeE5
    return AlikeE5()


@contextmanager
def _says_what_is_missing() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:  # it is in an optional layer
        raise InvalidInput(
            "only English can be read here: list the other languages in company.yaml"
        ) from error


def load_reader(path: Path) -> FusedIntentReader:
    """The reader of an artefact, with its own encoder."""
    model = IntentModel.load(path)
    return FusedIntentReader(encoder_named(model.card["encoder"]), model)

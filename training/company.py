"""Builds what a company's functions load, from its pack: the intent head and the search index.

python -m training.company northwind
"""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from rich.progress import Progress

from shared.adapters.models.encoders import encoder_for as reader_of
from shared.adapters.models.intents import (
    INTENTS,
    MULTILINGUAL_INTENTS,
    OUT_OF_SCOPE,
    IntentModel,
)
from shared.adapters.models.multilingual import MultilingualE5
from shared.adapters.pack import load_company, load_documents
from shared.adapters.policies import load_policies
from shared.adapters.search.index import INDEX, build_index
from shared.adapters.search.vectors import VectorCache
from shared.domain.company import Company
from shared.domain.errors import BrokenPack
from shared.ports.understanding import Encoder
from training.intents import Example, encoder_for, train
from training.utterances import translated_seeds

ROOT = Path(__file__).parent.parent
VECTORS = ROOT / ".careline" / "vectors.sqlite"
"""What builds before had encoded."""
REHEARSED = ROOT / "build" / "rehearsed"
"""Models that a rehearsal made of a pack as it is now: never deployed."""
_MOST_ENGLISH = 30
"""English utterances of an intent that teach the model of other languages: more of them outvote the
few that those have."""


def build(company: str, tell: Callable[[int, int], None] = lambda _done, _all: None) -> Path:
    """Write the artefacts of companies/<company> to build/companies/<company>: those of other
    languages too, if the pack lists more than English. `tell` hears how many of the knowledge's
    texts are encoded, of how many; a build that is killed goes on there.

    Raises BrokenPack when the pack cannot be used.
    """
    pack = ROOT / "companies" / company
    out = ROOT / "build" / "companies" / company
    about = load_company(pack)
    documents = load_documents(pack)
    load_policies(pack, documents)  # whose rules must agree with their prose
    out.mkdir(parents=True, exist_ok=True)
    if (pack / INTENTS).exists():  # by `careline train`, from real messages
        check_intents(IntentModel.load(pack / INTENTS), about)
        shutil.copy(pack / INTENTS, out / INTENTS)
    else:
        train_intents(about).save(out / INTENTS)
    if len(about.languages) > 1:
        train_multilingual_intents(pack, about).save(out / MULTILINGUAL_INTENTS)
    shutil.rmtree(REHEARSED / company, ignore_errors=True)
    cache = VectorCache(VECTORS)
    build_index(out / INDEX, documents, reader_of, cache, tell, about.languages)
    cache.close()
    return out


def check_intents(model: IntentModel, company: Company) -> None:
    """Raises BrokenPack where the artefact reads what the company does not know."""
    if strange := set(model.labels) - company.intents.keys() - {OUT_OF_SCOPE}:
        raise BrokenPack(
            f"{INTENTS} knows the intent {min(strange)}, which intents.yaml lacks: add it, or "
            "train without it"
        )


def seeds_of(company: Company, most: int | None = None) -> list[Example]:
    """Its seed utterances, or the first `most` of each intent, and its intents' titles."""
    said = [
        Example(text, intent.name)
        for intent in company.intents.values()
        for text in (*intent.utterances[:most], intent.title)
    ]
    return said + [Example(text, OUT_OF_SCOPE) for text in company.out_of_scope]


def train_intents(company: Company) -> IntentModel:
    """From the seed utterances and the intents' titles beside their names, with the encoder that
    suits them best."""
    examples = seeds_of(company)
    return _trained(examples, encoder_for(examples), company)


def train_multilingual_intents(pack: Path, company: Company) -> IntentModel:
    """Also from what the pack has of its other languages."""
    examples = seeds_of(company, _MOST_ENGLISH) + translated_seeds(pack, company)
    return _trained(examples, MultilingualE5(), company)


def _trained(examples: list[Example], encoder: Encoder, company: Company) -> IntentModel:
    """Seeds are written, not drawn from what customers send."""
    actions = {name: intent.action for name, intent in company.intents.items()}
    return train(examples, encoder, policy=company.policy, actions=actions, is_sample=False)


if __name__ == "__main__":
    with Progress(transient=True) as bar:
        task = bar.add_task("Encoding the knowledge", total=None)
        made = build(sys.argv[1], lambda done, of: bar.update(task, completed=done, total=of))
    print(made)

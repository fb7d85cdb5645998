"""Builds what a company's functions load, from its pack: the intent head and the search index.

python -m training.company northwind
"""

import sys
from pathlib import Path

from shared.adapters.models.intents import OUT_OF_SCOPE
from shared.adapters.models.knowledge import KnowledgeIndex
from shared.adapters.models.minilm import MiniLm
from shared.adapters.pack import load_company, load_documents
from shared.domain.company import Company
from training.intents import Example, train

ROOT = Path(__file__).parent.parent


def build(company: str) -> Path:
    """Write the artefacts of companies/<company> to build/companies/<company>.

    Raises BrokenPack when the pack cannot be used.
    """
    pack = ROOT / "companies" / company
    out = ROOT / "build" / "companies" / company
    about = load_company(pack)
    documents = load_documents(pack)
    encoder = MiniLm()
    out.mkdir(parents=True, exist_ok=True)
    actions = {name: intent.action for name, intent in about.intents.items()}
    model = train(_examples(about), encoder, policy=about.policy, actions=actions)
    model.save(out / "intents.npz")
    KnowledgeIndex.build(documents, encoder).save(out / "knowledge.npz")
    return out


def _examples(company: Company) -> list[Example]:
    """The seed utterances, and the intents' titles beside their names."""
    said = [
        Example(text, intent.name)
        for intent in company.intents.values()
        for text in (*intent.utterances, intent.title)
    ]
    return said + [Example(text, OUT_OF_SCOPE) for text in company.out_of_scope]


if __name__ == "__main__":
    print(build(sys.argv[1]))

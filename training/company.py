"""Builds what a company's functions load, from its pack: the intent head and the search index.

python -m training.company northwind
"""

import sys
from pathlib import Path

from shared.adapters.models.knowledge import KnowledgeIndex
from shared.adapters.models.minilm import MiniLm
from shared.adapters.pack import load_company, load_documents
from training.intents import train_intents

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
    train_intents(about, encoder, out / "intents.npz")
    KnowledgeIndex.build(documents, encoder).save(out / "knowledge.npz")
    return out


if __name__ == "__main__":
    print(build(sys.argv[1]))

"""What customers of other languages say teaches the model that reads them."""

from collections import Counter
from pathlib import Path

import pytest

from shared.adapters.pack import load_company
from shared.domain.errors import BrokenPack
from training.utterances import translated_seeds

PACK = Path(__file__).parents[2] / "companies" / "northwind"
COMPANY = load_company(PACK, ("en", "de", "ja"))


def test_every_intent_has_its_title_and_an_utterance_in_each_language() -> None:
    seeds = translated_seeds(PACK, COMPANY)
    counts = Counter((seed.language, seed.intent) for seed in seeds)
    assert counts.keys() == {(of, intent) for of in ("de", "ja") for intent in COMPANY.intents}
    assert min(counts.values()) >= 2


def test_a_pack_without_utterances_teaches_by_its_titles(tmp_path: Path) -> None:
    seeds = translated_seeds(tmp_path, COMPANY)
    assert len(seeds) == 2 * len(COMPANY.intents)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("greet: [Hallo]", "greet is no intent of intents.yaml"),
        ("greeting: Hallo", "greeting: give a list of texts"),
        ("greeting: [1]", "greeting: give a list of texts"),
        ("- Hallo", "give the texts of each intent"),
        ("greeting: [", "cannot be read"),
    ],
)
def test_what_cannot_teach_is_named(tmp_path: Path, content: str, complaint: str) -> None:
    (tmp_path / "utterances").mkdir()
    (tmp_path / "utterances" / "de.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(BrokenPack, match=r"utterances/de\.yaml") as broken:
        translated_seeds(tmp_path, COMPANY)
    assert complaint in str(broken.value)

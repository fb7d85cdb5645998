"""Whether a question points to the sentence that answers it, on articles and by a writer of which
nothing was learned (`training/answers.py`)."""

from pathlib import Path

import numpy as np

from shared.adapters.models.minilm import MiniLm

HERE = Path(__file__).parent
HELD = HERE / "questions" / "q4.txt"


def test_the_sentence_that_answers_comes_first_for_most_questions() -> None:
    encoder, articles = MiniLm(), _articles()
    vectors = {name: encoder.encode(lines) for name, lines in articles.items()}
    found = {"asked": 0, "wanted": 0}
    asked = HELD.read_text(encoding="utf-8").splitlines()
    for line in asked:
        article, right, question = line.split(" | ", 2)
        answers = {int(each) - 1 for each in right.split(",")}
        for reading, vector in zip(found, encoder.ask(question), strict=True):
            found[reading] += int(np.argmax(vectors[article] @ vector)) in answers
    print({reading: f"{count} of {len(asked)}" for reading, count in found.items()})
    assert found["wanted"] >= 0.79 * len(asked)
    assert found["wanted"] >= found["asked"] + 0.08 * len(asked)


def _articles() -> dict[str, list[str]]:
    """The lines of each that is asked about, by its id."""
    asked = {line.split(" | ")[0] for line in HELD.read_text(encoding="utf-8").splitlines()}
    found: dict[str, list[str]] = {}
    for path in sorted((HERE / "sentences").glob("*.txt")):
        for group in path.read_text(encoding="utf-8").split("# ")[1:]:
            head, *lines = group.splitlines()
            name = head.split(" | ")[0]
            if name in asked:
                found[name] = [each[2:] for each in lines if each.startswith("> ")]
    return found

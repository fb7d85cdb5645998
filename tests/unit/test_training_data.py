"""Every unusable file gets one sentence that says what to mend; every doubtful one a remark."""

from pathlib import Path

import pytest

from shared.domain.errors import InvalidInput
from training.data import read_examples

GOOD = "text,intent\nwhere is it,track\nsend it back,return\n"


def written(folder: Path, content: str | bytes, name: str = "data.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("content", "name", "mend"),
    [
        (
            "words,class\na,b\n",
            "data.csv",
            "needs the columns text and intent; it has words, class",
        ),
        ("text,intent\na,x\nb,x\n", "data.csv", "at least two intents"),
        ("text,intent\n", "data.csv", "has no rows"),
        ("text,intent\na,x\n,y\n", "data.csv", "row 2 has no text or no intent"),
        (b"text,intent\nna\xefve,x\n", "data.csv", "not UTF-8"),
        ('{"text": "a", "intent": "x"}\nrubbish\n', "data.jsonl", "line 2 is not JSON"),
        ('text,intent\n"' + "a" * 200_000, "data.csv", "is a quotation mark open"),
        ("[1]\n", "data.jsonl", "line 1 is not a JSON object"),
        (
            "text,intent,language\na,x,German\nb,y,en\n",
            "data.csv",
            "has the language 'german'",
        ),
        (GOOD, "data.xlsx", "give a .csv or a .jsonl file"),
        ("text,intent\n" + "a" * 10_001 + ",x\nb,y\n", "data.csv", "row 1 is longer"),
    ],
)
def test_an_unusable_file_is_refused_in_one_sentence(
    tmp_path: Path, content: str | bytes, name: str, mend: str
) -> None:
    with pytest.raises(InvalidInput, match=mend):
        read_examples(written(tmp_path, content, name))


def test_a_text_may_hold_any_line_end(tmp_path: Path) -> None:
    lines = '{"text": "a\u2028b\x85c", "intent": "x"}\n{"text": "d", "intent": "y"}\n'
    rows = read_examples(written(tmp_path, lines, "data.jsonl")).rows
    assert rows[0].text == "a\u2028b\x85c"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="there is no file"):
        read_examples(tmp_path)
    with pytest.raises(InvalidInput, match="there is no file"):
        read_examples(tmp_path / "none.csv")


def test_repeats_contradictions_and_small_intents_are_remarked(tmp_path: Path) -> None:
    rows = (
        "text,intent\n" + "Where is it,track\nwhere  is it,track\nwhere is it,return\nhm,return\n"
    )
    examples = read_examples(written(tmp_path, rows))
    assert len(examples.rows) == 3
    repeats, torn, tiny = examples.remarks
    assert repeats.startswith("1 rows repeat")
    assert "more than one intent" in torn
    assert "2 intents have fewer than 5" in tiny


def test_json_lines_and_other_names_of_the_intent_column_are_read(tmp_path: Path) -> None:
    lines = '{"text": "a b", "category": "x"}\n\n{"text": "c", "category": "oos"}\n'
    lines += '{"text": "d", "category": "y"}\n'
    examples = read_examples(written(tmp_path, lines, "data.jsonl"))
    assert [row.intent for row in examples.rows] == ["x", "out_of_scope", "y"]


def test_a_language_column_is_read_and_english_is_the_default(tmp_path: Path) -> None:
    rows = "text,intent,language\nwo ist es,track,DE\nsend it back,return,\n"
    examples = read_examples(written(tmp_path, rows))
    assert [row.language for row in examples.rows] == ["de", "en"]

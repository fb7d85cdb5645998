"""Documents cut into passages."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.documents import Document, Scope
from shared.domain.passages import split_document, split_sentences


def cut(text: str, title: str = "Returns") -> list[tuple[str, list[str]]]:
    document = Document("returns", title, "", "1", text, Scope("en", date(2026, 1, 1)))
    passages = split_document(document)
    assert [passage.id for passage in passages] == [
        f"returns#{n}" for n in range(1, len(passages) + 1)
    ]
    return [(p.heading, [sentence.text for sentence in p.sentences]) for p in passages]


def test_a_passage_knows_the_headings_that_it_lies_under() -> None:
    text = "# Returns\n\nHello.\n\n## Digital\n\nNo.\n\n### Sound packs\n\nYes.\n\n## Gifts\n\nAsk."
    assert cut(text) == [
        ("", ["Hello."]),
        ("Digital", ["No."]),
        ("Digital › Sound packs", ["Yes."]),
        ("Gifts", ["Ask."]),
    ]


def test_a_section_knows_in_which_words_it_is_asked_for() -> None:
    text = "Hello.\n\n## Digital\n\nNo.\n\n### Sound packs\n\nYes."
    asked = (("Returns", ("hi?",)), ("Digital › Sound packs", ("can sounds go back?",)))
    scope = Scope("en", date(2026, 1, 1))
    passages = split_document(Document("returns", "Returns", "", "1", text, scope, asked=asked))
    assert [each.asked for each in passages] == [("hi?",), (), ("can sounds go back?",)]


def test_a_line_that_begins_with_a_year_is_no_item() -> None:
    assert split_sentences("Closed until May 25,\n2026. Ask Nora.\n1. Call.\n2. Wait.") == [
        "Closed until May 25, 2026.",
        "Ask Nora.",
        "Call.",
        "Wait.",
    ]


def test_a_comment_in_code_is_no_heading() -> None:
    assert cut("## Set up\n\n```\n# press both\n```\n\nDone.") == [
        ("Set up", ["# press both", "Done."])
    ]


def test_a_long_section_is_cut_between_blocks_and_a_table_stays_whole() -> None:
    paragraph = "Word " * 100 + "end."
    table = "| Plan | Price |\n|---|---|\n" + "\n".join(f"| Plan {n} | ${n} |" for n in range(60))
    passages = cut(f"## Plans\n\n{paragraph}\n\n{table}\n\nThat is all.")
    assert [heading for heading, _ in passages] == ["Plans"] * 3
    assert len(passages[1][1]) == 60


def test_sentences_end_where_a_reader_ends_them() -> None:
    assert split_sentences("Call Dr. Smith, e.g. Tuesday. It costs $5.50 a day! Ok?") == [
        "Call Dr. Smith, e.g. Tuesday.",
        "It costs $5.50 a day!",
        "Ok?",
    ]
    assert split_sentences("Das geht, z.B. Online. Überall gilt es. ¿Y aquí? ¡Sí!") == [
        "Das geht, z.B. Online.",
        "Überall gilt es.",
        "¿Y aquí?",
        "¡Sí!",
    ]
    assert split_sentences("三十日以内です。はい。") == ["三十日以内です。", "はい。"]


@given(st.text(alphabet="aZé,.!?。 \n", max_size=400))
def test_no_word_is_lost_or_made_up(text: str) -> None:
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())

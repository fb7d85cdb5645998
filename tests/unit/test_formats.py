"""Files of every format become Markdown; what cannot be read says what would mend it."""

import io
import zipfile
from contextlib import suppress

import pytest
from docx import Document as Docx
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.adapters.sources import formats, pdf
from shared.adapters.sources.formats import read_file
from shared.adapters.sources.markdown import has_text
from shared.domain.errors import InvalidInput
from shared.domain.passages import split_sentences


def made_pdf(pages: int = 1, password: str | None = None) -> bytes:
    document = FPDF()
    if password:
        document.set_encryption(owner_password=password, user_password=password)
    for number in range(1, pages + 1):
        document.add_page()
        document.set_font("Helvetica", size=9)
        document.cell(text=f"Northwind handbook, page {number}", new_x="LMARGIN", new_y="NEXT")
        document.ln(6)
        document.set_font("Helvetica", size=20)
        document.cell(text=f"Returns part {number}", new_x="LMARGIN", new_y="NEXT")
        document.ln(4)
        document.set_font("Helvetica", size=11)
        document.multi_cell(
            0,
            text="You can return headphones within 30 days of their delivery. The warehouse checks "
            "every parcel that it receives, and your refund follows within five business days.",
        )
        document.ln(4)
        with document.table() as table:
            for cells in (("Member", "Window"), ("Plus", "45 days"), ("Premium", "60 days")):
                row = table.row()
                for cell in cells:
                    row.cell(cell)
    return bytes(document.output())


def made_docx() -> bytes:
    document = Docx()
    document.add_heading("Returns", 1)
    document.add_paragraph("You can return it.")
    document.add_paragraph("Within 30 days", style="List Bullet")
    document.add_paragraph("With its box", style="List Bullet")
    table = document.add_table(2, 2)
    for at, text in enumerate(("Member", "Window", "Plus", "45 days")):
        table.cell(at // 2, at % 2).text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_pdf_keeps_its_headings_its_paragraphs_and_its_tables() -> None:
    text = read_file("handbook.pdf", made_pdf()).markdown
    assert "## Returns part 1" in text
    assert "days of their delivery. The warehouse checks every parcel" in " ".join(text.split())
    assert "| Member | Window |\n| --- | --- |\n| Plus | 45 days |\n| Premium | 60 days |" in text


def test_a_pdfs_running_head_is_left_out() -> None:
    assert "handbook" not in read_file("handbook.pdf", made_pdf(pages=4)).markdown


def test_a_docx_keeps_its_headings_lists_and_tables() -> None:
    text = read_file("returns.docx", made_docx())
    assert text.title == "Returns"
    assert "- Within 30 days\n- With its box" in text.markdown
    assert "| Plus | 45 days |" in text.markdown


def lines_of(document: FPDF, *lines: str) -> None:
    for line in lines:
        document.multi_cell(0, text=line, new_x="LMARGIN", new_y="NEXT")


def plain_pdf() -> FPDF:
    document = FPDF()
    document.add_page()
    document.set_font("Helvetica", size=11)
    return document


def markdown_of(document: FPDF) -> str:
    return read_file("handbook.pdf", bytes(document.output())).markdown


def test_a_pdfs_items_and_its_bold_and_broken_headings_are_told_apart() -> None:
    document = plain_pdf()
    document.set_font(size=20)
    lines_of(document, "Return policy for headphones, headsets, earbuds and all their accessories")
    document.set_font(size=11)
    document.ln(4)
    step = "1. Open the app, go to your orders and choose the one that you want to send back to us."
    lines_of(document, step, "2. Print the label.", "- Keep the box")
    document.set_font(style="B")
    lines_of(document, "What it costs")
    document.set_font(style="")
    lines_of(document, "Returns are free.")
    assert markdown_of(document).split("\n\n") == [
        "## Return policy for headphones, headsets, earbuds and all their accessories",
        step,
        "2. Print the label.",
        "- Keep the box",
        "#### What it costs",
        "Returns are free.",
    ]


def test_a_pdf_of_two_columns_is_read_down_each() -> None:
    document = plain_pdf()
    returns = "The warehouse checks every parcel and your refund follows within five days. " * 12
    repairs = "A repair takes about ten days in our workshop and we send you a message. " * 12
    document.multi_cell(0, text="What happens to returns and to repairs, on one page for everybody")
    document.ln(12)
    with document.text_columns(ncols=2, gutter=8) as columns:
        columns.write(f"{returns}\n\n{repairs}")
        columns.new_column()
        columns.write(repairs)
    text = markdown_of(document)
    assert returns.strip() in text
    assert text.count(repairs.strip()) == 2


def test_a_sentence_that_a_page_breaks_is_whole() -> None:
    document = plain_pdf()
    sentence = (
        "Headphones can be returned within thirty days of their delivery without any reason. "
    )
    document.multi_cell(0, text=sentence * 110)
    assert document.pages_count == 2
    assert markdown_of(document).count(sentence.strip()) == 110


def test_a_pdfs_table_goes_on_over_the_page_and_its_joined_cells_stand_in_every_row() -> None:
    document = plain_pdf()
    lines_of(document, "Windows by member.")
    with document.table() as table:
        for cells in (
            ("Member", "Region", "Window"),
            *((f"M{n}", "EU", f"{n} days") for n in range(60)),
        ):
            row = table.row()
            for cell in cells:
                row.cell(cell)
    text = markdown_of(document)
    assert text.count("| Member | Region | Window |") == 1
    assert "| M59 | EU | 59 days |" in text
    document = plain_pdf()
    with document.table() as table:
        for member, region in (("Member", "Region"), ("Plus", "EU"), ("", "US")):
            row = table.row()
            if member:
                row.cell(member, rowspan=2 if member == "Plus" else 1)
            row.cell(region)
    assert "| Plus | EU |\n| Plus | US |" in markdown_of(document)


def test_a_docx_keeps_joined_cells_and_what_stands_in_a_frame() -> None:
    document = Docx()
    document.add_paragraph("Windows.")
    table = document.add_table(3, 2)
    for at, text in enumerate(("Member", "Window", "Plus", "45 days", "", "60 days in the EU")):
        table.cell(at // 2, at % 2).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    document.add_table(1, 1).cell(0, 0).text = "Keep the box."
    out = io.BytesIO()
    document.save(out)
    text = read_file("returns.docx", out.getvalue()).markdown
    assert "| Plus | 45 days |\n| Plus | 60 days in the EU |" in text
    assert "Keep the box." in split_sentences(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_faq_is_read_in_any_encoding_and_with_any_delimiter(
    encoding: str, delimiter: str
) -> None:
    rows = [
        ["Answer", "Topic", "Question"],
        ["\"30 Tage; für Plus 45, 'umsonst'\"", "x", '"Wie lange läuft die Rückgabefrist?"'],
    ]
    content = "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)
    assert read_file("faq.csv", content).markdown == (
        "## Wie lange läuft die Rückgabefrist?\n\n30 Tage; für Plus 45, 'umsonst'"
    )


def test_a_page_loses_its_navigation_and_keeps_its_table() -> None:
    html = """<html><head><title>Returns</title></head><body><nav><a href=/>Home</a></nav>
    <main><h1>Returns</h1><p>You can return headphones within 30 days of their delivery, as long as
    they are complete and undamaged.</p><ul><li>Keep the box.</li><li>Print the label.</li></ul>
    <table><tr><th>Member</th><th>Window</th></tr><tr><td>Plus</td><td>45 days</td></tr></table>
    </main><footer>Imprint and cookies</footer></body></html>"""
    text = read_file("returns.html", html.encode())
    assert text.title == "Returns"
    assert "You can return headphones within 30 days" in text.markdown
    assert "Keep the box." in text.markdown
    assert "45 days" in text.markdown
    assert "Imprint" not in text.markdown


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_faq_is_a_section_a_question_in_any_encoding(encoding: str, mark: str) -> None:
    rows = [
        ("Question", "Answer"),
        ("Wie lange kann ich zurückgeben?", "Sie können die Kopfhörer 30 Tage lang zurückgeben."),
        ("Was kostet das?", "Für Mitglieder ist die Rückgabe natürlich kostenlos."),
    ]
    text = "\n".join(mark.join(row) for row in rows)
    assert read_file("faq.csv", text.encode(encoding)).markdown == (
        "## Wie lange kann ich zurückgeben?\n\nSie können die Kopfhörer 30 Tage lang zurückgeben."
        "\n\n## Was kostet das?\n\nFür Mitglieder ist die Rückgabe natürlich kostenlos."
    )


def zipped(size: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * size)
    return out.getvalue()


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        (
            "cp1252",
            "Quel est le délai ? Trente jours après la livraison, c\u2019est gratuit à Noël.",
        ),
        ("cp1250", "Jak długo trwa zwrot? Trzydzieści dni od dostawy, łącznie z weekendami."),
        ("cp1251", "Сколько длится возврат? Тридцать дней после доставки товара."),
        ("cp1253", "Πόσο διαρκεί η επιστροφή; Τριάντα ημέρες μετά την παράδοση."),
        ("cp932", "返品の期限。商品到着後三十日以内に返品できます。"),
        ("gb18030", "退货期限。收货后三十天内可以退货。"),
        ("cp949", "반품 기한은 언제까지인가요? 상품을 받은 후 30일 이내에 반품할 수 있습니다."),
    ],
)
def test_a_text_is_read_in_the_encoding_that_it_was_saved_in(encoding: str, text: str) -> None:
    assert read_file("a.txt", text.encode(encoding)).markdown == text


@pytest.mark.parametrize(
    ("name", "content", "mend"),
    [
        ("a.pdf", made_pdf(password="x"), "remove its password"),
        ("a.pdf", b"%PDF-1.7 rubbish", "no PDF that can be read"),
        ("a.docx", b"PK rubbish", "save it as .docx"),
        ("a.docx", zipped(1_000), "save it as .docx"),
        ("a.csv", b"Frage,Antwort\n1,2", "columns question and answer"),
        ("a.csv", b"question,answer\nHow?,Well, so", "line 2 has more cells than columns"),
        ("a.csv", b"question,answer\nHow?," + b"x" * 200_000, "it cannot be read"),
        ("a.txt", b"%PDF-1.7 rubbish", "it is a .pdf inside"),
        ("a.pdf", zipped(1), "it is a .docx inside"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 512, "locked with a password"),
        ("a.md", b"MZ\0\1\2", "it is no text"),
        ("a.md", b" \n", "it is empty"),
        ("a.exe", b"MZ", "its format .exe is not one of .md"),
        ("README", b"text", r"its format \(none\)"),
        ("a.html", b"<html><body></body></html>", "no text was found"),
    ],
)
def test_what_cannot_be_read_says_what_would_mend_it(name: str, content: bytes, mend: str) -> None:
    with pytest.raises(InvalidInput, match=mend):
        read_file(name, content)


def test_what_is_too_large_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "LARGEST", 100)
    with pytest.raises(InvalidInput, match="split it"):
        read_file("a.md", b"x" * 101)
    monkeypatch.setattr(formats, "_UNZIPPED", 1_000)
    monkeypatch.setattr(formats, "LARGEST", 10_000)
    with pytest.raises(InvalidInput, match="more than a document can be"):
        read_file("a.docx", zipped(2_000))


def test_a_pdf_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    document = plain_pdf()
    document.multi_cell(0, text="Returns are free. " * 2_000)
    monkeypatch.setattr(pdf, "_LARGEST_STREAM", 3_000)
    monkeypatch.setattr(pdf, "_PIECE", 1_000)
    with pytest.raises(InvalidInput, match="unpacks to more"):
        pdf.read_pdf(bytes(document.output()))


def test_a_scanned_pdf_says_that_it_holds_pictures_only() -> None:
    document = FPDF()
    document.add_page()
    with pytest.raises(InvalidInput, match="only pictures"):
        pdf.read_pdf(bytes(document.output()))


def test_a_deeply_nested_page_ends() -> None:
    html = b"<html><body>" + b"<div>" * 50_000 + b"text" + b"</div>" * 50_000
    with pytest.raises(InvalidInput):
        read_file("a.html", html)


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from(sorted(formats.READERS)))
def test_rubbish_is_read_or_refused_but_never_breaks_the_sync(content: bytes, ending: str) -> None:
    with suppress(InvalidInput):
        assert has_text(read_file(f"file{ending}", content).markdown)

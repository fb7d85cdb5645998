"""sources.yaml names the sources of a pack."""

from pathlib import Path

import pytest

from shared.adapters.sources.settings import load_sources, open_source
from shared.domain.errors import BrokenPack, InvalidInput

TOKEN = "s3cr3t-token"


def test_a_packs_sources_are_read_and_opened(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(
        """
- {name: articles, kind: folder, path: knowledge, schedule: rate(1 hour)}
- {name: site, kind: website, sitemap: "https://a.example/s.xml", prefixes: ["https://a.example/"]}
- {name: wiki, kind: confluence, site: "https://a.example", spaces: [HELP], secret: arn:wiki}
- {name: notes, kind: notion, secret: arn:notes, locale: de, region: [EU]}
- {name: macros, kind: zendesk_macros, site: "https://a.example", secret: arn:macros}
""",
        encoding="utf-8",
    )
    asked: list[str] = []

    def secret(arn: str) -> str:
        asked.append(arn)
        return f"bot@example.com:{TOKEN}"

    sources = load_sources(tmp_path)
    opened = [open_source(tmp_path, each, "en", secret) for each in sources]
    assert [each.name for each in opened] == ["articles", "site", "wiki", "notes", "macros"]
    assert asked == ["arn:wiki", "arn:notes", "arn:macros"]


def test_a_secret_without_a_token_says_its_form(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(
        "- {name: wiki, kind: confluence, site: 'https://a.example', spaces: [HELP], secret: s}",
        encoding="utf-8",
    )
    (wiki,) = load_sources(tmp_path)
    with pytest.raises(InvalidInput, match="must be an e-mail address, a colon, a token") as told:
        open_source(tmp_path, wiki, "en", lambda _: TOKEN)
    assert TOKEN not in str(told.value)


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("- {name: x, kind: ftp}", "does not match any of the expected tags"),
        ("- {name: x, kind: folder}", "path: Field required"),
        ("- {name: X y, kind: folder, path: k}", "should match pattern"),
        ("- {name: x, kind: folder, path: k, colour: red}", "Extra inputs"),
        ("- {name: x, kind: folder, path: a}\n- {name: x, kind: folder, path: b}", "named twice"),
        (": :", "it is no YAML"),
        ("- {name: x, kind: folder, path: k, valid_from: 2026-02-30}", "day is out of range"),
        ("- {name: x, kind: folder, path: k, schedule: hourly}", "schedule"),
        ("- {name: x, kind: zendesk_macros, site: 'http://a.example', secret: s}", "site"),
        ("- {name: x, kind: website, sitemap: s, prefixes: ['https://a.example']}", "prefixes"),
        ("- {name: x, kind: website, sitemap: s, prefixes: []}", "prefixes"),
    ],
)
def test_a_broken_list_of_sources_is_told_with_its_mend(
    tmp_path: Path, text: str, mend: str
) -> None:
    (tmp_path / "sources.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BrokenPack, match=mend):
        load_sources(tmp_path)

"""Every source tells what is new, what is the same and what cannot be used, and nothing else."""

from pathlib import Path

import pytest

from shared.adapters.aws.clients import client
from shared.adapters.aws.inbox import InboxSource
from shared.adapters.sources.defaults import Defaults
from shared.adapters.sources.folder import FolderSource
from shared.domain.errors import InvalidInput, TransientError
from shared.ports.sources import DocumentSource, Pulled, Same, Skipped
from tests.contracts.sites import DEFAULTS, REPAIR, SITES, THIRTY, TOKEN, Site, pull

SIXTY = "You can return headphones within 60 days of their delivery."
LABEL = "We send you the label by e-mail as soon as you ask for it."


class Files(Site):
    """A folder, or the inbox, that holds texts as files."""

    def __init__(self, folder: Path | None) -> None:
        super().__init__()
        self._folder = folder

    def write(self, name: str, text: str) -> None:
        if self._folder:
            (self._folder / f"{name}.md").write_text(text, encoding="utf-8")
        else:
            client("s3").put_object(Bucket="knowledge", Key=f"inbox/{name}.md", Body=text.encode())

    def remove(self, name: str) -> None:
        if self._folder:
            (self._folder / f"{name}.md").unlink()
        else:
            client("s3").delete_object(Bucket="knowledge", Key=f"inbox/{name}.md")

    def source(self, defaults: Defaults) -> DocumentSource:
        if self._folder:
            return FolderSource("files", self._folder, defaults)
        return InboxSource("knowledge", defaults)


@pytest.fixture(params=["folder", "inbox", *SITES])
def site(request: pytest.FixtureRequest, tmp_path: Path, aws: None) -> Site:
    made: Site
    if request.param in SITES:
        made = SITES[request.param]()
    else:
        client("s3").create_bucket(Bucket="knowledge")
        made = Files(tmp_path if request.param == "folder" else None)
    for name, text in (("returns", THIRTY), ("repairs", REPAIR), ("labels", LABEL)):
        made.write(name, text)
    return made


def take(site: Site) -> dict[str, str]:
    """Pulls everything; the revisions by id."""
    found = pull(site, {})
    assert all(isinstance(each, Pulled) for each in found), found
    return {each.document.id: each.revision for each in found if isinstance(each, Pulled)}


def remove(site: Site, name: str) -> None:
    if isinstance(site, Files):
        site.remove(name)
    else:
        del site.texts[name]


def test_the_first_pull_brings_everything_with_its_scope(site: Site) -> None:
    found = [each.document for each in pull(site, {}) if isinstance(each, Pulled)]
    assert len({each.id for each in found}) == 3
    (returns,) = [each for each in found if THIRTY in each.text]
    assert returns.title.lower() == "returns"
    assert returns.scope.locale == "en"
    assert returns.scope.regions == {"EU"}
    assert returns.owner == "Care"
    assert returns.products == {"audio"}
    assert returns.source
    assert returns.version


def test_the_second_pull_brings_nothing(site: Site) -> None:
    have = take(site)
    assert pull(site, have) == [Same(id) for id in have]


def test_a_change_is_pulled_alone(site: Site) -> None:
    have = take(site)
    site.write("returns", SIXTY)
    found = pull(site, have)
    (changed,) = [each for each in found if not isinstance(each, Same)]
    assert isinstance(changed, Pulled)
    assert SIXTY in changed.document.text
    assert changed.document.id in have


def test_what_is_gone_is_not_told_of(site: Site) -> None:
    have = take(site)
    remove(site, "repairs")
    assert len(pull(site, have)) == 2


def test_what_cannot_be_used_is_named_and_the_rest_comes(site: Site) -> None:
    site.write("repairs", "")
    found = pull(site, {})
    assert len([each for each in found if isinstance(each, Pulled)]) == 2
    (skipped,) = [each for each in found if isinstance(each, Skipped)]
    assert skipped.mend


def test_what_can_no_longer_be_used_is_told_by_the_id_that_we_have(site: Site) -> None:
    have = take(site)
    site.write("repairs", "")
    found = pull(site, have)
    assert len([each for each in found if isinstance(each, Same)]) == 2
    (skipped,) = [each for each in found if isinstance(each, Skipped)]
    assert skipped.document_id in have


def test_names_that_read_alike_in_latin_letters_are_two_documents(site: Site) -> None:
    site.write("返品", THIRTY)
    site.write("修理", REPAIR)
    have = take(site)
    assert len(have) == 5
    assert pull(site, have) == [Same(id) for id in have]


def test_a_folder_that_is_not_there_or_cannot_be_read_takes_nothing_away(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="there is no folder articles: mend `path`"):
        list(FolderSource("files", tmp_path / "articles").pull({"returns": "1"}))
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(THIRTY, encoding="utf-8")
    found = FolderSource("files", tmp_path, DEFAULTS).pull({})
    assert isinstance(next(found), Pulled)
    (tmp_path / "b.txt").unlink()
    with pytest.raises(TransientError, match="files cannot be read"):
        list(found)


def article(id: str, text: str) -> str:
    head = f"id: {id}\ntitle: Returns\nsource: s\nversion: 1\nlocale: en\nvalid_from: 2026-01-01"
    return f"---\n{head}\n---\n{text}"


@pytest.mark.parametrize("kind", ["folder", "inbox"])
def test_an_article_is_known_by_its_place_while_its_front_matter_is_broken(
    kind: str, tmp_path: Path, aws: None
) -> None:
    client("s3").create_bucket(Bucket="knowledge")
    files = Files(tmp_path if kind == "folder" else None)
    files.write("one", "\ufeff" + article("returns", THIRTY))
    files.write("two", article("repairs", REPAIR))
    have = take(files)
    assert set(have) == {"returns", "repairs"}
    files.write("one", "---\nid: [\n---\n")
    skipped, same = pull(files, have)
    assert isinstance(skipped, Skipped)
    assert (skipped.document_id, same) == ("returns", Same("repairs"))
    files.write("one", article("repairs", THIRTY))
    found = pull(files, have)
    assert [type(each) for each in found] == [Pulled, Skipped]
    assert "has the id repairs too" in str(found[1])


@pytest.mark.parametrize(
    ("head", "mend"),
    [
        ("valid_from: 2026-02-30", "day is out of range for month"),
        ("valid_from: 2026-05-06\nvalid_to: 2026-05-01", "ends on 2026-05-01, before it begins"),
        ("valid_from: soon", "has valid_from as 'soon'"),
        ("- a list", "its front matter is no YAML"),
        ("deep: " + "[" * 5_000, "its front matter"),
    ],
)
def test_an_article_that_cannot_be_is_named_and_the_rest_is_read(
    head: str, mend: str, tmp_path: Path
) -> None:
    files = Files(tmp_path)
    about = "id: odd\ntitle: Odd\nsource: s\nversion: 1\nlocale: en\n"
    files.write("odd", f"---\n{about}{head}\n---\n\n{THIRTY}")
    files.write("repairs", article("repairs", REPAIR))
    skipped, pulled = pull(files, {})
    assert isinstance(skipped, Skipped)
    assert mend in skipped.mend
    assert isinstance(pulled, Pulled)


def test_the_same_content_at_two_places_is_two_documents(site: Site) -> None:
    site.write("repairs", THIRTY)
    have = take(site)
    assert len(have) == 3
    assert pull(site, have) == [Same(id) for id in have]


@pytest.mark.parametrize("kind", SITES)
def test_a_site_that_breaks_off_says_so_after_a_few_tries(kind: str) -> None:
    site = SITES[kind]()
    for name in ("returns", "repairs", "labels"):
        site.write(name, LABEL)
    site.down_after = 1
    with pytest.raises(TransientError, match="answered 503"):
        pull(site, {})
    assert len(site.requests) == 1 + 4


@pytest.mark.parametrize("kind", sorted(SITES.keys() - {"website"}))
def test_a_wrong_token_is_told_without_the_token(kind: str) -> None:
    site = SITES[kind]()
    site.refuses = True
    with pytest.raises(InvalidInput, match="check the source's secret") as refused:
        pull(site, {})
    assert TOKEN not in str(refused.value)
    assert len(site.requests) == 1

"""The sources that a pack names, sources.yaml."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from shared.adapters.sources.articles import Names
from shared.adapters.sources.defaults import Defaults
from shared.adapters.yaml_text import parse_yaml
from shared.domain.errors import BrokenPack, InvalidInput
from shared.ports.sources import DocumentSource

_Site = Annotated[str, Field(pattern=r"^https://[^/]+/?$")]
"""Never without TLS, since its token goes there."""
_Prefix = Annotated[str, Field(pattern=r"^https?://[^/]+/")]
"""With a slash after the host, or another host's name could begin alike."""
_Schedule = Annotated[
    str, Field(pattern=r"^(rate\([1-9]\d* (minute|hour|day)s?\)|cron\(\S+( \S+){5}\))$")
]
"""https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html"""


class _Source(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    schedule: _Schedule | None = None
    """As EventBridge writes it, such as rate(1 hour)."""
    secret: str | None = None
    """The whole ARN of the secret that it is opened with."""
    locale: str | None = None
    valid_from: date = date(2000, 1, 1)
    owner: str | None = None
    region: Names = frozenset()
    products: Names = frozenset()

    def defaults(self, locale: str) -> Defaults:
        """`locale` is the company's own, for a source that names none."""
        return Defaults(
            self.locale or locale, self.valid_from, self.owner, self.region, self.products
        )


class Folder(_Source):
    """`path` in the pack. With `articles`, all its files are Markdown with front matter."""

    kind: Literal["folder"]
    path: str
    articles: bool = True


class Website(_Source):
    """Without a `sitemap` the links are followed, beginning at the `prefixes`. `inside`: it may lie
    in the company's own network."""

    kind: Literal["website"]
    sitemap: str | None = None
    prefixes: Annotated[tuple[_Prefix, ...], Field(min_length=1)]
    inside: bool = False


class Confluence(_Source):
    """The secret is `<e-mail>:<API token>`."""

    kind: Literal["confluence"]
    site: _Site
    spaces: tuple[str, ...]
    secret: str


class Notion(_Source):
    """The secret is the integration's token."""

    kind: Literal["notion"]
    database: str | None = None
    secret: str


class Zendesk(_Source):
    """The secret is `<e-mail>/token:<API token>`."""

    kind: Literal["zendesk_macros"]
    site: _Site
    secret: str


SourceSettings = Annotated[
    Folder | Website | Confluence | Notion | Zendesk, Field(discriminator="kind")
]
_LIST = TypeAdapter(tuple[SourceSettings, ...])


def load_sources(root: Path) -> tuple[SourceSettings, ...]:
    """Those of the pack at `root`. Raises BrokenPack naming the file and what to mend."""
    path = root / "sources.yaml"
    if not path.exists():
        return ()
    try:
        found = _LIST.validate_python(parse_yaml(path.read_text(encoding="utf-8")) or ())
    except yaml.YAMLError as error:
        raise BrokenPack(f"{root.name}/{path.name}: it is no YAML: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise BrokenPack(f"{root.name}/{path.name}: {place}: {first['msg']}") from error
    except ValueError as error:  # not UTF-8, or a day that is none
        raise BrokenPack(f"{root.name}/{path.name}: it cannot be read: {error}") from error
    names = [source.name for source in found]
    if repeated := {name for name in names if names.count(name) > 1}:
        raise BrokenPack(f"{root.name}/{path.name}: {sorted(repeated)[0]} is named twice")
    return found


def open_source(
    root: Path, source: SourceSettings, locale: str, secret: Callable[[str], str]
) -> DocumentSource:
    """`locale` is the company's own; `secret` reads one by its ARN."""
    if isinstance(source, Folder):
        from shared.adapters.sources.folder import FolderSource

        defaults = None if source.articles else source.defaults(locale)
        return FolderSource(source.name, root / source.path, defaults)
    from shared.adapters.sources.web import Web

    defaults = source.defaults(locale)
    if isinstance(source, Website):
        from shared.adapters.sources.crawl import CrawledSource
        from shared.adapters.sources.public import PublicOnly
        from shared.adapters.sources.website import WebsiteSource

        web = Web(transport=None if source.inside else PublicOnly())
        if source.sitemap is None:
            return CrawledSource(source.name, source.prefixes, defaults, web)
        return WebsiteSource(source.name, source.sitemap, source.prefixes, defaults, web)
    if isinstance(source, Notion):
        from shared.adapters.sources.notion import VERSION, NotionSource

        token = f"Bearer {secret(source.secret).strip()}"
        web = Web({"Authorization": token, "Notion-Version": VERSION})
        return NotionSource(source.name, source.database, defaults, web)
    user, _, token = secret(source.secret).strip().partition(":")
    if not token:
        raise InvalidInput(
            f"the secret of {source.name} must be an e-mail address, a colon, a token"
        )
    web = Web(auth=(user, token), site=source.site)
    if isinstance(source, Confluence):
        from shared.adapters.sources.confluence import ConfluenceSource

        return ConfluenceSource(source.name, source.site, source.spaces, defaults, web)
    from shared.adapters.sources.zendesk import ZendeskMacros

    return ZendeskMacros(source.name, source.site, defaults, web)

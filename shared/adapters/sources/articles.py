"""An article in Markdown whose front matter says what it is about and where it holds."""

import re
from datetime import date
from typing import Annotated

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from shared.adapters.yaml_text import parse_yaml
from shared.domain.documents import Document, Scope
from shared.domain.errors import InvalidInput
from shared.domain.passages import headings_of

_FRONT_MATTER = re.compile(r"\A---\r?\n(.*?)\r?\n---\r?\n(.*)\Z", re.DOTALL)

Names = Annotated[
    frozenset[str],
    BeforeValidator(
        lambda given: () if given == "all" else [given] if isinstance(given, str) else given
    ),
]
"""A name, a list of them, or `all`, which is told by none."""


class FrontMatter(BaseModel):
    """What the head of an article may say; other keys are the author's own."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    id: str
    title: str
    source: str
    version: str
    locale: str
    valid_from: date
    valid_to: date | None = None
    region: Names = frozenset()
    products: Names = frozenset()
    owner: str | None = None
    supersedes: str | None = None
    asked: dict[str, tuple[str, ...]] = {}
    """By a section's heading, in which words customers ask for what it tells."""


def read_article(text: str) -> Document:
    """Raises InvalidInput saying what to mend."""
    parts = _FRONT_MATTER.match(text)
    if not parts:
        raise InvalidInput("it must begin with front matter between two lines of ---")
    try:
        about = FrontMatter.model_validate(parse_yaml(parts[1]) or {})
    except yaml.YAMLError as error:
        raise InvalidInput(f"its front matter is no YAML: {error}") from error
    except ValidationError as error:
        raise InvalidInput(_mend(error)) from error
    except (ValueError, RecursionError) as error:  # such as a 30th of February
        raise InvalidInput(f"its front matter cannot be read: {error}") from error
    document = Document(
        id=about.id,
        title=about.title,
        source=about.source,
        version=about.version,
        text=parts[2].strip(),
        scope=Scope(about.locale, about.valid_from, about.valid_to, about.region),
        owner=about.owner,
        products=about.products,
        supersedes=about.supersedes,
        asked=tuple(about.asked.items()),
    )
    if strange := about.asked.keys() - headings_of(document):
        raise InvalidInput(f"its front matter tells how {min(strange)!r} is asked for, no section")
    return document


def _mend(error: ValidationError) -> str:
    first = error.errors()[0]
    name = ".".join(map(str, first["loc"]))
    if not name:
        return "its front matter must be lines such as `title: Returns`"
    if first["type"] == "missing":
        return f"its front matter lacks {name}"
    return f"its front matter has {name} as {first['input']!r}: {first['msg'].lower()}"


def write_article(document: Document) -> str:
    """The document with front matter that says all of it; `read_article` reads it back."""
    scope = document.scope
    said = {
        "id": document.id,
        "title": document.title,
        "source": document.source,
        "version": document.version,
        "owner": document.owner,
        "locale": scope.locale,
        "region": sorted(scope.regions) or "all",
        "products": sorted(document.products) or "all",
        "valid_from": scope.valid_from,
        "valid_to": scope.valid_to,
        "supersedes": document.supersedes,
        "asked": {heading: list(texts) for heading, texts in document.asked} or None,
    }
    front = {key: value for key, value in said.items() if value is not None}
    head = yaml.safe_dump(front, sort_keys=False, allow_unicode=True, width=1_000)
    return f"---\n{head}---\n\n{document.text}\n"

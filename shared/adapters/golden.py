"""Golden conversations as a pack writes them, in golden/*.yaml; the file's name is their theme.

    - name: the other order, then a correction      # the first words, if left out
      as: cus_maya                 # signed in, or known by the number on SMS; nobody, if left out
      channel: sms                 # web, if left out; email, voice
      turns:
        - customer: Why was my delivery delayed?
          desks: [workflow]        # who answers each wish of the message, in their order
          intent: [delivery_delay] # one of these, where it matters
          says: [NW-10482]         # texts that the reply must hold
          never_says: [NW-10485]   # and must not
          hears: [on May 8]        # texts that a caller must hear, on the channel `voice`
          cites: [returns]         # articles, or sources of facts, that it must name
          voice: only_your_own     # key of the company's own words that it must be
        - anew: true               # begins another conversation, later,
          as: cus_daniel           # of somebody else (null: of nobody that we know), or of the same
          customer: hello
      with_team: true              # whether the case is with the team at the end
      ends: [cancel_done]          # how each errand of the conversation ended; `open` if it did not
      given_today: [late_parcel]   # offers that others were given today as often as they may be
      known: why it still fails    # it must fail then: once it passes, take this away

golden/languages.yaml instead holds messages of one intent in many languages, of which each must go
where `desks` says or be asked back, and cites what it names where it cites anything.
"""

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError

from shared.adapters.yaml_text import parse_yaml
from shared.domain.conversation import Channel
from shared.domain.errors import BrokenPack
from shared.domain.intents import Desk

LANGUAGES = "languages"
"""The theme whose file holds the same messages in many languages."""


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


Kind = TypeVar("Kind", bound=Entry)


class Turn(Entry):
    customer: str = Field(min_length=1)
    anew: bool = False
    who: str | None = Field(default=None, validation_alias=AliasChoices("as", "who"))
    desks: tuple[Desk, ...] = ()
    intent: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    never_says: tuple[str, ...] = ()
    hears: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    voice: str | None = None
    may_ask_back: bool = False


class Script(Entry):
    name: str
    customer: str | None = Field(None, validation_alias=AliasChoices("as", "customer"))
    channel: Channel = Channel.WEB
    language: str = "en"
    turns: tuple[Turn, ...] = Field(min_length=1)
    with_team: bool | None = None
    ends: tuple[str, ...] | None = None
    given_today: tuple[str, ...] = ()
    known: str | None = None
    theme: str = ""


class Message(Entry):
    """The same message in many languages. An answer `cites` what the English one does; it may be
    that we do not know."""

    desks: tuple[Desk, ...]
    cites: tuple[str, ...] = ()
    customer: str | None = Field(None, validation_alias=AliasChoices("as", "customer"))
    words: dict[str, str]

    def scripts(self) -> list[Script]:
        return [
            Script(
                name=f"{self.words['en']} ({language})",
                customer=self.customer,
                language=language,
                turns=(
                    Turn(
                        customer=text,
                        desks=self.desks,
                        cites=self.cites,
                        may_ask_back=language != "en",
                    ),
                ),
                theme=LANGUAGES,
            )
            for language, text in self.words.items()
        ]


def load_scripts(pack: Path) -> list[Script]:
    """All of them, by theme. Raises BrokenPack, which says what to mend and where."""
    found: list[Script] = []
    for path in sorted((pack / "golden").glob("*.yaml")):
        if path.stem == LANGUAGES:
            found += [script for message in load_messages(pack) for script in message.scripts()]
            continue
        found += read_scripts(path)
    names = [script.name for script in found]
    for name in names:
        if names.count(name) > 1:
            raise BrokenPack(
                f"{pack / 'golden'}: two conversations are called {name!r}; rename one"
            )
    return found


def read_scripts(path: Path) -> list[Script]:
    """The conversations of one file. Raises BrokenPack."""
    return [
        _read(path, at, {"theme": path.stem, **_named(entry)}, Script)
        for at, entry in enumerate(_entries(path), start=1)
    ]


def golden_questions(pack: Path) -> list[tuple[str, str | None]]:
    """Every message of the golden conversations in the company's own language, and the customer
    who writes it. Raises BrokenPack."""
    return [
        (turn.customer, script.customer)
        for script in load_scripts(pack)
        if script.theme != LANGUAGES
        for turn in script.turns
    ]


def load_messages(pack: Path) -> list[Message]:
    """Those of golden/languages.yaml; none, where there is no such file."""
    path = pack / "golden" / f"{LANGUAGES}.yaml"
    if not path.exists():
        return []
    return [_read(path, at, entry, Message) for at, entry in enumerate(_entries(path), start=1)]


def _entries(path: Path) -> list[Any]:
    try:
        listed = parse_yaml(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BrokenPack(f"{path} is no YAML: {error}") from error
    if not isinstance(listed, list):
        raise BrokenPack(f"{path} must be a list of conversations")
    return listed


def _named(entry: Any) -> dict[str, Any]:
    """With the first words for a name."""
    if not isinstance(entry, dict):
        return {"turns": entry}
    turns = entry.get("turns") or [{}]
    first = turns[0].get("customer", "") if isinstance(turns[0], dict) else ""
    return {"name": first, **entry}


def _read(path: Path, at: int, entry: Any, kind: type[Kind]) -> Kind:
    try:
        return kind.model_validate(entry)
    except ValidationError as error:
        flaw = error.errors(include_url=False)[0]
        place = ".".join(map(str, flaw["loc"]))
        raise BrokenPack(f"{path}, conversation {at}: {place}: {flaw['msg']}") from error

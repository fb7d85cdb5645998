"""The macros of a Zendesk helpdesk: what its agents have answered with all along.

https://developer.zendesk.com/api-reference/ticketing/business-rules/macros/
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from shared.adapters.sources.defaults import Defaults
from shared.adapters.sources.markdown import from_html, has_text
from shared.adapters.sources.web import Web
from shared.domain.errors import InvalidInput
from shared.ports.sources import Pulled, Same, Skipped

_NAMES = r"(?:ticket\.requester|current_user)\.(?:first_name|last_name|name|signature)"
_NAME = re.compile(r"\{\{\s*" + _NAMES + r"\s*\}\}")
_ADDRESSED = re.compile(r",\s*" + _NAME.pattern + r"(?=\s*[.!?]|\s*$)", re.MULTILINE)
"""A name that a sentence ends with: "Thank you, Maya!" """
_PLACEHOLDER = re.compile(r"\{\{\s*([^}|]*?)\s*(?:\|[^}]*)?\}\}|\{%\s*(\w+)")
"""https://support.zendesk.com/hc/en-us/articles/4408886858138"""
_GREETING = 3
"""Words beside a name that make a line a greeting or a signature."""
_TEXTS = ("comment_value_html", "comment_value")


class ZendeskMacros:
    """`site` is such as https://acme.zendesk.com; a macro's revision is its updated_at."""

    def __init__(self, name: str, site: str, defaults: Defaults, web: Web) -> None:
        self.name = name
        self._site = site.rstrip("/")
        self._defaults = defaults
        self._web = web

    def pull(self, have: Mapping[str, str]) -> Iterator[Pulled | Same | Skipped]:
        url: str | None = f"{self._site}/api/v2/macros/active.json?page[size]=100"
        while url:
            answer = self._web.get_json(url, "macros")
            for macro in answer["macros"]:
                if _is_for_customers(macro):
                    yield self._read(macro, have)
            more = answer.get("meta", {}).get("has_more")
            url = answer["links"]["next"] if more else None

    def _read(self, macro: dict[str, Any], have: Mapping[str, str]) -> Pulled | Same | Skipped:
        id, revision = f"{self.name}-{macro['id']}", macro["updated_at"]
        if have.get(id) == revision:
            return Same(id)
        title = macro["title"].rpartition("::")[2].strip()
        try:
            text = _neutral(_said(macro["actions"]))
        except InvalidInput as error:
            return Skipped(id, f"the macro “{macro['title']}” {error}")
        address = f"{self._site}/admin/workspaces/agent-workspace/macros/{macro['id']}"
        return Pulled(self._defaults.document(id, title, address, revision, text), revision)


def _is_for_customers(macro: dict[str, Any]) -> bool:
    """No internal note, none that an agent keeps to themselves, and one that says something."""
    private = any(
        action["field"] == "comment_mode_is_public" and str(action["value"]).lower() == "false"
        for action in macro["actions"]
    )
    own = (macro.get("restriction") or {}).get("type") == "User"
    speaks = any(action["field"] in _TEXTS for action in macro["actions"])
    return bool(macro.get("active", True)) and speaks and not private and not own


def _neutral(said: str) -> str:
    """The text as it holds for everybody: without greeting, name and signature. Raises InvalidInput
    where it says something of the ticket itself, for nobody knows what the rest means without."""
    lines = (_ADDRESSED.sub("", line) for line in said.splitlines())
    text = "\n".join(line for line in lines if not _is_greeting(line)).strip()
    if depends := _PLACEHOLDER.search(text):
        raise InvalidInput(f"depends on {depends[1] or depends[2]}: word it without")
    if not has_text(text):
        raise InvalidInput("says nothing to the customer")
    return text


def _is_greeting(line: str) -> bool:
    beside, names = _NAME.subn("", line)
    return bool(names) and not _PLACEHOLDER.search(beside) and len(beside.split()) <= _GREETING


def _said(actions: list[dict[str, Any]]) -> str:
    """What the macro writes to the customer. A value may come with its channel before it."""
    for field in _TEXTS:
        for action in actions:
            if action["field"] == field:
                value = action["value"]
                text = str((value[-1:] or [""])[0] if isinstance(value, list) else value or "")
                return from_html(text) if field == "comment_value_html" else text.strip()
    return ""

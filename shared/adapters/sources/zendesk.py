"""The macros of a Zendesk helpdesk: what its agents have answered with all along.

https://developer.zendesk.com/api-reference/ticketing/business-rules/macros/
"""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.adapters.sources.defaults import Defaults
from shared.adapters.sources.formats import from_html
from shared.adapters.sources.web import Web
from shared.ports.sources import Pulled, Same, Skipped

_PLACEHOLDER = "{{"
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
            answer = self._web.get_json(url)
            for macro in answer["macros"]:
                if macro.get("active", True):
                    yield self._read(macro, have)
            more = answer.get("meta", {}).get("has_more")
            url = answer["links"]["next"] if more else None

    def _read(self, macro: dict[str, Any], have: Mapping[str, str]) -> Pulled | Same | Skipped:
        id, revision = f"{self.name}-{macro['id']}", macro["updated_at"]
        if have.get(id) == revision:
            return Same(id)
        said = _said(macro["actions"])
        if not said:
            return Skipped(id, f"the macro “{macro['title']}” says nothing to the customer")
        lines = said.splitlines()
        neutral = [line for line in lines if _PLACEHOLDER not in line]
        text = "\n".join(neutral).strip()
        if len(text) < len(said) / 2:
            return Skipped(id, f"the macro “{macro['title']}” depends on the ticket")
        title = macro["title"].rpartition("::")[2].strip()
        address = f"{self._site}/admin/workspaces/agent-workspace/macros/{macro['id']}"
        return Pulled(self._defaults.document(id, title, address, revision, text), revision)


def _said(actions: list[dict[str, Any]]) -> str:
    """What the macro writes to the customer. A value may come with its channel before it."""
    for field in _TEXTS:
        for action in actions:
            if action["field"] == field:
                value = action["value"]
                text = str(value[-1] if isinstance(value, list) else value)
                return from_html(text) if field == "comment_value_html" else text.strip()
    return ""

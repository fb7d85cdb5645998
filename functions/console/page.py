"""The console's page: static files, which hold no data and need no token."""

from pathlib import Path

from fastapi import Response

from shared.domain.errors import NotFound

_KINDS = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css"}
_INDEX = "index.html"
_FOREVER = "public, max-age=31536000, immutable"
"""For files whose name tells their content."""


def page(root: Path, issuer: str, name: str = _INDEX) -> Response:
    """A file of the page. Raises NotFound.

    The page may talk with this platform and with the identity provider, and with nobody else.
    """
    known = {path.name: path for path in root.glob("*") if path.suffix in _KINDS}
    if name not in known:
        raise NotFound(f"the console has no file {name}")
    path = known[name]
    origin = "/".join(issuer.split("/")[:3])
    return Response(
        path.read_bytes(),
        media_type=_KINDS[path.suffix],
        headers={
            "cache-control": "no-cache" if name == _INDEX else _FOREVER,
            "content-security-policy": (
                f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                f"connect-src 'self' {origin}; base-uri 'none'; form-action 'none'; "
                "frame-ancestors 'none'"
            ),
            "referrer-policy": "no-referrer",
            "x-content-type-options": "nosniff",
        },
    )

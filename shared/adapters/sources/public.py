"""The open internet alone: what a page or its redirection names must not lead a sync into the
company's own network, nor to the metadata of the machine that it runs on."""

import ipaddress
import socket
from collections import defaultdict
from collections.abc import Callable

import httpx

from shared.domain.errors import InvalidInput

Resolve = Callable[[str, int], list[str]]
"""The addresses of a host; raises OSError where it has none."""


def resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


class PublicOnly(httpx.BaseTransport):
    """Looks a host up once, refuses it unless all its addresses are public, and connects to the
    very address that it looked at: a name that resolves otherwise a moment later gains nothing.

    TLS still proves the host's name: https://www.python-httpx.org/advanced/extensions/#sni_hostname
    """

    def __init__(
        self,
        resolve: Resolve = resolve,
        connect: Callable[[], httpx.BaseTransport] = httpx.HTTPTransport,
    ) -> None:
        self._resolve = resolve
        # One for each host: hosts may share an address, and a connection proves one name only.
        self._to: defaultdict[str, httpx.BaseTransport] = defaultdict(connect)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        try:
            found = self._resolve(host, port)
        except UnicodeError:
            raise InvalidInput(f"{host!r} is no name of a host") from None
        except OSError as error:
            raise httpx.ConnectError(str(error), request=request) from error
        if not found or not all(ipaddress.ip_address(each).is_global for each in found):
            raise InvalidInput(f"{host} is no host of the open internet: set `inside: true`")
        pinned = httpx.Request(
            request.method,
            request.url.copy_with(host=found[0]),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": host},
        )
        return self._to[host].handle_request(pinned)

    def close(self) -> None:
        for transport in self._to.values():
            transport.close()

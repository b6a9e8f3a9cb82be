"""The server of the explorer: this machine only, secret addresses, few requests.

The secret stands in the path and nowhere else: no cookie that a browser would add by itself to what
another site asks. A page that another site makes call here is refused by its origin, one that
renames itself to this address (DNS rebinding) by its host. What is handed to a program that opens
browsers can be read by every user of the machine, and so it is a ticket to the address that is good
for one visit.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import secrets
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from hypercluster.errors import HyperclusterError, OutputError

ADDRESS = "127.0.0.1"
PORT, HTTP_PORT, HIGHEST_PORT = 8765, 80, 65535
MOST_BYTES = 64 * 1024
SECONDS = 30.0
# Connections that wait to be taken, and requests that are answered at once; the rest is told so.
BACKLOG, MOST_AT_ONCE = 1024, 128
PAUSE_SECONDS = 0.2
NO_RESOURCES = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
JSON = "application/json"
HTML = "text/html; charset=utf-8"
CLOSED_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')


@dataclass(frozen=True)
class Answer:
    """Body of an answer with its type and further headers."""

    body: bytes
    kind: str = JSON
    status: HTTPStatus = HTTPStatus.OK
    headers: Mapping[str, str] | None = None


class Opened(NamedTuple):
    """Address of the page, and one that leads there once."""

    address: str
    ticket: str

    @property
    def port(self) -> int:
        """Port that is listened to."""
        return urlsplit(self.address).port or HTTP_PORT


class RefusedError(HyperclusterError):
    """A request that is not answered, with the status that says why."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


def as_json(value: Any, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    """Answer that holds a value."""
    return Answer(json.dumps(value).encode(), JSON, status)


Routes = Mapping[tuple[str, str], Callable[[Any], Answer]]


@contextlib.contextmanager
def listening(routes: Routes, *, port: int = PORT) -> Iterator[Opened]:
    """Serve while the context lasts.

    Parameters
    ----------
    routes
        What answers a method and a name, such as `("GET", "progress")`. The name of the page is
        empty. A POST gets the JSON that was sent, a GET None.
    port
        Port of this machine. Where it is taken, another free one is used. 0 is any free one.

    Yields
    ------
    Opened
        Address of the page with its secret, and the ticket for a browser.

    Raises
    ------
    OutputError
        The port may not be used, or is no port.
    """
    if not 0 <= port <= HIGHEST_PORT:
        raise OutputError(
            f"Expected a port from 0 to {HIGHEST_PORT}; found {port}. "
            "Choose another one with --port."
        )
    secret, ticket = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    server = _bound(port, secret, ticket, routes)
    thread = threading.Thread(target=server.serve_forever, name="explorer", daemon=True)
    thread.start()
    try:
        start = f"http://{ADDRESS}:{server.server_port}/"
        yield Opened(f"{start}{secret}/", f"{start}{ticket}/")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _bound(port: int, secret: str, ticket: str, routes: Routes) -> _Server:
    try:
        return _Server(port, secret, ticket, routes)
    except OSError as error:
        if error.errno != errno.EADDRINUSE or port == 0:
            raise OutputError(
                f"Expected a port that may be used; found {port}: {error.strerror or error}. "
                "Choose another one with --port."
            ) from error
    return _Server(0, secret, ticket, routes)


class _Server(ThreadingHTTPServer):
    """A server of one secret.

    Its name is never looked up, which could take a request to the network.
    """

    daemon_threads = True
    request_queue_size = BACKLOG
    allow_reuse_address = os.name != "nt"  # there it would let two programs share a port

    def __init__(self, port: int, secret: str, ticket: str, routes: Routes) -> None:
        self.secret, self.tickets, self.routes = secret, [ticket], routes
        self._places = threading.BoundedSemaphore(MOST_AT_ONCE)
        super().__init__((ADDRESS, port), _Handler)

    def server_bind(self) -> None:
        TCPServer.server_bind(self)
        self.server_name, self.server_port = ADDRESS, int(self.server_address[1])

    def get_request(self) -> tuple[socket.socket, Any]:
        """Take a connection, and wait a little where the system has no room for it.

        It stays in the queue, from which the server would try to take it again without a pause.
        """
        try:
            return super().get_request()
        except OSError as error:
            if error.errno in NO_RESOURCES:
                time.sleep(PAUSE_SECONDS)
            raise

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread, or say at once that there are too many requests."""
        if not self._places.acquire(blocking=False):
            self._turn_away(request)
            return
        try:
            super().process_request(request, client_address)
        except RuntimeError:  # the system starts no more threads
            self._places.release()
            self._turn_away(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer, and give the place back."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def _turn_away(self, request: socket.socket) -> None:
        with contextlib.suppress(OSError):
            request.settimeout(0)
            request.send(_BUSY)
            # What has arrived is read: closing over it would take the answer back.
            request.recv(MOST_BYTES)
        self.shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of readers that have gone."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """One request: checked from the outside inwards, answered by its route."""

    server: _Server
    server_version, sys_version = "hypercluster", ""
    timeout = SECONDS

    def do_GET(self) -> None:
        """Answer a GET."""
        self._handle()

    def do_POST(self) -> None:
        """Answer a POST."""
        self._handle()

    def _handle(self) -> None:
        try:
            self._check_host()
            self._check_origin()
            answer = self._route()(self._sent() if self.command == "POST" else None)
        except RefusedError as error:
            answer = as_json({"message": str(error)}, error.status)
        except HyperclusterError as error:
            answer = as_json({"message": str(error)}, HTTPStatus.BAD_REQUEST)
        except (ConnectionError, TimeoutError):
            raise  # nobody reads an answer any more
        except Exception as error:
            message = f"internal error: {type(error).__name__}. The terminal shows where."
            self._send(as_json({"message": message}, HTTPStatus.INTERNAL_SERVER_ERROR))
            raise
        self._send(answer)

    def _check_host(self) -> None:
        """Only requests to this machine by its own names.

        Any other name is a site that points here.
        """
        hosts, port = (ADDRESS, "localhost"), self.server.server_port
        names = [f"{host}:{port}" for host in hosts] + list(hosts if port == HTTP_PORT else ())
        if self._only("Host") not in names:
            message = (
                f"Expected the address that the terminal shows ({names[0]}); "
                "found another host or port. A forwarded port must keep its number."
            )
            raise RefusedError(HTTPStatus.FORBIDDEN, message)

    def _check_origin(self) -> None:
        """Only pages of this server, or an address typed by hand."""
        origin, site = self._only("Origin"), self._only("Sec-Fetch-Site")
        has_origin = origin in (None, f"http://{self._only('Host')}")
        if not has_origin or site not in (None, "same-origin", "none"):
            message = (
                "Expected a request of the explorer's own page; found another site. "
                "Paste the address into the browser."
            )
            raise RefusedError(HTTPStatus.FORBIDDEN, message)

    def _only(self, name: str) -> str | None:
        """Value of a header, `several` where it stands more than once."""
        values = self.headers.get_all(name, [])
        return None if not values else values[0] if len(values) == 1 else "several"

    def _route(self) -> Callable[[Any], Answer]:
        path = self.path.partition("?")[0]
        secret, _, name = path.removeprefix("/").partition("/")
        if path.startswith("/") and not name and self.command == "GET" and self._has_ticket(secret):
            location = {"Location": f"/{self.server.secret}/"}
            return lambda _: Answer(b"", JSON, HTTPStatus.SEE_OTHER, location)
        if not path.startswith("/") or not _is_same(secret, self.server.secret):
            message = (
                "Expected the whole address that the terminal shows; found one without its secret."
            )
            raise RefusedError(HTTPStatus.FORBIDDEN, message)
        routes = self.server.routes
        if (self.command, name) in routes and (name or path.endswith("/")):
            return routes[self.command, name]
        if any(route == name for _, route in routes) and name:
            message = f"Expected another method for {name}; found {self.command}."
            raise RefusedError(HTTPStatus.METHOD_NOT_ALLOWED, message)
        raise RefusedError(HTTPStatus.NOT_FOUND, "There is nothing of that name here.")

    def _has_ticket(self, text: str) -> bool:
        """Whether this is the ticket, which is then used up."""
        if not any(_is_same(text, ticket) for ticket in self.server.tickets):
            return False
        try:
            self.server.tickets.remove(text)
        except ValueError:  # another visit came first
            return False
        return True

    def _sent(self) -> Any:
        """JSON of the request."""
        if self.headers.get_content_type() != JSON:
            message = f"Expected {JSON}; found {self.headers.get_content_type()}."
            raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, message)
        length = self._only("Content-Length") or ""
        if "Transfer-Encoding" in self.headers or not (length.isascii() and length.isdigit()):
            message = "Expected a body of known length; found none."
            raise RefusedError(HTTPStatus.LENGTH_REQUIRED, message)
        if len(length) > len(str(MOST_BYTES)) or int(length) > MOST_BYTES:
            message = f"Expected at most {MOST_BYTES} bytes; found {length[:12]}."
            raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message)
        try:
            sent = json.loads(self.rfile.read(int(length)))
            json.dumps(sent, ensure_ascii=False).encode()  # half of a letter is no text
            return sent
        except (ValueError, RecursionError) as error:
            message = "Expected JSON; found something else."
            raise RefusedError(HTTPStatus.BAD_REQUEST, message) from error

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        headers = {
            "Content-Type": answer.kind,
            "Content-Length": str(len(answer.body)),
            **(answer.headers or {}),
        }
        policy = page_policy(answer.body) if answer.kind == HTML else CLOSED_POLICY
        for name, value in {**headers, "Content-Security-Policy": policy, **HEADERS}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def send_error(self, code: int, *_: str | None, **__: str | None) -> None:
        """Answer what never became a request, without repeating any of it."""
        answer = {"message": "Expected a GET or POST request of HTTP; found something else."}
        self._send(as_json(answer, HTTPStatus(code)))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base
        """Keep quiet: the address holds the secret."""


def _busy() -> bytes:
    """Answer to a request that nobody reads, with its head."""
    message = "Expected fewer requests at once; found more than are answered. Try again."
    body, status = as_json({"message": message}).body, HTTPStatus.SERVICE_UNAVAILABLE
    headers = {
        "Content-Type": JSON,
        "Content-Length": str(len(body)),
        "Retry-After": "1",
        "Connection": "close",
        "Content-Security-Policy": CLOSED_POLICY,
        **HEADERS,
    }
    lines = [
        f"HTTP/1.0 {status.value} {status.phrase}",
        *(": ".join(pair) for pair in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


_BUSY = _busy()


def _is_same(text: str, secret: str) -> bool:
    """Compare in a time that does not tell how much is right."""
    return secrets.compare_digest(text.encode(), secret.encode())


def page_policy(page: bytes) -> str:
    """Content policy that a page states itself, with a ban on frames.

    Only a header can say that no other page may frame it.
    """
    match = _POLICY.search(page.decode())
    return f"{unescape(match[1])}; frame-ancestors 'none'" if match else CLOSED_POLICY

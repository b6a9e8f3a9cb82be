"""Raw requests to a server on this machine, whose headers and paths a test may bend."""

from __future__ import annotations

import http.client
import json
from types import SimpleNamespace
from urllib.parse import urlsplit


def client(address):
    """Raw requests to an address, whose headers a test may bend."""
    parts = urlsplit(address)

    def request(method="GET", name="", body=None, *, path=None, **headers):
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        if data is not None:
            sent.setdefault("Content-Type", "application/json")
        try:
            connection.request(method, parts.path + name if path is None else path, data, sent)
            answer = connection.getresponse()
            return SimpleNamespace(
                status=answer.status, headers=dict(answer.getheaders()), body=answer.read()
            )
        finally:
            connection.close()

    return SimpleNamespace(request=request, port=parts.port, path=parts.path)

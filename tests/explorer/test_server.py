"""The server answers its own page, and nobody else."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import socket
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from loopback import client

from hypercluster.errors import OutputError
from hypercluster.explorer import server
from hypercluster.explorer.server import Answer, listening

ROUTES = {
    ("GET", ""): lambda _: Answer(b"the page", server.HTML),
    ("GET", "progress"): lambda _: Answer(b"{}"),
    ("POST", "recompute"): lambda sent: Answer(json.dumps(sent).encode()),
}


@pytest.fixture(scope="module")
def plain():
    """A server of three plain routes."""
    with listening(ROUTES, port=0) as opened:
        yield client(opened.address)


def raw(plain, text):
    """Answer to exactly these bytes."""
    with socket.create_connection(("127.0.0.1", plain.port), timeout=20) as connection:
        connection.sendall(text.encode("latin-1"))
        return b"".join(iter(lambda: connection.recv(4096), b"")).decode("latin-1")


def test_the_whole_address_opens_the_page(plain):
    answer = plain.request()
    assert (answer.status, answer.body) == (200, b"the page")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_it_listens_on_this_machine_only():
    with listening(ROUTES, port=0) as opened:
        assert urlsplit(opened.address).hostname == "127.0.0.1"
        for other in {
            entry[4][0] for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        } - {"127.0.0.1"}:
            with socket.socket() as asked:
                asked.settimeout(2)
                assert asked.connect_ex((other, opened.port)) != 0


def test_every_server_has_another_secret_of_256_bits(plain):
    with listening(ROUTES, port=0) as opened:
        assert urlsplit(opened.address).path != plain.path
        assert len(plain.path.strip("/")) >= 43


@pytest.mark.parametrize("name", ["", "progress", "recompute"])
@pytest.mark.parametrize("secret", ["", "/", "/wrong/", "/%00/", "//", "/\xe9/"])
def test_nothing_is_answered_without_the_secret(plain, secret, name):
    head, _, body = raw(
        plain, f"GET {secret}{name or '/'} HTTP/1.1\r\nHost: 127.0.0.1:{plain.port}\r\n\r\n"
    ).partition("\r\n\r\n")
    assert head.startswith("HTTP/1.0 403")
    assert "without its secret" in body


def test_a_part_of_the_secret_is_not_the_secret(plain):
    secret = plain.path.strip("/")
    for wrong in (secret[:-1], secret + "x", secret.swapcase(), secret[::-1]):
        assert plain.request(path=f"/{wrong}/").status == 403


def test_the_secret_in_a_query_or_header_does_not_open_the_page(plain):
    secret = plain.path.strip("/")
    assert (
        plain.request(
            path=f"/?token={secret}", Cookie=f"token={secret}", Authorization=f"token {secret}"
        ).status
        == 403
    )


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "0.0.0.0:{port}",
        "[::1]:{port}",
        "",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_host_is_refused(plain, host, method):
    answer = plain.request(
        method,
        "" if method == "GET" else "recompute",
        None if method == "GET" else {},
        Host=host.format(port=plain.port),
    )
    assert answer.status == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_both_names_of_this_machine_are_known(plain, host):
    assert (
        plain.request(Host=f"{host}:{plain.port}", Origin=f"http://{host}:{plain.port}").status
        == 200
    )


def test_two_hosts_are_refused(plain):
    text = (
        f"GET {plain.path} HTTP/1.1\r\nHost: 127.0.0.1:{plain.port}\r\nHost: evil.example\r\n\r\n"
    )
    assert raw(plain, text).startswith("HTTP/1.0 403")


def test_no_host_is_refused(plain):
    assert raw(plain, f"GET {plain.path} HTTP/1.0\r\n\r\n").startswith("HTTP/1.0 403")


def test_a_whole_address_in_the_request_line_is_refused(plain):
    text = f"GET http://evil.example{plain.path} HTTP/1.1\r\nHost: 127.0.0.1:{plain.port}\r\n\r\n"
    assert raw(plain, text).startswith("HTTP/1.0 403")


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "https://127.0.0.1:{port}",
        "http://localhost:{port}",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_origin_is_refused(plain, origin, method):
    body = None if method == "GET" else {}
    answer = plain.request(
        method, "" if method == "GET" else "recompute", body, Origin=origin.format(port=plain.port)
    )
    assert answer.status == 403
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("site", ["cross-site", "same-site", "unknown"])
def test_a_request_that_another_site_makes_is_refused(plain, site):
    assert plain.request(Sec_Fetch_Site=site).status == 403


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_the_page_itself_and_a_typed_address_are_answered(plain, site):
    assert plain.request(Sec_Fetch_Site=site).status == 200


def test_a_question_before_a_request_of_another_site_is_not_answered(plain):
    answer = plain.request(
        "OPTIONS", "recompute", Origin="https://evil.example", Access_Control_Request_Method="POST"
    )
    assert answer.status == 501
    assert not [name for name in answer.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize(
    "name",
    [
        "nothing",
        "explorer.js",
        "../../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "progress/",
        "progress/..",
        "/",
        ".",
        "%2e%2e/",
        "recompute\\..",
        "x" * 5000,
    ],
)
def test_what_is_not_on_the_list_is_not_there(plain, name):
    answer = plain.request(name=name)
    assert answer.status == 404
    assert b"root:" not in answer.body


def test_the_address_without_its_slash_is_not_there(plain):
    assert plain.request(path=plain.path.rstrip("/")).status == 404


@pytest.mark.parametrize(("method", "name"), [("POST", "progress"), ("GET", "recompute")])
def test_another_method_is_refused(plain, method, name):
    assert plain.request(method, name, {} if method == "POST" else None).status == 405


@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD", "TRACE", "CONNECT", "NONSENSE"])
def test_unknown_methods_are_refused_with_the_same_headers(plain, method):
    answer = plain.request(method)
    assert answer.status == 501
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_is_no_request_at_all_is_refused_without_repeating_it(plain):
    for line in (
        "<script>alert(1)</script> a b c",
        "<script> / HTTP/9.9",
        "GET <script> HTTP/x",
        "\x16\x03\x01 <script>",
    ):
        answer = raw(plain, f"{line}\r\n\r\n")
        assert "Expected a GET or POST request" in answer
        assert "<script>" not in answer


def test_json_is_read(plain):
    assert json.loads(plain.request("POST", "recompute", {"scheme": "ä"}).body) == {"scheme": "ä"}
    answer = plain.request("POST", "recompute", {}, Content_Type="application/json; charset=utf-8")
    assert answer.status == 200


def test_half_of_a_letter_is_answered(plain):
    answer = plain.request("POST", "recompute", b'{"scheme": "\\ud800", "settings": {}}')
    assert answer.status == 400
    assert "Expected JSON" in json.loads(answer.body)["message"]


def test_a_message_with_half_of_a_letter_can_be_sent():
    assert json.loads(server.as_json({"message": "\ud800"}).body) == {"message": "\ud800"}


def test_a_mistake_of_the_program_is_answered_and_shown_in_the_terminal(capsys):
    def fail(_):
        raise ZeroDivisionError

    with listening({**ROUTES, ("GET", "download"): fail}, port=0) as opened:
        answer = client(opened.address).request(name="download")
        assert answer.status == 500
        assert "ZeroDivisionError" in json.loads(answer.body)["message"]
        assert client(opened.address).request().status == 200
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_two_hundred_requests_at_once_are_all_answered(plain):
    waiting = threading.Barrier(200)

    def ask(_):
        waiting.wait(20)
        return plain.request().status

    with ThreadPoolExecutor(200) as pool:
        began = time.monotonic()
        statuses = list(pool.map(ask, range(200)))
    assert set(statuses) <= {200, 503}
    assert time.monotonic() - began < 15


def test_more_requests_than_places_are_turned_away_at_once(monkeypatch):
    monkeypatch.setattr(server, "MOST_AT_ONCE", 2)
    with listening(ROUTES, port=0) as opened:
        explorer = client(opened.address)
        with contextlib.ExitStack() as stack:
            for _ in range(2):  # slow readers, who never end their request
                slow = stack.enter_context(socket.create_connection(("127.0.0.1", opened.port)))
                slow.sendall(b"GET ")
            time.sleep(0.2)
            began = time.monotonic()
            answer = explorer.request()
            assert time.monotonic() - began < 2
            assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
            assert "fewer requests" in json.loads(answer.body)["message"]
        for _ in range(50):
            if explorer.request().status == 200:
                return
            time.sleep(0.1)
    raise AssertionError("no place came free")


def test_without_room_for_another_file_the_server_waits(monkeypatch):
    tried = []

    def none(_):
        tried.append(time.monotonic())
        raise OSError(errno.EMFILE, "Too many open files")

    with listening(ROUTES, port=0) as opened:
        with monkeypatch.context() as patch:
            patch.setattr(server.ThreadingHTTPServer, "get_request", none)
            with socket.create_connection(("127.0.0.1", opened.port)):
                time.sleep(0.7)
        assert 1 <= len(tried) <= 5
        assert client(opened.address).request().status == 200


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""],
)
def test_another_kind_of_body_is_refused(plain, kind):
    assert plain.request("POST", "recompute", {}, Content_Type=kind).status == 415


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 60_000, b"{'a': 1}"])
def test_a_body_that_is_not_json_is_refused(plain, body):
    answer = plain.request("POST", "recompute", body)
    assert answer.status == 400
    assert "Expected JSON" in json.loads(answer.body)["message"]


def test_a_huge_body_is_refused_unread(plain):
    for length in (server.MOST_BYTES + 1, 10**15, "9" * 5000):
        head = f"POST {plain.path}recompute HTTP/1.1\r\nHost: 127.0.0.1:{plain.port}\r\nContent-Type: application/json\r\n"
        began = time.monotonic()
        assert raw(plain, f"{head}Content-Length: {length}\r\n\r\n").startswith("HTTP/1.0 413")
        assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "length",
    [
        "Content-Length: -1",
        "Content-Length: 1e3",
        "Content-Length: ²",
        "Transfer-Encoding: chunked",
        "X: y",
    ],
)
def test_a_body_of_unknown_length_is_refused(plain, length):
    head = f"POST {plain.path}recompute HTTP/1.1\r\nHost: 127.0.0.1:{plain.port}\r\nContent-Type: application/json\r\n{length}\r\n\r\n"
    assert raw(plain, head).startswith("HTTP/1.0 411")


def test_a_body_that_never_comes_does_not_hold_the_server(plain, monkeypatch):
    monkeypatch.setattr(server._Handler, "timeout", 0.3)
    head = f"POST {plain.path}recompute HTTP/1.1\r\nHost: 127.0.0.1:{plain.port}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n"
    assert raw(plain, head) == ""
    assert plain.request().status == 200


@pytest.mark.parametrize(
    ("method", "name"), [("GET", ""), ("GET", "progress"), ("GET", "nothing"), ("POST", "nothing")]
)
def test_every_answer_closes_the_doors_of_the_browser(plain, method, name):
    headers = plain.request(method, name, None if method == "GET" else {}).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Server"].strip() == "hypercluster"
    assert "Set-Cookie" not in headers


def test_a_reader_that_goes_away_leaves_no_trace_in_the_terminal(plain, capsys):
    with socket.create_connection(("127.0.0.1", plain.port)) as connection:
        connection.sendall(f"GET {plain.path}".encode())
        connection.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00"
        )
    time.sleep(0.2)
    assert plain.request().status == 200
    assert capsys.readouterr().err == ""


def test_the_terminal_does_not_show_the_secret(plain, capsys):
    plain.request()
    plain.request(name="nothing")
    assert plain.path.strip("/") not in "".join(capsys.readouterr())


def test_a_taken_port_gives_another_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with listening(ROUTES, port=port) as opened:
            assert opened.port != port
            assert client(opened.address).request().status == 200


def test_a_ticket_leads_to_the_page_once():
    with listening(ROUTES, port=0) as opened:
        visit = client(opened.ticket).request
        assert visit(name="progress").status == 403
        assert visit("POST", body={}).status == 403
        assert visit(Host="evil.example").status == 403
        first = visit()
        assert (first.status, first.headers["Location"]) == (303, urlsplit(opened.address).path)
        assert visit().status == 403
        assert client(opened.address).request().status == 200


def test_on_the_port_of_the_web_the_host_has_no_number():
    handler = object.__new__(server._Handler)
    handler.server, handler.headers = SimpleNamespace(server_port=80), Message()
    handler.headers["Host"] = "127.0.0.1"
    handler._check_host()


def test_a_free_port_is_taken_as_asked():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with listening(ROUTES, port=port) as opened:
        assert opened.port == port


@pytest.mark.parametrize("port", [-1, 65536])
def test_what_is_no_port_is_refused(port):
    with (
        pytest.raises(OutputError, match="Expected a port from 0 to 65535"),
        listening(ROUTES, port=port),
    ):
        pass


def test_a_port_that_may_not_be_used_is_refused(monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(server._Server, "server_bind", refuse)
    with (
        pytest.raises(
            OutputError, match="Expected a port that may be used; found 80: Permission denied"
        ),
        listening(ROUTES, port=80),
    ):
        pass


def test_the_port_is_free_and_the_threads_are_gone_afterwards():
    before = set(threading.enumerate())
    with listening(ROUTES, port=0) as opened:
        assert client(opened.address).request().status == 200
    assert not [
        thread
        for thread in threading.enumerate()
        if thread.name == "explorer" and thread not in before
    ]
    with contextlib.closing(socket.socket()) as probe:
        assert probe.connect_ex(("127.0.0.1", opened.port)) != 0


# The explorer's own routes.


def wait(opened):
    """Progress once nothing is under way."""
    for _ in range(1000):
        progress = json.loads(opened.request(name="progress").body)
        if progress["state"] == "idle":
            return progress
        time.sleep(0.02)
    raise AssertionError("the run never ended")


def test_a_recomputation_changes_the_page(serve):
    opened = serve()
    before = opened.request().body
    answer = opened.request(
        "POST",
        "recompute",
        {"scheme": "areas", "settings": {"run": {"draws": 0}, "linkages": {"beta": 0.9}}},
    )
    assert answer.status == 202
    assert wait(opened)["number"] == 2
    after = opened.request().body.decode()
    assert after != before.decode()
    assert "<code>linkages.beta</code> <strong>0.9</strong> (default 0.5)" in after
    assert "--scheme areas" in after
    assert "beta = 0.9" in after


def test_the_policy_of_the_page_comes_as_a_header_too(serve):
    answer = serve().request()
    policy = answer.headers["Content-Security-Policy"]
    assert "connect-src 'self'" in policy
    assert "script-src 'sha256-" in policy
    assert "unsafe" not in policy
    assert policy.endswith("frame-ancestors 'none'")


@pytest.mark.parametrize(
    ("sent", "messages"),
    [
        ({"scheme": "study", "settings": {"linkages": {"beta": 4}, "run": {"draws": "x"}}}, ["2 problems in the settings", "linkages.beta", "run.draws"]),
        ({"scheme": "study", "settings": {"communities": {"gama": 1}}}, ["Did you mean 'gamma'"]),
        ({"scheme": "study", "settings": {"run": {"draws": 10_001}}}, ["run.draws: expected at most 10000"]),
        ({"scheme": "studies", "settings": {}}, ["Did you mean 'study'"]),
        ({"scheme": "study"}, ["Expected a scheme and settings"]),
        ({"scheme": "study", "settings": {}, "data": "/etc"}, ["Expected a scheme and settings"]),
        ([], ["Expected a scheme and settings"]),
        ({"scheme": ["study"], "settings": []}, ["Expected a scheme and settings"]),
    ],
)  # fmt: skip
def test_what_cannot_be_run_is_refused_with_the_message_of_a_settings_file(serve, sent, messages):
    opened = serve()
    answer = opened.request("POST", "recompute", sent)
    assert answer.status == 400
    assert all(message in json.loads(answer.body)["message"] for message in messages)
    assert wait(opened)["number"] == 1


def test_an_analysis_that_fails_keeps_the_results(serve):
    opened = serve()
    before = opened.request().body
    sent = {
        "scheme": "study",
        "settings": {"run": {"draws": 0}, "layers": {"weights": {"produktion": 2}}},
    }
    assert opened.request("POST", "recompute", sent).status == 202
    progress = wait(opened)
    assert (progress["outcome"], progress["number"]) == ("failed", 1)
    assert "Did you mean 'production'" in progress["message"]
    assert opened.request().body == before


def test_a_second_recomputation_waits_for_nobody(serve, first):
    may_end = threading.Event()

    def slow(number, asked, progress):
        while not may_end.wait(0.01):
            progress(1, 2)
        return first

    opened = serve(slow)
    sent = {"scheme": "study", "settings": {}}
    assert opened.request("POST", "recompute", sent).status == 202
    answer = opened.request("POST", "recompute", sent)
    assert answer.status == 409
    assert "under way" in json.loads(answer.body)["message"]
    assert json.loads(opened.request("POST", "cancel", {}).body)["state"] in ("stopping", "idle")
    assert wait(opened)["outcome"] == "cancelled"


def test_the_run_is_saved_as_a_results_folder(serve, first, tmp_path):
    import hypercluster as hc

    opened = serve()
    answer = opened.request(name="download")
    assert answer.headers["Content-Type"] == "application/zip"
    assert "attachment" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.body)) as packed:
        packed.extractall(tmp_path)
    assert (tmp_path / "results" / "report.html").is_file()
    assert hc.read(tmp_path / "results").headline == first.results.headline
    assert opened.request(name="download").body == answer.body

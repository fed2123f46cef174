"""The server: AWS over HTTP on a port of this machine, and nowhere else.

From a test or a program:

    with StandIn(estate, Faults(throttle=0.3)) as aws:
        ...  # any client of boto3 with endpoint_url=aws.url; its access key ends with the twelve digits of the account
        aws.calls  # how often each (account, region, action) was called

`GET /_calls` tells the same as JSON. Faults can be changed at any time: `aws.faults = Faults()`.
"""

from __future__ import annotations

import json
import socketserver
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Any

from auditor.demo.answering import values_of
from auditor.demo.estate import Estate
from auditor.demo.faults import Faults, Memory
from auditor.demo.reading import RequestError, read
from auditor.demo.writing import Failure, Reply, answer, error

_LOOPBACK = "127.0.0.1"


class StandIn:
    """A server in threads of this process, from `with` to the end of it."""

    def __init__(self, estate: Estate, faults: Faults | None = None, port: int = 0) -> None:
        """`port` 0 is any that is free."""
        self.estate, self.faults, self.memory = estate, faults or Faults(), Memory()
        self.calls: Counter[tuple[str, str, str]] = Counter()
        self.failures: Counter[str] = Counter()
        self.lock, self.stopped = threading.Lock(), threading.Event()
        self._server = _Server((_LOOPBACK, port), _Handler)
        self._server.stand_in = self
        self.url = f"http://{_LOOPBACK}:{self._server.server_address[1]}"

    def __enter__(self) -> StandIn:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()

    def told(self) -> dict[str, Any]:
        """The calls so far, by action and by region, and how many of them failed, by the code of the error."""
        actions, regions = Counter[str](), Counter[str]()
        with self.lock:
            for (_, region, action), number in self.calls.items():
                actions[action] += number
                regions[region] += number
            failures = dict(sorted(self.failures.items()))
        return {
            "calls": actions.total(),
            "by_action": dict(sorted(actions.items())),
            "by_region": dict(sorted(regions.items())),
            "failures": failures,
        }

    def reply(self, path: str, headers: Any, body: bytes) -> Reply:
        """The reply to a request."""
        faults = self.faults
        try:
            request = read(path, headers, body)
        except RequestError as wrong:
            return Reply(400, "text/plain", f"{wrong}\n".encode())
        with self.lock:
            self.calls[request.account, request.region, request.action] += 1
        if faults.latency:
            time.sleep(faults.latency)
        if request.region in faults.silent:
            self.stopped.wait()
        if request.action in faults.broken:
            return Reply(200, "text/html", b"<html><body>Please log in")
        try:
            failure = self.memory.failure(request, faults)
            if failure is not None:
                raise failure
            return answer(request, values_of(request, self.estate, faults))
        except Failure as failed:
            with self.lock:
                self.failures[failed.code] += 1
            return error(request, failed)


class _Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """One thread for each connection; HTTPServer itself would ask the network for the name of this machine."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 256
    stand_in: StandIn

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away in the middle of an answer is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet for each answer: the network would hold back the second half for 40 ms
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        """What was called."""
        told = json.dumps(self.server.stand_in.told()).encode() if self.path == "/_calls" else b"{}"
        self._send(Reply(200 if self.path == "/_calls" else 404, "application/json", told))

    def do_POST(self) -> None:
        """A call."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._send(self.server.stand_in.reply(self.path, self.headers, body))

    def _send(self, reply: Reply) -> None:
        self.send_response_only(reply.status)
        for name, text in {"Content-Type": reply.content, **reply.headers}.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the name that http.server gives it
        """Nothing: the counters tell enough."""

"""A hotline to test against: a real server on this machine that takes letters, keeps each key once, and can be ill."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any


@dataclass
class Upstream:
    """What the server was sent and how it shall behave: `ill` answers that status, `deaf` hangs up after keeping."""

    address: str = ""
    ill: int = 0
    deaf: bool = False
    token: str = "upstream-secret"
    calls: int = 0
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def letters(self, kind: str) -> list[dict[str, Any]]:
        """Return the letters of a kind that were kept, in order."""
        return [one for one in self.kept.values() if one["kind"] == kind]


@contextmanager
def upstream() -> Iterator[Upstream]:
    """Run the server for the block."""
    state = Upstream()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(state))
    state.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _handler(state: Upstream) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with state.lock:
                status = self._judge(body)
            if status is None:
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _judge(self, body: dict[str, Any]) -> int | None:
            state.calls += 1
            if state.ill:
                return state.ill
            if self.headers["Authorization"] != f"Bearer {state.token}":
                return 401
            key = self.headers["Idempotency-Key"]
            again = key in state.kept
            state.kept.setdefault(key, body)
            return None if state.deaf else 409 if again else 201

        def log_message(self, *_: Any) -> None:
            """Say nothing on the terminal."""

    return Handler

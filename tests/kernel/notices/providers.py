"""Providers to test against: a real HTTP server and a real SMTP server on this machine, which can be ill."""

import json
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass
class Provider:
    """What a provider was asked, and what it shall answer by path; `ill` answers that status to everything."""

    address: str = ""
    ill: int = 0
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], dict[str, Any]]] = field(default_factory=list)


@contextmanager
def http_provider() -> Iterator[Provider]:
    """Run an HTTP server for the block."""
    state = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            state.asked.append((self.path, dict(self.headers), json.loads(content or b"{}")))
            told = state.answers.get(self.path.partition("?")[0], {})
            body = json.dumps(told).encode()
            self.send_response(state.ill or 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing on the terminal."""

    with _running(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        state.address = f"http://127.0.0.1:{port}"
        yield state


@dataclass
class MailServer:
    """Mails that came, and the answers to RCPT: 250 takes, 550 refuses for good, 451 for now."""

    port: int = 0
    rcpt: int = 250
    mails: list[tuple[str, EmailMessage]] = field(default_factory=list)


class _Mailbox(socketserver.StreamRequestHandler):
    """Speaks as much of RFC 5321 as a mail needs; `state` is that of its server."""

    state: MailServer

    def handle(self) -> None:
        """Talk to one client."""
        self._say(220, "here")
        self.to = ""
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            getattr(self, f"_{verb.decode().lower()}", lambda given: self._say(250, "yes"))(line)
            if verb == b"QUIT":
                return

    def _rcpt(self, line: bytes) -> None:
        self.to = line.decode().partition("<")[2].partition(">")[0]
        self._say(self.state.rcpt, "rcpt")

    def _data(self, line: bytes) -> None:
        self._say(354, "go on")
        self.state.mails.append((self.to, self._read()))
        self._say(250, "kept")

    def _quit(self, line: bytes) -> None:
        self._say(221, "bye")

    def _read(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return message_from_bytes(b"".join(lines), policy=policy.default)  # type: ignore[return-value]

    def _say(self, code: int, words: str) -> None:
        self.wfile.write(f"{code} {words}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run a small SMTP server for the block, without extensions."""
    state = MailServer()
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), type("Mailbox", (_Mailbox,), {"state": state}))
    server.daemon_threads = True
    with _running(server) as port:
        state.port = port
        yield state


@contextmanager
def _running(server: Any) -> Iterator[int]:
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)

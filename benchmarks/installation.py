"""An installation to measure: the model street in a data folder, served by `shiqiao up` as everywhere."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from shiqiao.base.db.provision import Names, with_database, with_role
from shiqiao.base.db.secret_file import password
from shiqiao.base.db.server import Server
from shiqiao.config.options import Options

STREET = 370103003
REPOSITORY = Path(__file__).resolve().parents[1]
WHO_READS = ("head", "grid", "handler")
SETTLED = 40.0  # seconds until a server must answer
# Who asks: sees most, sees one grid, sees one department.
POSTS = {"head": "leader1", "grid": "c1g1", "handler": "", "dispatcher": "dispatch1", "checker": "check1"}


@dataclass
class Installation:
    """A data folder with the model street in it, and what its posts may call with."""

    data: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def notes(self) -> dict[str, dict[str, str]]:
        """Tokens and session keys by who asks, written by `benchmarks.prepare`."""
        notes: dict[str, dict[str, str]] = json.loads((self.data / "bench.json").read_text())
        return notes

    def url(self, role: str) -> str:
        """The connection of `web`, `owner` or `postgres` while the server runs."""
        admin = with_database(Server(self.data).url(), Names().database)
        name = {"web": Names().web, "owner": Names().owner}.get(role)
        return with_role(admin, name, password(self.data, name), Names().database) if name else admin

    def prepare(self) -> None:
        """Install the street when the folder is empty."""
        if not (self.data / "bench.json").exists():
            self.run("benchmarks.prepare")

    def run(self, module: str, *arguments: str) -> str:
        """Run a module on the data folder in a process of its own and return what it printed."""
        command = [sys.executable, "-m", module, str(self.data), *arguments]
        return subprocess.run(
            command, check=True, env=environment(), cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
        ).stdout

    @contextmanager
    def up(self, *, workers: int = Options().workers) -> Iterator["Installation"]:
        """Serve with `shiqiao up` for the duration."""
        self.port = free_port()
        code = "from shiqiao.config.cli import main; main()"
        command = [
            sys.executable,
            "-c",
            code,
            "--data",
            str(self.data),
            "up",
            "--port",
            str(self.port),
            "--workers",
            str(workers),
        ]
        with (self.data / "bench.log").open("ab") as log:
            self.process = subprocess.Popen(command, env=environment(), cwd=REPOSITORY, stdout=log, stderr=log)
        try:
            self._wait()
            yield self
        finally:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)

    def _wait(self) -> None:
        until = time.monotonic() + SETTLED
        while time.monotonic() < until:
            if self.process and self.process.poll() is not None:
                raise RuntimeError(f"`shiqiao up` ended; see {self.data / 'bench.log'}")
            with suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/calibration/empty", timeout=2).close()
                return
            time.sleep(0.1)
        raise RuntimeError("the server does not answer")

    def forget_pages(self) -> None:
        """Let the system drop the database's files from its memory; to be called while nothing runs."""
        os.sync()
        for path in Server(self.data).cluster.rglob("*"):
            if path.is_file():
                with path.open("rb") as file:
                    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def environment() -> dict[str, str]:
    """Return the variables of every process that is measured."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHIQIAO_")}
    return {**kept, "DJANGO_SETTINGS_MODULE": "benchmarks.settings", "PYTHONPATH": str(REPOSITORY)}


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

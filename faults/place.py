"""An installation to torment: started by `shiqiao up` as everywhere, its processes found by what they are."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.installation import REPOSITORY, free_port
from shiqiao.base.db.provision import Names, with_database, with_role
from shiqiao.base.db.secret_file import password
from shiqiao.base.db.server import Server

SETTLED = 300.0  # seconds within which an installation must be well again
PARTS = ("web", "web process", "worker", "database", "database process")


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Place:
    """A data folder, served or not."""

    data: Path
    port: int = 0
    host: str = "127.0.0.1"
    process: subprocess.Popen[bytes] | None = None
    further: dict[str, str] = field(default_factory=dict)
    logged: Path | None = None
    code: Path = REPOSITORY  # the release that its processes run

    @property
    def token(self) -> str:
        """What the dispatcher's post calls with."""
        return str(json.loads((self.data / "faults.json").read_text())["token"])

    @property
    def log(self) -> Path:
        """What the installation said, kept beside the data folder."""
        return self.logged or self.data.with_suffix(".log")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a Python module on the data folder and return what it printed."""
        return subprocess.run(
            [sys.executable, "-m", *command], env=self.environment(), cwd=self.code, capture_output=True, text=True
        )

    def environment(self) -> dict[str, str]:
        """Return the variables of every process of the installation."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SHIQIAO_")}
        ours = {"DJANGO_SETTINGS_MODULE": "faults.settings", "PYTHONPATH": str(self.code)}
        return {**kept, **ours, "SHIQIAO_DATA": str(self.data), **self.further}

    @contextmanager
    def up(self, *arguments: str) -> Iterator["Place"]:
        """Serve for the duration."""
        self.port = free_port()
        command = [sys.executable, "-m", "shiqiao.config.cli", "--data", str(self.data), "up", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *arguments], env=self.environment(), cwd=self.code, stdout=log, stderr=log
            )
        try:
            self.until_well()
            yield self
        finally:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)

    def status(self, path: str = "/healthz", timeout: float = 3.0) -> int:
        """Return the status of an address, 0 when nobody answers."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def call(self, path: str, body: str | None = None, **headers: str) -> "Answer":
        """Ask once and return the answer; status 0 when nobody answers."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=40)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request("GET" if body is None else "POST", path, body and body.encode(), sent)
            answer = connection.getresponse()
            return Answer(
                answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()
            )
        except (OSError, http.client.HTTPException):
            return Answer(0, {}, "")
        finally:
            connection.close()

    def until_well(self, within: float = SETTLED) -> float:
        """Wait until `/healthz` answers 200 and return the seconds that took; raises RuntimeError when it never does."""
        began = time.monotonic()
        while time.monotonic() - began < within:
            if self.process and self.process.poll() is not None:
                raise RuntimeError(f"`shiqiao up` has ended; see {self.log}")
            if self.status() == 200:
                return time.monotonic() - began
            time.sleep(0.1)
        raise RuntimeError(f"not well within {within:.0f} seconds; see {self.log}")

    def processes(self) -> dict[str, list[int]]:
        """Return the process ids by part, found from the supervisor downwards."""
        assert self.process
        found: dict[str, list[int]] = {part: [] for part in PARTS}
        for child in children(self.process.pid):
            words = command_of(child)
            if "granian" in words:
                found["web"].append(child)
                found["web process"] += [one for one in children(child) if "resource_tracker" not in command_of(one)]
            elif words.strip().endswith("worker"):
                found["worker"].append(child)
            elif "postgres" in words:
                found["database"].append(child)
                found["database process"] += [one for one in children(child) if " shiqiao_web " in command_of(one)]
        return found

    def url(self, role: str = "owner") -> str:
        """Return the connection of `owner` or `web` while the server runs."""
        admin = with_database(Server(self.data).url(), Names().database)
        name = getattr(Names(), role)
        return with_role(admin, name, password(self.data, name), Names().database)


def children(pid: int) -> list[int]:
    """Return the direct children of a process, those of all its threads."""
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(one) for one in path.read_text().split()]
    return found


def command_of(pid: int) -> str:
    """Return a process's command line, empty when it has gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def prepare(place: Place, address: str, secret: str) -> None:
    """Install the street in the folder and make the tables by which jobs are counted."""
    from shiqiao.config.runtime import open_database

    ran = place.run("faults.prepare", str(place.data), address, secret)
    if ran.returncode:
        raise RuntimeError(ran.stderr[-2000:])
    from faults.prepare import make_tables

    with open_database(place.data) as (database, _):
        make_tables(database.owner, database.names.web)

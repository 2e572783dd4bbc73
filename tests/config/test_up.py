"""`shiqiao up` and `demo` for real: they serve, refuse, stop as a whole, and survive being killed."""

import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = [pytest.mark.long, pytest.mark.timeout(240)]
COMMAND = [sys.executable, "-m", "shiqiao.config.cli"]
Start = Callable[..., "Running"]


class Running:
    """A started `shiqiao`, the leader of a process group of its own."""

    def __init__(self, data: Path, *arguments: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.data = data
        self.tls = "--tls" in arguments
        environ = {name: value for name, value in os.environ.items() if not name.startswith(("SHIQIAO_", "DJANGO_"))}
        self.process = subprocess.Popen(
            [*COMMAND, *arguments, "--data", str(data), "--port", str(self.port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            process_group=0,
            env=environ,
        )

    def until_ready(self) -> str:
        """Return what it printed until it was ready."""
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if "Ctrl-C" in line:
                return said
        raise AssertionError(said)

    def get(self, path: str) -> tuple[int, bytes]:
        trusting = ssl.create_default_context(cafile=str(self.data / "tls" / "ca.crt")) if self.tls else None
        url = f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}{path}"
        try:
            with urllib.request.urlopen(url, timeout=10, context=trusting) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def workers(self) -> list[str]:
        """Return the process ids of the worker: one, or none while it is being brought back."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [pid for pid in children if Path(f"/proc/{pid}/cmdline").read_bytes().endswith(b"worker\0")]

    def left(self) -> list[str]:
        """Return the command lines of processes that still belong to this folder or port."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except (OSError, ValueError):
                continue
            if str(self.data) in line or f"--port {self.port}" in line:
                found.append(line)
        return found

    def nothing_left(self, within: float = 10) -> bool:
        until = time.monotonic() + within
        while self.left() and time.monotonic() < until:
            time.sleep(0.1)
        return not self.left()


@pytest.fixture
def start() -> Iterator[Start]:
    folder = Path(tempfile.mkdtemp(prefix="shiqiao-up-"))
    folder.chmod(0o711)
    started: list[Running] = []

    def go(*arguments: str) -> Running:
        started.append(Running(folder / "data", *arguments))
        return started[-1]

    yield go
    for one in started:
        if one.process.poll() is None:
            os.killpg(one.process.pid, signal.SIGKILL)
            one.process.wait()
        assert one.process.stdout is not None
        one.process.stdout.close()
        assert one.nothing_left()
    shutil.rmtree(folder, ignore_errors=True)


def test_it_serves_is_healthy_and_stops_as_a_whole(start: Start) -> None:
    running = start("up")
    assert f"http://127.0.0.1:{running.port}/" in running.until_ready()
    until = time.monotonic() + 20
    while running.get("/healthz")[0] != 200 and time.monotonic() < until:
        time.sleep(0.2)
    assert json.loads(running.get("/healthz")[1])["worker"] is True
    os.killpg(running.process.pid, signal.SIGINT)
    assert running.process.wait(20) == 0
    assert running.nothing_left()


def test_killing_the_group_leaves_nothing_running_and_the_next_start_is_quick(start: Start) -> None:
    begin = time.monotonic()
    running = start("up")
    running.until_ready()
    first = time.monotonic() - begin
    os.killpg(running.process.pid, signal.SIGKILL)
    assert running.nothing_left()
    begin = time.monotonic()
    again = start("up")
    again.until_ready()
    assert time.monotonic() - begin < first  # nothing is made anew
    again.process.terminate()
    assert again.process.wait(20) == 0


def test_a_part_that_dies_is_brought_back_and_said_so(start: Start) -> None:
    running = start("up")
    running.until_ready()
    (worker,) = running.workers()
    os.kill(int(worker), signal.SIGKILL)
    assert running.process.stdout is not None
    said = next(line for line in running.process.stdout if "ended by itself" in line)
    assert "worker" in said
    assert "SIGKILL" in said
    until = time.monotonic() + 60
    while len(running.workers()) != 1 and time.monotonic() < until:
        time.sleep(0.2)
    assert running.workers()
    assert running.workers() != [worker]
    running.process.terminate()
    assert running.process.wait(20) == 0
    assert running.nothing_left()


def test_tls_serves_what_a_client_with_the_local_authority_trusts(start: Start) -> None:
    running = start("up", "--tls")
    assert "ca.crt" in running.until_ready()
    assert running.get("/healthz")[0] in {200, 503}
    running.process.terminate()
    assert running.process.wait(20) == 0

"""A demo of one's own for pictures and measurements: started on a free port, filled, and stopped by its process id."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "shiqiao-2018"
PATIENCE = 300.0  # seconds until it answers: the first start fills the model street


@contextmanager
def running(data: Path) -> Iterator[str]:
    """Serve the demo from a data folder and give its address. Raises TimeoutError when it does not come up."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "shiqiao.config.cli", "demo", "--data", str(data), "--port", str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ}
    ) as served:
        try:
            yield _awaited(f"http://127.0.0.1:{port}", served)
        finally:
            served.send_signal(signal.SIGINT)
            served.wait(60)


def _awaited(base: str, served: "subprocess.Popen[bytes]") -> str:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and served.poll() is None:
        try:
            with urlopen(base + "/healthz", timeout=5):
                return base
        except (URLError, OSError):
            time.sleep(0.5)
    raise TimeoutError(f"The demo does not answer at {base}; start it by hand to see why: make demo")

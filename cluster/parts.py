"""The processes of a cluster on this machine: started, hit, and started again, as systemd does on a real host."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from faults.place import children
from shiqiao.base.processes import tied_to_parent

AGAIN_AFTER = 1.0  # seconds until what has ended by itself is started again
ENDS_WITHIN = 40.0  # seconds that a part gets before it is killed


@dataclass
class Part:
    """One process with all below it."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    cluster: Path | None = None  # PostgreSQL's folder, when this is a database node
    rests_on: bool = False  # on the others: it is ended before them
    process: subprocess.Popen[bytes] | None = None
    held: bool = False  # it stays down

    def start(self) -> None:
        """Start it, bound to our own life."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
                process_group=0, preexec_fn=tied_to_parent(signal.SIGTERM),
            )  # fmt: skip

    @property
    def postmaster(self) -> int | None:
        """Return the process id of PostgreSQL on this node, None when none runs."""
        if self.cluster is None:
            return None
        with suppress(OSError, ValueError, IndexError):
            pid = int((self.cluster / "postmaster.pid").read_text().split("\n")[0])
            if b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return pid
        return None

    def everything(self) -> list[int]:
        """Return the ids of its processes, those that start others first."""
        found = [self.process.pid] if self.process and self.process.poll() is None else []
        if (postmaster := self.postmaster) is not None:
            found.append(postmaster)
        for pid in found:  # grows while it is read
            found += [child for child in children(pid) if child not in found]
        return found

    def send(self, number: signal.Signals) -> None:
        """Send a signal to all of it."""
        for pid in self.everything():
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def end(self) -> None:
        """End it in order, by force when that takes too long."""
        if self.process is None:
            return
        self.send(signal.SIGCONT)
        self.process.terminate()
        try:
            self.process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self.send(signal.SIGKILL)
        if self.postmaster is not None:  # what Patroni left behind
            self.send(signal.SIGKILL)
        self.process.wait(ENDS_WITHIN)


@dataclass
class Keeper(threading.Thread):
    """Starts again what has ended by itself."""

    parts: list[Part] = field(default_factory=list)
    say: Callable[[str], None] = print

    def __post_init__(self) -> None:
        super().__init__(name="keeper", daemon=True)
        self.stop = threading.Event()

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        """Look twice a second."""
        while not self.stop.wait(0.5):
            for part in list(self.parts):
                if part.process and part.process.poll() is not None and not part.held:
                    self.say(f"  {part.name} has ended ({part.process.returncode}) and is started again")
                    self.stop.wait(AGAIN_AFTER)
                    if not self.stop.is_set():
                        part.start()

    def begin(self, part: Part) -> Part:
        """Start a part and keep it."""
        part.start()
        self.parts.append(part)
        return part

    def end(self) -> None:
        """Stop everything: Shiqiao first, then what it stands on; a second Ctrl-C does not leave half of it running."""
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        self.stop.set()
        if self.is_alive():
            self.join(5)
        for part in self.parts:
            part.held = True
        resting = [part for part in self.parts if part.rests_on]
        with ThreadPoolExecutor(len(self.parts) or 1) as pool:
            list(pool.map(Part.end, resting))
            list(pool.map(Part.end, [part for part in self.parts if part not in resting]))


def until(holds: Callable[[], bool], within: float, what: str, every: float = 0.2) -> float:
    """Wait until something holds and return the seconds that took; raises RuntimeError naming `what`."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > within:
            raise RuntimeError(f"{what}: not within {within:.0f} seconds")
        time.sleep(every)
    return time.monotonic() - began

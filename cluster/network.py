"""Where the hosts of a cluster on this machine have their addresses: on loopback, or each database host behind a cable.

A cable that is pulled drops what is sent in silence: no connection is closed, nobody is told. That is what cuts a host off
in earnest; a stopped process is only like it. It needs root, `ip` and `nsenter`.
"""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

SPACES = Path("/run/netns")
PREFIX = "sq"  # of names of ours: sq, the process id of who made it, the host


@dataclass
class Loopback:
    """A loopback address a host; nothing can be pulled."""

    net: int
    network: str = "127.0.0.0/8"

    def address(self, number: int) -> str:
        """Return the address of a host by its number."""
        return f"127.{self.net}.0.{number}"

    def inside(self, name: str) -> list[str]:
        """Return the words before a command that runs on a host."""
        return []

    @contextmanager
    def laid(self, apart: dict[str, str], others: Sequence[str]) -> Iterator[None]:
        """Have all addresses for the duration of a block."""
        yield


@dataclass
class Cables:
    """A network namespace for each database host, joined by cables to a bridge on which the others have addresses."""

    net: int = field(default_factory=lambda: secrets.randbelow(250))
    mark: str = field(default_factory=lambda: f"{PREFIX}{os.getpid()}")

    @property
    def network(self) -> str:
        """The network of all hosts: out of those set aside for trying networks (RFC 2544)."""
        return f"198.18.{self.net}.0/24"

    def address(self, number: int) -> str:
        """Return the address of a host by its number."""
        return f"198.18.{self.net}.{number}"

    def inside(self, name: str) -> list[str]:
        """Return the words before a command that runs on a host."""
        return ["nsenter", f"--net={SPACES / f'{self.mark}-{name}'}", "--"]

    @contextmanager
    def laid(self, apart: dict[str, str], others: Sequence[str]) -> Iterator[None]:
        """Lay cables to the hosts `apart` (name: address) for the duration; the addresses of `others` are on the bridge."""
        sweep()
        try:
            ip("link", "add", self.mark, "type", "bridge")
            for address in others:
                ip("address", "add", f"{address}/24", "dev", self.mark)
            ip("link", "set", self.mark, "up")
            for name, address in apart.items():
                self._lay(f"{self.mark}-{name}", address)
            yield
        finally:
            remove(self.mark)

    def _lay(self, name: str, address: str) -> None:
        ip("netns", "add", name)
        ip("link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name)
        ip("link", "set", name, "master", self.mark, "up")
        for words in (
            ["address", "add", f"{address}/24", "dev", "eth0"],
            ["link", "set", "eth0", "up"],
            ["link", "set", "lo", "up"],
        ):
            ip("-netns", name, *words)

    def pull(self, name: str) -> None:
        """Pull a host's cable."""
        ip("link", "set", f"{self.mark}-{name}", "down")

    def plug(self, name: str) -> None:
        """Put it in again."""
        ip("link", "set", f"{self.mark}-{name}", "up")


def lacking() -> list[str]:
    """Return what cables need and this machine lacks: nothing where one could be laid and was taken away again."""
    lacks = [name for name in ("ip", "nsenter") if not shutil.which(name)]
    if os.geteuid() != 0:
        lacks.append("root, for network namespaces")
    if lacks:
        return lacks
    trial = Cables(mark=f"{PREFIX}{os.getpid()}t")
    try:
        with trial.laid({"x": trial.address(11)}, [trial.address(10)]):
            return []
    except subprocess.CalledProcessError as error:
        return [f"network namespaces with a bridge ({error.stderr.decode().strip()})"]


def ip(*words: str) -> None:
    """Call `ip`; raises CalledProcessError."""
    subprocess.run(["ip", *words], check=True, capture_output=True)


def remove(mark: str) -> None:
    """Take away all of a mark; a namespace goes with its cable when the last process in it has ended."""
    for space in SPACES.glob(f"{mark}-*") if SPACES.exists() else []:
        for words in (["link", "delete", space.name], ["netns", "delete", space.name]):
            with suppress(subprocess.CalledProcessError):
                ip(*words)
    with suppress(subprocess.CalledProcessError):
        ip("link", "delete", mark)


def sweep() -> None:
    """Take away what was left by who has ended without doing so."""
    for space in SPACES.glob(f"{PREFIX}*-*") if SPACES.exists() else []:
        mark = space.name.partition("-")[0]
        number = mark.removeprefix(PREFIX).rstrip("t")
        if number.isdigit() and not Path(f"/proc/{number}").exists():
            remove(mark)

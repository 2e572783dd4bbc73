"""The load generator: a process of its own that sends prepared requests over a few kept connections.

`fire` starts it and returns a `Fired`; as a program it reads a file of requests, JSON texts one a line.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST = 600  # seconds


@dataclass(frozen=True)
class Fired:
    """What came of it: seconds in all, milliseconds of each answer in rising order, how many of each status."""

    seconds: float
    millis: Sequence[float]
    statuses: dict[str, int]
    first: str = ""

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.millis) / self.seconds

    def at(self, share: float) -> float:
        """The milliseconds within which `share` of the answers came."""
        return self.millis[min(len(self.millis) - 1, int(share * len(self.millis)))]

    def only(self, *statuses: int) -> "Fired":
        """Return itself; raises RuntimeError when another status came."""
        if wrong := set(self.statuses) - {str(status) for status in statuses}:
            raise RuntimeError(f"the server answered {sorted(wrong)}: {self.first[:600]}")
        return self


def request(path: str, *, body: str | None = None, headers: dict[str, str] | None = None) -> str:
    """Return one HTTP request as text."""
    lines = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: keep-alive"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body.encode())}"]
    return "\r\n".join(lines) + "\r\n\r\n" + (body or "")


def fire(port: int, requests: Sequence[str], clients: int) -> Fired:
    """Send each request once from `clients` connections, in order, each as soon as the former is answered."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(json.dumps(one) + "\n" for one in requests)
        file.flush()
        command = [sys.executable, "-m", "benchmarks.load", str(port), str(clients), file.name]
        ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=LONGEST)
    return Fired(**json.loads(ran.stdout))


class Client(asyncio.Protocol):
    """One kept connection: takes the next request when the former is answered."""

    def __init__(self, todo: list[bytes], seen: list[float], statuses: Counter[str], first: dict[str, str]) -> None:
        self.todo, self.seen, self.statuses, self.first = todo, seen, statuses, first
        self.buffer, self.whole, self.sent = b"", 0, 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._next()

    def _next(self) -> None:
        if not self.todo:
            self.transport.close()
            return
        self.buffer, self.whole = b"", 0
        self.sent = time.perf_counter()
        self.transport.write(self.todo.pop())

    def data_received(self, data: bytes) -> None:
        """Gather an answer."""
        self.buffer += data
        if not self.whole:
            head, mark, _ = self.buffer.partition(b"\r\n\r\n")
            if not mark:
                return
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            self.whole = len(head) + 4 + int(length.split(b":")[1])
        if len(self.buffer) >= self.whole:
            self.seen.append((time.perf_counter() - self.sent) * 1000)
            status = self.buffer[9:12].decode()
            self.statuses[status] += 1
            if status[0] not in "2" and not self.first:
                self.first["answer"] = self.buffer.decode(errors="replace")
            self._next()

    def connection_lost(self, error: Exception | None) -> None:
        """End."""
        if not self.done.done():
            self.done.set_result(None)


async def drive(port: int, clients: int, todo: list[bytes]) -> dict[str, object]:
    """Send everything and return the fields of `Fired`."""
    seen: list[float] = []
    statuses: Counter[str] = Counter()
    first: dict[str, str] = {}
    todo.reverse()
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    made = [
        await loop.create_connection(lambda: Client(todo, seen, statuses, first), "127.0.0.1", port)
        for _ in range(clients)
    ]
    await asyncio.gather(*(client.done for _, client in made))
    took = time.perf_counter() - began
    if todo:
        raise SystemExit(f"the server closed all connections, {len(todo)} requests were left")
    return {"seconds": took, "millis": sorted(seen), "statuses": statuses, "first": first.get("answer", "")}


if __name__ == "__main__":
    with open(sys.argv[3]) as lines:
        waiting = [json.loads(line).encode() for line in lines]
    json.dump(asyncio.run(drive(int(sys.argv[1]), int(sys.argv[2]), waiting)), sys.stdout)

"""Kill -9 at random moments while people report; afterwards everything that was acknowledged must be there once."""

import json
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from faults.place import Place
from faults.senders import Book, Sender

SENDERS = 3
WAITS = (0.1, 1.2)  # seconds of work between being well and the next kill
# How often each is hit. The whole web server is hit less often: all its processes are then loaded anew, which takes long.
OFTEN = {"web": 8, "web process": 22, "worker": 22, "database": 22, "database process": 26}
AT_ONCE = {1: 50, 2: 35, 3: 15}  # how often so many die in the same moment
ALARMS = 0.1  # the share of the kills that comes while alarms are raised
MORNING_AFTER = 5 * 24 * 3600  # seconds by which the clock is put forward, so that terms have run out
QUIET_WITHIN = 1800.0  # seconds within which the worker must have caught up
Say = Callable[[str], None]


@dataclass
class Chaos:
    """One run: dice, what was killed, how long it took to be well again."""

    place: Place
    upstream: Any
    kills: int
    seed: int
    minutes: float = 120.0
    say: Say = print
    book: Book = field(default_factory=Book)
    killed: Counter[str] = field(default_factory=Counter)
    back: list[float] = field(default_factory=list)
    idle: int = 0

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def run(self) -> dict[str, Any]:
        """Do it all and return what came of it."""
        began = time.monotonic()
        later = max(1, round(self.kills * ALARMS))
        with self.place.up():
            self._under_reports(self.kills - later)
            self._until_quiet()
        self.place.further["SHIQIAO_CLOCK_OFFSET"] = str(MORNING_AFTER)
        with self.place.up():
            self._while_alarming(later)
            self._until_quiet()
            proved = self._prove()
        return {**self._figures(), **proved, "seconds": round(time.monotonic() - began)}

    def _under_reports(self, kills: int) -> None:
        stop = threading.Event()
        senders = [Sender(self.place, self.book, self.seed * 100 + number, stop) for number in range(SENDERS)]
        for sender in senders:
            sender.start()
        until = time.monotonic() + self.minutes * 60
        while sum(self.killed.values()) < kills and time.monotonic() < until:
            self._after_acknowledgements()
            self._kill(self._victims())
        self._after_acknowledgements()
        stop.set()
        for sender in senders:
            sender.join(30)

    def _after_acknowledgements(self) -> None:
        """Let somebody be told a number, then wait for a random moment."""
        until, before = time.monotonic() + 20, len(self.book.numbers)
        while len(self.book.numbers) < before + 3 and time.monotonic() < until:
            time.sleep(0.01)
        self.idle += len(self.book.numbers) == before
        time.sleep(self.dice.uniform(*WAITS))

    def _victims(self) -> list[str]:
        (many,) = self.dice.choices(list(AT_ONCE), list(AT_ONCE.values()))
        return self.dice.choices(list(OFTEN), list(OFTEN.values()), k=many)

    def _kill(self, parts: list[str]) -> None:
        standing, before = self.place.processes(), len(self.book.numbers)
        for part in dict.fromkeys(parts):
            if not standing[part]:
                continue
            with suppress(ProcessLookupError):
                os.kill(self.dice.choice(standing[part]), signal.SIGKILL)
                self.killed[part] += 1
        self.back.append(self._until_back())
        self.say(
            f"{sum(self.killed.values()):4} {' and '.join(dict.fromkeys(parts)):34} well again after "
            f"{self.back[-1]:4.1f} s, {before} acknowledged before"
        )

    def _until_back(self) -> float:
        """Wait until web, worker and database stand and answer again."""
        began = time.monotonic()
        while True:
            self.place.until_well()
            standing = self.place.processes()
            if all(standing[part] for part in ("web", "web process", "worker", "database")):
                return time.monotonic() - began
            time.sleep(0.1)

    def _while_alarming(self, kills: int) -> None:
        """Kill the worker and the database while the worker raises the alarms of all terms that have run out."""
        for _ in range(kills):
            time.sleep(self.dice.uniform(0.0, 0.7))
            self._kill([self.dice.choice(("worker", "worker", "database"))])

    def _until_quiet(self) -> None:
        """Wait until the worker has caught up: no job, no letter and no alarm waits any more."""
        until = time.monotonic() + QUIET_WITHIN
        while time.monotonic() < until:
            if self.place.run("faults.waiting", str(self.place.data)).stdout.strip() == "0":
                return
            time.sleep(1.0)
        self.book.wrong.append("the worker has not caught up: see what waits below")

    def _prove(self) -> dict[str, Any]:
        written = {
            "numbers": self.book.numbers,
            "kinds": {key: one.kind for key, one in self.book.sent.items()},
            "wrong": self.book.wrong,
            "letters": sorted(self.upstream.kept),
        }
        path = Path(f"{self.place.data}.book.json")
        path.write_text(json.dumps(written, ensure_ascii=False), encoding="utf-8")
        ran = self.place.run("faults.proof", str(self.place.data), str(path))
        if ran.returncode not in (0, 1) or not ran.stdout.strip():
            raise RuntimeError(ran.stderr[-2000:])
        found: dict[str, Any] = json.loads(ran.stdout.strip().splitlines()[-1])
        return found

    def _figures(self) -> dict[str, Any]:
        back = sorted(self.back)
        return {
            "seed": self.seed,
            "kills": dict(self.killed),
            "acknowledged": dict(Counter(self.book.sent[key].kind for key in self.book.numbers)),
            "sent again": self.book.again,
            "answers": dict(self.book.statuses),
            "kills without an acknowledged write since the last": self.idle,
            "seconds until well again": {
                "median": round(back[len(back) // 2], 1), "p95": round(back[int(len(back) * 0.95)], 1),
                "most": round(back[-1], 1),
            },
        }  # fmt: skip

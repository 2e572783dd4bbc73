"""Take the primary away again and again while people report, and now and then something else; then prove and count."""

import json
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from cluster.local import DATABASES, WEBS, WORKERS, Cluster
from cluster.network import Cables
from cluster.parts import Part, until
from faults.senders import Book, Sender, Sent

SENDERS = 2
WHOLE_WITHIN = 240.0  # seconds until all nodes are back in step
CAUGHT_UP_WITHIN = 300.0  # seconds until the workers have done what waits
# How a primary is taken away: its host dies, its server crashes, or it falls silent and comes back later.
WAYS = {"host dies": 4, "server crashes": 4, "falls silent": 2}
CUT = "cut off"  # its cable is pulled: what is sent is lost in silence; where hosts have cables
BESIDES = ("etcd", "web", "worker")


@dataclass
class Timed(Book):
    """A book that knows when each was acknowledged, in seconds of the monotonic clock."""

    moments: list[float] = field(default_factory=list)

    def note(self, one: Sent, number: str) -> None:
        """Note an acknowledgement and its moment."""
        super().note(one, number)
        self.moments.append(time.monotonic())

    def longest(self, since: float) -> float:
        """Return the longest time without any acknowledgement from `since` until now, in seconds."""
        inside = [since, *(one for one in list(self.moments) if one > since), time.monotonic()]
        return max(later - earlier for earlier, later in pairwise(inside))


@dataclass
class Chaos:
    """One run over a cluster that is up."""

    cluster: Cluster
    failovers: int
    seed: int
    minutes: float = 180.0
    say: Callable[[str], None] = print
    book: Timed = field(default_factory=Timed)
    outages: list[float] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    people: "Reporting | None" = None

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def run(self) -> dict[str, Any]:
        """Do it all and return what came of it."""
        until_time = time.monotonic() + self.minutes * 60
        with self.reporting():
            while self.failed_over < self.failovers and time.monotonic() < until_time:
                if isinstance(self.cluster.net, Cables):
                    self._cut()
                else:
                    self._fault()
        return self.result()

    def _fault(self) -> None:
        if self.dice.random() < 0.4:
            self.hit(self.dice.choice(BESIDES))
        (way,) = self.dice.choices(list(WAYS), list(WAYS.values()))
        self.take_primary(way)

    def _cut(self) -> None:
        if self.dice.random() < 0.4:
            self.cut_member()
        self.take_primary(CUT)

    @property
    def failed_over(self) -> int:
        """How often another node has become primary."""
        return sum(self.done[way] for way in (*WAYS, CUT))

    def reporting(self) -> "Reporting":
        """Let people report for the duration of a block."""
        self.people = Reporting(self)
        return self.people

    def take_primary(self, way: str) -> float:
        """Take the primary away and return the longest time in which nothing was acknowledged, in seconds.

        Returns when another node leads and the former one is back in step without hands.
        """
        cluster, before = self.cluster, self.cluster.primary()
        assert before, "there is no primary to take away"
        part = cluster[before]
        self.flowing()
        began = time.monotonic()
        self._take_away(part, way)
        try:
            until(lambda: cluster.primary() not in (None, before), 90, "another primary")
        finally:
            self._bring_back(part, way)
        self.flowing()
        outage = self._note(way, f"{way}: {before} → {cluster.primary()}", began)
        until(cluster.whole, WHOLE_WITHIN, f"{before} back in step")
        return outage

    def _take_away(self, part: Part, way: str) -> None:
        if way == CUT:
            self.cables.pull(part.name)
        else:
            take_away(part, way)

    def _bring_back(self, part: Part, way: str) -> None:
        if way == CUT:
            self.cables.plug(part.name)
        else:
            bring_back(part, way)

    @property
    def cables(self) -> Cables:
        """The cables of the hosts that have one."""
        assert isinstance(self.cluster.net, Cables), "the hosts of this cluster have no cables"
        return self.cluster.net

    def cut_member(self) -> float:
        """Cut off a host that does not lead, with its member of etcd; return the longest time without an acknowledgement."""
        name = self.dice.choice([one for one in DATABASES if one != self.cluster.primary()])
        self.flowing()
        began = time.monotonic()
        self.cables.pull(name)
        try:
            until(lambda: self.cluster.without(name), WHOLE_WITHIN, f"work without {name}")
            self.flowing()
        finally:
            self.cables.plug(name)
        outage = self._note("member cut off", f"{name} and its etcd are cut off", began)
        until(self.cluster.whole, WHOLE_WITHIN, f"{name} back in step")
        return outage

    def hit(self, what: str) -> float:
        """Kill an etcd member, a web host or a worker host; return the longest time without an acknowledgement."""
        names = {"etcd": ("etcd1", "etcd2", "etcd3"), "web": WEBS, "worker": WORKERS}[what]
        name = self.dice.choice(names)
        part = self.cluster[name]
        pid, began = part.process.pid if part.process else 0, time.monotonic()
        part.send(signal.SIGKILL)
        until(lambda: bool(part.process) and part.process.pid != pid, 30, f"{name} started again")  # type: ignore[union-attr]
        until(lambda: self._is_back(name), WHOLE_WITHIN, f"{name} back")
        self.flowing()
        return self._note(what, f"{name} is killed", began)

    def roll(self) -> list[str]:
        """Restart one web host after the other in order, and return what reporters were told instead of a number."""
        before = self.told()
        for name in WEBS:
            part = self.cluster[name]
            part.held = True
            part.end()
            part.start()
            part.held = False
            until(lambda name=name: self.cluster.ready(name), WHOLE_WITHIN, f"{name} ready")  # type: ignore[misc]
            self.flowing()
        return self.told_since(before)

    def told(self) -> tuple[Counter[str], Counter[str]]:
        """Return what reporters were told until now: statuses, and what was said with those of errors."""
        return Counter(self.book.statuses), Counter(self.book.refusals)

    def told_since(self, before: tuple[Counter[str], Counter[str]]) -> list[str]:
        """Return what reporters were told since then instead of a number."""
        counted = (now - then for now, then in zip(self.told(), before, strict=True))
        return [
            f"{said}: {count} times" for one in counted for said, count in one.items() if said not in ("200", "201")
        ]

    def _is_back(self, name: str) -> bool:
        if name in WEBS and not self.cluster.ready(name):
            return False
        return self.cluster.whole()

    def _note(self, kind: str, said: str, began: float) -> float:
        outage = self.book.longest(began)
        self.done[kind] += 1
        if kind in (*WAYS, CUT):
            self.outages.append(outage)
        self.say(
            f"{self.failed_over:4} {said:40} {outage:5.1f} s without an acknowledgement, {len(self.book.numbers)} so far"
        )
        return outage

    def flowing(self) -> None:
        """Wait until something is acknowledged that was not before."""
        before = len(self.book.moments)
        until(lambda: len(self.book.moments) > before + 2, 120, "an acknowledgement", every=0.05)

    def result(self) -> dict[str, Any]:
        """Let nobody report any more, wait for the workers, prove, and return figures; no `findings`: all holds."""
        if self.people:
            self.people.__exit__()
        place = self.cluster.place
        until(
            lambda: place.run("faults.waiting", str(place.data)).stdout.strip() == "0",
            CAUGHT_UP_WITHIN, "the workers caught up", every=2,
        )  # fmt: skip
        written = {
            "numbers": self.book.numbers, "wrong": self.book.wrong, "letters": [],
            "kinds": {key: one.kind for key, one in self.book.sent.items()},
        }  # fmt: skip
        path = Path(f"{place.data}.book.json")
        path.write_text(json.dumps(written, ensure_ascii=False), encoding="utf-8")
        ran = place.run("cluster.proof", str(place.data), str(path))
        if not ran.stdout.strip():
            raise RuntimeError(ran.stderr[-2000:])
        found: dict[str, Any] = json.loads(ran.stdout.strip().splitlines()[-1])
        return {
            "seed": self.seed, "failovers": self.failed_over, "hit": dict(self.done),
            "acknowledged": len(self.book.numbers), "sent again": self.book.again, "answers": dict(self.book.statuses),
            "longest outage, s": round(max(self.outages, default=0.0), 1),
            "outages, s": [round(one, 1) for one in self.outages], **found,
        }  # fmt: skip


class Reporting:
    """People who report, as a context."""

    def __init__(self, chaos: Chaos) -> None:
        self.chaos, self.stop = chaos, threading.Event()
        numbers = range(SENDERS)
        self.senders = [Sender(chaos.cluster.place, chaos.book, chaos.seed * 100 + one, self.stop) for one in numbers]
        for sender in self.senders:
            sender.kinds = {"report": 70, "nowhere": 10, "job": 20}
            sender.pace = 0.1

    def __enter__(self) -> None:
        for sender in self.senders:
            sender.start()

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for sender in self.senders:
            sender.join(30)


def take_away(part: Part, way: str) -> None:
    """Hit a database node; it stays as it is until `bring_back`."""
    part.held = True
    if way == "falls silent":
        part.send(signal.SIGSTOP)
    elif way == "host dies":
        part.send(signal.SIGKILL)
    else:
        crash(part)


def crash(part: Part) -> None:
    """Kill PostgreSQL alone: Patroni lives and sees it."""
    import os

    postmaster = part.postmaster
    assert postmaster, f"no PostgreSQL runs on {part.name}"
    os.kill(postmaster, signal.SIGKILL)


def bring_back(part: Part, way: str) -> None:
    """Let the host boot again, as its system would; what it needs to rejoin it does itself."""
    if way == "falls silent":
        part.send(signal.SIGCONT)
    part.held = False

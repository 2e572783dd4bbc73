"""Loading the model street and its year: newest weeks first, so that today's work is there when the doors open.

`load_first` loads as much as its time allows, in two processes; `python -m shiqiao.demo.load --background` the rest
behind the running server. What is there already is told by the database, week by week and all or none, so both may be
killed at any moment and go on where they stopped. Ids are set aside first: what is loaded late still stands in order.
"""

import json
import os
import sys
import time as clock
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from signal import SIGKILL

from shiqiao.base.processes import tie_to_parent

if __name__ == "__main__":  # before anything that imports models
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shiqiao.config.settings")
    import django

    django.setup()

from django.conf import settings
from django.db import connections
from rich.progress import Progress

from shiqiao.base import snapshots
from shiqiao.base.actor import system
from shiqiao.base.db import scope
from shiqiao.base.plugs import demo_loaders
from shiqiao.base.time import held, now
from shiqiao.demo import entries, logins, months, morning, patrols, registry, standings, story, together, visits
from shiqiao.demo.cast import Cast
from shiqiao.demo.pictures import album
from shiqiao.demo.plot import CUT
from shiqiao.demo.spots import Spots
from shiqiao.demo.telling import SOURCE, Teller
from shiqiao.kernel.clocks.actions import scan_alarms
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.journal.actions import seal_closed_days
from shiqiao.kernel.matters import store
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.people import actions as people
from shiqiao.kernel.people import reads as people_reads
from shiqiao.kernel.people.models import Account, Leave
from shiqiao.places.install import install

LOCALITY = "ganshiqiao"
ADDRESSES = Path("territory", "addresses.csv")
STREET = 370103003
INSTALLED = datetime.fromisoformat("2017-01-03T08:30:00+08:00")
FIRST_SECONDS = 20.0  # of loading before the doors open; what is not there then is loaded behind the running server
SCENES_SECONDS = (
    25.0  # after them, for what the scenes bring; they follow in their order, the rest behind the server too
)
WORKERS = 2
WEEK = 7
PROGRESS = "demo.progress.json"
# Somebody is away this week, so that the coverage report shows a deputy at work.
AWAY, AWAY_FROM, AWAY_UNTIL = "c3g4", date(2018, 6, 25), date(2018, 6, 30)

Chunk = list[tuple[story.Tale, int]]


def load_first() -> list[list[str]]:
    """Set the street up and load the newest part of its year; returns the logins as (user name, password, who)."""
    until = clock.monotonic() + FIRST_SECONDS
    furnish()
    load(until=until, rounds=True, begin=together.act)
    return logins.write_logins(settings.DATA)


def background() -> None:
    """Load what `load_first` left; returns when all is there and the closed days are sealed.

    What the scenes bring comes before the older weeks: their pages are looked at first.
    """
    os.nice(10)
    load(workers=1, rounds=True, scenes_first=True)


def furnish() -> None:
    """Install the street as of 2017 and give its people their password; what is done already stays."""
    by = system("demo", street=STREET)
    if STREET not in people_reads.streets():
        with held(INSTALLED):
            install(settings.LOCALITIES / LOCALITY, by=system("demo"), at=INSTALLED)
    logins.set_passwords(STREET, INSTALLED)
    with scope.scoped(STREET), held(CUT - timedelta(days=5)):
        away = Account.objects.get(username=AWAY)
        if not Leave.objects.filter(account=away).exists():
            by = people_reads.actor_for(Account.objects.get(username="admin1"))
            people.take_leave(account=away, start=AWAY_FROM, end=AWAY_UNTIL, reason="annual", by=by, at=now())
        registry.load(STREET, settings.LOCALITIES / LOCALITY / ADDRESSES, by=system("demo", street=STREET), until=CUT)


@dataclass
class Plan:
    """What the demo consists of, and what of it is not there yet; chunks are weeks, the newest first."""

    total: int
    missing: list[Chunk]

    @property
    def left(self) -> int:
        """Return how many matters are missing."""
        return sum(len(chunk) for chunk in self.missing)


def load(
    *,
    until: float | None = None,
    workers: int = WORKERS,
    first: date = story.FIRST,
    rounds: bool = False,
    begin: Callable[[int], None] | None = None,
    without: frozenset[str] = frozenset(),
    scenes_first: bool = False,
) -> bool:
    """Load what is missing since `first` until the clock says `until`; returns whether all is there then.

    Without `workers` it happens in this process (tests). With `rounds` the visits come first: they are few, and no day
    may be sealed before its visits stand in it. `begin` is played when the ids are set aside, before days can be sealed.
    Loaders named in `without` are left out (tests, which need no full numbers). With `scenes_first` what the scenes bring
    comes before the weeks that are missing, but for what runs behind the server; who needs all weeks waits for them.
    """
    teller, spots = _teller(), Spots(settings.LOCALITIES / LOCALITY / "territory" / "addresses.csv", STREET)
    plan = plan_of(spots, first)
    set_aside(plan.total)
    if rounds:
        _rounds(teller, spots)
    if begin:
        begin(STREET)
    with _telling(plan) as done:
        if scenes_first:
            _scenes(done, without | {one.name for one in demo_loaders if one.background})
        for written in _written(teller, plan.missing, until, workers):
            done(written)
        _scenes(done, without, until)
        if {"council", "party"} <= set(settings.SCENES):
            import_module("shiqiao.demo.chain").load(STREET)  # only where these scenes are on
        ring_alarms()
    complete = done.chunks == len(plan.missing)
    if complete:
        months.close_months(STREET)
        with scope.whole():
            seal_closed_days(at=now())
    return complete


def _rounds(teller: Teller, spots: Spots) -> None:
    visits.load_visits(STREET, teller.cast, spots)
    entries.load_entries(STREET, teller.cast)
    patrols.load_patrols(STREET, teller.cast)
    standings.load_standings(STREET)


def _scenes(done: "_Bar", without: frozenset[str], until: float | None = None) -> None:
    """Let the scenes load in their order; with `until` leave what runs behind the server, or would keep the doors shut."""
    for loader in sorted(demo_loaders, key=lambda one: one.order):
        behind = until and (loader.background or clock.monotonic() > until + SCENES_SECONDS)
        if not behind and loader.name not in without:
            loader.load(STREET, done)


def plan_of(spots: Spots, first: date = story.FIRST) -> Plan:
    """Return the whole plan, the same for the same seed, compared with what is in the database."""
    calendar = calendar_for(STREET)
    days = [day for day in story.days() if day >= first]
    weeks = [days[n : n + WEEK] for n in range(0, len(days), WEEK)]
    parts = [[tale for day in week for tale in story.tales_of(day, calendar, spots)] for week in weeks]
    parts.append(morning.tales(calendar, spots))
    with scope.scoped(STREET):
        there = set(Matter.objects.filter(street=STREET, source=SOURCE).values_list("source_id", flat=True))
    numbered, number = [], 0
    for part in parts:
        numbered.append([(tale, number + n) for n, tale in enumerate(part, start=1)])
        number += len(part)
    missing = [chunk for chunk in reversed(numbered) if any(tale.key not in there for tale, _ in chunk)]
    return Plan(number, missing)


def set_aside(count: int) -> None:
    """Take the ids up to `count` from the sequence, so that nobody else gets them."""
    while store.MATTER_IDS.take() <= count:
        store.MATTER_IDS.take_many(1000)


def ring_alarms() -> None:
    """Let the clocks of open matters warn and escalate as they would have: daily at first, hourly since yesterday."""
    moments = [CUT.replace(hour=17) - timedelta(days=n) for n in range(60, 1, -1)]
    moments += [CUT - timedelta(hours=n) for n in range(26, 0, -1)] + [CUT - timedelta(minutes=1)]
    for moment in moments:
        with held(moment):
            scan_alarms(at=moment)


_shared: list[Teller] = []  # what a forked process inherits


def _teller() -> Teller:
    with scope.scoped(STREET):
        pictures = album(STREET, CUT)
    return Teller(STREET, Cast(STREET), pictures)


def _written(teller: Teller, chunks: Sequence[Chunk], until: float | None, workers: int) -> Iterator[int]:
    """Write chunks, the first of them whatever the clock says; yield the size of each that was written."""
    if not workers or not chunks:
        yield from (teller.write(chunk) for chunk in chunks)
        return
    _shared[:] = [teller]
    connections.close_all()  # a connection must not be shared with a forked process
    waiting: set[Future[int]] = set()
    left = list(reversed(chunks))
    with ProcessPoolExecutor(workers, mp_context=get_context("fork"), initializer=_child) as pool:
        while left or waiting:
            while (
                left
                and len(waiting) < workers
                and not (until and len(left) < len(chunks) and clock.monotonic() > until)
            ):
                waiting.add(pool.submit(_write, left.pop()))
            if not waiting:
                return
            finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (one.result() for one in finished)


def _child() -> None:
    tie_to_parent(SIGKILL)


def _write(chunk: Chunk) -> int:
    return _shared[0].write(chunk)


@contextmanager
def _telling(plan: Plan) -> Iterator["_Bar"]:
    with Progress() as bar:
        yield _Bar(bar, plan)


class _Bar:
    """Progress in the terminal, and in a file for the pages' banner."""

    def __init__(self, bar: Progress, plan: Plan) -> None:
        self.bar, self.total, self.done = bar, plan.total, plan.total - plan.left
        self.line = bar.add_task("A year in the model street", total=plan.total)
        self.chunks = 0
        self.show()

    def __call__(self, more: int) -> None:
        """Count a chunk with what it brought."""
        self.done += more
        self.chunks += 1
        self.show()

    def show(self) -> None:
        """Tell how far it is."""
        self.bar.update(self.line, completed=self.done)
        path: Path = settings.DATA / PROGRESS
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps({"loaded": self.done, "total": self.total}))
        fresh.replace(path)


def main(arguments: Sequence[str]) -> int:
    """`--background` loads behind the running server; without it all is loaded at once."""
    tie_to_parent()
    if "--background" in arguments:
        background()
    else:
        load_first()
    return 0


if __name__ == "__main__":
    snapshots.drop()
    sys.exit(main(sys.argv[1:]))

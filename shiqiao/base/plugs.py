"""Sockets that no surface owns: what the worker repeats, what `check` looks at, what follows a restore, parts of the demo.

They stand in the ground so that a scene may fill them and whoever is above may read them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.chapters import Asked, Chapter
from shiqiao.base.sockets import DemoLoader, Socket


@dataclass(frozen=True)
class WorkerRound:
    """Something the worker does again and again: `function(at=…)` over all streets, each `every` seconds."""

    name: str
    function: Callable[..., object] = field(compare=False)
    every: float = 1.0


@dataclass(frozen=True)
class Check:
    """What `shiqiao check` also looks at: `look(street, at)` gives English sentences, one for each problem."""

    name: str
    look: Callable[..., list[str]] = field(compare=False)


@dataclass(frozen=True)
class Concern:
    """What an inspection found: English sentences, `says` what is wrong and `remedy` what to do; `error` fails the check."""

    says: str
    remedy: str = ""
    error: bool = False


@dataclass(frozen=True)
class Inspection:
    """What `shiqiao check` looks at once for the whole installation: `look(at)` gives concerns, none when all is well.

    `production` ones are left out in the demo, where they cannot hold.
    """

    name: str
    look: Callable[..., Iterable[Concern]] = field(compare=False)
    production: bool = True


@dataclass(frozen=True)
class Gauge:
    """A figure of `/metrics`: `read()` gives label value → number when somebody asks; `label` empty: only "" is given.

    Label values are few and never name anybody. It is asked over all streets, in a transaction that only reads.
    """

    name: str
    says: str
    read: Callable[[], Mapping[str, float]] = field(compare=False)
    label: str = ""


@dataclass(frozen=True)
class AfterRestore:
    """What a part does in a place that was just restored: `act(data=folder, at=…)` over all streets, once, in a transaction.

    It returns how many things it touched. `kind` is `erased` for what is erased again, and `held` for what may have left
    the house since the backup: it must not leave twice, so it waits until a person looks.
    """

    name: str
    act: Callable[..., int] = field(compare=False)
    kind: str = "held"


@dataclass(frozen=True)
class LocalityFile:
    """A file of a locality that a scene reads, named by `key` under `scene_files` in locality.yaml.

    `take_over(street, text, by=…, at=…, say=…)` runs at `shiqiao init`, after people, flows, catalogue and indicators; it
    raises Invalid naming each wrong place, and changes nothing where the street has gone on by itself.
    """

    key: str
    take_over: Callable[..., None] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Conducted:
    """One fact that tells how a person works: whose (account number), when, which record shows it, whether it speaks for
    the person (None: it is only counted)."""

    person: int
    at: datetime
    ref: Ref
    good: bool | None = None


@dataclass(frozen=True)
class Conduct:
    """Facts of conduct that assessment may weigh: `read(street, since, until)` gives those of days [since, until).

    `title` is a msgid. `may_see(actor, person)` says who may know of them at all; left out, whoever sees the assessment.
    """

    code: str
    title: str
    read: Callable[..., Iterable[Conducted]] = field(compare=False)
    may_see: Callable[[Actor, int], bool] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class ReportChapter:
    """A chapter of the monthly report: `tell(asked)` gives it in the active language, None where there is nothing to tell."""

    name: str
    tell: Callable[[Asked], Chapter | None] = field(compare=False)
    order: int = 100


@dataclass(frozen=True)
class WallLine:
    """A line of a tile on the wall: what, how much, and how far of the whole (0 to 1) where that can be said.

    `tone` is red, yellow, green or empty. A wall hangs where visitors stand: no name of a person, no words of a reporter.
    """

    title: str
    value: str
    share: float | None = None
    tone: str = ""


@dataclass(frozen=True)
class WallTile:
    """A tile on `/wall/`: `read(street, at)` gives at most seven lines in the active language; `title` is a msgid.

    It is asked every twenty seconds for all screens together, behind the street's fence. Without lines it is left out.
    """

    code: str
    title: str
    read: Callable[..., Iterable[WallLine]] = field(compare=False)
    order: int = 100


rounds: Socket[WorkerRound] = Socket("worker.rounds", WorkerRound)
checks: Socket[Check] = Socket("check.problems", Check)
inspections: Socket[Inspection] = Socket("check.inspections", Inspection)
gauges: Socket[Gauge] = Socket("metrics.gauges", Gauge)
demo_loaders: Socket[DemoLoader] = Socket("demo.loaders", DemoLoader)
after_restore: Socket[AfterRestore] = Socket("restore.after", AfterRestore)
locality_files: Socket[LocalityFile] = Socket("places.files", LocalityFile)
conducts: Socket[Conduct] = Socket("assessment.conducts", Conduct)
report_chapters: Socket[ReportChapter] = Socket("monthly.chapters", ReportChapter)
wall_tiles: Socket[WallTile] = Socket("wall.tiles", WallTile)

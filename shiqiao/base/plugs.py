"""Sockets that no surface owns: what the worker repeats, what `check` looks at, what follows a restore, parts of the demo.

They stand in the ground so that a scene may fill them and whoever is above may read them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

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
class AfterRestore:
    """What a part does in a place that was just restored: `act(data=folder, at=…)` over all streets, once, in a transaction.

    It returns how many things it touched. `kind` is `erased` for what is erased again, and `held` for what may have left
    the house since the backup: it must not leave twice, so it waits until a person looks.
    """

    name: str
    act: Callable[..., int] = field(compare=False)
    kind: str = "held"


rounds: Socket[WorkerRound] = Socket("worker.rounds", WorkerRound)
checks: Socket[Check] = Socket("check.problems", Check)
demo_loaders: Socket[DemoLoader] = Socket("demo.loaders", DemoLoader)
after_restore: Socket[AfterRestore] = Socket("restore.after", AfterRestore)

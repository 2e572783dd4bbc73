"""How parts that end by themselves are brought back: at once the first time, then after growing pauses."""

import signal
import time as clock
from collections.abc import Callable
from dataclasses import dataclass

FIRST, LONGEST = 0.5, 15.0  # seconds
WELL_AFTER = 10.0  # seconds that a part has to live before its next end counts as the first


@dataclass
class Pauses:
    """When one part may be started again; doubles with each end in a row, up to `LONGEST` seconds."""

    wait: float = 0.0
    started: float = 0.0
    due: float | None = None

    def over(self, begins: Callable[[float], None], now: Callable[[], float] = clock.monotonic) -> bool:
        """Tell whether the ended part is to be started now; `begins` is told each pause, in seconds, as it begins."""
        if self.due is None:
            well = now() - self.started > WELL_AFTER
            self.wait = FIRST if well or not self.wait else min(2 * self.wait, LONGEST)
            self.due = now() + self.wait
            begins(self.wait)
        if now() < self.due:
            return False
        self.due, self.started = None, now()
        return True


def how_it_ended(status: int) -> str:
    """Say a process's end: its exit status, or the signal that killed it."""
    if status >= 0:
        return f"exit status {status}"
    try:
        return f"killed by {signal.Signals(-status).name}"
    except ValueError:
        return f"killed by signal {-status}"

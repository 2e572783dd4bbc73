"""Child processes that never outlive the one that started them."""

import ctypes
import os
import signal
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
# Not on Linux there is none, and the supervisor's own stop has to do.
_prctl = getattr(ctypes.CDLL(None, use_errno=True), "prctl", None)


def tied_to_parent(number: signal.Signals) -> Callable[[], None]:
    """Return what a child runs before its program, so that the system sends it `number` when its parent dies."""
    parent = os.getpid()

    def tie() -> None:
        if _prctl is not None:
            _prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
            if os.getppid() != parent:  # it died between the fork and the line above
                os._exit(1)

    return tie


def tie_to_parent(number: signal.Signals = signal.SIGTERM) -> None:
    """Have the system send `number` to this process when the one that started it dies."""
    if _prctl is not None:
        _prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)

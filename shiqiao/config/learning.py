"""Learning in a process of its own: the libraries are large, and the worker must stay small."""

import logging
import os
import signal
import subprocess
import sys
from datetime import datetime

from django.conf import settings

from shiqiao.base.processes import tied_to_parent
from shiqiao.kernel.suggesting.actions import due
from shiqiao.kernel.suggesting.learning import able

COMMAND = "from shiqiao.config.cli import main; main()"
log = logging.getLogger("shiqiao.learning")
_running: "list[subprocess.Popen[bytes]]" = []


def learn_when_due(*, at: datetime) -> int:
    """Start `shiqiao learn --due` when a street has enough to learn from; the worker's round. Returns 1 when one began."""
    while _running and _running[0].poll() is not None:
        if _running.pop().returncode:
            log.warning("learning failed; try `shiqiao learn` by hand")
    if _running or not able() or not due(at):
        return 0
    command = [sys.executable, "-c", COMMAND, "--data", str(settings.DATA), "learn", "--due"]
    _running.append(
        subprocess.Popen(
            command, env={**os.environ, "SHIQIAO_DATA": str(settings.DATA)}, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, preexec_fn=tied_to_parent(signal.SIGTERM),
        )
    )  # fmt: skip
    return 1

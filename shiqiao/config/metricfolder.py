"""The folder in which processes count together; known before Django and the metrics library are loaded."""

import os
import tempfile
from pathlib import Path

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # the library's own variable
MEMORY = Path("/dev/shm")


def metric_folder() -> "tempfile.TemporaryDirectory[str]":
    """Make the folder; in memory where that can be, because a full disk would end the processes that count."""
    place = os.environ.get("RUNTIME_DIRECTORY") or (str(MEMORY) if os.access(MEMORY, os.W_OK) else None)
    return tempfile.TemporaryDirectory(prefix="shiqiao-metrics-", dir=place, ignore_cleanup_errors=True)

"""What `shiqiao up` is serving just now, for commands beside it: a small file in the data folder."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "served.json"


@dataclass(frozen=True)
class Served:
    """How it is served, and by which process."""

    pid: int
    host: str
    port: int
    secure: bool


@contextmanager
def serving(data: Path, *, host: str, port: int, secure: bool) -> Iterator[None]:
    """Say so for the duration."""
    (data / FILE).write_text(json.dumps(asdict(Served(os.getpid(), host, port, secure))), encoding="utf-8")
    try:
        yield
    finally:
        (data / FILE).unlink(missing_ok=True)


def served(data: Path | None = None) -> Served | None:
    """Return what is served from a data folder (left out: that of the settings), None when nothing is."""
    if data is None:
        from django.conf import settings

        data = Path(settings.OWN)
    try:
        found = Served(**json.loads((data / FILE).read_text(encoding="utf-8")))
        os.kill(found.pid, 0)
    except PermissionError:  # another user's process: it is there
        return found
    except (OSError, ValueError, TypeError):
        return None
    return found

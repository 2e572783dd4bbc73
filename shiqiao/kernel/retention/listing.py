"""The list of erasures beside the database: one sealed line each, chained, so that a restore of an older backup replays it.

`erasures.jsonl` lies in the data folder. A line holds a reference and what was erased, no personal data; its seal is keyed
with the installation's own key over the line and the seal before it, so a line can neither be changed nor left out.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from shiqiao.base import crypto
from shiqiao.kernel.retention.errors import ListBroken
from shiqiao.kernel.retention.rules import canonical

SEAL = b"retention.erasures"
# What this process found in the list last: place, size, marks, seal of the last line. A list of another size is read anew.
_seen: tuple[Path, int, set[str], str] | None = None


def place() -> Path:
    """Return where the list lies."""
    return Path(settings.DATA) / "erasures.jsonl"


def read(path: Path) -> list[dict[str, Any]]:
    """Return the entries of a list, proven line by line; raises ListBroken naming the line. No file is an empty list."""
    return list(_read(path)) if path.is_file() else []


def _read(path: Path) -> Iterator[dict[str, Any]]:
    prev = ""
    lines = path.read_text(encoding="utf-8").split("\n")
    if lines and lines[-1] != "":
        lines.pop()  # cut off while it was written: its act stands in the table and is appended again
    for number, line in enumerate(filter(None, lines), start=1):
        try:
            entry = json.loads(line)
            sealed = _seal(entry, prev)
        except (ValueError, KeyError, TypeError) as error:
            raise ListBroken(line=number, reason="is not an entry") from error
        if entry.get("prev") != prev or entry.get("seal") != sealed:
            raise ListBroken(line=number, reason="was changed, or does not follow from the line before it")
        prev = sealed
        yield entry


def _seal(entry: Mapping[str, Any], prev: str) -> str:
    return crypto.commitment(SEAL, prev + "|" + canonical(entry))


def append(entries: Iterable[Mapping[str, Any]]) -> int:
    """Append what is not on the list yet, durably; returns how many lines were written. Waits for another writer."""
    path = place()
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        marks, prev = _known(path)
        fresh = [dict(entry) for entry in entries if entry["mark"] not in marks]
        if not fresh:
            return 0
        file.truncate(_whole(path))
        file.seek(0, os.SEEK_END)
        for entry in fresh:
            entry["prev"], entry["seal"] = prev, (prev := _seal(entry, prev))
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
        _remember(path, marks | {entry["mark"] for entry in fresh}, prev)
    return len(fresh)


def _known(path: Path) -> tuple[set[str], str]:
    if _seen is not None and _seen[:2] == (path, path.stat().st_size):
        return _seen[2], _seen[3]
    there = read(path)
    return {entry["mark"] for entry in there}, there[-1]["seal"] if there else ""


def _remember(path: Path, marks: set[str], prev: str) -> None:
    global _seen
    _seen = (path, path.stat().st_size, marks, prev)


def _whole(path: Path) -> int:
    """Return how many bytes of the list are whole lines; a torn end is written over."""
    content = path.read_bytes()
    return content.rfind(b"\n") + 1

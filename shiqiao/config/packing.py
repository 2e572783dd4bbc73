"""Static files packed once, so that browsers fetch a fifth: a `.gz` beside each, which WhiteNoise sends to who takes it.

Pages themselves are not packed: they hold secrets beside what a stranger may choose, and lengths would tell (BREACH). Those
without any, the field app and the empty report form, are compressed by `kit/wire.py`.
"""

import gzip
import os
from pathlib import Path

PACKED = frozenset({".css", ".js", ".svg", ".json", ".mjs"})
SMALLEST = 1024  # bytes: less is one packet anyway


def pack(folder: Path) -> int:
    """Pack what is new or changed in a folder; returns how many files were packed. What no longer stands loses its pack."""
    done = 0
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".gz" and not path.with_suffix("").exists():
            path.unlink()
        elif path.suffix in PACKED and path.is_file() and path.stat().st_size >= SMALLEST:
            done += _pack(path)
    return done


def _pack(path: Path) -> bool:
    target, stamp = path.with_name(path.name + ".gz"), path.stat().st_mtime_ns
    if target.exists() and target.stat().st_mtime_ns == stamp:
        return False
    fresh = target.with_name(target.name + ".new")
    fresh.write_bytes(gzip.compress(path.read_bytes(), 6, mtime=0))
    os.utime(fresh, ns=(stamp, stamp))
    fresh.replace(target)  # never half a file, whoever asks meanwhile
    return True

"""PostgreSQL refuses to run as root: the account it runs as instead, and what that account can reach."""

import hashlib
import locale
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from shiqiao.base.errors import Unavailable

Account = pwd.struct_passwd


def account() -> Account | None:
    """Return the account the server runs as when we are root, None when we are an ordinary user ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Unavailable(
        "PostgreSQL does not run as root, and there is neither an account postgres nor nobody.",
        fields={"user": "Start Shiqiao as an ordinary user."},
    )


def identity(who: Account | None) -> dict[str, Any]:
    """Return the arguments that make `subprocess` run a program as `who`."""
    return {} if who is None else {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}


def environment() -> dict[str, str]:
    """Return the small environment of the server: no PG* variable or locale of the caller gets in."""
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def give(who: Account | None, *paths: Path) -> None:
    """Make `who` the owner of paths that we have made."""
    if who is not None:
        for path in paths:
            os.chown(path, who.pw_uid, who.pw_gid, follow_symlinks=False)


def reaches(who: Account | None, path: Path) -> bool:
    """Tell whether `who` can enter `path` (or, while it does not exist, its nearest existing parent)."""
    if who is None:
        return True
    while not path.exists():
        path = path.parent
    return _may(who, "-x", path)


def reachable_binaries(folder: Path, who: Account | None, elsewhere: Path) -> Path:
    """Return `folder`, or a copy below `elsewhere` when `who` cannot read what is in it (a checkout below /root)."""
    root = folder.parent
    if who is None or (_may(who, "-x", folder / "postgres") and _may(who, "-r", root / "share" / "postgres.bki")):
        return folder
    stat = (folder / "postgres").stat()
    mark = hashlib.sha256(f"{stat.st_size}:{stat.st_mtime_ns}".encode()).hexdigest()[:12]
    copy = elsewhere / f"postgresql-{mark}"
    if not copy.exists():
        elsewhere.mkdir(parents=True, exist_ok=True, mode=0o755)
        with tempfile.TemporaryDirectory(dir=elsewhere, prefix="new-") as name:
            fresh = Path(name) / "whole"
            # The programs look for their libraries by the way from their own folder, so the layout is kept.
            libraries = root.parents[1] / f"{root.parent.name}.libs"
            for source in [root, *([libraries] if libraries.exists() else [])]:
                target = fresh / source.relative_to(root.parents[1])
                shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
            for path in [fresh, *fresh.rglob("*")]:
                if not path.is_symlink():
                    path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
            if not copy.exists():
                fresh.rename(copy)
    return copy / root.relative_to(root.parents[1]) / "bin"


def character_type() -> str:
    """Return the character classes for the cluster: with plain C, pg_trgm would see no letters in Chinese text."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C.UTF-8"


def _may(who: Account, test: str, path: Path) -> bool:
    ran = subprocess.run(["/bin/sh", "-c", f'test {test} "$1"', "sh", path], cwd="/", **identity(who))
    return ran.returncode == 0

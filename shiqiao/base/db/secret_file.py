"""The data folder's `secrets.json`: passwords of the database roles and keys, for its owner only."""

import fcntl
import json
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from shiqiao.base.errors import ShiqiaoError

FILE = "secrets.json"


class SecretsUnreadable(ShiqiaoError):
    """The file secrets.json is not readable JSON. Put the escrowed copy back; without it nothing can be deciphered."""

    code = "secrets_unreadable"


def read_secrets(data: Path) -> dict[str, Any]:
    """Return what `data`/secrets.json holds; an empty mapping before the first start."""
    path = data / FILE
    if not path.exists():
        return {}
    try:
        held: dict[str, Any] = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise SecretsUnreadable from error
    if not isinstance(held, dict):
        raise SecretsUnreadable
    return held


def add_secrets(data: Path, new: Mapping[str, Any]) -> dict[str, Any]:
    """Add the entries of `new` that are not there yet (nothing is ever overwritten) and return all of them."""
    held = read_secrets(data)
    if any(name not in held for name in new):
        held = change_secrets(data, lambda there: {**new, **there})
    return held


def change_secrets(data: Path, change: Callable[[dict[str, Any]], Mapping[str, Any]]) -> dict[str, Any]:
    """Replace the file by what `change` makes of it, as one step: a crash leaves the old file or the new, never a half.

    One process at a time; a file lock is held meanwhile. What `change` raises leaves everything as it was.
    """
    with (data / f"{FILE}.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        held = dict(change(read_secrets(data)))
        fresh = data / f"{FILE}.{os.getpid()}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(held, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        _keep_owner(data / FILE, fresh)
        fresh.replace(data / FILE)
    return held


def _keep_owner(old: Path, fresh: Path) -> None:
    """Let root change the file of another user without taking it away from that user."""
    if old.exists() and os.geteuid() == 0:
        there = old.stat()
        os.chown(fresh, there.st_uid, there.st_gid)


def password(data: Path, role: str) -> str:
    """Return the password of a database role, made on first use."""
    name = f"password:{role}"
    return str(add_secrets(data, {name: read_secrets(data).get(name) or secrets.token_urlsafe(24)})[name])

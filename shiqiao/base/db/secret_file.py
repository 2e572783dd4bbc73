"""The data folder's `secrets.json`: passwords of the database roles and keys, for its owner only."""

import json
import os
import secrets
from collections.abc import Mapping
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
        held = {**new, **held}
        fresh = data / f"{FILE}.{os.getpid()}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(held, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(data / FILE)
    return held


def password(data: Path, role: str) -> str:
    """Return the password of a database role, made on first use."""
    name = f"password:{role}"
    return str(add_secrets(data, {name: read_secrets(data).get(name) or secrets.token_urlsafe(24)})[name])

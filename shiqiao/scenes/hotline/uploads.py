"""Uploaded tables between preview and loading: in the data folder, readable to nobody else, gone within the hour."""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from shiqiao.base.errors import NotFound
from shiqiao.scenes.hotline.exchange import folder

_NAME = re.compile(r"[0-9]{9}-[A-Za-z0-9_-]{32}\.(?:xlsx|xls|csv)")
_KINDS = (".xlsx", ".xls", ".csv")


def keep(upload: Any, street: int) -> str:
    """Keep an uploaded table; returns the name by which it is found again."""
    ending = Path(str(upload.name)).suffix.lower()
    name = f"{street}-{secrets.token_urlsafe(24)}{ending if ending in _KINDS else '.csv'}"
    place = folder() / "uploads"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(place / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    return name


def kept(name: str, street: int) -> Path:
    """Return a kept table; NotFound when it is gone, or another street's."""
    path = folder() / "uploads" / name
    if not _NAME.fullmatch(name) or not name.startswith(f"{street}-") or not path.is_file():
        raise NotFound("The uploaded table is gone; choose it again.")
    return path


@contextmanager
def for_once(upload: Any, street: int) -> Iterator[Path]:
    """Give an uploaded table as a file for the block."""
    path = kept(keep(upload, street), street)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)

"""Bytes on disk, each under its SHA-256: `DATA/files/ab/cdef…`, small pictures beside them with the ending `-320`."""

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from shiqiao.kernel.files.recordings import Edit

_STORED = re.compile(r"[0-9a-f]{62}(-\d+)?")
THUMBNAIL = "-320"
_PIECE = 1 << 20


def folder() -> Path:
    """Return the folder of all stored files; it lies outside everything that is served."""
    return Path(settings.DATA) / "files"


def place(sha256: str, ending: str = "") -> Path:
    """Return where the bytes with this hash lie; ValueError for what is no hash, so no path can be smuggled in."""
    if not re.fullmatch("[0-9a-f]{64}", sha256):
        raise ValueError("a file is found by the 64 hexadecimal digits of its SHA-256")
    return folder() / sha256[:2] / (sha256[2:] + ending)


def write(content: bytes) -> str:
    """Store bytes durably and return their hash; what is there already unharmed is left alone."""
    sha256 = hash_of_bytes(content)
    path = place(sha256)
    if not (path.is_file() and hash_of(path) == sha256):
        put(path, content)
    return sha256


def hash_of_bytes(content: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: temporary name, fsync, rename, fsync of the folder."""
    _own(path.parent)
    temporary = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _sync(path.parent)


def spool(file: BinaryIO, edits: Iterable[Edit] = ()) -> tuple[Path, str]:
    """Copy a file into a temporary one beside the stored files, piece by piece, and make edits in the copy.

    Returns its path and hash; the caller hands it to `keep` or deletes it.
    """
    shelf = folder() / "00"
    _own(shelf)
    temporary = shelf / f".{secrets.token_hex(8)}.part"
    try:
        file.seek(0)
        with open(os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "r+b") as copy:
            shutil.copyfileobj(file, copy, _PIECE)
            for edit in edits:
                _overwrite(copy, edit)
            copy.flush()
            os.fsync(copy.fileno())
        return temporary, hash_of(temporary)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _overwrite(copy: BinaryIO, edit: Edit) -> None:
    copy.seek(edit.at)
    copy.write(edit.content)
    for written in range(len(edit.content), edit.length, _PIECE):
        copy.write(bytes(min(_PIECE, edit.length - written)))


def keep(temporary: Path, sha256: str) -> None:
    """Give a spooled file its place; what is there already unharmed is left alone."""
    path = place(sha256)
    if path.is_file() and hash_of(path) == sha256:
        temporary.unlink()
        return
    _own(path.parent)
    temporary.replace(path)
    _sync(path.parent)


def remove(sha256: str) -> None:
    """Delete the bytes with this hash and their small picture."""
    for ending in ("", THUMBNAIL):
        place(sha256, ending).unlink(missing_ok=True)


def stored(before: float = float("inf")) -> Iterator[str]:
    """Yield the hash of everything that lies there once, of a small picture without its big one too.

    With `before` (seconds since 1970) only what was written earlier.
    """
    for shelf in sorted(folder().glob("[0-9a-f][0-9a-f]")):
        lying = [path for path in shelf.iterdir() if _STORED.fullmatch(path.name)]
        names = {path.name.split("-")[0] for path in lying if path.lstat().st_mtime < before}
        yield from (shelf.name + name for name in sorted(names))


def unfinished(before: float) -> list[Path]:
    """Return temporary files last touched before `before` (seconds since 1970): left by a crash while writing."""
    return [path for path in folder().glob("[0-9a-f][0-9a-f]/.*.part") if path.stat().st_mtime < before]


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file, reading it piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _own(shelf: Path) -> None:
    """Make a shelf and the folder above it, closed to everybody else; parents of their own keep their rights."""
    for one in (folder(), shelf):
        one.mkdir(mode=0o700, parents=True, exist_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

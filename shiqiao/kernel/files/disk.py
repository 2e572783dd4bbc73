"""Bytes in a folder, each under its SHA-256: `ab/cdef…`, small pictures beside them with the ending `-320`."""

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from shiqiao.kernel.files.recordings import Edit

STORED = re.compile(r"[0-9a-f]{62}(-\d+)?")
THUMBNAIL = "-320"
PIECE = 1 << 20


def within(sha256: str, ending: str = "") -> str:
    """Return the name of bytes inside their store; ValueError for what is no hash, so no path can be smuggled in."""
    if not re.fullmatch("[0-9a-f]{64}", sha256):
        raise ValueError("a file is found by the 64 hexadecimal digits of its SHA-256")
    return f"{sha256[:2]}/{sha256[2:]}{ending}"


def hash_of_bytes(content: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


@dataclass
class Spooled:
    """A file copied to this host before it is kept: its bytes from the beginning, and their hash.

    `path` is where it lies in a folder of files; None where it has no name and goes when it is closed.
    """

    file: BinaryIO
    sha256: str
    path: Path | None = None

    def discard(self) -> None:
        """Close it, and delete what is left of it."""
        self.file.close()
        if self.path is not None:
            self.path.unlink(missing_ok=True)


def fill(copy: BinaryIO, file: BinaryIO, edits: Iterable[Edit]) -> str:
    """Copy a file piece by piece into an empty one, make edits in the copy, and return the hash of what it holds."""
    file.seek(0)
    shutil.copyfileobj(file, copy, PIECE)
    for edit in edits:
        copy.seek(edit.at)
        copy.write(edit.content)
        for written in range(len(edit.content), edit.length, PIECE):
            copy.write(bytes(min(PIECE, edit.length - written)))
    copy.flush()
    copy.seek(0)
    found = hashlib.file_digest(copy, "sha256").hexdigest()  # type: ignore[arg-type]
    copy.seek(0)
    return found


@dataclass(frozen=True)
class Folder:
    """A folder of stored files; it lies outside everything that is served."""

    root: Path

    @property
    def name(self) -> str:
        """Return where it is, for the operator."""
        return str(self.root)

    def place(self, sha256: str, ending: str = "") -> Path:
        """Return where the bytes with this hash lie."""
        return self.root / within(sha256, ending)

    def open(self, sha256: str, ending: str = "") -> BinaryIO:
        """Open what lies at its place itself, never what a link there points to. Raises FileNotFoundError, OSError."""
        return os.fdopen(os.open(self.place(sha256, ending), os.O_RDONLY | os.O_NOFOLLOW), "rb")

    def holds(self, sha256: str, ending: str = "") -> bool:
        """Tell whether something lies there."""
        return self.place(sha256, ending).is_file()

    def put(self, sha256: str, content: bytes, ending: str = "") -> None:
        """Write bytes whole or not at all: temporary name, fsync, rename, fsync of the folder."""
        path = self.place(sha256, ending)
        temporary = self._temporary(path.parent)
        try:
            with _new(temporary) as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        _sync(path.parent)

    def spool(self, file: BinaryIO, edits: Iterable[Edit] = ()) -> Spooled:
        """Copy a file into a temporary one beside the stored files; the caller hands it to `keep` and discards it."""
        temporary = self._temporary(self.root / "00")
        copy = _new(temporary)
        try:
            sha256 = fill(copy, file, edits)
            os.fsync(copy.fileno())
            return Spooled(copy, sha256, temporary)
        except BaseException:
            copy.close()
            temporary.unlink(missing_ok=True)
            raise

    def keep(self, spooled: Spooled) -> None:
        """Give a spooled file its place."""
        path = self.place(spooled.sha256)
        assert spooled.path is not None
        self._own(path.parent)
        spooled.path.replace(path)
        _sync(path.parent)

    def remove(self, sha256: str) -> None:
        """Delete the bytes with this hash and their small picture."""
        for ending in ("", THUMBNAIL):
            self.place(sha256, ending).unlink(missing_ok=True)

    def stored(self, before: float = float("inf")) -> Iterator[str]:
        """Yield the hash of everything that lies there once, of a small picture without its big one too.

        With `before` (seconds since 1970) only what was written earlier.
        """
        for shelf in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            lying = [path for path in shelf.iterdir() if STORED.fullmatch(path.name)]
            names = {path.name.split("-")[0] for path in lying if path.lstat().st_mtime < before}
            yield from (shelf.name + name for name in sorted(names))

    def unfinished(self, before: float, *, remove: bool) -> list[str]:
        """Return temporary files last touched before `before` (seconds since 1970), left by a crash; delete them if asked."""
        left = [path for path in self.root.glob("[0-9a-f][0-9a-f]/.*.part") if path.stat().st_mtime < before]
        for path in left if remove else ():
            path.unlink(missing_ok=True)
        return [path.name for path in left]

    def claim(self, house: str) -> None:
        """A folder lies in the data folder of its installation: there is nobody else's to be taken for one's own."""

    def _temporary(self, shelf: Path) -> Path:
        self._own(shelf)
        return shelf / f".{secrets.token_hex(8)}.part"

    def _own(self, shelf: Path) -> None:
        """Make a shelf and the folder above it, closed to everybody else; parents of their own keep their rights."""
        for one in (self.root, shelf):
            one.mkdir(mode=0o700, parents=True, exist_ok=True)


def _new(path: Path) -> BinaryIO:
    return open(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

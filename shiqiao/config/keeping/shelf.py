"""The shelf: attachments beside the backups of a folder, each in a box of its own, written once for all backups.

A box is named by a keyed hash: who sees the folder cannot tell whether a known file is among the attachments.
"""

import errno
import hashlib
import hmac
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from shiqiao.base.db.secret_file import read_secrets
from shiqiao.config.keeping.errors import Changed
from shiqiao.config.keeping.keys import wrap_for
from shiqiao.config.keeping.strongbox import BoxReader, BoxWriter

NAME = 16  # bytes of a name
PIECE = 1 << 20


class Opens(Protocol):
    """Where files are opened by their hash: the store of the attachments, or the files of months."""

    def open(self, sha256: str) -> BinaryIO:
        """Open a file; raises FileNotFoundError."""


@dataclass(frozen=True)
class Shelf:
    """The folder of boxes of one installation under one key."""

    folder: Path
    public: str
    secret: bytes

    @classmethod
    def of(cls, beside: Path, house: str, public: str, data: Path) -> "Shelf":
        """Return the shelf of an installation in the folder of its backups."""
        return cls(beside / f"attachments-{house}", public, bytes.fromhex(read_secrets(data)["index"]))

    def name(self, sha256: str) -> bytes:
        """Return the name of an attachment's box; another key gives another name, so a new key writes all anew."""
        return hmac.digest(self.secret, f"backup:{self.public}:{sha256}".encode(), "sha256")[:NAME]

    def place(self, name: bytes) -> Path:
        """Return where the box of a name lies."""
        return self.folder / name.hex()[:2] / name.hex()[2:]

    def put(self, sha256: str, store: Opens) -> int:
        """Write an attachment unless it is there; returns the bytes written. Raises OSError, StoreAway, Changed."""
        target = self.place(self.name(sha256))
        if target.exists():
            return 0
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = target.with_name(f".{target.name}.partial")
        key = os.urandom(32)
        try:
            with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                box = BoxWriter(file, key, {"kind": "attachment", "keys": wrap_for(self.public, key)})
                for piece in read_checked(store, sha256):
                    box.write(piece)
                box.close()
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
        return target.stat().st_size

    def names(self) -> Iterator[tuple[bytes, Path]]:
        """Yield the boxes that are there."""
        for path in self.folder.glob("[0-9a-f][0-9a-f]/*"):
            if len(path.name) == 2 * NAME - 2:
                yield bytes.fromhex(path.parent.name + path.name), path


def read_checked(store: Opens, sha256: str) -> Iterator[bytes]:
    """Yield an attachment's bytes; raises Changed at their end when they are not those of the hash."""
    found = hashlib.sha256()
    with opened(store, sha256) as file:
        while piece := file.read(PIECE):
            found.update(piece)
            yield piece
    if found.hexdigest() != sha256:
        raise Changed(path=sha256[:12])


def opened(store: Opens, sha256: str) -> BinaryIO:
    """Open an attachment; raises FileNotFoundError, StoreAway, and Changed for a link in its place."""
    try:
        return store.open(sha256)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Changed(path=sha256[:12]) from error
        raise


def contents(path: Path, unwrap: Any) -> Iterator[bytes]:
    """Yield the content of a box on the shelf."""
    with path.open("rb") as file:
        reader = BoxReader(file, path.name, unwrap)
        yield from iter(reader.read, b"")

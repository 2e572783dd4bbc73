"""Bytes in a bucket of an S3-compatible store, under the same names as in the folder: `prefix/ab/cdef…`.

An object is there whole or not at all. An upload that breaks off with its process never becomes one; what is left of its
parts is for a rule of the bucket to remove (docs/how-to/attachments.md).
"""

import hashlib
import io
import logging
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

from shiqiao.base.errors import Conflict
from shiqiao.base.s3 import Access, opened
from shiqiao.kernel.files.disk import PIECE, STORED, THUMBNAIL, Spooled, fill, within
from shiqiao.kernel.files.errors import StoreAway
from shiqiao.kernel.files.recordings import Edit

SETTING = "SHIQIAO_ATTACHMENTS"
HOUSE = "installation"  # the object that says whose the prefix is
log = logging.getLogger(__name__)


class Bucket:
    """The objects below a prefix of a bucket. What the store refuses or cannot be asked is StoreAway; the log says why."""

    def __init__(self, address: str, access: Access, spools: Path) -> None:
        """`spools` is a folder of this host, in which a large upload waits without a name. Raises Invalid, Unavailable."""
        self.name = address
        self.files, self.root = opened(address, access, setting=SETTING)
        self.spools = spools

    def _path(self, sha256: str, ending: str = "") -> str:
        return f"{self.root}/{within(sha256, ending)}"

    def open(self, sha256: str, ending: str = "") -> BinaryIO:
        """Open an object for reading anywhere in it, a piece at a time. Raises FileNotFoundError, StoreAway."""
        path = self._path(sha256, ending)
        with answered():
            return cast(BinaryIO, io.BufferedReader(_Remote(self.files.open_input_file(path)), PIECE))

    def holds(self, sha256: str, ending: str = "") -> bool:
        """Tell whether an object is there."""
        path = self._path(sha256, ending)
        with answered():
            return bool(self.files.get_file_info(path).is_file)

    def put(self, sha256: str, content: bytes, ending: str = "") -> None:
        """Write bytes as one object."""
        self._send(self._path(sha256, ending), io.BytesIO(content), hashlib.sha256(content).hexdigest())

    def spool(self, file: BinaryIO, edits: Iterable[Edit] = ()) -> Spooled:
        """Copy a file onto this host's disk, where it has no name and is gone with the process; the caller discards it."""
        self.spools.mkdir(mode=0o700, parents=True, exist_ok=True)
        copy = cast(BinaryIO, tempfile.TemporaryFile(dir=self.spools))  # noqa: SIM115  closed by `discard`
        try:
            return Spooled(copy, fill(copy, file, edits))
        except BaseException:
            copy.close()
            raise

    def keep(self, spooled: Spooled) -> None:
        """Write a spooled file as one object, piece by piece."""
        spooled.file.seek(0)
        self._send(self._path(spooled.sha256), spooled.file, spooled.sha256)

    def _send(self, path: str, file: BinaryIO, sha256: str) -> None:
        """Write an object; closing finishes it whatever was sent, so what is not the whole is deleted at once."""
        sent = hashlib.sha256()
        with answered():
            try:
                with self.files.open_output_stream(path) as stream:
                    while piece := file.read(PIECE):
                        sent.update(piece)
                        stream.write(piece)
            finally:
                if sent.hexdigest() != sha256:
                    with suppress(OSError):
                        self.files.delete_file(path)
        if sent.hexdigest() != sha256:
            raise StoreAway

    def remove(self, sha256: str) -> None:
        """Delete the bytes with this hash and their small picture."""
        for ending in ("", THUMBNAIL):
            with suppress(FileNotFoundError), answered():
                self.files.delete_file(self._path(sha256, ending))

    def stored(self, before: float = float("inf")) -> Iterator[str]:
        """Yield the hash of everything that is there once; with `before` (seconds since 1970) only what is older."""
        for shelf in (f"{number:02x}" for number in range(256)):
            lying = [(one.base_name, one.mtime_ns / 1e9) for one in self._below(shelf) if one.is_file]
            names = {name.split("-")[0] for name, at in lying if at < before and STORED.fullmatch(name)}
            yield from (shelf + name for name in sorted(names))

    def _below(self, shelf: str, *, recursive: bool = False) -> list[Any]:
        from pyarrow.fs import FileSelector

        chosen = FileSelector(f"{self.root}/{shelf}".rstrip("/"), allow_not_found=True, recursive=recursive)
        with answered():
            return list(self.files.get_file_info(chosen))

    def unfinished(self, before: float, *, remove: bool) -> list[str]:
        """Return nothing: what waits on a host has no name and is gone with its process."""
        return []

    def claim(self, house: str) -> None:
        """Write down whose the prefix is; raises Conflict when it is another installation's, so that none cleans up there."""
        place = f"{self.root}/{HOUSE}"
        with answered():
            try:
                with self.files.open_input_stream(place) as stream:
                    found = stream.read().decode()
            except FileNotFoundError:
                found = house
                with self.files.open_output_stream(place) as stream:
                    stream.write(house.encode())
        if found != house:
            raise Conflict(
                "At {place} lie the attachments of another installation.",
                fields={SETTING: "Name a prefix of this installation's own."},
                place=self.name,
            )

    def empty(self) -> bool:
        """Tell whether nothing lies below the prefix."""
        return not any(one.is_file for one in self._below("", recursive=True))

    def clear(self) -> None:
        """Delete everything below the prefix: only what a restore into an empty one has made."""
        with answered():
            self.files.delete_dir_contents(self.root, missing_dir_ok=True)


class _Remote(io.RawIOBase):
    """An open object as Python reads files; what the store says on the way is StoreAway."""

    def __init__(self, file: Any) -> None:
        self.file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        return int(self.file.seek(place, whence))

    def tell(self) -> int:
        return int(self.file.tell())

    def readinto(self, buffer: Any) -> int:
        with answered():
            return int(self.file.readinto(buffer))

    def close(self) -> None:
        if not self.closed:
            self.file.close()
        super().close()


@contextmanager
def answered() -> Iterator[None]:
    """Turn what the store refuses into StoreAway, and log it; FileNotFoundError stays what it is."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        log.error("the store of attachments: %s", error)
        raise StoreAway from error

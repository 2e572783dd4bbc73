"""Where attachments lie: the folder `files` of the data folder, or a bucket; while they move, one before the other.

Every store keeps bytes under their SHA-256 and knows no names, no subjects and no rights.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from heapq import merge
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from shiqiao.base.s3 import Access
from shiqiao.kernel.files.bucket import Bucket
from shiqiao.kernel.files.disk import PIECE, Folder, Spooled
from shiqiao.kernel.files.recordings import Edit

FOLDER = "folder"  # how the settings call the folder in the data folder


class Store(Protocol):
    """What every store can; see `Folder`."""

    @property
    def name(self) -> str: ...

    def open(self, sha256: str, ending: str = "") -> BinaryIO: ...
    def holds(self, sha256: str, ending: str = "") -> bool: ...
    def put(self, sha256: str, content: bytes, ending: str = "") -> None: ...
    def spool(self, file: BinaryIO, edits: Iterable[Edit] = ()) -> Spooled: ...
    def keep(self, spooled: Spooled) -> None: ...
    def remove(self, sha256: str) -> None: ...
    def stored(self, before: float = float("inf")) -> Iterator[str]: ...
    def unfinished(self, before: float, *, remove: bool) -> list[str]: ...
    def claim(self, house: str) -> None: ...


@dataclass(frozen=True)
class Moving:
    """Two stores while attachments move: written to the first, looked for in both, removed from both."""

    current: Store
    former: Store

    @property
    def name(self) -> str:
        """Return where new ones go."""
        return self.current.name

    def open(self, sha256: str, ending: str = "") -> BinaryIO:
        """Open what lies in the first, else in the second."""
        try:
            return self.current.open(sha256, ending)
        except FileNotFoundError:
            try:
                return self.former.open(sha256, ending)
            except FileNotFoundError:  # moved between the two looks
                return self.current.open(sha256, ending)

    def holds(self, sha256: str, ending: str = "") -> bool:
        """Tell whether it lies in either."""
        return any(one.holds(sha256, ending) for one in (self.current, self.former, self.current))

    def put(self, sha256: str, content: bytes, ending: str = "") -> None:
        """Write into the first."""
        self.current.put(sha256, content, ending)

    def spool(self, file: BinaryIO, edits: Iterable[Edit] = ()) -> Spooled:
        """Copy where the first wants it."""
        return self.current.spool(file, edits)

    def keep(self, spooled: Spooled) -> None:
        """Keep in the first."""
        self.current.keep(spooled)

    def remove(self, sha256: str) -> None:
        """Delete from both."""
        self.former.remove(sha256)
        self.current.remove(sha256)

    def stored(self, before: float = float("inf")) -> Iterator[str]:
        """Yield what lies in either, once."""
        last = ""
        for sha256 in merge(self.current.stored(before), self.former.stored(before)):
            if sha256 != last:
                yield sha256
            last = sha256

    def unfinished(self, before: float, *, remove: bool) -> list[str]:
        """Return what a crash left in either."""
        return [name for one in (self.current, self.former) for name in one.unfinished(before, remove=remove)]

    def claim(self, house: str) -> None:
        """Write down whose both are."""
        self.current.claim(house)
        self.former.claim(house)


def store() -> Store:
    """Return the store of this installation. Raises Invalid and Unavailable that name the setting."""
    options = settings.OPTIONS
    current = named(options.attachments)
    former = options.attachments_former
    return Moving(current, named(former)) if former and former != (options.attachments or FOLDER) else current


def named(address: str) -> Store:
    """Return the store at `s3://bucket/prefix`; of nothing, or `folder`, the one in the data folder."""
    if address in ("", FOLDER):
        return Folder(Path(settings.DATA) / "files")
    return bucket(address, Access.of(settings.OPTIONS), Path(settings.OWN))


@cache
def bucket(address: str, access: Access, spools: Path) -> Bucket:
    """Return a bucket; its connections are this process's and are kept."""
    return Bucket(address, access, spools)


def whole(store: Store, sha256: str) -> bool:
    """Tell whether a store holds these bytes unharmed; they are read. Raises StoreAway."""
    try:
        return hash_in(store, sha256) == sha256
    except OSError:
        return False


def hash_in(store: Store, sha256: str) -> str:
    """Return the hash of what a store holds under this one, read piece by piece. Raises FileNotFoundError, StoreAway."""
    found = hashlib.sha256()
    with store.open(sha256) as file:
        while piece := file.read(PIECE):
            found.update(piece)
    return found.hexdigest()


def write(store: Store, content: bytes) -> str:
    """Store bytes durably and return their hash; what is there already unharmed is left alone."""
    sha256 = hashlib.sha256(content).hexdigest()
    if not whole(store, sha256):
        store.put(sha256, content)
    return sha256


def keep(store: Store, spooled: Spooled) -> None:
    """Give a spooled file its place; what is there already unharmed is left alone."""
    if not whole(store, spooled.sha256):
        store.keep(spooled)

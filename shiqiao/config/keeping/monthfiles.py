"""Files of months that were put away, in backups: on the shelf beside them, once for all, or inside a backup of one file.

A month's rows are in no dump while they are away, so a backup without its file would lose it: which files belong to the
moment of a backup is read from its snapshot, and as long as that lasts no month is put away or opened.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from shiqiao.base.errors import Unavailable
from shiqiao.config.archive import form
from shiqiao.config.keeping.errors import Changed
from shiqiao.config.keeping.pack import Packer
from shiqiao.config.keeping.postgres import Connection
from shiqiao.config.keeping.shelf import Shelf, contents, read_checked

LIST, INSIDE = "archive.txt", f"{form.FOLDER}/"


@dataclass(frozen=True, slots=True)
class MonthFile:
    """A file as the tables name it."""

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class MonthFiles:
    """The files of a moment in a data folder; they are opened by their hash, as attachments are."""

    data: Path
    files: tuple[MonthFile, ...]

    @classmethod
    def at(cls, connection: Connection, data: Path) -> "MonthFiles":
        """Return the files that a snapshot names."""
        there = connection.execute("SELECT to_regclass('public.matters_archive') IS NOT NULL").fetchone()
        asked = "SELECT name, sha256, bytes FROM matters_archive ORDER BY name"
        rows = connection.execute(asked).fetchall() if there == (True,) else []
        return cls(data, tuple(MonthFile(*row) for row in rows))

    def open(self, sha256: str) -> BinaryIO:
        """Open a file; raises FileNotFoundError."""
        name = next(one.name for one in self.files if one.sha256 == sha256)
        return form.path_of(self.data, name).open("rb")

    def listed(self) -> Iterator[bytes]:
        """Yield the list of files as it stands in a backup."""
        yield "".join(f"{one.sha256} {one.name} {one.bytes}\n" for one in self.files).encode()

    def pack(self, packer: Packer, shelf: Shelf | None) -> tuple[int, list[str]]:
        """Put each file on the shelf, or (None) into the backup; returns bytes written beside it and months it lacks."""
        packer.add(LIST, self.listed())
        written, lacking = 0, []
        for one in self.files:
            try:
                if shelf is None:
                    for _ in read_checked(self, one.sha256):  # beforehand: what is damaged must not break the whole
                        pass
                    packer.add(f"{INSIDE}{one.name}{form.ENDING}", read_checked(self, one.sha256))
                else:
                    written += shelf.put(one.sha256, self)
            except (FileNotFoundError, Changed):
                lacking.append(one.name)
        return written, lacking


def read_list(pieces: Iterable[bytes]) -> list[MonthFile]:
    """Read the list of files out of a backup."""
    rows = (line.split() for line in b"".join(pieces).decode().splitlines())
    return [MonthFile(name, sha256, int(size)) for sha256, name, size in rows]


def bring(
    files: Iterable[MonthFile], into: Path, shelf: Shelf, unwrap: Callable[[Any], bytes], known: Iterable[str]
) -> None:
    """Place files from the shelf beside a backup; one that was put there and is missing is an error. Raises Changed."""
    lacking = set(known)
    for one in files:
        box = shelf.place(shelf.name(one.sha256))
        if box.exists():
            _place(form.path_of(into, one.name), one, contents(box, unwrap))
        elif one.name not in lacking:
            raise Unavailable(
                "The month {name} is missing beside the backup.",
                fields={"file": "Bring the whole folder of the backup, with its folder attachments-{house}."},
                name=one.name, house=shelf.folder.name.removeprefix("attachments-"),
            )  # fmt: skip


def _place(path: Path, one: MonthFile, pieces: Iterator[bytes]) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    found = hashlib.sha256()
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        for piece in pieces:
            found.update(piece)
            file.write(piece)
    if found.hexdigest() != one.sha256:
        raise Changed(path=one.name)

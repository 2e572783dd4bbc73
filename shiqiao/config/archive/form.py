"""The file of a month: one box under the installation's own key, each table as PostgreSQL copies it, a manifest at the end.

The key of a box is wrapped by one that is derived from `secrets.json`, so that `verify` and `open` need no passphrase; a
file that is taken away without the secrets tells nothing. The escrow of backups holds these secrets.
"""

import hashlib
import json
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from psycopg import sql

from shiqiao.base.db.secret_file import read_secrets
from shiqiao.config.archive.ground import Connection
from shiqiao.config.keeping.errors import OtherKeys
from shiqiao.config.keeping.pack import Packer, Unpacker
from shiqiao.config.keeping.strongbox import BoxReader, BoxWriter, Header

FOLDER, ENDING, ABOUT = "archive", ".month", "about.json"
PIECE = 1 << 20
# So that the same rows are the same bytes, whatever a server is set to.
_PLAIN = """SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL TimeZone = 'UTC'; SET LOCAL extra_float_digits = 1;
SET LOCAL bytea_output = 'hex'; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"""
_COLUMNS = """SELECT attname, attnotnull AND NOT atthasdef AND attidentity = '' FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum"""
_ESCAPED = re.compile(r"\\(.)")
_MEANT = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}


@dataclass
class Sum:
    """What went through: rows, and the hash of their bytes."""

    rows: int = 0
    sha256: str = ""

    def counted(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Pass pieces on; rows and hash are there at their end. A row ends with the only line feed in it."""
        found = hashlib.sha256()
        for piece in pieces:
            found.update(piece)
            self.rows += piece.count(b"\n")
            yield piece
        self.sha256 = found.hexdigest()

    def plain(self) -> dict[str, Any]:
        """Return it as the manifest says it."""
        return {"rows": self.rows, "sha256": self.sha256}


def folder_of(data: Path) -> Path:
    """Return the folder of the files, closed to others."""
    return data / FOLDER


def path_of(data: Path, name: str) -> Path:
    """Return where the file of a month lies."""
    return folder_of(data) / f"{name}{ENDING}"


def columns(connection: Connection, table: str) -> dict[str, bool]:
    """Return the columns of a table that are written, each with whether a row must bring it."""
    return {str(name): bool(must) for name, must in connection.execute(_COLUMNS, [table])}


def plainly(connection: Connection) -> None:
    """Let this transaction write values in one fixed form, as long as it takes."""
    connection.execute(_PLAIN)


def copied(connection: Connection, table: sql.Composable, names: Sequence[str], order: str) -> Iterator[bytes]:
    """Yield the rows of a table as PostgreSQL's text format, in order."""
    listed = sql.SQL(", ").join(map(sql.Identifier, names))
    ordered = sql.SQL(", ").join(map(sql.Identifier, order.split(", ")))
    asked = sql.SQL("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT").format(listed, table, ordered)
    with connection.cursor() as cursor, cursor.copy(asked) as rows:
        for piece in rows:
            yield bytes(piece)


def squeezed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Compress pieces."""
    press = zlib.compressobj(6)
    for piece in pieces:
        if small := press.compress(piece):
            yield small
    yield press.flush()


def unsqueezed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Take compressed pieces back to what they were, at most a piece at a time."""
    press = zlib.decompressobj()
    for piece in pieces:
        while piece:
            if large := press.decompress(piece, PIECE):
                yield large
            piece = press.unconsumed_tail
    if rest := press.flush():
        yield rest


def writer(file: Any, data: Path, about: dict[str, Any]) -> Packer:
    """Begin a box in an open file."""
    key, once = os.urandom(32), os.urandom(12)
    wrapped = AESGCM(_own_key(data)).encrypt(once, key, None)
    keys = {"way": "own", "once": once.hex(), "key": wrapped.hex()}
    packer = Packer(BoxWriter(file, key, {"kind": "month", "month": about["month"], "keys": keys}))
    packer.add(ABOUT, iter([json.dumps(about, ensure_ascii=False).encode()]))
    return packer


class Reader:
    """Reads a box: `about` at once, then the tables one after the other; at the end `manifest` was compared."""

    def __init__(self, file: Any, name: str, data: Path) -> None:
        self._unpacker = Unpacker(BoxReader(file, name, lambda header: _unwrap(header, data, name)), name)
        self._members = self._unpacker.members()
        _, pieces = next(self._members)
        self.about: dict[str, Any] = json.loads(b"".join(pieces))

    def tables(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Yield each table's name and its rows in PostgreSQL's text format."""
        for name, pieces in self._members:
            yield name, unsqueezed(pieces)

    @property
    def sums(self) -> dict[str, dict[str, Any]]:
        """Return rows and hash of each table as the manifest says them; to be asked at the end."""
        return dict((self._unpacker.manifest or {})["tables"])


def _own_key(data: Path) -> bytes:
    return HKDF(hashes.SHA256(), 32, None, b"shiqiao archive").derive(bytes.fromhex(read_secrets(data)["index"]))


def _unwrap(header: Header, data: Path, name: str) -> bytes:
    given = header.get("keys") or {}
    try:
        return AESGCM(_own_key(data)).decrypt(bytes.fromhex(given["once"]), bytes.fromhex(given["key"]), None)
    except (InvalidTag, KeyError, ValueError) as error:
        raise OtherKeys(path=name, wanted="secrets.json", held="others") from error


def fingerprint(path: Path) -> tuple[str, int]:
    """Return the hash and the bytes of a file as it lies on the disk."""
    found, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            found.update(piece)
            size += len(piece)
    return found.hexdigest(), size


def rows(pieces: Iterable[bytes]) -> Iterator[list[str | None]]:
    """Read rows of PostgreSQL's text format; None is NULL."""
    rest = b""
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            yield [None if cell == r"\N" else _said(cell) for cell in line.decode().split("\t")]


def _said(cell: str) -> str:
    return _ESCAPED.sub(lambda found: _MEANT.get(found[1], found[1]), cell) if "\\" in cell else cell

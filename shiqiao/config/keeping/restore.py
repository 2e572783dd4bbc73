"""Restoring a backup into an empty place. Half a restore leaves nothing: all that was made is taken away again."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

import psycopg

from shiqiao.base.crypto import new_secrets
from shiqiao.base.db.provision import Database, grant, names_in, with_database
from shiqiao.base.db.secret_file import add_secrets
from shiqiao.base.errors import Invalid, NotFound, ShiqiaoError, Unavailable
from shiqiao.base.s3 import Access
from shiqiao.config.keeping import monthfiles, postgres
from shiqiao.config.keeping.backup import ENDING, Report
from shiqiao.config.keeping.errors import Changed, NotFree
from shiqiao.config.keeping.keys import Escrow
from shiqiao.config.keeping.monthfiles import MonthFile
from shiqiao.config.keeping.pack import Unpacker
from shiqiao.config.keeping.shelf import Shelf, contents
from shiqiao.config.keeping.strongbox import BoxReader, beginning, check_whole
from shiqiao.config.options import Options
from shiqiao.config.runtime import UNFINISHED, make_folder, open_database
from shiqiao.kernel.files.bucket import Bucket
from shiqiao.kernel.files.disk import Folder
from shiqiao.kernel.files.stores import FOLDER, Store, bucket

ERASURES = "data/erasures.jsonl"


@dataclass
class Restored:
    """What came out of a backup."""

    name: str
    about: dict[str, Any]
    manifest: dict[str, Any] = field(default_factory=dict)
    attachments: int = 0
    lists: list[bytes] = field(default_factory=list)  # of erasures, the longest last


def refuse_taken(into: Path) -> None:
    """Raise NotFree unless the place is absent or an empty folder."""
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise NotFree(place=into, fields={"into": "Name a folder that does not exist yet."})


def about_of(path: Path, escrow: Escrow) -> dict[str, Any]:
    """Return what a backup says of itself; raises the errors of a damaged backup or of other keys."""
    with path.open("rb") as file:
        for name, pieces in Unpacker(BoxReader(file, path.name, escrow.unwrap), path.name).members():
            if name == "about.json":
                return dict(json.loads(b"".join(pieces)))
            break
    raise Changed(path=path.name)


def check_backup(path: Path, escrow: Escrow, report: Report = lambda what, done, total: None) -> dict[str, Any]:
    """Prove that a backup is whole and can be opened, before anything is made; returns what it says of itself."""
    if not path.is_file():
        raise NotFound("There is no backup {path}.", path=path)
    done, total = [0], path.stat().st_size

    def read(count: int) -> None:
        done[0] += count
        report("check", done[0], total)

    check_whole(path, read)
    about = about_of(path, escrow)
    escrow.refuse_older_than(about["keys"])
    return about


@contextmanager
def restored(
    path: Path,
    into: Path,
    escrow: Escrow,
    *,
    erasures: Path | None = None,
    report: Report = lambda what, done, total: None,
) -> Iterator[tuple[Restored, Database]]:
    """Restore and give what came out with the running database; when the block fails, everything is removed again.

    Raises NotFree, NotABackup, CutOff, Changed, OtherKeys, KeysTooOld, ToolFailed.
    """
    refuse_taken(into)
    refuse_filled()
    store = empty_store(into)
    about = check_backup(path, escrow, report)
    lists = lists_of_erasures(path, escrow, erasures)
    existed = into.exists()
    make_folder(into)
    (into / UNFINISHED).write_text(f"{path.name}\n")
    outside = None
    try:
        add_secrets(into, {**escrow.secrets, "django": new_secrets()["django"]})
        with open_database(into, restoring=True) as (database, server):
            outside = None if server else database
            found = _take_out(path, into, escrow, database, store, about, report)
            found.lists = lists
            grant(database.owner, database.names)
            yield found, database
            outside = None
        (into / UNFINISHED).unlink()
    except BaseException:
        _take_away(into, existed, outside)
        if isinstance(store, Bucket):
            with suppress(ShiqiaoError):
                store.clear()
        raise


def refuse_filled() -> None:
    """Raise NotFree when DATABASE_URL names a database with tables: before roles or passwords of its server are touched."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        return
    name = names_in(url).database
    try:
        with psycopg.connect(with_database(url, "postgres")) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return
        with psycopg.connect(with_database(url, name)) as connection:
            if postgres.tables(connection):
                raise NotFree(place=name, fields={"DATABASE_URL": "Name a database that does not exist yet."})
    except psycopg.Error as error:
        raise Unavailable("The database does not answer: {said}", said=str(error).strip()) from error


def _take_out(
    path: Path, into: Path, escrow: Escrow, database: Database, store: Store, about: dict[str, Any], report: Report
) -> Restored:  # fmt: skip
    found = Restored(path.name, about)
    wanted: list[str] = []
    months: list[MonthFile] = []
    with path.open("rb") as file:
        unpacker = Unpacker(BoxReader(file, path.name, escrow.unwrap), path.name)
        for name, pieces in unpacker.members():
            if name == "database.dump":
                postgres.load(database.owner, _reported(pieces, report))
            elif name == "attachments.txt":
                wanted = [line.split()[0] for line in b"".join(pieces).decode().splitlines()]
            elif name == monthfiles.LIST:
                months = monthfiles.read_list(pieces)
            elif name.startswith("attachments/"):
                _place_file(store, name.removeprefix("attachments/"), pieces)
                found.attachments += 1
            elif name != "about.json":
                _place_small(into, name, pieces)
    found.manifest = unpacker.manifest or {}
    _compare(database, found)
    if not about["single"]:
        shelf = Shelf(path.parent / f"attachments-{about['house']}", _public_of(path, escrow), _index_key(escrow))
        monthfiles.bring(months, into, shelf, escrow.unwrap, found.manifest.get("lacking_months", ()))
        _from_shelf(shelf, store, escrow, found, wanted, report)
    _place_authority(into, escrow)
    return found


def _reported(pieces: Iterator[bytes], report: Report) -> Iterator[bytes]:
    done = 0
    for piece in pieces:
        done += len(piece)
        report("database", done, 0)
        yield piece


def _place_small(into: Path, name: str, pieces: Iterator[bytes]) -> None:
    """Write a small file: of the data folder to where it was, of a place below `localities`."""
    target = (into / (name.removeprefix("data/") if name.startswith("data/") else name)).resolve()
    if not target.is_relative_to(into.resolve()) or target.name == "secrets.json":
        raise Changed(path=name)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        for piece in pieces:
            file.write(piece)


def _place_file(store: Store, sha256: str, pieces: Iterator[bytes]) -> None:
    """Write an attachment into its store; raises Changed when its bytes are not those of its hash."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise Changed(path=sha256)
    spooled = store.spool(cast(BinaryIO, _Stream(pieces)))
    try:
        if spooled.sha256 != sha256:
            raise Changed(path=sha256[:12])
        store.keep(spooled)
    finally:
        spooled.discard()


class _Stream:
    """Pieces of a backup as a file that is read once from its beginning."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = filter(None, pieces)

    def seek(self, place: int) -> None:
        """It stands at its beginning already."""

    def read(self, size: int = -1) -> bytes:
        """Return the next piece, whatever its size; nothing at the end."""
        return next(self._pieces, b"")


def empty_store(into: Path) -> Store:
    """Return where the attachments of a new place will lie. Raises NotFree for a bucket in which something lies below the
    prefix, Invalid while two stores are named: an erasure or a clean-up here must never reach what others still need."""
    options = Options.read(os.environ)
    if options.attachments_former:
        raise Invalid(fields={"SHIQIAO_ATTACHMENTS_FORMER": "Take it away: a backup is restored into one store."})
    if options.attachments in ("", FOLDER):
        return Folder(into / "files")
    store = bucket(options.attachments, Access.of(options), into)
    if not store.empty():
        raise NotFree(place=store.name, fields={"SHIQIAO_ATTACHMENTS": "Name a prefix at which nothing lies yet."})
    return store


def _index_key(escrow: Escrow) -> bytes:
    return bytes.fromhex(escrow.secrets["index"])


def _from_shelf(
    shelf: Shelf, store: Store, escrow: Escrow, found: Restored, wanted: list[str], report: Report
) -> None:  # fmt: skip
    """Take the attachments from the shelf beside the backup; one that is missing there though it was put is an error."""
    known = {*found.manifest.get("lacking", ()), *found.manifest.get("erased", ())}
    for number, sha256 in enumerate(wanted, start=1):
        box = shelf.place(shelf.name(sha256))
        if box.exists():
            _place_file(store, sha256, contents(box, escrow.unwrap))
            found.attachments += 1
        elif sha256 not in known:
            raise Unavailable(
                "An attachment is missing beside the backup: {name}.",
                fields={"file": "Bring the whole folder of the backup, with its folder attachments-{house}."},
                name=sha256[:12],
                house=found.about["house"],
            )
        report("attachments", number, len(wanted))


def _public_of(path: Path, escrow: Escrow) -> str:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    header, _ = beginning(path)
    private = X25519PrivateKey.from_private_bytes(escrow.private[header["keys"]["for"]])
    return private.public_key().public_bytes_raw().hex()


def _place_authority(into: Path, escrow: Escrow) -> None:
    for name, text in escrow.authority.items():
        _place_small(into, f"data/tls/{Path(name).name}", iter([text.encode()]))


def _compare(database: Database, found: Restored) -> None:
    """Compare the rows of each table with the manifest; raises Changed."""
    with psycopg.connect(database.owner) as connection:
        there = postgres.counts(connection)
    expected: Mapping[str, int] = found.manifest.get("rows", {})
    if there != expected:
        raise Changed(path=found.name)


def _take_away(into: Path, existed: bool, outside: Database | None) -> None:
    """Remove what a restore that failed has made."""
    if outside:
        with suppress(psycopg.Error), psycopg.connect(outside.owner, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
    note = into / "postgres.place"
    if note.exists():
        shutil.rmtree(note.read_text(encoding="utf-8").strip(), ignore_errors=True)
    for path in list(into.iterdir()) if into.exists() else []:
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    if not existed:
        shutil.rmtree(into, ignore_errors=True)


def lists_of_erasures(path: Path, escrow: Escrow, more: Path | None) -> list[bytes]:
    """Return the lists of erasures that backups of this installation beside it, and a file of the operator's, hold.

    A list only grows, so one that another begins with is left out; the longest comes last. A backup that cannot be read is
    passed over: the others hold its erasures too.
    """
    house = beginning(path)[0].get("house")
    lists: set[bytes] = set()
    for other in {path, *path.parent.glob(f"shiqiao-{house}-*{ENDING}")}:
        with suppress(ShiqiaoError, OSError):
            lists.add(_erasures_in(other, escrow))
    if more is not None:
        if not more.is_file():
            raise Invalid(fields={"erasures": "There is no file {path}."}, path=more)
        lists.add(more.read_bytes())
    return sorted((one for one in lists if not any(b != one and b.startswith(one) for b in lists)), key=len)


def _erasures_in(path: Path, escrow: Escrow) -> bytes:
    with path.open("rb") as file:
        for name, pieces in Unpacker(BoxReader(file, path.name, escrow.unwrap), path.name).members():
            if name == ERASURES:
                return b"".join(pieces)
            if name == "attachments.txt":
                break
    return b""

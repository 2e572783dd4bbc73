"""Making a backup: one moment of the database, the attachments it names, and the small files of the data folder.

The office works on meanwhile. A backup appears under its name only when it is whole; until then it is a hidden
`.partial`, which the next run removes.
"""

import errno
import fcntl
import hashlib
import json
import os
import time as clock
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from shiqiao.base.db.secret_file import read_secrets
from shiqiao.base.errors import Conflict, ShiqiaoError, Unavailable
from shiqiao.config.archive import form
from shiqiao.config.keeping import keys, postgres, state
from shiqiao.config.keeping.errors import Changed, Incomplete, MonthsMissing
from shiqiao.config.keeping.monthfiles import MonthFiles
from shiqiao.config.keeping.pack import Packer
from shiqiao.config.keeping.shelf import NAME, Shelf, read_checked
from shiqiao.config.keeping.strongbox import BoxWriter, beginning
from shiqiao.config.keeping.thinning import Keep, to_keep
from shiqiao.config.runtime import UNFINISHED
from shiqiao.kernel.files.disk import Folder
from shiqiao.kernel.files.stores import Store

ENDING = ".backup"
# What is made anew, lies elsewhere in the backup, or must not be in it (keys: see the escrow).
LEFT_OUT = {
    "postgres", "postgres.lock", "postgres.place", "static", "files", "backups", "tls", "before-upgrade", form.FOLDER,
    state.FILE, UNFINISHED,
}  # fmt: skip
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
Report = Callable[[str, int, int], None]  # what is being written, bytes so far, bytes in all (0: not known)


@dataclass
class Made:
    """A backup that was made: its place, its manifest, what was written and removed, and attachments it lacks."""

    path: Path
    manifest: dict[str, Any]
    bytes: int
    seconds: float
    attachments: int = 0
    attachments_written: int = 0
    attachment_bytes_written: int = 0
    lacking: list[str] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    lacking_months: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Job:
    """What to back up and where to: `to` is a folder (attachments are written once beside all backups) or a new file."""

    data: Path
    to: Path
    owner_url: str
    localities: Path
    keep: Keep = field(default_factory=Keep)
    zone: tzinfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    report: Report = lambda what, done, total: None
    store: Store | None = None  # of the attachments; None: the folder in the data folder

    @property
    def attachments(self) -> Store:
        """Return where the attachments lie."""
        return self.store or Folder(self.data / "files")

    @property
    def single(self) -> bool:
        """Tell whether everything goes into one file."""
        return self.to.suffix == ENDING

    @property
    def folder(self) -> Path:
        """Return the folder that is written to."""
        return self.to.parent if self.single else self.to


def house_of(data: Path) -> str:
    """Return the short name of an installation, by which its backups are told from those of others."""
    return hashlib.sha256(f"house:{read_secrets(data).get('commit', '')}".encode()).hexdigest()[:8]


def make_backup(job: Job, *, at: datetime) -> Made:
    """Make a backup and remove the old ones that are not kept; the state is written down, whatever happens.

    Raises NoBackupKey, Unavailable (destination full or not writable), Conflict (another backup runs, name taken),
    ToolFailed, and after a backup that was kept Incomplete when it lacks attachments, MonthsMissing when it lacks months.
    """
    try:
        with _told_plainly(job.folder):
            made = _make(job, at)
    except ShiqiaoError as error:
        state.write_down(job.data, at=at, error=error.text())
        raise
    good = {"name": made.path.name, "to": str(job.folder), "bytes": made.bytes, "seconds": round(made.seconds, 1)}
    lacks = Incomplete(count=len(made.lacking), names=", ".join(one[:12] for one in made.lacking[:5]))
    months = MonthsMissing(names=", ".join(made.lacking_months))
    wrong = months if made.lacking_months else lacks if made.lacking else None
    state.write_down(job.data, at=at, good=good, error=wrong.text() if wrong else "")
    if wrong:
        raise wrong
    return made


def _make(job: Job, at: datetime) -> Made:
    public, house = keys.public_key(job.data), house_of(job.data)
    job.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = job.to if job.single else job.to / f"shiqiao-{house}-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}{ENDING}"
    with _alone(job.folder):
        if target.exists():
            raise Conflict("{path} is there already.", fields={"to": "Name a new file."}, path=target)
        for left in (*job.folder.glob(f".*{ENDING}.partial"), *job.folder.glob("attachments-*/??/.*.partial")):
            left.unlink()
        partial = target.with_name(f".{target.name}.partial")
        begun = clock.monotonic()
        try:
            made = _Making(job, public, house, at).write(partial, target)
            partial.replace(target)
            _sync(job.folder)
        finally:
            partial.unlink(missing_ok=True)
        made.seconds = clock.monotonic() - begun
        made.bytes = target.stat().st_size + made.attachment_bytes_written
        if not job.single:
            made.removed = thin(job.folder, house, job.keep, job.zone)
    return made


@dataclass
class _Making:
    job: Job
    public: str
    house: str
    at: datetime

    def write(self, partial: Path, target: Path) -> Made:
        job, key = self.job, os.urandom(32)
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with postgres.snapshot(job.owner_url) as (connection, moment):
                attachments = _attachments(connection)
                shelf = Shelf.of(job.folder, self.house, self.public, job.data)
                months = MonthFiles.at(connection, job.data)
                beside = [*attachments, *(one.sha256 for one in months.files)]
                index = b"" if job.single else b"".join(sorted(map(shelf.name, beside)))
                packer = Packer(BoxWriter(file, key, self._header(key), index))
                about = self._about(connection)
                packer.add("about.json", _json(about))
                for name, path in _small_files(job.data, job.localities):
                    packer.add(name, _pieces(path))
                packer.add("attachments.txt", (f"{sha256} {size}\n".encode() for sha256, size in attachments.items()))
                written, lacking = months.pack(packer, None if job.single else shelf)
                rows = postgres.counts(connection)
                packer.add("database.dump", self._reported(postgres.dump(job.owner_url, moment)))
            made = Made(target, {}, 0, 0.0, attachments=len(attachments), lacking_months=lacking)
            made.attachment_bytes_written += written
            self._keep_attachments(attachments, shelf, packer, made)
            said = {"lacking": made.lacking, "erased": made.erased, "lacking_months": lacking}
            made.manifest = packer.finish({**about, "rows": rows, **said})
        return made

    def _header(self, key: bytes) -> dict[str, Any]:
        return {
            "kind": "backup", "house": self.house, "made_at": self.at.isoformat(), "product": version("shiqiao"),
            "single": self.job.single, "keys": keys.wrap_for(self.public, key),
        }  # fmt: skip

    def _about(self, connection: postgres.Connection) -> dict[str, Any]:
        lines = connection.execute("SELECT count(*), coalesce(max(id), 0) FROM journal_line").fetchone()
        assert lines is not None
        return {
            "house": self.house, "made_at": self.at.isoformat(), "product": version("shiqiao"),
            "postgresql": connection.info.server_version, "migrations": postgres.migrations(connection),
            "keys": keys.prints(read_secrets(self.job.data)), "lines": lines[0], "last_line": lines[1],
            "single": self.job.single,
        }  # fmt: skip

    def _reported(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        done = 0
        for piece in pieces:
            done += len(piece)
            self.job.report("database", done, 0)
            yield piece

    def _keep_attachments(self, attachments: dict[str, int], shelf: Shelf, packer: Packer, made: Made) -> None:
        """Write each attachment into the box or on the shelf; one that is missing or damaged is named."""
        total, done, store = sum(attachments.values()), 0, self.job.attachments
        for sha256, size in attachments.items():
            try:
                if self.job.single:
                    for _ in read_checked(store, sha256):  # beforehand: what is damaged must not break the whole
                        pass
                    packer.add(f"attachments/{sha256}", read_checked(store, sha256))
                elif written := shelf.put(sha256, store):
                    made.attachments_written += 1
                    made.attachment_bytes_written += written
            except (FileNotFoundError, Changed):
                (made.lacking if self._still_needed(sha256) else made.erased).append(sha256)
            done += size
            self.job.report("attachments", done, total)

    def _still_needed(self, sha256: str) -> bool:
        """Tell whether an attachment is still on file; else it was erased since the snapshot, which is no damage."""
        with psycopg.connect(self.job.owner_url) as connection:
            row = connection.execute("SELECT 1 FROM files_attachment WHERE sha256 = %s LIMIT 1", [sha256]).fetchone()
        return row is not None


def _attachments(connection: postgres.Connection) -> dict[str, int]:
    rows = connection.execute("SELECT sha256, max(size) FROM files_attachment GROUP BY sha256 ORDER BY sha256")
    return {str(sha256): int(size) for sha256, size in rows}


def _small_files(data: Path, localities: Path) -> Iterator[tuple[str, Path]]:
    """Yield (name in the backup, path) of the files of places and of what parts keep in the data folder."""
    for inside, root in (("localities", localities), ("data", data)):
        for path in sorted(root.rglob("*")):
            within = path.relative_to(root)
            if not path.is_file() or path.is_symlink():
                continue
            if inside == "data" and (within.parts[0] in LEFT_OUT or within.parts[0].startswith(("secrets.json", "."))):
                continue
            yield f"{inside}/{within.as_posix()}", path


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            yield piece


def _json(value: Any) -> Iterator[bytes]:
    yield json.dumps(value, ensure_ascii=False).encode()


def thin(folder: Path, house: str, keep: Keep, zone: tzinfo) -> list[str]:
    """Remove old backups of an installation, then attachments that none of the others needs; returns what went.

    When one of the backups that stay cannot be read, no attachment is removed.
    """
    found: list[tuple[str, datetime]] = []
    needed: dict[str, bytes] = {}
    unreadable = False
    for path in sorted(folder.glob(f"shiqiao-{house}-*{ENDING}")):
        try:
            header, needed[path.name] = beginning(path)
            found.append((path.name, datetime.fromisoformat(header["made_at"])))
        except (ShiqiaoError, KeyError, ValueError):
            unreadable = True
    kept = to_keep(found, keep, zone)
    gone = sorted(name for name, _ in found if name not in kept)
    for name in gone:
        (folder / name).unlink()
    if not unreadable:
        wanted = {needed[name][at : at + NAME] for name in kept for at in range(0, len(needed[name]), NAME)}
        for box, path in list(Shelf(folder / f"attachments-{house}", "", b"").names()):
            if box not in wanted:
                path.unlink()
    return gone


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let only one backup at a time write into a folder."""
    with (folder / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict("Another backup is being written to {folder}.", folder=folder) from None
        yield


@contextmanager
def _told_plainly(folder: Path) -> Iterator[None]:
    """Say what the system has against the destination."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise Unavailable(
                "There is no room left in {folder}: no backup was made, and nothing is left of the try.",
                fields={"to": "Make room, keep fewer backups, or name another destination."},
                folder=folder,
            ) from error
        raise Unavailable(
            "The backup cannot be written to {folder}: {said}.",
            fields={"to": "Name a folder that is there and may be written."},
            folder=folder,
            said=error.strerror or error,
        ) from error
    except psycopg.Error as error:
        raise Unavailable("The database does not answer: {said}", said=str(error).strip()) from error


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

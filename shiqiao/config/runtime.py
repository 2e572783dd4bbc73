"""What every process needs before Django is set up: a running, provisioned, migrated database, and the demo's clock."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from shiqiao.base.crypto import new_secrets
from shiqiao.base.db.provision import Database, Names, names_in, provision, with_database, with_role
from shiqiao.base.db.secret_file import add_secrets, password, read_secrets
from shiqiao.base.db.server import Server, running
from shiqiao.base.errors import Unavailable
from shiqiao.base.time import now
from shiqiao.config.options import Options

PACKAGE = Path(__file__).resolve().parents[1]
DEMO_LOGINS = "demo.logins.json"  # (user name, password, who it is) of each
COLLECTED = "static.prepared"  # beside the folder of static files
UNFINISHED = "restore.unfinished"  # stands in a folder while a backup is restored into it
DEMO_START = datetime.fromisoformat("2018-06-27T10:00:00+08:00")
BEAT_EVERY, BEAT_LATE = 5.0, 30.0  # seconds
DRAINING = "draining"  # stands in the folder that a host's processes share while they are about to end
PREPARING = 0x51A2  # advisory lock while tables and static files are brought up to date
BEAT = (
    "INSERT INTO shiqiao_stamp (name, value) VALUES ('worker.beat', extract(epoch FROM clock_timestamp())::bigint) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
CALMEST = "SELECT extract(epoch FROM clock_timestamp())::bigint - value FROM shiqiao_stamp WHERE name = 'worker.beat'"


@contextmanager
def open_database(data: Path, *, restoring: bool = False) -> Iterator[tuple[Database, Server | None]]:
    """Give the provisioned database of a data folder, with the embedded server that is started for the duration.

    DATABASE_URL names an outside server instead. Raises Conflict when the folder is in use, Unavailable otherwise.
    """
    if (data / UNFINISHED).exists() and not restoring:
        raise Unavailable(
            "A restore into {data} was broken off: what is there is not whole.",
            fields={"data": "Delete this folder and restore again."},
            data=data,
        )
    make_folder(data)
    begun = read_secrets(data).get("index")  # what began with one provider stays with it, but for `keys rotate`
    add_secrets(data, new_secrets("std" if begun else Options.read(os.environ).crypto))
    with ExitStack() as stack:
        outside = os.environ.get("DATABASE_URL")
        server = None if outside else stack.enter_context(Server(data))
        yield provision(outside or server.url(), data), server  # type: ignore[union-attr]


@contextmanager
def connect_data(data: Path, *, prepare: bool = True) -> Iterator[None]:
    """Set Django up for a command on a data folder; a server that `shiqiao up` keeps running there is used as it is.

    With `prepare` the tables are brought up to date first, when this command starts the database itself.
    """
    import django

    data = data.absolute()
    with ExitStack() as stack:
        if "SHIQIAO_DB_WEB" not in os.environ:
            there = None if os.environ.get("DATABASE_URL") else running(data)
            database = _urls(there, data) if there else stack.enter_context(open_database(data))[0]
            if prepare and not there:
                bring_up_to_date(database, data)
            stack.enter_context(variables(**environment(data, database)))
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shiqiao.config.settings")
        django.setup()
        try:
            yield
        finally:
            _close_connections()


def own_folder(data: Path) -> Path:
    """Return where this host keeps what is its own and not the installation's: static files, what is served here."""
    own = Options.read(os.environ).own
    return Path(own).absolute() if own else data


def make_folder(data: Path) -> None:
    """Make the data folder, closed to others; for root, others may pass through it to what is theirs."""
    data.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)


def environment(data: Path, database: Database, *, owner: bool = False) -> dict[str, str]:
    """Return the variables for a process on this installation; the owner's connection only for those that migrate."""
    given = {"SHIQIAO_DATA": str(data), "SHIQIAO_DB_WEB": database.web}
    if owner:
        given["SHIQIAO_DB_OWNER"] = database.owner
    if (data / "demo.json").exists():
        given["SHIQIAO_DEMO"] = "1"
        given["SHIQIAO_CLOCK_OFFSET"] = str(DemoClock(data).offset.total_seconds())
    return given


@contextmanager
def variables(**given: str) -> Iterator[None]:
    """Set environment variables inside the block."""
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def bring_up_to_date(database: Database, data: Path) -> bool:
    """Migrate and collect static files when something changed since the last time; returns whether it did.

    Tables once for all hosts, one after the other; files on each host by itself.
    """
    mark = fingerprint()
    child = {**os.environ, **environment(data, database, owner=True)}
    with psycopg.connect(database.owner, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [PREPARING])  # several hosts may start at once
        if changed := _mark_of(connection) != mark:
            _prepare(["tables", "files"], child)
            connection.execute(
                sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(database.names.database), mark)
            )
    collected = _collected(data) == mark
    if not (changed or collected):
        _prepare(["files"], child)
    (own_folder(data) / COLLECTED).write_text(mark, encoding="utf-8")
    return changed or not collected


def _prepare(what: list[str], environment: dict[str, str]) -> None:
    if subprocess.run([sys.executable, "-m", "shiqiao.config.prepare", *what], env=environment).returncode:
        raise Unavailable("The tables could not be brought up to date; what went wrong stands above.")


def fingerprint() -> str:
    """Return a mark that changes with any migration, static file, locked browser library or framework version."""
    found = hashlib.sha256("".join(version(name) for name in ("django", "procrastinate", "shiqiao")).encode())
    files = sorted([*PACKAGE.glob("**/migrations/*.py"), *PACKAGE.glob("**/static/**/*")])
    for path in [*files, PACKAGE.parent / "node_modules" / ".package-lock.json", PACKAGE / "config" / "settings.py"]:
        if path.is_file():
            stat = path.stat()
            found.update(f"{path}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    return f"prepared:{found.hexdigest()[:32]}"


def beat() -> None:
    """Write, from the worker, that it is alive; the database's clock counts."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(BEAT)


def healthy() -> dict[str, Any]:
    """Tell whether database and worker answer: `{"ok", "database", "worker", "worker_silent_for": seconds or None}`."""
    from django.db import Error, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute(CALMEST)
            row = cursor.fetchone()
    except Error:
        return {"ok": False, "database": False, "worker": False, "worker_silent_for": None}
    silent = int(row[0]) if row else None
    alive = silent is not None and silent <= BEAT_LATE
    return {"ok": alive, "database": True, "worker": alive, "worker_silent_for": silent}


class DemoClock:
    """The demo lives on one working morning and goes on where it stopped; `demo.json` keeps its present moment."""

    AFTER_A_CRASH = timedelta(seconds=2 * BEAT_EVERY)  # so that time never runs backwards

    def __init__(self, data: Path) -> None:
        self.path = data / "demo.json"
        self.held: dict[str, Any] = json.loads(self.path.read_text()) if self.path.exists() else {}
        if "running_offset" in self.held:  # being served now, or killed while it was
            self.offset = timedelta(seconds=self.held["running_offset"])
        else:
            self.offset = self._saved() - now()

    def begin(self) -> None:
        """Take the clock up where it stopped."""
        self.offset = self._saved() - now()
        if "running_offset" in self.held:
            self.offset += self.AFTER_A_CRASH
        self.held["running_offset"] = self.offset.total_seconds()
        self.save()

    def save(self, *, stopped: bool = False, **more: Any) -> None:
        """Keep the demo's present moment, and what else the demo must remember."""
        self.held.update(more, now=(now() + self.offset).isoformat())
        if stopped:
            self.held.pop("running_offset", None)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(self.held, indent=1, ensure_ascii=False))
        fresh.replace(self.path)

    def _saved(self) -> datetime:
        return datetime.fromisoformat(self.held["now"]) if "now" in self.held else DEMO_START


def owner_url(data: Path) -> str:
    """Return the connection of the role that owns the tables, beside that of the web role which every process has."""
    from django.conf import settings

    if settings.OPTIONS.db_owner:
        return str(settings.OPTIONS.db_owner)
    web = settings.OPTIONS.db_web
    names = names_in(web)
    return with_role(web, names.owner, password(data, names.owner), names.database)


def _urls(server: Server, data: Path) -> Database:
    names = Names()
    admin = with_database(server.url(), names.database)
    roles = [with_role(admin, role, password(data, role), names.database) for role in (names.owner, names.web)]
    return Database(names_in(admin), admin, *roles)


def _collected(data: Path) -> str:
    """Return the mark of the release whose static files lie on this host: another host may have prepared the tables."""
    note = own_folder(data) / COLLECTED
    return note.read_text(encoding="utf-8") if note.exists() and note.with_suffix("").exists() else ""


def _mark_of(connection: psycopg.Connection[Any]) -> str | None:
    row = connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    return str(row[0]) if row and row[0] else None


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()

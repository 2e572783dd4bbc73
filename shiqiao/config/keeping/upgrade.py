"""Before tables are migrated: a folder of a newer release is refused, and what is there is backed up."""

import os
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import psycopg

from shiqiao.config.keeping import postgres
from shiqiao.config.keeping.backup import Job, make_backup
from shiqiao.config.keeping.errors import NewerPlace, NoBackupKey
from shiqiao.config.keeping.keys import public_key
from shiqiao.config.keeping.thinning import Keep
from shiqiao.config.runtime import UNFINISHED

FOLDER = "before-upgrade"  # of the data folder: a plain dump, when there is no key for backups
KEEP_ALL = Keep(10_000, 0, 0)


def unknown(there: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return the migrations that tables have seen and this release does not know, of parts that it has."""
    mine = set(known)
    parts = {name.partition(".")[0] for name in mine}
    return sorted(name for name in there if name not in mine and name.partition(".")[0] in parts)


def known_migrations() -> list[str]:
    """Return the migrations of this release; Django is set up."""
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None, ignore_no_migrations=True)
    return [f"{app}.{name}" for app, name in loader.disk_migrations]


def refuse_newer(what: str, there: Iterable[str]) -> None:
    """Raise NewerPlace when tables or a backup were made by a release that this one does not know."""
    names = unknown(there, known_migrations())
    if names:
        raise NewerPlace(
            what=what,
            names=", ".join(names[:3]) + (" …" if len(names) > 3 else ""),
            fields={"release": "Take the newer release again; nothing was changed."},
        )


def before_migrating(owner_url: str, data: Path, *, at: datetime) -> Path | None:
    """Refuse newer tables, and back up what is about to be migrated; returns where it lies, None when nothing changes.

    With a key for backups a backup is made where backups go, else a plain dump in the data folder, as safe as the folder.
    A demo and a place that is being restored are not backed up. Raises NewerPlace and what a backup raises.
    """
    with psycopg.connect(owner_url) as connection:
        there = postgres.migrations(connection)
    if not there:
        return None
    refuse_newer("The database", there)
    if not set(known_migrations()) - set(there) or any((data / name).exists() for name in ("demo.json", UNFINISHED)):
        return None
    return _back_up(owner_url, data, at)


def _back_up(owner_url: str, data: Path, at: datetime) -> Path:
    from django.conf import settings

    from shiqiao.kernel.files import stores

    try:
        public_key(data)
    except NoBackupKey:
        path = data / FOLDER / "database.dump"
        _say(f"Tables will be migrated. There is no key for backups, so the database is dumped to {path} before.")
        _plain_dump(owner_url, path)
        return path
    where = Path(settings.OPTIONS.backup_to) if settings.OPTIONS.backup_to else data / "backups"
    _say(f"Tables will be migrated. A backup is made in {where} before.")
    job = Job(data, where.absolute(), owner_url, settings.LOCALITIES, KEEP_ALL, store=stores.store())
    return make_backup(job, at=at).path


def _plain_dump(owner_url: str, path: Path) -> None:
    """Dump the database for going back: readable by the owner of the data folder, who can read the database as well."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    partial = path.with_suffix(".partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with postgres.snapshot(owner_url) as (_, moment), open(handle, "wb") as file:
        for piece in postgres.dump(owner_url, moment):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)

"""Tables are brought to this release: what a newer one made is refused or left alone, and what is there is backed up."""

import os
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import psycopg

from shiqiao.base.db.provision import grant, migrate
from shiqiao.config.keeping import postgres, rolling
from shiqiao.config.keeping.backup import Job, make_backup
from shiqiao.config.keeping.errors import NewerPlace, NoBackupKey
from shiqiao.config.keeping.keys import public_key
from shiqiao.config.keeping.rolling import unknown
from shiqiao.config.keeping.thinning import Keep
from shiqiao.config.runtime import UNFINISHED

FOLDER = "before-upgrade"  # of the data folder: a plain dump, when there is no key for backups
KEEP_ALL = Keep(10_000, 0, 0)


def known_migrations() -> list[str]:
    """Return the migrations of this release; Django is set up."""
    return list(rolling.own())


def refuse_newer(what: str, there: Iterable[str]) -> None:
    """Raise NewerPlace when tables or a backup were made by a release that this one does not know."""
    names = unknown(there, known_migrations())
    if names:
        raise NewerPlace(
            what=what,
            names=", ".join(names[:3]) + (" …" if len(names) > 3 else ""),
            fields={"release": "Take the newer release again; nothing was changed."},
        )


def bring_tables(owner_url: str, data: Path, *, at: datetime) -> None:
    """Bring the tables to this release, or leave them as a newer one made them, when this one can stand that.

    What only adds is applied while others work. Raises what `before_migrating` raises, and Unavailable.
    """
    pending = before_migrating(owner_url, data, at=at)
    if pending is None:
        return
    rolling.declare(owner_url)
    if pending and all(rolling.own()[name] for name in pending):
        rolling.expand()
    migrate()
    rolling.declare(owner_url)  # into a table that may be new itself
    grant(owner_url, rolling.names(owner_url))


def before_migrating(owner_url: str, data: Path, *, at: datetime) -> list[str] | None:
    """Make ready for what is to be migrated, and return it; None when the tables are a newer release's to change.

    What is there is backed up: with a key for backups where backups go, else as a plain dump in the data folder, as safe
    as the folder; a demo and a place that is being restored are not. When hosts of the former release could not go on, they
    must have gone. Raises NewerPlace, MustStop and what a backup raises.
    """
    with psycopg.connect(owner_url) as connection:
        there, declared = postgres.migrations(connection), rolling.declared(connection)
    pending = sorted(rolling.own().keys() - set(there)) if there else []
    refuse_newer("The database", there if pending else set(there) - declared)
    if unknown(there, known_migrations()):
        return None
    if stopping := [name for name in pending if not rolling.own()[name]]:
        rolling.wait_until_alone(owner_url, stopping)
    if pending and not any((data / name).exists() for name in ("demo.json", UNFINISHED)):
        _back_up(owner_url, data, at)
    return pending


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

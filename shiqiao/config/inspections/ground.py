"""What everything stands on: the data folder, the disk, the database, what was installed, the clock."""

import ctypes
import shutil
import stat
import time as clock
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from shiqiao.base.errors import Conflict
from shiqiao.base.plugs import Concern
from shiqiao.kernel.files import stores
from shiqiao.kernel.files.actions import house
from shiqiao.kernel.files.errors import StoreAway

LITTLE, TOO_LITTLE = 5_000_000_000, 1_000_000_000  # bytes of free room
LOCKS = 30_000  # matters that one act may touch: as many lines of the journal, each with its lock
PROBE = b"shiqiao check writes this and takes it away again"
SPARE = 8  # connections beside those of the web processes: worker, jobs, commands
APART = 5.0  # seconds by which the database's clock may differ
_UNSYNCHRONISED = 5  # what adjtimex answers while nothing steers the clock
OLDEST = 2026  # a year before this one is a clock that was never set


def folder(at: datetime) -> Iterator[Concern]:
    """Yield when others on this machine could read keys or change data."""
    data = Path(settings.DATA)
    if data.exists() and stat.S_IMODE(data.stat().st_mode) & 0o066:
        yield Concern(f"Others may look into {data}.", f"chmod 711 {data}", error=True)
    for path in sorted(data.glob("*secret*.json")):
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Concern(f"Others may read {path.name}, which holds the keys.", f"chmod 600 {path}", error=True)


def disk(at: datetime) -> Iterator[Concern]:
    """Yield when the room runs out."""
    places = {Path(settings.DATA), *_cluster()}
    for place in sorted(one for one in places if one.exists()):
        free = shutil.disk_usage(place).free
        if free < LITTLE:
            yield Concern(
                f"Only {free / 1e9:.1f} GB are free below {place}.",
                "Make room or a larger disk: on a full one nothing can be saved.",
                error=free < TOO_LITTLE,
            )


def attachments(at: datetime) -> Iterator[Concern]:
    """Yield when the store of attachments cannot be written, is another installation's, or holds only a part of them."""
    store = stores.store()
    try:
        store.claim(house())
        sha256 = stores.write(store, PROBE)
        store.remove(sha256)
    except StoreAway as error:
        said = f"The store of attachments cannot be written: {error.__cause__ or error}."
        remedy = "Look at SHIQIAO_ATTACHMENTS, the settings SHIQIAO_S3_* and the rights of the key."
        yield Concern(said, remedy, error=True)
        return
    except Conflict as error:
        yield Concern(error.text(), "Name a prefix of this installation's own in SHIQIAO_ATTACHMENTS.", error=True)
        return
    if isinstance(store, stores.Moving):
        if any(True for _ in store.former.stored()):
            yield Concern(f"Attachments still lie in {store.former.name}.", "shiqiao attachments move")
    elif settings.OPTIONS.attachments and any(True for _ in stores.named(stores.FOLDER).stored()):
        yield Concern(
            "Attachments lie in the data folder, where nothing looks for them.",
            "Set SHIQIAO_ATTACHMENTS_FORMER=folder, then: shiqiao attachments move",
            error=True,
        )


def _cluster() -> list[Path]:
    note = Path(settings.DATA) / "postgres.place"
    return [Path(note.read_text(encoding="utf-8").strip())] if note.exists() else []


def _row(statement: str) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return tuple(cursor.fetchone() or ())


def role(at: datetime) -> Iterator[Concern]:
    """Yield when web and worker hold rights that go round the fence between streets."""
    *rights, owned = _row(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, "
        "(SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user) "
        "FROM pg_roles WHERE rolname = current_user"
    )
    if any(rights) or owned:
        yield Concern(
            "Web and worker run as a database role that owns tables or may do too much: the fence between streets is off.",
            "Start with `shiqiao up`, which makes a role of its own; do not set SHIQIAO_DB_WEB by hand.",
            error=True,
        )


def search(at: datetime) -> Iterator[Concern]:
    """Yield when searches cannot use their index under row-level security."""
    statement = "ALTER FUNCTION ts_match_vq(tsvector, tsquery) LEAKPROOF"
    if not _row("SELECT proleakproof FROM pg_proc WHERE oid = 'ts_match_vq(tsvector,tsquery)'::regprocedure")[0]:
        yield Concern("Searching is slow on this server.", f"Let a superuser run in this database: {statement}")


def connections(at: datetime) -> Iterator[Concern]:
    """Yield when the server allows fewer connections than may be opened."""
    most = int(str(_row("SELECT current_setting('max_connections')")[0]))
    needed = settings.OPTIONS.workers * settings.OPTIONS.threads + SPARE
    if most < needed:
        yield Concern(
            f"The database server allows {most} connections and {needed} may be needed.",
            "Raise max_connections, or lower SHIQIAO_WORKERS or SHIQIAO_THREADS.",
        )


def locks(at: datetime) -> Iterator[Concern]:
    """Yield when a change of many matters at once, such as of the calendar, could run out of locks: one each is held."""
    row = _row("SELECT current_setting('max_locks_per_transaction'), current_setting('max_connections')")
    room = int(str(row[0])) * int(str(row[1]))
    if room < LOCKS:
        yield Concern(
            f"The database server has room for {room} locks; a change of {LOCKS} matters at once would fail.",
            "Raise max_locks_per_transaction to 1024 and restart the server.",
        )


def migrations(at: datetime) -> Iterator[Concern]:
    """Yield when the tables are older than the program."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield Concern(
            f"{len(plan)} migrations have not been applied, first {plan[0][0]}.", "Start `shiqiao up` anew.", error=True
        )


def translations(at: datetime) -> Iterator[Concern]:
    """Yield when the Chinese is missing or older than its source."""
    for source in sorted(path for place in settings.LOCALE_PATHS for path in Path(place).glob("*/LC_MESSAGES/*.po")):
        made = source.with_suffix(".mo")
        if not made.exists():
            yield Concern(f"{made.name} of {source.parts[-3]} is missing: pages are English.", "make setup", error=True)


def static_files(at: datetime) -> Iterator[Concern]:
    """Yield when a web process would serve pages without style."""
    if not (Path(settings.STATIC_ROOT) / "kit").exists():
        yield Concern("Static files have not been collected.", "Start `shiqiao up` anew.")


def time(at: datetime) -> Iterator[Concern]:
    """Yield when the clock is wrong: every deadline hangs on it."""
    apart = abs(float(str(_row("SELECT extract(epoch FROM clock_timestamp())")[0])) - clock.time())
    if apart > APART:
        yield Concern(
            f"The clocks of this machine and of the database differ by {apart:.0f} seconds.",
            "Let both be set by the same time server (chrony, systemd-timesyncd).",
            error=True,
        )
    if clock.gmtime().tm_year < OLDEST:
        yield Concern(f"This machine believes to be in {clock.gmtime().tm_year}.", "Set its clock.", error=True)
    elif not _steered():
        yield Concern("Nothing keeps this machine's clock right.", "Switch chrony or systemd-timesyncd on.")


def _steered() -> bool:
    """Tell whether the system says that its clock is synchronised; yes where it cannot be asked."""
    ask = getattr(ctypes.CDLL(None), "adjtimex", None)
    return ask is None or ask(ctypes.create_string_buffer(512)) != _UNSYNCHRONISED

"""Opening a month again: loaded apart, compared with what was put away, given what other parts have, then attached.

All of it is one transaction: ended at any moment the month is away as before. Others wait at no step; attaching asks for
a lock that lets reads and writes pass.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from shiqiao.base.actor import Actor
from shiqiao.base.db.scope import whole
from shiqiao.base.errors import Conflict
from shiqiao.config.archive import form, ground, putting
from shiqiao.config.archive.errors import FileChanged, FileMissing, ShapeChanged
from shiqiao.config.archive.ground import MOST_PARTS, OF_KINDS, TABLES, Connection, Month
from shiqiao.kernel.journal.kept import note_month
from shiqiao.kernel.journal.reads import Finding
from shiqiao.kernel.matters.proof import check_range
from shiqiao.kernel.retention.actions import replay_erasures

ERASURES = "erasures.jsonl"
_HELD = "SELECT bytes, sha256, matters, lines FROM matters_archive WHERE first_id = %s FOR UPDATE"
_INDEXES = """SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid = %s::regclass AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)"""
_KEYS = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('p', 'u')"
_NEVER = """CREATE TRIGGER never_truncated BEFORE TRUNCATE ON {} FOR EACH STATEMENT
EXECUTE FUNCTION public.shiqiao_refuse_change()"""


@dataclass(frozen=True, slots=True)
class Opened:
    """A month that is back: what was loaded, erasures that were done again in it, and findings when it was proven."""

    month: str
    matters: int
    lines: int
    erased: int
    findings: tuple[Finding, ...]


def reached(step: str) -> None:
    """Do nothing: a step was reached. Tests end the work here, at each of them."""


def open_month(name: str, *, data: Path, owner_url: str, by: Actor, at: datetime) -> Opened:
    """Open a month again; one that was left half put away just takes writes again.

    Raises NotFound, Conflict (it is open; as many parts stand as a list may ask), FileMissing, FileChanged, ShapeChanged,
    MonthBusy, TablesBusy.
    """
    with ground.alone(owner_url), psycopg.connect(owner_url) as owner:
        month = ground.month_named(owner, name)
        standing, parts = ground.stands(owner, month), ground.parts(owner)
        owner.commit()
        if standing:
            return _released(owner, month, data)
        if sum(one.startswith("matters_matter_") for one in parts) >= MOST_PARTS:
            raise Conflict(
                "As many months stand open as a list may ask.", fields={"month": "Put another month away first."}
            )
        matters, lines = _load_all(owner, month, data, by, at)
        reached("opened")
        putting.sweep(owner, data)
        owner.autocommit = True
        for table in TABLES:
            owner.execute(sql.SQL("ANALYZE {}").format(ground.part_of(table, month)))
    return Opened(name, matters, lines, *_settled(month, data, at))


def _released(owner: Connection, month: Month, data: Path) -> Opened:
    frozen = ground.thaw(owner, month)
    owner.commit()
    if not frozen:
        raise Conflict("The month {month} is open.", month=month.name)
    putting.sweep(owner, data)
    return Opened(month.name, 0, 0, 0, ())


def _settled(month: Month, data: Path, at: datetime) -> tuple[int, tuple[Finding, ...]]:
    """Do erasures again that the file does not know of, and prove what stands."""
    path = data / ERASURES
    erased = replay_erasures(path, at=at) if path.is_file() else 0
    with whole():
        return erased, tuple(check_range(month.first_id, month.end_id))


def _load_all(owner: Connection, month: Month, data: Path, by: Actor, at: datetime) -> tuple[int, int]:
    """Load the file and attach its parts, in one transaction; returns how many matters and lines came back."""
    path = form.path_of(data, month.name)
    with owner.transaction():
        held = owner.execute(_HELD, [month.first_id]).fetchone()
        if held is None:
            raise Conflict("The month {month} is neither open nor put away.", month=month.name)
        _refuse_other(path, month, held[:2])
        form.plainly(owner)
        with path.open("rb") as file:
            reader = form.Reader(file, path.name, data)
            _refuse_shape(owner, month, reader.about["columns"])
            for table, pieces in reader.tables():
                _load(owner, month, table, reader.about["columns"][table], pieces)
                reached(f"loaded {table}")
        for table in TABLES:
            _compare(owner, month, table, reader.about["columns"][table], reader.sums[table], path)
            _equip(owner, month, table)
            reached(f"equipped {table}")
        ground.patiently(owner, lambda: [_attach(owner, month, table) for table in TABLES] and None)
        owner.execute("DELETE FROM journal_away WHERE first_id = %s", [month.first_id])
        owner.execute("DELETE FROM matters_archive WHERE first_id = %s", [month.first_id])
        with owner.cursor() as cursor:
            note_month(
                cursor, name=month.name, away=False, matters=held[2], lines=held[3], sha256=held[1], by=by, at=at
            )
        reached("attached")
    return int(held[2]), int(held[3])


def _refuse_other(path: Path, month: Month, held: tuple[Any, ...]) -> None:
    if not path.is_file():
        raise FileMissing(path=path, month=month.name)
    sha256, size = form.fingerprint(path)
    if (size, sha256) != tuple(held):
        raise FileChanged(path=path)


def _refuse_shape(owner: Connection, month: Month, written: dict[str, list[str]]) -> None:
    """Columns that came since take their default; one that went, or that must be told and was not, is refused."""
    for table, names in written.items():
        now = form.columns(owner, table)
        wrong = sorted({*set(names) - set(now), *(name for name, must in now.items() if must and name not in names)})
        if wrong:
            raise ShapeChanged(table=table, month=month.name, names=", ".join(wrong))


def _load(owner: Connection, month: Month, table: str, names: list[str], pieces: Any) -> None:
    part = ground.part_of(table, month)
    like = "INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED INCLUDING STORAGE INCLUDING COMPRESSION"
    owner.execute(sql.SQL(f"CREATE TABLE {{}} (LIKE {{}} {like})").format(part, sql.Identifier("public", table)))
    listed = sql.SQL(", ").join(map(sql.Identifier, names))
    with owner.cursor() as cursor, cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(part, listed)) as rows:
        for piece in pieces:
            rows.write(piece)


def _compare(owner: Connection, month: Month, table: str, names: list[str], told: dict[str, Any], path: Path) -> None:
    """Read the loaded part out again in the same form: it must be the bytes that were put away. Raises FileChanged."""
    counted = form.Sum()
    for _ in counted.counted(form.copied(owner, ground.part_of(table, month), names, TABLES[table][1])):
        pass
    if counted.plain() != told:
        raise FileChanged(path=path)


def _equip(owner: Connection, month: Month, table: str) -> None:
    """Give a part what every other has before it is attached: keys, indexes, no reader of its own, and its range."""
    part, name = ground.part_of(table, month), f"public.{table}"
    for (said,) in owner.execute(_KEYS, [name]).fetchall():
        owner.execute(sql.SQL("ALTER TABLE {} ADD {}").format(part, sql.SQL(said)))
    if table in OF_KINDS:
        owner.execute(sql.SQL("ALTER TABLE {} ADD PRIMARY KEY (id)").format(part))
    for (said,) in owner.execute(_INDEXES, [name]).fetchall():
        how = said.partition(" USING ")[2]
        owner.execute(sql.SQL("CREATE INDEX ON {} USING {}").format(part, sql.SQL(how)))
    owner.execute(sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(part))
    if table == "journal_line":
        owner.execute(sql.SQL(_NEVER).format(part))
    owner.execute(sql.SQL("ALTER TABLE {} ADD CONSTRAINT in_range CHECK ({})").format(part, _range(month, table)))


def _range(month: Month, table: str) -> sql.Composable:
    """Return the range as a check, so that attaching looks through no row."""
    column = sql.Identifier(TABLES[table][0])
    found = sql.SQL("{} < {}").format(column, sql.Literal(month.end_id))
    if month.lower is not None:
        found = sql.SQL("{} >= {} AND {}").format(column, sql.Literal(month.lower), found)
    return sql.SQL("kind = 'matter' AND {}").format(found) if table in OF_KINDS else found


def _attach(owner: Connection, month: Month, table: str) -> None:
    bounds = owner.execute(
        "SELECT public.shiqiao_bound(%s, %s, 'MINVALUE'), public.shiqiao_bound(%s, %s, '')",
        [table, month.lower, table, month.end_id],
    ).fetchone()
    assert bounds is not None
    part, whole_table = ground.part_of(table, month), sql.Identifier("public", table)
    owner.execute(
        sql.SQL("ALTER TABLE {} ATTACH PARTITION {} FOR VALUES FROM {} TO {}").format(
            whole_table, part, *map(sql.SQL, bounds)
        )
    )
    owner.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT in_range").format(part))

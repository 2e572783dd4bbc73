"""Many matters from the pattern, by SQL inside the database: every table that the actions write, ids, times and places shifted.

Matter `n` of `N` lies on day `n * days / N`, in street `n mod S`, and repeats one life of the pattern: its row, search
row, reporter, notes, call-backs, identifiers, clocks and journal. Open lives come in the last days only. What is not
repeated truly: hashes of the journal and commitments have the right size, not the right value, so `shiqiao verify`
refuses such a database; numbers end with 0 in place of the check digit; what journal lines say in `data` is the pattern's.
"""

from collections.abc import Callable
from typing import Any

from benchmarks.size.lives import SOURCE
from benchmarks.texts import RARE, STREET

FIRST = 1_000_000
"""The first matter's id; clocks have ids apart."""
CLOCKS = 4_000_000_000
OPEN_DAYS = 30
A_MONTH = 30
AT_ONCE = 100_000
ELSEWHERE = "别处"
"""A word that a tenth of the matters of the other streets hold, and none of the model street."""
FAR = 100_000
"""Posts, people and units of the next street."""
Run = Callable[..., list[tuple[Any, ...]]]

MARK = "replace({}, '''{}' || {} || '''', '''{}' || ({}) || '''')"


def shifted(name: str, by: int) -> str:
    """Return a number of another street in place of the model street's; 0 stays 0."""
    return f"CASE WHEN m.{name} > 0 THEN m.{name} + p.far * {by} ELSE m.{name} END"


MOVED = "m.{} + p.moved"
NUMBER = "to_char((t.reported_at + p.moved) AT TIME ZONE 'Asia/Shanghai', 'YYMMDD') || p.id || '0'"
# What differs from the pattern's row, by table: its key, and columns as SQL over m (pattern), p (plan), t (pattern's matter).
TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "matters_matter": ("id", {
        "id": "p.id", "number": NUMBER, "street": "p.street", "community": shifted("community", 1_000),
        "grid": shifted("grid", 1_000_000), "source_id": "p.id::text",
        "text": f"m.text || CASE WHEN p.elsewhere THEN '，{ELSEWHERE}' WHEN p.rare THEN '，{RARE}' ELSE '' END",
        **{name: shifted(name, FAR) for name in ("post", "holder", "unit", "finished_by", "finished_holder")},
        **{name: MOVED.format(name) for name in ("reported_at", "echoed_at", "ended_at", "next_due")},
    }),
    "matters_search": ("matter", {"matter": "p.id", "street": "p.street", "terms": ""}),
    "matters_reporter": ("matter", {
        "id": "-", "matter": "p.id", "street": "p.street", "secret": "sha256(m.secret || p.id::text::bytea)",
        "created_at": MOVED.format("created_at"),
    }),
    "matters_note": ("matter", {
        "id": "-", "matter": "p.id", "street": "p.street", "written_at": MOVED.format("written_at"),
    }),
    "matters_identifier": ("matter", {"id": "-", "matter": "p.id", "street": "p.street"}),
    "matters_callback": ("matter", {"id": "-", "matter": "p.id", "street": "p.street", "at": MOVED.format("at")}),
    "clocks_clock": ("subject", {
        "id": f"{CLOCKS} + p.id * 16 + m.place", "subject": "p.id", "street": "p.street",
        "community": shifted("community", 1_000), "owner_post": shifted("owner_post", FAR),
        **{name: MOVED.format(name) for name in ("started_at", "due_at", "stopped_at", "paused_at", "alarm_at")},
    }),
    "journal_line": ("subject", {
        "id": "-", "subject": "p.id", "street": "p.street", "happened_at": MOVED.format("happened_at"),
        "recorded_at": MOVED.format("happened_at"),
    }),
}  # fmt: skip


def multiply(
    run: Run,
    *,
    matters: int,
    streets: int,
    months: int,
    share: slice = slice(None),
    progress: Callable[[int], Any] = print,
) -> None:
    """Write `matters` more matters of `streets` streets over `months` months of 30 days, oldest first; sees all streets.

    `share` says which of the steps are taken here, where several connections write side by side.
    """
    remember(run)
    ((lives, closed),) = run("SELECT count(*), count(*) FILTER (WHERE done) FROM size_life")
    days = months * A_MONTH
    for begin in range(0, matters, AT_ONCE)[share]:
        run("DROP TABLE IF EXISTS size_plan")
        run(
            f"""CREATE TEMP TABLE size_plan AS SELECT {FIRST} + n AS id, {STREET} + n %% %(streets)s AS street,
            n %% %(streets)s AS far, l.id AS life, (n %% %(streets)s > 0 AND n %% 10 = 0) AS elsewhere,
            (n %% %(streets)s = 0 AND n %% 9973 = 0) AS rare,
            make_interval(days => (n * %(days)s / %(matters)s - %(days)s + 1)::int) AS moved
            FROM generate_series(%(begin)s::bigint, %(last)s) n JOIN size_life l ON l.k =
            (n * 7919) %% CASE WHEN n * %(days)s / %(matters)s >= %(days)s - {OPEN_DAYS} THEN %(lives)s ELSE %(closed)s END""",
            {"streets": streets, "days": days, "matters": matters, "begin": begin, "lives": lives, "closed": closed,
             "last": min(matters, begin + AT_ONCE) - 1},
        )  # fmt: skip
        run("ANALYZE size_plan")
        for table in TABLES:
            run(insert(run, table))
        progress(min(matters - begin, AT_ONCE))


def remember(run: Run) -> None:
    """Lay the pattern's rows aside, so that they are read from there and not among those that they become."""
    run(f"""CREATE TEMP TABLE size_life AS SELECT *, row_number() OVER (ORDER BY done DESC, id) - 1 AS k
    FROM matters_matter WHERE source = '{SOURCE}' AND id < {FIRST}""")
    for table, (key, _) in TABLES.items():
        only = "m.kind = 'matter' AND " if key == "subject" else ""
        place = ", row_number() OVER (PARTITION BY m.subject ORDER BY m.id) AS place" if table == "clocks_clock" else ""
        run(
            f"CREATE TEMP TABLE size_{table} AS SELECT m.*{place} FROM {table} m JOIN size_life l ON {only}l.id = m.{key}"
        )
        run(f"CREATE INDEX ON size_{table} ({key})")
        run(f"ANALYZE size_{table}")


def insert(run: Run, table: str) -> str:
    """Return the statement that writes a table's rows for the plan."""
    key, changed = TABLES[table]
    found = run(
        f"SELECT attname FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped "
        "AND attgenerated = ''"
    )
    columns = [name for (name,) in found if changed.get(name) != "-"]
    made = {**changed, "terms": terms()}
    chosen = ", ".join(made.get(name, f"m.{name}") for name in columns)
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} FROM size_plan p "
        f"JOIN size_life t ON t.id = p.life JOIN size_{table} m ON m.{key} = p.life ORDER BY p.id"
    )


def terms() -> str:
    """Return the search terms with the new number, place, post and unit, and the words added to the text."""
    from shiqiao.kernel.matters.rules import MARKS

    said = MARK.format("m.terms::text", "", "t.number", "", NUMBER)
    said = f"CASE WHEN p.far = 0 THEN {said} ELSE replace({said}, '{STREET}', p.street::text) END"
    for name in ("post", "unit"):
        said = MARK.format(said, MARKS[name], f"t.{name}", MARKS[name], shifted(name, FAR).replace("m.", "t."))
    added = f"CASE WHEN p.elsewhere THEN ' {lexemes(ELSEWHERE)}' WHEN p.rare THEN ' {lexemes(RARE)}' ELSE '' END"
    return f"({said} || {added})::tsvector"


def lexemes(word: str) -> str:
    """Return the terms of a word as they stand within a literal of SQL."""
    from shiqiao.base.text import index_terms

    return " ".join(f"''{term}''" for term in index_terms(word))

"""Filling fast: months laid out beforehand; keys, indexes and triggers away while rows are written, and back afterwards.

All of it as superuser of a database made to be measured. What comes out has the shape that the product gives it: the parts of
`shiqiao_cut_month` (decision 70), the same keys and indexes by name and definition, and `matters_once` in step.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from benchmarks.size.multiply import FIRST, TABLES, Run

IN_PARTS = ("matters_matter", "matters_search", "journal_line", "clocks_clock")
LEAST = 20_000
"""Matters a month below which the product makes no part of it."""
_ONCE = f"""INSERT INTO matters_once (street, number, sent, matter) SELECT street, number,
sha256(convert_to(street || chr(31) || source || chr(31) || source_id, 'UTF8')), id FROM matters_matter WHERE id >= {FIRST}"""


def in_months(run: Run, *, matters: int, months: int) -> None:
    """Lay the parts out for matters that `multiply` will write: the two oldest months stay one, behind the last an open part.

    Does nothing where a month has so little that the product would not cut it off. Twelve months come to twelve parts a table.
    """
    if matters // months < LEAST or months < 3:
        return
    ((owner,),) = run("SELECT quote_ident(tableowner) FROM pg_tables WHERE tablename = 'matters_matter'")
    run(f"SET ROLE {owner}")
    bounds = [FIRST + -(-matters * month // months) for month in range(2, months + 1)]
    for table in IN_PARTS:
        low = f"public.shiqiao_bound('{table}', NULL, 'MINVALUE')"
        ((begins, ends),) = run(f"SELECT {low}, public.shiqiao_bound('{table}', {bounds[0]}, '')")
        run(f"ALTER TABLE {table} DETACH PARTITION months.{table}_first")
        run(f"ALTER TABLE {table} ATTACH PARTITION months.{table}_first FOR VALUES FROM {begins} TO {ends}")
        for first, end in zip(bounds, [*bounds[1:], None], strict=True):
            run(f"SELECT public.shiqiao_open_part('{table}', %s, %s)", [first, end])
    run(
        """INSERT INTO matters_month (starts, first_id, end_id)
        SELECT (date_trunc('month', now()) - make_interval(months => (array_length(b, 1) - 1 - n)::int))::date, b[n], b[n + 1]
        FROM (SELECT %s::bigint[] AS b) bounds CROSS JOIN generate_series(1, array_length(b, 1) - 1) n""",
        [bounds],
    )
    run("RESET ROLE")


@contextmanager
def bare(runs: Sequence[Run]) -> Iterator[None]:
    """Take keys, indexes and triggers off the tables of matters for these connections, and put them back."""
    run = runs[0]
    jobs = [work for table in (*TABLES, "matters_once") if (work := taken_off(run, table))]
    for one in runs:
        one("SET session_replication_role = replica")
    yield
    run(_ONCE)
    for one in runs:
        one("SET session_replication_role = origin")
    side_by_side(runs, [lambda one, work=work: [one(sql) for sql in work] for work in jobs])


def taken_off(run: Run, table: str) -> list[str]:
    """Drop a table's keys and indexes, and those that its parts have of their own; returns what makes them again."""
    parts = f"SELECT '{table}'::regclass UNION SELECT relid FROM pg_partition_tree('{table}'::regclass)"
    keys = run(f"""SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conrelid IN ({parts}) AND contype IN ('p', 'u') AND conparentid = 0""")
    for place, name, _ in keys:
        run(f"ALTER TABLE {place} DROP CONSTRAINT {name}")
    indexes = run(f"""SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
        WHERE indrelid = '{table}'::regclass""")
    for name, _ in indexes:
        run(f"DROP INDEX {name}")
    # Of a table in parts: of all its parts.
    made = [made.replace(" ON ONLY ", " ON ") for _, made in indexes]
    return [f"ALTER TABLE {place} ADD CONSTRAINT {name} {rule}" for place, name, rule in keys] + made


def side_by_side(runs: Sequence[Run], jobs: Sequence[Callable[[Run], Any]]) -> None:
    """Do jobs on several connections at once, each when one is free."""
    free = list(runs)

    def work(job: Callable[[Run], Any]) -> None:
        run = free.pop()
        job(run)
        free.append(run)

    with ThreadPoolExecutor(len(runs)) as pool:
        list(pool.map(work, jobs))

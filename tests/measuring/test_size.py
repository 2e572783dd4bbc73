"""A database made at size is what the actions would have written: lists, searches and indicators, counted plainly."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import localdate

from benchmarks.size.lives import SOURCE
from benchmarks.size.multiply import ELSEWHERE, FIRST, TABLES
from shiqiao.base.time import now
from shiqiao.kernel.matters import search
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.reads import Filters, matters
from shiqiao.testing.street import STREET, Street

from .conftest import MATTERS, STREETS, run

ASKED = ("resident", "phone", "counter", "hotline")
FAR = datetime.fromisoformat("9999-01-01T00:00:00+00:00")


def made() -> list[Matter]:
    return list(Matter.objects.filter(id__gte=FIRST))


def ground(actor: Any) -> Callable[[Matter], bool]:
    """Tell whether a matter lies on the ground of an actor, as plainly as can be."""
    found = list(actor.reach.territories())
    return lambda m: any(
        low <= (m.grid or m.street * 1_000_000) <= high and (lines is None or m.line in lines)
        for (low, high), lines in found
    )


def test_every_matter_has_all_rows_of_the_life_it_repeats(many: Street) -> None:
    assert len(made()) == MATTERS
    assert {row.street for row in made()} == {STREET + n for n in range(STREETS)}
    lives = dict(run("SELECT id, life FROM size_plan"))
    assert len(lives) == MATTERS
    for table, (key, changed) in TABLES.items():
        columns = [f"m.{name}::text" for (name,) in run(f"SELECT attname FROM pg_attribute WHERE attrelid = "
                   f"'{table}'::regclass AND attnum > 0 AND attgenerated = ''") if name not in changed]  # fmt: skip
        kind = " AND m.kind = 'matter'" if key == "subject" else ""
        rows = run(f"SELECT m.{key}, ARRAY[{', '.join(columns)}]::text[] FROM {table} m WHERE m.{key} > 0{kind}")
        found: dict[int, Counter[Any]] = {}
        for number, values in rows:
            found.setdefault(number, Counter())[tuple(values)] += 1
        for number, life in lives.items():
            assert found.get(number) == found.get(life), (table, number)
    assert set(lives) <= {row.id for row in made()}


def test_lists_are_those_that_plain_counting_gives(many: Street) -> None:
    rows = list(Matter.objects.all())
    for login in ("leader1", "c1g1"):
        actor = many.actor(login)
        mine = ground(actor)
        waiting = sorted((m for m in rows if not m.done and mine(m)), key=lambda m: (m.next_due or FAR, m.id))
        page = matters(actor, Filters(open=True, tab="territory"), limit=40)
        assert [row.id for row in page.rows] == [m.id for m in waiting][:40]
        assert page.rows
        newest = matters(actor, Filters(tab="territory"), limit=40)
        assert [row.id for row in newest.rows] == sorted((m.id for m in rows if mine(m)), reverse=True)[:40]


@pytest.mark.parametrize("stages", [search.STAGES, (1,), (50, 100, 400)])
@pytest.mark.parametrize("word", ["垃圾", "冒火花", ELSEWHERE])
def test_words_are_found_where_they_stand(
    many: Street, word: str, stages: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "STAGES", stages)
    rows = [m for m in Matter.objects.all() if word in m.text]
    assert rows
    for login in ("leader1", "c1g1"):
        actor = many.actor(login)
        seen = sorted((m.id for m in rows if ground(actor)(m)), reverse=True)
        for limit in (1000, 7):
            page = matters(actor, Filters(text=word, tab="territory"), limit=limit)
            assert [row.id for row in page.rows] == seen[:limit]
        open_ones = [row.id for row in matters(actor, Filters(text=word, tab="territory", open=True), limit=1000).rows]
        assert open_ones == [m for m in seen if not next(row for row in rows if row.id == m).done]


def test_a_number_finds_its_matter(many: Street) -> None:
    row = next(m for m in made() if m.street == STREET)
    assert [one.id for one in matters(many.actor("leader1"), Filters(text=row.number)).rows] == [row.id]
    other = next(m for m in made() if m.street != STREET)
    assert not matters(many.actor("leader1"), Filters(text=other.number)).rows


def test_indicators_count_what_plain_counting_counts(many: Street, tmp_path: Path) -> None:
    for name in ("ibis", "duckdb", "pyarrow"):
        pytest.importorskip(name, reason="the extra `lake` is not installed")
    from benchmarks.size.measure import months_before, shipped, write_streets
    from shiqiao.kernel.lake import counting, engines
    from shiqiao.kernel.lake.store import Lake

    lake = Lake(str(tmp_path))
    streets = [STREET + n for n in range(STREETS)]
    assert write_streets(streets, lake)["facts"] > 3 * MATTERS
    since, until = months_before(1)
    asked = partial(counting.cells, since=since, until=until, at=now(), excluded={})
    for number in streets:
        for part in shipped():
            sql = sorted(asked(engines.Postgres(now()), part, number, ("day", "grid")))
            assert sorted(asked(engines.DuckDB(lake), part, number, ("day", "grid"))) == sql, part.code
            if part.code == "matter.reported":
                same_as_plain(part, sql, number, since, until)


def same_as_plain(part: Any, found: list[Any], street: int, since: date, until: date) -> None:
    """Compare the share of those with an answer on the day of the report with one counted row by row."""
    place = next(n for n, one in enumerate(part.indicators) if one.code == "echoed_same_day")
    assert part.indicators[place].of.where == {"merged": False, "channel": list(ASKED)}
    rows = [m for m in Matter.objects.filter(street=street, channel__in=ASKED)
            if since <= localdate(m.reported_at) < until]  # fmt: skip
    assert rows
    of, hit = Counter(), Counter()
    for m in rows:
        cell = (localdate(m.reported_at), m.grid)
        of[cell] += 1
        hit[cell] += m.echoed_at is not None and localdate(m.echoed_at) == cell[0]
    told = {(day, grid): (numbers[2 * place], numbers[2 * place + 1]) for day, grid, *numbers in found}
    assert {cell: pair for cell, pair in told.items() if pair[1]} == {cell: (hit[cell], of[cell]) for cell in of}


def test_the_pattern_stays_among_what_is_read(many: Street) -> None:
    assert Matter.objects.filter(source=SOURCE, id__lt=FIRST).count() == 100

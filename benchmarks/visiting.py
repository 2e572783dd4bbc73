"""Visits at size: the worklist of today at the desk and on a phone, who was missed, and finding a person.

Run: python -m benchmarks.visiting [--households N] [--tries N]. Prints JSON; times in milliseconds (median, 95th per cent),
with `SELECT 1` of the same run as calibration. 100,000 households, 300,000 residents, 400,000 visits made and 20,000 to be
made, written by SQL as rows alone (without journal): what is measured is reading, by the web role inside the fence.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from benchmarks.installation import Installation, environment
from benchmarks.registry import FAMILIES, GIVEN
from benchmarks.texts import STREET
from shiqiao.config.runtime import connect_data, variables

LOGINS = ("c1g1", "c1head", "life1", "leader1")
NAMES = 30_000
KNOWN = (
    ("party_member", "yes", 20_000, 15), ("worker_in_hardship", "yes", 3_000, 97), ("employment_status", "seeking", 9_000, 31),
)  # fmt: skip
# Kind, state, how many, every so manieth person, over how many days.
MADE = (
    ("enter_party_member", "done", 200_000, 15, 400), ("enter_hardship", "done", 100_000, 97, 300),
    ("living_alone", "done", 100_000, 7, 300), ("enter_hardship", "planned", 10_000, 11, 8),
    ("living_alone", "planned", 10_000, 13, 8),
)  # fmt: skip
HOMES = """INSERT INTO registry_household
(id, street, community, grid, source, confirmed_at, salt, seq, head, kind, number, began)
SELECT 10000000 + i, %(street)s, g.grid / 1000, g.grid, 'import', now(), '\\x00', 1, '\\x00', 'family', '', DATE '2015-01-01'
FROM generate_series(1, %(homes)s) s(i) JOIN bench_grid g ON g.n = i %% %(grids)s"""
PEOPLE = """INSERT INTO registry_person
(id, street, community, grid, source, confirmed_at, salt, seq, head, household, state, sex, birth_year,
name, name_blind, name_terms, phone_blind, merged_into)
SELECT 20000000 + i, %(street)s, g.grid / 1000, g.grid, 'import', now(), '\\x00', 1, '\\x00',
10000000 + i %% %(homes)s + 1, 'present', 1, 1960, w.name, w.blind, w.terms::tsvector,
CASE WHEN i <= %(names)s THEN w.phone END, 0
FROM generate_series(1, %(people)s) s(i) JOIN bench_grid g ON g.n = (i %% %(homes)s + 1) %% %(grids)s
JOIN bench_name w ON w.n = i %% %(names)s"""
FACTS = """INSERT INTO registry_fact
(id, street, community, grid, kind, subject, key, value, blind, source, stated_at, confirmed_at, salt)
SELECT %(first)s + i, %(street)s, p.community, p.grid, 'person', p.id, %(key)s, '', %(blind)s, 'import', now(), now(),
'\\x00'
FROM generate_series(1, %(count)s) s(i) JOIN registry_person p ON p.id = 20000000 + i * %(step)s"""
VISITS = """INSERT INTO visits_visit
(id, street, community, grid, line, unit, post, kind, version, subject_kind, subject_id, place, earliest, latest, plan,
attempt, recheck_of, first_post, first_holder, state, done_at, recorded_at, done_post, done_holder, open_findings, seq,
head, client_id, salt)
SELECT %(first)s + i, %(street)s, p.community, p.grid, 'livelihood', %(unit)s, g.post, %(kind)s, 1, 'person', p.id,
g.place, d.day - interval '10 days', d.day + interval '10 days', 0, 1, 0, 0, 0, %(state)s,
CASE WHEN %(state)s = 'done' THEN d.day END,
CASE WHEN %(state)s = 'done' THEN d.day END, 0, 0, 0, 2, '\\x00', '', '\\x00'
FROM generate_series(1, %(count)s) s(i) JOIN registry_person p ON p.id = 20000000 + i * %(step)s %% %(people)s
JOIN bench_grid g ON g.grid = p.grid
CROSS JOIN LATERAL (SELECT now() - (i %% %(days)s) * interval '1 day' AS day) d"""


def fill(homes: int, people: int) -> list[str]:
    """Write households, residents, facts and visits; returns the names."""
    from django.db import connection

    from shiqiao.kernel.people import reads as staff
    from shiqiao.kernel.registry import sealing

    given = {"street": STREET, "homes": homes, "people": people, "names": NAMES}
    with connection.cursor() as cursor:
        given["grids"] = write_grids(cursor)
        names = write_names(cursor)
        for sql in (HOMES, PEOPLE):
            cursor.execute(sql, given)
        for number, (key, value, count, step) in enumerate(KNOWN):
            values = {"first": 30_000_000 + number * 1_000_000, "key": key, "count": count, "step": step}
            cursor.execute(FACTS, {**given, **values, "blind": sealing.value_blind(key, value)})
        unit = staff.unit_by_code("livelihood_office", STREET).id
        for number, (kind, state, count, step, days) in enumerate(MADE):
            values = {"kind": kind, "state": state, "count": count, "step": step, "days": days, "unit": unit}
            cursor.execute(VISITS, {**given, **values, "first": 50_000_000 + number * 1_000_000})
    return names


def write_grids(cursor: Any) -> int:
    """Write for each grid who goes there, and one door; returns how many grids there are."""
    from shiqiao.base import crypto
    from shiqiao.base.time import now
    from shiqiao.kernel.people import reads as staff
    from shiqiao.kernel.visits.models import Place

    title = crypto.encrypt("示例", context="visits.title")
    address = crypto.encrypt("示例路1号", context="visits.address")
    cursor.execute("CREATE TEMP TABLE bench_grid (n int, grid bigint, post bigint, place bigint)")
    grids = staff.grid_numbers(STREET)
    for number, grid in enumerate(grids):
        place = Place.objects.create(
            street=STREET, grid=grid, personal=True, title=title, address=address, mark=str(grid).encode(), salt=b"0"
        )
        post = staff.responsible_for(grid, "livelihood", now()).post
        cursor.execute("INSERT INTO bench_grid VALUES (%s, %s, %s, %s)", [number, grid, post, place.pk])
    return len(grids)


def write_names(cursor: Any) -> list[str]:
    """Write invented names as the registry keeps them; returns them."""
    from shiqiao.kernel.registry import sealing
    from shiqiao.kernel.registry.models import Person

    rng, second, rows = Random(7), (*GIVEN, *[""] * 8), []
    names = [rng.choice(FAMILIES) + rng.choice(GIVEN) + rng.choice(second) for _ in range(NAMES)]
    cursor.execute("CREATE TEMP TABLE bench_name (n int PRIMARY KEY, name bytea, blind bytea, terms text, phone bytea)")
    for number, name in enumerate(names):
        row = Person()
        sealing.set_name(row, name)
        rows.append((number, row.name, row.name_blind, row.name_terms, sealing.phone_blind(f"13{number:09d}")))
    cursor.executemany("INSERT INTO bench_name VALUES (%s, %s, %s, %s, %s)", rows)
    return names


def timed(call: Callable[[], Any], tries: int) -> dict[str, float]:
    """Return median and 95th per cent in milliseconds, after one try that is not counted."""
    took = []
    for _ in range(tries + 1):
        started = time.perf_counter()
        call()
        took.append((time.perf_counter() - started) * 1000)
    took = sorted(took[1:])
    return {"median": round(statistics.median(took), 2), "p95": round(took[int(len(took) * 0.95)], 2)}


def inside(act: Callable[[], Any]) -> Callable[[], Any]:
    """Return an act inside the fence, in a transaction of its own, as a page runs."""
    from shiqiao.base.db.scope import scoped

    def run() -> None:
        with scoped(STREET):
            act()

    return run


def nothing() -> None:
    """Ask the database for nothing: what all the rest is measured against."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def measure(names: list[str], tries: int) -> dict[str, Any]:
    """Read as four posts would."""
    from shiqiao.base.time import now
    from shiqiao.kernel.people.models import Account
    from shiqiao.kernel.people.reads import actor_for
    from shiqiao.kernel.registry.reads import find_persons
    from shiqiao.kernel.visits import afield, circles
    from shiqiao.surfaces.desk import visits

    found: dict[str, Any] = {}
    rng = Random(3)

    found["SELECT 1"] = timed(inside(nothing), tries)
    for login in LOGINS:
        actor = actor_for(Account.objects.get(username=login))
        acts: dict[str, Callable[[], Any]] = {
            "worklist": lambda actor=actor: visits.work(actor, "", "", "", now()),
            "phone": lambda actor=actor: afield.carried(actor, now()),
            "person": lambda actor=actor: find_persons(actor, rng.choice(names)),
            "entries": lambda actor=actor: circles.circles(actor, date.today()),  # noqa: DTZ011
        }  # fmt: skip
        if circles.may_list(actor, circles.kinds_of_entries(STREET)[1]):
            acts["missed"] = lambda actor=actor: circles.belonging(actor, "enter_party_member", date.today())  # noqa: DTZ011
        for name, act in acts.items():
            seldom = name in ("entries", "missed")
            found[f"{name} as {login}"] = timed(inside(act), max(8, tries // 5) if seldom else tries)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--households", type=int, default=100_000)
    parser.add_argument("--tries", type=int, default=100)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made, variables(**environment()):
        Path(made).chmod(0o711)
        place = Installation(Path(made) / "data")
        place.prepare()
        with connect_data(Path(made) / "data"):
            from shiqiao.base.db.scope import scoped

            started = time.perf_counter()
            with scoped(STREET):
                names = fill(given.households, given.households * 3)
            with psycopg.connect(place.url("owner"), autocommit=True) as owner:
                owner.execute("ANALYZE")
            told = {"households": given.households, "residents": given.households * 3}
            told["filled in s"] = round(time.perf_counter() - started)
            print(json.dumps({**told, **measure(names, given.tries)}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()

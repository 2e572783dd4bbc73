"""A large installation made quickly: some real lives, multiplied by SQL. `python -m benchmarks.many DATA ROWS`.

About 1,300 matters are lived through the product's own rules (reported, dispatched, finished, closed; 300 stay open).
Each further day repeats them with shifted numbers and times: rows of matter and search for all, reporters with their
sealed fields as they are, clocks for the open ones. Journal lines, notes and stopped clocks are left out of the copies.
"""

import random
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.drafts import points_inside
from benchmarks.installation import Installation
from benchmarks.texts import RARE, STREET, reports
from shiqiao.config.runtime import connect_data

A_DAY, OPEN_LIVES, OPEN_DAYS = 1000, 300, 50
APART = 4000  # ids from one day to the next
FIRST = 10_000_000
OLDER = ("reported_at", "echoed_at", "ended_at")
ITEMS = 40


def main(data: Path, rows: int) -> None:
    """Fill the database, unless it is filled."""
    if (data / "many").exists():
        return
    with connect_data(data):
        closed, waiting = live()
        place = Installation(data)
        with psycopg.connect(place.url("owner"), autocommit=True) as owner:
            multiply(owner, closed, waiting, max(OPEN_DAYS, (rows - OPEN_LIVES * OPEN_DAYS) // A_DAY))
            owner.execute("VACUUM (ANALYZE)")
    (data / "many").write_text(str(rows))


def live() -> tuple[list[int], list[int]]:
    """Live the lives that are repeated; returns the ids of the closed and of the open ones."""
    from shiqiao.base.time import now
    from shiqiao.kernel.matters.bulk import Life, write_lives

    dice, at = random.Random(5), now() - timedelta(days=1)
    people = cast()
    closed, waiting = [], []
    for number, given in enumerate(reports(A_DAY + OPEN_LIVES, points_inside(1500), items=codes())):
        moment = at + timedelta(seconds=number % A_DAY * 60)
        life = Life(report(number, given), by=people["system"], at=moment, recorded=now())
        lead(life, dice, people, moment, done=number < A_DAY)
        (closed if number < A_DAY else waiting).append(life)
    for some in (closed, waiting):
        write_lives(some, street=STREET, alarms=False)
    return [life.draft.id for life in closed], [life.draft.id for life in waiting]


def lead(life: Any, dice: random.Random, people: dict[str, Any], at: datetime, *, done: bool) -> None:
    """Move a life on: a third stays with the grid, the others go to departments; closed ones to the end."""
    from shiqiao.kernel.matters.rules import Given

    if dice.random() < 0.66:
        post, account, unit = dice.choice(people["handlers"])
        life.move(
            "dispatch", Given(handler=(post, account, unit)), by=people["dispatcher"], at=at + timedelta(minutes=5)
        )
        if done:
            life.move("finish", Given(result="已处理"), by=people["all"], at=at + timedelta(hours=3))
            life.move("close", Given(), by=people["checker"], at=at + timedelta(hours=5))
    elif done:
        life.move("record", Given(answer="已处理"), by=people["system"], at=at + timedelta(hours=4))


def cast() -> dict[str, Any]:
    """Return who acts: actors that may do each step, and the posts that handle."""
    from dataclasses import replace

    from shiqiao.base.actor import system
    from shiqiao.base.time import now
    from shiqiao.kernel.people import reads
    from shiqiao.kernel.people.models import Account

    head = reads.actor_for(Account.objects.get(username="dispatch1"))
    able = {role: replace(head, roles=head.roles | {role}) for role in ("dispatcher", "checker", "handler")}
    posts = [post for post in reads.posts(STREET, roles=["handler"]) if reads.unit(post.unit).kind == "department"]
    handlers = [(post.id, reads.holder_of(post.id, now()).account or 0, post.unit) for post in posts]
    every = replace(head.reach, units=frozenset(unit for _, _, unit in handlers))
    return {**able, "all": replace(able["handler"], reach=every), "system": system("bench"), "handlers": handlers}


def codes() -> list[str]:
    """Return the items that are reported."""
    from shiqiao.kernel.catalogue.reads import catalogue

    grid = sorted(code for code, item in catalogue(STREET).items.items() if item.flow == "grid_matter")
    return random.Random(3).sample(grid, ITEMS)


def report(number: int, given: dict[str, Any]) -> Any:
    """Return a report by phone."""
    from shiqiao.kernel.matters.report import Contact, Report

    contact = Contact(**given.pop("contact", {}))
    return Report(street=STREET, source="bench", source_id=str(number), channel="phone", contact=contact, **given)


def multiply(owner: psycopg.Connection[Any], closed: list[int], waiting: list[int], days: int) -> None:
    """Repeat the lives: the closed ones each day, the open ones on the last days."""
    owner.execute("SET maintenance_work_mem = '512MB'")
    owner.execute("DROP INDEX search_terms")
    owner.execute("CREATE TEMP TABLE lives AS SELECT unnest(%s::bigint[]) AS id, true AS done", [closed])
    owner.execute("INSERT INTO lives SELECT unnest(%s::bigint[]), false", [waiting])
    new = f"{FIRST} + day * {APART} + m.id"
    changed = {
        "id": new,
        "number": f"to_char(m.reported_at, 'YYMMDD') || ({new})::text || '0'",
        "source_id": "m.source_id || '-' || day",
    }
    changed |= {name: f"m.{name} - make_interval(days => {days} - day)" for name in OLDER}
    for begin in range(0, days, OPEN_DAYS):
        span = (begin, min(days, begin + OPEN_DAYS) - 1, days - OPEN_DAYS)
        copy(owner, "matters_matter", "id", changed, span)
        copy(owner, "matters_search", "matter", {"matter": f"{FIRST} + day * {APART} + m.matter"}, span)
        link = f"{FIRST} + day * {APART} + m.matter"
        copy(
            owner,
            "matters_reporter",
            "matter",
            {"matter": link, "secret": f"sha256(m.secret || ({link})::text::bytea)", "id": ""},
            span,
        )
    clock = {"id": f"{FIRST} + day * {APART} + m.id", "subject": f"{FIRST} + day * {APART} + m.subject"}
    copy(
        owner, "clocks_clock", "subject", clock, (days - OPEN_DAYS, days - 1, days - OPEN_DAYS), extra="AND NOT l.done"
    )
    strew(owner)
    owner.execute("CREATE INDEX search_terms ON matters_search USING gin (terms)")
    owner.execute("SELECT setval('matters_matter_ids', (SELECT max(id) FROM matters_matter) + 1000)")
    owner.execute("SELECT setval('clocks_clock_ids', (SELECT max(id) FROM clocks_clock) + 1000)")


def copy(
    owner: psycopg.Connection[Any],
    table: str,
    key: str,
    changed: dict[str, str],
    span: tuple[int, int, int],
    extra: str = "",
) -> None:
    """Repeat a table's rows of the lives for the days of a span, oldest first."""
    found = owner.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
        "AND attgenerated = ''",
        [table],
    )
    columns = [name for (name,) in found if changed.get(name) != ""]
    chosen = ", ".join(changed.get(name, f"m.{name}") for name in columns)
    owner.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} FROM {table} m JOIN lives l ON l.id = m.{key} "
        f"CROSS JOIN generate_series({span[0]}, {span[1]}) day WHERE (l.done OR day >= {span[2]}) {extra} ORDER BY day, m.{key}"
    )


def strew(owner: psycopg.Connection[Any]) -> None:
    """Put a rare word into twenty matters."""
    few = "SELECT id FROM matters_matter ORDER BY md5(id::text) LIMIT 20"
    owner.execute(f"UPDATE matters_search SET terms = terms || '''{RARE}'''::tsvector WHERE matter IN ({few})")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

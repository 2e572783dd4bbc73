"""Reports for the intake to take, and the rows they become, for pgbench. `python -m benchmarks.drafts DATA COUNT FOLDER`.

Each report is decided by the product itself; its rows are then written out as a pgbench script of plain INSERTs, with
running numbers in place of what must be unique. Several scripts make the rows vary as the reports do.
"""

import json
import random
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.texts import STREET, reports
from shiqiao.config.runtime import connect_data

SCRIPTS = 40
# What must differ in each row, as SQL over the running numbers.
UNIQUE: dict[tuple[str, str], str] = {
    ("matters_matter", "id"): ":id",
    ("matters_matter", "number"): "(:id)::text",
    ("matters_matter", "source_id"): "(:id)::text",
    ("matters_reporter", "matter"): ":id",
    ("matters_reporter", "secret"): "sha256((:id)::text::bytea)",
    ("matters_identifier", "matter"): ":id",
    ("matters_search", "matter"): ":id",
    ("journal_line", "subject"): ":id",
    ("clocks_clock", "subject"): ":id",
}


def points_inside(count: int) -> list[tuple[float, float]]:
    """Return points within the street's grids."""
    from shapely.geometry import Point, shape

    from shiqiao.kernel.territory.reads import geojson, locate

    dice = random.Random(1255)
    found: list[tuple[float, float]] = []
    shapes = [shape(one["geometry"]) for one in geojson(STREET)["features"] if one["geometry"]]
    while len(found) < count:
        area = dice.choice(shapes)
        west, south, east, north = area.bounds
        point = Point(round(dice.uniform(west, east), 7), round(dice.uniform(south, north), 7))
        if area.contains(point) and locate(point.x, point.y).street == STREET:
            found.append((point.x, point.y))
    return found


def bodies(count: int, points: list[tuple[float, float]]) -> list[str]:
    """Return bodies for POST /api/v1/reports."""
    made = enumerate(reports(count, points))
    return [
        json.dumps({"client_id": f"bench-{random.getrandbits(64):x}-{n}", **one}, ensure_ascii=False) for n, one in made
    ]


def scripts(points: list[tuple[float, float]]) -> list[str]:
    """Return pgbench scripts that write the rows of some reports."""
    from shiqiao.base.actor import system
    from shiqiao.base.time import now
    from shiqiao.kernel.catalogue.reads import catalogue
    from shiqiao.kernel.clocks.reads import calendar_for
    from shiqiao.kernel.matters.intake import bundle_of, draft_report
    from shiqiao.kernel.matters.report import Contact, Report

    made = []
    for given in reports(SCRIPTS, points, seed=7):
        contact = Contact(**given.pop("contact", {}))
        report = Report(street=STREET, source="pgbench", source_id="0", channel="api", contact=contact, **given)
        item, at = catalogue(STREET).item(report.item), now()
        draft = draft_report(report, item, by=system("bench"), at=at, recorded=at, basis=at)
        made.append(script(bundle_of(draft, calendar_for(STREET)).rows))
    return made


def script(rows: dict[str, list[tuple[Any, ...]]]) -> str:
    """Write rows as one transaction of plain INSERTs, as the web role with the fence open."""
    from django.db import connection
    from psycopg import ClientCursor

    from shiqiao.kernel.matters.store import _CASTS, COLUMNS

    connection.ensure_connection()
    literal = ClientCursor(connection.connection).mogrify
    lines = ["\\set n :n + 1", "\\set id 1000000000000 + :client_id * 1000000000 + :n", "BEGIN;"]
    lines.append(f"SELECT set_config('shiqiao.low', '{STREET}', true), set_config('shiqiao.high', '{STREET}', true);")
    for table, some in rows.items():
        columns = COLUMNS[table]
        values = [
            "("
            + ", ".join(_value(table, c, v, n, literal) + _CASTS.get(c, "") for c, v in zip(columns, row, strict=True))
            + ")"
            for n, row in enumerate(some)
        ]
        lines.append(f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join(values)};")
    return "\n".join([*lines, "COMMIT;"]) + "\n"


def _value(table: str, column: str, value: Any, place: int, literal: Callable[..., str]) -> str:
    if (table, column) == ("clocks_clock", "id"):
        return f"(:id::bigint * 4 + {place})"
    # pgbench takes a colon before a letter for a variable of its own.
    return UNIQUE.get((table, column)) or re.sub(r'":(?=[a-z])', '": ', literal("%s", [value]).replace("\n", " "))


def main(data: Path, count: int, folder: Path) -> None:
    """Write requests.json and the scripts into a folder."""
    with connect_data(data):
        points = points_inside(2000)
        (folder / "bodies.json").write_text(json.dumps(bodies(count, points)))
        for number, text in enumerate(scripts(points)):
            (folder / f"{number:02d}.sql").write_text(text)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))

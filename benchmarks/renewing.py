"""What the board of a renewal with 5,000 households costs. `python -m benchmarks.renewing DATA [HOUSEHOLDS]`; default 5,000.

DATA is an installed street (`shiqiao init`, or what `benchmarks.prepare` leaves). A project with ten plots is filled in by SQL:
a year's signatures, audits and flats. The board and the list are asked as a leader's browser asks them, through the whole
stack without the network; `SELECT 1` calibrates. The data are for measuring only: no journal tells of them.
"""

import json
import os
import sys
import time as clock
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.installation import STREET
from shiqiao.config.runtime import connect_data

HOUSEHOLDS, TIMES, PLOTS = 5_000, 20, 10
AT = datetime.fromisoformat("2018-06-27T10:00:00+08:00")
FILL = """
INSERT INTO projects_renewal_file (street, community, renewal, plot, serial, kind, area, value, choice, terms, supplement,
  items, extra, total, state, number, agreement, disputed, signed_at, signed_by, audited_at, audited_by, failures,
  surveyed_at, invented)
SELECT %(street)s, 0, %(row)s, (%(plots)s::bigint[])[1 + n %% %(many)s], n, 'dwelling', 2600 + n * 37 %% 7000,
  40000000 + n * 997 %% 9000000, 'money', 1, 0, '{}', 0, 50000000, CASE WHEN s.signed AND n %% 9 > 0 THEN 'audited'
  WHEN s.signed THEN 'signed' ELSE 'offered' END, CASE WHEN s.signed THEN n END, CASE WHEN s.signed THEN 'b-' || n ELSE '' END,
  false, CASE WHEN s.signed THEN t.at END, CASE WHEN s.signed THEN 1 ELSE 0 END,
  CASE WHEN s.signed AND n %% 9 > 0 THEN t.at + interval '1 day' END, CASE WHEN s.signed AND n %% 9 > 0 THEN 2 ELSE 0 END, 0,
  TIMESTAMPTZ '2018-04-01 09:00+08', true
FROM generate_series(1, %(last)s) n, LATERAL (SELECT n %% 7 > 0 AS signed) s,
  LATERAL (SELECT TIMESTAMPTZ '2018-05-08 09:00+08' + (n %% 49) * interval '1 day' AS at) t
"""


def main(data: Path, many: int = HOUSEHOLDS) -> dict[str, Any]:
    """Fill, measure and return milliseconds."""
    with connect_data(data):
        from shiqiao.base.time import held

        with held(AT):
            row = filled(many)
            return {"households": many, **measured(row), "load": round(os.getloadavg()[0], 1)}


def filled(many: int) -> int:
    """Make the project once; returns its number."""
    from django.db import connection

    from shiqiao.base.db.scope import scoped
    from shiqiao.scenes.projects.renewal.tables import Plot, Renewal, RenewalTerms

    with scoped(STREET):
        there = Renewal.objects.filter(street=STREET, code="bench").first()
        if there:
            return int(there.pk)
        row = Renewal.objects.create(
            street=STREET, code="bench", title="示例五千户", consult_from=date(2018, 1, 1), consult_until=date(2018, 2, 15),
            decided_on=date(2018, 4, 1), sign_from=date(2018, 5, 8), bonus_until=date(2018, 6, 20),
            sign_until=date(2018, 7, 10), files=many, last_number=many, created_at=AT, invented=True,
        )  # fmt: skip
        content = RenewalTerms.objects.get(street=STREET, renewal=0, version=1).content
        RenewalTerms.objects.create(
            street=STREET, renewal=row.pk, version=1, fingerprint="bench", content=content, published_at=AT
        )
        plots = [
            Plot(street=STREET, renewal=row.pk, code=f"P{n}", title=f"{n}号地块", by_households=850, by_area=850)
            for n in range(PLOTS)
        ]
        made = [one.pk for one in Plot.objects.bulk_create(plots)]
        with connection.cursor() as cursor:
            cursor.execute(FILL, {"street": STREET, "row": row.pk, "plots": made, "many": PLOTS, "last": many})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE projects_renewal_file")
    return int(row.pk)


def measured(row: int) -> dict[str, Any]:
    """Ask for the pages as a leader."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from benchmarks.prepare import session_of
    from shiqiao.base import snapshots
    from shiqiao.kernel.people.models import Account

    snapshots.drop()
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(Account.objects.get(username="leader1"))

    def page(address: str) -> Callable[[], None]:
        def ask() -> None:
            assert client.get(address).status_code == 200, address

        return ask

    def one() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    asked = {
        "board": page(f"/renewal/{row}/"), "files": page(f"/renewal/{row}/files/"),
        "like_terms": page(f"/renewal/{row}/measure/"), "select_1": one,
    }  # fmt: skip
    return {name: timed(ask) for name, ask in asked.items()}


def timed(ask: Callable[[], None]) -> dict[str, float]:
    """Return median, p95 and the longest in milliseconds, and the median of this process's own time on the processor."""
    ask()
    times, worked = [], []
    for _ in range(TIMES):
        begun, busy = clock.perf_counter(), clock.process_time()
        ask()
        times.append((clock.perf_counter() - begun) * 1000)
        worked.append((clock.process_time() - busy) * 1000)
    return {
        "median": round(median(times), 1), "p95": round(quantiles(times, n=20)[-1], 1), "max": round(max(times), 1),
        "least": round(min(times), 1), "processor": round(median(worked), 1),
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), *map(int, sys.argv[2:3])), indent=1, ensure_ascii=False))

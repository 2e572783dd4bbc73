"""(s) Scores at many matters: counting all, one matter more, the table of a month. `python -m benchmarks.counting DATA`."""

import json
import sys
import time as clock
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import yaml

from benchmarks.installation import REPOSITORY, STREET, Installation
from benchmarks.load import fire, request
from shiqiao.config.runtime import connect_data

INDICATORS, AGAIN, READS = 30, 10, 40
WARM_UP, PAGE_READS = 24, 120
PAGES = {"cockpit": "/cockpit/", "board": "/scores/"}  # over HTTP, as the head sees them
# The copies come without stopped clocks and call-backs: three clocks for each closed matter, a call-back for every third.
CLOCKS = """INSERT INTO clocks_clock (id, street, kind, subject, name, run, term, calendar, started_at, due_at, stopped_at,
  late, shifts, community, alarm_level)
SELECT 4000000000000000 + m.id * 4 + n, m.street, 'matter', m.id, name, 1, '4wh', 1, m.reported_at,
  m.reported_at + interval '6 hours' * n, m.reported_at + interval '5 hours' * n + interval '2 hours' * (m.id %% 7 = 0)::int,
  m.id %% 7 = 0, '[]', m.community, 0
FROM matters_matter m, (VALUES (1, 'accept'), (2, 'handle'), (3, 'check')) AS c (n, name)
WHERE m.done ON CONFLICT DO NOTHING"""
CALLS = """INSERT INTO matters_callback (street, matter, seq, kind, responded, solved, satisfied, at)
SELECT m.street, m.id, 9, 'called_back', true, m.id %% 5 > 0, m.id %% 4 > 0, m.ended_at + interval '1 day'
FROM matters_matter m WHERE m.done AND m.ended_at IS NOT NULL AND m.id %% 3 = 0
AND NOT EXISTS (SELECT 1 FROM matters_callback b WHERE b.matter = m.id)"""


def table() -> str:
    """Return the model street's indicators, and as many of one line each as make thirty."""
    given = yaml.safe_load((REPOSITORY / "localities/ganshiqiao/indicators.yaml").read_text())["indicators"]
    shares = [one for one in given if one.get("hit") and one["source"] != "call_back"]
    for line in ("city", "safety", "livelihood"):
        for one in shares:
            if len(given) < INDICATORS:
                field = "matter_line" if one["source"] == "clock" else "line"
                where = {**one["of"].get("where", {}), field: line}
                given.append(
                    {**one, "code": f"{one['code']}_{line}", "of": {**one["of"], "where": where}, "guard": None}
                )
    return yaml.safe_dump({"indicators": given}, allow_unicode=True)


def main(data: Path) -> dict[str, Any]:
    """Measure and return milliseconds and rows."""
    with connect_data(data):
        with psycopg.connect(Installation(data).url("owner"), autocommit=True) as owner:
            if not (data / "scored").exists():
                owner.execute(CLOCKS.replace("%%", "%"))
                owner.execute(CALLS.replace("%%", "%"))
                owner.execute("VACUUM (ANALYZE)")
                (data / "scored").touch()
            first = owner.execute("SELECT min(reported_at)::date, count(*) FROM matters_matter").fetchone()
        assert first
        return {"matters": first[1], **measured(first[0].replace(day=1))}


def measured(first: date) -> dict[str, Any]:
    """Publish thirty indicators from the first month on, count all, then one matter more, then read."""
    from django.db import transaction

    from shiqiao.base.actor import system
    from shiqiao.base.db.scope import scoped, whole
    from shiqiao.base.time import now
    from shiqiao.kernel.matters.models import Matter
    from shiqiao.kernel.scoring import actions, following, reads
    from shiqiao.kernel.scoring.models import Reckoning, TableVersion

    with whole(), transaction.atomic():
        if not TableVersion.objects.filter(street=STREET, starts=first).exists():
            actions.publish_table(street=STREET, text=table(), starts=first, by=system("bench"), at=now())
        Reckoning.objects.update(done_at=now())
        actions.order(street=STREET, since=first, at=now())
    found: dict[str, Any] = {"indicators": INDICATORS, "all_s": timed(lambda: actions.reckon(at=now())) / 1000}
    with scoped(STREET):
        found["cells"] = reads.cells_of(STREET)["cells"]
        open_ones = list(
            Matter.objects.filter(done=False, grid__gt=0).order_by("-id").values_list("id", flat=True)[:AGAIN]
        )
    found["one_ms"] = middle([timed(lambda one=one: following.follow(STREET, {one}, at=now())) for one in open_ones])  # type: ignore[misc]
    month = now().date().replace(day=1)
    since = (month.replace(day=1) if month.day > 1 else month).replace(month=max(1, month.month - 1))

    def board(kind: str) -> None:
        with scoped(STREET):
            reads.scores(STREET, kind, since, month)

    for kind in ("grid", "person", "street"):
        found[f"{kind}_ms"] = middle([timed(lambda kind=kind: board(kind)) for _ in range(READS)])  # type: ignore[misc]
    return found


def timed(work: Callable[[], Any]) -> float:
    """Return how many milliseconds a piece of work takes."""
    began = clock.perf_counter()
    work()
    return 1000 * (clock.perf_counter() - began)


def middle(millis: list[float]) -> dict[str, float]:
    """Return the median and the 95th percentile."""
    ordered = sorted(millis)
    return {
        "p50": round(ordered[len(ordered) // 2], 1),
        "p95": round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], 1),
    }


def measure(place: Installation, rows: int) -> dict[str, Any]:
    """Fill the installation unless it is filled, and measure in a process of its own."""
    place.run("benchmarks.many", str(rows))
    found: dict[str, Any] = json.loads(place.run("benchmarks.counting").strip().splitlines()[-1])
    place.run("benchmarks.known")
    headers = {"Cookie": f"sessionid={place.notes['head']['session']}", "Accept-Language": "zh-CN"}
    with place.up():
        for name, path in PAGES.items():
            for count in (WARM_UP, PAGE_READS):
                fired = fire(place.port, [request(path, headers=headers)] * count, 1).only(200)
            found[f"{name}_ms"] = {"p50": round(fired.at(0.5), 1), "p95": round(fired.at(0.95), 1)}
    return found


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))

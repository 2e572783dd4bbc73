"""What scores count of employment: registrations that found and kept work, deliveries, checks."""

from datetime import date

from django.db import connection

from shiqiao.base.time import held, now
from shiqiao.kernel.scoring.rules import Table
from shiqiao.kernel.scoring.selecting import Parameters, cells, parts
from shiqiao.scenes.employment.delivering import record_round
from shiqiao.scenes.employment.models import JobCheck
from shiqiao.scenes.employment.working import check_job, register_job
from shiqiao.testing.street import STREET, Street, later

from .conftest import Register, five

INDICATORS = [
    {"code": "stayed", "source": "job_seeker", "of": {"by": "registered", "where": {"placed": True}},
     "hit": {"stayed_3": True}},
    {"code": "placed", "source": "job_seeker", "of": {"by": "registered"}, "hit": {"placed": True}},
    {"code": "in_time", "source": "delivery", "of": {"by": "due", "where": {"over": True}}, "hit": {"in_time": True}},
    {"code": "at_home", "source": "delivery", "of": {"by": "brought"}, "hit": {"at_home": True}},
    {"code": "kept", "source": "job_check", "of": {"by": "due", "where": {"over": True, "months": "3"}}, "hit": {"kept": True}},
]  # fmt: skip
MORE = {"title": {"zh": "某率", "en": "Some share"}, "rule": "test", "weight": 10, "points": {"none": 0, "full": 1}}


def test_registrations_deliveries_and_checks_are_counted_where_they_lie(street: Street, register: Register) -> None:
    by, first, second = street.actor("c1g1"), register(), register()
    record_round(seeker=second.pk, channel="station", said=five(policy="offered"), by=by, at=now())
    job = register_job(
        seeker=first.pk,
        kind="employed",
        firm="超市",
        since=date(2018, 6, 20),
        proof="contract",
        number="1",
        by=by,
        at=now(),
    )
    with held(later(now(), days=90)):
        three = JobCheck.objects.get(job=job.pk, months=3)
        check_job(check=three.pk, result="still", proof="wage_slip", by=by, at=now())
        found = counted()
    assert found == {"stayed": (1, 1), "placed": (1, 2), "in_time": (0, 1), "at_home": (0, 5), "kept": (1, 1)}


def counted() -> dict[str, tuple[int, int]]:
    """Return hits and counts of all indicators of the year, over all grids."""
    table = Table.model_validate({"indicators": [{**MORE, **one} for one in INDICATORS]})
    totals: dict[str, tuple[int, int]] = {}
    for part in parts(table):
        given = Parameters("Asia/Shanghai", now(), street=STREET)
        with connection.cursor() as cursor:
            cursor.execute(cells(part, given, since=date(2018, 1, 1), until=date(2019, 1, 1)), given.values)
            rows = cursor.fetchall()
        for place, one in enumerate(part.indicators):
            totals[one.code] = (sum(row[-2][place] for row in rows), sum(row[-1][place] for row in rows))
    return totals

"""What scores count of employment: registrations that found and kept work, deliveries, checks."""

from datetime import date

from django.db import connection

from shiqiao.base.time import held, now
from shiqiao.kernel.scoring import actions as scoring
from shiqiao.kernel.scoring import following, reads
from shiqiao.kernel.scoring.rules import Table
from shiqiao.kernel.scoring.selecting import Parameters, cells, parts
from shiqiao.scenes.employment.delivering import follow_up, record_round
from shiqiao.scenes.employment.models import Delivery, JobCheck
from shiqiao.scenes.employment.store import SEEKER
from shiqiao.scenes.employment.working import check_job, register_job
from shiqiao.surfaces.desk.scoreopens import opened
from shiqiao.testing.jobseekers import Register, five
from shiqiao.testing.street import STREET, Street, later

COMMUNITY = 370103003001
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


def kept(code: str) -> tuple[int, int]:
    """Return hits and count of an indicator of the year, as scores keep it of the first community."""
    return reads.counts(STREET, "community", date(2018, 6, 1), date(2019, 1, 1)).get(COMMUNITY, {}).get(code, (0, 0))


def test_every_row_opens_onto_the_job_seeker_and_a_line_has_counted_anew(street: Street, register: Register) -> None:
    by, row = street.actor("c1g1"), register()
    record_round(seeker=row.pk, channel="station", said=five(policy="offered"), by=by, at=now())
    scoring.reckon(at=now())
    assert kept("jobs_found") == (0, 1)
    work = {"kind": "employed", "firm": "超市", "since": date(2018, 6, 20), "proof": "contract", "number": "1"}
    job = register_job(seeker=row.pk, by=by, at=now(), **work)  # type: ignore[arg-type]
    following.follow_all(STREET, {SEEKER: {row.pk}}, at=now())
    assert kept("jobs_found") == (1, 1)
    with held(later(now(), days=90)):
        three = JobCheck.objects.get(job=job.pk, months=3)
        check_job(check=three.pk, result="still", proof="wage_slip", by=by, at=now())
        waits = Delivery.objects.get(seeker=row.pk, follow_up="open")
        follow_up(delivery=waits.pk, outcome="已讲解", by=by, at=now())
        following.follow_all(STREET, {SEEKER: {row.pk}}, at=now())
        assert kept("jobs_kept") == (1, 1)
        assert kept("deliveries_followed") == (0, 1), "it was late"
        for code in ("jobs_found", "jobs_kept", "deliveries_followed"):
            leader, span = street.actor("leader1"), (date(2018, 6, 1), date(2019, 1, 1))
            behind = reads.behind(leader, "community", COMMUNITY, code, *span, now())
            assert {(one.onto, one.number) for one in behind} == {(SEEKER, str(row.pk))}
            shown = opened(leader, SEEKER, [one.number for one in behind])
            assert shown[str(row.pk)].url == f"/employment/seekers/{row.pk}/"
        assert opened(street.actor("city2"), SEEKER, [str(row.pk)]) == {}

"""Twenty sign and five declare void at the same moment, each by a connection of its own: no gap, no number twice."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shiqiao.base.db import scope
from shiqiao.base.time import now
from shiqiao.scenes.projects.renewal import filing, planning, progress, signing
from shiqiao.scenes.projects.renewal.filing import Chosen, Surveyed
from shiqiao.scenes.projects.renewal.planning import Planned
from shiqiao.scenes.projects.renewal.tables import Renewal, RenewalFile, Signature
from shiqiao.testing.street import STREET, Street

from .conftest import PLACE, signing_term

AT_ONCE = 20


def opened(street: Street, count: int, code: str) -> tuple[Renewal, list[RenewalFile]]:
    """Begin a project with files that have an offer."""
    by = street.actor("leader1")
    planned = Planned(code, "并发示例", PLACE, (("A", "A地块"),))
    row = planning.begin_renewal(planned=planned, by=by, at=now())
    signing_term(row, street)
    found = [Surveyed("A", "dwelling", 4000 + 100 * n) for n in range(count)]
    files = filing.survey(renewal=row.pk, found=found, by=by, at=now())
    filing.value_files(values={one.pk: 40_000_000 for one in files}, by=by, at=now())
    return row, filing.offer_files(offers={one.pk: Chosen("money") for one in files}, by=by, at=now())


def told(row: Renewal) -> None:
    """The series has no gap and no double, and progress is what the records say."""
    numbers = list(Signature.objects.filter(renewal=row.pk).order_by("number"))
    assert [one.number for one in numbers] == list(range(1, len(numbers) + 1))
    files = list(RenewalFile.objects.filter(renewal=row.pk))
    standing = {one.file: one.number for one in numbers if one.voided_at is None}
    assert standing == {one.pk: one.number for one in files if one.number}
    seen = progress.whole(progress.standings(row.pk))
    signed = [one for one in files if one.number]
    audited = [one for one in signed if one.audited_at]
    assert (seen.households, seen.area) == (len(files), sum(one.area for one in files))
    assert (seen.signed, seen.signed_area) == (len(signed), sum(one.area for one in signed))
    assert (seen.audited, seen.audited_area) == (len(audited), sum(one.area for one in audited))
    row.refresh_from_db()
    last = progress.days(row, progress.audited_by_day(row), now())[-1]
    assert (last.signed, last.audited, last.signed_area) == (len(signed), len(audited), seen.signed_area)


def test_numbers_are_taken_without_gap_or_double(live_street: Street) -> None:
    with scope.scoped(STREET):
        row, files = opened(live_street, AT_ONCE, "at_once")
        by, checker = live_street.actor("leader1"), live_street.actor("check1")
    at, start = now(), threading.Barrier(AT_ONCE)

    def one(n: int) -> None:
        try:
            connection.ensure_connection()
            start.wait(60)
            signing.sign(file=files[n].pk, by=replace(by), at=at)
            if n % 4 == 0:
                signing.void(file=files[n].pk, words="并发作废", by=checker, at=at)
                signing.sign(file=files[n].pk, by=by, at=at)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, range(AT_ONCE)))
    with scope.scoped(STREET):
        assert Signature.objects.filter(renewal=row.pk).count() == AT_ONCE + 5
        told(row)


Acts = st.lists(st.tuples(st.sampled_from(("sign", "pass", "fail", "correct", "void")), st.integers(0, 4)), max_size=30)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=Acts)
def test_progress_is_what_the_records_say(street: Street, acts: list[tuple[str, int]]) -> None:
    from shiqiao.base.errors import ShiqiaoError

    row, files = opened(street, 5, f"p{Renewal.objects.count()}")
    by, checker = street.actor("leader1"), street.actor("check1")
    for do, n in acts:
        given_ = {"file": files[n].pk, "at": now()}
        try:
            if do == "sign":
                signing.sign(by=by, **given_)
            elif do in ("pass", "fail"):
                signing.audit(good=do == "pass", words="核对", by=checker, **given_)
            elif do == "correct":
                signing.correct(words="已更正", by=by, **given_)
            else:
                signing.void(words="作废", by=checker, **given_)
        except ShiqiaoError:
            pass
    told(row)

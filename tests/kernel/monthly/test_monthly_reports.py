"""Monthly reports: made by the worker, kept, the same when made again, nothing half when something breaks."""

from asyncio import run
from datetime import date, timedelta
from threading import Thread

import pytest
from django.db import connection, transaction

from shiqiao.base.actor import system
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.base.time import held, now
from shiqiao.config.commands.verify import everything
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.monthly import actions, making, reads
from shiqiao.kernel.monthly.hooks import Maker, makers
from shiqiao.kernel.monthly.models import MonthlyReport
from shiqiao.kernel.monthly.tasks import make
from shiqiao.kernel.notices.models import Notice
from shiqiao.kernel.scoring.actions import reckon
from shiqiao.kernel.scoring.reads import in_force
from shiqiao.testing.street import STREET, Street
from tests.kernel.scoring.conftest import JUNE, Lives

from .conftest import LATER, Making, closed, content_of


def jobs() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (args->>'report')::int FROM procrastinate_jobs WHERE task_name = 'monthly.make' ORDER BY id"
        )
        return [number for (number,) in cursor.fetchall()]


def codes() -> list[str]:
    return list(JournalLine.objects.filter(kind=reads.KIND).order_by("id").values_list("code", flat=True))


def test_a_closed_month_has_its_report_by_itself_and_leaders_are_told(street: Street, lived: Lives) -> None:
    closed(street)
    with held(LATER):
        assert actions.order_closed(at=now()) == 2, "every closed month of late"
        assert actions.order_closed(at=now()) == 0
        row = MonthlyReport.objects.get(starts=JUNE)
        assert (row.state, row.by, row.id in jobs()) == ("waiting", "system.monthly", True)
        make.task.func(report=row.id)
    row.refresh_from_db()
    assert (row.state, len(row.files), row.version) == ("ready", 4, 1)
    about = Notice.objects.filter(subject_kind=reads.KIND, subject_id=row.id)
    assert {(one.kind, one.post is not None) for one in about} == {("monthly.made", True)}
    assert [str(one) for one in everything()] == []


def test_ordered_twice_it_is_made_once(street: Street, lived: Lives) -> None:
    leader = street.actor("leader1")
    first = actions.order_report(street=STREET, starts=JUNE, by=leader, at=now())
    assert actions.order_report(street=STREET, starts=JUNE, by=leader, at=now()) == first
    assert jobs() == [first.id]
    assert making.make_report(report=first.id, at=now())
    assert not making.make_report(report=first.id, at=now()), "a job that runs twice does not mind"
    assert codes() == ["monthly.ordered", "monthly.made"]
    other = actions.order_report(street=STREET, starts=JUNE, by=leader, at=now())
    assert other != first, "of a running month a new one tells of a later moment"


def test_the_same_closed_month_has_the_same_files_to_the_last_byte(
    street: Street, lived: Lives, making_it: Making
) -> None:
    closed(street)
    row = making_it(at=LATER)
    before = [(one["sha256"], one["size"]) for one in row.files]
    with held(LATER + timedelta(days=40)):
        actions.make_again(report=row.id, by=street.actor("leader1"), at=now())
        assert making.make_report(report=row.id, at=now())
    row.refresh_from_db()
    assert [(one["sha256"], one["size"]) for one in row.files] == before
    assert Attachment.objects.filter(subject_kind=reads.KIND).count() == 4
    content, mark = row.content, row.fingerprint
    MonthlyReport.objects.all().delete()
    fresh = making_it(at=LATER)
    assert (fresh.content, fresh.fingerprint) == (content, mark), "collected anew from the records it says the same"
    assert [one["sha256"] for one in fresh.files] == [sha for sha, _ in before]


def test_what_changes_after_closing_does_not_change_the_report(street: Street, lived: Lives, making_it: Making) -> None:
    closed(street)
    row = making_it(at=LATER)
    lived.report("2018-06-22")
    reckon(at=now())
    actions.make_again(report=row.id, by=street.actor("leader1"), at=LATER)
    assert making.make_report(report=row.id, at=LATER)
    again = MonthlyReport.objects.get(pk=row.id)
    assert (again.content, again.as_of) == (row.content, row.as_of)


def test_what_fails_says_why_leaves_nothing_half_and_is_made_again(street: Street, lived: Lives) -> None:
    def broken(content: object, cover: object) -> list[object]:
        raise RuntimeError("no ink")

    whole = next(iter(makers))
    row = actions.order_report(street=STREET, starts=JUNE, by=street.actor("leader1"), at=now())
    makers.empty("desk")
    makers.fill("desk", Maker("desk", whole.collect, broken))  # type: ignore[arg-type]
    try:
        assert not making.make_report(report=row.id, at=now())
    finally:
        makers.empty("desk")
        makers.fill("desk", whole)
    row.refresh_from_db()
    assert (row.state, row.reason, row.content, row.files) == ("failed", "unexpected", None, [])
    assert not Attachment.objects.filter(subject_kind=reads.KIND).exists()
    assert Notice.objects.filter(kind="monthly.failed").exists()
    actions.make_again(report=row.id, by=street.actor("leader1"), at=now())
    assert making.make_report(report=row.id, at=now())
    assert codes() == ["monthly.ordered", "monthly.failed", "monthly.ordered", "monthly.made"]


def test_a_worker_that_was_killed_begins_again_and_the_last_one_that_began_is_kept(
    street: Street, lived: Lives
) -> None:
    row = actions.order_report(street=STREET, starts=JUNE, by=street.actor("leader1"), at=now())
    killed = making._begin(row.id)
    assert killed is not None
    assert MonthlyReport.objects.get(pk=row.id).state == "making"
    assert making.make_report(report=row.id, at=now())
    assert not making._keep(killed, {}, [], now()), "what comes too late is dropped"
    assert MonthlyReport.objects.get(pk=row.id).content


def test_only_leaders_order_and_only_leaders_and_auditors_read(street: Street, lived: Lives, making_it: Making) -> None:
    row = making_it()
    for login in ("c1head", "c1g1", "dispatch1", "admin1"):
        with pytest.raises(Forbidden):
            actions.order_report(street=STREET, starts=JUNE, by=street.actor(login), at=now())
        assert reads.reports(street.actor(login)) == []
        with pytest.raises(NotFound):
            reads.access_report(street.actor(login), row.id)
    auditor = street.actor("auditor1")
    assert reads.access_report(auditor, row.id) == row
    assert reads.file_of(auditor, row.id, row.files[0]["file"])
    with pytest.raises(Forbidden):
        actions.make_again(report=row.id, by=auditor, at=now())
    with pytest.raises(NotFound):
        reads.file_of(auditor, row.id, 0)


def test_a_month_that_has_not_begun_a_day_within_a_month_and_what_is_under_way_are_refused(
    street: Street, lived: Lives
) -> None:
    leader = street.actor("leader1")
    for wrong in (date(2018, 7, 1), date(2018, 6, 2), date(1999, 12, 1)):
        with pytest.raises(Invalid) as refused:
            actions.order_report(street=STREET, starts=wrong, by=leader, at=now())
        assert "month" in refused.value.fields
    row = actions.order_report(street=STREET, starts=JUNE, by=leader, at=now())
    with pytest.raises(Conflict):
        actions.make_again(report=row.id, by=leader, at=now())


def test_another_streets_report_cannot_be_ordered(street: Street) -> None:
    with pytest.raises(Forbidden):
        actions.order_report(street=STREET + 1, starts=JUNE, by=system("monthly", street=STREET), at=now())


def test_a_changed_figure_is_found_by_the_proof(street: Street, lived: Lives, making_it: Making) -> None:
    row = making_it()
    assert [str(one) for one in everything()] == []
    content = row.content
    content["zh-hans"][0]["says"] = ["2018年6月共上报事件999件"]
    MonthlyReport.objects.filter(pk=row.id).update(content=content)
    assert [one.subject for one in everything()] == [f"{reads.KIND}:{row.id}"]


def test_the_number_of_statements_does_not_grow_with_the_work(street: Street, lived: Lives, making_it: Making) -> None:
    from django.test.utils import CaptureQueriesContext

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            making_it()
        return len(seen)

    few = statements()
    for day in ("14", "15", "18", "19", "21", "22"):
        lived.whole(f"2018-06-{day}")
    reckon(at=now())
    assert statements() <= few + 2
    inside = in_force(STREET, now().date())
    assert inside is not None
    assert few < 15 * len(inside.table.indicators), "each indicator in its charts and tables, whatever it counts"


def test_the_job_runs_in_the_real_worker(live_street: Street) -> None:
    """Ordered in a transaction, done by procrastinate's worker in its thread, as in the product."""
    from procrastinate import PsycopgConnector
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.utils import connector_params

    with scope.scoped(STREET):
        row = actions.order_report(street=STREET, starts=JUNE, by=live_street.actor("leader1"), at=now())

    async def work() -> None:
        async with app.with_connector(PsycopgConnector(kwargs=connector_params())).open_async() as opened:
            await opened.run_worker_async(wait=False, install_signal_handlers=False, delete_jobs="successful")

    worker = Thread(target=lambda: run(work()))
    worker.start()
    worker.join(60)
    with scope.scoped(STREET):
        row.refresh_from_db()
        assert (row.state, len(row.files)) == ("ready", 4)
        assert content_of(row, "pdf").startswith(b"%PDF-")
        assert jobs() == []


def test_what_was_ordered_goes_back_with_its_transaction(street: Street) -> None:
    with transaction.atomic():
        actions.order_report(street=STREET, starts=JUNE, by=street.actor("leader1"), at=now())
        transaction.set_rollback(True)
    assert jobs() == []

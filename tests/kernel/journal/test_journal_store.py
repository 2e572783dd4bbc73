"""The journal in the database: append-only for everybody, one chain a subject, one seal a closed day."""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from shiqiao.base.actor import Ref, system
from shiqiao.base.db.provision import with_database
from shiqiao.base.db.scope import whole
from shiqiao.base.time import held
from shiqiao.kernel.journal.actions import seal_closed_days, write
from shiqiao.kernel.journal.models import JournalLine, Seal
from shiqiao.kernel.journal.reads import chains, check_chain, check_seals, lines_of
from shiqiao.kernel.journal.rules import GENESIS

STREET, SUBJECT = 370103003, Ref("probe", 1)
DAY = datetime(2018, 6, 27, 2, tzinfo=UTC)


def line(at: datetime = DAY, subject: Ref = SUBJECT, street: int = STREET, **data: object) -> None:
    with held(at):
        write("probe.made", subject=subject, street=street, by=system("test"), at=at, data=data)


def test_lines_of_a_subject_are_one_chain(db: None) -> None:
    for number in range(3):
        line(n=number, text="“中文” \\ 🐕")
        line(subject=Ref("probe", 2))
    found = lines_of(SUBJECT)
    assert [one.seq for one in found] == [1, 2, 3]
    assert found[0].prev == GENESIS
    assert found[2].prev == found[1].hash
    assert [list(check_chain(one)) for one in chains("probe")] == [[], []]


def test_when_it_happened_and_when_it_was_recorded_are_two_times(db: None) -> None:
    with held(DAY + timedelta(hours=5)):
        write("probe.made", subject=SUBJECT, street=STREET, by=system("test"), at=DAY)
    found = lines_of(SUBJECT)[0]
    assert (found.happened_at, found.recorded_at) == (DAY, DAY + timedelta(hours=5))


def test_a_line_outside_a_transaction_is_refused(live_db: str) -> None:
    with pytest.raises(RuntimeError):
        line()


def test_floating_point_is_refused_before_it_is_written(db: None) -> None:
    with pytest.raises(TypeError):
        line(share=0.1)
    assert not JournalLine.objects.exists()


@pytest.mark.parametrize("statement", ["UPDATE {} SET street = street", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("table", ["journal_line", "journal_seal"])
@pytest.mark.parametrize("role", ["web", "owner"])
def test_the_database_refuses_to_change_history_whoever_asks(
    statement: str, table: str, role: str, journal: str
) -> None:
    with psycopg.connect(URLS[role]) as asked:
        asked.execute("SELECT set_config('shiqiao.low', '0', true), set_config('shiqiao.high', '999999999', true)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            asked.execute(statement.format(table))


URLS: dict[str, str] = {}


@pytest.fixture(scope="module")
def journal(django_db_setup: None, database_server: Any, django_db_blocker: Any) -> Any:
    """A database with a line and a seal, for both roles."""
    before = database_server.current
    with django_db_blocker.unblock():
        name = database_server.copy()
        database_server.use(name)
        with whole():
            line()
            seal_closed_days(at=DAY + timedelta(days=2))
        connection.close()
        URLS.update(web=database_server.web(name), owner=with_database(database_server.template.owner, name))
        database_server.use(before)
        yield name
        database_server.drop(name)


def test_closed_days_are_sealed_once_and_today_is_not(db: None) -> None:
    for days in (0, 0, 3, 3, 3, 5):
        line(DAY + timedelta(days=days), Ref("probe", days))
    line(DAY, Ref("probe", 9), street=370103004)
    at = DAY + timedelta(days=5, hours=1)
    assert seal_closed_days(at=at) == 3
    assert seal_closed_days(at=at) == 0
    ours = list(Seal.objects.filter(street=STREET).order_by("day"))
    assert [(str(seal.day), seal.lines) for seal in ours] == [("2018-06-27", 2), ("2018-06-30", 3)]
    assert bytes(ours[0].prev) == GENESIS
    assert bytes(ours[1].prev) == bytes(ours[0].root)
    assert seal_closed_days(at=at + timedelta(days=1)) == 1
    assert list(check_seals()) == []


def test_a_day_closes_at_local_midnight_and_only_after_the_last_transaction_has_settled(db: None) -> None:
    line(datetime(2018, 6, 27, 15, 59, 59, tzinfo=UTC))  # one second before midnight in Jinan
    line(datetime(2018, 6, 27, 16, 0, 0, tzinfo=UTC))
    assert seal_closed_days(at=datetime(2018, 6, 27, 16, 5, tzinfo=UTC)) == 0
    assert seal_closed_days(at=datetime(2018, 6, 27, 16, 11, tzinfo=UTC)) == 1
    assert Seal.objects.get().lines == 1


def test_a_line_that_appears_in_a_sealed_day_is_found(db: None) -> None:
    line()
    seal_closed_days(at=DAY + timedelta(days=2))
    line(DAY + timedelta(hours=1))
    assert [found.what for found in check_seals()] == ["sealed 1 lines, the journal now has 2"]


def test_a_street_sees_only_its_own_lines(db: None, fenced: Any) -> None:
    line()
    line(street=370103004, subject=Ref("probe", 4))
    fenced(STREET)
    assert set(JournalLine.objects.values_list("street", flat=True)) == {STREET}
    with pytest.raises(DatabaseError), transaction.atomic():
        line(street=370103004)

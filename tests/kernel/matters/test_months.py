"""Months of the tables: cut while work goes on, nothing lost or twice, the fence and the journal's rules on every part."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, connection, connections, transaction
from psycopg import errors

from shiqiao.base.actor import Ref
from shiqiao.base.db.guards import findings
from shiqiao.base.db.scope import scoped, whole
from shiqiao.base.time import held
from shiqiao.config.commands.verify import everything
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.matters import actions, store
from shiqiao.kernel.matters.actions import Receipt, Report, report_matter
from shiqiao.kernel.matters.errors import SentDifferently
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.months import ZONE, cut_month, numbered, sent
from shiqiao.testing.street import INSIDE, MORNING, STREET, Street

TABLES = ("matters_matter", "matters_search", "journal_line", "clocks_clock")
REPORT = Report(
    street=STREET, source="months", source_id="1", channel="phone", item="06010", text="路灯不亮", lon=INSIDE[0], lat=INSIDE[1]
)  # fmt: skip
JULY = datetime(2018, 7, 1, 0, 0, 30, tzinfo=ZONE)


@dataclass
class Place:
    """The street with real commits, and the owner of its tables."""

    street: Street
    owner: psycopg.Connection[Any]
    owner_url: str

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.owner.execute(sql, values).fetchall()

    def month(self) -> int:
        """Let as many ids pass as make a month that lies apart, and return what the sequence stands at."""
        return int(self.ask("SELECT max(nextval('matters_matter_ids')) FROM generate_series(1, 110)")[0][0])

    def part(self, table: str, column: str, identifier: int) -> str:
        kind = "kind = 'matter' AND " if column == "subject" else ""
        (found,) = self.ask(
            f"SELECT DISTINCT tableoid::regclass::text FROM {table} WHERE {kind}{column} = %s", identifier
        )
        return str(found[0])

    def parts(self, *tables: str) -> list[str]:
        of = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = ANY(%s::regclass[]) ORDER BY 1"
        return [row[0] for row in self.ask(of, list(tables or TABLES))]

    def report(self, name: str, at: datetime = MORNING) -> Receipt:
        with held(at):
            by = self.street.actor("dispatch1")
            return report_matter(report=replace(REPORT, source_id=name, text=f"第{name}处路灯不亮"), by=by, at=at)


@pytest.fixture
def place(live_street: Street, database_server: Any) -> Iterator[Place]:
    from shiqiao.base.db.provision import with_database

    url = with_database(database_server.template.owner, database_server.current)
    with psycopg.connect(url, autocommit=True) as owner:
        yield Place(live_street, owner, url)


def turned(place: Place, at: datetime = JULY) -> int:
    place.month()
    return cut_month(at=at)


def in_threads(work: Callable[[int], None], count: int) -> list[threading.Thread]:
    def run(number: int) -> None:
        try:
            work(number)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    return threads


def test_a_fresh_place_has_one_part_for_matters_and_a_small_month_is_not_cut(place: Place) -> None:
    place.report("1")
    assert cut_month(at=JULY) == 0
    parts = place.parts("matters_matter", "matters_search")
    assert parts == ["months.matters_matter_first", "months.matters_search_first"]


def test_what_comes_after_the_turn_lies_in_the_new_month_with_all_that_hangs_on_it(place: Place) -> None:
    before = place.report("1")
    cut = turned(place)
    assert cut > before.id
    after = place.report("2", JULY)  # with an id that this process took before the turn
    store.MATTER_IDS._start_over()
    later = place.report("3", JULY)
    assert later.id >= cut > after.id
    for table, column in (("matters_matter", "id"), ("matters_search", "matter"), ("journal_line", "subject"),
                          ("clocks_clock", "subject")):  # fmt: skip
        assert place.part(table, column, before.id) == f"months.{table}_first"
        assert place.part(table, column, later.id) == f"months.{table}_{cut}"
    assert place.ask("SELECT starts::text, first_id FROM matters_month") == [("2018-07-01", cut)]
    _moves_on(place, before)
    _moves_on(place, later)
    with whole():
        assert [row.number for row in Matter.objects.order_by("-id")] == [later.number, after.number, before.number]
    assert [str(found) for found in everything()] == []


def _moves_on(place: Place, made: Receipt) -> None:
    with held(JULY), scoped(STREET):
        by = place.street.actor("dispatch1")
        actions.dispatch_matter(matter=made.id, handler="c1.g1", by=by, at=JULY)
        assert [line.seq for line in lines_of(Ref("matter", made.id))] == [1, 2]


def test_cut_twice_is_once_and_missed_months_are_one(place: Place) -> None:
    first = turned(place)
    assert first > 0
    assert cut_month(at=JULY + timedelta(hours=1)) == 0
    place.month()
    assert cut_month(at=JULY + timedelta(days=3)) == 0
    second = cut_month(at=JULY + timedelta(days=100))  # the worker stood still in August and September
    assert second > first
    assert cut_month(at=JULY + timedelta(days=40)) == 0  # a clock that goes backwards cuts nothing
    assert [row[0] for row in place.ask("SELECT starts::text FROM matters_month ORDER BY 1")] == [
        "2018-07-01",
        "2018-10-01",
    ]
    for table in TABLES:
        kinds = 2 if table in ("journal_line", "clocks_clock") else 0
        assert len(place.parts(table)) == 4 + kinds, table  # first, July, October, and what is to come


def test_no_more_parts_are_made_than_a_list_may_ask(place: Place) -> None:
    cuts = [turned(place, JULY + timedelta(days=31 * n)) for n in range(13)]
    assert all(cuts[:10])
    assert cuts[10:] == [0, 0, 0]
    assert len(place.parts("matters_matter")) == 12


def test_two_who_cut_at_once_make_one_month(place: Place) -> None:
    place.month()
    found: list[int] = []
    barrier = threading.Barrier(4)

    def cut(number: int) -> None:
        barrier.wait()
        found.append(cut_month(at=JULY))

    for thread in in_threads(cut, 4):
        thread.join()
    if not any(found):  # all of them may have given way to each other: the next round does it
        found.append(cut_month(at=JULY))
    assert len([one for one in found if one]) == 1
    assert place.ask("SELECT count(*) FROM matters_month") == [(1,)]


def _reported_and_moved(place: Place, name: str) -> Receipt:
    made = place.report(name)
    with held(MORNING), scoped(STREET):
        by = place.street.actor("dispatch1")
        actions.dispatch_matter(matter=made.id, handler="c1.g1", by=by, at=MORNING)
    return made


def _turn_amid(place: Place, month: datetime, taken: list[Receipt], worker: threading.Thread) -> None:
    """Cut, trying again as rounds do, and wait until some have come after it."""
    place.month()
    while not cut_month(at=month):
        assert worker.is_alive()
    store.MATTER_IDS._start_over()
    before = len(taken)
    while len(taken) < before + 10:
        assert worker.is_alive()
        threading.Event().wait(0.01)


def test_cuts_while_intake_goes_on_lose_nothing_and_refuse_nobody(place: Place) -> None:
    taken: list[Receipt] = []
    failed: list[BaseException] = []
    stop = threading.Event()

    def take(number: int) -> None:
        for n in range(2000):
            if not stop.is_set():
                try:
                    taken.append(_reported_and_moved(place, f"{number}-{n}"))
                except BaseException as error:
                    failed.append(error)

    threads = in_threads(take, 3)
    month = JULY
    for _ in range(4):
        _turn_amid(place, month, taken, threads[0])
        month = (month + timedelta(days=40)).replace(day=1)
    stop.set()
    for thread in threads:
        thread.join()
    assert failed == []
    numbers = place.ask("SELECT number FROM matters_matter WHERE source = 'months' ORDER BY number COLLATE \"C\"")
    assert numbers == sorted((made.number,) for made in taken)
    assert len({place.part("matters_matter", "id", made.id) for made in taken}) >= 4
    assert place.ask("SELECT count(*) FROM journal_line WHERE kind = 'matter'") == [(2 * len(taken),)]
    assert place.ask(
        "SELECT count(*) FROM matters_once o JOIN matters_matter m ON (m.id, m.number) = (o.matter, o.number)"
    ) == [(len(taken),)]
    assert [str(found) for found in everything()] == []


def test_a_long_read_puts_the_turn_off_and_intake_goes_on(place: Place) -> None:
    place.month()
    with psycopg.connect(place.street.url) as reader:
        reader.execute("SELECT count(*) FROM journal_line")
        assert cut_month(at=JULY) == 0
        place.report("1")
    assert cut_month(at=JULY) > 0


def test_a_month_that_overran_its_room_goes_on_in_the_next_part(place: Place) -> None:
    first = turned(place)
    (end,) = place.ask("SELECT end_id FROM matters_month")[0]
    place.ask("SELECT nextval('matters_matter_ids') FROM generate_series(1, %s)", (end - first) // 200 + 1)
    store.MATTER_IDS._start_over()
    made = place.report("1", JULY)
    assert made.id >= end
    assert cut_month(at=JULY + timedelta(days=40)) == end
    assert place.part("matters_matter", "id", made.id) == f"months.matters_matter_{end}"
    assert place.part("journal_line", "subject", made.id) == f"months.journal_line_{end}"


def test_the_same_report_is_known_over_months_and_other_content_is_refused(place: Place) -> None:
    made = place.report("1")
    turned(place)
    store.MATTER_IDS._start_over()
    again = place.report("1")
    assert (again.number, again.again) == (made.number, True)
    with held(JULY), pytest.raises(SentDifferently):
        report_matter(report=replace(REPORT, text="井盖松动"), by=place.street.actor("dispatch1"), at=JULY)
    with scoped(STREET):
        assert [row.id for row in sent(STREET, "months", ["1", "2"])] == [made.id]


def test_the_same_report_from_many_at_once_over_a_turn_is_one_matter(place: Place) -> None:
    turned(place)
    store.MATTER_IDS._start_over()
    ids = [store.MATTER_IDS.take_many(1)[0] for _ in range(3)]
    assert place.month() > ids[-1]
    assert cut_month(at=JULY + timedelta(days=40)) > 0
    barrier = threading.Barrier(6)
    found: list[Receipt] = []

    def send(number: int) -> None:
        barrier.wait()
        found.append(place.report("same"))

    for thread in in_threads(send, 6):
        thread.join()
    assert len({made.number for made in found}) == 1
    assert sorted(made.again for made in found) == [False] + [True] * 5
    assert place.ask("SELECT count(*) FROM matters_matter WHERE source = 'months'") == [(1,)]


@pytest.fixture
def two(place: Place) -> tuple[Receipt, Receipt]:
    """A matter of June and one of July."""
    made = place.report("1")
    turned(place)
    store.MATTER_IDS._start_over()
    return made, place.report("2", JULY)


def test_what_is_unique_is_so_over_months(place: Place, two: tuple[Receipt, Receipt]) -> None:
    june, july = two
    owner = place.owner
    with pytest.raises(errors.UniqueViolation, match="matter_number_once"):
        owner.execute("UPDATE matters_matter SET number = %s WHERE id = %s", [june.number, july.id])
    with pytest.raises(errors.UniqueViolation, match="matter_sent_once"):
        owner.execute("UPDATE matters_matter SET source_id = '1' WHERE id = %s", [july.id])
    owner.execute("DELETE FROM matters_matter WHERE id = %s", [june.id])
    owner.execute("UPDATE matters_matter SET source_id = '1' WHERE id = %s", [july.id])  # what is gone is free again
    names = "street, kind, subject, seq, code, happened_at, recorded_at, actor, data, prev, hash"
    with pytest.raises(errors.UniqueViolation, match=r"kind_subject_seq"):
        owner.execute(
            f"INSERT INTO journal_line ({names}) SELECT {names} FROM journal_line WHERE subject = %s", [july.id]
        )
    with pytest.raises(errors.UniqueViolation, match="kind_subject_name_run"):
        owner.execute(
            "INSERT INTO clocks_clock (id, street, kind, subject, name, run, term, calendar, started_at, due_at, shifts, "
            "community, alarm_level) SELECT -id, street, kind, subject, name, run, term, calendar, started_at, due_at, shifts, "
            "community, alarm_level FROM clocks_clock WHERE subject = %s", [july.id]
        )  # fmt: skip


def test_a_clock_never_takes_the_place_of_another(place: Place, two: tuple[Receipt, Receipt]) -> None:
    from shiqiao.kernel.clocks.ids import CLOCK_IDS
    from shiqiao.kernel.clocks.reads import clocks_of
    from shiqiao.kernel.matters.intake import sheet_of

    with scoped(STREET):
        row = Matter.objects.get(id=two[1].id)
        clock = clocks_of(Ref("matter", row.id))[0].state()
        bundle = store.Bundle()
        bundle.add("clocks_clock", store.clock_row(CLOCK_IDS.take(), row.id, sheet_of(row), clock, None))
        with pytest.raises(IntegrityError), transaction.atomic():
            store.insert(bundle)


@pytest.mark.usefixtures("two")
def test_no_part_is_a_way_round_the_fence_or_the_journal(place: Place) -> None:
    parts = place.parts()
    assert len(parts) == 16
    with psycopg.connect(place.street.url, autocommit=True) as low:
        low.execute("SELECT set_config('shiqiao.low', '1', false), set_config('shiqiao.high', '1', false)")
        for table in TABLES:
            assert low.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
        for part in parts:
            for sql in (
                "SELECT * FROM {}",
                "DELETE FROM {}",
                "TRUNCATE {}",
                "INSERT INTO {} DEFAULT VALUES",
                "DROP TABLE {}",
            ):
                with pytest.raises(errors.InsufficientPrivilege):
                    low.execute(sql.format(part))
        for call in ("shiqiao_open_part('matters_matter', 1, 2)", "setval('matters_matter_ids', 1)"):
            with pytest.raises(errors.InsufficientPrivilege):
                low.execute(f"SELECT {call}")
        with pytest.raises(errors.InsufficientPrivilege):
            low.execute("INSERT INTO matters_month VALUES ('2018-08-01', 1, 2)")
        for month in ("2018-07-02", "2999-01-01"):
            with pytest.raises(errors.InvalidParameterValue):
                low.execute("SELECT shiqiao_cut_month(%s)", [month])


@pytest.mark.usefixtures("two")
def test_every_part_of_the_journal_is_append_only_for_its_owner_too(place: Place) -> None:
    for part in place.parts("journal_line"):
        if place.ask(f"SELECT count(*) FROM {part}") != [(0,)]:
            for sql in ("UPDATE {} SET street = street", "DELETE FROM {}"):
                with pytest.raises(errors.InsufficientPrivilege, match="append-only"):
                    place.owner.execute(sql.format(part))
        with pytest.raises(errors.InsufficientPrivilege, match="append-only"):
            place.owner.execute(f"TRUNCATE {part}")


def test_a_right_on_the_parts_is_found_by_the_check(place: Place) -> None:
    with whole():
        assert not [one for one in findings() if "fence" in one or "months" in one]
        place.owner.execute("GRANT USAGE ON SCHEMA months TO PUBLIC")
        assert [one for one in findings() if "REVOKE" in one and "months" in one]


def plan(sql: str, values: Any) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}", values)
        return "\n".join(row[0] for row in cursor.fetchall())


def test_reads_by_id_number_or_chain_ask_one_part(place: Place, two: tuple[Receipt, Receipt]) -> None:
    june, july = two
    cut = place.ask("SELECT first_id FROM matters_month")[0][0]
    with whole():
        for made, end in ((june, "first"), (july, str(cut))):
            asked = {
                "matters_matter": [
                    Matter.objects.filter(id=made.id).query.sql_with_params(),
                    Matter.objects.filter(numbered(made.number)).query.sql_with_params(),
                ],
                "journal_line": [
                    (
                        "SELECT hash FROM journal_line WHERE kind = %s AND subject = %s ORDER BY seq",
                        ("matter", made.id),
                    ),
                ],
                "clocks_clock": [("SELECT 1 FROM clocks_clock WHERE kind = 'matter' AND subject = %s", (made.id,))],
            }
            for table, statements in asked.items():
                for sql, values in statements:
                    said = plan(sql, values)
                    assert said.count(f" on {table}_") == 1, said
                    assert f"{table}_{end}" in said, said
        mine = Matter.objects.filter(street=STREET, done=False).order_by("next_due", "id")[:50]
        assert "Sort" not in plan("SELECT id FROM matters_matter WHERE street = 1 ORDER BY id DESC LIMIT 5", ())
        assert [row.id for row in mine] == [june.id, july.id]

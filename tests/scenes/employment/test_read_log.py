"""Whoever opens somebody's page of the register is written down: once a person, reader and day; lists count, too."""

from collections.abc import Callable
from datetime import datetime

from django.test import Client

from shiqiao.base.actor import Ref
from shiqiao.base.time import held, now
from shiqiao.kernel.privacy.actions import log_pages, log_read
from shiqiao.kernel.privacy.models import ReadLog
from shiqiao.kernel.privacy.rules import MANY
from shiqiao.scenes.employment.registering import Wanted
from shiqiao.testing.jobseekers import Living, Register
from shiqiao.testing.street import STREET, Street
from tests.scenes.employment.test_benefits import claim

Enter = Callable[[str], Client]


def lines(field: str = "employment") -> list[tuple[str, int]]:
    rows = ReadLog.objects.filter(kind="person", field=field).order_by("id")
    return list(rows.values_list("actor", "subject"))


def test_a_page_is_written_down_once_a_person_reader_and_day(
    street: Street, living: Living, register: Register, enter: Enter
) -> None:
    row = register(living("桥一"), wanted=Wanted(categories=("disabled",)))
    made, clerk = claim(street, row), enter("life2")
    for address in (f"seekers/{row.pk}/", f"benefits/{made.pk}/", f"seekers/{row.pk}/"):
        assert clerk.get(f"/employment/{address}").status_code == 200
    assert [subject for _actor, subject in lines()] == [row.person], "both pages tell of the same person"
    enter("life1").get(f"/employment/benefits/{made.pk}/")
    assert [subject for _actor, subject in lines()] == [row.person] * 2
    assert len({actor for actor, _subject in lines()}) == 2
    with held(datetime.fromisoformat("2018-06-28T09:00:00+08:00")):
        clerk.get(f"/employment/seekers/{row.pk}/")
    assert len(lines()) == 3, "another day is another look"
    clerk.get("/employment/")
    assert len(lines()) == 3, "the register itself names nobody in clear"


def test_a_list_of_who_is_entitled_writes_down_everybody_on_it(
    street: Street, living: Living, register: Register, enter: Enter
) -> None:
    rows = [register(living(f"桥{n}", at_home=False), wanted=Wanted(categories=("disabled",))) for n in "一二三"]
    for _ in range(2):
        assert enter("life1").get("/employment/entitled/").status_code == 200
    assert sorted(subject for _actor, subject in lines("entitled")) == sorted(row.person for row in rows)


def test_work_on_the_register_does_not_make_a_look_in_clear_unusual(street: Street) -> None:
    by, at = street.actor("life2"), now()
    refs = [Ref("person", number) for number in range(1, MANY + 10)]
    assert log_pages(STREET, refs, "employment", reason="statutory", by=by, at=at) == len(refs)
    assert log_pages(STREET, refs, "employment", reason="statutory", by=by, at=at) == 0
    assert not log_read(STREET, refs[0], "phone", reason="call", by=by, at=at).odd
    more = [Ref("person", number) for number in range(1000, 1100)]
    log_pages(STREET, more, "employment", reason="statutory", by=by, at=at)
    assert ReadLog.objects.filter(field="employment", odd=True).exists(), "far more pages than usual are"

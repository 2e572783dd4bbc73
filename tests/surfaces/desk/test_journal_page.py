"""The journal of the street at the desk: for the auditor, in words, narrowed, and without what is hidden from them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.translation import gettext, override

from shiqiao.base.time import now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.people import actions
from shiqiao.kernel.people.models import Account, Post
from shiqiao.kernel.registry.actions import add_building
from shiqiao.surfaces.desk.journalwords import KINDS, acts
from shiqiao.testing.street import FIRST_GRID, STREET, Street
from tests.architecture.test_journal_codes import documented

Enter = Callable[[str], Client]
Asserts = Callable[..., object]


def test_an_auditor_finds_acts_in_words_by_subject_actor_code_and_days(street: Street, enter: Enter) -> None:
    one, other = street.report("第一件"), street.report("第二件")
    person, post = Account.objects.get(username="c1g2"), Post.objects.get(code="c1.g3")
    actions.appoint(post=post, account=person, start=now().date(), by=street.actor("leader1"), at=now())
    client = enter("auditor1")
    page = client.get("/journal/").content.decode()
    assert "任命到岗" in page
    assert one.number in page
    narrowed = client.get("/journal/", {"kind": "matter", "subject": one.number}).content.decode()
    assert one.number in narrowed
    assert f">{other.number}<" not in narrowed
    assert "任命到岗" not in client.get("/journal/", {"actor": "centre.head"}).content.decode().split("<tbody>")[1]
    assert "任命到岗" in client.get("/journal/", {"code": "people.appointed"}).content.decode().split("<tbody>")[1]
    assert "<tbody>" not in client.get("/journal/", {"since": "2018-07-01"}).content.decode()
    assert client.get("/journal/", {"since": "nonsense"}).status_code == 422
    assert client.get("/journal/", {"subject": "999999999999999999999"}).status_code == 422


def test_looking_leaves_no_line_and_asks_a_fixed_number_of_times(
    street: Street, enter: Enter, django_assert_max_num_queries: Asserts
) -> None:
    for number in range(5):
        street.report(f"第{number}件")
    client, before = enter("auditor1"), JournalLine.objects.count()
    client.get("/journal/")
    with django_assert_max_num_queries(14):
        client.get("/journal/")
    assert JournalLine.objects.count() == before


@pytest.mark.parametrize("login", ["admin1", "security1", "leader1", "dispatch1", "c1g1"])
def test_nobody_else_opens_it(street: Street, enter: Enter, login: str) -> None:
    assert enter(login).get("/journal/").status_code == 403


def test_complaints_about_the_auditors_own_unit_are_not_in_it(street: Street, enter: Enter) -> None:
    hidden = street.report("投诉督查", complains_about="supervision_office")
    shown = street.report("别的事")
    page = enter("auditor1").get("/journal/").content.decode()
    assert hidden.number not in page
    assert shown.number in page
    assert Matter.objects.get(pk=hidden.id).accused


@pytest.mark.unit
def test_every_documented_act_and_kind_has_words_in_both_languages() -> None:
    told = acts()
    kinds = {kind.strip() for cells in documented().values() for kind in cells[0].split(",")} - {"all records"}
    assert documented().keys() - told.keys() == set()
    assert kinds - KINDS.keys() == set()
    with override("zh-hans"):
        plain = {title for title in (*told.values(), *KINDS.values()) if gettext(title) == title}
    assert {title for title in plain if title.isascii()} <= {"Dummy"}


def test_a_record_of_the_registry_is_told_in_words(street: Street, enter: Enter) -> None:
    building = add_building(street=STREET, name="春元里小区3号楼", grid=FIRST_GRID, by=street.actor("c1g1"), at=now())
    page = enter("auditor1").get("/journal/", {"kind": "building"}).content.decode()
    assert "楼栋建档" in page
    assert f">楼栋 {building.pk}<" in page

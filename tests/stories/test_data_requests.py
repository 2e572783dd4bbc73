"""A resident asks what the office holds, has it corrected, has it erased: each with proof of identity and the law's term."""

import json
import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from shiqiao.base.actor import Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.time import held, now
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.matters import datarequests
from shiqiao.kernel.matters.datarequests import Applied
from shiqiao.kernel.matters.models import Matter, Reporter
from shiqiao.kernel.matters.report import Contact
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.registry.actions import Given
from shiqiao.kernel.registry.models import Person
from shiqiao.kernel.retention import actions, reads
from shiqiao.kernel.retention.errors import ErasureHeld, IdentityNotChecked, RequestAnswered
from shiqiao.kernel.retention.models import DataRequest
from shiqiao.surfaces.desk import personalfile
from shiqiao.testing.street import STREET, Street
from tests.kernel.registry.conftest import identity

from .telling import Telling
from .test_erasure import lived
from .test_registry import home

PHONE, OTHER = "13900139000", "13700137000"
NUMBER = identity("19720115", 7)


def ask(street: Street, kind: str, identity_number: str = "", words: str = "") -> DataRequest:
    applied = Applied(STREET, kind, "柳三泉", PHONE, identity_number, words, "test", f"{kind}-{now():%s}", "counter")
    _, row = datarequests.apply_for(applied=applied, by=street.actor("dispatch1"), at=now())
    assert row is not None
    return row


def on_file(street: Street) -> tuple[Person, Person]:
    """One person twice on file, merged; read in clear once."""
    member, head = street.actor("c1g1"), street.actor("c1head")
    flat = home(street, "c1g1", "春元里小区3号楼", "402")
    first, second = (
        registry.add_person(
            street=STREET,
            given=Given("柳三泉", number, phone),
            household=flat.pk,
            since=date(2010, 1, 1),
            by=member,
            at=now(),
        )
        for number, phone in ((NUMBER, PHONE), ("", OTHER))
    )
    registry.state_fact(subject=Ref("person", first.pk), key="veteran", value="是", by=member, at=now())
    registry.merge_persons(winner=first.pk, loser=second.pk, by=head, at=now())
    registry.reveal_person(person=first.pk, field="phone", reason="call", by=member, at=now())
    return first, second


def test_one_person_learns_everything_also_of_a_merged_record_and_who_read_it(street: Street, tell: Telling) -> None:
    by = street.actor("dispatch1")
    with tell.at("2018-02-01 09:00"):
        winner, loser = on_file(street)
    mine = lived(street, tell)
    theirs = street.report(f"邻居噪音，联系{PHONE}", contact=Contact("石小桥", "13600136000"))
    with tell.at("2018-06-04 09:00"):
        row = ask(street, "disclosure", NUMBER)
        assert f"{row.due_at:%Y-%m-%d}" == "2018-06-26"  # 15 working days, the Dragon Boat holiday left out
        matter = Matter.objects.get(pk=row.matter)
        assert (matter.flow, matter.state) == ("data_request", "handling")
        found = reads.disclosed(reads.sought(STREET, PHONE, NUMBER))
        package = personalfile.build(found, street=STREET, at=now())
        with pytest.raises(IdentityNotChecked):
            actions.hand_out(request=row.pk, package=package, counts={}, by=by, at=now())
    with tell.at("2018-06-05 09:00"):
        actions.check_identity(request=row.pk, how="counter", by=by, at=now())
        secret = actions.hand_out(request=row.pk, package=package, counts={"pieces": 5}, by=by, at=now())
        datarequests.tell_applicant(request=row.pk, by=by, at=now())
        with pytest.raises(RequestAnswered):
            actions.refuse(request=row.pk, ground="not_proven", by=by, at=now())
    with tell.at("2018-06-10 09:00"):
        got = actions.fetch(secret=secret, by=tell.resident(), at=now())
    with tell.at("2018-06-13 09:00"), pytest.raises(NotFound):
        actions.fetch(secret=secret, by=tell.resident(), at=now())
    with zipfile.ZipFile(BytesIO(got)) as packed:
        assert sorted(packed.namelist()) == ["personal-data.json", "personal-data.xlsx"]
        plain = json.loads(packed.read("personal-data.json"))
    subjects = {one["subject"] for one in plain["held"]}
    assert {f"person:{winner.pk}", f"person:{loser.pk}", f"matter:{mine.id}", f"matter:{theirs.id}"} == subjects
    text = json.dumps(plain, ensure_ascii=False)
    assert NUMBER in text
    assert PHONE in text
    assert "13600136000" not in text
    assert "噪音" not in text  # what another person reported stays theirs
    assert plain["read_by"][0]["field"] == "phone"
    assert Matter.objects.get(pk=row.matter).state == "answered"
    codes = [line.code for line in lines_of(Ref("data_request", row.pk))]
    assert codes == ["retention.asked", "retention.identified", "retention.answered", "retention.fetched"]
    with tell.at("2018-10-01 09:00"):
        assert actions.forget_answered(at=now()) == 2
        row.refresh_from_db()
        assert (row.person, row.package, row.secret) == (None, None, None)


def test_a_telephone_that_two_persons_share_leads_to_neither(street: Street, tell: Telling) -> None:
    member = street.actor("c1g1")
    flat = home(street, "c1g1", "春元里小区3号楼", "402")
    for name in ("柳三泉", "柳小泉"):
        registry.add_person(street=STREET, given=Given(name, "", PHONE), household=flat.pk, by=member, at=now())
    assert reads.sought(STREET, PHONE).persons == frozenset()


def test_who_moved_away_has_all_erased_and_the_request_itself_is_no_obstacle(street: Street, tell: Telling) -> None:
    by, member = street.actor("dispatch1"), street.actor("c1g1")
    with tell.at("2018-02-01 09:00"):
        winner, loser = on_file(street)
    mine = lived(street, tell)
    with tell.at("2018-06-04 09:00"):
        row = ask(street, "erasure", NUMBER)
        actions.check_identity(request=row.pk, how="telephone", by=by, at=now())
        with pytest.raises(ErasureHeld, match="lives here"):
            actions.erase_on_request(request=row.pk, by=by, at=now())
        assert Reporter.objects.get(matter=mine.id).phone is not None
        registry.change_person(person=winner.pk, changes={}, state="moved_away", by=member, at=now())
        counts = actions.erase_on_request(request=row.pk, by=by, at=now())
        datarequests.tell_applicant(request=row.pk, by=by, at=now())
    assert counts == {"matter": 1, "person": 2}
    assert Person.objects.filter(pk__in=(winner.pk, loser.pk)).exclude(name=b"").count() == 0
    assert reads.held_of(reads.sought(STREET, "", NUMBER)) == {}
    left = reads.held_of(reads.sought(STREET, PHONE))["matter"]
    assert [one.subject.id for one in left] == [row.matter]  # the answered request, kept as the proof of its answer


def test_what_is_wrong_is_corrected_in_the_registry_with_its_source(street: Street, tell: Telling) -> None:
    by, member = street.actor("dispatch1"), street.actor("c1g1")
    winner, _ = on_file(street)
    row = ask(street, "correction", NUMBER, "电话应为13500135000")
    actions.check_identity(request=row.pk, how="counter", by=by, at=now())
    registry.change_person(person=winner.pk, changes={"phone": "13500135000"}, source="self", by=member, at=now())
    actions.note_corrected(request=row.pk, by=by, at=now())
    datarequests.tell_applicant(request=row.pk, by=by, at=now())
    assert Person.objects.get(pk=winner.pk).source == "self"
    assert Matter.objects.get(pk=row.matter).state == "answered"


def test_a_resident_asks_in_the_portal_and_an_official_works_it_off(street: Street, tell: Telling) -> None:
    with held(datetime.fromisoformat("2018-06-27T10:00:00+08:00")):
        lived(street, tell)
        portal, desk = Client(), Client()
        form = {"client_id": "one", "kind": "disclosure", "name": "石小桥", "phone": PHONE}
        street.reopen()
        answer = portal.post(reverse("portal:ask-own-data"), form)
        assert answer.status_code == 303, answer.content.decode()[:2000]
        street.reopen()
        row = DataRequest.objects.get()
        desk.force_login(Account.objects.get(username="dispatch1"))
        page = desk.get(reverse("desk:data-request", args=[row.pk]))
        assert PHONE not in page.content.decode()
        assert "139****9000" in page.content.decode()
        desk.post(reverse("desk:data-request-check", args=[row.pk]), {"how": "telephone"})
        page = desk.post(reverse("desk:data-request-answer", args=[row.pk]))
        assert page.status_code == 200
        link = page.context["link"]
        assert portal.get(link).status_code == 200
        got = portal.post(link)
        with zipfile.ZipFile(BytesIO(b"".join(got.streaming_content))) as packed:  # type: ignore[attr-defined]
            assert PHONE in packed.read("personal-data.json").decode()
        assert portal.get(answer.headers["Location"].split("?")[0]).status_code == 200
        assert portal.post(link + "x").status_code == 404
        street.reopen()

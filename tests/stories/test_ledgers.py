"""One record, every ledger: a department asks twelve fields; what doubles is refused, what is known is confirmed by a tap."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from shiqiao.base.actor import Ref
from shiqiao.base.time import now
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.notices.reads import inbox
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.registry import reads, sealing
from shiqiao.kernel.registry.actions import Given
from shiqiao.kernel.registry.models import Person
from shiqiao.scenes.ledger import admission, burden, filling, ledgers
from shiqiao.scenes.ledger import reads as forms
from shiqiao.scenes.ledger.definitions import FormSpec, LedgerSpec, checked
from shiqiao.scenes.ledger.errors import Doubles
from shiqiao.scenes.ledger.models import CollectionForm, DeclaredField, FormRow
from shiqiao.testing.street import FIRST_GRID, STREET, Street
from tests.kernel.registry.conftest import identity

from .telling import Telling

KNOWN = ["person.name", "person.identity", "person.phone", "person.born", "person.age", "person.address", "person.state",
         "person.lives_alone", "person.needs_care"]  # fmt: skip


def new(title: str, meaning: str = "") -> dict[str, Any]:
    return {"title": {"zh": title, "en": title}, "meaning": {"zh": meaning or title, "en": meaning or title}}


def asked(*added: dict[str, Any], **changes: Any) -> FormSpec:
    """The district's form: nine fields that exist, and what it calls new."""
    values = {
        "code": "care_2018", "title": {"zh": "独居老人关爱服务表", "en": "Care"}, "department": "civil_affairs",
        "basis": "济民发〔2018〕12号", "since": "2018-06-27", "until": "2018-12-31", "every": "month",
        "about": {"kind": "person", "where": ["person.lives_alone=yes"]}, "fields": KNOWN, "new": list(added), **changes,
    }  # fmt: skip
    return checked(FormSpec, values)  # type: ignore[no-any-return]


@pytest.fixture
def elder(street: Street, tell: Telling) -> Person:
    """An elderly man who lives alone in the first grid, as the grid member put him on file in spring."""
    by = street.actor("c1g1")
    with tell.at("2018-03-05 09:00"):
        house = registry.add_building(street=STREET, name="春元里小区3号楼", grid=FIRST_GRID, by=by, at=now())
        flat = registry.add_dwelling(building=house.pk, unit="1", room="402", by=by, at=now())
        home = registry.add_household(street=STREET, dwelling=flat.pk, began=date(2001, 5, 1), by=by, at=now())
        row = registry.add_person(
            street=STREET, given=Given("石小桥", identity("19350203", 11), "13800138000"), household=home.pk, role="head",
            by=by, at=now(),
        )  # fmt: skip
        for key, value in (("lives_alone", "yes"), ("needs_care", "no")):
            registry.state_fact(subject=Ref("person", row.pk), key=key, value=value, by=by, at=now())
    return row


def sheet(street: Street, login: str, address: str) -> list[list[Any]]:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(Account.objects.get(username=login))
    answer = client.get(address)
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]


def test_twelve_fields_of_which_three_double_are_refused_with_their_place(
    street: Street, elder: Person, tell: Telling
) -> None:
    doubling = (new("本人手机号码"), new("家庭住址"), new("照料需求"))
    with tell.at("2018-06-27 09:00"):
        with pytest.raises(Doubles) as told:
            admission.request_form(spec=asked(*doubling), by=street.actor("leader1"), at=now())
        assert [one.code for _n, _asked, one in told.value.found] == [
            "person.phone", "person.address", "person.needs_care",
        ]  # fmt: skip
        assert "“本人手机号码” exists already as “联系电话” (人员档案)" in told.value.fields["new.0"]
        assert not CollectionForm.objects.filter(code="care_2018").exists(), "nothing of it was kept"
        for wrong, name in (({"basis": ""}, "basis"), ({"until": None}, "until")):
            with pytest.raises(Exception) as refused:  # noqa: PT011
                admission.request_form(spec=asked(**wrong), by=street.actor("leader1"), at=now())
            assert name in refused.value.fields  # type: ignore[attr-defined]


def test_the_grid_confirms_by_a_tap_a_changed_number_is_a_fact_and_the_ledger_shows_it_next_day(
    street: Street, elder: Person, tell: Telling
) -> None:
    member = street.actor("c1g1")
    with tell.at("2018-06-27 09:00"):
        made = admission.request_form(spec=asked(new("助餐需求", "需要送餐上门")), by=street.actor("leader1"), at=now())
        assert "ledger.requested" in {one.kind for one in inbox(street.actor("leader2"))}
        admission.decide(form=made.form_id, approve=True, by=street.actor("leader2"), at=now())
        assert "ledger.approved" in {one.kind for one in inbox(street.actor("leader1"))}
    form = CollectionForm.objects.get(pk=made.form_id)
    meals = f"person.{DeclaredField.objects.get(form=form).key}"
    before = burden.of_form(form)
    with tell.at("2018-06-27 15:00"):
        row = FormRow.objects.get(form=form)
        assert forms.progress(member, {form.pk: row.round})[form.pk].open == 1
        found = filling.fill_row(
            row=row.pk, given={"person.phone": "13700137000", meals: "yes"}, source="visit", by=member, at=now()
        )
    assert (found.counts.confirmed, found.counts.changed, found.counts.asked, found.left) == (6, 1, 1, ())
    with tell.at("2018-06-28 08:30"):  # next morning, in another ledger that nobody filled
        _row, spec = forms.access_ledger(member, "living_alone")
        (line,), _more = ledgers.page(member, spec, at=now())
        assert line.cells["person.phone"].value == "13700137000"  # type: ignore[union-attr]
        told = ledgers.lineage(member, "person", elder.pk, "phone")
        assert told.confirmed is not None
        assert (told.confirmed.actor, told.confirmed.code) == (member.code, "registry.person_changed")
        rows = sheet(street, "c1g1", "/ledger/ledgers/living_alone/xlsx/")
        assert rows[0][:4] == ["老人姓名", "性别", "周岁", "联系方式"], "the upper department's own words"
        assert rows[1][3] == "137****7000"
        assert sheet(street, "c2g1", "/ledger/ledgers/living_alone/xlsx/")[1:] == [], "each sees his own ground"
    assert sealing.open_person(reads.get(member, Person, elder.pk)).phone == "13700137000"
    assert "registry.person_changed" in [one.code for one in lines_of(Ref("person", elder.pk))]
    after = burden.of_form(form)
    assert before.counts.answers == 0
    assert (after.counts.answers, after.spent) == (10, 6 * 3 + 15 + 25)
    assert after.saved == 10 * 25 - after.spent
    (charge,) = burden.charges(STREET, date(2018, 6, 1), date(2018, 7, 1))
    assert (charge.department, charge.asked, charge.burden.spent) == ("civil_affairs", 10, after.spent)


def test_what_stands_in_the_dictionary_is_not_asked_by_the_next_form(
    street: Street, elder: Person, tell: Telling
) -> None:
    with tell.at("2018-06-27 09:00"):
        made = admission.request_form(spec=asked(new("助餐需求")), by=street.actor("leader1"), at=now())
        admission.decide(form=made.form_id, approve=True, by=street.actor("leader2"), at=now())
        with pytest.raises(Doubles) as told:
            admission.request_form(
                spec=asked(new("是否有助餐需求"), code="meals_again"), by=street.actor("leader1"), at=now()
            )
    ((_number, _asked, stands),) = told.value.found
    assert stands.where.zh == "填报表《独居老人关爱服务表》"


def test_a_visit_fills_form_and_ledgers_in_one_act(street: Street, elder: Person, tell: Telling) -> None:
    """The grid member comes by for something else; the form that waits is filled without being opened."""
    member, ref = street.actor("c1g1"), Ref("person", elder.pk)
    with tell.at("2018-06-27 09:00"):
        made = admission.request_form(spec=asked(), by=street.actor("leader1"), at=now())
        admission.decide(form=made.form_id, approve=True, by=street.actor("leader2"), at=now())
    with tell.at("2018-06-27 16:00"):
        registry.confirm_person(person=elder.pk, by=member, at=now())
        for fact in reads.facts_of(member, ref):
            registry.confirm_fact(fact=fact.pk, source="visit", by=member, at=now())
    row = FormRow.objects.get(form=made.form_id)
    assert (row.state, row.how) == ("filled", "self")
    assert burden.of_form(CollectionForm.objects.get(pk=made.form_id)).spent == 0
    _row, spec = forms.access_ledger(member, "living_alone")
    (line,), _more = ledgers.page(member, spec, at=now() + timedelta(days=1))
    assert line.cells["person.needs_care"].source == "visit"  # type: ignore[union-attr]
    assert isinstance(spec, LedgerSpec)

"""A grid with three persons of whom some things are known, and forms over them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from shiqiao.base.actor import Ref
from shiqiao.base.time import now
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.registry.actions import Given
from shiqiao.kernel.registry.models import Person
from shiqiao.scenes.ledger import admission
from shiqiao.scenes.ledger.definitions import FormSpec, checked
from shiqiao.scenes.ledger.models import CollectionForm, FormRow
from shiqiao.testing.street import FIRST_GRID, STREET, Street
from tests.stories.telling import Telling

NEW = {"title": {"zh": "助餐需求", "en": "Wants meals"}, "meaning": {"zh": "需要送餐上门", "en": "Wants meals brought"},
       "sort": "yes_no", "class": "personal", "valid": 180}  # fmt: skip
FIELDS = ["person.name", "person.phone", "person.lives_alone", "person.needs_care"]


def spec(**changes: Any) -> FormSpec:
    """Return the declaration of a form about whoever lives alone."""
    values: dict[str, Any] = {
        "code": "meals", "title": {"zh": "独居老人助餐需求表", "en": "Meals"}, "department": "civil_affairs",
        "basis": "济民发〔2018〕12号", "since": "2018-06-20", "until": "2018-12-31", "every": "once", "filled_by": "grid",
        "about": {"kind": "person", "where": ["person.lives_alone=yes"]}, "fields": FIELDS, "new": [NEW],
    }  # fmt: skip
    return checked(FormSpec, {**values, **changes})  # type: ignore[no-any-return]


@pytest.fixture
def tell(street: Street) -> Telling:
    """Tell a story in the model street."""
    return Telling(street)


@pytest.fixture
def persons(street: Street, tell: Telling) -> list[Person]:
    """Three persons who lived alone in March, in the first grid; who answers there put them on file."""
    member, found = street.actor("c1g1"), []
    with tell.at("2018-03-05 09:00"):
        for name, phone in (("石小桥", "13800138000"), ("柳小溪", "13900139000"), ("泉小鲤", "")):
            row = registry.add_person(
                street=STREET, given=Given(name, phone=phone, born=date(1938, 4, 1), sex=1), grid=FIRST_GRID, by=member,
                at=now(),
            )  # fmt: skip
            registry.state_fact(subject=Ref("person", row.pk), key="lives_alone", value="yes", by=member, at=now())
            found.append(row)
    return found


@pytest.fixture
def form(street: Street, persons: list[Person], tell: Telling) -> CollectionForm:
    """A form that runs: requested by one leader, approved by another."""
    with tell.at("2018-06-27 09:00"):
        made = admission.request_form(spec=spec(), by=street.actor("leader1"), at=now())
        admission.decide(form=made.form_id, approve=True, by=street.actor("leader2"), at=now())
    return CollectionForm.objects.get(pk=made.form_id)


def row_of(person: Person) -> FormRow:
    """Return the row of a person."""
    return FormRow.objects.get(subject=person.pk)


@pytest.fixture
def enter(street: Street) -> Callable[[str], Client]:
    """Sign an official in."""

    def come_in(login: str) -> Client:
        client = Client(headers={"accept-language": "zh-hans"})
        client.force_login(Account.objects.get(username=login))
        return client

    return come_in

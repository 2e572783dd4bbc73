"""Before anything is asked: who an identity number names, which papers are known, whether another helper has it already."""

from collections.abc import Callable

import pytest
from django.test import Client

from shiqiao.base.errors import Invalid
from shiqiao.base.time import now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.registry import sealing
from shiqiao.kernel.registry.actions import Given, add_person
from shiqiao.kernel.registry.models import Person
from shiqiao.kernel.territory.reads import grids
from shiqiao.scenes.hall import actions
from shiqiao.scenes.hall.models import Affair
from shiqiao.testing.street import STREET, Street
from tests.stories.telling import Telling

from .conftest import NUMBER, Take, station

Enter = Callable[[str], Client]
KNOWN = "/affairs/new/medical_card_renewal/known/"


def taken_in(row: Affair) -> dict[str, object]:
    data: dict[str, object] = JournalLine.objects.get(subject=row.pk, code="hall.taken_in").data
    return data


def test_the_same_item_of_the_same_person_is_refused_while_it_is_open_unless_it_is_meant_so(
    street: Street, take: Take
) -> None:
    first = take()
    assert "another" not in taken_in(first), "there was none beside it"
    with pytest.raises(Invalid) as twice:
        take(by="c5head", at="c5", another=False)
    assert set(twice.value.fields) == {"another"}
    assert twice.value.params["number"] == first.number
    assert take(by="c5head", at="c5", item="elder_card", another=False), "another item is another matter"
    assert take(by="c5head", at="c5", identity="", another=False), "without a number nobody can know"
    meant = take(by="c5head", at="c5", another=True)
    assert taken_in(meant)["another"] is True
    for row in (first, meant):
        actions.withdraw(affair=row.pk, words="不需要了", by=street.actor("service1"), at=now())
    assert take(another=False).state == "handling", "what is ended is in nobody's way"


def test_the_form_names_the_open_affair_and_asks_whether_it_is_another_one(
    street: Street, enter: Enter, take: Take
) -> None:
    first, clerk = take(), enter("c5head")
    form = clerk.get("/affairs/new/medical_card_renewal/").content.decode()
    assert 'name="another"' not in form
    sent = {
        "station": station("c5"), "manner": "own", "channel": "counter", "name": "苗石英", "identity": NUMBER,
        "spared": ["old_card"],
    }  # fmt: skip
    refused = clerk.post("/affairs/new/medical_card_renewal/", sent)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert f"{first.number}号" in page
    assert 'name="another"' in page
    assert "有效至" in page, "without scripts what is known stands there now"
    assert clerk.post("/affairs/new/medical_card_renewal/", sent | {"another": "on"}).status_code == 302
    assert Affair.objects.count() == 2


def test_a_clerk_sees_at_once_what_is_known_and_the_number_stands_in_no_address(
    street: Street, enter: Enter, take: Take
) -> None:
    first, clerk = take(), enter("c5head")
    form = clerk.get("/affairs/new/medical_card_renewal/").content.decode()
    assert f'hx-post="{KNOWN}"' in form
    page = clerk.post(KNOWN, {"identity": NUMBER}).content.decode()
    assert f"/affairs/{first.pk}/" in page
    assert "有效至" in page
    assert NUMBER not in page
    assert "身份证号码有误" in clerk.post(KNOWN, {"identity": "123"}).content.decode()
    assert "hall-known" not in clerk.post(KNOWN, {"identity": ""}).content.decode()
    assert clerk.get(f"{KNOWN}?identity={NUMBER}").status_code == 405
    assert enter("leader1").post(KNOWN, {"identity": NUMBER}).status_code == 404, "who works at no counter asks nobody"


def on_file(street: Street) -> Person:
    """Put an invented person of the first community's first grid on file."""
    grid = next(int(one.code) for one in grids(STREET) if int(one.code) // 1000 == 370103003001)
    return add_person(
        street=STREET, given=Given("苗石英", NUMBER, "13800009999"), grid=grid, by=street.actor("c1head"), at=now()
    )


def test_whom_the_registry_knows_is_named_masked(street: Street, enter: Enter) -> None:
    on_file(street)
    page = enter("c5head").post(KNOWN, {"identity": NUMBER}).content.decode()
    assert "苗*" in page
    assert "苗石英" not in page
    assert "13800009999" not in page


def test_taking_in_confirms_who_is_on_file_as_a_statement_of_the_hall(
    street: Street, take: Take, tell: Telling
) -> None:
    person = on_file(street)
    with tell.at("2018-06-28 09:00"):
        row = take(phone="13800007777")
        found = Person.objects.get(pk=person.pk)
        assert (row.person, found.source, found.confirmed_at) == (person.pk, "hall", now())
        assert sealing.open_person(found).phone == "13800007777"
    with tell.at("2018-06-29 09:00"):
        take(name="麦石兰")
        take(phone="")
        take(by="c5head", at="c5")
        assert Person.objects.get(pk=person.pk).confirmed_at == found.confirmed_at, (
            "another name, no telephone, or who may not write there confirms nothing"
        )
        take()
        assert Person.objects.get(pk=person.pk).confirmed_at == now()

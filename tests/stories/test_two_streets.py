"""Two streets in one installation, each with its own people, catalogue, indicators and name; a matter runs in each."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client, override_settings

from shiqiao.base.actor import Actor, system
from shiqiao.base.errors import NotFound
from shiqiao.base.time import held, now
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.matters import reads as matters
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.scoring import reads as scored
from shiqiao.places.install import install
from shiqiao.testing.street import STREET, Street

SECOND, SECOND_GRID = 379901001, 379901001001001


@pytest.fixture
def second(street: Street, tmp_path: Path) -> Street:
    """The practice street beside the model street, with an item and an indicator table of its own."""
    folder = tmp_path / "practice"
    _copied(settings.LOCALITIES / "practice", folder)
    with held(now() - timedelta(days=365)):
        install(folder, by=system("test"), at=now())
    Account.objects.filter(street=SECOND).update(must_change_password=False)
    return street


def _copied(source: Path, folder: Path) -> None:
    shutil.copytree(source, folder)
    table = yaml.safe_load((settings.LOCALITIES / "ganshiqiao" / "indicators.yaml").read_text(encoding="utf-8"))
    table["indicators"] = table["indicators"][:2]
    (folder / "indicators.yaml").write_text(yaml.safe_dump(table, allow_unicode=True), encoding="utf-8")
    locality = (folder / "locality.yaml").read_text(encoding="utf-8")
    (folder / "locality.yaml").write_text(locality + "\nindicators: {file: indicators.yaml}\n", encoding="utf-8")


def holder(role: str) -> Actor:
    """Who holds a post with a role in the second street."""
    row = next(one for one in people.posts(SECOND, roles=[role]) if people.holder_of(one.id, now()).account)
    return people.actor_for(Account.objects.get(pk=people.holder_of(row.id, now()).account))


def of_second(place: Street, text: str) -> Any:
    return place.report(text, by=holder("dispatcher"), street=SECOND, lon=None, lat=None, grid=SECOND_GRID)


def test_each_street_has_its_own_people_catalogue_and_indicators(second: Street) -> None:
    assert {one.street for one in people.posts(STREET)} == {STREET}
    assert {one.street for one in people.posts(SECOND)} == {SECOND}
    mine, theirs = set(catalogue(STREET).items), set(catalogue(SECOND).items)
    assert mine - theirs  # the model street has items that the practice street has not
    assert len(scored.versions(SECOND)[-1].table.indicators) == 2
    assert len(scored.versions(STREET)[-1].table.indicators) > 2


def test_a_matter_runs_in_each_and_neither_sees_the_other(second: Street) -> None:
    here, there = second.report("杆石桥的井盖松动"), of_second(second, "练习街道的井盖松动")
    for receipt, actor, other in (
        (here, second.actor("leader1"), there),
        (there, holder("leader"), here),
    ):
        second.fence(actor.street or 0)
        assert matters.access_matter(actor, receipt.number).street == actor.street
        with pytest.raises(NotFound):
            matters.access_matter(actor, other.number)
        assert Matter.objects.filter(number=other.number).count() == 0
    second.fence(0, 999_999_999)
    rows = Matter.objects.filter(number__in=[here.number, there.number])
    assert {row.street for row in rows} == {STREET, SECOND}


def test_a_resident_finds_the_street_by_name_community_host_or_address(second: Street) -> None:
    def titles(response: Any) -> list[bool]:
        text = response.content.decode()
        return [f"?street={number}" in text for number in (STREET, SECOND)]

    client = Client(headers={"accept-language": "zh-hans"})
    assert titles(client.get("/portal/")) == [True, True]
    assert titles(client.get("/portal/", {"find": "杆石"})) == [True, False]
    assert titles(client.get("/portal/report/", {"find": "元里"})) == [True, False]  # a community of it
    assert titles(client.get("/portal/streets/", {"find": "练习区"})) == [False, True]  # the district above it
    assert titles(client.get("/portal/", {"find": "没有这样的"})) == [False, False]
    assert "杆石桥街道办事处" in client.get("/portal/", {"street": str(STREET)}).content.decode()
    by_host = Client(headers={"accept-language": "zh-hans", "host": "practice.localhost"})
    with override_settings(ALLOWED_HOSTS=[".localhost"]):
        assert "练习街道办事处" in by_host.get("/portal/").content.decode()

"""A new version of the catalogue never touches what runs."""

import pytest
import yaml

from shiqiao.base.actor import Ref, system
from shiqiao.base.errors import NotFound
from shiqiao.base.time import now
from shiqiao.kernel.catalogue.actions import publish_catalogue
from shiqiao.kernel.catalogue.models import CatalogueVersion
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.clocks.reads import clocks_of
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.matters import actions
from shiqiao.kernel.matters.models import Matter
from shiqiao.testing.street import STREET, Street

BY = {"by": system("test")}


def publish(*dropped: str, handle: str = "4wh") -> CatalogueVersion:
    """Publish a catalogue of two items with another term."""
    title = {"zh": "暴露垃圾", "en": "Exposed rubbish"}
    entries = [
        {"code": code, "title": title, "terms": {"handle": handle}}
        for code in ("06010", "06011")
        if code not in dropped
    ]
    text = yaml.safe_dump({"catalogue": {"title": title, "line": "city"}, "items": entries})
    return publish_catalogue(street=STREET, texts={"one.yaml": text}, outcomes="outcomes: []", **BY, at=now())


def test_a_changed_catalogue_is_a_new_version_and_an_unchanged_one_is_not(street: Street) -> None:
    first = catalogue(STREET).version
    new = publish()
    assert (new.version, publish().version) == (first + 1, first + 1)
    assert catalogue(STREET).version == new.version
    assert len(catalogue(STREET).items) == 2
    assert len(catalogue(STREET, first).items) > 250
    assert [line.code for line in lines_of(Ref("catalogue", new.id))] == ["catalogue.published"]
    with pytest.raises(NotFound):
        catalogue(STREET, 99)
    with pytest.raises(NotFound):
        catalogue(370103099)


def test_a_running_matter_keeps_its_version_its_item_and_its_terms(street: Street) -> None:
    old = street.report("旧目录的垃圾", item="06011")
    before = [(clock.name, clock.due_at) for clock in clocks_of(Ref("matter", old.id))]
    version = old.sheet.catalogue
    publish("06011", handle="9wd")  # its item is gone from the new catalogue
    assert [(clock.name, clock.due_at) for clock in clocks_of(Ref("matter", old.id))] == before
    actions.dispatch_matter(matter=old.id, handler="c1.g1", by=street.actor("dispatch1"), at=now())
    handle = next(clock for clock in clocks_of(Ref("matter", old.id)) if clock.name == "handle")
    assert (handle.term, Matter.objects.get(pk=old.id).catalogue) == ("2wd", version)
    new = street.report("新目录的垃圾")
    actions.dispatch_matter(matter=new.id, handler="c1.g1", by=street.actor("dispatch1"), at=now())
    handle = next(clock for clock in clocks_of(Ref("matter", new.id)) if clock.name == "handle")
    assert (handle.term, new.sheet.catalogue) == ("9wd", version + 1)


def test_a_version_forgotten_with_its_transaction_is_not_remembered(street: Street) -> None:
    from django.db import transaction

    from shiqiao.base import snapshots

    first = catalogue(STREET).version
    with transaction.atomic():
        publish()
        publish("06011")
        assert len(catalogue(STREET, first + 1).items) == 2
        transaction.set_rollback(True)
    snapshots.drop()
    publish(handle="1wd")
    publish("06011")
    assert catalogue(STREET, first + 1).item("06010").terms["handle"] == "1wd"

"""A changed flow is a new version; what began on the old one finishes on it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from shiqiao.base.actor import system
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.flows.actions import publish_flow
from shiqiao.kernel.flows.models import FlowVersion
from shiqiao.kernel.flows.reads import flow, latest
from shiqiao.kernel.matters import actions
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.moves import moves_for
from shiqiao.testing.street import Street

FILE = Path(__file__).resolve().parents[3] / "shiqiao" / "scenes" / "grid" / "flows" / "grid_matter.yaml"
BY = {"by": system("test"), "at": datetime(2018, 6, 27, tzinfo=UTC)}


def test_an_unchanged_file_keeps_its_version_and_a_changed_one_gets_the_next(db: None) -> None:
    text = FILE.read_text()
    assert publish_flow(text=text, **BY).version == 1
    assert publish_flow(text=f"# a remark\n{text}", **BY).version == 1
    assert publish_flow(text=text.replace("Grid matter", "Matter of the grid"), **BY).version == 2
    assert flow("grid_matter").version == 2
    assert flow("grid_matter", 1).table.title.en == "Grid matter"
    assert [one.code for one in latest()] == ["grid_matter"]
    with pytest.raises(NotFound):
        flow("grid_matter", 3)


def test_an_unsound_file_changes_nothing(db: None) -> None:
    with pytest.raises(Invalid):
        publish_flow(text=FILE.read_text().replace("to: accepted", "to: acepted"), **BY)
    assert not FlowVersion.objects.exists()


def test_a_running_matter_finishes_on_the_version_it_began_with(street: Street) -> None:
    old = street.report("旧流程的事项")
    changed = FILE.read_text().replace("needs: [outcome, answer]", "needs: [outcome, answer, reason]")
    assert changed != FILE.read_text()
    new_version = publish_flow(text=changed, by=system("test"), at=now()).version
    new = street.report("新流程的事项")
    assert (old.sheet.flow_version, new.sheet.flow_version) == (1, new_version)
    dispatcher = street.actor("dispatch1")
    needs = {
        receipt.id: next(m for m in moves_for(dispatcher, Matter.objects.get(pk=receipt.id)) if m.do == "decline").needs
        for receipt in (old, new)
    }
    assert needs == {old.id: ("outcome", "answer"), new.id: ("outcome", "answer", "reason")}
    actions.decline_matter(matter=old.id, outcome="beyond_duty", answer="不在职责内", by=dispatcher, at=now())
    with pytest.raises(Invalid):
        actions.decline_matter(matter=new.id, outcome="beyond_duty", answer="不在职责内", by=dispatcher, at=now())

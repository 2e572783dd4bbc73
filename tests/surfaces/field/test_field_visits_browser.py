"""Visits on a phone without a network: a checklist kept and sent once, one knock for two, two workers at one door."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections

from shiqiao.base.actor import Ref
from shiqiao.base.db.scope import scoped, whole
from shiqiao.base.time import now
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.visits import actions
from shiqiao.kernel.visits.actions import Target
from shiqiao.kernel.visits.models import Second, Visit
from shiqiao.testing.street import FIRST_GRID, INSIDE, STREET, Street

from .phone import Phone, phone, shot

pytestmark = pytest.mark.browser
CARRIED = "(await s.get('visits'))?.visits.length"


def plan(street: Street, kind: str, name: str, by: str = "safety1") -> int:
    target = Target(name, "春元里小区3号楼", grid=FIRST_GRID, lon=INSIDE[0], lat=INSIDE[1])
    latest = now().date() + timedelta(days=3)
    return actions.plan_once(
        street=STREET, kind=kind, target=target, by=street.actor(by), latest=latest, at=now(), post="c1.g1"
    )


def shut(street: Street, visit: int) -> None:
    """Another worker comes first and finds nobody."""
    by = street.actor("c1safe")
    actions.record_visit(visit=visit, outcome="not_home", client_id="other", note="没人", by=by, at=now())


def elsewhere(act: Callable[[], None]) -> None:
    """Let another do something meanwhile: in a thread, because Playwright's loop runs in this one."""

    def run() -> None:
        try:
            act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(copy_context().run, run).result()


def fill(found: Phone, **other: str) -> None:
    """Answer the checklist of a small shop."""
    said = {
        "exit_clear": "yes", "extinguishers_valid": "yes", "lights_work": "yes", "wiring_safe": "yes", "gas_bottle": "none",
        "sleeping": "no", **other,
    }  # fmt: skip
    found.page.fill("[data-question=extinguishers] input[inputmode=numeric]", "4")
    for key, value in said.items():
        found.page.check(f"[data-question={key}] input[value={value}]")


def test_a_visit_with_a_finding_and_its_photo_is_made_without_a_network_and_sent_once(
    live_street: Street, tmp_path: Path
) -> None:
    visit = plan(live_street, "nine_small", "示例小店1")
    with phone("c1g1", tmp_path / "p") as found:
        found.open()
        found.page.wait_for_selector(f"[data-visit='{visit}']")
        found.kept()
        found.waits(CARRIED)
        found.restart(offline=True)
        found.open()
        page = found.page
        page.click(f"[data-visit='{visit}']")
        page.wait_for_selector("[data-question=exit_clear]")
        page.click(".field-send button")
        assert page.inner_text(".field-why[role=alert]"), "it says what is missing"
        fill(found, exit_clear="no")
        page.click("[data-question=exit_clear] details summary")
        page.set_input_files("[data-question=exit_clear] [data-photos=camera]", shot("red"))
        page.wait_for_selector("[data-question=exit_clear] .field-photos img")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.click(".field-send button")
        page.wait_for_selector(f"[data-visit='{visit}'] .kit-badge-blue")
        found.restart(offline=True)
        found.open()
        assert found.states() == ["waiting"]
        found.context.set_offline(False)
        found.sent()
        wrong = found.wrong
    with whole():
        row, [matter] = Visit.objects.get(pk=visit), Matter.objects.filter(source="visit")
        kept = Attachment.objects.filter(subject_kind="visit", subject_id=visit).count()
    assert (row.state, matter.source_id, kept) == ("done", f"{visit}/exit_clear", 1)
    assert wrong == []


def test_two_workers_at_one_door_without_a_network_end_as_one_visit_and_one_decision(live_street: Street) -> None:
    visit = plan(live_street, "nine_small", "示例小店1")
    with phone("c1g1") as found:
        found.open()
        found.page.wait_for_selector(f"[data-visit='{visit}']")
        found.kept()
        found.waits(CARRIED)
        found.context.set_offline(True)
        found.page.click(f"[data-visit='{visit}']")
        found.page.wait_for_selector("[data-question=exit_clear]")
        fill(found, sleeping="yes")
        found.page.click(".field-send button")
        found.page.wait_for_selector(f"[data-visit='{visit}'] .kit-badge-blue")
        elsewhere(lambda: shut(live_street, visit))
        found.context.set_offline(False)
        found.sent()
        found.page.click("[data-state=sent]")
        found.page.wait_for_selector(".field-note >> text=由负责人比对后定夺")
        wrong = found.wrong
    with whole():
        row, [second] = Visit.objects.get(pk=visit), Second.objects.all()
    assert (row.state, second.visit, second.outcome, second.state) == ("not_home", visit, "done", "open")
    assert wrong == []


def test_what_is_due_at_one_door_is_one_knock_and_leads_from_one_to_the_next(live_street: Street) -> None:
    with scoped(STREET):
        firm = registry.add_organisation(
            street=STREET, firm=registry.Firm("示例小店", grid=FIRST_GRID), by=live_street.actor("c1head"), at=now()
        )
    target = Target("示例小店", "春元里小区3号楼", grid=FIRST_GRID, subject=Ref("organisation", firm.pk))
    latest = now().date() + timedelta(days=3)
    small, entry = (
        actions.plan_once(
            street=STREET,
            kind=kind,
            target=target,
            by=live_street.actor("c1head"),
            latest=latest,
            at=now(),
            post="c1.g1",
        )
        for kind in ("nine_small", "enter_firm")
    )
    with phone("c1g1") as found:
        found.open()
        found.page.wait_for_selector(".field-door .field-knock")
        assert found.page.locator(".field-door [data-visit]").count() == 2
        found.page.click(f"[data-visit='{small}']")
        found.page.wait_for_selector(f".field-note a[href='#visit/{entry}']")
        fill(found)
        found.page.click(".field-send button")
        found.page.wait_for_selector("[data-question=business]")
        assert found.wrong == []

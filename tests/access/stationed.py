"""A stationed unit with lists, a project that a resident booked, and who reported in, in each of the two streets."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings

from shiqiao.base.actor import Actor, Ref, system
from shiqiao.base.time import now
from shiqiao.kernel.files.actions import UPLOAD, store
from shiqiao.kernel.files.reads import attachments_of
from shiqiao.kernel.people import reads
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.registry.actions import Firm
from shiqiao.scenes.party import assessing, booking, lists, reporting, services, units
from shiqiao.scenes.party.lists import Given
from shiqiao.scenes.party.publishing import publish_party_rules, rules_of, version_of
from shiqiao.scenes.party.reporting import Who
from shiqiao.scenes.party.services import Delivered
from shiqiao.scenes.party.servicetables import Occasion, ServiceProject
from shiqiao.scenes.party.store import OCCASION
from shiqiao.testing.street import picture

FILE = Path(settings.LOCALITIES) / "ganshiqiao" / "party.yaml"


def build(street: int, grid: int, text: str, leader: Account) -> dict[str, int]:
    """Make them by the leader and by the system; all words are the street's."""
    office, by = system("test", street=street), reads.actor_for(leader)
    if not version_of(street):
        publish_party_rules(street=street, text=FILE.read_text(encoding="utf-8"), by=office, at=now())
    community = grid // 1000
    act = {"by": office, "at": now()}
    firm = registry.add_organisation(street=street, firm=Firm(name=f"{text}驻区单位", grid=grid), **act).pk
    unit = units.station_unit(organisation_id=firm, community=community, kind="health", **act).pk
    until = now().date() + timedelta(days=60)
    need, resource = (
        lists.enter_item(given=Given(side, "health", text, text, until, community, unit), by=by, at=now()).pk
        for side in ("need", "resource")
    )
    match = lists.propose(need=need, resource=resource, by=by, at=now()).pk
    project, time, done, photo = _project(street, community, unit, text, by)
    who = booking.Booker(text[:20], "13800008811", consent=True)
    row = booking.book(occasion=time, booker=who, channel="desk", by=office, at=now()).pk
    units.give_seat(unit=unit, role="member", first=now().date(), last=until, **act)
    units.record_meeting(held_on=now().date(), topic=text, agreed=text, units=[unit], **act)
    points = {one.code: one.most for one in rules_of(street).criteria}
    assessing.assess_unit(unit=unit, community=community, year=2018, points=points, remark=text, **act)
    report = reporting.report_in(who=Who("unit", unit), community=community, **act)
    claim = reporting.claim_service(reported=report.pk, service="order", **act)
    hours = reporting.write_hours(claim=claim.pk, served_on=now().date(), minutes=60, what=text, **act)
    return {
        "stationed": unit, "party_item": need, "party_match": match, "service_project": project, "occasion": time,
        "occasion_done": done, "service_photo": photo, "service_booking": row, "reported": report.pk, "service_hours": hours.pk,
    }  # fmt: skip


def _project(street: int, community: int, unit: int, text: str, by: Actor) -> tuple[int, int, int, int]:
    """Return a project, its time to come, and the photo of one that took place. The place is put there as the book has none."""
    today = now().date()
    project = ServiceProject.objects.create(
        street=street, community=community, unit=unit, theme="health", title=text, words=text, place=text,
        from_day=today, until=today + timedelta(days=60), at=now(),
    )  # fmt: skip
    rows = [
        Occasion.objects.create(
            street=street, community=community, project=project.pk, unit=unit, starts_at=now() + timedelta(hours=hours),
            ends_at=now() + timedelta(hours=hours + 2), places=5,
        )
        for hours in (48, -4)
    ]  # fmt: skip
    kept = store(
        picture("teal"), name="p.jpg", subject=UPLOAD, purpose="evidence", street=street, by=by, at=now()
    )  # fmt: skip
    told = Delivered(others=3, remark=text, photos=(("evidence", kept.sha256),))
    services.deliver(occasion=rows[1].pk, delivered=told, by=by, at=now())
    return project.pk, rows[0].pk, rows[1].pk, attachments_of(Ref(OCCASION, rows[1].pk))[0].pk

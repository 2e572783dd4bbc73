"""A street's file of a firm with a seat of one of its people, a need put to a unit, and a promise."""

from datetime import timedelta

from shiqiao.base.actor import system
from shiqiao.base.time import now
from shiqiao.kernel.people.models import Unit
from shiqiao.scenes.enterprise.firms import Filed, open_file
from shiqiao.scenes.enterprise.inviting import invite
from shiqiao.scenes.enterprise.needing import Needed, record_need
from shiqiao.scenes.enterprise.promising import promise
from shiqiao.scenes.enterprise.tables import FirmPosition


def build(street: int, organisation: int, text: str) -> dict[str, int]:
    """Make them by the system, whatever tiers the street has."""
    by = system("test", street=street)
    open_file(organisation=organisation, filed=Filed("other"), by=by, at=now())
    made = invite(organisation=organisation, name=text[:20], phone="13800007711", by=by, at=now())
    unit = Unit.objects.filter(street=street).order_by("pk")[0].pk
    need = record_need(needed=Needed(organisation, "other", text, units=frozenset({unit})), by=by, at=now())
    due = now().date() + timedelta(days=5)
    said = promise(organisation=organisation, text=text, due=due, by=by, at=now())
    position = FirmPosition.objects.get(need=need.pk)
    return {"firm_seat": made.seat.pk, "firm_need": need.pk, "firm_position": position.pk, "firm_promise": said.pk}

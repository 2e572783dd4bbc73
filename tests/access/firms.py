"""A street's file of a firm, with a seat of one of its people."""

from shiqiao.base.actor import system
from shiqiao.base.time import now
from shiqiao.scenes.enterprise.firms import Filed, open_file
from shiqiao.scenes.enterprise.inviting import invite


def build(street: int, organisation: int, text: str) -> dict[str, int]:
    """Make them by the system, whatever tiers the street has."""
    by = system("test", street=street)
    open_file(organisation=organisation, filed=Filed("other"), by=by, at=now())
    made = invite(organisation=organisation, name=text[:20], phone="13800007711", by=by, at=now())
    return {"firm_seat": made.seat.pk}

"""Panels of the matter page: that personal data were erased, and the request about the own data that a matter is."""

from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.sockets import MatterPanel
from shiqiao.kernel.matters import datarequests
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.retention import reads
from shiqiao.surfaces.desk import retention
from shiqiao.surfaces.desk.sockets import panels


def erased(actor: Actor, row: Matter) -> dict[str, Any] | None:
    """Say when, why and how far personal data of a matter were erased; nothing for others, without a query."""
    if row.sent_mark:
        return None
    found = reads.erasures_of(Ref("matter", row.id))
    said = [
        (one.at, _(retention.BASES.get(one.basis, one.basis)), _(retention.ACTS.get(one.act, one.act))) for one in found
    ]
    return {"erasures": said} if said else None


def request(actor: Actor, row: Matter) -> dict[str, Any] | None:
    """Lead from the matter to the page on which the request is worked off, for those who may."""
    if row.flow != datarequests.FLOW or not actor.roles & reads.WORKS:
        return None
    number = datarequests.request_of_matter(row.id)
    return {"number": number} if number else None


def fill() -> None:
    """Put the panels into the desk's socket."""
    panels.fill("desk", MatterPanel("erased", "Personal data erased", "desk/retention/_erased.html", erased, 5))
    panels.fill(
        "desk", MatterPanel("data_request", "Request about the own data", "desk/retention/_link.html", request, 6)
    )

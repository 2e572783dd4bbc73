"""Proposals (创新方案) of staff and residents: matters with a flow of their own, sent to a unit and not to a place."""

from datetime import datetime

from shiqiao.base.actor import Actor
from shiqiao.base.time import now
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.matters.errors import ReportRefused
from shiqiao.kernel.matters.intake import Born, Receipt, take_in
from shiqiao.kernel.matters.receivers import routed_to_unit
from shiqiao.kernel.matters.report import Report


def proposal_items(street: int) -> list[Item]:
    """Return the items under which something is proposed: those whose flow can adopt it."""
    items = catalogue(street).items.values()
    return [item for item in items if not item.offered and any(m.do == "adopt" for m in flow(item.flow).table.moves)]


def proposal_flows(street: int) -> list[str]:
    """Return the codes of the flows that proposals follow."""
    return sorted({item.flow for item in proposal_items(street)})


def propose(*, report: Report, by: Actor, at: datetime) -> Receipt:
    """Take a proposal in; the unit that its item names gets it. Idempotent as `report_matter`.

    Raises ReportRefused naming `item` and every other field that cannot be used.
    """
    item = next((one for one in proposal_items(report.street) if one.code == report.item), None)
    if item is None:
        raise ReportRefused(fields={"item": "Choose what your proposal is about."})
    return take_in(report, item, by=by, at=at, born=Born(routed_to_unit(item, report.street, now())))

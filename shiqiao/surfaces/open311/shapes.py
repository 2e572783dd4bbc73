"""Catalogue and matters in the words of GeoReport v2. Of matters nothing goes out but what is public."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shiqiao.kernel.catalogue.rules import FormField, Item
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.matters.actions import Receipt
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.moves import item_of
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.territory import reads as territory
from shiqiao.kernel.territory.profiles import profile
from shiqiao.surfaces.open311.formats import moment

_DATATYPES = {
    "text": "text",
    "number": "number",
    "choice": "singlevaluelist",
    "yes_no": "singlevaluelist",
    "date": "datetime",
}


def said(title: Any) -> str:
    """Return a title that is data in the reader's language."""
    return str(title.en if (get_language() or "").startswith("en") else title.zh)


def service(item: Item) -> dict[str, Any]:
    """Return an entry of the list of services."""
    return {
        "service_code": item.code, "service_name": said(item.title), "description": said(item.title),
        "metadata": bool(item.form), "type": "realtime", "keywords": ",".join(item.synonyms),
        "group": said(item.category_title),
    }  # fmt: skip


def definition(item: Item) -> dict[str, Any]:
    """Return the questions of a service as typed attributes."""
    return {"service_code": item.code, "attributes": [_attribute(f, n) for n, f in enumerate(item.form, 1)]}


def _attribute(field: FormField, order: int) -> dict[str, Any]:
    values = [{"key": choice.code, "name": said(choice.title)} for choice in field.choices]
    if field.kind == "yes_no":
        values = [{"key": "yes", "name": _("yes")}, {"key": "no", "name": _("no")}]
    found = {
        "variable": True, "code": field.key, "datatype": _DATATYPES[field.kind], "required": field.required,
        "datatype_description": "", "order": order, "description": said(field.title),
    }  # fmt: skip
    return {**found, "values": values} if values else found


def receipt(found: Receipt) -> dict[str, Any]:
    """Return the answer to a report: its number, and who has it until when."""
    due = min((clock.due_at for clock in found.sheet.clocks), default=None)
    unit = people.unit(found.sheet.unit) if found.sheet.unit else None
    notice = _("%(unit)s has it; the first answer is due by %(due)s.") % {
        "unit": (unit.title_en if (get_language() or "").startswith("en") else unit.title_zh)
        if unit
        else _("The office"),
        "due": moment(due) if due else "–",
    }
    return {"service_request_id": found.number, "service_notice": notice, "account_id": None}


def listed(row: Matter, *, text: str = "") -> dict[str, Any]:
    """Return a request as anybody may see it: the kind, the community, the middle of the grid; never the words.

    `text` is added for the sender alone, who wrote it.
    """
    state, item = flow(row.flow, row.flow_version).states[row.state], item_of(row)
    middle = territory.middles(row.street).get(row.grid, (None, None))
    moments = [at for at in (row.reported_at, row.echoed_at, row.ended_at) if at]
    return {
        "service_request_id": row.number, "status": "closed" if row.done else "open", "status_notes": said(state.title),
        "service_name": said(item.title), "service_code": row.item, "description": text or said(item.title),
        "agency_responsible": _office(row), "service_notice": None, "requested_datetime": moment(row.reported_at),
        "updated_datetime": moment(max(moments)), "expected_datetime": moment(row.next_due) if row.next_due else None,
        "address": territory.title(row.community) if row.community else None, "address_id": None, "zipcode": None,
        "lat": middle[1], "long": middle[0], "media_url": None,
    }  # fmt: skip


def _office(row: Matter) -> str:
    office = profile(row.street)
    return office.office_en if (get_language() or "").startswith("en") else office.office_zh

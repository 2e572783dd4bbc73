"""What the map shows as a spreadsheet: the matters of an area, or of all that the filters leave."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import ListExport
from shiqiao.base.time import now
from shiqiao.surfaces.desk import exports, maps, records
from shiqiao.surfaces.desk.filters import list_query


def rows(actor: Actor, params: Mapping[str, str]) -> Iterator[Sequence[Any]]:
    """Yield the matters in the area drawn, in the order of the list beside the map."""
    area = maps.area_in(params.get("area", ""))
    if not area:
        yield from exports.matter_rows(actor, params)
        return
    found, _more = maps.listed(actor, list_query(params, actor).filters, area, "", limit=maps.onmap.LISTABLE)
    lights = records.lights(found.rows, now())
    for row in found.rows:
        yield exports.matter_cells(row, lights[row.id])


def chosen(actor: Actor, params: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    """Say the filters, whether an area was drawn, and whether there is more in it than could be looked at."""
    area, said = maps.area_in(params.get("area", "")), [*exports.matters_chosen(actor, params)]
    if not area:
        return said
    _page, more = maps.listed(actor, list_query(params, actor).filters, area, "", limit=1)
    limits = [(_("Not complete"), _("There are more matters here than can be put in order."))] if more else []
    return [*said, (_("Area"), _("drawn area")), *limits]


ALL = (ListExport("map", "Matters on the map", "desk:map-list", exports.MATTERS, rows, chosen),)

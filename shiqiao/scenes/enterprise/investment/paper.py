"""The ledger of investment as PDF: leads as the list shows them, and the floors on offer."""

from collections.abc import Mapping
from datetime import datetime
from itertools import islice

from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.scenes.enterprise.investment import exports
from shiqiao.surfaces.desk.papers import pdf
from shiqiao.surfaces.desk.papers.ground import office
from shiqiao.surfaces.desk.papers.model import Grid, Paper, Section, Text

MOST = 300  # rows of each part; a longer ledger is taken as xlsx


def ledger(actor: Actor, params: Mapping[str, str], at: datetime) -> bytes:
    """Return leads and floors as PDF, those that the actor sees. Raises FontMissing."""
    before, _sep, rest = _("page {page} of {pages}").partition("{page}")
    between, _sep, after = rest.partition("{pages}")
    day = f"{localtime(at):%Y-%m-%d}"
    leads = [_plain(row) for row in islice(exports.lead_rows(actor, params), MOST)]
    floors = [_plain(row) for row in islice(exports.floor_rows(actor, {}), MOST)]
    heads = [_("Number"), _("Name of the firm"), _("Stage of the lead"), _("What the firm asks for"), _("Owner of the lead"),
             _("What is done next"), _("On which day")]  # fmt: skip
    kept = [[one[n] for n in (0, 1, 2, 4, 7, 8, 9)] for one in leads]
    titles = [_("Name of the premises"), _("Floor or part"), _("Area, in square metres"), _("Price asked"), _("State")]
    offered = [[one[n] for n in (0, 2, 3, 4, 5)] for one in floors]
    blocks = [
        Section(_("Investment leads")), Grid(heads, kept, [3, 4, 2, 4, 4, 4, 3]) if kept else Text([_("none")]),
        Section(_("Premises on offer")), Grid(titles, offered, [4, 3, 2, 3, 2]) if offered else Text([_("none")]),
    ]  # fmt: skip
    return pdf.render(Paper(
        office=office(actor.street or 0), title=_("Investment: leads and premises"), number=(_("As of"), day), marks=day,
        pages=(before, between, after), language=get_language() or "zh-hans", blocks=blocks,
    ))  # fmt: skip


def _plain(row: object) -> list[str]:
    return ["" if cell is None else str(cell) for cell in row]  # type: ignore[attr-defined]

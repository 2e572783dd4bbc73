"""Papers of renewal as PDF: the ledger of a project and a household's file. Names are masked as on the screen."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.scenes.projects.renewal import reads, shown, words
from shiqiao.scenes.projects.renewal.tables import Renewal, RenewalFile
from shiqiao.surfaces.desk.papers.ground import office
from shiqiao.surfaces.desk.papers.pdf import fonts, printable
from shiqiao.surfaces.kit.leafing import CHUNK, leaves

TEMPLATE = Path(__file__).with_name("papers.typ")
MOST = 6000  # rows of a ledger as PDF; the spreadsheet has all


def _made(street: int, title: str, at: datetime, **data: Any) -> bytes:
    plain = {
        "language": "zh" if (get_language() or "zh").startswith("zh") else "en", "office": office(street),
        "title": printable(title),
        "as_of": _("Records as of %(moment)s") % {"moment": f"{localtime(at):%Y-%m-%d %H:%M}"}, **data,
    }  # fmt: skip
    inputs = {"data": json.dumps(plain, ensure_ascii=False)}
    return bytes(typst.compile(TEMPLATE.read_bytes(), font_paths=fonts(str(settings.FONTS)), sys_inputs=inputs))


def ledger(row: Renewal, filters: reads.Filters, at: datetime) -> bytes:
    """Return the ledger of a project as its list is filtered. Raises FontMissing."""
    plots = {one.pk: one for one in reads.plots_of(row)}
    found: list[list[str]] = []
    for page in leaves(lambda after: reads.files(row, filters, after=after, limit=CHUNK)):
        found += [_line(one) for one in shown.file_rows(row, page.rows, plots)]
        if len(found) >= MOST:
            break
    head = [
        _("Household file"), _("Plot"), _("Owner of the dwelling"),
        _("Kind of dwelling"), _("Area, m²"), _("Money or flat"), _("Total, yuan"),
        _("Number of the signature"), _("Signed on"), _("Audited on"), _("State"),
    ]  # fmt: skip
    one = [
        (_("Plot %(code)s") % {"code": each.plot.code},
         _("signed %(signed)s %%, audited %(audited)s %% by households and %(area)s %% by area; needed %(needed)s %%") % {
             "signed": each.signed.said, "audited": each.audited.said, "area": each.audited_area.said,
             "needed": each.audited.needed})
        for each in shown.plot_rows(row)
    ]  # fmt: skip
    title = _("Ledger of renewal: %(title)s") % {"title": row.title}
    return _made(row.street, title, at, pairs=one, head=head, rows=found[:MOST], flipped=True, sign=[])


def _line(one: shown.FileRow) -> list[str]:
    row = one.row
    cells = (
        str(row.serial), one.plot, one.name, one.kind, one.area, one.choice, one.total, str(row.number or ""),
        shown.moment_day(row.signed_at), shown.moment_day(row.audited_at), one.state,
    )  # fmt: skip
    return [printable(cell) for cell in cells]


def file_paper(actor: Actor, row: RenewalFile, at: datetime) -> bytes:
    """Return a household's file: what it is offered item by item, numbers, dates. Raises FontMissing."""
    page = shown.file_page(actor, row)
    one = page["one"]
    pairs = [
        (_("Renewal project"), page["renewal"].title), (_("Plot"), one.plot),
        (_("Household file"), str(row.serial)), (_("Owner of the dwelling"), one.name),
        (_("Kind of dwelling"), one.kind), (_("Area, m²"), one.area), (_("Money or flat"), one.choice), (_("State"), one.state),
        (_("Number of the agreement"), row.agreement), (_("Number of the signature"), str(row.number or "")),
        (_("Signed on"), shown.moment_day(row.signed_at)), (_("Audited on"), shown.moment_day(row.audited_at)),
        (_("Vacated on"), shown.moment_day(row.vacated_at)), (_("Paid on"), shown.moment_day(row.paid_at)),
        (_("Housed on"), shown.moment_day(row.housed_at)),
        (_("Flat of the stock"), f"{page['flat'].code} {words.square(page['flat'].area)} m²" if page["flat"] else ""),
    ]  # fmt: skip
    return _made(
        row.street, _("File of a household"), at, pairs=[(name, printable(text or "—")) for name, text in pairs],
        head=[_("Part of the offer"), _("Amount, yuan")],
        rows=[[printable(name), text] for name, text in page["amounts"]], flipped=False,
        sign=[_("Owner (signature)"), _("Street office (seal)")],
    )  # fmt: skip

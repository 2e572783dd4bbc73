"""The file of a household as PDF. The name is masked as on the screen."""

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
from shiqiao.scenes.projects.renewal import shown, words
from shiqiao.scenes.projects.renewal.tables import RenewalFile
from shiqiao.surfaces.desk.papers.ground import office
from shiqiao.surfaces.desk.papers.pdf import fonts, printable

TEMPLATE = Path(__file__).with_name("papers.typ")


def _made(street: int, title: str, at: datetime, **data: Any) -> bytes:
    plain = {
        "language": "zh" if (get_language() or "zh").startswith("zh") else "en", "office": office(street),
        "title": printable(title),
        "as_of": _("Records as of %(moment)s") % {"moment": f"{localtime(at):%Y-%m-%d %H:%M}"}, **data,
    }  # fmt: skip
    inputs = {"data": json.dumps(plain, ensure_ascii=False)}
    return bytes(typst.compile(TEMPLATE.read_bytes(), font_paths=fonts(str(settings.FONTS)), sys_inputs=inputs))


def file_paper(actor: Actor, row: RenewalFile, at: datetime) -> bytes:
    """Return a household's file: what it is offered item by item, numbers, dates. Raises FontMissing."""
    page = shown.file_page(actor, row, at)
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
        rows=[[printable(name), text] for name, text in page["amounts"]],
        sign=[_("Owner (signature)"), _("Street office (seal)")],
    )  # fmt: skip

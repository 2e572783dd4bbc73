"""A ledger as xlsx by an upper department's template: its title, headings and words, and where each row comes from."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.elements import Element, Known
from shiqiao.base.errors import NotFound
from shiqiao.kernel.journal.taken import note_export
from shiqiao.scenes.ledger import dictionary, ledgers, reads, words
from shiqiao.scenes.ledger.definitions import LedgerColumn, LedgerSpec
from shiqiao.scenes.ledger.formshown import about
from shiqiao.scenes.ledger.publishing import settings_of
from shiqiao.surfaces.desk import registrywords
from shiqiao.surfaces.desk.exporting import begun, who
from shiqiao.surfaces.desk.words import place
from shiqiao.surfaces.kit import spreadsheets
from shiqiao.surfaces.kit.words import absolute

CARE = "Contains personal data, masked as on the screen. Keep it safe, pass it on only for work, delete it when it is no longer needed. This export is recorded in the journal."  # noqa: E501


def ledger(actor: Actor, code: str, place_code: int, at: datetime) -> tuple[spreadsheets.Written, str]:
    """Write a ledger of the actor's ground and the journal's line about it; returns it with the name of the file.

    The columns stand as the template asks, after them the place and by which the row can be traced: the oldest
    confirmation among its cells with its source, and the number of the record.
    """
    _row, spec = reads.access_ledger(actor, code)
    known = dictionary.by_code(actor.street or 0)
    if not ledgers.may_open(actor, spec, known):
        raise NotFound
    title = spec.report or words.said(spec.title)
    headings = [
        spreadsheets.Heading(_heading(one, known), _sort(one, known), _width(one, known)) for one in spec.columns
    ]
    headings += [
        spreadsheets.Heading(_("Grid"), width=26), spreadsheets.Heading(_("Oldest confirmation"), "day", 14),
        spreadsheets.Heading(_("Source of it"), width=12), spreadsheets.Heading(_("Number on file"), width=14),
    ]  # fmt: skip
    written = spreadsheets.write(
        title, headings, begun(_rows(actor, spec, known, place_code, at)),
        about=(_("About this list"), lambda rows, cut: _about(actor, spec, known, title, rows, at)),
        cut_note=_("Only the first %(n)d rows stand here. Narrow the filters to export the rest.") % {"n": spreadsheets.MOST},
    )  # fmt: skip
    filters = {"ledger": code, "place": str(place_code or "")}
    note_export(code="ledger", form="xlsx", filters=filters, rows=written.rows, cut=written.cut, by=actor, at=at)
    return written, f"{title}-{localtime(at):%Y%m%d-%H%M}.xlsx"


def _heading(column: LedgerColumn, known: dict[str, Element]) -> str:
    if column.heading:
        return column.heading
    return words.said(known[column.field].title) if column.field in known else column.field


def _sort(column: LedgerColumn, known: dict[str, Element]) -> str:
    """Numbers are written as numbers, so that the department can add them up; a template's own words stay words."""
    element = known.get(column.field)
    return "number" if element and element.sort == "number" and not column.codes else "text"


def _width(column: LedgerColumn, known: dict[str, Element]) -> int:
    element = known.get(column.field)
    return 28 if element and element.mask in ("address", "identity") else 14


def _rows(
    actor: Actor, spec: LedgerSpec, known: dict[str, Element], place_code: int, at: datetime
) -> Iterator[Sequence[Any]]:
    for row in ledgers.every_row(actor, spec, at=at, place=place_code):
        cells = [_said(actor, one, known.get(one.field), row.cells.get(one.field)) for one in spec.columns]
        found = [one for one in row.cells.values() if one is not None]
        oldest = min(found, key=lambda one: one.confirmed_at, default=None)
        source = registrywords.say(registrywords.SOURCES, oldest.source) if oldest else ""
        day = localtime(oldest.confirmed_at).date() if oldest else None
        yield *cells, place(row.spot.grid or row.spot.community), day, source, row.spot.id


def _said(actor: Actor, column: LedgerColumn, element: Element | None, known: Known | None) -> str | int:
    if element is None or dictionary.withheld(actor, element):
        return ""
    if known and known.value in column.codes:
        return column.codes[known.value]
    text = words.value(element, known)
    return int(text) if element.sort == "number" and text.isascii() and text.isdigit() else text


def _about(
    actor: Actor, spec: LedgerSpec, known: dict[str, Element], title: str, rows: int, at: datetime
) -> list[tuple[str, str]]:
    department = words.said(settings_of(actor.street or 0).department(spec.department)) if spec.department else ""
    fields = [
        (_heading(one, known), "；".join((words.said(element.title), words.said(element.where), words.said(element.meaning))))
        for one in spec.columns if (element := known.get(one.field))
    ]  # fmt: skip
    return [
        (_("List"), title), (_("For which department"), department or "—"), (_("About whom"), about(spec, known)),
        (_("Rows"), str(rows)), (_("Exported by"), who(actor)), (_("Exported at"), absolute(at)),
        *fields, (_("Care"), _(CARE)),
    ]  # fmt: skip

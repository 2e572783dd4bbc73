"""Taking a list away as xlsx: whoever may see the page may take what stands on it, and the journal says so."""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden, NotFound, Unavailable
from shiqiao.base.sockets import ListExport
from shiqiao.kernel.journal.taken import note_export
from shiqiao.kernel.people.roles import ABOVE
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.surfaces.kit import spreadsheets
from shiqiao.surfaces.kit.words import absolute

# Where the list stood, not what is in it.
_PLACES = frozenset({"after", "before", "older", "newer", "page", "csrfmiddlewaretoken"})
BUSY = "Other lists are being exported at the moment. Please try again in a minute."  # msgid
_at_once = threading.BoundedSemaphore(2)  # a long list keeps a thread busy for ten seconds


def access_export(actor: Actor, code: str) -> ListExport:
    """Return a registered list that the actor may take away; raises NotFound, Forbidden."""
    found = next((export for export in exports if export.code == code), None)
    if found is None:
        raise NotFound
    if (found.roles or actor.roles >= ABOVE) and not found.roles & actor.roles:
        raise Forbidden
    return found


def made(export: ListExport, params: Mapping[str, str], *, by: Actor, at: datetime) -> spreadsheets.Written:
    """Write a list and the line of the journal that says who took it. Raises Unavailable when too many are at it."""
    if not _at_once.acquire(blocking=False):
        raise Unavailable(BUSY)
    try:
        return _made(export, params, by, at)
    finally:
        _at_once.release()


def _made(export: ListExport, params: Mapping[str, str], by: Actor, at: datetime) -> spreadsheets.Written:
    asked = filters_of(params)
    title, facts = _(export.title), facts_of(export, asked, by)  # what they refuse is refused before a file is begun

    def about(rows: int, cut: bool) -> Sequence[tuple[str, str]]:
        most = (_("Most rows in one file"), str(spreadsheets.MOST))
        return [*about_of(title, export, asked, by, at, rows, cut), most, *facts]

    written = spreadsheets.write(
        title,
        [spreadsheets.Heading(_(column.title), column.kind, column.width) for column in export.columns],
        begun(export.rows(by, asked)),
        about=(_("About this list"), about),
        cut_note=_("Only the first %(n)d rows stand here. Narrow the filters to export the rest.")
        % {"n": spreadsheets.MOST},
    )
    note_export(code=export.code, form="xlsx", filters=asked, rows=written.rows, cut=written.cut, by=by, at=at)
    return written


def filters_of(params: Mapping[str, str]) -> dict[str, str]:
    """Return the filters among the parameters of a list's page."""
    return {name: value for name, value in params.items() if value and name not in _PLACES}


def begun(rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """Return rows of which the first has been asked for: what may not be seen is refused before anything is written."""
    found = iter(rows)
    first = list(islice(found, 1))
    return chain(first, found)


def about_of(
    title: str, export: ListExport, asked: Mapping[str, str], by: Actor, at: datetime, rows: int, cut: bool
) -> list[tuple[str, str]]:
    """Say which list it is, with which filters, by whom, when, how much, how to treat it: on the second sheet, on paper."""
    given = [(name, value) for name, value in asked.items() if name != "of" or not export.facts]
    filters = export.chosen(by, asked) if export.chosen else given
    said = "；".join(f"{name}: {value}" if name else value for name, value in filters)
    number = _("%(n)d, cut off at the limit") if cut else "%(n)d"
    return [
        (_("List"), title),
        (_("Street"), words.place(by.street) if by.street else _("all")),
        (_("Filters used"), said or _("none")),
        (_("Rows"), number % {"n": rows}),
        (_("Exported by"), who(by)),
        (_("Exported at"), absolute(at)),
        (_("Care"), _("Contains personal data, masked as on the screen. Keep it safe, pass it on only for work, "
                      "delete it when it is no longer needed. This export is recorded in the journal.")),
    ]  # fmt: skip


def facts_of(export: ListExport, asked: Mapping[str, str], by: Actor) -> Sequence[tuple[str, str]]:
    """Return what a list is about: the thing whose it is, its sums and shares; nothing for most lists."""
    return export.facts(by, asked) if export.facts else ()


def who(actor: Actor) -> str:
    """Say who acts: post and name."""
    parts = [words.post_title(actor.post) if actor.post else "", words.person_name(actor.account or 0)]
    return " ".join(part for part in parts if part) or actor.code


def file_name(export: ListExport, at: datetime, form: str = "xlsx") -> str:
    """Return the name under which an export is saved: the list and the moment."""
    return f"{_(export.title)}-{words.localtime(at):%Y%m%d-%H%M}.{form}"


def plain(params: Any) -> dict[str, str]:
    """Return a query string's parameters, the last value of each."""
    return {name: str(params[name]) for name in params}

"""Chapter of patrols and visits: what was covered, by grid, community and kind."""

from datetime import timedelta

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from shiqiao.base.chapters import Asked, Chapter, Chart, Column, Table, share
from shiqiao.kernel.monthly.reads import eyes
from shiqiao.kernel.patrols import coverage as patrols
from shiqiao.kernel.patrols.walking import walked_between
from shiqiao.kernel.visits import reads as visits
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.monthly.figures import grid_title
from shiqiao.surfaces.desk.monthly.work import edge


def walked(asked: Asked) -> Chapter | None:
    """Tell how much of the street was patrolled and visited; None where neither has begun."""
    tables = [table for table in (_patrols(asked), _visits(asked)) if table]
    return Chapter(_("Patrols and visits"), (), tuple(tables)) if tables else None


def _patrols(asked: Asked) -> Table | None:
    at = edge(asked)
    last = localtime(at - timedelta(seconds=1)).date()
    read = lambda: patrols.coverage(eyes(asked.street), asked.since, last, at)  # noqa: E731
    found = [one for one in asked.once("patrols", read) if one.points]
    walked = asked.once("walked", lambda: walked_between(asked.street, asked.since, last))
    rows = tuple(
        (grid_title(one.grid), one.points, one.visited, share(one.visited, one.points), one.squares, walked.get(one.grid, 0),
         share(walked.get(one.grid, 0), one.squares), one.waiting)
        for one in found
    )  # fmt: skip
    columns = (
        Column(_("Grid"), 22, text=True), Column(_("Check-in points"), 9), Column(_("Passed"), 8),
        Column(_("Share of points"), 10),
        Column(_("Squares"), 8), Column(_("Walked"), 8), Column(_("Share of squares"), 10),
        Column(_("Check-ins to be looked at"), 12),
    )  # fmt: skip
    title = _("Patrols by grid")
    return Table(title, columns, rows, Chart("bar", title, 0, (3, 6))) if rows else None


def _visits(asked: Asked) -> Table | None:
    at = edge(asked)
    day = localtime(at - timedelta(seconds=1)).date()
    found = asked.once("visits", lambda: visits.coverage(eyes(asked.street), day, at))
    rows = tuple(
        (words.place(one.community) if one.community else _("no community known"),
         words.said(visits.kind(asked.street, one.kind).table.title),
         f"{one.window.opens.isoformat()} – {one.window.closes.isoformat()}", one.due, one.done, share(one.done, one.due),
         one.tried, one.overdue)
        for one in found
    )  # fmt: skip
    columns = (
        Column(_("Community"), 18, text=True), Column(_("Kind of visit"), 20, text=True), Column(_("Window"), 24, text=True),
        Column(_("Due"), 7), Column(_("Done"), 7), Column(_("Share done"), 9), Column(_("Tried in vain"), 9),
        Column(_("Overdue"), 8),
    )  # fmt: skip
    note = _("Of the window in which the report's last day lies.")
    return Table(_("Visits by community and kind"), columns, rows, note=note) if rows else None

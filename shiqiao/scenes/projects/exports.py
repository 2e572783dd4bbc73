"""Key projects as spreadsheets: the list, and the months of one."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.text import number_in
from shiqiao.base.time import now
from shiqiao.scenes.projects import pages, reads, rules, shown, words
from shiqiao.scenes.projects.store import local_day, unseal
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.surfaces.kit.leafing import CHUNK, leaves

Params = Mapping[str, str]
PROJECTS = (
    Column("Number", width=14), Column("Project", width=34), Column("Kind of project", width=12, paper=False),
    Column("Place", width=30, paper=False), Column("Owner", width=24), Column("State", width=14),
    Column("Planned begin", "day", 12, paper=False), Column("Planned end", "day", 12),
    Column("Plan of investment (10,000 yuan)", "number", 16), Column("Invested", "number", 14),
    Column("Share of the plan", width=10), Column("Milestones reached", width=12), Column("Next milestone", width=24),
    Column("Due", "day", 12), Column("Late by rule", width=60), Column("Months missing", "number", 10, paper=False),
    Column("Note", width=10),
)  # fmt: skip


def project_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the projects of the list."""
    filters, at = pages.filters_of(params), now()
    for page in leaves(lambda after: reads.projects(actor, filters, at, after=after, limit=CHUNK)):
        known = reads.known(page.rows)
        for row in page.rows:
            one, standing = shown.project_row(known[row.pk], local_day(at)), known[row.pk].standing(local_day(at))
            yield (
                row.number, row.title, one.kind, one.where, one.owner, one.state, row.begins, row.ends,
                float(standing.planned), float(standing.invested), one.share, one.milestones, one.next, one.next_due,
                " ".join(one.whys), one.silent or None, _("invented") if row.invented else "",
            )  # fmt: skip


def chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say the filters in words."""
    filters = pages.filters_of(params)
    told = [(_("Tab"), _(words.TABS[filters.tab]))]
    return [*told, (_("Kind of project"), words.kind(filters.kind))] if filters.kind else told


MONTHS = (
    Column("Month", width=10), Column("Planned investment", "number", 14), Column("Invested", "number", 14),
    Column("Planned so far", "number", 14), Column("Invested so far", "number", 14), Column("Work of the month", width=60),
    Column("Entered", "moment", 18), Column("Entered late", width=10), Column("Papers and photos", "number", 10),
)  # fmt: skip


def month_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the months of a project."""
    row = reads.access_project(actor, number_in(params.get("of", "")))
    known = reads.known_of(row)
    entered = {one.month: one for one in known.entered}
    for one in rules.curve(known.planned, known.invested):
        held = entered.get(one.month)
        yield (
            words.month(one.month), float(one.month_planned),
            None if one.month_invested is None else float(one.month_invested), float(one.planned),
            None if one.invested is None else float(one.invested), unseal(held.note) if held else "",
            held.entered_at if held else None, _("yes") if held and held.late else "", len(held.files) if held else None,
        )  # fmt: skip


def fill(scene: str) -> None:
    """Put the lists into the desk's socket."""
    exports.fill(scene, ListExport("projects", "Key projects", "desk:projects:list", PROJECTS, project_rows, chosen))
    exports.fill(
        scene,
        ListExport("projects-months", "Months of a project", "desk:projects:project", MONTHS, month_rows, of=True),
    )

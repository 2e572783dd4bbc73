"""The chapter of key projects in the monthly report: how each stood at the end of the month, by rule."""

from datetime import timedelta

from django.utils.translation import gettext as _

from shiqiao.base.chapters import Asked, Cell, Chapter, Chart, Column, Share, Table
from shiqiao.scenes.projects import reads, shown
from shiqiao.scenes.projects.models import Project
from shiqiao.scenes.projects.reads import Known


def chapter(asked: Asked) -> Chapter | None:
    """Tell the projects that were under way in the month; None where there were none."""
    found = asked.once("projects", lambda: _known(asked))
    if not found:
        return None
    day = asked.until - timedelta(days=1)
    late = sum(one.standing(day).late for one in found)
    says = [
        _(
            "A project is late when a milestone is over its day or less than 90% of the plan to the last full month is spent."
        )
    ]
    if late:
        says.append(_("{n} of {all} key projects are late by this rule.").format(n=late, all=len(found)))
    columns = (
        Column(_("Project"), 28, text=True), Column(_("Plan (10,000 yuan)"), 12), Column(_("Invested"), 12),
        Column(_("Share of the plan"), 10), Column(_("Milestones reached"), 11, text=True),
        Column(_("Late by rule"), 34, text=True),
    )  # fmt: skip
    title = _("Key projects at the end of the month")
    table = Table(title, columns, tuple(_row(one, asked) for one in found), Chart("bar", title, 0, (3,)))
    return Chapter(_("Key projects"), tuple(says), (table,))


def _known(asked: Asked) -> list[Known]:
    rows = Project.objects.filter(street=asked.street, begins__lt=asked.until).order_by("id")
    open_then = [row for row in rows if row.ended_on is None or row.ended_on >= asked.since]
    return list(reads.known(open_then).values())


def _row(known: Known, asked: Asked) -> tuple[Cell, ...]:
    day = asked.until - timedelta(days=1)
    standing, one = known.standing(day), shown.project_row(known, day)
    share = None if standing.share is None else Share(float(standing.share))
    return (
        known.project.title, float(standing.planned), float(standing.invested), share, one.milestones, " ".join(one.whys)
    )  # fmt: skip

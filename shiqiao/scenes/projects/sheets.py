"""The monthly sheet of a key project on paper."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from shiqiao.scenes.projects import reads, rules, shown, words
from shiqiao.scenes.projects.models import Project
from shiqiao.scenes.projects.paper import Sheet, Table, made
from shiqiao.scenes.projects.reads import Known
from shiqiao.scenes.projects.store import local_day, unseal
from shiqiao.surfaces.desk.words import post_title


def month_of(text: str, at: datetime) -> date:
    """Return the month asked for, the present one for anything else or one to come."""
    present = rules.first_of(local_day(at))
    try:
        return min(date.fromisoformat(f"{text}-01"), present)
    except ValueError:
        return present


def project_sheet(row: Project, month: date, at: datetime) -> bytes:
    """Return a project's sheet of a month, as it stood on the month's last day or stands now. Raises FontMissing."""
    day = min(local_day(at), rules.following(month) - timedelta(days=1))
    known = reads.known_of(row)
    one, standing = shown.project_row(known, day), known.standing(day)
    facts = [
        (_("Number"), row.number), (_("Place"), one.where), (_("Owner"), post_title(row.post)),
        (_("Planned days"), f"{row.begins} — {row.ends}"), (_("Milestones reached"), one.milestones),
        (_("Plan of investment (10,000 yuan)"), words.money(standing.planned)),
        (_("Invested"), f"{words.money(standing.invested)} ({words.percent(standing.share)})"),
    ]  # fmt: skip
    says = list(one.whys) or [
        _("On time by the rule: no milestone is over its day, and the plan of investment is kept.")
    ]
    tables = (_milestones(known, day), _months(known, day))
    sheet = Sheet(row.title, _("Progress of {month}").format(month=words.month(month)), facts, says, tables)
    return made(sheet, row.street, at)


def _milestones(known: Known, day: date) -> Table:
    stages = {one.pk: one.title for one in known.stages}
    rows = [
        (stages.get(one.stage, ""), one.title, str(one.planned), str(one.due) if one.moved else "",
         str(one.reached) if one.reached and one.reached <= day else "")
        for one in known.milestones
    ]  # fmt: skip
    head = (_("Planned stage"), _("Milestone"), _("First planned for"), _("Moved to"), _("Reached on"))
    return Table(_("Milestones"), head, rows, (3, 4, 2, 2, 2))


def _months(known: Known, day: date) -> Table:
    entered = {one.month: one for one in known.entered}
    rows: list[Sequence[str]] = []
    for one in rules.curve(known.planned, known.invested):
        row = entered.get(one.month)
        if one.month <= day:
            note = unseal(row.note) if row else _("not entered")
            note += f" ({_('entered late')})" if row and row.late else ""
            rows.append((
                words.month(one.month), words.money(one.month_planned), words.money(one.month_invested),
                words.money(one.planned), words.money(one.invested), note,
            ))  # fmt: skip
    head = (
        _("Month"),
        _("Planned investment"),
        _("Invested"),
        _("Planned so far"),
        _("Invested so far"),
        _("Work of the month"),
    )
    return Table(_("Months (10,000 yuan)"), head, rows, (2, 2, 2, 2, 2, 6))

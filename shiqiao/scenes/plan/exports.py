"""The lists of targets as spreadsheets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.text import number_in
from shiqiao.base.time import now
from shiqiao.scenes.plan import reads, ruleshown, shown, treeshown
from shiqiao.scenes.plan.tree import tree
from shiqiao.surfaces.desk.sockets import exports

Params = Mapping[str, str]
TARGETS = (
    Column("Target", width=26), Column("Unit of the figure", width=12), Column("In charge", width=18),
    Column("Target of the year", width=14), Column("Actual figure", width=14), Column("Through", width=12),
    Column("Done in percent", width=12), Column("Against the straight line", width=18),
    Column("Against the year before", width=14), Column("Share of the district", width=14),
    Column("Forecast to the end of the year", width=18), Column("Invented for the demonstration", width=14),
)  # fmt: skip
MONTHS = (
    Column("Month of the figure", width=14), Column("Actual figure", "number", 14),
    Column("The whole district's figure", "number", 16),
    Column("Share of the district", width=14), Column("Paper it comes from", width=40), Column("Number of the paper", width=20),
    Column("Day of the paper", "day", 12), Column("Entered by", width=20), Column("Entered", "moment", 18),
    Column("Corrected later", width=12), Column("What was wrong with the former figure", width=30),
)  # fmt: skip

RULES = (
    Column("Regulation", width=28), Column("In charge", width=20), Column("Kept this month", width=14),
    Column("Articles", "number", 10), Column("Not yet carried out", "number", 12),
    Column("tied to no line of the plan", width=18),
)  # fmt: skip
TREE = (
    Column("Kind of line", width=14), Column("Line of the plan", width=34), Column("What is tied", width=12),
    Column("Title", width=34), Column("Weight", width=8), Column("Progress", width=12),
)  # fmt: skip


def target_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the targets of a year."""
    for row in shown.rows(actor, shown.year_of(actor, params.get("year", ""), now())):
        yield (
            row.title, row.unit, row.in_charge, row.asked, row.value, row.through, row.completion, row.light_said,
            row.growth, row.share, row.forecast, _("yes") if row.invented else "",
        )  # fmt: skip


def month_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield all that was entered of a target in a year."""
    page = shown.page(
        actor, number_in(params.get("of", "")), shown.year_of(actor, params.get("year", ""), now()), now()
    )
    for one in page.entries:
        row, district = one.row, None if one.row.district is None else float(one.row.district)
        yield (
            one.month, float(row.value), district, one.share, row.paper_title, row.paper_number, row.paper_day, one.by,
            row.entered_at, _("yes") if one.former else "", row.reason,
        )  # fmt: skip


def rule_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the regulations with how far each is kept in a month."""
    for row in ruleshown.rows(actor, ruleshown.month_of(params.get("month", ""), now())):
        loose = "" if row.tied else _("yes")
        yield row.title, row.in_charge, row.share or _("nothing to measure"), row.articles, row.later or None, loose


def rule_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say of which month."""
    return [(_("Month"), ruleshown.month_of(params.get("month", ""), now()).code)]


def tree_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the plan line by line, each with what is tied to it."""
    found = tree(actor, now())
    yield from treeshown.rows(found) if found else ()


def year_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say of which year."""
    return [(_("Year"), str(shown.year_of(actor, params.get("year", ""), now())))]


def month_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say of which target and year."""
    target = reads.access_target(actor, number_in(params.get("of", "")))
    return [(_("Target"), shown.words.said(target.title)), *year_chosen(actor, params)]


def fill(scene: str) -> None:
    """Put the lists into the desk's socket."""
    exports.fill(scene, ListExport("plan-targets", "Targets", "desk:plan:targets", TARGETS, target_rows, year_chosen))
    exports.fill(
        scene,
        ListExport("plan-months", "Figures of a target", "desk:plan:target", MONTHS, month_rows, month_chosen, of=True),
    )
    exports.fill(
        scene, ListExport("plan-regulations", "Regulations", "desk:plan:regulations", RULES, rule_rows, rule_chosen)
    )
    exports.fill(scene, ListExport("plan-tree", "Work plan", "desk:plan:tree", TREE, tree_rows))

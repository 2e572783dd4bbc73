"""Files, numbers, flats and deviations of a project as spreadsheets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.text import number_in
from shiqiao.base.time import now
from shiqiao.scenes.projects.renewal import pages, reads, shown, words
from shiqiao.scenes.projects.renewal.publishing import terms_of
from shiqiao.scenes.projects.renewal.tables import Renewal
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.surfaces.desk.words import person_name, said
from shiqiao.surfaces.kit.leafing import CHUNK, leaves

Params = Mapping[str, str]


def project(actor: Actor, params: Params) -> Renewal:
    """Return the project whose list is taken away; absent and not yours are the same NotFound."""
    return reads.access_renewal(actor, number_in(params.get("of", "")))


OVERVIEW = (
    Column("Renewal project", width=28), Column("Stage of the project", width=18),
    Column("Households of the project", "number", 10),
    Column("Agreements that stand", "number", 10), Column("Audited agreements", "number", 10),
    Column("Audited by households, %", width=12), Column("Audited by area, %", width=12),
)  # fmt: skip


def overview_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the projects of the page."""
    for each in pages.overview(actor, now())["rows"]:
        one = each["one"]
        yield (
            each["row"].title, each["stage"][0], one.households, one.signed, one.audited, each["audited"].said,
            each["audited_area"].said,
        )  # fmt: skip


FILES = (
    Column("Household file", "number", 8), Column("Plot", width=8), Column("Owner of the dwelling", width=10),
    Column("Kind of dwelling", width=14),
    Column("Area, m²", width=10), Column("Money or flat", width=12), Column("Value, yuan", width=14, paper=False),
    Column("Total, yuan", width=14), Column("Version of the terms", "number", 8, paper=False), Column("State", width=16),
    Column("Number of the signature", "number", 10), Column("Number of the agreement", width=18, paper=False),
    Column("Signed on", "moment", 17), Column("Signed by", width=12, paper=False), Column("Audited on", "moment", 17),
    Column("Audited by", width=12, paper=False), Column("Failed audits", "number", 8, paper=False),
    Column("Vacated on", "moment", 17, paper=False), Column("Paid on", "moment", 17, paper=False),
    Column("Housed on", "moment", 17, paper=False), Column("Disputed", width=8), Column("Note", width=8),
)  # fmt: skip


def file_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the files of the list."""
    row, filters = project(actor, params), pages.filters_of(params)
    plots = {one.pk: one for one in reads.plots_of(row)}
    for page in leaves(lambda after: reads.files(row, filters, after=after, limit=CHUNK)):
        for one in shown.file_rows(row, page.rows, plots):
            each = one.row
            yield (
                each.serial, one.plot, one.name, one.kind, one.area, one.choice, words.yuan(each.value), one.total,
                each.terms or None, one.state, each.number, each.agreement, each.signed_at, person_name(each.signed_by),
                each.audited_at, person_name(each.audited_by), each.failures or None, each.vacated_at, each.paid_at,
                each.housed_at, _("yes") if each.disputed else "", _("invented") if each.invented else "",
            )  # fmt: skip


def facts(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say whose list it is."""
    return [(_("Renewal project"), project(actor, params).title)]


def thresholds(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say whose list it is, and how far each plot is from its threshold."""
    row = project(actor, params)
    shares = _(
        "signed %(signed)s %%, audited %(audited)s %% by households and %(area)s %% by area; needed %(needed)s %%"
    )
    plots = [
        (_("Plot %(code)s") % {"code": one.plot.code},
         shares % {"signed": one.signed.said, "audited": one.audited.said, "area": one.audited_area.said,
                   "needed": one.audited.needed})
        for one in shown.plot_rows(row)
    ]  # fmt: skip
    return [*facts(actor, params), *plots]


def chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say the filters in words."""
    row, filters, told = project(actor, params), pages.filters_of(params), []
    if filters.plot:
        told.append((_("Plot"), next((one.code for one in reads.plots_of(row) if one.pk == filters.plot), "")))
    if filters.state:
        told.append((_("State"), words.state(filters.state)[0]))
    return [*told, (_("Money or flat"), _(words.CHOICES[filters.choice]))] if filters.choice else told


NUMBERS = (
    Column("Number of the signature", "number", 10), Column("Household file", "number", 8), Column("Signed on", "moment", 17),
    Column("Signed by", width=12), Column("Void since", "moment", 17), Column("Declared void by", width=12),
)  # fmt: skip


def number_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the series of numbers."""
    row = project(actor, params)
    for page in leaves(lambda after: reads.signatures(row, after=after, limit=CHUNK)):
        for each in pages.number_rows(page.rows):
            one = each["row"]
            yield (
                one.number,
                each["serial"],
                one.at,
                person_name(one.account),
                one.voided_at,
                person_name(one.voided_by),
            )


FLATS = (
    Column("Number of the flat", width=16), Column("Type of flat", width=12), Column("Area, m²", width=10),
    Column("State", width=14), Column("Household file", "number", 8),
)  # fmt: skip


def flat_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the house stock."""
    row, state = project(actor, params), str(params.get("state", ""))[:8]
    for page in leaves(lambda after: reads.flats(row, state, after=after, limit=CHUNK)):
        for each in pages.flat_rows(page.rows):
            yield each["row"].code, each["row"].type, each["area"], each["state"], each["serial"] or None


DEVIATIONS = (
    Column("Household file", "number", 8), Column("Plot", width=8), Column("Kind of dwelling", width=14),
    Column("Money or flat", width=12), Column("What differs", width=18), Column("This household", width=14),
    Column("Usual among the alike", width=14),
    Column("Apart", width=10), Column("Reason", width=50),
)  # fmt: skip


def deviation_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield what differs among alike households."""
    row = project(actor, params)
    kinds = {one.code: said(one.title) for one in terms_of(row.street, row.pk).kinds}
    for one in pages.deviation_rows(row, kinds):
        names = ("serial", "plot", "kind", "choice", "measure", "own", "usual", "apart", "reason")
        yield [one[name] for name in names]


ALL = (
    ListExport("renewal", "Renewal projects", "desk:renewal:overview", OVERVIEW, overview_rows),
    ListExport("projects-renewal-files", "Files of renewal", "desk:renewal:files", FILES, file_rows, chosen,
               of=True, facts=thresholds),
    ListExport("projects-renewal-numbers", "Series of signatures", "desk:renewal:signatures", NUMBERS, number_rows,
               of=True, facts=facts),
    ListExport("projects-renewal-flats", "House stock", "desk:renewal:flats", FLATS, flat_rows, of=True, facts=facts),
    ListExport("projects-renewal-measure", "Like flats, like terms", "desk:renewal:measure", DEVIATIONS, deviation_rows,
               of=True, facts=facts),
)  # fmt: skip


def fill(scene: str) -> None:
    """Put the lists into the desk's socket."""
    for export in ALL:
        exports.fill(scene, export)

"""The ledger of a campaign, and the campaigns, as spreadsheets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.text import number_in
from shiqiao.base.time import now
from shiqiao.scenes.projects.campaigns import boardshown, pages, reads, shown, words
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.surfaces.desk.words import person_name
from shiqiao.surfaces.desk.words import place as place_title
from shiqiao.surfaces.kit.leafing import CHUNK, leaves

Params = Mapping[str, str]
LEDGER = (
    Column("Number", width=18), Column("Community", width=16), Column("Grid", width=20, paper=False),
    Column("Place", width=30), Column("What it is", width=36), Column("Area, m²", "number", 10),
    Column("Built in", width=9, paper=False), Column("Whose", width=14, paper=False), Column("Owner or user", width=20),
    Column("Basis", width=26, paper=False), Column("Found on", "day", 12, paper=False), Column("Found late", width=9),
    Column("State", width=22), Column("Due", "moment", 17), Column("Past the term", width=10, paper=False),
    Column("Notice number", width=20, paper=False), Column("Decision number", width=20, paper=False),
    Column("Put right, entered by", width=12, paper=False), Column("Re-checked by", width=12, paper=False),
    Column("Struck off", "moment", 17), Column("New use", width=18, paper=False), Column("Recurrence", "number", 9),
    Column("Reopened", "number", 9, paper=False), Column("Note", width=10),
)  # fmt: skip


def ledger_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the items of the ledger, as the page narrows them."""
    campaign = reads.access_campaign(actor, number_in(params.get("of", "")))
    filters, at = pages.filters_of(params), now()
    for page in leaves(lambda after: reads.ledger(actor, campaign.pk, filters, at, after=after, limit=CHUNK)):
        for row in page.rows:
            one = shown.row_of(row, at)
            yield (
                row.number, one.community, place_title(row.grid), one.place, one.what, float(row.area), str(row.built or ""),
                _(words.OWNERS[row.owner_kind]), one.owner, words.named(row, campaign.version, "bases", row.basis),
                row.found_on, _("yes") if row.late_found else "", one.state, row.due_at,
                _("late") if row.late or one.light == "red" else "", row.notice, row.decision, person_name(row.fixed_by),
                person_name(row.checked_by), row.struck_at, words.named(row, campaign.version, "uses", row.purpose),
                row.again or None, row.reopened or None, _("invented") if row.invented else "",
            )  # fmt: skip


def chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say the filters in words."""
    filters = pages.filters_of(params)
    told = [(_("Tab"), _(words.TABS[filters.tab]))]
    if filters.community:
        told.append((_("Community"), place_title(filters.community)))
    return [*told, (_("State"), words.state(filters.state)[0])] if filters.state else told


def facts(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say which campaign it is, and how far the part of it is that the actor sees."""
    row = reads.access_campaign(actor, number_in(params.get("of", "")))
    done = boardshown.card(row, reads.cells(actor, [row.pk]).get(row.pk, []), localdate(now()))
    told = {"struck": done["progress"].struck, "items": done["progress"].items, "share": done["share"]}
    return [
        (_("Campaign"), f"{row.title} · {done['kind']}"), (_("Leading post"), done["lead"]),
        (_("Runs from – until"), f"{row.since} – {row.until}"), (_("Ledger complete by"), str(row.baseline)),
        (_("Struck off"), _("%(struck)s of %(items)s items (%(share)s)") % told),
        (_("Area struck off, m²"), f"{done['struck_area']} / {done['area']} ({done['area_share']})"),
    ]  # fmt: skip


CAMPAIGNS = (
    Column("Campaign", width=34), Column("Kind of campaign", width=20), Column("Leading post", width=24),
    Column("First day of the campaign", "day", 12),
    Column("Until", "day", 12), Column("Ledger complete by", "day", 14), Column("Items", "number", 8),
    Column("Struck off", "number", 8), Column("Area, m²", "number", 12), Column("Area struck off, m²", "number", 12),
    Column("Found late", "number", 9),
)  # fmt: skip


def campaign_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the campaigns with their progress."""
    for one in boardshown.list_page(actor, now())["cards"]:
        row, done = one["row"], one["progress"]
        yield (
            row.title, one["kind"], one["lead"], row.since, row.until, row.baseline, done.items, done.struck,
            float(done.area), float(done.struck_area), done.late_found,
        )  # fmt: skip


def fill(scene: str) -> None:
    """Put the lists into the desk's socket."""
    exports.fill(scene, ListExport("campaigns", "Campaigns", "desk:campaigns:list", CAMPAIGNS, campaign_rows))
    exports.fill(
        scene,
        ListExport(
            "projects-campaign-items",
            "Ledger of a campaign",
            "desk:campaigns:ledger",
            LEDGER,
            ledger_rows,
            chosen,
            of=True,
            facts=facts,
        ),
    )

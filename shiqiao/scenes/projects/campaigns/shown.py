"""What the pages show of an item and of the ledger, assembled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.text import mask_name, masked
from shiqiao.base.time import now
from shiqiao.kernel.clocks.reads import clocks_of, explain
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.projects.campaigns import moves, reads, rights, rules, words
from shiqiao.scenes.projects.campaigns.store import ITEM, unseal
from shiqiao.scenes.projects.campaigns.tables import Campaign, CampaignEntry, CampaignItem
from shiqiao.surfaces.desk.matterpage import actor_said, clock_shown
from shiqiao.surfaces.desk.revealing import shown as reveal_shown
from shiqiao.surfaces.desk.words import approved, clock_steps, happened, person_name, post_title
from shiqiao.surfaces.desk.words import place as place_title
from shiqiao.surfaces.kit.shapes import PhotoShown, Step


@dataclass(frozen=True)
class ItemRow:
    """An item in a list."""

    row: CampaignItem
    url: str
    place: str
    what: str
    owner: str
    community: str
    state: str
    tone: str
    light: str
    step: str


def row_of(row: CampaignItem, at: datetime | None = None) -> ItemRow:
    """Return an item for a list, without a query."""
    state, tone = words.state(row.state)
    return ItemRow(
        row, reverse("desk:campaigns:item", args=[row.pk]), masked(unseal(row.place)), masked(unseal(row.what)),
        owner_of(row), place_title(row.community), state, tone, light(row, at or now()),
        _(words.STEPS[moves.STEP[row.state]]) if row.state in moves.STEP else "",
    )  # fmt: skip


def owner_of(row: CampaignItem) -> str:
    """Say whose an item is: a firm by its name, a person masked, else what is known."""
    name = unseal(row.owner)
    if name:
        return name if row.owner_kind in ("firm", "public") else mask_name(name)
    return _(words.OWNERS[row.owner_kind])


def light(row: CampaignItem, at: datetime) -> str:
    """Return the light of the term that runs; grey where none does."""
    if row.due_at is None:
        return "grey"
    if row.due_at <= at:
        return "red"
    return "yellow" if at >= row.moved_at + (row.due_at - row.moved_at) * 0.75 else "green"


@dataclass(frozen=True)
class Act:
    """What can be done with an item now."""

    do: str
    title: str
    icon: str
    url: str
    main: bool = False


QUIET = frozenset({"dismiss", "send_back", "enforce", "photo"})


def acts(actor: Actor, row: CampaignItem, at: datetime) -> list[Act]:
    """Return what an actor can do with an item now."""
    own = row.state == "fixed" and row.fixed_by == (actor.account or -1)
    found = [
        one.do
        for one in moves.moves_from(row.state, row.how)
        if rights.may(actor, one.by, row) and not (own and one.by == "checker")
        and (one.do != "enforce" or rules.may_enforce(row.due_at, at))
    ]  # fmt: skip
    if row.state in moves.OPEN and rights.may(actor, "ground", row):
        found.append("photo")
    return [
        Act(do, _(words.MOVES[do][0]), words.MOVES[do][1], reverse("desk:campaigns:act", args=[row.pk, do]), do not in QUIET)
        for do in found
    ]  # fmt: skip


def page_of(actor: Actor, row: CampaignItem, campaign: Campaign, at: datetime) -> dict[str, Any]:
    """Return what an item's page shows."""
    files, entries = reads.files_of(row), reads.entries_of(row)
    photos = [photo(row, one) for one in files if one.is_picture]
    refs = [Ref("matter", one.matter) for one in reads.sightings_of(row)]
    firm = Ref("organisation", row.organisation)
    told = show(actor, [*refs, firm] if row.organisation else refs)
    return {
        "one": row_of(row, at), "item": row, "campaign": campaign, "acts": acts(actor, row, at),
        "own": row.state == "fixed" and row.fixed_by == (actor.account or -1),
        "kind": words.kind(row.street, campaign.version, row.kind),
        "basis": words.named(row, campaign.version, "bases", row.basis),
        "use": words.named(row, campaign.version, "uses", row.purpose), "owner_kind": _(words.OWNERS[row.owner_kind]),
        "firm": told.get(firm), "reveal": _reveal(actor, row), "people": _people(row), "photos": pictures(photos),
        "grid": place_title(row.grid), "lead": post_title(row.lead), "post": post_title(row.post),
        "chain": [row_of(one, at) for one in reads.chain_of(actor, row)],
        "sightings": [(one, told.get(Ref("matter", one.matter)), _(words.MEANT[one.meant])) for one in reads.sightings_of(row)],
        "clocks": [replace(clock_shown(one, at), why=clock_steps(approved(explain(one), row.street)))
                   for one in clocks_of(Ref(ITEM, row.pk)) if one.stopped_at is None],
        "steps": steps(row, entries, files), "path": path(row), "keeps": rights.keeps(actor, row.lead),
    }  # fmt: skip


def _reveal(actor: Actor, row: CampaignItem) -> Any:
    hidden = row.owner and row.owner_kind in ("person", "unknown") and rights.reveals(actor, row)
    return reveal_shown(ITEM, row.pk, [("name:0", _("Owner or user"))]) if hidden else None


def _people(row: CampaignItem) -> list[tuple[str, str, Any]]:
    """Return who did what when, as far as it is done."""
    told = (
        (_("Who entered it"), row.recorded_by, row.recorded_at), (_("Put right, entered by"), row.fixed_by, row.fixed_at),
        (_("Re-checked by"), row.checked_by, row.checked_at), (_("Struck off by"), row.struck_by, row.struck_at),
    )  # fmt: skip
    return [(title, person_name(account), at) for title, account, at in told if at is not None]


PATH = ("found", "identified", "notified", "fixed", "checked", "struck_off", "used")


def path(row: CampaignItem) -> list[tuple[str, str]]:
    """Return the stations of an item's way with where it stands: done, here, or to come."""
    at = "notified" if row.state == "enforcing" else row.state
    if at not in PATH:
        return []
    here = PATH.index(at)
    names = {
        "found": _("Item found"), "identified": _("Identified"), "notified": _("Notified"), "fixed": _("Item put right"),
        "checked": _("Re-checked"), "struck_off": _("Struck off"), "used": _("New use"),
    }  # fmt: skip
    if row.state == "enforcing":
        names["notified"] = _("Enforcement")
    return [(names[code], "done" if n < here else "here" if n == here else "to_come") for n, code in enumerate(PATH)]


def photo(row: CampaignItem, file: Any) -> PhotoShown:
    """Return a picture of an item."""
    url = reverse("desk:campaigns:file", args=[row.pk, file.id])
    kind = file.purpose if file.purpose in ("before", "after") else ""
    return PhotoShown(url, f"{url}?small=1", "", kind, file.taken_at or file.created_at)


def pictures(photos: Sequence[PhotoShown]) -> dict[str, Any]:
    """Return pictures by kind; compared are the first from before and the last from after."""
    before, after = [one for one in photos if one.kind == "before"], [one for one in photos if one.kind == "after"]
    after.reverse()
    return {
        "before": before, "after": after, "others": [one for one in photos if not one.kind], "any": bool(photos),
        "compared": bool(before and after),
    }  # fmt: skip


def steps(row: CampaignItem, entries: Sequence[CampaignEntry], files: Sequence[Any]) -> list[Step]:
    """Return what happened to an item, the newest first: its own lines and the warnings of its clocks."""
    said_by, by_hash = {one.pk: one for one in entries}, {one.sha256: one for one in files}
    lines = [*lines_of(Ref(ITEM, row.pk))]
    for clock in clocks_of(Ref(ITEM, row.pk)):
        lines += lines_of(Ref("clock", clock.id))
    lines.sort(key=lambda line: (line.recorded_at, line.seq), reverse=True)
    return [_step(line, row, said_by.get(line.data.get("entry", 0)), by_hash) for line in lines]


def _step(line: Any, row: CampaignItem, entry: CampaignEntry | None, files: Mapping[str, Any]) -> Step:
    title, icon, tone = happened(line.code) or (line.code, "point", "")
    found = [photo(row, files[sha]) for sha in (entry.files if entry else ()) if sha in files]
    details = [(_("Term"), _("term not kept"))] if line.data.get("late") else []
    details += [(_(name), str(line.data[key])) for key, name in SAID.items() if line.data.get(key)]
    return Step(
        at=line.happened_at, title=_(title), icon=icon, tone=tone, details=details, photos=found,
        by=_("by itself") if line.actor.startswith("system.") else actor_said(line, row.street),
        text=masked(unseal(entry.text)) if entry else "",
    )  # fmt: skip


SAID = {"notice": "Notice number", "decision": "Decision number"}  # msgids of the item's page

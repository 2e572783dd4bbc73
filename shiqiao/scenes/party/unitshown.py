"""What the pages of units, lists, matches, assessments and double reporting show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.text import mask_name, mask_phone
from shiqiao.scenes.party import figures, lists, reads, rights, shown, words
from shiqiao.scenes.party.publishing import rules_of
from shiqiao.scenes.party.servicetables import MEMBER_SEAL, ReportedIn, ServiceHours
from shiqiao.scenes.party.store import unseal
from shiqiao.scenes.party.tables import JointMeeting, JointSeat, ListItem, ListMatch, StationedUnit, UnitAssessment
from shiqiao.scenes.party.units import communities
from shiqiao.surfaces.desk.words import place

Said = tuple[str, str]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A stationed unit as lists show it: no contact."""

    row: StationedUnit
    url: str
    name: str
    kind: str
    community: str
    seated: bool
    shown: dict[str, float]


def unit_rows(street: int, rows: Sequence[StationedUnit], day: date) -> list[UnitRow]:
    """Return units as lists show them, with what the year's records tell."""
    names, there = reads.names(street, (row.pk for row in rows)), reads.seated([row.pk for row in rows], day)
    kinds = rules_of(street).kinds
    return [
        UnitRow(
            row, reverse("desk:party:unit", args=[row.pk]), names.get(row.pk, "—"), words.title_of(kinds, row.kind),
            place(row.community), row.pk in there, {},
        )
        for row in rows
    ]  # fmt: skip


def seat_said(seat: JointSeat) -> dict[str, Any]:
    """Return a seat with its first and last day."""
    last = seat.during.upper - timedelta(days=1) if seat.during.upper else None
    return {"role": _(words.ROLES[seat.role]), "first": seat.during.lower, "last": last}


def unit_page(actor: Actor, row: StationedUnit, day: date) -> dict[str, Any]:
    """Return a unit with seats, lists, projects, what the records tell and how communities scored it."""
    acts = rights.acts(actor, row.community)
    name, phone = unseal(row.contact), unseal(row.phone)
    lines = list(ListItem.objects.filter(unit=row.pk).order_by("-pk")[:20])
    projects = reads.projects(actor, reads.Filters(tab="all", unit=row.pk), limit=10)
    return {
        "one": unit_rows(row.street, [row], day)[0], "row": row, "acts": acts,
        "heads": rights.headed(actor, communities(row.street)), "contact": mask_name(name) if acts and name else "",
        "phone": mask_phone(phone) if acts and phone else "", "seats": [seat_said(one) for one in reads.seats_of([row.pk])],
        "record": record_said(row, day.year), "year": day.year, "lines": item_rows(row.street, lines, day),
        "projects": shown.project_rows(row.street, projects.rows), "more": bool(projects.next),
        "assessed": assessment_rows(row.street, reads.assessments(actor, 0, unit=row.pk)),
        "meeting": words.said(rules_of(row.street).meeting), "organisation": Ref("organisation", row.organisation),
    }  # fmt: skip


def record_said(row: StationedUnit, year: int, community: int = 0) -> list[tuple[str, str]]:
    """Return what the records tell of a unit in a year, in words."""
    found = figures.of_unit(row.pk, year, community)
    return [(_(words.BASES[code]), f"{value:g}") for code, value in found.items()]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A line of a list as it is shown."""

    row: ListItem
    url: str
    theme: str
    community: str
    unit: str
    state: Said


def item_rows(street: int, rows: Sequence[ListItem], day: date) -> list[ItemRow]:
    """Return lines of a list as they are shown, in a query for the units' names."""
    names, themes = reads.names(street, (row.unit for row in rows)), rules_of(street).themes
    return [
        ItemRow(
            row, reverse("desk:party:item", args=[row.pk]), words.title_of(themes, row.theme), place(row.community),
            names.get(row.unit, ""),
            words.pair(words.ITEMS, "over" if row.state == "open" and row.until < day else row.state),
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class MatchRow:
    """A need, the unit that may answer it, and why."""

    row: ListMatch
    need: ListItem | None
    resource: ListItem | None
    unit: str
    community: str
    state: Said
    reasons: list[str]
    acts: bool


def match_rows(actor: Actor, rows: Sequence[ListMatch]) -> list[MatchRow]:
    """Return matches as they are shown."""
    street = actor.street or 0
    lines = reads.lines_by_id(number for row in rows for number in (row.need, row.resource))
    names, themes = reads.names(street, (row.unit for row in rows)), rules_of(street).themes
    return [
        MatchRow(
            row, lines.get(row.need), lines.get(row.resource), names.get(row.unit, "—"), place(row.community),
            words.pair(words.MATCHES, row.state), [words.reason(one[0], one[1], one[2], themes) for one in row.reasons],
            rights.acts(actor, row.community),
        )
        for row in rows
    ]  # fmt: skip


def item_page(actor: Actor, row: ListItem, day: date) -> dict[str, Any]:
    """Return a line of a list with counterparts and their reasons, and its matches."""
    acts, standing = rights.acts(actor, row.community), row.state == "open" and row.until >= day
    found = lists.candidates(row, day) if acts and standing else []
    shown_rows = {one.row.pk: one for one in item_rows(row.street, [one.item for one in found], day)}
    themes = rules_of(row.street).themes
    return {
        "one": item_rows(row.street, [row], day)[0], "row": row, "acts": acts, "open": standing,
        "side": _(words.SIDES[row.side]), "matches": match_rows(actor, reads.matches_of(row)),
        "candidates": [
            (shown_rows[one.item.pk], one.score, [words.reason(r.code, r.points, r.said, themes) for r in one.reasons])
            for one in found
        ],
    }  # fmt: skip


def meeting_rows(street: int, rows: Sequence[JointMeeting]) -> list[dict[str, Any]]:
    """Return joint meetings with the units that came."""
    there = reads.present(row.pk for row in rows)
    names = reads.names(street, (unit for units in there.values() for unit in units))
    return [
        {"row": row, "units": [names.get(one, "—") for one in there.get(row.pk, [])],
         "community": place(row.community) if row.community else _("The whole street")}
        for row in rows
    ]  # fmt: skip


def assessment_rows(street: int, rows: Sequence[UnitAssessment]) -> list[dict[str, Any]]:
    """Return assessments with points beside what the records showed."""
    names = reads.names(street, (row.unit for row in rows))
    found = []
    for row in rows:
        table = rules_of(street, row.version)
        lines = [
            (words.said(one.title), row.points.get(one.code, 0), one.most, f"{row.shown.get(one.basis, 0):g}")
            for one in table.criteria
        ]
        found.append({
            "row": row, "unit": names.get(row.unit, "—"), "url": reverse("desk:party:unit", args=[row.unit]),
            "community": place(row.community), "lines": lines,
        })  # fmt: skip
    return found


# ── double reporting ───────────────────────────────────────────────────────────────────────────────────────────────


def hours(minutes: int) -> str:
    """Say minutes as hours."""
    return f"{minutes / 60:.1f}".rstrip("0").rstrip(".")


def report_rows(street: int, rows: Sequence[ReportedIn]) -> list[dict[str, Any]]:
    """Return who reported in; a member is shown by number and organisation, without a name."""
    names = reads.names(street, (row.unit for row in rows))
    minutes = reads.confirmed_minutes(row.pk for row in rows)
    return [
        {"row": row, "url": reverse("desk:party:report", args=[row.pk]), "side": _(words.REPORTS[row.side]),
         "unit": names.get(row.unit, "—"), "community": place(row.community), "hours": hours(minutes.get(row.pk, 0))}
        for row in rows
    ]  # fmt: skip


def report_page(actor: Actor, row: ReportedIn) -> dict[str, Any]:
    """Return a report with claims and hours; name and telephone of a member masked, for the community's head."""
    heads, services = rights.heads(actor, row.community), rules_of(row.street).services
    own = heads and row.side == "member"
    name, phone = (unseal(row.name, MEMBER_SEAL), unseal(row.phone, MEMBER_SEAL)) if own else ("", "")
    claims = reads.claims_of(row)
    titles = {one.pk: words.title_of(services, one.service) for one in claims}
    return {
        "one": report_rows(row.street, [row])[0], "row": row, "heads": heads, "name": mask_name(name) if name else "",
        "phone": mask_phone(phone) if phone else "", "claims": [(one, titles[one.pk]) for one in claims],
        "writes": heads or (row.side == "unit" and rights.writes_hours(actor, row.community)),
        "open": row.ended_at is None,
        "hours": [hours_row(one, titles.get(one.claim, ""), actor) for one in reads.hours_of(row)],
    }  # fmt: skip


def hours_row(row: ServiceHours, title: str, actor: Actor) -> dict[str, Any]:
    """Return hours of service as they are shown, and whether the actor may judge them."""
    judges = row.state == "waiting" and rights.heads(actor, row.community) and row.account != (actor.account or 0)
    return {"row": row, "service": title, "hours": hours(row.minutes), "state": words.pair(words.HOURS, row.state),
            "judges": judges, "url": reverse("desk:party:report", args=[row.reported])}  # fmt: skip

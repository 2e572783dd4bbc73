"""What the pages of service projects show: rows, a project with its record, a time with its bookings, the calendar."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shiqiao.base.actor import Actor
from shiqiao.base.text import mask_name, mask_phone
from shiqiao.scenes.party import figures, reads, rights, words
from shiqiao.scenes.party.figures import Figures
from shiqiao.scenes.party.publishing import rules_of
from shiqiao.scenes.party.rules import percent
from shiqiao.scenes.party.servicetables import Occasion, ServiceBooking, ServiceProject
from shiqiao.scenes.party.store import BOOKING_SEAL, day_of, unseal
from shiqiao.surfaces.desk.words import place

Said = tuple[str, str]
CAME_SHOWN = 12


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A service project as lists show it."""

    row: ServiceProject
    url: str
    unit: str
    unit_url: str
    theme: str
    community: str
    state: Said
    told: Figures
    repeat: str


def state_of(row: ServiceProject, told: Figures) -> Said:
    """Say how a project stands: landed follows from its records."""
    if told.delivered:
        return words.pair(words.PROJECTS, "landed")
    return words.pair(words.PROJECTS, "ended" if row.state == "ended" else "planned")


def project_rows(street: int, rows: Sequence[ServiceProject]) -> list[ProjectRow]:
    """Return projects as lists show them."""
    told, names = figures.of_projects([row.pk for row in rows]), reads.names(street, (row.unit for row in rows))
    themes = rules_of(street).themes
    return [
        ProjectRow(
            row, reverse("desk:party:project", args=[row.pk]), names.get(row.unit, "—"),
            reverse("desk:party:unit", args=[row.unit]), words.title_of(themes, row.theme), place(row.community),
            state_of(row, told[row.pk]), told[row.pk], percent(told[row.pk].again, told[row.pk].residents),
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class OccasionRow:
    """A time of a project, with what became of it."""

    row: Occasion
    url: str
    state: Said
    free: int
    came: int
    photos: list[Any]
    project: ProjectRow | None = None


def occasion_state(row: Occasion, at: datetime) -> str:
    """Return how a time stands: full, over without a record, delivered, cancelled, or open."""
    if row.state != "open":
        return row.state
    if row.ends_at < at:
        return "due"
    return "full" if row.taken >= row.places else "open"


def occasion_rows(
    rows: Sequence[Occasion], at: datetime, projects: dict[int, ProjectRow] | None = None
) -> list[OccasionRow]:
    """Return times as they are shown, in two queries."""
    numbers = [row.pk for row in rows]
    came = reads.came_to(numbers)
    photos = reads.photos_of(numbers)
    return [
        OccasionRow(
            row, reverse("desk:party:occasion", args=[row.pk]), words.pair(words.OCCASIONS, occasion_state(row, at)),
            row.places - row.taken, came.get(row.pk, 0) + row.others, photo_rows(row, photos.get(row.pk, [])),
            (projects or {}).get(row.project),
        )
        for row in rows
    ]  # fmt: skip


def photo_rows(row: Occasion, found: Iterable[Any]) -> list[dict[str, str]]:
    """Return the photos of a time for the kit's figure."""
    kept = []
    for one in found:
        url = reverse("desk:party:photo", args=[row.pk, one.pk])
        kept.append({"url": url, "thumb": f"{url}?small=1", "title": "", "kind": ""})
    return kept


def project_page(actor: Actor, row: ServiceProject, at: datetime) -> dict[str, Any]:
    """Return a project with its times, its record and what residents said of it."""
    one = project_rows(row.street, [row])[0]
    times = occasion_rows(reads.occasions_of(row.pk), at)
    return {
        "one": one, "row": row, "times": times, "acts": rights.acts(actor, row.community), "open": row.state == "open",
        "said": stars_said(row.pk), "repeat": repeat_said(one.told), "photos": [p for time in times for p in time.photos],
        "point": row.lon is not None,
    }  # fmt: skip


def repeat_said(told: Figures) -> str:
    """Say how many of the residents came again."""
    if not told.residents:
        return ""
    share = percent(told.again, told.residents)
    return _("%(again)s of %(all)s residents booked again: %(share)s") % {
        "again": told.again, "all": told.residents, "share": share,
    }  # fmt: skip


def stars_said(project: int) -> list[dict[str, Any]]:
    """Return what residents who came said, the latest first, without who it was."""
    rows = reads.rated(project, CAME_SHOWN)
    return [
        {
            "stars": _(words.STARS[row.stars or 1]),
            "count": row.stars,
            "text": unseal(row.said, BOOKING_SEAL),
            "at": row.rated_at,
        }
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class BookingRow:
    """A booking for whoever acts for the community: masked."""

    row: ServiceBooking
    name: str
    phone: str
    state: Said
    channel: str
    stars: str


def booking_rows(rows: Iterable[ServiceBooking]) -> list[BookingRow]:
    """Return bookings, masked; one whose person was erased shows nobody."""
    found = []
    for row in rows:
        name, phone = unseal(row.name, BOOKING_SEAL), unseal(row.phone, BOOKING_SEAL)
        found.append(BookingRow(
            row, mask_name(name) if name else "—", mask_phone(phone) if phone else "",
            words.pair(words.BOOKINGS, row.state), _(words.CHANNELS.get(row.channel, row.channel)),
            _(words.STARS[row.stars]) if row.stars else "",
        ))  # fmt: skip
    return found


def occasion_page(actor: Actor, row: Occasion, at: datetime) -> dict[str, Any]:
    """Return a time with its bookings and what can be done."""
    project = reads.access_project(actor, row.project)
    acts = rights.acts(actor, row.community)
    return {
        "one": occasion_rows([row], at)[0], "row": row, "project": project_rows(row.street, [project])[0], "acts": acts,
        "bookings": booking_rows(reads.bookings_of(actor, row)), "begun": row.starts_at <= at, "open": row.state == "open",
        "places": ngettext("%(n)s place", "%(n)s places", row.places) % {"n": row.places},
    }  # fmt: skip


def calendar(
    street: int, since: datetime, until: datetime, filters: reads.Filters, at: datetime
) -> dict[date, list[OccasionRow]]:
    """Return the times between two moments by day, with their projects."""
    rows = reads.upcoming(street, since, until, filters)
    projects = reads.projects_by_id(row.project for row in rows)
    told = {one.row.pk: one for one in project_rows(street, list(projects.values()))}
    days: dict[date, list[OccasionRow]] = {}
    for one in occasion_rows(rows, at, told):
        days.setdefault(day_of(one.row.starts_at), []).append(one)
    return days


def map_points(days: dict[date, list[OccasionRow]], portal: bool = False) -> dict[str, Any]:
    """Return the places of a calendar as points: one for each project, green where a place is free."""
    features, seen = [], set()
    for one in (one for rows in days.values() for one in rows):
        project = one.project
        if project is None or project.row.lon is None or project.row.pk in seen:
            continue
        seen.add(project.row.pk)
        url = reverse("portal:party:project", args=[project.row.pk]) if portal else project.url
        features.append({
            "type": "Feature", "geometry": {"type": "Point", "coordinates": [project.row.lon, project.row.lat]},
            "properties": {
                "title": f"{project.row.title} · {project.row.place}", "light": "green" if one.free else "yellow", "url": url,
            },
        })  # fmt: skip
    return {"type": "FeatureCollection", "features": features}

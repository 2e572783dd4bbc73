"""The registry as its pages show it: masked, with freshness, and what all scenes tell. No query per row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.text import masked
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.privacy.reads import log_of
from shiqiao.kernel.privacy.rules import may_reveal
from shiqiao.kernel.registry import reads, rules, sealing, subjects
from shiqiao.kernel.registry.fields import FieldSpec, dictionary, fields_of, known_fields
from shiqiao.kernel.registry.models import Building, Dwelling, Fact, Household, Organisation, Person
from shiqiao.surfaces.desk import registrywords as say
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.kit.shapes import Step

ELDERLY = 80
KINDS = ("person", "organisation", "building")
EXPORTS = {kind: f"registry-{kind}s" for kind in KINDS}  # the lists as they are taken away
FOUND = 30  # rows that a search shows of each kind
BASE_VALID = timedelta(days=365)  # after this time name, numbers and home of a person want confirming


@dataclass(frozen=True)
class Row:
    """A line of a list: a person, organisation, building or household."""

    url: str
    title: str
    first: str = ""
    second: str = ""
    place: str = ""
    state: str = ""
    tone: str = "grey"


@dataclass(frozen=True)
class FactShown:
    """One thing that is known, or that could be."""

    key: str
    title: str
    value: str = ""
    number: int = 0
    source: str = ""
    confirmed_at: datetime | None = None
    fresh: str = ""
    tone: str = ""
    sensitive: bool = False
    derived: bool = False
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Panel:
    """What a scene adds to the page."""

    title: str
    html: SafeString


@dataclass
class Page:
    """The page of one record; each kind fills what it has."""

    ref: Ref
    row: Any
    title: str
    place: str
    badges: list[tuple[str, str, str]] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    facts: list[FactShown] = field(default_factory=list)
    unknown: list[FactShown] = field(default_factory=list)
    before: list[FactShown] = field(default_factory=list)
    members: list[dict[str, Any]] = field(default_factory=list)
    stays: list[dict[str, Any]] = field(default_factory=list)
    contacts: list[dict[str, Any]] = field(default_factory=list)
    doubles: list[dict[str, Any]] = field(default_factory=list)
    merges: list[dict[str, Any]] = field(default_factory=list)
    steps: Sequence[Step] = ()
    panels: Sequence[Panel] = ()
    log: list[dict[str, Any]] = field(default_factory=list)
    writes: bool = False
    merging: bool = False
    reveals: list[tuple[str, str]] = field(default_factory=list)


# ── lists ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def rows_of(kind: str, rows: Iterable[Any]) -> list[Row]:
    """Return the rows of a list."""
    found = list(rows)
    if kind == "person":
        return persons(found)
    shown = {"organisation": _organisation, "building": _building, "household": _household}[kind]
    return [shown(row) for row in found]


def found(actor: Actor, kind: str, text: str) -> list[Row]:
    """Return what a text finds among the records of a kind."""
    find: Mapping[str, Any] = {
        "person": reads.find_persons, "organisation": reads.find_organisations, "building": reads.find_buildings,
    }  # fmt: skip
    return rows_of(kind, find[kind](actor, text, limit=FOUND))


def persons(rows: Sequence[Person]) -> list[Row]:
    """Return persons as rows, with the homes they live in from one query."""
    homes = reads.homes_of({row.household for row in rows if row.household})
    return [_person(row, homes.get(row.household)) for row in rows]


def _person(row: Person, home: Household | None) -> Row:
    year = str(row.birth_year) if row.birth_year else ""
    title = rules.masked("name", sealing.open_name(row))
    place = subjects.household_title(home) if home else words.place(row.grid)
    tone = "green" if row.state == "present" else "grey"
    return Row(url("person", row.pk), title, say.say({str(k): v for k, v in say.SEXES.items()}, str(row.sex)), year, place,
               say.say(say.PERSON_STATES, row.state), tone)  # fmt: skip


def _organisation(row: Organisation) -> Row:
    tone = "green" if row.state == "operating" else "grey"
    return Row(url("organisation", row.pk), row.name, row.code or "—", say.say(say.ORGANISATION_KINDS, row.kind),
               row.address or words.place(row.grid), say.say(say.ORGANISATION_STATES, row.state), tone)  # fmt: skip


def _building(row: Building) -> Row:
    floors = _("%(n)s floors") % {"n": row.floors} if row.floors else ""
    return Row(url("building", row.pk), row.name, say.say(say.BUILDING_KINDS, row.kind), floors, words.place(row.grid))


def _household(row: Household) -> Row:
    return Row(url("household", row.pk), subjects.household_title(row), say.say(say.HOUSEHOLD_KINDS, row.kind), row.number,
               words.place(row.grid))  # fmt: skip


def url(kind: str, number: int) -> str:
    """Return the address of a record's page."""
    return reverse("desk:registry-record", args=[kind, number])


def columns(kind: str) -> list[str]:
    """Return the headings of a list."""
    return {
        "person": [_("Name of the person"), _("Sex"), _("Born in"), _("Lives"), _("State")],
        "organisation": [_("Name of the organisation"), _("Credit code"), _("Kind"), _("Address"), _("State")],
        "building": [_("Name of the building"), _("Kind"), _("Floors"), _("Place"), ""],
        "household": [_("Household"), _("Kind"), _("The office's own number"), _("Place"), ""],
    }[kind]


# ── one record ─────────────────────────────────────────────────────────────────────────────────────────────────────


def page_of(actor: Actor, row: Any, at: datetime) -> Page:
    """Assemble the page of a record that the actor sees."""
    ref = Ref(row.KIND, row.pk)
    writes = bool(actor.roles & rules.WRITES)
    page = Page(ref, row, "", words.place(row.grid), writes=writes, merging=bool(actor.roles & rules.MERGES))
    _FILL[row.KIND](page, actor, at)
    page.facts = [fact_shown(fact, at) for fact in reads.facts_of(actor, ref)]
    page.before = [fact_shown(fact, at) for fact in reads.facts_of(actor, ref, ended=True)]
    known = {fact.key for fact in page.facts}
    sensitive = bool(actor.roles & rules.SENSITIVE)
    page.unknown = [_unknown(spec) for spec in fields_of(ref.kind, row.street) if _open(spec, known, sensitive)]
    if ref.kind in ("person", "organisation"):
        page.doubles = [_double(pair, other) for pair, other in reads.pairs_of(actor, ref)]
        page.merges = [_merge(ref, merge) for merge in reads.merges_of(ref)]
    page.steps = steps_of(actor, ref)
    page.panels = [found for panel in subjects.panels_of(ref.kind) if (found := _panel(panel, actor, ref))]
    page.log = [_looked(line) for line in log_of(actor, ref, 20)]
    return page


def _open(spec: FieldSpec, known: set[str], sensitive: bool) -> bool:
    return spec.key not in known and not spec.derived and (sensitive or spec.data_class != "sensitive")


def _unknown(spec: FieldSpec) -> FactShown:
    return FactShown(spec.key, words.said(spec.title), sensitive=spec.data_class == "sensitive")


def fact_shown(fact: Fact, at: datetime) -> FactShown:
    """Return a fact in the reader's words, with its freshness."""
    spec = known_fields()[fact.key]
    fresh, tone = say.FRESH[rules.freshness(fact.confirmed_at, fact.valid_until, at)]
    return FactShown(
        fact.key, words.said(spec.title), value_shown(spec, sealing.value_of(fact)), fact.pk, say.say(say.SOURCES, fact.source),
        fact.confirmed_at, _(fresh), tone, spec.data_class == "sensitive", ended_at=fact.ended_at,
    )  # fmt: skip


def value_shown(spec: FieldSpec, value: str) -> str:
    """Return a value in the reader's words."""
    if spec.kind == "yes_no":
        return _("yes") if value == "yes" else _("no")
    return words.said(spec.values[value]) if value in spec.values else masked(value)


def _fill_person(page: Page, actor: Actor, at: datetime) -> None:
    row: Person = page.row
    opened = sealing.open_person(row)
    page.title = rules.masked("name", opened.name)
    masks = {name: rules.masked(name, getattr(opened, name)) for name in rules.REVEALED}
    page.reveals = [
        (n, f"{_(say.COLUMNS[n])} {m}") for n, m in masks.items() if m and may_reveal(actor.roles, row.KIND, n)
    ]
    page.pairs = [(_(say.COLUMNS[name]), mask or "—") for name, mask in masks.items()]
    page.pairs.append((_("Sex"), _(say.SEXES[row.sex])))
    page.badges = [(say.say(say.PERSON_STATES, row.state), "green" if row.state == "present" else "grey", "user")]
    if opened.born and rules.age(date.fromisoformat(opened.born), at.date()) >= ELDERLY:
        page.badges.append((words.said(dictionary()["elderly_over_80"].title), "blue", "star"))
    fresh, tone = say.FRESH[rules.freshness(row.confirmed_at, row.confirmed_at + BASE_VALID, at)]
    page.badges.append((_(fresh), tone, "clock"))
    stays = reads.memberships_of(row.pk)
    homes = reads.homes_of({stay.household_id for stay in stays})
    page.stays = [_stay(stay, homes[stay.household_id]) for stay in stays]
    page.members = [_member(one) for one in reads.members_of(row.household)] if row.household else []
    page.contacts = [
        {**_firm(one.organisation), "role": say.say(say.CONTACT_ROLES, one.role), "until": one.during.upper}
        for one in reads.organisations_of(row.pk)
    ]


def _fill_organisation(page: Page, actor: Actor, at: datetime) -> None:
    row: Organisation = page.row
    page.title = row.name
    page.badges = [
        (say.say(say.ORGANISATION_STATES, row.state), "green" if row.state == "operating" else "grey", "building-store")
    ]
    page.pairs = [
        (_("Credit code"), row.code or "—"), (_("Kind"), say.say(say.ORGANISATION_KINDS, row.kind)),
        (_("Industry code"), row.industry or "—"), (_("Address"), row.address or "—"),
    ]  # fmt: skip
    sees = bool(actor.roles & rules.BROWSES)
    page.contacts = [
        {"title": rules.masked("name", sealing.open_name(one.person)), "url": url("person", one.person_id) if sees else "",
         "role": say.say(say.CONTACT_ROLES, one.role), "until": one.during.upper, "number": one.pk}
        for one in reads.contacts_of(row.pk)
    ]  # fmt: skip


def _fill_household(page: Page, actor: Actor, at: datetime) -> None:
    row: Household = page.row
    row.dwelling = reads.dwelling_of(row)
    page.title = subjects.household_title(row)
    page.pairs = [(_("Kind"), say.say(say.HOUSEHOLD_KINDS, row.kind)), (_("The office's own number"), row.number or "—"),
                  (_("Since"), words.day(row.began.isoformat()))]  # fmt: skip
    if row.ended:
        page.badges = [(_("ended"), "grey", "archive")]
    page.members = [_member(one) for one in reads.members_of(row.pk)]


def _fill_dwelling(page: Page, actor: Actor, at: datetime) -> None:
    row: Dwelling = page.row
    page.title = subjects.dwelling_title(row)
    page.pairs = [(_("Use"), say.say(say.USES, row.use)), (_("Floor"), str(row.floor or "—")),
                  (_("Area in m²"), str(row.area or "—"))]  # fmt: skip
    if actor.roles & rules.BROWSES:
        for home in reads.households_in([row.pk]).get(row.pk, []):
            page.members += [{**_member(one), "home": url("household", home.pk)} for one in reads.members_of(home.pk)]
            page.stays.append(
                {
                    "title": say.say(say.HOUSEHOLD_KINDS, home.kind),
                    "url": url("household", home.pk),
                    "since": home.began,
                }
            )
    page.contacts = [_firm(firm) for firm in reads.records(actor, "organisation", dwelling=row.pk).rows]


def _fill_building(page: Page, actor: Actor, at: datetime) -> None:
    row: Building = page.row
    page.title = row.name
    page.pairs = [(_("Kind"), say.say(say.BUILDING_KINDS, row.kind)), (_("Floors"), str(row.floors or "—"))]
    page.members = floors_of(row)
    page.contacts = [_firm(firm) for firm in reads.records(actor, "organisation", building=row.pk).rows]


_FILL: Mapping[str, Any] = {
    "person": _fill_person, "organisation": _fill_organisation, "household": _fill_household, "dwelling": _fill_dwelling,
    "building": _fill_building,
}  # fmt: skip


def floors_of(row: Building) -> list[dict[str, Any]]:
    """Return the dwellings of a building floor by floor, the highest first, as a street would draw them."""
    floors: dict[int, list[dict[str, Any]]] = {}
    for one in reads.dwellings_of(row):
        label = f"{one.unit}-{one.room}" if one.unit else one.room
        tone = {"owned": "green", "rented": "yellow", "business": "blue"}.get(one.use, "grey")
        floors.setdefault(one.floor, []).append(
            {"label": label, "url": url("dwelling", one.pk), "use": say.say(say.USES, one.use), "tone": tone}
        )
    return [{"floor": floor, "rooms": rooms} for floor, rooms in floors.items()]


def _firm(row: Organisation) -> dict[str, Any]:
    kind = say.say(say.ORGANISATION_KINDS, row.kind)
    return {"title": row.name, "url": url("organisation", row.pk), "role": kind, "until": None}


def _member(one: Any) -> dict[str, Any]:
    name = rules.masked("name", sealing.open_name(one.person))
    until = one.during.upper
    role = say.say(say.ROLES, one.role)
    kind = "" if one.kind == "lives" else say.say(say.MEMBER_KINDS, one.kind)
    return {"title": name, "url": url("person", one.person_id), "role": role, "kind": kind, "until": until}


def _stay(stay: Any, home: Household) -> dict[str, Any]:
    since, until = stay.during.lower, stay.during.upper
    told = {"title": subjects.household_title(home), "url": url("household", home.pk), "since": since, "until": until}
    return {**told, "kind": say.say(say.MEMBER_KINDS, stay.kind), "now": until is None}


def _double(pair: Any, other: Any) -> dict[str, Any]:
    title = other.name if isinstance(other, Organisation) else rules.masked("name", sealing.open_name(other))
    return {"title": title, "score": pair.score, "why": say.joined(say.LIKE, pair.reasons),
            "url": reverse("desk:registry-pair", args=[pair.kind, pair.first, pair.second])}  # fmt: skip


def _merge(ref: Ref, merge: Any) -> dict[str, Any]:
    return {"number": merge.pk, "at": merge.made_at, "parted_at": merge.parted_at, "by": merge.made_by,
            "copied": say.joined(say.COLUMNS, merge.copied)}  # fmt: skip


def _looked(line: Any) -> dict[str, Any]:
    return {"at": line.at, "who": words.person_name(line.account) or line.actor, "field": say.say(say.COLUMNS, line.field),
            "reason": say.say(say.REASONS, line.reason)}  # fmt: skip


def steps_of(actor: Actor, ref: Ref) -> list[Step]:
    """Return what happened to a record, in the registry and in all scenes, the newest first."""
    street = actor.street or 0
    steps = [
        Step(line.happened_at, _(said[0]), by=_who(line.actor, street), text=_of_field(line.data), icon=said[1],
             tone=said[2])
        for line in lines_of(ref)
        if (said := say.HAPPENED.get(line.code))
    ]  # fmt: skip
    for one in subjects.timeline(actor, ref):
        steps.append(Step(one.at, one.title, text=one.text, icon=one.icon, tone=one.tone))
    return sorted(steps, key=lambda step: step.at, reverse=True)


def _who(code: str, street: int) -> str:
    return _("the system") if code.startswith("system.") else words.post_named(code, street)


def _of_field(data: Mapping[str, Any]) -> str:
    spec = known_fields().get(str(data.get("key", "")))
    # That something sensitive was stated says already what it is about.
    return words.said(spec.title) if spec is not None and spec.data_class != "sensitive" else ""


def _panel(panel: Any, actor: Actor, ref: Ref) -> Panel | None:
    context = panel.read(actor, ref)
    return None if context is None else Panel(_(panel.title), render_to_string(panel.template, context))


# ── two side by side ───────────────────────────────────────────────────────────────────────────────────────────────


def compared(one: Any, other: Any) -> list[tuple[str, str, str, bool]]:
    """Return what two records say, line by line: heading, this, that, whether they agree."""
    if isinstance(one, Person):
        first, second = sealing.open_person(one), sealing.open_person(other)
        homes = reads.homes_of({row.household for row in (one, other) if row.household})
        lines = [(_(say.COLUMNS[n]), rules.masked(n, getattr(first, n)), rules.masked(n, getattr(second, n)),
                  getattr(first, n) == getattr(second, n)) for n in rules.REVEALED]  # fmt: skip
        places = [
            subjects.household_title(homes[row.household]) if row.household else words.place(row.grid)
            for row in (one, other)
        ]
        return [*lines, (_("Sex"), _(say.SEXES[one.sex]), _(say.SEXES[other.sex]), one.sex == other.sex),
                (_("Lives"), places[0], places[1], places[0] == places[1])]  # fmt: skip
    names = (
        ("name", _("Name of the organisation")),
        ("code", _("Credit code")),
        ("industry", _("Industry code")),
        ("address", _("Address")),
    )
    return [(title, getattr(one, n), getattr(other, n), getattr(one, n) == getattr(other, n)) for n, title in names]

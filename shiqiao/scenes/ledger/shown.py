"""What the pages show of the dictionary, of ledgers and their cells, and of what forms cost."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.elements import Element
from shiqiao.base.errors import NotFound
from shiqiao.kernel.registry.subjects import show
from shiqiao.kernel.scoring.rules import month_before, next_month
from shiqiao.kernel.territory import reads as territory
from shiqiao.scenes.ledger import burden, dictionary, ledgers, publishing, reads, store, submitting, words
from shiqiao.scenes.ledger.definitions import LedgerSpec
from shiqiao.scenes.ledger.formshown import about, field_url
from shiqiao.scenes.ledger.publishing import settings_of
from shiqiao.surfaces.desk import registrywords
from shiqiao.surfaces.desk.words import happened, person_name, place, post_named

EARLIEST = date(2000, 1, 1)
MONTHS = 6

# ── dictionary ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A field of the dictionary as a list shows it."""

    element: Element
    title: str
    meaning: str
    owner: str
    where: str
    sort: str
    data_class: tuple[str, str]
    valid: str
    confirmed_at: datetime | None

    @property
    def url(self) -> str:
        """Return its page."""
        return field_url(self.element.code)


def field_shown(element: Element, confirmed_at: datetime | None) -> FieldShown:
    """Return a field in the reader's words."""
    title, tone = words.CLASSES[element.data_class]
    return FieldShown(
        element, words.said(element.title), words.said(element.meaning), words.said(element.owner),
        words.said(element.where), _(words.SORTS[element.sort]), (_(title), tone), words.valid(element.valid), confirmed_at,
    )  # fmt: skip


def fields(actor: Actor, kind: str, text: str) -> list[FieldShown]:
    """Return the fields of a kind; with a text those of all kinds whose name or meaning has it."""
    street = actor.street or 0
    confirmed = dictionary.latest(street)
    found = [one.element for one in dictionary.entries(street)]
    if text:
        found = [one for one in found if text.casefold() in _text(one)]
    else:
        found = [one for one in found if one.kind == kind]
    return [field_shown(one, confirmed.get(one.code)) for one in found[:300]]


def _text(one: Element) -> str:
    return " ".join([*one.title, *one.meaning, *one.also, one.code]).casefold()


def kind_of(given: str) -> str:
    """Return the kind asked for, persons for anything else."""
    return given if given in words.KINDS else "person"


def dictionary_page(actor: Actor, kind: str, text: str) -> dict[str, Any]:
    """Return what the page of the dictionary shows."""
    tabs = [(code, _(title)) for code, title in words.KINDS.items()]
    return {"rows": fields(actor, kind, text), "tabs": tabs, "kind": "" if text else kind, "text": text}


def field_page(actor: Actor, code: str) -> dict[str, Any]:
    """Return what the page of one field shows: what it means, who keeps it, where it is used."""
    street = actor.street or 0
    found = dictionary.entry(street, code)
    forms, own = reads.users_of(street, code)
    element = found.element
    return {
        "one": field_shown(element, dictionary.latest(street).get(code)), "element": element,
        "values": [words.said(title) for title in element.values.values()], "also": "、".join(element.also),
        "forms": [
            (reverse("desk:ledger:form", args=[number]), words.said(spec.title), words.triple(words.STATES, state))
            for number, state, spec in forms
        ],
        "ledgers": [(reverse("desk:ledger:ledger", args=[spec.code]), words.said(spec.title)) for spec in own],
    }  # fmt: skip


# ── ledgers ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class LedgerShown:
    """A ledger in a list."""

    spec: LedgerSpec
    title: str
    about: str
    columns: int
    department: str
    version: int
    open: bool

    @property
    def url(self) -> str:
        """Return its page."""
        return reverse("desk:ledger:ledger", args=[self.spec.code])


def ledger_list(actor: Actor) -> list[LedgerShown]:
    """Return the ledgers of a street."""
    street = actor.street or 0
    known, settings = dictionary.by_code(street), settings_of(street)
    found = []
    for row in reads.ledgers(actor):
        spec = LedgerSpec.model_validate(row.content)
        department = words.said(settings.department(spec.department)) if spec.department else ""
        open_ = ledgers.may_open(actor, spec, known)
        found.append(
            LedgerShown(
                spec, words.said(spec.title), about(spec, known), len(spec.columns), department, row.version, open_
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class CellShown:
    """A cell: what it says, where its lineage is told, whether it is out of date; `shut` when it is withheld."""

    title: str
    value: str
    url: str
    stale: bool
    shut: bool = False


def ledger_page(actor: Actor, code: str, *, place_code: int, after: str, at: datetime) -> dict[str, Any]:
    """Return what the page of a ledger shows; raises NotFound also for who may not know who stands in it."""
    version, spec = reads.access_ledger(actor, code)
    known = dictionary.by_code(actor.street or 0)
    if not ledgers.may_open(actor, spec, known):
        raise NotFound
    number = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
    rows, following = ledgers.page(actor, spec, at=at, place=place_code, after=number)
    shown = show(actor, {Ref(spec.about.kind, one.spot.id) for one in rows})
    elements = [known[one] for one in spec.codes() if one in known and one != f"{spec.about.kind}.name"]
    lines = [
        {"who": shown.get(Ref(spec.about.kind, one.spot.id)), "place": one.spot.grid or one.spot.community,
         "cells": [cell(actor, element, one, at) for element in elements]}
        for one in rows
    ]  # fmt: skip
    return {
        "spec": spec, "version": version, "title": words.said(spec.title), "about": about(spec, known),
        "columns": [words.said(one.title) for one in elements], "rows": lines, "next": str(following or ""),
        "places": community_choices(actor), "place": place_code, "may_publish": bool(actor.roles & store.PUBLISHES),
        "may_hand_in": submitting.may_hand_in(actor, spec),
    }  # fmt: skip


def submit_page(actor: Actor, code: str) -> dict[str, Any]:
    """Return what stands before a ledger is handed in: to whom, which fields leave in clear, and what went before."""
    _version, spec = reads.access_ledger(actor, code)
    known = dictionary.by_code(actor.street or 0)
    if not (ledgers.may_open(actor, spec, known) and submitting.may_hand_in(actor, spec)):
        raise NotFound
    return {
        "spec": spec, "title": words.said(spec.title), "report": spec.report, "about": about(spec, known),
        "department": words.said(publishing.settings_of(actor.street or 0).department(spec.department)),
        "columns": [one.heading or words.said(known[one.field].title) for one in spec.columns if one.field in known],
        "before": [(row, person_name(row.account), place(row.place) if row.place else "")
                   for row in submitting.submissions(actor, code)],
    }  # fmt: skip


def cell(actor: Actor, element: Element, row: ledgers.Row, at: datetime) -> CellShown:
    """Return one cell in the reader's words, masked."""
    known = row.cells.get(element.code)
    if dictionary.withheld(actor, element):
        return CellShown(words.said(element.title), "", "", False, True)
    url = reverse("desk:ledger:lineage", args=[element.kind, row.spot.id, element.key]) if known else ""
    stale = bool(known and known.valid_until and known.valid_until <= at)
    return CellShown(words.said(element.title), words.value(element, known), url, stale)


def community_choices(actor: Actor) -> list[tuple[int, str]]:
    """Return the communities among which a ledger is narrowed; none for whoever sees one alone."""
    span = actor.reach.span
    if span is None or span[1] - span[0] < 999_999:
        return []
    parents = sorted({grid.parent for grid in territory.grids(actor.street or 0)})
    return [(code, territory.title(code)) for code in parents]


def place_of(given: str) -> int:
    """Return the community or grid asked for, 0 for none."""
    return int(given) if given.isascii() and given.isdigit() and len(given) in (12, 15) else 0


def lineage_page(actor: Actor, kind: str, number: int, key: str, at: datetime) -> dict[str, Any]:
    """Return where a cell comes from: record, source, when, by whom, until when, and what was said before."""
    found = ledgers.lineage(actor, kind, number, key)
    street = actor.street or 0
    refs = {Ref(kind, number), found.record}
    shown = show(actor, refs)
    stale = bool(found.known and found.known.valid_until and found.known.valid_until <= at)
    return {
        "found": found, "title": words.said(found.element.title), "value": words.value(found.element, found.known),
        "who": shown.get(Ref(kind, number)), "record": shown.get(found.record), "stale": stale,
        "field": field_shown(found.element, None),
        "source": registrywords.say(registrywords.SOURCES, found.known.source) if found.known else "",
        "by": _who(found.confirmed.actor, street) if found.confirmed else "",
        "steps": [
            {"said": _said_of(one.code), "at": one.at, "by": _who(one.actor, street), "number": one.number}
            for one in found.steps
        ],
    }  # fmt: skip


def _said_of(code: str) -> str:
    told = registrywords.HAPPENED.get(code) or happened(code)
    return _(told[0]) if told else code


def _who(code: str, street: int) -> str:
    """Say who acted; what the platform did itself has no post."""
    return _("The platform itself") if code.startswith("system.") else post_named(code, street)


# ── burden ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Month:
    """A month [since, until), and those beside it."""

    since: date
    until: date
    before: str
    after: str

    @property
    def code(self) -> str:
        """Return it as 2018-06."""
        return words.month(self.since)


def month_of(given: str, at: datetime) -> Month:
    """Return the month asked for as 2018-06, the present one for anything else."""
    present = store.today(at).replace(day=1)
    try:
        since = date.fromisoformat(f"{given}-01")
    except ValueError:
        since = present
    since = max(EARLIEST, min(since, present))
    until = next_month(since)
    return Month(since, until, words.month(since - timedelta(days=1)), words.month(until) if since < present else "")


def burden_rows(street: int, month: Month) -> list[dict[str, Any]]:
    """Return what each department's forms cost in a month."""
    settings = settings_of(street)
    return [
        {"one": one, "title": words.said(settings.department(one.department)), "spent": words.time_of(one.burden.spent),
         "saved": words.time_of(one.burden.saved), "without": words.time_of(one.burden.without),
         "minutes": (one.burden.spent + 30) // 60, "saved_minutes": (one.burden.saved + 30) // 60}
        for one in burden.charges(street, month.since, month.until)
    ]  # fmt: skip


def burden_page(actor: Actor, month: Month) -> dict[str, Any]:
    """Return the published figure of what forms cost: departments of a month, and the months before."""
    street = actor.street or 0
    first = month.since
    for _n in range(MONTHS - 1):
        first = month_before(first)
    by_month = burden.months(street, first, month.until)
    most = max([one.without for one in by_month.values()] or [0]) or 1
    steps, one = [], first
    while one < month.until:
        found = by_month.get(one, burden.NOTHING)
        steps.append({"month": words.month(one), "spent": words.time_of(found.spent), "saved": words.time_of(found.saved),
                      "answers": found.counts.answers, "share": found.spent * 100 // most,
                      "whole": found.without * 100 // most})  # fmt: skip
        one = next_month(one)
    own = by_month.get(month.since, burden.NOTHING)
    return {"month": month, "rows": burden_rows(street, month), "months": steps, "seconds": settings_of(street).seconds,
            "spent": words.time_of(own.spent), "saved": words.time_of(own.saved), "counts": own.counts}  # fmt: skip

"""What the pages show of forms: the own work, lists, one form with its burden, rows to fill, one row with what is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.elements import Element, Known
from shiqiao.base.paging import Page
from shiqiao.kernel.registry.subjects import Shown, show
from shiqiao.scenes.ledger import admission, burden, dictionary, filling, reads, rules, store, words
from shiqiao.scenes.ledger.definitions import FormSpec
from shiqiao.scenes.ledger.models import CollectionForm, FormRow, FormVersion
from shiqiao.scenes.ledger.publishing import settings_of
from shiqiao.scenes.ledger.reads import Progress
from shiqiao.scenes.ledger.rules import ASK, CONFIRM, Counts
from shiqiao.surfaces.desk.words import person_name, place

COUNTED = 20_000  # people that a forecast looks at


@dataclass(frozen=True, slots=True)
class FormShown:
    """A form in a list."""

    row: CollectionForm
    title: str
    department: str
    state: tuple[str, str, str]
    every: str
    filled_by: str
    asks: int
    new: int
    basis: str
    progress: Progress | None = None
    round: date | None = None
    opens: bool = False

    @property
    def url(self) -> str:
        """Return its page."""
        return reverse("desk:ledger:form", args=[self.row.pk])


def shown_forms(actor: Actor, forms: Sequence[CollectionForm], at: datetime) -> list[FormShown]:
    """Return forms as rows with the progress in the actor's ground: four queries however many."""
    specs = reads.specs(forms)
    rounds = reads.rounds_now({one.pk: specs[one.pk] for one in forms if one.version and one.pk in specs}, at)
    found = reads.progress(actor, rounds) if rounds else {}
    known, fields = settings_of(actor.street or 0), dictionary.by_code(actor.street or 0)
    return [
        FormShown(
            one, words.said(spec.title), words.said(known.department(one.department)), words.triple(words.STATES, one.state),
            _(words.EVERY[spec.every]), _(words.FILLERS[spec.filled_by]), spec.asks, len(spec.new), spec.basis,
            found.get(one.pk), rounds.get(one.pk),
            bool(one.version and actor.roles & store.SEES) and dictionary.opens(actor, spec.about, fields),
        )
        for one in forms if (spec := specs.get(one.pk))
    ]  # fmt: skip


def my_forms(actor: Actor, at: datetime) -> list[FormShown]:
    """Return the running forms with something to fill in the actor's ground, the nearest last day first."""
    page = reads.forms(actor, "running", limit=200)
    found = shown_forms(actor, page.rows, at)
    return sorted(found, key=lambda one: (not (one.progress and one.progress.open), one.row.until, one.row.pk))


# ── one form ───────────────────────────────────────────────────────────────────────────────────────────────────────


def form_page(actor: Actor, row: CollectionForm, at: datetime) -> dict[str, Any]:
    """Return what the page of a form shows: what it asks, by what right, what it costs, how far it is, what can be done."""
    versions = reads.versions_of(row.pk)
    waiting = next((one for one in versions if one.state == "requested"), None)
    spec = reads.specs([row])[row.pk]
    if waiting and row.state == "requested":
        spec = FormSpec.model_validate(waiting.content)
    known = dictionary.by_code(row.street)
    one = shown_forms(actor, [row], at)[0]
    return {
        "row": row, "one": one, "spec": spec, "fields": fields_of(spec, known), "waiting": waiting,
        "about": about(spec, known), "versions": [_version(version) for version in versions],
        "places": places(actor, row, one.round), "costs": costs(row, spec, at), "acts": acts(actor, row, waiting),
        "beside": [(asked, words.said(found.title), words.said(found.where)) for asked, found in _beside(spec, waiting, known)],
    }  # fmt: skip


def _beside(spec: FormSpec, waiting: FormVersion | None, known: Mapping[str, Element]) -> list[tuple[str, Element]]:
    return admission.beside(spec, list(known.values())) if waiting else []


def _version(row: FormVersion) -> dict[str, Any]:
    return {
        "row": row, "state": words.triple(words.STATES, row.state), "by": person_name(row.requested_by),
        "decided_by": person_name(row.decided_by),
    }  # fmt: skip


def fields_of(spec: FormSpec, known: Mapping[str, Element]) -> list[dict[str, Any]]:
    """Return the fields of a form: those of the dictionary with their place, then those it brings."""
    found = [
        {"title": words.said(one.title), "where": words.said(one.where), "url": field_url(code), "new": False,
         "meaning": words.said(one.meaning), "class": _class(one.data_class)}
        for code in spec.fields if (one := known.get(code))
    ]  # fmt: skip
    for new in spec.new:
        code = f"{spec.about.kind}.{new.key}"
        url, stands = field_url(code) if new.key else "", known.get(code)
        found.append({
            "title": words.said(new.title), "where": words.said(stands.where) if stands else "", "url": url, "new": True,
            "meaning": words.said(new.meaning), "class": _class(new.data_class),
        })  # fmt: skip
    return found


def _class(code: str) -> tuple[str, str]:
    title, tone = words.CLASSES[code]
    return _(title), tone


def field_url(code: str) -> str:
    """Return the address of a field in the dictionary."""
    kind, _sep, key = code.partition(".")
    return reverse("desk:ledger:field", args=[kind, key])


def about(spec: Any, known: Mapping[str, Element]) -> str:
    """Say about whom a form or ledger is."""
    parts = [words.condition(one, known) for one in spec.about.where]
    parts += [place(one) for one in spec.about.communities]
    return "、".join([_(words.KINDS[spec.about.kind]), *parts])


def places(actor: Actor, row: CollectionForm, round_: date | None) -> list[dict[str, Any]]:
    """Return the progress by community, or by grid for whoever sees one community alone; what is least filled first."""
    if round_ is None:
        return []
    found = reads.progress(actor, {row.pk: round_}, "community")
    if len(found) == 1:
        found = reads.progress(actor, {row.pk: round_}, "grid")
    listed = sorted(found.items(), key=lambda pair: (pair[1].share, pair[0]))
    return [{"title": place(code), "code": code, "one": one} for code, one in listed]


def costs(row: CollectionForm, spec: FormSpec, at: datetime) -> dict[str, Any]:
    """Return what a form has cost, and before it runs what it will: new fields once, the known confirmed each round."""
    if row.version:
        done = burden.of_form(row)
        return {"counts": done.counts, "spent": words.time_of(done.spent), "saved": words.time_of(done.saved),
                "without": words.time_of(done.without), "forecast": False}  # fmt: skip
    people = len(filling.circle(row.street, spec, at, COUNTED))
    rounds = rules.rounds_until(spec, spec.until or spec.since)
    will = rules.expected(spec, people, rounds, settings_of(row.street).seconds)
    more = "+" if people == COUNTED else ""
    return {"people": f"{people}{more}", "rounds": rounds, "spent": words.time_of(will.spent), "counts": will.counts,
            "without": words.time_of(will.without), "saved": words.time_of(will.saved), "forecast": True}  # fmt: skip


ICONS = {
    "approve": "circle-check",
    "refuse": "circle-x",
    "withdraw": "arrow-back-up",
    "end": "calendar",
    "change": "edit",
}


def title_of(do: str) -> str:
    """Say an act."""
    return {
        "approve": _("Approve the form"), "refuse": _("Refuse the form"), "withdraw": _("Take the request back"),
        "end": _("End the form"), "change": _("Request another version"),
    }[do]  # fmt: skip


def acts(actor: Actor, row: CollectionForm, waiting: FormVersion | None) -> list[dict[str, Any]]:
    """Return what an actor can do with a form now."""
    own = bool(waiting and waiting.requested_by and waiting.requested_by == actor.account)
    leads = bool(actor.roles & store.APPROVES)
    open_now = {
        "approve": bool(waiting) and leads and not own, "refuse": bool(waiting) and leads and not own,
        "withdraw": own, "end": row.state == "running" and leads,
        "change": row.state == "running" and not waiting and bool(actor.roles & store.REQUESTS),
    }  # fmt: skip
    return [
        {"do": do, "url": reverse("desk:ledger:act", args=[row.pk, do]), "title": title_of(do), "icon": ICONS[do],
         "main": do == "approve"}
        for do, possible in open_now.items() if possible
    ]  # fmt: skip


# ── rows ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row of a work list: whom it is about, and what it wants."""

    row: FormRow
    who: Shown | None
    asks: int
    confirms: int
    by: str

    @property
    def url(self) -> str:
        """Return where it is filled."""
        return reverse("desk:ledger:row", args=[self.row.pk])


def rows_page(
    actor: Actor, row: CollectionForm, state: str, *, place_code: int, after: str, at: datetime
) -> dict[str, Any]:
    """Return a page of the work list of a form."""
    spec = reads.specs([row])[row.pk]
    one = shown_forms(actor, [row], at)[0]
    page = reads.rows(actor, row.pk, one.round, state, place=place_code, after=after) if one.round else Page(())
    tabs = [(code, _(words.ROW_STATES[code][0])) for code in ("open", "filled", "left")]
    shown = shown_rows(actor, spec, page.rows, at)
    fills = state == "open" and bool(actor.roles & store.FILLS) and row.state == "running"
    return {
        "row": row, "one": one, "rows": shown, "taps": any(not line.asks for line in shown), "next": page.next, "state": state,
        "tabs": tabs, "may": fills, "place": place_code, "places": place_choices(actor, row, one.round, place_code),
    }  # fmt: skip


def place_choices(actor: Actor, row: CollectionForm, round_: date | None, chosen: int) -> list[tuple[int, str]]:
    """Return the communities or grids among which a work list is narrowed."""
    found = [(one["code"], one["title"]) for one in places(actor, row, round_)]
    return sorted(found) if len(found) > 1 or chosen else []


def shown_rows(actor: Actor, spec: FormSpec, rows: Sequence[FormRow], at: datetime) -> list[RowShown]:
    """Return rows with what each wants: few queries however many."""
    if not rows:
        return []
    judged = filling.states(rows[0].street, spec, rows[0].round, [one.subject for one in rows], at)
    shown = show(actor, {Ref(one.kind, one.subject) for one in rows})
    return [
        RowShown(
            one, shown.get(Ref(one.kind, one.subject)), list(judged[one.subject].values()).count(ASK),
            list(judged[one.subject].values()).count(CONFIRM), person_name(one.filled_by) if one.filled_by else "",
        )
        for one in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """A field on the page of a row: what is known, when it was confirmed, and what it wants."""

    code: str
    title: str
    meaning: str
    value: str
    known: Known | None
    want: str
    asked: bool
    url: str
    field: Any = None


def row_page(actor: Actor, row: FormRow, at: datetime) -> dict[str, Any]:
    """Return what the page of a row shows."""
    form = reads.access_form(actor, row.form_id)
    spec = filling.spec_of(row.form_id)
    known = dictionary.by_code(row.street)
    found = dictionary.values(row.street, spec.codes(), [row.subject])
    judged = filling.states(row.street, spec, row.round, [row.subject], at)[row.subject]
    cells = [
        _cell(row, known[code], found.get((code, row.subject)), judged[code], actor)
        for code in spec.codes()
        if code in known
    ]
    who = show(actor, [Ref(row.kind, row.subject)]).get(Ref(row.kind, row.subject))
    counts = Counts(*(sum(one.want == want for one in cells) for want in ("ready", CONFIRM)), 0, sum(
        one.want == ASK for one in cells))  # fmt: skip
    over = rules.over(spec, store.today(at), form.state != "running") or row.round != rules.round_of(
        spec, store.today(at)
    )
    return {
        "row": row, "form_row": form, "title": words.said(spec.title), "cells": cells, "who": who, "counts": counts,
        "spec": spec, "over": over, "state": words.triple(words.ROW_STATES, row.state),
        "department": words.said(settings_of(row.street).department(form.department)), "by": person_name(row.filled_by),
    }  # fmt: skip


def _cell(row: FormRow, element: Element, known: Known | None, want: str, actor: Actor) -> Cell:
    shut = dictionary.withheld(actor, element)
    url = reverse("desk:ledger:lineage", args=[element.kind, row.subject, element.key])
    return Cell(
        element.code, words.said(element.title), words.said(element.meaning), "" if shut else words.value(element, known),
        known, "shut" if shut else want, element.asked, url if known and not shut else "",
    )  # fmt: skip

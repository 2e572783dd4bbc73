"""Keeping the registry: adding, changing, stating, moving, revealing, parting."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.registry import actions, reads, rules, subjects
from shiqiao.kernel.registry.actions import Firm, Given
from shiqiao.kernel.registry.fields import field_of
from shiqiao.kernel.registry.models import Dwelling, Household, Organisation, Person
from shiqiao.surfaces.desk import registry, words
from shiqiao.surfaces.desk import registryforms as forms
from shiqiao.surfaces.kit.access import fenced

GIVEN = ("name", "identity", "phone", "born", "sex")


def show(request: HttpRequest, form: forms.ActForm, title: str, back: str, **more: Any) -> HttpResponse:
    """Show a form on a page of its own."""
    context = {"form": form, "title": title, "back": back, **more}
    return render(request, "desk/registry/form.html", context, status=422 if form.errors else 200)


def done(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Say that it is done and show the record."""
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(registry.url(kind, number))


@fenced(roles=rules.WRITES, reach="reach")
def add_person(request: HttpRequest) -> HttpResponse:
    """Add a person, to a household when one is named in the address."""
    house = request.GET.get("household", "")
    home = reads.get(request.actor, Household, int(house)) if house.isdigit() else None
    form = forms.PersonForm(request.POST or None, street=request.actor.street, at_home=home is not None)
    if form.is_valid():
        given = Given(**{name: value for name, value in form.given().items() if name in GIVEN})
        rest = {k: v for k, v in form.given().items() if k in ("role", "state", "grid")}
        if row := form.act(actions.add_person, street=request.actor.street, given=given, household=home and home.pk,
                           by=request.actor, at=now(), **rest):  # fmt: skip
            return done(request, "person", row.pk)
    back = registry.url("household", home.pk) if home else ""
    return show(request, form, _("Add a person"), back)


@fenced(roles=rules.WRITES, reach="reach")
def add_organisation(request: HttpRequest) -> HttpResponse:
    """Add an organisation."""
    form = forms.OrganisationForm(request.POST or None, street=request.actor.street)
    if form.is_valid():
        acted = form.act(
            actions.add_organisation, street=request.actor.street, firm=Firm(**form.given()), by=request.actor, at=now()
        )
        if acted:
            return done(request, "organisation", acted.pk)
    return show(request, form, _("Add an organisation"), "")


@fenced(roles=rules.WRITES, reach="reach")
def add_building(request: HttpRequest) -> HttpResponse:
    """Add a building."""
    form = forms.BuildingForm(request.POST or None, street=request.actor.street)
    if form.is_valid():
        values = {"kind": form.cleaned_data["building_kind"], **form.given("building_kind")}
        acted = form.act(actions.add_building, street=request.actor.street, by=request.actor, at=now(), **values)
        if acted:
            return done(request, "building", acted.pk)
    return show(request, form, _("Add a building"), "")


@fenced(roles=rules.WRITES, reach="reach")
def add_dwelling(request: HttpRequest, number: int) -> HttpResponse:
    """Add a dwelling to a building."""
    reads.get(request.actor, reads.KINDS["building"], number)
    form = forms.DwellingForm(request.POST or None)
    if form.is_valid() and form.act(actions.add_dwelling, building=number, by=request.actor, at=now(), **form.given()):
        return done(request, "building", number)
    return show(request, form, _("Add a dwelling"), registry.url("building", number))


@fenced(roles=rules.WRITES, reach="reach")
def add_household(request: HttpRequest, number: int) -> HttpResponse:
    """Add a household to a dwelling."""
    room = reads.get(request.actor, Dwelling, number)
    form = forms.HouseholdForm(request.POST or None, initial={"began": localdate(now())})
    if form.is_valid():
        values = {"kind": form.cleaned_data["household_kind"], **form.given("household_kind")}
        row = form.act(actions.add_household, street=room.street, dwelling=number, by=request.actor, at=now(), **values)
        if row:
            return done(request, "household", row.pk)
    return show(request, form, _("Add a household"), registry.url("dwelling", number))


@fenced(roles=rules.WRITES, reach="reach")
def change(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Change what is on file of a person or organisation."""
    row = reads.get(request.actor, reads.KINDS[kind], number)
    form = changing(request, row)
    if form.is_valid():
        if isinstance(row, Person):
            values: dict[str, Any] = {"changes": form.given("state"), "state": form.cleaned_data.get("state") or None}
            acted = form.act(actions.change_person, person=number, by=request.actor, at=now(), **values)
        else:
            said = {name: value for name, value in form.cleaned_data.items() if name != "grid" or value}
            acted = form.act(actions.change_organisation, organisation=number, changes=said, by=request.actor, at=now())
        if acted:
            return done(request, kind, number)
    return show(request, form, _("Change what is on file"), registry.url(kind, number))


def changing(request: HttpRequest, row: Any) -> forms.ActForm:
    """Return the form for changing a record: personal values are not shown, what stays empty stays."""
    if isinstance(row, Person):
        return forms.PersonForm(request.POST or None, street=row.street, change=True, initial={"state": row.state})
    if isinstance(row, Organisation):
        names = ("name", "code", "kind", "industry", "state", "address", "grid")
        initial = {name: getattr(row, name) for name in names if name != "grid" or not row.building}
        return forms.OrganisationForm(request.POST or None, street=row.street, initial=initial)
    raise NotFound()


@fenced(roles=rules.WRITES, reach="reach")
def state(request: HttpRequest, kind: str, number: int, key: str) -> HttpResponse:
    """State one thing about a record."""
    row = reads.get(request.actor, reads.KINDS[kind], number)
    spec = field_of(key.replace("-", "_"), kind)
    form = forms.FactForm(request.POST or None, spec=spec)
    if form.is_valid():
        values = {"value": form.cleaned_data[spec.key], "source": form.cleaned_data["source"]}
        subject = Ref(kind, row.pk)
        if form.act(actions.state_fact, subject=subject, key=spec.key, by=request.actor, at=now(), **values):
            return done(request, kind, number)
    return show(request, form, words.said(spec.title), registry.url(kind, number))


@require_POST
@fenced(roles=rules.WRITES, reach="reach")
def confirm_fact(request: HttpRequest, number: int) -> HttpResponse:
    """Say that something is still right."""
    subject = reads.get_fact(number)
    actions.confirm_fact(fact=number, by=request.actor, at=now())
    messages.success(request, _("Confirmed."))
    back = request.POST.get("back", "")
    return HttpResponseRedirect(back if back.startswith("/registry/") else registry.url(*subject))


@require_POST
@fenced(roles=rules.WRITES, reach="reach")
def confirm_person(request: HttpRequest, number: int) -> HttpResponse:
    """Say that name, numbers and home are still right."""
    actions.confirm_person(person=number, by=request.actor, at=now())
    messages.success(request, _("Confirmed."))
    return HttpResponseRedirect(registry.url("person", number))


@fenced(roles=rules.WRITES, reach="reach")
def move_in(request: HttpRequest, number: int) -> HttpResponse:
    """Let a person move into a household: first look for the house, then choose."""
    reads.get(request.actor, reads.KINDS["person"], number)
    text = request.GET.get("q", "")[:60].strip()
    houses = reads.homes_found(request.actor, text) if text else []
    homes = [(str(house.pk), subjects.household_title(house)) for house in houses]
    form = forms.MoveInForm(request.POST or None, homes=homes, initial={"on": localdate(now())})
    if form.is_valid():
        values = {**form.cleaned_data, "household": int(form.cleaned_data["household"])}
        if form.act(actions.move_in, person=number, by=request.actor, at=now(), **values):
            return done(request, "person", number)
    context = {"asks": True, "text": text, "found": homes}
    return show(request, form, _("Move in"), registry.url("person", number), **context)


@fenced(roles=rules.WRITES, reach="reach")
def move_out(request: HttpRequest, number: int) -> HttpResponse:
    """Let a person leave the household."""
    reads.get(request.actor, reads.KINDS["person"], number)
    form = forms.MoveOutForm(request.POST or None, initial={"on": localdate(now()), "state": "moved_away"})
    if form.is_valid() and form.act(actions.move_out, person=number, by=request.actor, at=now(), **form.cleaned_data):
        return done(request, "person", number)
    return show(request, form, _("Move out"), registry.url("person", number))


@fenced(roles=rules.WRITES, reach="reach")
def name_contact(request: HttpRequest, number: int) -> HttpResponse:
    """Name somebody on file as one to ask at an organisation."""
    reads.get(request.actor, reads.KINDS["organisation"], number)
    form = forms.ContactForm(request.POST or None, initial={"since": localdate(now())})
    if form.is_valid() and form.act(contact_of, number=number, form=form, by=request.actor):
        return done(request, "organisation", number)
    return show(request, form, _("Name a contact"), registry.url("organisation", number))


def contact_of(*, number: int, form: forms.ContactForm, by: Actor) -> Any:
    """Find the one person with the number that was typed, and name that person."""
    data = form.cleaned_data
    kind = "identity" if rules.read_identity(data["number"]) else "phone"
    asked = {kind: data["number"]}
    found = actions.on_file(street=by.street or 0, reason="check", by=by, at=now(), **asked)
    if len(found) != 1:
        raise Invalid(fields={"number": "No single person on file has this number. Add the person first."})
    values = {"role": data["role"], "since": data["since"], "by": by, "at": now()}
    return actions.name_contact(organisation=number, person=found[0].ref.id, **values)


@require_POST
@fenced(roles=rules.MERGES, reach="reach")
def part(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Part two records that were merged by mistake."""
    undo = actions.part_persons if kind == "person" else actions.part_organisations
    merge = undo(merge=number, by=request.actor, at=now())
    messages.success(request, _("Parted: each has what it had before."))
    return HttpResponseRedirect(registry.url(kind, merge.loser))

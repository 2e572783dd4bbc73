"""What the views share: forms filled and tried, errors put into them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Invalid, ShiqiaoError
from shiqiao.scenes.plan import numbers, reads
from shiqiao.scenes.plan.changing import PublishForm, TieForm, YearForm
from shiqiao.scenes.plan.definitions import Target
from shiqiao.scenes.plan.errors import NotInCharge
from shiqiao.scenes.plan.forms import ActualForm
from shiqiao.scenes.plan.models import Actual
from shiqiao.scenes.plan.sheets import Loaded
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.kit.errors import describe


def done(request: HttpRequest, sentence: str, url: str) -> HttpResponse:
    """Say what was done and go on."""
    messages.success(request, sentence)
    return HttpResponseRedirect(url)


def refuse_others(actor: Actor, target: Target) -> None:
    """Raise NotInCharge for who does not enter figures of a target."""
    if not reads.may_enter(actor, target):
        raise NotInCharge


def enters(actor: Actor) -> bool:
    """Tell whether somebody enters figures of any target."""
    return any(reads.may_enter(actor, one) for one in reads.targets(actor.street or 0))


def form_of(request: HttpRequest, target: Target, number: int, year: int, at: datetime) -> ActualForm:
    """Return the form of a new figure of a year."""
    taken = frozenset(reads.figures(request.actor.street or 0, [number], [year]).get(number, {}).get(year, {}))
    return ActualForm(*_sent(request), target=target, year=year, at=at, taken=taken)


def form_over(request: HttpRequest, target: Target, former: Actual, at: datetime) -> ActualForm:
    """Return the form that corrects a figure."""
    return ActualForm(*_sent(request), target=target, year=former.year, at=at, former=former)


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def entered(request: HttpRequest, form: ActualForm, at: datetime) -> bool:
    """Take the files that came, and enter what the form says; a refusal is put into the form."""
    if request.method != "POST":
        return False
    form.take_files(request.actor)
    return form.is_valid() and tried(form, request.actor, at)


def tried(form: ActualForm | TieForm | PublishForm, by: Actor, at: datetime) -> bool:
    """Do what a form says; a refusal is put into the form."""
    try:
        form.act(by, at)
    except ShiqiaoError as error:
        if isinstance(form, PublishForm) and isinstance(error, Invalid):
            form.name_places(error)
        else:
            form.add_action_error(error)
        return False
    return True


def at_target(number: int, year: int) -> str:
    """Return the address of a target in a year."""
    return f"{reverse('desk:plan:target', args=[number])}?year={year}"


def frame(form: ActualForm, number: int, year: int) -> Mapping[str, Any]:
    """Return what the page of a form shows."""
    back = at_target(number, year)
    heading = _("Correct a figure") if form.former else _("Enter a figure")
    return {"form": form, "target": form.target, "year": year, "back": back, "heading": heading}


def brought(request: HttpRequest, at: datetime) -> tuple[YearForm, Mapping[str, Any] | None]:
    """Return the form of a table and what became of it, or would: it is entered when that was asked for after a look."""
    form = YearForm(*_sent(request))
    if request.method != "POST":
        return form, None
    form.take_files(request.actor)
    look = "enter" not in request.POST
    try:
        found = form.load(request.actor, at, look=look) if form.is_valid() else None
    except ShiqiaoError as error:
        form.add_action_error(error)
        found = None
    return form, found and _brought(found, look)


def _brought(found: Loaded, look: bool) -> Mapping[str, Any]:
    rows = [
        (number, words.said(target.title), figure.year, numbers.through(figure.month, target.counted),
         numbers.figure(figure.value, target.digits), words.said(target.unit))
        for number, (target, figure) in found.rows.items()
    ]  # fmt: skip
    wrong = [(row, list(_said(error).items())) for row, error in found.wrong.items()]
    return {"look": look, "entered": found.entered, "rows": rows, "wrong": wrong}


def _said(error: ShiqiaoError) -> Mapping[str, str]:
    told = describe(error)
    return dict(told["fields"]) or {"": told["message"]}

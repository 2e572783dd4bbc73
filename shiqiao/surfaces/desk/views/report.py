"""The report form, and what helps while typing. Texts travel by POST: residents' words do not belong into addresses."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from shiqiao.base.actor import Actor
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.matters.actions import Receipt, report_matter
from shiqiao.surfaces.desk import phrases, placefinding, related, reportform, reporting
from shiqiao.surfaces.desk.menu import INTAKE
from shiqiao.surfaces.desk.reportform import ReportForm
from shiqiao.surfaces.kit.access import fenced


@never_cache
@fenced(roles=INTAKE, reach="street")
def report(request: HttpRequest) -> HttpResponse:
    """Take a report in; the receipt names number, person and due times, and shows the secret once."""
    if request.method != "POST" or "go_on" in request.POST:  # the same caller goes on with another report
        return show_form(request, ReportForm(actor=request.actor, start=reportform.carried(request.POST)))
    form = ReportForm(request.POST, request.FILES, actor=request.actor)
    form.take_files(request.actor)
    receipt = take_in(form, request.actor) if form.is_valid() else None
    return show_receipt(request, receipt, form) if receipt else show_form(request, form)


def show_form(request: HttpRequest, form: ReportForm) -> HttpResponse:
    """Show the form, with what was typed and what the chosen item promises."""
    context = {"form": form, "item": reporting.item_shown(form.item_chosen), "asks": asks(form)}
    return render(request, "desk/report.html", context, status=422 if form.is_bound else 200)


def show_receipt(request: HttpRequest, found: Receipt, form: ReportForm) -> HttpResponse:
    """Show the number to be read to the caller, what happens next, and what this report has to do with earlier ones."""
    tied = reporting.tie(found, form.cleaned_data["again"], request.actor, now())
    context = {"receipt": reporting.receipt(found, request, *tied), "carried": reportform.carried(form.cleaned_data)}
    return render(request, "desk/receipt.html", context)


def take_in(form: ReportForm, by: Actor) -> Receipt | None:
    """Report what was typed; a refusal is put into the form."""
    try:
        return report_matter(report=form.report(), by=by, at=now())
    except ShiqiaoError as error:
        form.add_action_error(error)
        return None


@fenced(roles=INTAKE, reach="street")
def suggest(request: HttpRequest) -> HttpResponse:
    """Suggest items for a text, as pills; or those that a word, code or initials mean, as the options of a list."""
    data, street = given(request), request.actor.street
    text, asked = data.get("text", "")[:2000].strip(), data.get("find", "")[:60].strip()
    items = reporting.items_by(street, asked) if asked else reporting.suggest(street, text)
    name = "desk/report/_items.html" if "find" in data else "desk/report/_suggest.html"
    return render(request, name, {"items": items, "best": reporting.best(items), "text": text, "asked": asked})


@fenced(roles=INTAKE, reach="street")
def caller(request: HttpRequest) -> HttpResponse:
    """Show the last matters of a telephone, as far as the reader may see them."""
    phone = given(request).get("phone", "")[:30]
    return render(
        request, "desk/report/_caller.html", {"caller": related.caller(request.actor, phone, now()), "phone": phone}
    )


@fenced(roles=INTAKE, reach="street")
def questions(request: HttpRequest) -> HttpResponse:
    """Show the chosen item's own questions and terms."""
    form = ReportForm(actor=request.actor, item=given(request).get("item", ""))
    context = {"form": form, "item": reporting.item_shown(form.item_chosen), "asks": asks(form)}
    return render(request, "desk/report/_asked.html", context)


def asks(form: ReportForm) -> list[phrases.Offer]:
    """Return what to ask and explain about the chosen item."""
    return phrases.spoken(form.street, form.item_chosen, now())


@fenced(roles=INTAKE, reach="street")
def places(request: HttpRequest) -> HttpResponse:
    """Suggest places for an address while it is typed; for an empty one those that the text names."""
    data, actor = given(request), request.actor
    text = data.get("address", "")[:60].strip()
    found = placefinding.find_places(actor, text) if text else placefinding.mentioned(actor, data.get("text", "")[:600])
    return render(request, "desk/report/_places.html", {"places": found, "text": text})


@fenced(roles=INTAKE, reach="street")
def preview(request: HttpRequest) -> HttpResponse:
    """Say who will have it and until when, and show what may be the same, before it is sent."""
    data = given(request)
    grid, lon, lat = reportform.place_in(data, request.actor.street, now())
    item, text = data.get("item", ""), data.get("text", "")[:2000]
    likes = related.duplicates(request.actor, item=item, words_of=text, grid=grid, lon=lon, lat=lat, at=now())
    told = reporting.foresee(request.actor.street, item, grid, data, now())
    return render(request, "desk/report/_preview.html", {"likes": likes if text else [], "told": told})


def given(request: HttpRequest) -> Any:
    """Return what was sent, by POST or in the address."""
    return request.POST or request.GET

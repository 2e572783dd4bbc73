"""The book of phrases, and the picker of a move's form."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden, ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.matters.reads import access_matter
from shiqiao.kernel.phrases import actions, reads
from shiqiao.kernel.phrases.rules import APPROVES, WRITES
from shiqiao.surfaces.desk import phrases
from shiqiao.surfaces.desk.phraseform import PhoneForm, PhraseForm
from shiqiao.surfaces.kit.access import fenced
from shiqiao.surfaces.kit.errors import describe


@fenced(reach="street")
def index(request: HttpRequest) -> HttpResponse:
    """Show the street's phrases, found by words, kind and state."""
    text, kind = request.GET.get("q", "")[:60].strip(), request.GET.get("kind", "")
    show = request.GET.get("show", "live")
    show = show if show in phrases.SHOWS else "live"
    rows = phrases.rows_of(request.actor, text=text, kind=kind if kind in phrases.KINDS else "", show=show, at=now())
    context = {
        "rows": rows, "text": text, "kind": kind, "show": show, "kinds": phrases.KINDS.items(), "shows": phrases.SHOWS.items(),
        "may_write": bool(request.actor.roles & WRITES), "may_set_phone": request.actor.has("admin"),
        "phone": reads.phone_of(request.actor.street or 0),
    }  # fmt: skip
    return render(request, "desk/phrases/index.html", context)


@fenced(reach="street")
def phrase(request: HttpRequest, number: int) -> HttpResponse:
    """Show a phrase with its history; POST approves or retires it."""
    row = reads.access_phrase(request.actor, number)
    if request.method == "POST":
        decide(request, number)
        return HttpResponseRedirect(reverse("desk:phrase", args=[number]))
    roles = request.actor.roles
    context = {"row": row, "versions": phrases.history(request.actor, number), "kinds": phrases.KINDS,
               "may_approve": bool(roles & APPROVES), "may_write": bool(roles & WRITES)}  # fmt: skip
    return render(request, "desk/phrases/phrase.html", context)


def decide(request: HttpRequest, number: int) -> None:
    """Approve the version that was read, or retire the phrase; a refusal is told on the page."""
    by, version = request.actor, request.POST.get("version", "")
    try:
        if request.POST.get("do") == "retire":
            actions.retire_phrase(phrase=number, by=by, at=now())
        else:
            actions.approve_phrase(phrase=number, version=int(version) if version.isdigit() else 0, by=by, at=now())
        messages.success(request, _("Done."))
    except ShiqiaoError as error:
        told = describe(error)
        messages.error(request, " ".join(told["fields"].values()) or told["message"])


@fenced(roles=WRITES, reach="street")
def write(request: HttpRequest, number: int = 0) -> HttpResponse:
    """Write a new phrase, or another version of one."""
    street = request.actor.street or 0
    wording = phrases.history(request.actor, number)[0].wording if number else None
    form = PhraseForm(request.POST if request.method == "POST" else None, street=street, wording=wording)
    saved = save(form, number, request.actor) if form.is_valid() else 0
    if saved:
        messages.success(request, _("Written; it is offered once another has approved it."))
        return HttpResponseRedirect(reverse("desk:phrase", args=[saved]))
    context = {"form": form, "number": number}
    return render(request, "desk/phrases/write.html", context, status=422 if form.errors else 200)


def save(form: PhraseForm, number: int, by: Actor) -> int:
    """Write what was typed; returns the phrase's number, 0 when it was refused, with the refusal in the form."""
    try:
        if number:
            return actions.edit_phrase(phrase=number, wording=form.wording(), by=by, at=now()).id
        return actions.write_phrase(wording=form.wording(), by=by, at=now()).id
    except ShiqiaoError as error:
        form.add_action_error(error)
        return 0


@fenced(roles={"admin"}, reach="street")
def phone(request: HttpRequest) -> HttpResponse:
    """Enter the office's telephone."""
    street = request.actor.street or 0
    form = PhoneForm(request.POST if request.method == "POST" else None, initial={"phone": reads.phone_of(street)})
    if form.is_valid():
        try:
            actions.set_phone(street=street, phone=form.cleaned_data["phone"], by=request.actor, at=now())
            return HttpResponseRedirect(reverse("desk:phrases"))
        except ShiqiaoError as error:
            form.add_action_error(error)
    return render(request, "desk/phrases/phone.html", {"form": form}, status=422 if form.errors else 200)


@fenced(reach="reach")
def pick(request: HttpRequest, number: str) -> HttpResponse:
    """Offer phrases for a text of a move, filled from the matter."""
    row = access_matter(request.actor, number)
    offers = phrases.for_answer(row, request.GET.get("outcome", ""), now())
    field = request.GET.get("field", "")
    context = {"offers": offers, "field": field if field in ("answer", "result") else "answer"}
    return render(request, "desk/phrases/_pick.html", context)


@fenced(reach="street")
def used(request: HttpRequest, number: int) -> HttpResponse:
    """Count that a phrase was inserted."""
    if request.method != "POST":
        raise Forbidden()
    actions.use_phrase(phrase=number, by=request.actor, at=now())
    return HttpResponse(status=204)

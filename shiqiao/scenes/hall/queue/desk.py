"""Pages of the queue on the desk: parse, then an action or a read, then render."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.time import now
from shiqiao.scenes.hall.fields import number as read_number
from shiqiao.scenes.hall.queue import closing, forms, pages, reads, shown, tickets
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.kit.access import fenced

ALL = {"leader", "auditor"}


@fenced(reach="reach", whole=ALL)
def window(request: HttpRequest) -> HttpResponse:
    """Show the window of a counter: who is there, who waits, and the button that calls the next."""
    return render(request, "hall/queue/window.html", pages.window_page(request, now()))


@fenced(reach="reach", whole=ALL)
def line(request: HttpRequest) -> HttpResponse:
    """Show the line alone, for the page that asks again and again."""
    unit = pages.needed_unit(request)
    return render(request, "hall/queue/_line.html", pages.line_part(request, unit, now()))


@require_POST
@fenced(reach="reach", whole=ALL)
def sit(request: HttpRequest) -> HttpResponse:
    """Begin to work at a window, or leave it (window 0)."""
    unit, at, by = pages.needed_unit(request), now(), request.actor
    number = read_number(request.POST.get("window", ""))
    act = (lambda: tickets.sit_down(unit=unit, window=number, by=by, at=at)) if number else (
        lambda: tickets.get_up(by=by, at=at)
    )  # fmt: skip
    return pages.done(request, act, "", pages.window_url(request, unit))


@require_POST
@fenced(reach="reach", whole=ALL)
def call_next(request: HttpRequest) -> HttpResponse:
    """Call the next ticket; what is at the window is finished by it."""
    unit, at = pages.needed_unit(request), now()
    return pages.done(request, lambda: pages.call_next(request, unit, at), "", pages.window_url(request, unit))


@fenced(reach="reach", whole=ALL)
def ticket(request: HttpRequest, number: int) -> HttpResponse:
    """Show a ticket with its timed periods."""
    row = reads.access_ticket(request.actor, number)
    return render(request, "hall/queue/ticket.html", shown.ticket_page(request.actor, row, now()))


@require_POST
@fenced(reach="reach", whole=ALL)
def act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Do what a button on a ticket says."""
    row, by, at = reads.access_ticket(request.actor, number), request.actor, now()
    if do == "call":
        what = lambda: tickets.call(ticket=row.pk, by=by, at=at)  # noqa: E731
    else:
        what = lambda: tickets.act(ticket=row.pk, do=do, by=by, at=at)  # noqa: E731
    return pages.done(request, what, "", pages.window_url(request, row.unit))


@fenced(reach="reach", whole=ALL)
def tie(request: HttpRequest, number: int) -> HttpResponse:
    """Tie a ticket to an affair."""
    row = reads.access_ticket(request.actor, number)
    text = request.POST.get("q", "")[:60]
    form = forms.TieForm(request.POST if request.method == "POST" and not text else None, chosen=pages.chosen(request))
    if not text and acted(form, row, request.actor):
        messages.success(request, _("Entered."))
        return HttpResponseRedirect(pages.after_tie(request, row))
    context = pages.tie_page(request.actor, row, text, now()) | {"form": form}
    return render(request, "hall/queue/tie.html", context, status=422 if form.errors else 200)


@fenced(reach="reach", whole=ALL)
def wanted(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for which item somebody with a ticket came; each opens the application, tied to the ticket."""
    row = reads.access_ticket(request.actor, number)
    return render(request, "hall/queue/wanted.html", pages.wanted_page(request, row, now()))


@fenced(reach="reach", whole=ALL)
def untied(request: HttpRequest) -> HttpResponse:
    """Show the served tickets of a counter that are tied to no affair: each is a coming that nobody counted."""
    return render(request, "hall/queue/untied.html", pages.untied_page(request, now()))


@fenced(reach="reach", whole=ALL)
def draw(request: HttpRequest) -> HttpResponse:
    """Give somebody at the desk a ticket."""
    unit, street = pages.needed_unit(request), request.actor.street or 0
    form = forms.DrawForm(request.POST if request.method == "POST" else None, street=street, unit=unit)
    if row := acted(form, street, unit, "desk", request.actor):
        messages.success(request, _("Ticket %(number)s.") % {"number": row.number})
        return HttpResponseRedirect(pages.window_url(request, unit))
    context = pages.frame(request, "window", unit) | {"form": form}
    return render(request, "hall/queue/draw.html", context, status=422 if form.errors else 200)


@fenced(reach="reach", whole=ALL)
def bookings(request: HttpRequest) -> HttpResponse:
    """Show the bookings of a counter and day."""
    return render(request, "hall/queue/bookings.html", pages.bookings_page(request, now()))


@fenced(reach="reach", whole=ALL)
def book(request: HttpRequest) -> HttpResponse:
    """Book for somebody, or put the person on the waiting list of a full day."""
    unit, street = pages.needed_unit(request), request.actor.street or 0
    line, day, slots = pages.slots_of(request, unit, now())
    form = forms.DeskBookForm(request.POST if request.method == "POST" else None, street=street, line=line, slots=slots)
    if row := acted(form, unit, line, day, request.actor):
        return HttpResponseRedirect(reverse("desk:queue:booking", args=[row.pk]))
    context = pages.bookings_page(request, now()) | {"form": form, "line": line, "slots": slots}
    return render(request, "hall/queue/book.html", context, status=422 if form.errors else 200)


@fenced(reach="reach", whole=ALL)
def booking(request: HttpRequest, number: int) -> HttpResponse:
    """Show a booking."""
    row = reads.access_booking(request.actor, number)
    return render(request, "hall/queue/booking.html", shown.booking_page(request.actor, row, now()))


@require_POST
@fenced(reach="reach", whole=ALL)
def booking_act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Do what a button on a booking says."""
    row, by, at = reads.access_booking(request.actor, number), request.actor, now()
    to = reverse("desk:queue:booking", args=[row.pk])
    return pages.done(request, lambda: pages.booking_act(row.pk, do, by, at), _("Entered."), to)


@fenced(reach="reach", whole=ALL)
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Cancel a booking because the office cannot keep it."""
    row = reads.access_booking(request.actor, number)
    form = forms.RevokeForm(request.POST if request.method == "POST" else None)
    if acted(form, row.pk, request.actor):
        return HttpResponseRedirect(reverse("desk:queue:booking", args=[row.pk]))
    context = {"form": form, "one": shown.booking(row)}
    return render(request, "hall/queue/revoke.html", context, status=422 if form.errors else 200)


@fenced(reach="reach", whole=ALL)
def closed(request: HttpRequest) -> HttpResponse:
    """Show the times closed off at a counter, and close one off."""
    unit, street = pages.needed_unit(request), request.actor.street or 0
    form = forms.CloseForm(request.POST if request.method == "POST" else None, street=street, unit=unit)
    if found := acted(form, unit, request.actor):
        messages.success(request, pages.closed_off_said(found))
        return HttpResponseRedirect(f"{reverse('desk:queue:closed')}?unit={unit}")
    context = pages.closed_page(request, now()) | {"form": form}
    return render(request, "hall/queue/closed.html", context, status=422 if form.errors else 200)


@require_POST
@fenced(reach="reach", whole=ALL)
def lift(request: HttpRequest, number: int) -> HttpResponse:
    """Open a time again that was closed off."""
    row, by, at = reads.access_closure(request.actor, number), request.actor, now()
    to = f"{reverse('desk:queue:closed')}?unit={row.unit}"
    return pages.done(request, lambda: closing.lift(closure=row.pk, by=by, at=at), _("Entered."), to)


@fenced(reach="reach", whole=ALL)
def figures(request: HttpRequest) -> HttpResponse:
    """Show waiting times and how tickets and bookings ended, by counter and month."""
    return render(request, "hall/queue/figures.html", pages.figures_page(request, now()))


@fenced(reach="street")
def rule(request: HttpRequest) -> HttpResponse:
    """Show the published rule: who is called before whom."""
    return render(request, "hall/queue/rule.html", pages.rule_page(request))


@fenced(roles={"admin"}, reach="street")
def publish(request: HttpRequest) -> HttpResponse:
    """Publish the rule from a file."""
    form = forms.RuleForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if acted(form, request.actor):
        messages.success(request, _("The version is published and in force."))
        return HttpResponseRedirect(reverse("desk:queue:rule"))
    return render(request, "hall/queue/publish.html", {"form": form}, status=422 if form.errors else 200)

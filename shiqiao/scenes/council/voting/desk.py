"""Pages of voting: parse, then an action or a read, then render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from shiqiao.base.time import now
from shiqiao.scenes.council.voting import forms, opening, pages, papers, reads, rights, shown
from shiqiao.scenes.council.voting.closing import publish_poll
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.kit.access import fenced

ALL = rights.READS_ALL


@fenced(reach="reach", whole=ALL)
def polls(request: HttpRequest) -> HttpResponse:
    """Show the polls."""
    context = shown.list_page(request.actor, request.GET.get("tab", ""), cursor(request.GET.get("after", "")))
    return render(request, "council/voting/list.html", context)


@fenced(reach="reach", whole=ALL)
def poll(request: HttpRequest, number: int) -> HttpResponse:
    """Show a poll: rule, electors by kind, turnout; after the close the result."""
    row = reads.access_poll(request.actor, number)
    return render(request, "council/voting/poll.html", shown.poll_page(request.actor, row, now()))


@never_cache
@sensitive_post_parameters()
@fenced(reach="reach", whole=ALL)
def cast(request: HttpRequest, number: int) -> HttpResponse:
    """Vote from one's own seat."""
    row = reads.access_poll(request.actor, number)
    form = pages.cast_form(request, row)
    if acted(form, row, request.actor):
        return pages.told(request, _("Your vote is given."), pages.at_poll(row.pk))
    context = shown.head(row) | {"form": form, "sealed": forms.sealed_said(row)}
    return render(request, "council/voting/cast.html", context, status=422 if form.errors else 200)


@fenced(reach="reach", whole=ALL)
def paper(request: HttpRequest, number: int) -> HttpResponse:
    """Mark who votes on paper."""
    row = reads.access_poll(request.actor, number)
    form = pages.paper_form(request, row)
    if acted(form, row, request.actor):
        return pages.told(request, _("Marked: give the paper out."), request.path)
    context = shown.head(row) | {"form": form, "title": _("Vote on paper"), "icon": "file-check"}
    return render(request, "council/voting/act.html", context, status=422 if form.errors else 200)


@never_cache
@fenced(reach="reach", whole=ALL)
def count(request: HttpRequest, number: int) -> HttpResponse:
    """Count the papers; the second person counts them again."""
    row = reads.access_poll(request.actor, number)
    form = pages.count_form(request, row)
    if acted(form, row, request.actor):
        return pages.told(request, _("The count is entered."), request.path)
    context = shown.count_page(request.actor, row, form)
    return render(request, "council/voting/count.html", context, status=422 if form.errors else 200)


@fenced(roles=rights.RUNS, reach="reach", whole=ALL)
def explain(request: HttpRequest, number: int) -> HttpResponse:
    """Say where missing papers are."""
    row = reads.access_poll(request.actor, number)
    pages.refuse_unless(row, "counting")
    form = pages.filled(forms.ExplainForm, request)
    if acted(form, row, request.actor):
        return pages.told(request, _("Entered."), pages.at_poll(row.pk))
    context = shown.head(row) | {"form": form, "title": _("Explain missing papers"), "icon": "note"}
    return render(request, "council/voting/act.html", context, status=422 if form.errors else 200)


@fenced(roles=rights.RUNS, reach="reach", whole=ALL)
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Close a poll, after a question."""
    row = reads.access_poll(request.actor, number)
    pages.refuse_unless(row, "started", "counting")
    form = pages.filled(forms.CloseForm, request)
    if acted(form, row, request.actor):
        return pages.told(request, _("The poll is closed and counted."), pages.at_poll(row.pk))
    context = shown.poll_page(request.actor, row, now()) | {"form": form}
    return render(request, "council/voting/close.html", context, status=422 if form.errors else 200)


@require_POST
@fenced(roles=rights.RUNS, reach="reach", whole=ALL)
def start(request: HttpRequest, number: int) -> HttpResponse:
    """Start a poll."""
    row = reads.access_poll(request.actor, number)
    act = lambda: opening.start_poll(poll=row.pk, by=request.actor, at=now())  # noqa: E731
    return pages.done(request, act, row.pk, _("The poll has started; its electors are sealed."))


@require_POST
@fenced(roles=rights.RUNS, reach="reach", whole=ALL)
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """Publish the result."""
    row = reads.access_poll(request.actor, number)
    act = lambda: publish_poll(poll=row.pk, by=request.actor, at=now())  # noqa: E731
    return pages.done(request, act, row.pk, _("The result is published."))


@require_POST
@fenced(roles=rights.RUNS, reach="reach", whole=ALL)
def second(request: HttpRequest, number: int) -> HttpResponse:
    """Open the second round."""
    row = reads.access_poll(request.actor, number)
    act = lambda: pages.second(row, request.actor, now())  # noqa: E731
    return pages.done(request, act, row.pk, _("The second round is open."))


@never_cache
@require_POST
@fenced(roles=rights.RUNS, reach="reach", whole=ALL)
def slips(request: HttpRequest, number: int) -> HttpResponse:
    """Make slips with one-time links, shown this once to be printed."""
    row = reads.access_poll(request.actor, number)
    made = opening.make_links(poll=row.pk, by=request.actor, at=now())
    return render(request, "council/voting/slips.html", pages.slips_page(request, row, made))


@fenced(reach="reach", whole=ALL)
def verify(request: HttpRequest, number: int) -> HttpResponse:
    """Reckon the seals of a poll again."""
    row = reads.access_poll(request.actor, number)
    return render(request, "council/voting/verify.html", shown.verify_page(row))


@fenced(reach="reach", whole=ALL)
def record_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """Give the record of the result as PDF."""
    row = reads.access_poll(request.actor, number)
    pages.refuse_unless(row, *reads.DONE)
    return pages.pdf_of(*papers.record(row, request.actor, now()))

"""Pages of the register: parse, then an action or a read, then render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from shiqiao.base.actor import Ref
from shiqiao.base.time import now
from shiqiao.scenes.employment import about, forms, pages, reads, shown, workforms
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.scenes.employment.store import JOB, day_of
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.kit.access import fenced
from shiqiao.surfaces.kit.downloads import give


@fenced(reach="reach")
def seekers(request: HttpRequest) -> HttpResponse:
    """Show the register of job seekers that the actor keeps or reads."""
    filters = pages.filters_of(request.GET)
    page = reads.seekers(request.actor, filters, after=cursor(request.GET.get("after", "")))
    rows = shown.rows_of(page.rows, rules_of(request.actor.street or 0), day_of(now()))
    context = {"rows": rows, "next": page.next, **pages.frame(request.actor, filters, now())}
    return render(request, "employment/seekers.html", context)


@fenced(reach="reach")
def register(request: HttpRequest) -> HttpResponse:
    """Find a person, then put that person on the register."""
    pages.may_register(request.actor)
    if number := pages.chosen(request):
        form = pages.register_form(request)
        if made := acted(form, number, request.actor):
            return pages.done(request, _("The person stands on the register."), pages.at_seeker(made.pk))
        return pages.registering(request, form, number)
    return render(request, "employment/register.html", pages.search(request))


@fenced(reach="reach")
def seeker(request: HttpRequest, number: int) -> HttpResponse:
    """Show one job seeker: history, deliveries, work, courses, benefits."""
    row = reads.access_seeker(request.actor, number)
    pages.seen(row, request.actor)
    pages.looked(request.actor, [row.person])
    return render(request, "employment/seeker.html", shown.page_of(request.actor, row, now()))


@fenced(reach="reach")
def seeker_act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Do something for a job seeker: deliveries, work, an application, a course, a benefit, a visit, a change."""
    row = reads.access_seeker(request.actor, number)
    form = pages.seeker_form(request, row, do)
    if acted(form, row, request.actor):
        return pages.done(request, pages.seeker_said(do), pages.at_seeker(row.pk))
    return pages.seeker_page(request, row, form, do)


@fenced(reach="reach")
def follow_ups(request: HttpRequest) -> HttpResponse:
    """Show the deliveries that wait for their follow-up."""
    page = reads.follow_ups(request.actor, after=cursor(request.GET.get("after", "")))
    rows = shown.follow_rows(request.actor, page.rows, now())
    return render(request, "employment/due.html", {"rows": rows, "next": page.next, "here": "follow"})


@fenced(reach="reach")
def checks(request: HttpRequest) -> HttpResponse:
    """Show the work that is to be looked at again."""
    page = reads.checks_due(request.actor, after=cursor(request.GET.get("after", "")))
    rows = shown.check_rows(request.actor, page.rows, now())
    return render(request, "employment/due.html", {"rows": rows, "next": page.next, "here": "check"})


@fenced(reach="reach")
def follow(request: HttpRequest, number: int) -> HttpResponse:
    """Say what came of a delivery."""
    row = reads.access_delivery(request.actor, number)
    form = pages.filled(forms.FollowForm, request)
    if acted(form, row, request.actor):
        return pages.done(request, _("The follow-up is done."), pages.at_seeker(row.seeker))
    return pages.asked(
        request, form, title=_("Follow up"), icon="circle-check", **about.of_delivery(request.actor, row)
    )


@fenced(reach="reach")
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Enter what looking at work again showed."""
    row = reads.access_check(request.actor, number)
    form = pages.filled(workforms.CheckForm, request)
    if acted(form, row, request.actor):
        return pages.done(request, _("What was found is entered."), pages.at_seeker(row.seeker))
    title = _("Look at the work again")
    return pages.asked(request, form, title=title, icon="eye-check", **about.of_check(request.actor, row))


@fenced(reach="reach")
def job_end(request: HttpRequest, number: int) -> HttpResponse:
    """Enter that work ended."""
    row = reads.access_job(request.actor, number)
    form = pages.filled(workforms.EndJobForm, request, today=day_of(now()).isoformat())
    if acted(form, row, request.actor):
        return pages.done(request, _("The person is back on the register."), pages.at_seeker(row.seeker))
    return pages.asked(
        request, form, title=_("The work ended"), icon="briefcase-off", **about.of_job(request.actor, row)
    )


@fenced(reach="reach")
def job_file(request: HttpRequest, number: int, file: int) -> HttpResponse:
    """Give a document that proves work."""
    row = reads.access_job(request.actor, number)
    return give(request, reads.paper(Ref(JOB, row.pk), file))

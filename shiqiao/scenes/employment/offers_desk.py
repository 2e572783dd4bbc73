"""Pages of vacancies and courses: parse, then an action or a read, then render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.time import now
from shiqiao.scenes.employment import about, matching, pages, reads, workforms, workshown
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.scenes.employment.store import day_of
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.kit.access import fenced


@fenced(reach="street")
def vacancies(request: HttpRequest) -> HttpResponse:
    """Show the vacancies on which one can apply, or all of them."""
    all_of = request.GET.get("tab") == "all"
    page = reads.vacancies(request.actor, day_of(now()), all_of=all_of, after=cursor(request.GET.get("after", "")))
    rows = workshown.vacancy_rows(page.rows, request.actor.street or 0, now())
    context = {"rows": rows, "next": page.next, "all": all_of, "may": pages.registers(request.actor)}
    return render(request, "employment/vacancies.html", context)


@fenced(reach="street")
def new_vacancy(request: HttpRequest) -> HttpResponse:
    """Post a vacancy."""
    pages.may_register(request.actor)
    street = request.actor.street or 0
    communities = workshown.communities(street)
    form = pages.filled(workforms.VacancyForm, request, table=rules_of(street), communities=communities)
    if made := acted(form, None, request.actor):
        return pages.done(request, _("The vacancy is posted."), reverse("desk:employment:vacancy", args=[made.pk]))
    back = reverse("desk:employment:vacancies")
    return pages.asked(request, form, title=_("Post a vacancy"), icon="briefcase", back=back)


@fenced(reach="street")
def vacancy(request: HttpRequest, number: int) -> HttpResponse:
    """Show a vacancy: who fits and why, who does not and why not, who applied."""
    row = reads.access_vacancy(request.actor, number)
    return render(request, "employment/vacancy.html", workshown.vacancy_page(request.actor, row, now()))


@require_POST
@fenced(reach="street")
def close_vacancy(request: HttpRequest, number: int) -> HttpResponse:
    """Close a vacancy with its open applications."""
    row = reads.access_vacancy(request.actor, number)
    matching.close_vacancy(vacancy=row.pk, by=request.actor, at=now())
    return pages.done(request, _("The vacancy is closed."), reverse("desk:employment:vacancy", args=[row.pk]))


@fenced(reach="reach")
def application(request: HttpRequest, number: int) -> HttpResponse:
    """Enter what became of an application."""
    row = reads.access_application(request.actor, number)
    form = pages.filled(workforms.ApplicationForm, request)
    if acted(form, row, request.actor):
        return pages.done(request, pages.application_said(form), pages.at_seeker(row.seeker))
    return pages.asked(
        request, form, title=_("Enter what became of it"), icon="check", **about.of_application(request.actor, row)
    )


@fenced(reach="street")
def courses(request: HttpRequest) -> HttpResponse:
    """Show the training courses with their places."""
    page = reads.courses(request.actor, after=cursor(request.GET.get("after", "")))
    rows = workshown.course_rows(page.rows, request.actor.street or 0)
    context = {"rows": rows, "next": page.next, "may": pages.of_office(request.actor), "today": day_of(now())}
    return render(request, "employment/courses.html", context)


@fenced(reach="street")
def new_course(request: HttpRequest) -> HttpResponse:
    """Offer a course."""
    pages.outside(request.actor)
    form = pages.filled(workforms.CourseForm, request, table=rules_of(request.actor.street or 0))
    if made := acted(form, None, request.actor):
        return pages.done(request, _("The course is offered."), reverse("desk:employment:course", args=[made.pk]))
    back = reverse("desk:employment:courses")
    return pages.asked(request, form, title=_("Offer a course"), icon="school", back=back)


@fenced(reach="street")
def course(request: HttpRequest, number: int) -> HttpResponse:
    """Show a course with its people, as far as the actor sees them."""
    row = reads.access_course(request.actor, number)
    return render(request, "employment/course.html", workshown.course_page(request.actor, row, now()))


@fenced(reach="street")
def end_course(request: HttpRequest, number: int) -> HttpResponse:
    """Give no more places in a course, or cancel it for a reason."""
    pages.outside(request.actor)
    row, form = reads.access_course(request.actor, number), pages.filled(workforms.EndCourseForm, request)
    back = reverse("desk:employment:course", args=[row.pk])
    if acted(form, row, request.actor):
        return pages.done(request, _("It is entered; whoever keeps the entries of those enrolled is told."), back)
    return pages.asked(request, form, title=_("Close or cancel the course"), icon="lock", back=back, about=row.title)


@fenced(reach="reach")
def enrolment(request: HttpRequest, number: int) -> HttpResponse:
    """Enter how a course went for somebody."""
    row = reads.access_enrolment(request.actor, number)
    form = pages.filled(workforms.EnrolmentForm, request)
    if acted(form, row, request.actor):
        return pages.done(request, _("How it went is entered."), pages.at_seeker(row.seeker))
    return pages.asked(
        request, form, title=_("Enter how it went"), icon="school", **about.of_enrolment(request.actor, row)
    )

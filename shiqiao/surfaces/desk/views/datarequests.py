"""What persons ask about their own data: the list, taking one in, checking who applies, answering."""

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from shiqiao.base.actor import Actor
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.text import mask_identity, mask_name, mask_phone
from shiqiao.base.time import now
from shiqiao.kernel.matters import datarequests
from shiqiao.kernel.retention import actions, reads
from shiqiao.kernel.retention.models import DataRequest
from shiqiao.surfaces.desk import personalfile, retention
from shiqiao.surfaces.desk.retentionforms import ApplyForm, CheckForm, RefuseForm
from shiqiao.surfaces.desk.views.retention import said
from shiqiao.surfaces.kit.access import fenced


@fenced(roles=reads.WORKS, reach="street")
def index(request: HttpRequest) -> HttpResponse:
    """List the requests: what is due first on top."""
    found = reads.requests(request.actor)
    rows = [retention.request_row(row, now(), mask_name(reads.person_of(row)[0])) for row in found]
    return render(request, "desk/retention/requests.html", {"rows": rows})


@sensitive_post_parameters("name", "phone", "identity", "words")
@fenced(roles=reads.WORKS, reach="street")
def new(request: HttpRequest) -> HttpResponse:
    """Take a request in at the counter."""
    form = ApplyForm(request.POST) if request.method == "POST" else ApplyForm()
    number = form.apply(request.actor) if request.method == "POST" else 0
    if not number:
        return render(request, "desk/retention/apply.html", {"form": form}, status=422 if form.errors else 200)
    return to_request(number)


def to_request(number: int) -> HttpResponse:
    """Go to the page of a request."""
    return HttpResponseRedirect(reverse("desk:data-request", args=[number]))


@fenced(roles=reads.WORKS, reach="street")
def request_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show a request."""
    return page(request, reads.request_of(request.actor, number))


def page(request: HttpRequest, row: DataRequest, **more: object) -> HttpResponse:
    """Render a request: who applies (masked until the answer), what is held, what stops an erasure, what comes next."""
    name, phone, identity = reads.person_of(row)
    open_now = not row.answer and bool(phone or identity)
    held, stopped = retention.held_rows(row.street, phone, identity, now()) if open_now else ([], [])
    context = {
        "shown": retention.request_row(row, now(), mask_name(name)), "phone": mask_phone(phone) if phone else "",
        "identity": mask_identity(identity) if identity else "", "words": reads.words_of(row) if row.checked else "",
        "answerable": bool(held) and not (stopped and row.kind == "erasure"),
        "held": held, "stopped": stopped, "matter": datarequests.number_of(row), "check": CheckForm(),
        "refuse": RefuseForm(), **more,
    }  # fmt: skip
    return render(request, "desk/retention/request.html", context, status=422 if more.get("error") else 200)


@require_POST
@fenced(roles=reads.WORKS, reach="street")
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Note how the identity was checked."""
    return acted(request, number, lambda by: actions.check_identity(
        request=number, how=request.POST.get("how", ""), by=by, at=now()
    ))  # fmt: skip


@require_POST
@fenced(roles=reads.WORKS, reach="street")
def refuse(request: HttpRequest, number: int) -> HttpResponse:
    """Refuse on a ground, and tell the applicant."""

    def act(by: Actor) -> None:
        actions.refuse(request=number, ground=request.POST.get("ground", ""), by=by, at=now())
        datarequests.tell_applicant(request=number, by=by, at=now())

    return acted(request, number, act)


@require_POST
@fenced(roles=reads.WORKS, reach="street")
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Do what is asked for: hand out, erase, or note that it was corrected; and tell the applicant."""
    link: list[str] = []

    def act(by: Actor) -> None:
        if secret := carry_out(reads.request_of(by, number), by):
            link.append(request.build_absolute_uri(reverse("portal:own-data", args=[secret])))
        datarequests.tell_applicant(request=number, by=by, at=now())

    response = acted(request, number, act)
    return page(request, reads.request_of(request.actor, number), link=link[0]) if link else response


def carry_out(row: DataRequest, by: Actor) -> str:
    """Answer a request by its kind; returns the secret of the download for a disclosure."""
    if row.kind == "disclosure":
        _, phone, identity = reads.person_of(row)
        found = reads.disclosed(reads.sought(row.street, phone, identity))
        package = personalfile.build(found, street=row.street, at=now())
        return actions.hand_out(request=row.pk, package=package, counts={"pieces": len(found.pieces)}, by=by, at=now())
    if row.kind == "erasure":
        actions.erase_on_request(request=row.pk, by=by, at=now())
    else:
        actions.note_corrected(request=row.pk, by=by, at=now())
    return ""


def acted(request: HttpRequest, number: int, act: Callable[[Actor], object]) -> HttpResponse:
    """Do an act on a request; what it refuses stands on the page."""
    row = reads.request_of(request.actor, number)
    try:
        with transaction.atomic():  # all of it or nothing, and the page can still be shown
            act(request.actor)
    except ShiqiaoError as error:
        return page(request, row, error=said(error))
    messages.success(request, _("Done and recorded."))
    return to_request(number)

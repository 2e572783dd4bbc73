"""The pages of one report: found by number and secret, looked at, rated, taken up again, reviewed."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiqiao.base.errors import NotFound, ShiqiaoError, TooMany
from shiqiao.base.limits import take
from shiqiao.base.time import now
from shiqiao.kernel.matters.actions import ask_review, grade_matter, reopen_matter
from shiqiao.kernel.matters.bynumber import by_phone_end
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.secret_links import by_secret
from shiqiao.surfaces.kit import qr
from shiqiao.surfaces.portal import photos
from shiqiao.surfaces.portal.forms import FollowForm
from shiqiao.surfaces.portal.gate import open_page, resident, secret_page
from shiqiao.surfaces.portal.limits import FILES, counted_guesses, of_number
from shiqiao.surfaces.portal.showing import counters, show
from shiqiao.surfaces.portal.story import story_of
from shiqiao.surfaces.portal.verdicts import RateForm, ReopenForm, ReviewForm


@never_cache
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "HEAD", "POST"])
@counted_guesses
@open_page
def follow(request: HttpRequest) -> HttpResponse:
    """Find a report by number and secret, or by number and the end of the telephone number left with it."""
    form = FollowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return found(request, form)
        except TooMany as error:
            form.add_action_error(error)
            return refused(show(request, "follow", {"form": form}, 429), error)
        except NotFound:
            form.add_error(None, _("No report has this number and code. Please compare both with your receipt."))
    return show(request, "follow", {"form": form}, 404 if form.non_field_errors() else 422 if form.errors else 200)


def found(request: HttpRequest, form: FollowForm) -> HttpResponse:
    """Lead to the report that number and secret open, or show how far it is; raises NotFound, TooMany."""
    number, secret = form.cleaned_data["number"], form.cleaned_data["secret"]
    if not form.by_phone:
        row = proven(request, number, secret)
        return HttpResponseRedirect(reverse("portal:matter", args=[row.number, secret]), status=303)
    if wait := request.guess or take(of_number(number)):  # type: ignore[attr-defined]
        raise TooMany(after=wait)
    row = by_phone_end(number, secret, at=now())
    return show(request, "glimpse", {"story": story_of(row), "counter": counters().office})


def refused(response: HttpResponse, error: TooMany) -> HttpResponse:
    """Say in the answer's head, too, when it is worth trying again."""
    response.headers["Retry-After"] = str(error.after)
    return response


def proven(request: HttpRequest, number: str, secret: str) -> Matter:
    """Return the matter that number and secret belong to; raises NotFound, and TooMany where much was guessed."""
    if request.guess:  # type: ignore[attr-defined]
        raise TooMany(after=request.guess)  # type: ignore[attr-defined]
    return by_secret(number, secret, at=now())


@require_safe
@secret_page
def matter(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """Show a report to whoever has its secret link; right after sending as the receipt."""
    return page_of(request, number, secret)


@sensitive_post_parameters("words")
@require_POST
@secret_page
def rate(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """Take the reporter's verdict."""
    form = RateForm(request.POST)
    return moved(request, number, secret, form, "rating", lambda row, data: grade_matter(
        matter=row.id, solved=data["solved"] == "yes", grade=data["satisfied"], grounds=tuple(data["grounds"]),
        reason=data["words"], by=resident(reporter=True), at=now(),
    ))  # fmt: skip


@sensitive_post_parameters("reason")
@require_POST
@secret_page
def reopen(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """Take a closed matter up again at the reporter's wish."""
    form = ReopenForm(request.POST, request.FILES, refused=bool(request.FILES and take(*FILES.of(request))))
    return moved(request, number, secret, form, "reopening", lambda row, data: reopen_matter(
        matter=row.id, reason=data["reason"], evidence=((photos.PURPOSE, form.kept),) if form.kept else (),
        by=resident(reporter=True), at=now(),
    ))  # fmt: skip


@sensitive_post_parameters("reason")
@require_POST
@secret_page
def review(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """Ask for the review, or the final review, of a petition that was settled."""
    form = ReviewForm(request.POST)
    return moved(request, number, secret, form, "reviewing", lambda row, data: ask_review(
        matter=row.id, reason=data["reason"], final=row.state == "reviewed", by=resident(reporter=True), at=now()
    ))  # fmt: skip


def moved(request: HttpRequest, number: str, secret: str, form: Any, name: str, act: Any) -> HttpResponse:
    """Do what a form of the matter's page asks; on a mistake show the page again with everything typed."""
    row = proven(request, number, secret)
    if form.is_valid():
        try:
            act(row, form.cleaned_data)
            return HttpResponseRedirect(reverse("portal:matter", args=[number, secret]) + f"?done={name}", status=303)
        except ShiqiaoError as error:
            form.add_action_error(error)
    return page_of(request, number, secret, {name: form}, 422)


def page_of(
    request: HttpRequest, number: str, secret: str, forms: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Render the page of a matter."""
    row, new = proven(request, number, secret), "new" in request.GET
    link = request.build_absolute_uri(reverse("portal:matter", args=[number, secret]))
    context = {"rating": RateForm(), "reopening": ReopenForm(), "reviewing": ReviewForm(), **(forms or {})}
    context |= {"story": story_of(row, name=new), "secret": secret, "link": link, "done": request.GET.get("done", "")}
    context |= {"code": qr.svg(link, _("Code with the link of your report")), "counter": counters().office}
    return show(request, "received" if new else "matter", context, status)

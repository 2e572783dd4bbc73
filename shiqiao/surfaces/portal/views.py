"""The pages of the residents' portal. Each parses, calls an action or a read, and renders."""

from io import BytesIO
from typing import Any
from uuid import uuid4

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiqiao.base.errors import NotFound, ShiqiaoError, TooMany
from shiqiao.base.time import now
from shiqiao.kernel.matters.actions import rate_matter, reopen_matter
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.secret_links import by_secret
from shiqiao.kernel.retention.actions import fetch
from shiqiao.kernel.territory import reads as territory
from shiqiao.surfaces.kit.entries import EVERYBODY, declared
from shiqiao.surfaces.portal import nearby as public
from shiqiao.surfaces.portal import owndata, proposing
from shiqiao.surfaces.portal.forms import FollowForm, RateForm, ReopenForm, ReportForm
from shiqiao.surfaces.portal.gate import open_page, resident, secret_page
from shiqiao.surfaces.portal.limits import HINTS as TYPING
from shiqiao.surfaces.portal.limits import counted, counted_guesses, counted_reports
from shiqiao.surfaces.portal.reporting import question, send
from shiqiao.surfaces.portal.story import story_of
from shiqiao.surfaces.portal.street import own_profile, promises, street_number, streets, suggested
from shiqiao.surfaces.portal.words import either, titled

HINTS = 5
TEXT_READ = 500  # characters of a text that are enough to guess its kind


def show(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render a page of the portal with the names of its street."""
    place = own_profile()
    names = {
        "street": either(place.title_zh, place.title_en), "office": either(place.office_zh, place.office_en),
        "centre": place, "several": len(streets()) > 1,
    }  # fmt: skip
    return render(request, f"portal/{name}.html", {**names, **context}, status=status)


@require_safe
@open_page
def home(request: HttpRequest) -> HttpResponse:
    """Show what one can do here and what the office promises."""
    return show(request, "home", {"promises": promises(), "form": FollowForm()})


@require_safe
@declared(EVERYBODY, "public")
def choose(request: HttpRequest) -> HttpResponse:
    """Let a resident choose among the streets of this installation."""
    return render(request, "portal/streets.html", {"streets": streets(), "to": reverse("portal:home")})


@never_cache
@sensitive_post_parameters("text", "address", "name", "phone")
@require_http_methods(["GET", "HEAD", "POST"])
@counted_reports
@open_page
def report(request: HttpRequest) -> HttpResponse:
    """Take a report; without a kind chosen, ask for it and keep everything else."""
    if request.method != "POST":
        return show(request, "report", {"form": ReportForm(initial={"client_id": uuid4().hex})})
    passing = request.passing  # type: ignore[attr-defined]
    form = ReportForm(request.POST, request.FILES, passing=passing)
    if sent := send(form, passing):
        return received(request, *sent)
    asking = form.is_valid() and not form.kind
    context = {"form": form, "asking": asking, "kind": form.kind, "challenge": passing.challenge, **question(form)}
    return show(request, "report", context, 422 if form.errors else 200)


def received(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """Lead to the receipt. A report whose link is no longer known here gets a page that says how to go on."""
    if not secret:
        return show(request, "again", {"number": number})
    return HttpResponseRedirect(reverse("portal:matter", args=[number, secret]) + "?new=1", status=303)


@require_POST
@counted(TYPING)
@open_page
def hints(request: HttpRequest) -> JsonResponse:
    """Suggest items for a text, or places for an address, while typing. By POST, so that it stays out of logs."""
    text, address = request.POST.get("text", "")[:TEXT_READ], request.POST.get("address", "")[:100]
    items = (
        [{"code": item.code, "title": titled(item.title)} for item in suggested(text, HINTS)] if text.strip() else []
    )
    found = territory.find_address(address, street_number(), HINTS) if address.strip() else []
    places = list(dict.fromkeys(hit.name for hit in found if hit.grid))
    return JsonResponse({"items": items, "places": places})


@never_cache
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "HEAD", "POST"])
@counted_guesses
@open_page
def follow(request: HttpRequest) -> HttpResponse:
    """Find a report by number and secret."""
    form = FollowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = proven(request, **form.cleaned_data)
            return HttpResponseRedirect(
                reverse("portal:matter", args=[row.number, form.cleaned_data["secret"]]), status=303
            )
        except TooMany as error:
            form.add_action_error(error)
            return refused(show(request, "follow", {"form": form}, 429), error)
        except NotFound:
            form.add_error(None, _("No report has this number and code. Please compare both with your receipt."))
    return show(request, "follow", {"form": form}, 404 if form.non_field_errors() else 422 if form.errors else 200)


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
    return moved(request, number, secret, form, "rating", lambda row, data: rate_matter(
        matter=row.id, solved=data["solved"] == "yes", satisfied=data["satisfied"] == "yes", reason=data["words"],
        by=resident(reporter=True), at=now(),
    ))  # fmt: skip


@sensitive_post_parameters("reason")
@require_POST
@secret_page
def reopen(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """Take a closed matter up again at the reporter's wish."""
    form = ReopenForm(request.POST)
    return moved(request, number, secret, form, "reopening", lambda row, data: reopen_matter(
        matter=row.id, reason=data["reason"], by=resident(reporter=True), at=now()
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
    context = {"rating": RateForm(prefix=None), "reopening": ReopenForm(), **(forms or {})}
    context |= {"story": story_of(row, name=new), "secret": secret, "link": link, "done": request.GET.get("done", "")}
    return show(request, "received" if new else "matter", context, status)


@never_cache
@sensitive_post_parameters("title", "text", "name", "phone")
@require_http_methods(["GET", "HEAD", "POST"])
@counted_reports
@open_page
def propose(request: HttpRequest) -> HttpResponse:
    """Take a proposal; the receipt is that of a report."""
    if request.method != "POST":
        return show(request, "propose", {"form": proposing.ProposalForm(initial={"client_id": uuid4().hex})})
    form, passing = proposing.ProposalForm(request.POST), request.passing  # type: ignore[attr-defined]
    if sent := proposing.send(form, passing):
        return received(request, *sent)
    return show(request, "propose", {"form": form, "challenge": passing.challenge}, 422)


@never_cache
@sensitive_post_parameters("name", "phone", "words")
@require_http_methods(["GET", "HEAD", "POST"])
@counted_reports
@open_page
def ask_own_data(request: HttpRequest) -> HttpResponse:
    """Take a request about the own data; the receipt is that of a report."""
    if request.method != "POST":
        return show(request, "owndata", {"form": owndata.OwnDataForm(initial={"client_id": uuid4().hex})})
    form, passing = owndata.OwnDataForm(request.POST), request.passing  # type: ignore[attr-defined]
    if sent := owndata.send(form, passing):
        return received(request, *sent)
    return show(request, "owndata", {"form": form, "challenge": passing.challenge}, 422)


@require_http_methods(["GET", "HEAD", "POST"])
@secret_page
def own_data(request: HttpRequest, secret: str) -> HttpResponse:
    """Offer what was prepared for the holder of the link; by POST hand it over."""
    if request.guess:  # type: ignore[attr-defined]
        raise TooMany(after=request.guess)  # type: ignore[attr-defined]
    if request.method != "POST":
        return show(request, "fetch", {})
    package = fetch(secret=secret, by=resident(), at=now())
    return FileResponse(
        BytesIO(package), as_attachment=True, filename="personal-data.zip", content_type="application/zip"
    )


@require_safe
@open_page
def proposals(request: HttpRequest) -> HttpResponse:
    """List the titles of adopted proposals that a person found fit to be public."""
    return show(request, "proposals", {"entries": proposing.entries()})


@require_safe
@open_page
def nearby(request: HttpRequest) -> HttpResponse:
    """List what was reported in public space lately, without anything personal."""
    chosen = request.GET.get("community", "")
    communities = territory.communities(street_number())
    community = int(chosen) if chosen in {str(place.code) for place in communities} else 0
    listed = public.entries(community=community, after=request.GET.get("older", "")[:30])
    return show(request, "list", {"listed": listed, "communities": communities, "community": community})


@require_safe
@open_page
def nearby_map(request: HttpRequest) -> JsonResponse:
    """Give the grids with the number of their open matters, for the map."""
    return JsonResponse(public.map_of(), headers={"Cache-Control": "public, max-age=60"})


@require_safe
@open_page
def grids(request: HttpRequest) -> JsonResponse:
    """Give the outlines of the grids, for choosing a place on the map."""
    return JsonResponse(public.shapes(), headers={"Cache-Control": "public, max-age=3600"})

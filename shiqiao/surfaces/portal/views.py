"""The pages of the residents' portal on which something is written. Each parses, calls an action or a read, and renders."""

from io import BytesIO
from uuid import uuid4

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiqiao.base.errors import TooMany
from shiqiao.base.time import now
from shiqiao.kernel.retention.actions import fetch
from shiqiao.kernel.territory.placecodes import opened_by
from shiqiao.surfaces.kit.entries import EVERYBODY, declared
from shiqiao.surfaces.kit.wire import compressed
from shiqiao.surfaces.portal import owndata, proposing
from shiqiao.surfaces.portal.forms import ReportForm
from shiqiao.surfaces.portal.gate import choice, open_page, resident, secret_page
from shiqiao.surfaces.portal.limits import HINTS as TYPING
from shiqiao.surfaces.portal.limits import counted, counted_reports
from shiqiao.surfaces.portal.reporting import send
from shiqiao.surfaces.portal.showing import counters, show
from shiqiao.surfaces.portal.sockets import doors
from shiqiao.surfaces.portal.street import suggested, typed
from shiqiao.surfaces.portal.words import titled

HINTS = 5
TEXT_READ = 500  # characters of a text that are enough to guess its kind


@require_safe
@open_page
def home(request: HttpRequest) -> HttpResponse:
    """Show what one can do here, and where one can go or call."""
    return show(request, "home", {"counters": counters(), "doors": list(doors)})


@require_safe
@declared(EVERYBODY, "public")
def at(request: HttpRequest, token: str) -> HttpResponse:
    """Lead from a poster's short address to the report form; a withdrawn code leads there without a place."""
    opened = opened_by(token, at=now())
    street = f"&street={opened.street}" if opened else ""
    return HttpResponseRedirect(f"{reverse('portal:report')}?at={token[:12]}{street}")


@require_safe
@declared(EVERYBODY, "public")
def choose(request: HttpRequest) -> HttpResponse:
    """Let a resident choose among the streets of this installation."""
    return choice(request, reverse("portal:home"))


@never_cache
@sensitive_post_parameters("text", "address", "name", "phone")
@require_http_methods(["GET", "HEAD", "POST"])
@counted_reports
@open_page
def report(request: HttpRequest) -> HttpResponse:
    """Take a report; `at` is the code of a poster, `elsewhere` the wish to say another place than the poster's."""
    if request.method != "POST":
        initial = {"client_id": uuid4().hex, "at": request.GET.get("at", "")[:12], "means": ""}
        # An empty form is compressed: the only secret, the token against forgery, is masked anew in every answer.
        return compressed(request, show(request, "report", {"form": ReportForm(initial=initial)}))
    passing = request.passing  # type: ignore[attr-defined]
    form = ReportForm(request.POST, request.FILES, passing=passing)
    if "elsewhere" not in request.POST and (sent := send(form, passing)):
        return received(request, *sent)
    context = {
        "form": form,
        "kind": form.kind if form.is_bound and form.is_valid() else request.POST.get("item", "")[:10],
    }
    return show(request, "report", {**context, "challenge": passing.challenge}, 422 if form.errors else 200)


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
    return JsonResponse({"items": items, "places": typed(address, HINTS) if address.strip() else []})


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

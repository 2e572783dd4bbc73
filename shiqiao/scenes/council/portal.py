"""Pages of the portal for deliberation: what is talked over, what was decided and how far it is, and one's own topic."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiqiao.base.time import now
from shiqiao.scenes.council import meetings, pages, voices
from shiqiao.scenes.council import portalpages as shown
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.kit.browsers import browser_of, know
from shiqiao.surfaces.portal.gate import open_page, secret_page
from shiqiao.surfaces.portal.limits import pass_report
from shiqiao.surfaces.portal.showing import show_template
from shiqiao.surfaces.portal.street import street_number

app_name = "council"
BOTH = require_http_methods(["GET", "HEAD", "POST"])


def _counted(request: HttpRequest) -> None:
    """Count what is sent against what a browser and an address may send; raises TooMany."""
    passing = pass_report(request)
    if passing.refused:
        raise passing.error


def _browser(request: HttpRequest) -> str:
    """Return the random name of the browser; those without one share that of their address, which limits count too."""
    return browser_of(request) or "stranger"


@never_cache
@require_safe
@open_page
def home(request: HttpRequest) -> HttpResponse:
    """Show topics to speak on and resolutions, of all communities or one."""
    community = pages.number(request.GET.get("community", ""))
    return show_template(request, "council/portal_home.html", shown.home_page(street_number(), community, now()))


@never_cache
@BOTH
@open_page
def topic(request: HttpRequest, number: int) -> HttpResponse:
    """Show a topic, and take a comment."""
    row = shown.public_topic(street_number(), number)
    form: Any = shown.CommentForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        _counted(request)
    if form.is_bound and acted(form, row.pk, _browser(request), request.actor):  # type: ignore[attr-defined]
        return HttpResponseRedirect(f"{reverse('portal:council:topic', args=[row.pk])}?said=1", status=303)
    context = {**shown.topic_page(row, now()), "form": form, "said": "said" in request.GET}
    return know(request, show_template(request, "council/portal_topic.html", context, 422 if form.errors else 200))


@require_POST
@open_page
def support(request: HttpRequest, number: int) -> HttpResponse:
    """Support a topic once."""
    _counted(request)
    voices.support(topic=number, browser=_browser(request), by=request.actor, at=now())  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("portal:council:topic", args=[number]), status=303)


@never_cache
@BOTH
@open_page
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a topic; the receipt shows number and secret this once."""
    form: Any = shown.PublicProposeForm(request.POST if request.method == "POST" else None, street=street_number())
    if form.is_bound:
        _counted(request)
    made = acted(form, None, request.actor) if form.is_bound else None  # type: ignore[attr-defined]
    if made:
        return show_template(request, "council/portal_receipt.html", shown.receipt_page(made))
    page = show_template(request, "council/portal_propose.html", {"form": form}, 422 if form.errors else 200)
    return know(request, page)


@never_cache
@require_safe
@secret_page
def own(request: HttpRequest, secret: str) -> HttpResponse:
    """Show who proposed a topic how far it is, whether it is public or not."""
    context = shown.topic_page(shown.own_topic(secret, street_number()), now())
    return show_template(request, "council/portal_topic.html", {**context, "own": True, "form": None})


@never_cache
@require_safe
@open_page
def resolution(request: HttpRequest, number: int) -> HttpResponse:
    """Show a resolution with how far it is."""
    context = shown.resolution_page(street_number(), number, now())
    return show_template(request, "council/portal_resolution.html", context)


@never_cache
@BOTH
@secret_page
def call(request: HttpRequest, secret: str) -> HttpResponse:
    """Show who was called the meeting, and take the answer."""
    context = shown.call_page(secret, street_number(), now())
    if request.method == "POST":
        answer = request.POST.get("answer", "")
        meetings.answer_call(call=context["call"].pk, answer=answer, by=request.actor, at=now())  # type: ignore[attr-defined]
        return HttpResponseRedirect(reverse("portal:council:call", args=[secret]), status=303)
    return show_template(request, "council/portal_call.html", context)


@never_cache
@BOTH
@secret_page
def score(request: HttpRequest, secret: str, number: int) -> HttpResponse:
    """Let who sat evaluate a resolution by the link of the call."""
    called = meetings.called_by(secret)
    row = shown.resolution_to_score(called, number)
    form: Any = shown.PublicScoreForm(request.POST if request.method == "POST" else None)
    if form.is_bound and acted(form, row.pk, called.seat, request.actor):  # type: ignore[attr-defined]
        return HttpResponseRedirect(reverse("portal:council:call", args=[secret]), status=303)
    context = {"form": form, "resolution": row, "secret": secret}
    return show_template(request, "council/portal_score.html", context, 422 if form.errors else 200)


urlpatterns = [
    path("", home, name="home"),
    path("new/", propose, name="propose"),
    path("topics/<int:number>/", topic, name="topic"),
    path("topics/<int:number>/support/", support, name="support"),
    path("t/<str:secret>/", own, name="own"),
    path("resolutions/<int:number>/", resolution, name="resolution"),
    path("call/<str:secret>/", call, name="call"),
    path("call/<str:secret>/<int:number>/", score, name="score"),
]

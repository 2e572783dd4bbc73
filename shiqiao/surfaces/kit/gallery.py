"""The living page /-/kit: every component with its states, from made-up values. No database, no real data."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages as levels
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.errors import Forbidden, Invalid, NotFound, ShiqiaoError, Unavailable
from shiqiao.base.time import now
from shiqiao.surfaces.kit.context import Shell
from shiqiao.surfaces.kit.entries import EVERYBODY, declared
from shiqiao.surfaces.kit.errors import respond
from shiqiao.surfaces.kit.forms import KitForm
from shiqiao.surfaces.kit.gallery_parts import shown
from shiqiao.surfaces.kit.logins import LoginForm
from shiqiao.surfaces.kit.samples import bar, clocks, grid_map, keyset, menu, photos, rows, steps
from shiqiao.surfaces.kit.views import fault

PLACE = gettext_lazy("Chunyuanli, the old bicycle shed behind the boiler house")
LONG = gettext_lazy(
    "Heaped rubbish beside building 3, since two days; the bins are full, and the bags lie on the footpath."
)


class SampleForm(KitForm):
    """One field of each kind."""

    place = forms.CharField(
        label=gettext_lazy("Address"), help_text=gettext_lazy("Estate, building or road is enough.")
    )
    kind = forms.ChoiceField(label=gettext_lazy("Item"), choices=[("1", gettext_lazy("Heaped rubbish")), ("2", "…")])
    text = forms.CharField(label=gettext_lazy("What is the matter?"), widget=forms.Textarea)
    phone = forms.CharField(label=gettext_lazy("Telephone"), required=False)
    urgent = forms.BooleanField(label=gettext_lazy("Danger to people"), required=False)
    answer = forms.ChoiceField(
        label=gettext_lazy("How shall we answer?"),
        choices=[("phone", gettext_lazy("By telephone")), ("link", gettext_lazy("By the link"))],
        widget=forms.RadioSelect,
    )


class SampleShell(Shell):
    """A shell with a menu, though no scene is asked and nobody is signed in."""

    menu = property(lambda self: menu())
    unread = property(lambda self: 3)
    posts = property(lambda self: [])


def context(request: HttpRequest) -> dict[str, Any]:
    """Return the samples for the templates of the living page."""
    wrong = SampleForm({"phone": "12345", "place": "", "kind": "1", "answer": "phone"})
    wrong.add_action_error(Invalid(fields={"phone": _("A mobile number has 11 digits.")}))
    return {
        "shell": SampleShell(request),
        "clocks": clocks(),
        "steps": steps(),
        "rows": rows(),
        "photos": photos(),
        "keyset": keyset(),
        "form": SampleForm(auto_id="rest_%s"),
        "wrong": wrong,
        "crumbs": [(_("My work"), "#"), (_("Matters"), "#"), ("20180627-0042", "")],
        "samples": [
            (tag, _("A note of level “%(level)s”.") % {"level": tag})
            for tag in levels.DEFAULT_TAGS.values()
            if tag != "debug"
        ],
        "moments": [now() + timedelta(minutes=step) for step in (0, -5, 40, -180, -1500, 1500, -20000, -700000)],
    }


@declared(EVERYBODY, "none")
def desk(request: HttpRequest) -> HttpResponse:
    """Show every component with its states."""
    closed = SampleForm(initial={"place": PLACE, "text": LONG, "answer": "phone"}, auto_id="closed_%s")
    return render(request, "kit/gallery/desk.html", {**context(request), **shown(closed)})


@declared(EVERYBODY, "none")
def portal(request: HttpRequest) -> HttpResponse:
    """Show the portal's components."""
    return render(request, "kit/gallery/portal.html", context(request))


@declared(EVERYBODY, "none")
def field(request: HttpRequest) -> HttpResponse:
    """Show the phone shell with its bottom bar."""
    return render(request, "kit/gallery/field.html", {**context(request), "bar": bar()})


@declared(EVERYBODY, "none")
def door(request: HttpRequest) -> HttpResponse:
    """Show the login page with logins that do not exist."""
    logins = [{"username": "li.na", "password": "-", "title": {"zh": "网格长（示例）", "en": "Grid member (sample)"}}]
    return render(request, "kit/login.html", {"form": LoginForm(request), "logins": logins, "next": "", "demo": True})


@declared(EVERYBODY, "none")
def grids(request: HttpRequest) -> HttpResponse:
    """Return four made-up grids and some points for the sample map."""
    return JsonResponse(grid_map())


@declared(EVERYBODY, "none")
def error(request: HttpRequest, status: int) -> HttpResponse:
    """Show the page of an error."""
    kinds: dict[int, ShiqiaoError] = {400: Invalid(), 403: Forbidden(), 404: NotFound(), 503: Unavailable()}
    return respond(request, kinds[status], status=status) if status in kinds else fault(request)

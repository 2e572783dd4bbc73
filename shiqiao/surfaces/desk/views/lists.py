"""Saved views, and how lists are shown."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound, ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.lists import actions, reads
from shiqiao.surfaces.desk import keeping
from shiqiao.surfaces.desk.filters import list_query
from shiqiao.surfaces.desk.lists import COLUMNS
from shiqiao.surfaces.kit.access import fenced
from shiqiao.surfaces.kit.errors import describe


@require_http_methods(["GET", "POST"])
@fenced(reach="own")
def views(request: HttpRequest) -> HttpResponse:
    """Show the saved views that the actor may use; POST saves, changes, moves or deletes an own one."""
    wrong: dict[str, Any] = {}
    if request.method == "POST":
        try:
            return _done(request, ACTS[request.POST.get("do", "")](request.POST, request.actor))
        except KeyError:
            raise NotFound from None
        except ShiqiaoError as error:
            wrong = {"wrong": describe(error), "typed": request.POST}
    keeping.forget(request)
    shown = [(one, _said(request, one.query)) for one in keeping.views(request)]
    context = {"shown": shown, "may_share": reads.may_share(request.actor), **wrong}
    return render(request, "desk/lists/views.html", context, status=422 if wrong else 200)


def _done(request: HttpRequest, query: str | None) -> HttpResponse:
    keeping.forget(request)
    messages.success(request, _("Saved."))
    back = reverse("desk:views") if query is None else f"{reverse('desk:matters')}?{query or 'show=open'}"
    return HttpResponseRedirect(back)


def _said(request: HttpRequest, query: str) -> str:
    """Say a view's filters in words."""
    chosen = list_query(QueryDict(query), request.actor).chosen
    return "；".join(f"{label}: {value}" if label else value for label, value, _url in chosen) or _("All open matters")


def _save(data: Mapping[str, str], by: Actor) -> str:
    row = actions.save_view(name=data.get("name", ""), query=data.get("query", ""), by=by, at=now(), **_marks(data))
    return row.query


def _change(data: Mapping[str, str], by: Actor) -> None:
    actions.change_view(view=_number(data), name=data.get("name", ""), by=by, at=now(), **_marks(data))


def _up(data: Mapping[str, str], by: Actor) -> None:
    ids, number = [row.id for row in reads.views(by) if row.account == by.account], _number(data)
    if number in ids and (place := ids.index(number)):
        ids[place - 1], ids[place] = ids[place], ids[place - 1]
    actions.order_views(ids=ids, by=by, at=now())


def _delete(data: Mapping[str, str], by: Actor) -> None:
    actions.delete_view(view=_number(data), by=by, at=now())


def _marks(data: Mapping[str, str]) -> dict[str, bool]:
    return {name: data.get(name) == "on" for name in ("shared", "first")}


def _number(data: Mapping[str, str]) -> int:
    text = data.get("view", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


ACTS: dict[str, Callable[[Mapping[str, str], Actor], str | None]] = {
    "save": _save, "change": _change, "up": _up, "delete": _delete,
}  # fmt: skip


@require_http_methods(["POST"])
@fenced(reach="own")
def look(request: HttpRequest) -> HttpResponse:
    """Remember which columns the actor wants to see in lists, and how densely."""
    columns, density = request.POST.getlist("columns"), request.POST.get("density", "")
    actions.choose_look(columns=columns, known=tuple(COLUMNS), density=density, by=request.actor, at=now())
    keeping.forget(request)
    return HttpResponseRedirect(back_to(request))


def back_to(request: HttpRequest) -> str:
    """Return the list that the request came from, when it is on this site; else the list of matters."""
    target = request.POST.get("back") or request.GET.get("back") or ""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe and len(target) < 2000 else reverse("desk:matters")


def framing(request: HttpRequest) -> dict[str, Any]:
    """Return what a list's page needs besides its rows: how rows are shown, and which columns can be chosen."""
    show = keeping.show(request, checks=True)
    return {"show": show, "columns": [(code, _(title), code in show.columns) for code, title in COLUMNS.items()]}


def first_page(request: HttpRequest) -> str:
    """Return where the list opens when the address asks for nothing: with the actor's first view; empty for as it is."""
    return "" if request.GET else keeping.first_view(request)

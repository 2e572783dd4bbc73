"""The screen of the signing hall: numbers alone. No name, no dwelling, no amount of a household ever stands on it."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import parse_etags
from django.utils.timezone import localtime
from django.utils.translation import get_language

from shiqiao.base.briefly import Briefly
from shiqiao.base.text import number_in
from shiqiao.base.time import now
from shiqiao.scenes.projects.renewal import progress, reads, rules
from shiqiao.scenes.projects.renewal.store import day_of
from shiqiao.scenes.projects.renewal.tables import Renewal
from shiqiao.surfaces.kit.access import for_screens

OPENED_BY = ("community_head", "department_head", "handler", "leader", "admin")
KEPT = Briefly[dict[str, Any]](0.7)  # for all screens that ask at the same moment


def shown(row: Renewal, at: datetime) -> dict[str, Any]:
    """Return what stands on the screen: the running number, shares by plot, days left, flats left by type."""
    found = progress.standings(row.pk)
    one, today = progress.whole(found), day_of(at)
    return {
        "title": row.title, "number": row.last_number, "households": one.households, "signed": one.signed,
        "audited": one.audited, "share": rules.share(one.signed, one.households),
        "audited_share": rules.share(one.audited, one.households), "area_share": rules.share(one.audited_area, one.area),
        "bonus_days": left(row.bonus_until, today), "days": left(row.sign_until, today),
        "plots": [
            {"title": plot.title, "share": rules.share(of.audited, of.households),
             "area": rules.share(of.audited_area, of.area),
             "needed": rules.share(plot.by_households, 1000), "effective": progress.effective(plot, of)}
            for plot in reads.plots_of(row) if (of := found.get(plot.pk, progress.Standing()))
        ],
        "flats": [{"type": kind, "free": counts.get("free", 0)} for kind, counts in progress.stock(row.pk).items()],
        "clock": f"{localtime(at):%H:%M}",
    }  # fmt: skip


def left(last: Any, today: Any) -> int:
    """Return how many days are left, today among them; 0 when it is over."""
    return max(0, (last - today).days + 1) if last else 0


def asked(request: HttpRequest) -> tuple[Renewal, dict[str, Any]]:
    """Return the project that is asked for, or the one in its term of signing, with what stands on its screen."""
    street = request.actor.street or 0  # type: ignore[attr-defined]
    row = reads.on_screen(street, number_in(request.GET.get("project", "")))
    return row, KEPT((street, row.pk, get_language()), lambda: shown(row, now()))


@for_screens(officials=OPENED_BY)
def screen(request: HttpRequest) -> HttpResponse:
    """Show the screen of the signing hall."""
    row, found = asked(request)
    return render(request, "projects/renewal/screen.html", {"row": row, "shown": found})


@for_screens(officials=OPENED_BY)
def data(request: HttpRequest) -> HttpResponse:
    """Give what stands on the screen as JSON; 304 when it shows that already."""
    _row, found = asked(request)
    plain = json.dumps({name: value for name, value in found.items() if name != "clock"}, sort_keys=True)
    mark = f'"{hashlib.sha256(plain.encode()).hexdigest()[:32]}"'
    if mark in parse_etags(request.headers.get("if-none-match", "")):
        return HttpResponse(status=304, headers={"ETag": mark})
    return HttpResponse(json.dumps(found, ensure_ascii=False), "application/json", headers={"ETag": mark})

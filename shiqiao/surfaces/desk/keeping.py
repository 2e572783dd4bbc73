"""Saved views and the look of lists, kept in the session that every page loads anyway; read anew every few minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from shiqiao.base.time import now
from shiqiao.kernel.lists import reads
from shiqiao.kernel.lists.actions import COARSE, note_visit
from shiqiao.kernel.lists.rules import kept_query
from shiqiao.surfaces.desk.lists import COLUMNS, USUAL, Show

KEY, SEEN = "lists", "lists_seen"
LASTS = timedelta(minutes=5)  # so long until a view that another shared appears


@dataclass(frozen=True)
class ViewShown:
    """A saved view as a page offers it."""

    id: int
    name: str
    query: str
    own: bool
    shared: bool
    first: bool
    active: bool = False


def views(request: HttpRequest) -> list[ViewShown]:
    """Return the views that the actor may use; the one that the address shows is active."""
    here = kept_query(request.GET.urlencode())
    return [ViewShown(*one, active=one[2] == here) for one in _kept(request)["views"]]  # type: ignore[misc]


def first_view(request: HttpRequest) -> str:
    """Return the query string of the view that the list opens with; empty for none."""
    return next((one.query for one in views(request) if one.first and one.own), "")


def show(request: HttpRequest, *, checks: bool = False) -> Show:
    """Return how the actor has lists shown."""
    kept = _kept(request)
    columns = tuple(name for name in COLUMNS if name in kept["columns"]) or USUAL
    return Show(columns, kept["density"] == "compact", checks)


def forget(request: HttpRequest) -> None:
    """Read views and look anew at the next page: something was changed."""
    request.session.pop(KEY, None)


def since(request: HttpRequest) -> datetime | None:
    """Return when the actor's last visit to the own work ended, and note this one; None at the very first."""
    at, kept = now(), request.session.get(SEEN) or {}
    noted = _moment(kept.get("noted"))
    if noted is None or not timedelta() <= at - noted < COARSE or kept.get("for") != request.actor.account:
        row = note_visit(by=request.actor, at=at)
        before = row.before.isoformat() if row.before else ""
        kept = {"for": request.actor.account, "noted": at.isoformat(), "before": before}
        request.session[SEEN] = kept
    return _moment(kept["before"])


def _kept(request: HttpRequest) -> dict[str, Any]:
    actor, at = request.actor, now()
    kept: dict[str, Any] = request.session.get(KEY) or {}
    read_at = _moment(kept.get("at"))
    if read_at is None or not timedelta() <= at - read_at < LASTS or kept.get("for") != [actor.account, actor.post]:
        look = reads.look(actor)
        kept = {
            "at": at.isoformat(), "for": [actor.account, actor.post], "columns": look.columns.split(),
            "density": look.density, "views": _plain(reads.views(actor), actor.account or 0),
        }  # fmt: skip
        request.session[KEY] = kept
    return kept


def _plain(rows: Sequence[Any], account: int) -> list[list[Any]]:
    return [
        [row.id, row.name, row.query, row.account == account, bool(row.unit), row.first and row.account == account]
        for row in rows
    ]


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

"""The rows behind a figure of a community: on a page, and in the appendix of the dossier."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.base.paging import newest
from shiqiao.kernel.territory import reads as territory
from shiqiao.scenes.employment import words
from shiqiao.scenes.employment.figures import COUNTED, rows_of_figure
from shiqiao.scenes.employment.models import Course, Vacancy
from shiqiao.scenes.employment.reads import PAGE
from shiqiao.scenes.employment.shown import people_of
from shiqiao.scenes.employment.store import day_of

MOST = 400  # rows of a figure in the appendix; more are said to be there


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of rows: the column of its day, and what a row says beside its number."""

    day: str
    says: Callable[[Any, Mapping[int, str]], str]


SORTS: Mapping[str, Sort] = {
    "seeker": Sort("registered_on", lambda row, _names: words.pair(words.STATES, row.state)[0]),
    "job": Sort("since", lambda row, _names: words.word(words.JOBS, row.kind)),
    "check": Sort("checked_at", lambda row, _names: f"{_after(row.months)} · {words.pair(words.RESULTS, row.result)[0]}"),
    "delivery": Sort("at", lambda row, _names: words.pair(words.TOPICS, row.topic)[0]),
    "enrolment": Sort("ended_at", lambda row, names: names.get(row.course, "")),
    "vacancy": Sort("at", lambda row, _names: f"{row.title} · {row.firm}"),
    "application": Sort("decided_at", lambda row, names: names.get(row.vacancy, "")),
}  # fmt: skip


def _after(months: int) -> str:
    return _("after {n} months").format(n=months)


def url_of(community: int, figure: str) -> str:
    """Return the address of the rows of a figure."""
    return reverse("desk:employment:figure", args=[community, figure])


def page(actor: Actor, community: int, figure: str, *, after: str, at: datetime) -> dict[str, Any]:
    """Return a page of the rows of a figure, those that count marked; persons by name only where the reader sees them."""
    place = next((one for one in territory.communities(actor.street or 0) if one.code == community), None)
    if place is None or figure not in COUNTED:
        raise NotFound
    rows, hits = rows_of_figure(actor.street or 0, day_of(at), figure, community)
    found = newest(rows, after, PAGE)
    counting = set(hits.filter(pk__in=[row.pk for row in found.rows]).values_list("pk", flat=True))
    return {
        "place": place, "how": words.word(words.FIGURES, figure), "figure": figure, "next": found.next,
        "share": COUNTED[figure].of is not None, "rows": _shown(actor, COUNTED[figure].sort, found.rows, counting, at),
        "back": reverse("desk:employment:community", args=[community]),
    }  # fmt: skip


def _shown(actor: Actor, sort: str, rows: Sequence[Any], counting: set[int], at: datetime) -> list[dict[str, Any]]:
    people, names = people_of(actor, [_seeker(sort, row) for row in rows if sort != "vacancy"], at), _names(sort, rows)
    shown = []
    for row in rows:
        one = people.get(_seeker(sort, row)) if sort != "vacancy" else None
        url = reverse("desk:employment:vacancy", args=[row.pk]) if sort == "vacancy" else one.url if one else ""
        shown.append({
            "number": row.pk, "day": _day(sort, row), "says": SORTS[sort].says(row, names), "url": url,
            "name": one.name if one else "", "counts": row.pk in counting,
        })  # fmt: skip
    return shown


def _seeker(sort: str, row: Any) -> int:
    return int(row.pk if sort == "seeker" else row.seeker)


def _day(sort: str, row: Any) -> date:
    found = getattr(row, SORTS[sort].day)
    return day_of(found) if isinstance(found, datetime) else found


def _names(sort: str, rows: Sequence[Any]) -> dict[int, str]:
    """Return the titles of courses and vacancies, in one query."""
    if sort == "enrolment":
        found = Course.objects.filter(pk__in=[row.course for row in rows])
    elif sort == "application":
        found = Vacancy.objects.filter(pk__in=[row.vacancy for row in rows])
    else:
        return {}
    return dict(found.values_list("pk", "title"))


def appendix(street: int, community: int, figure: str, today: date) -> dict[str, Any]:
    """Return the rows of a figure as numbers with their days: those that count, and of a share those that do not."""
    rows, hits = rows_of_figure(street, today, figure, community)
    sort = COUNTED[figure].sort
    found, counting = list(rows.order_by("pk")[: MOST + 1]), set(hits.values_list("pk", flat=True))
    told = [(f"{row.pk}（{_day(sort, row):%Y-%m-%d}）", row.pk in counting) for row in found[:MOST]]
    more = [_("and more")] if len(found) > MOST else []
    return {
        "counts": [text for text, so in told if so] + more, "others": [text for text, so in told if not so],
    }  # fmt: skip

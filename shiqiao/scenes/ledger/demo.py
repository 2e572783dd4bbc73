"""The demo's forms: a dozen requested, approved, refused and ended, and some rows filled by those who answer for the ground.

Everything happens through actions at fixed times; what departments ask is invented.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import held, now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people import rules as people_rules
from shiqiao.scenes.ledger import admission, demoforms, dictionary, filling, rounds
from shiqiao.scenes.ledger.definitions import FormSpec, checked
from shiqiao.scenes.ledger.models import CollectionForm, FormRow
from shiqiao.scenes.ledger.publishing import version_of
from shiqiao.scenes.ledger.rules import ASK
from shiqiao.surfaces.desk.forms import ZONE

SECRETARY, DIRECTOR = "street.secretary", "street.director"
FILLED = {"living_alone_visits": 30, "job_wishes": 14, "fire_self_check": 20, "disabled_2018": 12, "veterans_2018": 12}
IN_MAY = 16  # rows of the first form that were filled in May
GRIDS = 14  # grids in which somebody has begun


def load(street: int, report: Any = None) -> None:
    """Let what is not there yet happen; a second time changes nothing."""
    with scope.scoped(street):
        if not version_of(street) or CollectionForm.objects.filter(street=street).exists():
            return
    made = _admit(street)
    _fill(street, made["living_alone_visits"], "2018-05-23 10:00", IN_MAY)
    for day in ("2018-06-01 00:30", "2018-06-16 00:30"):
        with held(_moment(day)):
            rounds.keep_forms(at=now())
    for code, many in FILLED.items():
        _fill(street, made[code], "2018-06-26 15:00", many)
    _waiting(street)


def _admit(street: int) -> Mapping[str, int]:
    """The secretary's office requests what departments asked of it, the director approves."""
    made = {}
    for raw in (*demoforms.RUNNING, demoforms.ENDED):
        with _at(street, "2018-05-02 09:30"):
            made[raw["code"]] = _request(street, raw)
        with _at(street, "2018-05-02 15:00"):
            admission.decide(form=made[raw["code"]], approve=True, by=_by(street, DIRECTOR), at=now())
    return made


def _waiting(street: int) -> None:
    """One was refused with the reason, one still waits for a leader."""
    with _at(street, "2018-06-20 10:00"):
        refused = _request(street, demoforms.REFUSED)
    with _at(street, "2018-06-21 09:00"):
        by = _by(street, DIRECTOR)
        admission.decide(form=refused, approve=False, answer=demoforms.WHY_REFUSED, by=by, at=now())
    with _at(street, "2018-06-26 16:00"):
        _request(street, demoforms.REQUESTED, DIRECTOR)


def _request(street: int, raw: Mapping[str, Any], post: str = SECRETARY) -> int:
    spec: FormSpec = checked(FormSpec, dict(raw))
    return admission.request_form(spec=spec, invented=True, by=_by(street, post), at=now()).form_id


def _fill(street: int, form: int, moment: str, most: int) -> None:
    """Fill rows in some grids as who answers there would: what is known by a tap, the rest by asking."""
    with _at(street, moment):
        spec, by_grid = filling.spec_of(form), _open_rows(form)
    known = dictionary.by_code(street)
    for number, row in enumerate(_spread(by_grid, most)):
        with _at(street, moment):
            by = _answering(row.grid)
            judged = filling.states(street, spec, row.round, [row.subject], now())[row.subject]
            given = {code: _answer(known[code], number) for code, state in judged.items() if state == ASK}
            try:
                filling.fill_row(row=row.pk, given=given, source="visit", by=by, at=now())
            except ShiqiaoError:  # nobody answers for the grid at that moment, or a number is not known: it stays open
                continue


def _open_rows(form: int) -> dict[int, list[FormRow]]:
    found: dict[int, list[FormRow]] = {}
    for row in FormRow.objects.filter(form=form, state="open", grid__gt=0).order_by("grid", "pk"):
        if row.grid in found or len(found) < GRIDS:
            found.setdefault(row.grid, []).append(row)
    return found


def _spread(by_grid: Mapping[int, Sequence[FormRow]], most: int) -> list[FormRow]:
    """Take rows grid by grid, so that some are further than others."""
    share = max(1, most // max(1, len(by_grid)))
    found = [row for at, rows in enumerate(by_grid.values()) for row in rows[: share + at % 3]]
    return found[:most]


def _answer(element: Any, number: int) -> str:
    """Return what might be found at the door, in turn."""
    if element.sort == "yes_no":
        return "yes" if number % 4 == 0 else "no"
    if element.sort == "choice":
        return list(element.values)[number % len(element.values)]
    return {"number": "8", "date": "2018-06-01"}.get(element.sort, "无") if element.sort != "phone" else ""


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@contextmanager
def _at(street: int, text: str) -> Iterator[None]:
    """Hold the time, in one transaction of the street."""
    with held(_moment(text)), scope.scoped(street):
        yield


def _by(street: int, code: str) -> Actor:
    """Return who acts for a post now."""
    post = people.post_by_code(code, street)
    return _person(street, people.holder_of(post.id, now()).account or 0)


def _answering(grid: int) -> Actor:
    line = people.lines()[0].code
    return _person(grid // 1_000_000, people.responsible_for(grid, line, now()).account or 0)


def _person(street: int, account: int) -> Actor:
    posts = people.acting_posts(account, now())
    first = posts[0].post
    return Actor(
        "account", first.code, account=account, post=first.id, street=street, roles=people_rules.roles_of(posts),
        reach=people_rules.reach_of(people.book(), posts),
    )  # fmt: skip

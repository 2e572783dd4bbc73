"""Emergency in the field app: I answer, I am here, nothing to report, this point is checked; told once."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.base.sockets import Errand, ErrandAct
from shiqiao.scenes.duty.emergency import alarms, hazards, manning, reads, rights, words, zero
from shiqiao.scenes.duty.emergency.groundtables import Hazard
from shiqiao.scenes.duty.emergency.hazards import Checked
from shiqiao.scenes.duty.emergency.publishing import plan_of
from shiqiao.scenes.duty.emergency.rules import STATES
from shiqiao.scenes.duty.emergency.store import unseal
from shiqiao.scenes.duty.emergency.tables import Response
from shiqiao.surfaces.desk.words import said

CODE, MOST_POINTS = "emergency", 40


def carried(actor: Actor, at: datetime) -> list[Errand]:
    """Return what an actor may tell with one tap: calls first, then reports, posts and hazard points; nothing when calm."""
    running = {row.pk: row for row in reads.running(actor.street or 0)} if rights.official(actor) else {}
    if not running:
        return []
    return [*_calls(actor), *_reports(actor, running, at), *_posts(actor, running), *_points(actor, at)]


def _calls(actor: Actor) -> Iterator[Errand]:
    rows = reads.unanswered(actor)
    texts = {number: unseal(one.text) for number, one in reads.alarms_by_ids(row.alarm for row in rows).items()}
    for row in rows:
        act = ErrandAct("answer", _("I answer"), "bell", main=True)
        yield Errand(f"{CODE}:call:{row.pk}", _("You are called"), texts.get(row.alarm, ""), tone="red", acts=(act,))


def _reports(actor: Actor, running: Mapping[int, Response], at: datetime) -> Iterator[Errand]:
    numbers = tuple((code, _(title)) for code, title in words.FIGURES.items())
    for row in reads.owed(actor):
        acts = (
            ErrandAct("nothing", _("Nothing to report"), "check", main=True),
            ErrandAct("figures", _("Report figures"), "edit", numbers=numbers, words=True),
        )
        tone = "red" if row.due_at <= at else "blue"
        title = _("Zero report · %(emergency)s") % {"emergency": running[row.response].title}
        yield Errand(f"{CODE}:report:{row.pk}", title, due_at=row.due_at, tone=tone, acts=acts)


def _posts(actor: Actor, running: Mapping[int, Response]) -> Iterator[Errand]:
    own = rights.own_posts(actor)
    for row in running.values():
        for one in reads.places(row):
            if own & {one.row.post, one.row.deputy} and (one.manning is None or one.manning.account != actor.account):
                act = ErrandAct("man", _("I am here"), "map-pin", main=True)
                tone = "red" if one.manning is None else "blue"
                yield Errand(
                    f"{CODE}:post:{one.row.pk}", one.row.title, row.title, one.row.place, tone=tone, acts=(act,)
                )


def _points(actor: Actor, at: datetime) -> Iterator[Errand]:
    rule, own = reads.check_rule(actor.street or 0), rights.own_posts(actor)
    rows = reads.hazards(actor.street or 0, kinds=rule) if rule else []
    mine = [row for row in rows if row.post in own or rights.grounds(actor, row.grid)]
    due = sorted(((reads.check_due(row, rule) or at, row) for row in mine), key=lambda pair: (pair[0], pair[1].pk))
    for until, row in due[:MOST_POINTS]:
        yield Errand(
            f"{CODE}:hazard:{row.pk}", row.title, words.hazard_kind(row.street, row.kind), unseal(row.place), until,
            "red" if until <= at else "blue", (_check_act(row),),
        )  # fmt: skip


def _check_act(row: Hazard) -> ErrandAct:
    kind = plan_of(row.street).hazard(row.kind)
    ticks = tuple((str(n), said(one)) for n, one in enumerate(kind.checks)) if kind else ()
    choices = tuple((code, words.hazard_state(code)[0]) for code in STATES)
    depth = (("depth", _("Depth of the water, cm")),)
    return ErrandAct("check", _("Check"), "camera", True, choices, depth, ticks, words=True, photo=True)


def do(key: str, do: str, told: Mapping[str, Any], client_id: str, by: Actor, at: datetime) -> bool:
    """Do one act of an errand once; returns whether it had been done before. Raises NotFound, and what the action raises."""
    _code, _sep, rest = key.partition(":")
    what, _sep, number = rest.partition(":")
    act = ACTS.get((what, do))
    if act is None or not number.isdecimal() or len(number) > 18:
        raise NotFound
    return act(int(number), told, client_id, by, at)


def _answer(number: int, told: Mapping[str, Any], client_id: str, by: Actor, at: datetime) -> bool:
    return alarms.answer_call(call=number, by=by, at=at, client_id=client_id)[1]


def _man(number: int, told: Mapping[str, Any], client_id: str, by: Actor, at: datetime) -> bool:
    return manning.man_in_field(place=number, by=by, at=at, client_id=client_id)


def _nothing(number: int, told: Mapping[str, Any], client_id: str, by: Actor, at: datetime) -> bool:
    return zero.send_report(report=number, by=by, at=at, client_id=client_id)[1]


def _figures(number: int, told: Mapping[str, Any], client_id: str, by: Actor, at: datetime) -> bool:
    return zero.send_report(
        report=number, figures=told.get("numbers", {}), note=told.get("words", ""), by=by, at=at, client_id=client_id
    )[1]


def _check(number: int, told: Mapping[str, Any], client_id: str, by: Actor, at: datetime) -> bool:
    ticks = tuple(int(one) for one in told.get("ticks", ()) if str(one).isdecimal() and len(str(one)) < 3)
    found = Checked(
        str(told.get("choice", "")), tuple((purpose, sha) for purpose, sha in told.get("photos", ())),
        int(told.get("numbers", {}).get("depth", 0)), ticks, str(told.get("words", "")),
    )  # fmt: skip
    return hazards.check_hazard(hazard=number, found=found, by=by, at=at, client_id=client_id)[1]


ACTS = {
    ("call", "answer"): _answer, ("post", "man"): _man, ("report", "nothing"): _nothing, ("report", "figures"): _figures,
    ("hazard", "check"): _check,
}  # fmt: skip

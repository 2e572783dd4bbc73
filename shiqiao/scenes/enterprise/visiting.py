"""Visits of stewards and leaders to firms: planned over the kernel, and what they bring home: needs and promises."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry.reads import resolve
from shiqiao.kernel.visits import actions as visits
from shiqiao.kernel.visits.errors import VisitRefused
from shiqiao.scenes.enterprise import rights
from shiqiao.scenes.enterprise.errors import FirmRefused
from shiqiao.scenes.enterprise.firms import ids_of, live_of
from shiqiao.scenes.enterprise.models import FirmFile
from shiqiao.scenes.enterprise.needing import Needed, record_need
from shiqiao.scenes.enterprise.promising import promise
from shiqiao.scenes.enterprise.publishing import rules_of
from shiqiao.scenes.enterprise.stewarding import present
from shiqiao.scenes.enterprise.store import day_of

VISIT_KIND = "firm_care"


def plan_care(*, organisation: int, post: int = 0, latest: date, by: Actor, at: datetime) -> int:
    """Plan a visit to a firm by a post (0: its steward) until a day; returns the visit's number.

    All offices share the firm's budget of visits: what is wanted beyond it is refused by the kernel, or goes along with
    the visit that comes anyway. Raises BudgetSpent, FirmRefused, NotFound.
    """
    with scope.scoped(*scope.of(by)), transaction.atomic():
        live = live_of(by, organisation)
        rights.refuse_strangers(by, live.street, live.pk)
        term = present([live.pk]).get(live.pk)
        goes = post or (term.post if term else 0)
        if not goes:
            raise FirmRefused(fields={"post": "The firm has no steward; say who goes."})
        target = visits.Target(live.name, live.address, grid=live.grid or 0, subject=Ref("organisation", live.pk))
        doer = replace(by, roles=by.roles | {"system"})  # who acts for a firm may plan a visit there
        return visits.plan_once(
            street=live.street,
            kind=VISIT_KIND,
            target=target,
            latest=latest,
            post=people.post(goes).code,
            by=doer,
            at=at,
        )


def from_visit(visit: int, subject: Ref, answers: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Make needs and promises of what a visit that took place brought home, in its own act.

    The visit was made by whoever the kernel let record it, so this is written by the system in that person's name. Raises
    VisitRefused naming the answers that lack their other half.
    """
    if wrong := _halves(answers):
        raise VisitRefused(fields={f"answers.{name}": sentence for name, sentence in wrong.items()})
    firm, recorded = resolve(subject).id, now()
    doer = replace(by, kind="system", roles=by.roles | {"system"})
    FirmFile.objects.filter(organisation__in=ids_of(firm)).update(visited_at=at)
    need = 0
    try:
        if text := answers.get("need"):
            topic, street = answers["need_topic"], live_of(doer, firm).street
            known = {one.code for one in rules_of(street).topics}
            needed = Needed(firm, topic if topic in known else rules_of(street).topics[-1].code, text, "visit",
                            Ref("visit", visit))  # fmt: skip
            need = record_need(needed=needed, by=doer, at=recorded).pk
        if text := answers.get("promise"):
            due = day_of(at) + timedelta(days=answers["promise_days"])
            promise(
                organisation=firm,
                text=text,
                due=max(due, day_of(recorded)),
                need=need,
                visit=visit,
                by=doer,
                at=recorded,
            )
    except ShiqiaoError as error:
        raise VisitRefused(
            error.text(), fields={f"answers.{name}": said for name, said in error.fields.items()}
        ) from None


def _halves(answers: Mapping[str, Any]) -> dict[str, str]:
    wrong = {}
    if bool(answers.get("need")) != bool(answers.get("need_topic")):
        missing = "need" if answers.get("need_topic") else "need_topic"
        wrong[missing] = "A need has its topic and its words; give both."
    if bool(answers.get("promise")) != (answers.get("promise_days") is not None):
        missing = "promise_days" if answers.get("promise") else "promise"
        wrong[missing] = "A promise has its words and its days; give both."
    elif answers.get("promise") and not 0 <= answers["promise_days"] <= 730:
        wrong["promise_days"] = "Give 0 to 730 days."
    return wrong

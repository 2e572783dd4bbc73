"""The demo's reward and penalty: months closed one after the other, proposals decided, appeals, bulletins, remarks.

Everything happens through actions at fixed times, from the demo's own matters; it waits until all of them are loaded. What
leaders write is invented.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, ShiqiaoError
from shiqiao.base.time import held, now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people import rules as people_rules
from shiqiao.kernel.scoring import reads as scoring
from shiqiao.kernel.scoring.actions import close_month
from shiqiao.kernel.scoring.rules import next_month
from shiqiao.scenes.merit import actions, appeals, bulletin, cadres
from shiqiao.scenes.merit.models import Consequence
from shiqiao.scenes.merit.publishing import rules_of
from shiqiao.scenes.merit.rounds import propose_month
from shiqiao.surfaces.desk.forms import ZONE

LAST = date(2018, 5, 1)  # the last month that is closed in the demo
DECIDED_LATE = datetime(2018, 6, 22, 15, 0, tzinfo=ZONE)  # of the last month, so that one may still appeal
LEFT_OPEN = 3
SECRETARY, DIRECTOR, VICE = "street.secretary", "street.director", "street.vice_director"
WHY = {
    "confirmed": "虚构：经核对当月得分和明细，情况属实，同意。",
    "changed": "虚构：当月有铁路权属事项，酌情减轻。",
    "turned_down": "虚构：样本偏少，本月不予计分。",
}
REMARK = "虚构：五月带头处理两起跨网格积水，回访满意；建议加强当天回音。依据见上列记录。"


class Stage(NamedTuple):
    """On which street it happens."""

    street: int

    @contextmanager
    def at(self, moment: datetime) -> Iterator[datetime]:
        """Hold the time, in one transaction of the street."""
        with held(moment) as there, scope.scoped(self.street):
            yield there

    def by(self, code: str) -> Actor:
        """Return who acts for a post now."""
        row = people.post_by_code(code, self.street)
        return self.person(people.holder_of(row.id, now()).account or 0)

    def person(self, account: int) -> Actor:
        """Return an official with the posts held now."""
        posts = people.acting_posts(account, now())
        first = posts[0].post
        return Actor(
            "account", first.code, account=account, post=first.id, street=self.street, roles=people_rules.roles_of(posts),
            reach=people_rules.reach_of(people.book(), posts),
        )  # fmt: skip


def load(street: int, report: Any = None) -> None:
    """Let what is not there yet happen, once all matters are loaded; a second time changes nothing."""
    if report is not None and report.done < report.total:
        return
    stage = Stage(street)
    with scope.scoped(street):
        if (
            rules_of(street) is None
            or Consequence.objects.filter(street=street).exists()
            or not scoring.versions(street)
        ):
            return
    _close_before(stage, date(2018, 1, 1))
    month = date(2018, 1, 1)
    while month <= LAST:
        _month(stage, month)
        month = next_month(month)
    _open_appeal(stage)
    _remarks(stage)


def _moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 0), ZONE)


def _close_before(stage: Stage, month: date) -> None:
    """Close all months before one."""
    with stage.at(_moment(month + timedelta(days=2), 9)):
        while (edge := scoring.open_since(stage.street)) and edge < month:
            close_month(street=stage.street, starts=edge, by=stage.by(DIRECTOR), at=now())


def _month(stage: Stage, month: date) -> None:
    """Close a month, decide what the rules propose, publish its bulletin; of the last one something is left to do."""
    after = next_month(month)
    with stage.at(_moment(after + timedelta(days=3), 9)):
        if scoring.open_since(stage.street) == month:
            close_month(street=stage.street, starts=month, by=stage.by(DIRECTOR), at=now())
    with held(_moment(after + timedelta(days=3), 10)):
        propose_month(street=stage.street, month=month, at=now())
    if month == LAST:
        _by_hand(stage, month)
    last = month == LAST
    decided = _decide(
        stage, month, DECIDED_LATE if last else _moment(after + timedelta(days=4), 15), LEFT_OPEN if last else 0
    )
    if last:
        return
    with stage.at(_moment(after + timedelta(days=6), 9)):
        try:
            bulletin.publish_bulletin(month=month, by=stage.by(SECRETARY), at=now())
        except Conflict:  # a leader is concerned by the month's only proposal
            return
    if month == date(2018, 4, 1):
        _upheld(stage, decided, after)


def _decide(stage: Stage, month: date, at: datetime, left: int) -> Sequence[Consequence]:
    with scope.scoped(stage.street):
        rows = list(Consequence.objects.filter(street=stage.street, month=month, state="proposed").order_by("id"))
    for place, row in enumerate(rows[: len(rows) - left]):
        outcome: actions.Outcome = "turned_down" if place % 9 == 4 and row.kind == "person" else "confirmed"
        given = None
        if row.asked_points <= -2 and place % 3 == 0:
            outcome, given = "changed", actions.Given(row.asked_points + 1, "")
        code = DIRECTOR if row.proposed_by else SECRETARY
        with stage.at(at + timedelta(minutes=place)):
            try:
                actions.decide(
                    consequence=row.id, outcome=outcome, reason=WHY[outcome], given=given, by=stage.by(code), at=now()
                )
            except ShiqiaoError:  # it concerns the secretary: the next leader decides
                actions.decide(
                    consequence=row.id, outcome="confirmed", reason=WHY["confirmed"], by=stage.by(VICE), at=now()
                )
    with scope.scoped(stage.street):
        return list(Consequence.objects.filter(pk__in=[row.id for row in rows], state__in=("confirmed", "changed")))


def _by_hand(stage: Stage, month: date) -> None:
    """A flag that a leader proposed for a handler, resting on a matter of the month."""
    with stage.at(_moment(next_month(month) + timedelta(days=4), 11)):
        by = stage.by(VICE)
        until = next_month(month)
        found = scoring.behind(
            by, "street", stage.street, "handled_in_time", month, until, now(), only_hits=True, limit=1
        )
        person = stage.by("city.handler1").account or 0
        if not found or not person:
            return
        from shiqiao.kernel.matters.lookups import ids_of

        refs = [Ref("matter", number) for number in ids_of(stage.street, [found[0].number]).values()]
        actions.propose_by_hand(
            kind="person", subject=person, month=month, given=actions.Given(Decimal(2), "flag"), refs=refs, invented=True,
            reason="虚构：汛前连夜疏通排水口，居民来电致谢。", by=by, at=now(),
        )  # fmt: skip


def _appealing(stage: Stage, rows: Sequence[Consequence]) -> Consequence | None:
    """Return a penalty that somebody who is no leader may appeal against."""
    for row in sorted(rows, key=lambda row: (row.points, row.id)):
        if row.points < 0 and row.concerned and "leader" not in stage.person(row.concerned).roles:
            return row
    return None


def _upheld(stage: Stage, rows: Sequence[Consequence], after: date) -> None:
    """An appeal that came after the bulletin and was upheld: the correction stands in the next one."""
    row = _appealing(stage, rows)
    if row is None:
        return
    with stage.at(_moment(after + timedelta(days=7), 10)):
        why = "虚构：扣分涉及的两件为铁路权属，已移交铁路部门，有移交单。"
        made = appeals.raise_appeal(consequence=row.id, reason=why, by=stage.person(row.concerned), at=now())
    with stage.at(_moment(after + timedelta(days=9), 16)):
        said = "虚构：移交单属实，撤销扣分，下期通报更正。"
        appeals.decide_appeal(appeal=made.id, outcome="upheld", answer=said, by=stage.by(DIRECTOR), at=now())


def _open_appeal(stage: Stage) -> None:
    """An appeal that waits for a leader this morning."""
    with scope.scoped(stage.street):
        rows = list(Consequence.objects.filter(street=stage.street, month=LAST, state__in=("confirmed", "changed")))
    row = _appealing(stage, rows)
    if row is None:
        return
    with stage.at(datetime(2018, 6, 25, 16, 20, tzinfo=ZONE)):
        why = "虚构：当月两件重复来电已并案，请核减。"
        appeals.raise_appeal(consequence=row.id, reason=why, by=stage.person(row.concerned), at=now())


def _remarks(stage: Stage) -> None:
    with stage.at(datetime(2018, 6, 21, 9, 40, tzinfo=ZONE)):
        person = stage.by("c1.g1").account or 0
        if person:
            cadres.write_remark(person=person, period="2018-05", text=REMARK, by=stage.by(VICE), at=now())

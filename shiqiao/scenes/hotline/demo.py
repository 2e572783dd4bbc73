"""The demo's June with 12345: orders of the hotline's matters in every state, letters, call-backs, one comparison.

The matters are the demo's own; their orders are laid beside them with lines at the times of the matters, all at once.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection

from shiqiao.base.actor import Actor, Reach, Ref, system
from shiqiao.base.db import scope
from shiqiao.base.time import held, now
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.clocks.rules import Term, due
from shiqiao.kernel.journal.actions import INSERT, values
from shiqiao.kernel.journal.rules import GENESIS, Line, chain, stamp
from shiqiao.kernel.matters.lookups import of_channel
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.hotline.actions import ask_exclusion, result_of
from shiqiao.scenes.hotline.models import Exclusion, Letter, Order, Reconciliation, UpstreamResult
from shiqiao.scenes.hotline.reconcile import reconcile
from shiqiao.scenes.hotline.rounds import scan_deadlines
from shiqiao.scenes.hotline.rules import Incoming
from shiqiao.scenes.hotline.store import KIND, seal, set_alarm

SEED = 12345
SINCE = timedelta(days=27)
COMPARED = 10  # orders of the week that must be closed before a comparison says anything
TERMS = {"city": "2wd", "safety": "1wd", "livelihood": "3wd"}
PLACES = {"city": "城市管理", "safety": "平安建设", "livelihood": "民生服务"}


@dataclass
class Laid:
    """Everything laid down for one order."""

    order: Order
    rng: Random
    lines: list[Line] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    result: UpstreamResult | None = None

    def line(self, code: str, by: Actor, at: datetime, **data: Any) -> None:
        """Add a line of the order at its time."""
        prev = self.lines[-1].hash if self.lines else GENESIS
        subject, street = Ref(KIND, self.order.id), self.order.street
        self.lines.append(
            chain(
                prev=prev, seq=len(self.lines) + 1, street=street, subject=subject, code=code, happened_at=at,
                recorded_at=at, actor=by.code, data=data,
            )
        )  # fmt: skip

    def letter(self, kind: str, said: dict[str, Any], by: Actor, at: datetime, state: str, **more: Any) -> None:
        """Add a letter that went the usual way, or got stuck in `state`."""
        o, sent = self.order, at + timedelta(minutes=1)
        self.letters.append(
            Letter(
                street=o.street, order=o.id, number=o.number, round=o.round, direction="out", kind=kind,
                key=f"{o.street}-{o.id}-{kind}-1", payload=seal(said), state=state, created_by=by.code, created_at=at,
                sent_at=sent if state == "acknowledged" else None,
                acknowledged_at=sent if state == "acknowledged" else None, **more,
            )
        )  # fmt: skip
        self.line("hotline.letter_written", by, at, kind=kind, held=state == "drafted")
        if state == "acknowledged":
            self.line("hotline.letter_sent", by, sent, kind=kind, acknowledged=True)
        if state == "failed":
            self.line("hotline.letter_failed", by, at + timedelta(hours=2), kind=kind, tries=8, error="http_503")


def load(street: int, report: Any = None) -> None:
    """Lay the orders of June's hotline matters that have none yet; a second time changes nothing."""
    with scope.scoped(street):
        matters = of_channel(street, "hotline", now() - SINCE)
        there = set(Order.objects.filter(street=street).values_list("matter", flat=True))
        fresh = [matter for matter in matters if matter.id not in there]
        if not fresh:
            return
        dispatcher = _dispatcher(street)
        laid = [_lay(matter, number, dispatcher) for number, matter in _numbered(fresh, len(there))]
        _write(laid)
        if not Reconciliation.objects.filter(street=street).exists():
            _compare(street, dispatcher)
        if not Exclusion.objects.filter(street=street).exists():
            _exclude(laid, dispatcher)
    with scope.scoped(street):
        scan_deadlines(at=now())


def _numbered(fresh: Sequence[Any], after: int) -> list[tuple[int, Any]]:
    return list(enumerate(fresh, start=after + 1))


def _dispatcher(street: int) -> Actor:
    post = people.post_by_code("centre.dispatch", street)
    account = people.holder_of(post.id, now()).account
    roles = frozenset({"dispatcher"})
    reach = Reach((street * 1_000_000, street * 1_000_000 + 999_999))
    return Actor("account", post.code, account=account, post=post.id, street=street, roles=roles, reach=reach)


def _lay(matter: Any, number: int, dispatcher: Actor) -> Laid:
    rng = Random(f"{SEED}/{matter.id}")
    order = _order(matter, number, rng)
    order.save()
    laid, upstream = Laid(order, rng), system("hotline", street=matter.street)
    laid.line("hotline.received", upstream, matter.reported_at, matter=matter.number, round=1, how=order.item_how)
    if order.state == "received":
        return laid
    minute = matter.reported_at + timedelta(minutes=rng.randint(3, 25))
    if matter.state == "declined":
        _give_back(laid, matter, dispatcher, minute)
    elif order.state == "objecting":
        _object(laid, dispatcher, minute)
    else:
        laid.line("hotline.taken", dispatcher, minute)
        said = {"taken_at": stamp(minute), "matter": matter.number}
        laid.letter("receipt", said, dispatcher, minute, "acknowledged")
        if matter.done:
            _answer(laid, matter, upstream)
    return laid


def _order(matter: Any, number: int, rng: Random) -> Order:
    item = catalogue(matter.street, matter.catalogue).item(matter.item)
    calendar, at = calendar_for(matter.street), matter.reported_at
    deadline = due(calendar, at, Term.parse("4ch" if matter.urgent else TERMS[matter.line])).at
    how = "table" if rng.random() < 0.7 else "words"
    named = f"JN{at:%Y%m%d}{number:05}"
    state = "handling" if matter.state not in ("reported", "declined") else "received"
    if state == "received" and matter.state == "reported" and rng.random() < 0.2:
        state = "objecting"
    order = Order(
        street=matter.street, number=named, round=1, matter=matter.id, matter_number=matter.number,
        kind=rng.choices(("help", "complaint", "consultation", "suggestion"), (48, 30, 15, 7))[0],
        category=f"{PLACES[matter.line]}/{item.title.zh}", item_how=how, received_at=at - timedelta(minutes=rng.randint(4, 40)),
        issued_at=at, deadline=deadline, respond_by=due(calendar, at, Term.parse("same_day")).at,
        object_by=due(calendar, at, Term.parse("4wh")).at, state="returned" if matter.state == "declined" else state,
        upstream_state="pending", mark=Incoming(named, "", at, at).mark(), created_at=at,
    )  # fmt: skip
    set_alarm(order, now())
    return order


def _object(laid: Laid, by: Actor, at: datetime) -> None:
    laid.line("hotline.objected", by, at)
    said = {"reason": "经现场核实，该处由区属单位养护，不属于街道职责。", "evidence": "养护范围示意图"}
    laid.letter("objection", said, by, at, "acknowledged")
    laid.order.upstream_state = "objecting"


def _give_back(laid: Laid, matter: Any, by: Actor, at: datetime) -> None:
    _object(laid, by, min(at, matter.ended_at - timedelta(minutes=2)))
    laid.order.state, laid.order.upstream_state = "returned", "returned"
    laid.line("hotline.returned", system("hotline", street=matter.street), matter.ended_at)


def _answer(laid: Laid, matter: Any, by: Actor) -> None:
    """The result: written back and called back when it is a day old, else waiting for a look; a few got stuck."""
    order, ended, old = laid.order, matter.ended_at, matter.ended_at < now() - timedelta(hours=20)
    laid.line("hotline.answered", by, ended)
    stuck = laid.rng.random() < 0.015
    state = "failed" if stuck else "acknowledged" if old else "drafted"
    more = {"tries": 8, "error": "http_503"} if stuck else {}
    laid.letter("result", result_of(matter), by, ended, state, **more)
    order.state = "written_back" if state == "acknowledged" else "answered"
    if state == "acknowledged":
        laid.line("hotline.written_back", by, ended + timedelta(minutes=1))
        if laid.rng.random() < 0.8:
            _call_back(laid, matter, by)


def _call_back(laid: Laid, matter: Any, by: Actor) -> None:
    """12345 asks about a day later; it finds a little less than our own call-backs."""
    at, rng = matter.ended_at + timedelta(hours=laid.rng.randint(20, 70)), laid.rng
    if at >= now():
        return
    reached = rng.random() < 0.93
    solved = (rng.random() < 0.9 and matter.solved is not False) if reached else None
    satisfied = rng.choices(("yes", "partly", "no"), (80, 12, 8))[0] if solved else "no" if reached else ""
    contacted = rng.random() < 0.97 if reached else None
    laid.result = UpstreamResult(
        order=laid.order.id, street=matter.street, contacted=contacted, solved=solved, satisfied=satisfied, called_at=at,
        told_at=at,
    )  # fmt: skip
    laid.line("hotline.called_back", by, at, excluded=False)
    if solved:
        laid.order.state, laid.order.upstream_state = "confirmed", "closed"
        laid.line("hotline.confirmed", by, at)


def _write(laid: Sequence[Laid]) -> None:
    for one in laid:
        set_alarm(one.order, now())
    Order.objects.bulk_update([one.order for one in laid], ["state", "upstream_state", "alarm_at"], batch_size=500)
    Letter.objects.bulk_create([letter for one in laid for letter in one.letters], batch_size=500)
    UpstreamResult.objects.bulk_create([one.result for one in laid if one.result], batch_size=500)
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, [values(line) for one in laid for line in one.lines])


def _exclude(laid: Sequence[Laid], by: Actor) -> None:
    """One order is asked to be left out of the rates; a leader has not decided yet."""
    asked = next((one.order for one in laid if one.result and one.result.satisfied == "no"), None)
    if asked:
        ask_exclusion(order=asked.id, reason="unreasonable", note="诉求人要求拆除邻居的合法建筑。", by=by, at=now())


STATES = {
    "received": "待签收", "handling": "办理中", "objecting": "异议审核中", "answered": "已反馈", "written_back": "已反馈",
    "confirmed": "已办结", "returned": "已退回", "withdrawn": "已撤单",
}  # fmt: skip


def _compare(street: int, by: Actor) -> None:
    """Compare a list of the last week as 12345 had it yesterday evening: five things differ."""
    since, until = now() - timedelta(days=8), now() - timedelta(days=1)
    orders = list(Order.objects.filter(street=street, issued_at__gte=since, issued_at__lt=until).order_by("id"))
    moment = (now() - timedelta(days=1)).replace(microsecond=0)
    rows = [[one.number, STATES[one.state], _local(one.deadline)] for one in orders]
    done = [n for n, one in enumerate(orders) if one.state in ("written_back", "confirmed")]
    if len(done) < COMPARED:  # the week is still being loaded behind the running server
        return
    for n in done[:2]:
        rows[n][1] = "办理中"
    rows[done[2]][2] = _local(moment + timedelta(days=3))
    rows.pop(done[3])
    rows.append([f"JN{moment:%Y%m%d}90001", "待签收", _local(moment + timedelta(days=2))])
    with TemporaryDirectory() as folder, held(now() - timedelta(minutes=50)):
        path = Path(folder) / "list.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["工单编号", "工单状态", "办理时限"], *rows])
        reconcile(path=path, since=since, until=until, street=street, by=by, at=now())


def _local(moment: datetime | None) -> str:
    from shiqiao.scenes.hotline.rating import ZONE

    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M:%S}" if moment else ""

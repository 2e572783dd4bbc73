"""The figures of a response, all reckoned from its records: times, posts, calls, reports, checks, people, stock."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from shiqiao.scenes.duty.emergency import reads, rules
from shiqiao.scenes.duty.emergency.calltables import AlarmCall, ZeroReport
from shiqiao.scenes.duty.emergency.groundtables import HazardCheck, Stock
from shiqiao.scenes.duty.emergency.publishing import kind_of
from shiqiao.scenes.duty.emergency.tables import Manning, Response, ResponsePost


@dataclass(frozen=True, slots=True)
class Figures:
    """What a review tells; times in minutes. `stock` is what was brought out and did not come back, by material and unit."""

    spans: list[rules.Span]
    posts: int = 0
    manned: int = 0
    reliefs: int = 0
    till_manned: int | None = None
    called: int = 0
    answered: int = 0
    till_answered: int | None = None
    tellings: int = 0
    to_deputy: int = 0
    to_leader: int = 0
    relieved: int = 0
    reports: int = 0
    in_time: int = 0
    late: int = 0
    missing: int = 0
    points: int = 0
    points_checked: int = 0
    checks: int = 0
    dangers: int = 0
    matters: int = 0
    people: reads.People = field(default_factory=lambda: reads.People(0, 0, 0))
    stock: tuple[tuple[str, int, str], ...] = ()

    @property
    def minutes(self) -> int:
        """Return how long the response lasted."""
        return sum(one.minutes for one in self.spans)


def figures(row: Response, at: datetime) -> Figures:
    """Reckon the figures of a response as they stand; once it has ended, only people going home change them."""
    until = row.ended_at or at
    told = [(one.level, one.at) for one in reads.level_steps(row)]
    return Figures(
        spans=rules.spans(told, until), people=reads.people_of(row), stock=_stock(row), **_posts(row), **_calls(row),
        **_reports(row, at), **_checks(row),
    )  # fmt: skip


def _posts(row: Response) -> dict[str, int | None]:
    rows = list(ResponsePost.objects.filter(response=row.pk))
    manned = [one for one in rows if one.first_manned]
    waits = rules.minutes_between((one.since, one.first_manned) for one in manned if one.first_manned)
    stood = Counter(Manning.objects.filter(response=row.pk).values_list("place", flat=True))
    return {
        "posts": len(rows), "manned": len(manned), "reliefs": sum(n - 1 for n in stood.values()),
        "till_manned": rules.median(waits),
    }  # fmt: skip


def _calls(row: Response) -> dict[str, int | None]:
    rows = list(AlarmCall.objects.filter(response=row.pk))
    answered = [one for one in rows if one.answered_at]
    waits = rules.minutes_between((one.called_at, one.answered_at) for one in answered if one.answered_at)
    return {
        "called": len(rows), "answered": len(answered), "till_answered": rules.median(waits),
        "tellings": sum(one.told for one in rows), "to_deputy": sum(one.stage >= rules.DEPUTY for one in rows),
        "to_leader": sum(one.stage >= rules.LEADER for one in rows),
        "relieved": sum(one.relieved_at is not None for one in rows),
    }  # fmt: skip


def _reports(row: Response, at: datetime) -> dict[str, int]:
    rows = ZeroReport.objects.filter(response=row.pk).values_list("due_at", "sent_at")
    stands = Counter(rules.report_state(due, sent, row.ended_at or at) for due, sent in rows)
    counted = {"in_time": stands["sent"], "late": stands["late"], "missing": stands["missing"]}
    return {"reports": sum(counted.values()), **counted}


def _checks(row: Response) -> dict[str, int]:
    rows = list(HazardCheck.objects.filter(response=row.pk).values_list("hazard", "state", "matter"))
    kinds = kind_of(row.street, row.version, row.kind).hazards
    return {
        "points": len(reads.hazards(row.street, kinds=kinds)) if kinds else 0,
        "points_checked": len({hazard for hazard, _state, _matter in rows}), "checks": len(rows),
        "dangers": sum(state != "safe" for _hazard, state, _matter in rows),
        "matters": sum(matter > 0 for _hazard, _state, matter in rows),
    }  # fmt: skip


def _stock(row: Response) -> tuple[tuple[str, int, str], ...]:
    lines = reads.lines_in(row)
    named = {one.pk: one for one in Stock.objects.filter(pk__in={line.stock for line in lines})}
    out: Counter[tuple[str, str]] = Counter()
    for line in lines:
        if line.kind in ("out", "back"):
            one = named[line.stock]
            out[one.title, one.unit] -= line.amount
    return tuple((title, n, unit) for (title, unit), n in out.items() if n)

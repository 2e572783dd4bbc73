"""Comparing their list with ours (对账), kept as a run; each difference has its remedy, one press away."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db.models import Q

from shiqiao.base import tables
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Invalid, ShiqiaoError
from shiqiao.base.rows import the_one
from shiqiao.kernel.journal import actions as journal
from shiqiao.scenes.hotline.actions import ask_about_order, send_result_again
from shiqiao.scenes.hotline.differences import REMEDIES, Differs, Ours, Theirs, differences, result_text
from shiqiao.scenes.hotline.exchange import mapping_of
from shiqiao.scenes.hotline.intake import take_in_order
from shiqiao.scenes.hotline.mapping import present
from shiqiao.scenes.hotline.models import Difference, Order, Reconciliation, UpstreamResult
from shiqiao.scenes.hotline.reading import RowReader
from shiqiao.scenes.hotline.store import refuse_others, seal, unseal
from shiqiao.scenes.hotline.tables import STATES, order_of
from shiqiao.scenes.hotline.upstream import CallBack, tell_state

SETTLED = "This difference is settled already."


def reconcile(
    *, path: Path, since: datetime, until: datetime, street: int, by: Actor, at: datetime
) -> tuple[Reconciliation, dict[int, dict[str, str]]]:
    """Compare their list with ours for the orders issued in a period; returns the run and what rows were unreadable.

    Raises Invalid for a file that does not fit the mapping, or a period that is none.
    """
    refuse_others(by, street)
    if until <= since:
        raise Invalid(fields={"until": "The period ends before it begins."})
    theirs, raw, wrong = _their_list(path, street, at)
    with scope.scoped(street):
        found = list(differences(theirs.values(), _ours(street, since, until, theirs)))
        run = Reconciliation.objects.create(
            street=street, since=since, until=until, rows=len(theirs), rejected=len(wrong),
            counts=dict(Counter(one.kind for one in found)), created_by=by.code, created_at=at,
        )  # fmt: skip
        Difference.objects.bulk_create([_row(run, one, theirs, raw) for one in found])
        data = {"rows": run.rows, "counts": run.counts}
        journal.write("hotline.reconciled", subject=Ref("hotline_run", run.id), street=street, by=by, at=at, data=data)
    return run, wrong


def _their_list(
    path: Path, street: int, at: datetime
) -> tuple[dict[str, Theirs], dict[str, dict[str, Any]], dict[int, dict[str, str]]]:
    """Read their list; the last row of a number counts."""
    mapping, reader = mapping_of(street), None
    theirs: dict[str, Theirs] = {}
    raw: dict[str, dict[str, Any]] = {}
    wrong: dict[int, dict[str, str]] = {}
    for number, row in tables.read_rows(path, mapping.sheet, bad=lambda n, why: wrong.update({n: {"row": why}})):
        reader = reader or RowReader(mapping, present(mapping, row, STATES), at)
        try:
            their = reader.theirs(row)
        except Invalid as error:
            wrong[number] = dict(error.fields)
            continue
        theirs[their.number], raw[their.number] = their, row
    return theirs, raw, wrong


def _ours(street: int, since: datetime, until: datetime, theirs: Iterable[str]) -> dict[str, Ours]:
    named = Q(number__in=list(theirs)) | Q(issued_at__gte=since, issued_at__lt=until)
    rows = list(Order.objects.filter(named, street=street).order_by("round"))
    results = UpstreamResult.objects.in_bulk([row.id for row in rows])
    return {row.number: Ours(row.id, row.number, row.state, row.deadline, _said(results.get(row.id))) for row in rows}


def _said(result: UpstreamResult | None) -> str:
    return result_text(result.contacted, result.solved, result.satisfied) if result else ""


def _row(
    run: Reconciliation, one: Differs, theirs: Mapping[str, Theirs], raw: Mapping[str, dict[str, Any]]
) -> Difference:
    kept = raw.get(one.number)
    return Difference(
        street=run.street, run=run.id, kind=one.kind, number=one.number, order=one.order, theirs=one.theirs, ours=one.ours,
        row=seal({name: _plain(value) for name, value in kept.items()}) if kept else None,
    )  # fmt: skip


def _plain(value: Any) -> Any:
    return value.isoformat(sep=" ") if isinstance(value, datetime | date) else value


def settle_difference(*, difference: int, by: Actor, at: datetime) -> Difference:
    """Mend a difference by its remedy: take in, send the result again, accept what they say, or ask them.

    Raises Conflict when it is settled, and what the remedy raises. Locks the difference.
    """
    refuse_others(by)
    with scope.scoped(*scope.of(by)):
        row = the_one(Difference.objects.select_for_update().filter(pk=difference))
        if row.settled_at:
            raise Conflict(SETTLED)
        _REMEDY[REMEDIES[row.kind]](row, by, at)
        row.settled_at, row.settled_by = at, by.code
        row.save(update_fields=["settled_at", "settled_by"])
        journal.write(
            "hotline.difference_settled", subject=Ref("hotline_run", row.run), street=row.street, by=by, at=at,
            data={"difference": row.id, "kind": row.kind},
        )  # fmt: skip
        return row


def settle_all(*, run: int, kind: str, by: Actor, at: datetime) -> tuple[int, dict[str, ShiqiaoError]]:
    """Mend every open difference of a kind in a run; returns how many, and by number why others could not be."""
    refuse_others(by)
    with scope.scoped(*scope.of(by)):
        ids = dict(Difference.objects.filter(run=run, kind=kind, settled_at=None).values_list("id", "number"))
        failed: dict[str, ShiqiaoError] = {}
        for difference, number in ids.items():
            try:
                with scope.scoped(*scope.of(by)):
                    settle_difference(difference=difference, by=by, at=at)
            except ShiqiaoError as error:
                failed[number] = error
        return len(ids) - len(failed), failed


def _take_in(row: Difference, by: Actor, at: datetime) -> None:
    raw = unseal(row.row)
    incoming = order_of(raw, mapping_of(row.street), at)
    taken = take_in_order(incoming=incoming, street=row.street, by=by, at=at)
    row.order = Order.objects.get(street=row.street, number=row.number, round=taken.round).id
    row.save(update_fields=["order"])


def _their_row(row: Difference, at: datetime) -> Theirs:
    raw, mapping = unseal(row.row), mapping_of(row.street)
    return RowReader(mapping, present(mapping, raw, STATES), at).theirs(raw)


def _accept_state(row: Difference, by: Actor, at: datetime) -> None:
    tell_state(order=row.order, state=row.theirs, by=by, at=at)


def _accept_deadline(row: Difference, by: Actor, at: datetime) -> None:
    tell_state(order=row.order, state="deadline", deadline=_their_row(row, at).deadline, by=by, at=at)


def _accept_result(row: Difference, by: Actor, at: datetime) -> None:
    their = _their_row(row, at)
    said = CallBack(their.contacted, their.solved, their.satisfied, their.called_at, their.excluded)
    tell_state(order=row.order, state="call_back", result=said, by=by, at=at)


def _send_result(row: Difference, by: Actor, at: datetime) -> None:
    send_result_again(order=row.order, by=by, at=at)


def _ask(row: Difference, by: Actor, at: datetime) -> None:
    ask_about_order(order=row.order, by=by, at=at)


_REMEDY: Mapping[str, Callable[[Difference, Actor, datetime], None]] = {
    "take_in": _take_in,
    "ask": _ask,
    "send_result": _send_result,
    "accept_state": _accept_state,
    "accept_deadline": _accept_deadline,
    "accept_result": _accept_result,
}

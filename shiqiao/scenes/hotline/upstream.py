"""What 12345 tells about an order: the objection decided, withdrawn, deadline moved, closed, what its call-back said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from shiqiao.base.actor import Actor, system
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid, ShiqiaoError
from shiqiao.kernel.matters.actions import withdraw_matter
from shiqiao.kernel.matters.lookups import one_by_id
from shiqiao.scenes.hotline.differences import result_text
from shiqiao.scenes.hotline.models import Letter, Order, UpstreamResult
from shiqiao.scenes.hotline.store import (
    lock,
    need,
    refuse_others,
    set_alarm,
    take_letter,
    tell_dispatchers,
    turn,
    write,
)

NOT_SOLVED, MATTER_STAYS = "hotline.not_solved", "hotline.matter_stays"  # kinds of notices, no journal codes
# What the reporter reads when a matter ends because 12345 has it again. Chinese is what residents read.
RETURNED = "您反映的事项经12345热线审核，不属于本街道办理范围，已退回热线另行派办，请留意热线的后续联系。"
WITHDRAWN = "该工单已由12345热线撤回，本街道不再办理。如有新的诉求，请再次反映。"


@dataclass(frozen=True, slots=True)
class CallBack:
    """What 12345's call-back said; None where nothing was said."""

    contacted: bool | None = None
    solved: bool | None = None
    satisfied: str = ""
    called_at: datetime | None = None
    excluded: bool = False


def tell_state(
    *, order: int, state: str, by: Actor, at: datetime, deadline: datetime | None = None, result: CallBack | None = None
) -> Order:
    """Write down what 12345 tells about an order; telling the same again changes nothing. Locks the order.

    `state` is upheld, refused, withdrawn, deadline, call_back, or one of their states (rules.UPSTREAM). Raises Invalid
    for another word or what it lacks, OrderNotSo when there is nothing to decide.
    """
    refuse_others(by)
    with scope.scoped(*scope.of(by)):
        row = lock(order)
        told(row, state=state, deadline=deadline, result=result, by=by, at=at)
        return row


def told(
    row: Order, *, state: str, by: Actor, at: datetime, deadline: datetime | None = None, result: CallBack | None = None
) -> None:
    """Do what `tell_state` promises on a locked row."""
    if state == "deadline":
        _deadline(row, deadline, by, at)
    elif state == "call_back":
        _call_back(row, result, by, at)
    elif state in _DO:
        _DO[state](row, by, at)
    else:
        known = ", ".join([*_DO, "deadline", "call_back"])
        raise Invalid(fields={"state": "{given} is no state; use one of {known}."}, given=state, known=known)


def _upheld(row: Order, by: Actor, at: datetime) -> None:
    """Their clock and ours end here: 12345 assigns it anew."""
    if row.state == "returned":
        return
    need(row, "objecting", "received", "handling")
    _note(row, "upheld", by, at)
    row.upstream_state = "returned"
    _end(row, "returned", "returned_upstream", RETURNED, by, at)
    write("hotline.returned", row, by=by, at=at)


def _refused(row: Order, by: Actor, at: datetime) -> None:
    """The work goes on; their clock never stopped."""
    if row.state != "objecting":
        need(row, "received", "handling", "answered")
        return
    _note(row, "refused", by, at)
    row.upstream_state = "handling"
    turn(row, "handling", at)
    write("hotline.objection_refused", row, by=by, at=at)
    tell_dispatchers(row, "hotline.objection_refused", at)


def _withdrawn(row: Order, by: Actor, at: datetime) -> None:
    if row.state in ("withdrawn", "returned"):
        return
    _note(row, "withdrawal", by, at)
    row.upstream_state = "withdrawn"
    _end(row, "withdrawn", "withdrawn_upstream", WITHDRAWN, by, at)
    write("hotline.withdrawn", row, by=by, at=at)


def _end(row: Order, state: str, outcome: str, answer: str, by: Actor, at: datetime) -> None:
    turn(row, state, at)
    cancel_letters(row)
    matter = one_by_id(row.matter)
    if matter.done:
        return
    try:
        withdraw_matter(
            matter=row.matter, outcome=outcome, answer=answer, by=system("hotline", street=row.street), at=at
        )
    except ShiqiaoError:  # a flow without this move: the dispatchers end the matter by hand, and are told to
        tell_dispatchers(row, MATTER_STAYS, at)


def cancel_letters(row: Order, *kinds: str) -> int:
    """Take back letters of an order that have not left; return how many."""
    waiting = Letter.objects.filter(order=row.id, state__in=("drafted", "waiting", "failed"))
    return (waiting.filter(kind__in=kinds) if kinds else waiting).update(state="cancelled", next_try=None)


def _closed(row: Order, by: Actor, at: datetime) -> None:
    row.upstream_state = "closed"
    if row.state in ("answered", "written_back"):
        turn(row, "confirmed", at)
        cancel_letters(row, "result")
        write("hotline.confirmed", row, by=by, at=at)
    else:
        _remember(row, by, at)


def _returned(row: Order, by: Actor, at: datetime) -> None:
    if row.state in ("objecting", "received", "handling"):
        _upheld(row, by, at)
    else:
        row.upstream_state = "returned"
        _remember(row, by, at)


def _seen(state: str) -> Callable[[Order, Actor, datetime], None]:
    def see(row: Order, by: Actor, at: datetime) -> None:
        if row.upstream_state == "objecting" and state == "handling" and row.state == "objecting":
            _refused(row, by, at)  # their list shows it in work again: the objection was refused
            return
        row.upstream_state = state
        _remember(row, by, at)

    return see


def _remember(row: Order, by: Actor, at: datetime) -> None:
    row.save(update_fields=["upstream_state"])
    write("hotline.updated", row, by=by, at=at, upstream=row.upstream_state)


_DO: Mapping[str, Callable[[Order, Actor, datetime], None]] = {
    "upheld": _upheld,
    "refused": _refused,
    "withdrawn": _withdrawn,
    "returned": _returned,
    "closed": _closed,
    "pending": _seen("pending"),
    "handling": _seen("handling"),
    "objecting": _seen("objecting"),
    "answered": _seen("answered"),
}


def _deadline(row: Order, deadline: datetime | None, by: Actor, at: datetime) -> None:
    if deadline is None:
        raise Invalid(fields={"deadline": "Say until when: a moment with its zone."})
    if deadline < row.issued_at:
        raise Invalid(fields={"deadline": "The deadline is earlier than the dispatch; correct one of the two times."})
    if deadline == row.deadline:
        return
    before, row.deadline = row.deadline, deadline
    set_alarm(row, at)
    row.save()
    write("hotline.deadline_moved", row, by=by, at=at, before=before, deadline=deadline)


def _call_back(row: Order, said: CallBack | None, by: Actor, at: datetime) -> None:
    if said is None or (said.contacted is None and said.solved is None and not said.satisfied and not said.excluded):
        raise Invalid(fields={"result": "Say what the call-back found: contacted, solved or satisfied."})
    kept = UpstreamResult.objects.filter(pk=row.id).first()
    fresh = UpstreamResult(
        order=row.id, street=row.street, contacted=said.contacted, solved=said.solved, satisfied=said.satisfied,
        called_at=said.called_at, excluded=said.excluded, told_at=at,
    )  # fmt: skip
    same = ("contacted", "solved", "satisfied", "called_at", "excluded")
    if kept and all(getattr(kept, name) == getattr(fresh, name) for name in same):
        return
    fresh.save(force_insert=kept is None, force_update=kept is not None)
    found = result_text(said.contacted, said.solved, said.satisfied)
    write("hotline.called_back", row, by=by, at=at, said=found, excluded=said.excluded)
    if said.solved is False:
        tell_dispatchers(row, NOT_SOLVED, at)
    elif row.state == "written_back" and said.solved:
        turn(row, "confirmed", at)
        write("hotline.confirmed", row, by=by, at=at)


def _note(row: Order, kind: str, by: Actor, at: datetime) -> None:
    key = f"{row.street}-{row.id}-{kind}-{int(at.timestamp() * 1000)}"
    take_letter(row, kind, {}, key=key, by=by, at=at)

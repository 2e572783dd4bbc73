"""What changes a published roster: swaps that both want and a third approves, and replacements with a reason."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.kernel.notices.actions import withdraw
from shiqiao.scenes.duty import rights
from shiqiao.scenes.duty.conflicts import Near, in_the_way
from shiqiao.scenes.duty.errors import NotSoNow
from shiqiao.scenes.duty.pools import Pools, pools_of
from shiqiao.scenes.duty.steps import refusing
from shiqiao.scenes.duty.store import (
    SWAP,
    TURN,
    lock_swap,
    lock_turns,
    note,
    posts_named,
    put_in,
    rest_after,
    rules_for,
    seal,
    settle,
    tell,
    written,
)
from shiqiao.scenes.duty.tables import OPEN_SWAPS, Shift, Swap, Turn

WAITING = ("duty.swap_asked", "duty.swap_agreed")


def _waits(turn: Turn, at: datetime) -> bool:
    return turn.live and turn.state == "standing" and turn.during.lower > at


def refuse_swap(first: Turn, second: Turn, at: datetime) -> None:
    """Raise what keeps two turns from being swapped: they have begun, or one of both would be away, double, or without rest."""
    if not (_waits(first, at) and _waits(second, at)):
        raise NotSoNow
    if first.role != second.role or first.person == second.person or first.shift == second.shift:
        raise Invalid(fields={"against": "Choose another person's turn in the same role and another shift."})
    shifts = Shift.objects.in_bulk([first.shift, second.shift])
    both = (first.pk, second.pk)
    for person, turn in ((first.person, second), (second.person, first)):
        begin, end = turn.during.lower, turn.during.upper
        error = in_the_way(turn.street, person, begin, end, rest_after(shifts[turn.shift]), both)
        if error is not None:
            raise error


@transaction.atomic
def ask_swap(*, turn: int, against: int, words: str, by: Actor, at: datetime) -> Swap:
    """Ask another to swap turns. Locks both turns. Raises what `refuse_swap` raises, Forbidden for another's turn."""
    street = by.street or 0
    with scope.scoped(*scope.of(by)):
        first, second = lock_turns(street, turn, against)
        if first.person != by.account:
            raise Forbidden(fields={"post": "Only who has the turn asks to swap it."})
        said = written(words, "words", "Write why.")
        refuse_swap(first, second, at)
        if Swap.objects.filter(street=street, turn=first.pk, state__in=OPEN_SWAPS).exists():
            raise Conflict("A swap of this turn has been asked for; withdraw it first.")
        row = Swap.objects.create(
            street=street, turn=first.pk, against=second.pk, asker=first.person, asked=second.person, words=seal(said),
            asked_at=at,
        )  # fmt: skip
        note("duty.swap_asked", Ref(SWAP, row.pk), street, by, at, turn=first.pk, against=second.pk)
        tell("duty.swap_asked", Ref(SWAP, row.pk), street, at, [second.person])
    return row


@transaction.atomic
def answer_swap(*, swap: int, agree: bool, words: str = "", by: Actor, at: datetime) -> Swap:
    """Agree to a swap or decline it, by who was asked. Raises Forbidden, NotSoNow, conflicts."""
    with scope.scoped(*scope.of(by)):
        row = _open(by, swap, "asked")
        if row.asked != by.account:
            raise Forbidden(fields={"post": "Only who was asked answers."})
        said = written(words, "words", "" if agree else "Write why.")
        about = Ref(SWAP, row.pk)
        withdraw(subject=about, by=by, at=at, kinds=WAITING)
        if agree:
            first, second = lock_turns(row.street, row.turn, row.against)
            refuse_swap(first, second, at)
            row.state, row.agreed_at = "agreed", at
            tell("duty.swap_agreed", about, row.street, at, [], _approvers(row, first))
        else:
            row.state, row.ended_at = "declined", at
            tell("duty.swap_declined", about, row.street, at, [row.asker])
        row.answer = seal(said)
        row.save()
        note("duty.swap_agreed" if agree else "duty.swap_declined", about, row.street, by, at)
    return row


def _approvers(row: Swap, turn: Turn) -> list[int]:
    return posts_named(row.street, rules_for(Shift.objects.get(pk=turn.shift)).approvers)


def _open(by: Actor, number: int, state: str) -> Swap:
    row = lock_swap(by.street or 0, number)
    if not (rights.approves(by) or rights.keeps(by) or by.account in (row.asker, row.asked)):
        raise NotFound
    if row.state != state:
        raise NotSoNow
    return row


@transaction.atomic
def withdraw_swap(*, swap: int, by: Actor, at: datetime) -> Swap:
    """Take a swap back before it is approved, by who asked for it. Raises Forbidden, NotSoNow."""
    with scope.scoped(*scope.of(by)):
        row = lock_swap(by.street or 0, swap)
        if row.asker != by.account:
            raise Forbidden(fields={"post": "Only who asked for the swap withdraws it."})
        if row.state not in OPEN_SWAPS:
            raise NotSoNow
        row.state, row.ended_at = "withdrawn", at
        row.save(update_fields=["state", "ended_at"])
        withdraw(subject=Ref(SWAP, row.pk), by=by, at=at, kinds=WAITING)
        note("duty.swap_withdrawn", Ref(SWAP, row.pk), row.street, by, at)
    return row


@transaction.atomic
def decide_swap(*, swap: int, approve: bool, words: str = "", by: Actor, at: datetime) -> Swap:
    """Approve an agreed swap or refuse it, by a configured post, never one of the two. Approved, both turns change hands.

    Locks the swap and both turns. Raises Forbidden, NotSoNow, and the exact conflict when rest or double duty stand in the way.
    """
    with scope.scoped(*scope.of(by)):
        row = _open(by, swap, "agreed")
        if not rights.approves(by):
            raise Forbidden(fields={"post": "Only a post that the rules of duty name approves swaps."})
        if by.account in (row.asker, row.asked):
            raise Forbidden(fields={"post": "You are one of the two; another post approves."})
        said = written(words, "words", "" if approve else "Write why.")
        row.state, row.ended_at = "approved" if approve else "refused", at
        if approve:
            row.approved_by = by.account or 0
            _exchange(row, by, at)
        row.answer = seal(said) or row.answer
        row.save()
        about, code = Ref(SWAP, row.pk), "duty.swap_approved" if approve else "duty.swap_refused"
        withdraw(subject=about, by=by, at=at, kinds=WAITING)
        note(code, about, row.street, by, at, turn=row.turn, against=row.against)
        tell(code, about, row.street, at, [row.asker, row.asked])
    return row


def _exchange(row: Swap, by: Actor, at: datetime) -> None:
    first, second = lock_turns(row.street, row.turn, row.against)
    refuse_swap(first, second, at)
    shifts = Shift.objects.in_bulk([first.shift, second.shift])
    with refusing():
        for one in (first, second):
            _end(one, "changed", "swapped", by, at)
        for old, new in ((first, second), (second, first)):
            put_in(old, shifts[old.shift], new.person, new.post, old.during.lower, at, swap=row.pk)
        settle()


def _end(turn: Turn, state: str, why: str, by: Actor, at: datetime) -> None:
    turn.state, turn.ended_at, turn.ended_by, turn.ended_why = state, at, by.account or 0, why
    turn.save()


def swappable(turn: Turn, at: datetime, *, days: int = 28, most: int = 40) -> list[Turn]:
    """Return the turns of others, within some days of a turn, for which it may be swapped: three queries in all."""
    near = Near(turn.street, turn.during.lower, days + 7)
    near.know({row.person for row in near.turns} | {turn.person})
    given = (turn.during.lower, turn.during.upper, turn.rested.upper)
    found = []
    for row in near.turns:
        fits = _waits(row, at) and row.role == turn.role and row.person != turn.person and row.shift != turn.shift
        both, taken = (turn.pk, row.pk), (row.during.lower, row.during.upper, row.rested.upper)
        if (
            fits
            and abs(row.during.lower - turn.during.lower) <= timedelta(days)
            and (near.free(turn.person, taken, both) and near.free(row.person, given, both))
        ):
            found.append(row)
    return found[:most]


def candidates(turn: Turn, at: datetime) -> list[tuple[int, int, Exception | None]]:
    """Return who may take over a turn from now on: (person, post, what stands in the way or None), those who can first."""
    shift = Shift.objects.get(pk=turn.shift)
    since, rest = max(turn.during.lower, at), rest_after(shift)
    pools, near, until = _pools(shift, at), Near(turn.street, since, 9), turn.during.upper
    near.know(pools.of(turn.role))
    found = [
        (one, pools.posts[one], None if near.free(one, (since, until, until + rest), (turn.pk,))
         else in_the_way(turn.street, one, since, until, rest, (turn.pk,)))
        for one in pools.of(turn.role) if one != turn.person
    ]  # fmt: skip
    return sorted(found, key=lambda one: one[2] is not None)


def _pools(shift: Shift, at: datetime) -> Pools:
    return pools_of(shift.street, rules_for(shift), at)


@transaction.atomic
def replace_turn(*, turn: int, person: int, words: str, by: Actor, at: datetime) -> Turn:
    """Let another person take over a turn, before it begins or on the way, with the reason. Locks the turn; both are told.

    By who keeps the rosters or a leader; on the way also by the leader on duty. Raises Forbidden, Invalid, NotSoNow, conflicts.
    """
    with scope.scoped(*scope.of(by)):
        row = lock_turns(by.street or 0, turn)[0]
        _refuse_replacing(row, by, at)
        said = written(words, "words", "Write why.")
        if not row.live or row.state != "standing" or row.during.upper <= at:
            raise NotSoNow
        shift = Shift.objects.get(pk=row.shift)
        pools = _pools(shift, at)
        if person == row.person or person not in pools.of(row.role):
            raise Invalid(fields={"person": "Choose another person of the pool for this role."})
        since = max(row.during.lower, at)
        error = in_the_way(row.street, person, since, row.during.upper, rest_after(shift), (row.pk,))
        if error is not None:
            raise error
        row.words = seal(said)
        with refusing():
            _hand_off(row, since, by, at)
            new = put_in(row, shift, person, pools.posts[person], since, at, replaces=row.pk)
            settle()
        _close_swaps(row, by, at)
        note(
            "duty.turn_replaced", Ref(TURN, new.pk), row.street, by, at, former=row.pk, state=row.state, shift=shift.pk
        )
        tell("duty.turn_replaced", Ref(TURN, new.pk), row.street, at, [row.person, person])
    return new


def _refuse_replacing(row: Turn, by: Actor, at: datetime) -> None:
    leading = Turn.objects.filter(shift=row.shift, role="leader", state="standing", person=by.account or 0)
    if not rights.keeps(by) and not leading.filter(during__contains=at).exists():
        raise Forbidden(fields={"post": "A leader, the leader on duty or the office that keeps the rosters does this."})


def _hand_off(row: Turn, since: datetime, by: Actor, at: datetime) -> None:
    begin = row.during.lower
    if since == begin:
        _end(row, "changed", "replaced", by, at)
        return
    rest = row.rested.upper - row.during.upper
    row.during, row.rested = DateTimeTZRange(begin, since), DateTimeTZRange(begin, since + max(rest, timedelta(0)))
    _end(row, "relieved", "replaced", by, at)


def _close_swaps(row: Turn, by: Actor, at: datetime) -> None:
    for one in Swap.objects.select_for_update().filter(street=row.street, turn=row.pk, state__in=OPEN_SWAPS):
        one.state, one.ended_at = "withdrawn", at
        one.save(update_fields=["state", "ended_at"])
        withdraw(subject=Ref(SWAP, one.pk), by=by, at=at, kinds=WAITING)

"""Writes: the hand-over (工作交接) of a person's open work, from the draft to the successor's "seen".

A draft says who gets which post's work from which day. Confirmed, it appoints the successors for that day; when the day
has come the open work is passed on, and nothing of it is lost: what no part picked goes to the part with the rest. Each
successor then stamps that it was seen; who does not within `UNSEEN_HOURS` office hours is reminded, and the head told.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref, system
from shiqiao.base.crypto import decrypt, encrypt
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.base.rows import the_one
from shiqiao.kernel.people import hooks
from shiqiao.kernel.people.actions import appoint, close_account, end_holding
from shiqiao.kernel.people.models import Account, HandOver, HandOverPart, HandOverWork, Holding, Post
from shiqiao.kernel.people.reads import head_above
from shiqiao.kernel.people.writing import allow, day_of, may_give, not_oneself, record, refusing, spare_powers

UNSEEN_HOURS = 4
logger = logging.getLogger(__name__)
NOTE = "people.hand_over.note"  # context that binds the ciphertext to its column
NOTE_MOST = 4000
Picks = Mapping[Ref, int]


@dataclass(frozen=True, slots=True)
class Part:
    """Who gets the work of a post: a successor who takes the post itself, or the holder of another post."""

    post: Post
    to_post: Post
    successor: Account
    rest: bool = True


@transaction.atomic
def draft_hand_over(
    *,
    giver: Account,
    parts: Sequence[Part],
    starts_on: date,
    note: str = "",
    leaves: bool = False,
    by: Actor,
    at: datetime,
) -> HandOver:
    """Note who shall take over a person's posts and work; takes the place of an earlier draft that was not confirmed.

    Raises Invalid naming the field, Conflict while a confirmed hand-over of the person waits for its day.
    """
    allow(by, giver.street, "staff")
    spare_powers(giver.pk, by)
    _check(giver, parts, starts_on, note, by, at)
    HandOver.objects.select_for_update().filter(giver=giver, handed_at=None, confirmed_at=None).first()
    _drop(giver)
    with refusing():
        row = HandOver.objects.create(
            street=giver.street, giver=giver, starts_on=starts_on, leaves=leaves, drafted_at=at,
            note=encrypt(note, context=NOTE) if note else None,
        )  # fmt: skip
    for part in parts:
        HandOverPart.objects.create(
            street=giver.street,
            hand_over=row,
            post=part.post,
            to_post=part.to_post,
            successor=part.successor,
            rest=part.rest,
        )
    facts = {"giver": giver.pk, "from": starts_on.isoformat(), "posts": sorted({part.post.code for part in parts})}
    record("people.hand_over_drafted", _subject(row), row.street, by, at, **facts)
    return row


def _check(giver: Account, parts: Sequence[Part], starts_on: date, note: str, by: Actor, at: datetime) -> None:
    if starts_on < day_of(at):
        raise Invalid(
            fields={"starts_on": "The work cannot be handed over on a day that has passed: choose today or later."}
        )
    if len(note) > NOTE_MOST:
        raise Invalid(fields={"note": "Shorten this to {max_length} characters."}, max_length=NOTE_MOST)
    if not parts:
        raise Invalid(fields={"parts": "Name a successor for at least one post."})
    for part in parts:
        _check_part(giver, part, starts_on, by)
    for post in {part.post for part in parts}:
        if sum(part.rest for part in parts if part.post == post) != 1:
            raise Invalid(
                fields={"parts": "Exactly one successor gets the rest of the work of {post}."}, post=post.code
            )


def _check_part(giver: Account, part: Part, starts_on: date, by: Actor) -> None:
    held = Holding.objects.filter(post=part.post, account=giver, during__contains=starts_on)
    ended = Holding.objects.filter(post=part.post, account=giver, during__endswith=starts_on)
    if not held.exists() and not ended.exists():
        raise Invalid(fields={"parts": "The person does not hold the post {post} on that day."}, post=part.post.code)
    if part.successor == giver:
        raise Invalid(fields={"parts": "The successor for {post} is the person who leaves it."}, post=part.post.code)
    if not part.successor.is_active:
        raise Invalid(fields={"parts": "The account of the successor for {post} is shut."}, post=part.post.code)
    if {part.to_post.street, part.successor.street} != {giver.street}:
        raise Invalid(fields={"parts": "The successor for {post} belongs to another street."}, post=part.post.code)
    may_give((*part.post.roles, *part.to_post.roles), by)
    not_oneself(by, part.successor)


@transaction.atomic
def drop_hand_over(*, hand_over: HandOver, by: Actor, at: datetime) -> None:
    """Drop a draft that was not confirmed."""
    allow(by, hand_over.street, "staff")
    if _locked(hand_over.pk).confirmed_at:
        raise Conflict("This hand-over is confirmed and cannot be dropped. Make another one for the way back.")
    _drop(hand_over.giver)
    record("people.hand_over_dropped", _subject(hand_over), hand_over.street, by, at)


def _drop(giver: Account) -> None:
    drafts = HandOver.objects.filter(giver=giver, handed_at=None, confirmed_at=None)
    HandOverWork.objects.filter(hand_over__in=drafts).delete()
    HandOverPart.objects.filter(hand_over__in=drafts).delete()
    drafts.delete()


@transaction.atomic
def confirm_hand_over(*, hand_over: HandOver, picks: Picks | None = None, by: Actor, at: datetime) -> HandOver:
    """Confirm a draft: appoint the successors for the day, and pass the work on at once when the day has come.

    `picks` says which pieces of open work go to which part (its number) instead of the part with the rest. Locks the
    hand-over. Raises Conflict when it is confirmed already, or when a successor cannot be appointed for that day.
    """
    row = _locked(hand_over.pk)
    allow(by, row.street, "staff")
    if row.confirmed_at:
        raise Conflict("This hand-over is confirmed already.")
    _pick(row, picks or {})
    row.confirmed_at = at
    row.save(update_fields=["confirmed_at"])
    record("people.hand_over_confirmed", _subject(row), row.street, by, at, giver=row.giver_id)
    parts = _parts(row)
    for post in {part.post_id: part.post for part in parts}.values():
        _pass_post(row, post, [part for part in parts if part.post_id == post.pk], by, at)
    return _hand(row, by, at) if row.starts_on <= day_of(at) else row


def _pick(row: HandOver, picks: Picks) -> None:
    parts = {part.pk: part for part in _parts(row)}
    for subject, number in picks.items():
        if number not in parts:
            raise Invalid(fields={"parts": "There is no such successor in this hand-over."})
        HandOverWork.objects.create(
            street=row.street, hand_over=row, part=parts[number], kind=subject.kind, subject=subject.id
        )


def _pass_post(row: HandOver, post: Post, parts: Sequence[HandOverPart], by: Actor, at: datetime) -> None:
    """Give the post to who takes it, from the day on; a post that nobody takes is left when its holder leaves the office."""
    taker = next((part.successor for part in parts if part.to_post_id == post.pk), None)
    if taker is not None:
        appoint(post=post, account=taker, start=row.starts_on, pass_work=False, by=by, at=at)
    elif row.leaves and row.starts_on > day_of(at):
        end_holding(post=post, on=row.starts_on, by=by, at=at)


def _hand(row: HandOver, by: Actor, at: datetime) -> HandOver:
    """Pass the open work on, list it, leave and shut what is left and shut, and tell the successors."""
    parts = _parts(row)
    for post in {part.post_id for part in parts}:
        _hand_post(row, post, [part for part in parts if part.post_id == post], by, at)
    row.handed_at = at
    row.save(update_fields=["handed_at"])
    works = {str(part.pk): part.works for part in parts}
    record("people.handed_over", _subject(row), row.street, by, at, giver=row.giver_id, works=works)
    if row.leaves:
        _leave(row, by, at)
    for part in parts:
        part.remind_at = hooks.after_hours(row.street, at, UNSEEN_HOURS)
        part.save(update_fields=["works", "remind_at"])
        params = {"works": part.works, "part": part.pk}
        hooks.ring(
            "people.handed_over", _subject(row), street=row.street, account=part.successor_id, params=params, at=at
        )
    return row


def _hand_post(row: HandOver, post: int, parts: Sequence[HandOverPart], by: Actor, at: datetime) -> None:
    """Pass on all that is open at a post: each piece to the part that it was picked for, else to the part with the rest."""
    there = {item.subject: item for item in hooks.work_of(post, at)}
    by_number = {part.pk: part for part in parts}
    rows = HandOverWork.objects.filter(hand_over=row, part__in=by_number)
    picked = {Ref(one.kind, one.subject): by_number[one.part_id] for one in rows}
    rows.delete()  # what was picked and closed or given away since is no longer part of it
    rest = next(part for part in parts if part.rest)
    of = {"street": row.street, "hand_over": row}
    for part in parts:
        wanted = [subject for subject in there if picked.get(subject, rest) == part]
        for kind in hooks.open_work:
            ids = [subject.id for subject in wanted if subject.kind == kind.kind]
            passed = kind.hand_over(ids, post, part.to_post_id, part.successor_id, by, at)
            part.works += len(passed)
            HandOverWork.objects.bulk_create(
                HandOverWork(part=part, kind=kind.kind, subject=one, late=there[Ref(kind.kind, one)].late, **of)
                for one in passed
            )


def _leave(row: HandOver, by: Actor, at: datetime) -> None:
    """Let the person go: posts that are still held end on the day, then the account is shut."""
    for held in Holding.objects.filter(account=row.giver, during__contains=day_of(at)).select_related("post"):
        end_holding(post=held.post, on=day_of(at), by=by, at=at)
    close_account(account=row.giver, leaving=True, by=by, at=at)


@transaction.atomic
def mark_seen(*, part: HandOverPart, by: Actor, at: datetime) -> HandOverPart:
    """Stamp that the successor has seen what was handed over (已阅接收); only the successor does, and once."""
    row = HandOverPart.objects.select_for_update(of=("self",)).select_related("hand_over").filter(pk=part.pk).first()
    if row is None or row.hand_over.handed_at is None:
        raise NotFound
    if by.account != row.successor_id:
        raise Forbidden("Only the successor says that it was seen.")
    if row.seen_at is None:
        row.seen_at = at
        row.save(update_fields=["seen_at"])
        record("people.hand_over_seen", _subject(row.hand_over), row.street, by, at, part=row.pk, works=row.works)
    return row


def hand_due(*, at: datetime) -> int:
    """Pass the work of confirmed hand-overs on whose day has come, over all streets; return how many (a worker's round).

    One that cannot be done is logged and tried again; it keeps no other waiting.
    """
    waiting = HandOver.objects.filter(handed_at=None, confirmed_at__isnull=False, starts_on__lte=day_of(at))
    return sum(_hand_when_due(number, at) for number in list(waiting.values_list("pk", flat=True)))


def _hand_when_due(number: int, at: datetime) -> bool:
    try:
        with transaction.atomic():
            row = _locked(number)
            if row.handed_at is None:
                _hand(row, system("people", street=row.street), at)
                return True
    except Exception:
        logger.exception("hand-over %s could not be passed on", number)
    return False


def remind_unseen(*, at: datetime) -> int:
    """Remind successors who have not seen their hand-over in time, and tell their heads; return how many (a round)."""
    late = HandOverPart.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        seen_at=None, reminded_at=None, remind_at__lte=at
    )
    with transaction.atomic():
        rows = list(late.select_related("hand_over"))
        for part in rows:
            subject, params = _subject(part.hand_over), {"works": part.works, "part": part.pk}
            told = {"street": part.street, "params": params, "at": at}
            hooks.ring(hooks.UNSEEN, subject, account=part.successor_id, **told)  # type: ignore[arg-type]
            if head := head_above(part.to_post_id, at):
                hooks.ring(hooks.UNSEEN, subject, post=head, **told)  # type: ignore[arg-type]
            part.reminded_at = at
            part.save(update_fields=["reminded_at"])
            by = system("people", street=part.street)
            record("people.hand_over_reminded", subject, part.street, by, at, part=part.pk, head=head)
    return len(rows)


def note_of(row: HandOver) -> str:
    """Return what the giver wrote about promises and what is still open."""
    return decrypt(row.note, context=NOTE) if row.note else ""


def _parts(row: HandOver) -> list[HandOverPart]:
    rows = HandOverPart.objects.filter(hand_over=row).select_related("post", "to_post", "successor")
    return list(rows.order_by("pk"))


def _locked(number: int) -> HandOver:
    return the_one(HandOver.objects.select_for_update(of=("self",)).select_related("giver").filter(pk=number))


def _subject(row: HandOver) -> Ref:
    return Ref("hand_over", row.pk)

"""Manning the posts of a response: who came when, who relieved whom, who left."""

from datetime import datetime

from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.duty.emergency import rights
from shiqiao.scenes.duty.emergency.errors import NobodyThere, PostTaken, StoodDown
from shiqiao.scenes.duty.emergency.store import enter, lock, once
from shiqiao.scenes.duty.emergency.tables import Manning, Response, ResponsePost


def lock_place(place: int, by: Actor) -> tuple[Response, ResponsePost]:
    """Lock a post that is wanted, behind its response. Raises NotFound, ResponseOver, StoodDown."""
    found = ResponsePost.objects.filter(pk=place, street=by.street or 0).first()
    if found is None:
        raise NotFound
    row = lock(found.response, by)
    one = ResponsePost.objects.select_for_update().get(pk=place)
    if one.until is not None:
        raise StoodDown
    return row, one


@transaction.atomic
def man_post(*, place: int, by: Actor, at: datetime, post: int = 0) -> int:
    """Say that a post is manned: by oneself, or by the holder of `post`, whom a leader sends. Who stood there is relieved.

    `at` is when it happened: who tells later of an earlier time was
    there before the one who stands there now. Locks response and post. Returns the manning.
    Raises NotFound, Forbidden, Invalid, StoodDown, PostTaken.
    """
    with scope.scoped(*scope.of(by)):
        row, one = lock_place(place, by)
        if post and post not in rights.own_posts(by):
            rights.refuse_commander(by)
        else:
            rights.refuse_other(by, (one.post, one.deputy))
        return _man(row, one, by, max(at, one.since), post)


@transaction.atomic
def man_in_field(*, place: int, by: Actor, at: datetime, client_id: str) -> bool:
    """Say from a device that one is at a post; done once. Returns whether it had been told before. Raises as `man_post`."""
    with scope.scoped(*scope.of(by)):
        found = ResponsePost.objects.filter(pk=place, street=by.street or 0).first()
        if found is None:
            raise NotFound
        rights.refuse_other(by, (found.post, found.deputy))
        row = lock(found.response, by, running=False)
        one = ResponsePost.objects.select_for_update().get(pk=place)
        return once(client_id, "man", by, at, lambda: _man_then(row, one, by, max(at, one.since)))[1]


def _man_then(row: Response, one: ResponsePost, by: Actor, at: datetime) -> int:
    """Enter a standing that may be told after the post was stood down; it has to have begun before."""
    if one.until is not None and at >= one.until:
        raise StoodDown
    return _man(row, one, by, at, 0)


def _man(row: Response, one: ResponsePost, by: Actor, at: datetime, post: int) -> int:
    post = post or _own(one, by)
    account = people.holder_of(post, at).account if post != (by.post or 0) else by.account
    if not account:
        raise Invalid(fields={"post": "Nobody holds this post now; choose another one."})
    former = Manning.objects.select_for_update().filter(place=one.pk, until=None).first()
    if former is not None and former.account == account:
        return former.pk
    until = former.since if former is not None and at < former.since else one.until
    if former is not None and until is None:
        former.until = at
        former.save(update_fields=["until"])
    made = _stand(row, one, post, account, at, until)
    if one.first_manned is None or at < one.first_manned:
        one.first_manned = at
        one.save(update_fields=["first_manned"])
    kind = "relieved" if former is not None and until is None else "manned"  # who was there before relieved nobody
    enter(row, kind, by=by, at=at, code=one.title, post=post, place=one.pk)
    return made.pk


def _own(one: ResponsePost, by: Actor) -> int:
    """Return as which post a person comes: that which answers, the deputy, else the own one."""
    own = rights.own_posts(by)
    if by.post in (one.post, one.deputy):
        return by.post or 0
    return next((post for post in (one.post, one.deputy) if post in own), by.post or 0)


def _stand(row: Response, one: ResponsePost, post: int, account: int, at: datetime, until: datetime | None) -> Manning:
    from shiqiao.base.time import now

    try:
        with transaction.atomic():
            return Manning.objects.create(
                street=row.street, response=row.pk, place=one.pk, post=post, account=account, since=at, until=until,
                recorded_at=now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise PostTaken from error


@transaction.atomic
def leave_post(*, place: int, by: Actor, at: datetime) -> None:
    """Say that nobody stands at a post any more. Raises NotFound, Forbidden, NobodyThere."""
    with scope.scoped(*scope.of(by)):
        row, one = lock_place(place, by)
        rights.refuse_other(by, (one.post, one.deputy))
        former = Manning.objects.select_for_update().filter(place=one.pk, until=None).first()
        if former is None:
            raise NobodyThere
        former.until = max(at, former.since)
        former.save(update_fields=["until"])
        enter(row, "left", by=by, at=at, code=one.title, post=former.post, place=one.pk)


@transaction.atomic
def answer_for(*, place: int, post: int, by: Actor, at: datetime) -> ResponsePost:
    """Let another post answer for a post to be manned; the one that did becomes the deputy. Raises NotFound, Forbidden."""
    rights.refuse_commander(by)
    with scope.scoped(*scope.of(by)):
        row, one = lock_place(place, by)
        if post not in {found.id for found in people.posts(row.street)}:
            raise Invalid(fields={"post": "Choose a post of the street."})
        one.post, one.deputy = post, one.post
        one.save(update_fields=["post", "deputy"])
        enter(row, "answers_for", by=by, at=at, code=one.title, post=post, place=one.pk)
        return one


def stand_down(row: Response, one: ResponsePost, by: Actor, at: datetime, *, quiet: bool = False) -> None:
    """End a post that is not wanted any more, and the standing of who is there; the caller holds the lock."""
    for former in Manning.objects.select_for_update().filter(place=one.pk, until=None):
        former.until = max(at, former.since)
        former.save(update_fields=["until"])
    one.until = at
    one.save(update_fields=["until"])
    if not quiet:
        enter(row, "stood_down", by=by, at=at, code=one.title, place=one.pk)

"""Findings: found with a photo, put right by the post that answers, looked at again by another person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.kernel.clocks.rules import Term
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.hall.counters import Counter, post_of
from shiqiao.scenes.hall.fives import rights
from shiqiao.scenes.hall.fives.errors import FindingNotSo, FixedByYourself
from shiqiao.scenes.hall.fives.publishing import five_s_of, version_of
from shiqiao.scenes.hall.fives.rules import SENSES, moved
from shiqiao.scenes.hall.fives.store import (
    FINDING,
    FIX,
    RECHECK,
    Files,
    begin_clock,
    enter,
    holder,
    next_serial,
    stop_clock,
    written,
)
from shiqiao.scenes.hall.fives.tables import FiveSFinding
from shiqiao.scenes.hall.fives.walking import lock as lock_round


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found where. Without `term` the area's own holds, without `post` the counter's; `round` 0: outside of one."""

    station: int
    area: str
    sense: str
    words: str
    photos: Files = ()
    term: str = ""
    post: int = 0
    round: int = 0
    ground: str = ""
    invented: bool = False


@transaction.atomic
def record_finding(*, seen: Seen, by: Actor, at: datetime) -> FiveSFinding:
    """Record what was found, with a photo; the post that answers is told and its term begins. Raises Invalid, Forbidden."""
    with scope.scoped(*scope.of(by)):
        counter = rights.refuse_walk(by, seen.station)
        if seen.round and lock_round(seen.round, by).station != seen.station:
            raise Invalid(fields={"station": "This round leads through another counter."})
        if not seen.photos and not seen.ground:
            raise Invalid(fields={"photo": "Take a photo of what you found."})
        return open_finding(seen, counter, by, at)


def open_finding(seen: Seen, counter: Counter, by: Actor, at: datetime, **data: Any) -> FiveSFinding:
    """Write a new finding in the running transaction; the caller has asked who may."""
    street = by.street or 0
    words, term, post = _checked(seen, counter, street)
    year, serial = next_serial(street, at)
    row = FiveSFinding.objects.create(
        street=street, year=year, serial=serial, number=f"5S-{year}-{serial}", round=seen.round, station=counter.unit,
        community=counter.community, area=seen.area, sense=seen.sense, version=version_of(street), ground=seen.ground,
        own=rights.own(by, counter.unit), post=post, holder=holder(post, at), term=term, found_at=at, due_at=at,
        found_by=by.account or 0, found_post=by.post or 0, invented=seen.invented,
    )  # fmt: skip
    row.due_at = begin_clock(row, FIX, term, post, at)
    row.save(update_fields=["due_at"])
    told = {"station": row.station, "area": row.area, "sense": row.sense, "post": post, "term": term, "due": row.due_at}
    enter(row, "found", by=by, at=at, text=words, files=seen.photos, number=row.number, round=seen.round or None,
          ground=seen.ground, **told, **data)  # fmt: skip
    _tell(row, "hall.finding_found", at, post=post)
    return row


def _checked(seen: Seen, counter: Counter, street: int) -> tuple[str, str, int]:
    table, wrong = five_s_of(street), dict[str, str]()
    area = next((one for one in table.areas_at(counter.hall) if one.code == seen.area), None)
    if area is None:
        wrong["area"] = "This counter has no such area; choose one of the list."
    if seen.sense not in SENSES:
        wrong["sense"] = "Choose which of the five it is about."
    try:
        Term.parse(seen.term or "1wd")
    except Invalid:
        wrong["term"] = "Choose a term."
    post = seen.post or post_of(counter, street)
    if post not in posts_at(counter, street):
        wrong["post"] = "Choose a post of this counter that puts it right."
    if wrong:
        raise Invalid(fields=wrong)
    assert area is not None
    return written(seen.words, "words", "Write what you found, in one sentence."), seen.term or area.term, post


def posts_at(counter: Counter, street: int) -> list[int]:
    """Return the posts of a counter, and of its community, the one that answers first."""
    rows = [row for row in people.posts(street) if row.active and row.unit in (counter.unit, counter.parent)]
    if counter.hall:
        rows = [row for row in rows if row.unit == counter.unit]
    first = post_of(counter, street)
    return [first, *(row.id for row in rows if row.id != first)] if first else [row.id for row in rows]


# ── a finding that is there ────────────────────────────────────────────────────────────────────────────────────────


def lock(finding: int, by: Actor) -> FiveSFinding:
    """Lock a finding that the actor sees; absent and not yours are the same NotFound."""
    row = FiveSFinding.objects.select_for_update().filter(pk=finding, street=by.street).first()
    if row is None or (row.station not in rights.stations(by) and not rights.answers(by, row)):
        raise NotFound
    return row


def _go(row: FiveSFinding, do: str) -> None:
    to = moved(do, row.state)
    if to is None:
        raise FindingNotSo
    row.state = to


@transaction.atomic
def fix_finding(*, finding: int, words: str, photos: Files, by: Actor, at: datetime) -> FiveSFinding:
    """Say that a finding is put right, with a photo from after, by the post that answers. Raises Invalid, Forbidden."""
    with scope.scoped(*scope.of(by)):
        row = lock(finding, by)
        if not rights.answers(by, row):
            raise Forbidden(
                fields={"post": "Another post answers for this; only who answers says that it is put right."}
            )
        _go(row, "fix")
        words = written(words, "words", "Write what was done.")
        if not photos:
            raise Invalid(fields={"photo": "Add a photo from after it was put right."})
        late = stop_clock(row, FIX, at)
        row.late, row.fixed_at, row.fixed_by, row.checked_at, row.checked_by = (
            row.late or late,
            at,
            by.account or 0,
            None,
            0,
        )
        row.save()
        begin_clock(row, RECHECK, five_s_of(row.street, row.version).recheck, row.found_post, at)
        enter(row, "fixed", by=by, at=at, text=words, files=photos, late=late or None)
        _tell(row, "hall.finding_fixed", at, account=row.found_by)
        return row


@transaction.atomic
def recheck_finding(
    *, finding: int, good: bool, words: str = "", photos: Files = (), by: Actor, at: datetime
) -> FiveSFinding:
    """Look again, another person than who put it right: close it, or send it back with a reason and a fresh term."""
    with scope.scoped(*scope.of(by)):
        row = lock(finding, by)
        if row.fixed_by and row.fixed_by == (by.account or 0):
            raise FixedByYourself
        if not rights.rechecks(by, row):
            raise Forbidden(fields={"post": "Who walks through the counters, or who found it, looks at it again."})
        _go(row, "close" if good else "send_back")
        words = written(words, "words", "" if good else "Write what is still not right.")
        row.checked_at, row.checked_by = at, by.account or 0
        stop_clock(row, RECHECK, at)
        if good:
            row.save()
            enter(row, "closed", by=by, at=at, text=words, files=photos)
            _tell(row, "hall.finding_closed", at, post=row.post)
        else:
            _sent_back(row, words, photos, by, at)
        return row


def _sent_back(row: FiveSFinding, words: str, photos: Files, by: Actor, at: datetime) -> None:
    row.sent_back += 1
    row.fixed_at, row.fixed_by = None, 0
    row.due_at, row.holder = begin_clock(row, FIX, row.term, row.post, at), holder(row.post, at)
    row.save()
    enter(row, "sent_back", by=by, at=at, text=words, files=photos, due=row.due_at)
    _tell(row, "hall.finding_sent_back", at, post=row.post)


def _tell(row: FiveSFinding, kind: str, at: datetime, *, post: int = 0, account: int = 0) -> None:
    if post or account:
        notify(
            street=row.street,
            post=post or None,
            account=account or None,
            kind=kind,
            subject=Ref(FINDING, row.pk),
            at=at,
        )


def clock_moved(fact: Any, by: Actor, at: datetime) -> None:
    """Follow a calendar that moved the clock of a finding (same transaction)."""
    row = FiveSFinding.objects.select_for_update().filter(pk=fact.subject, state="open").first()
    if row is not None and fact.after.name == FIX:
        row.due_at = fact.after.due_at
        row.save(update_fields=["due_at"])

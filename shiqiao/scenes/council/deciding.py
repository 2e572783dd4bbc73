"""What happens to an item: opinions by seat, the outcome of polls, a recorded consensus, rejection; minutes and signings."""

import hashlib
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid
from shiqiao.base.rows import the_one
from shiqiao.scenes.council import rules, topics
from shiqiao.scenes.council.errors import MinutesLocked, NoResolution, NotPresent
from shiqiao.scenes.council.meeting_tables import (
    CouncilAgendaItem,
    CouncilMeeting,
    CouncilMinutes,
    CouncilOpinion,
    CouncilSigning,
)
from shiqiao.scenes.council.meetings import locked, quorum_of, refuse_short
from shiqiao.scenes.council.presence import present_one, present_seats, sat
from shiqiao.scenes.council.publishing import rules_of
from shiqiao.scenes.council.rules import KindStands
from shiqiao.scenes.council.store import ITEM, MEETING, hold, note, seal, unseal, written
from shiqiao.scenes.council.topics import Given

STANCES = ("for", "reserved", "against", "abstain")


def item_of(item: int, by: Actor) -> CouncilAgendaItem:
    """Return an item of the actor's street; raises NotFound."""
    return the_one(CouncilAgendaItem.objects.select_for_update().filter(pk=item, street=by.street))


@transaction.atomic
def say(*, item: int, seat: int, stance: str, text: str = "", by: Actor, at: datetime) -> CouncilOpinion:
    """Enter what a seat that is present says to an item; what it said before is replaced until the item is decided.

    Raises Invalid, NotPresent, MeetingNotSo, Forbidden, NotFound.
    """
    with scope.scoped(*scope.of(by)):
        one = item_of(item, by)
        locked(one.meeting, by, "open")
        there = present_one(one.meeting, seat, at)
        if stance not in STANCES or one.state != "planned":
            raise Invalid(fields={"stance": "Choose how the seat stands to an item that is not decided yet."})
        said = written(text, "text", "Write the reservation." if stance == "reserved" else "", 500)
        values = {"street": one.street, "kind": there.kind, "term": there.term, "stance": stance, "text": seal(said)}
        made, _new = CouncilOpinion.objects.update_or_create(
            item=one.pk, seat=seat, defaults={**values, "at": at, "account": by.account or 0}
        )
        note("council.opinion_entered", Ref(MEETING, one.meeting), one.street, by, at, item=one.pk, seat=seat,
             stance=stance)  # fmt: skip
    return made


@transaction.atomic
def write_item(*, item: int, text: str, by: Actor, at: datetime) -> CouncilAgendaItem:
    """Write what was said of an item; it goes into the draft of the minutes. Raises Invalid, MeetingNotSo, Forbidden."""
    with scope.scoped(*scope.of(by)):
        one = item_of(item, by)
        locked(one.meeting, by, "open", "closed")
        one.text = seal(written(text, "text", "Write what was said.", 2000))
        one.save(update_fields=["text"])
        note("council.item_written", Ref(MEETING, one.meeting), one.street, by, at, item=one.pk)
    return one


def opinions_of(items: list[int]) -> list[CouncilOpinion]:
    """Return the opinions on items, in the order of the seats."""
    return list(CouncilOpinion.objects.filter(item__in=items).order_by("item", "seat"))


def stands_of(item: CouncilAgendaItem, row: CouncilMeeting, at: datetime) -> list[KindStands]:
    """Return how each kind stands to an item, of the seats present at a moment."""
    there = {one.seat: one.kind for one in present_seats(row.pk, at)}
    present: dict[str, int] = {}
    for kind in there.values():
        present[kind] = present.get(kind, 0) + 1
    told = [(one.kind, one.stance) for one in opinions_of([item.pk]) if one.seat in there]
    return rules.stands(told, present, [one.code for one in rules_of(row.street, row.version).kinds])


def why_no_consensus(item: CouncilAgendaItem, row: CouncilMeeting, at: datetime) -> str:
    """Return why no consensus can be recorded now, empty when one can: a code of `rules.consensus`."""
    there = {one.seat: one.kind for one in present_seats(row.pk, at)}
    present: dict[str, int] = {}
    for kind in there.values():
        present[kind] = present.get(kind, 0) + 1
    return rules.consensus([(one.kind, one.stance) for one in opinions_of([item.pk]) if one.seat in there], present)


def ready(
    item: int, how: str, by: Actor, at: datetime
) -> tuple[CouncilAgendaItem, CouncilMeeting, list[dict[str, object]]]:
    """Return an item that may be decided now with how each kind stands. Locks item and meeting.

    Raises QuorumLacking where a kind is short at this moment, NoResolution where nothing passed, MeetingNotSo.
    """
    one = item_of(item, by)
    row, _body = locked(one.meeting, by, "open")
    if one.state != "planned":
        raise NoResolution
    refuse_short(row, quorum_of(row, at))
    if how == "consensus":
        if why_no_consensus(one, row, at):
            raise NoResolution
        return one, row, [stand.plain() for stand in stands_of(one, row, at)]
    from shiqiao.scenes.council import polls

    outcome = polls.passed(Ref(ITEM, one.pk))
    if outcome is None:
        raise NoResolution
    return one, row, outcome


@transaction.atomic
def reject_item(*, item: int, words: str, by: Actor, at: datetime) -> CouncilAgendaItem:
    """Enter that an item did not pass; its topic is refused, with its history. Raises QuorumLacking, MeetingNotSo."""
    with scope.scoped(*scope.of(by)):
        one = item_of(item, by)
        row, body = locked(one.meeting, by, "open")
        if one.state != "planned":
            raise NoResolution
        refuse_short(row, quorum_of(row, at))
        said = written(words, sentence="Write why it did not pass.")
        one.state, one.decided_at = "failed", at
        one.save(update_fields=["state", "decided_at"])
        topic = topics.lock(one.topic, by)
        topics.carry(topic, body, "reject", Given(words=said, more={"meeting": row.pk}), by=by, at=at)
    return one


# ── minutes ────────────────────────────────────────────────────────────────────────────────────────────────────────


def minutes_of(meeting: int) -> CouncilMinutes | None:
    """Return the minutes of a meeting, None before they are drafted."""
    return CouncilMinutes.objects.filter(pk=meeting).first()


def signings_of(meeting: int) -> dict[str, CouncilSigning]:
    """Return who signed for which kind the minutes as they stand."""
    return {one.kind: one for one in CouncilSigning.objects.filter(meeting=meeting, void_at=None)}


@transaction.atomic
def draft_minutes(*, meeting: int, text: str, by: Actor, at: datetime) -> CouncilMinutes:
    """Write the minutes of a closed meeting; signings of an earlier draft become void.

    Raises MinutesLocked, Invalid, MeetingNotSo, Forbidden, NotFound.
    """
    with scope.scoped(*scope.of(by)):
        row, _body = locked(meeting, by, "closed", "confirmed")
        said = written(text, "text", "Write the minutes.", 6000)
        standing = CouncilMinutes.objects.select_for_update().filter(pk=row.pk).first()
        if standing is not None and standing.locked_at:
            raise MinutesLocked
        mark = hashlib.sha256(said.encode()).hexdigest()
        values = {"text": seal(said), "fingerprint": mark, "drafted_by": by.account or 0, "drafted_at": at}
        made, _new = CouncilMinutes.objects.update_or_create(meeting=row.pk, street=row.street, defaults=values)
        if standing is not None and standing.fingerprint != mark:
            CouncilSigning.objects.filter(meeting=row.pk, void_at=None).update(void_at=at)
        note("council.minutes_drafted", Ref(MEETING, row.pk), row.street, by, at, fingerprint=mark)
    return made


def kinds_to_sign(row: CouncilMeeting) -> list[str]:
    """Return the kinds that were present and sign the minutes, in the order of the rules."""
    there = {one.kind for one in sat(row.pk).values()}
    return [one.code for one in rules_of(row.street, row.version).kinds if one.code in there]


@transaction.atomic
def sign_minutes(*, meeting: int, seat: int, by: Actor, at: datetime) -> CouncilSigning:
    """Enter that a seat signed the minutes for its kind; with the last kind they are locked. Locks the meeting.

    Raises NotPresent for a seat that was not there, MinutesLocked, Invalid without minutes, MeetingNotSo, Forbidden.
    """
    with scope.scoped(*scope.of(by)):
        row, _body = locked(meeting, by, "closed")
        hold(f"minutes {row.pk}")
        standing, there = minutes_of(row.pk), sat(row.pk).get(seat)
        if standing is None:
            raise Invalid(fields={"text": "Write the minutes first."})
        if there is None:
            raise NotPresent
        if standing.locked_at or there.kind in signings_of(row.pk):
            raise MinutesLocked
        made = CouncilSigning.objects.create(
            street=row.street, meeting=row.pk, kind=there.kind, seat=seat, term=there.term, at=at,
            fingerprint=standing.fingerprint, entered_by=by.account or 0,
        )  # fmt: skip
        note("council.minutes_signed", Ref(MEETING, row.pk), row.street, by, at, kind=there.kind, seat=seat)
        if set(kinds_to_sign(row)) <= set(signings_of(row.pk)):
            _lock(row, standing, by, at)
    return made


def _lock(row: CouncilMeeting, standing: CouncilMinutes, by: Actor, at: datetime) -> None:
    standing.locked_at = at
    standing.save(update_fields=["locked_at"])
    row.state, row.confirmed_at = "confirmed", at
    row.save(update_fields=["state", "confirmed_at"])
    note("council.minutes_locked", Ref(MEETING, row.pk), row.street, by, at, fingerprint=standing.fingerprint)


def intact(standing: CouncilMinutes) -> bool:
    """Tell whether the minutes still are what was signed."""
    return hashlib.sha256(unseal(standing.text).encode()).hexdigest() == standing.fingerprint

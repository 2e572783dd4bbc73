"""Rounds: somebody walks through a counter, area by area, gives five marks for each, and finishes."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.scenes.hall.counters import Counter, counters
from shiqiao.scenes.hall.fives import rights
from shiqiao.scenes.hall.fives.checklists import Area, FiveSTable
from shiqiao.scenes.hall.fives.errors import RoundOver
from shiqiao.scenes.hall.fives.publishing import five_s_of, version_of
from shiqiao.scenes.hall.fives.rules import BEST, SENSES, wrong_marks
from shiqiao.scenes.hall.fives.store import ROUND, note
from shiqiao.scenes.hall.fives.tables import FiveSFinding, FiveSMark, FiveSRound

Marks = Mapping[str, int]


@transaction.atomic
def begin_round(*, station: int, by: Actor, at: datetime, invented: bool = False) -> FiveSRound:
    """Begin a round through a counter, or go on with the one that the actor has open there. Raises Forbidden, NotFound."""
    with scope.scoped(*scope.of(by)):
        counter = rights.refuse_walk(by, station)
        standing = FiveSRound.objects.filter(station=station, account=by.account or 0, finished_at=None).first()
        if standing is not None:
            return standing
        row = FiveSRound.objects.create(**_new(counter, by, at, invented))
        note(
            "hall.round_begun",
            Ref(ROUND, row.pk),
            row.street,
            by,
            at,
            station=station,
            version=row.version,
            own=row.own,
        )
        return row


def _new(counter: Counter, by: Actor, at: datetime, invented: bool) -> dict[str, object]:
    street = by.street or 0
    if not five_s_of(street).areas_at(counter.hall):
        raise Invalid(fields={"station": "No checklist is published for this counter; an administrator publishes one."})
    return {
        "street": street, "station": counter.unit, "community": counter.community, "version": version_of(street),
        "own": rights.own(by, counter.unit), "post": by.post or 0, "account": by.account or 0, "begun_at": at,
        "invented": invented,
    }  # fmt: skip


@transaction.atomic
def mark_area(*, round: int, area: str, marks: Marks, by: Actor, at: datetime) -> FiveSMark:
    """Give the five marks of an area, or give them anew before the round is finished. Raises Invalid naming each field."""
    with scope.scoped(*scope.of(by)):
        row = lock(round, by)
        if area not in {one.code for one in areas_of(row)}:
            raise Invalid(fields={"area": "This counter has no such area; choose one of the list."})
        _check(marks)
        given = {sense: marks[sense] for sense in SENSES}
        mark, _new_one = FiveSMark.objects.update_or_create(
            round=row.pk, area=area, defaults={"street": row.street, **given}
        )
        note("hall.area_marked", Ref(ROUND, row.pk), row.street, by, at, area=area, marks=list(given.values()))
        return mark


def _check(marks: Marks) -> None:
    if wrong := wrong_marks(marks):
        raise Invalid(fields=dict.fromkeys(wrong, "Give a mark from 0 to 5."))


@transaction.atomic
def finish_round(*, round: int, by: Actor, at: datetime) -> FiveSRound:
    """Finish a round: each area is marked, and each low mark has a finding. Raises Invalid."""
    with scope.scoped(*scope.of(by)):
        row = lock(round, by)
        marks = list(FiveSMark.objects.filter(round=row.pk))
        if lacking := {one.code for one in areas_of(row)} - {one.area for one in marks}:
            told = "Go through the areas that have no marks yet: {lacking}."
            raise Invalid(fields={"areas": told}, lacking=len(lacking))
        if silent := unproven(row, marks):
            told = "Record what was found, with a photo: {silent} marks are below {below}."
            raise Invalid(
                fields={"areas": told}, silent=len(silent), below=five_s_of(row.street, row.version).evidence_below
            )
        return _finished(row, marks, by, at)


def _finished(row: FiveSRound, marks: list[FiveSMark], by: Actor, at: datetime, **data: object) -> FiveSRound:
    table = five_s_of(row.street, row.version)
    row.points, row.possible = sum(one.total for one in marks), len(marks) * BEST * len(SENSES)
    row.good, row.finished_at = row.points * 100 >= table.good * row.possible, at
    row.save()
    note(
        "hall.round_finished", Ref(ROUND, row.pk), row.street, by, at, points=row.points, possible=row.possible, **data
    )
    return row


@transaction.atomic
def record_round(
    *, station: int, marks: Mapping[str, Marks], by: Actor, at: datetime, invented: bool = False
) -> FiveSRound:
    """Record a whole round at once, as one line: where nothing was found that needs a finding. Raises Invalid."""
    with scope.scoped(*scope.of(by)):
        counter = rights.refuse_walk(by, station)
        row = FiveSRound(**_new(counter, by, at, invented))
        table = five_s_of(row.street, row.version)
        if {one.code for one in areas_of(row)} != marks.keys():
            raise Invalid(fields={"areas": "Give marks for each area of the counter, and for no other."})
        for given in marks.values():
            _check(given)
        if any(given[sense] < table.evidence_below for given in marks.values() for sense in SENSES):
            raise Invalid(fields={"areas": "A mark is low: walk area by area and record what was found."})
        row.save()
        made = [FiveSMark(street=row.street, round=row.pk, area=area, **given) for area, given in marks.items()]
        FiveSMark.objects.bulk_create(made)
        told = {one.area: [getattr(one, sense) for sense in SENSES] for one in made}
        return _finished(row, made, by, at, station=station, version=row.version, own=row.own, areas=told)


@transaction.atomic
def drop_round(*, round: int, by: Actor, at: datetime) -> None:
    """Give a round up that is not finished and in which nothing was found; its marks go, its lines stay."""
    with scope.scoped(*scope.of(by)):
        row = lock(round, by)
        if FiveSFinding.objects.filter(round=row.pk).exists():
            raise Invalid(
                fields={"areas": "Something was found in this round; go through the other areas and finish it."}
            )
        note("hall.round_dropped", Ref(ROUND, row.pk), row.street, by, at)
        FiveSMark.objects.filter(round=row.pk).delete()
        row.delete()


def lock(round: int, by: Actor) -> FiveSRound:
    """Lock an open round of the actor; one of another is not there. Raises NotFound, RoundOver."""
    row = FiveSRound.objects.select_for_update().filter(pk=round, street=by.street).first()
    if row is None or row.account != (by.account or 0):
        raise NotFound
    if row.finished_at is not None:
        raise RoundOver
    return row


def areas_of(row: FiveSRound) -> list[Area]:
    """Return the areas through which a round leads, by the version it began with."""
    counter = counters(row.street).get(row.station)
    return five_s_of(row.street, row.version).areas_at(bool(counter and counter.hall))


def unproven(row: FiveSRound, marks: list[FiveSMark]) -> list[tuple[str, str]]:
    """Return the low marks (area, sense) of a round for which nothing was recorded."""
    table: FiveSTable = five_s_of(row.street, row.version)
    found = set(FiveSFinding.objects.filter(round=row.pk).values_list("area", "sense"))
    low = [(one.area, sense) for one in marks for sense in SENSES if getattr(one, sense) < table.evidence_below]
    return [one for one in low if one not in found]

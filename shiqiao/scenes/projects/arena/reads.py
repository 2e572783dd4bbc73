"""Contests as an actor may see them: every official of the street; scores reckoned from the records, or as frozen."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.paging import Page, newest
from shiqiao.base.rows import the_one
from shiqiao.kernel.files.reads import attachment, attachments_of
from shiqiao.scenes.projects.arena import scoring
from shiqiao.scenes.projects.arena.actions import KIND, rules_of
from shiqiao.scenes.projects.arena.definitions import Rules
from shiqiao.scenes.projects.arena.measures import values_of
from shiqiao.scenes.projects.arena.scoring import Based, Counted, Score
from shiqiao.scenes.projects.arena.tables import Appeal, Arena, ArenaRules, Contra, Entrant, Mark, Reading
from shiqiao.scenes.projects.store import local_day

PAGE = 25


def arenas_of(actor: Actor) -> QuerySet[Arena]:
    """Return the contests that an actor sees: those of the own street, for its officials."""
    if actor.street is None or actor.kind not in ("account", "system", "token"):
        return Arena.objects.none()
    return Arena.objects.filter(street=actor.street)


def arenas(actor: Actor, *, after: str = "", limit: int = PAGE) -> Page[Arena]:
    """Return a page of contests, the newest first."""
    return newest(arenas_of(actor), after, limit)


def access_arena(actor: Actor, number: int) -> Arena:
    """Return a contest that the actor sees; absent and not yours are the same NotFound."""
    return the_one(arenas_of(actor).filter(pk=number))


def access_entrant(actor: Actor, number: int) -> tuple[Arena, Entrant]:
    """Return an entrant of a contest that the actor sees, with the contest; raises NotFound."""
    one = the_one(Entrant.objects.filter(pk=number, street=actor.street or 0))
    return access_arena(actor, one.arena), one


def entrants_of(row: Arena) -> list[Entrant]:
    """Return the entrants of a contest."""
    return list(Entrant.objects.filter(arena=row.pk).order_by("id"))


def span_of(row: Arena, table: Rules, day: date) -> tuple[date, date]:
    """Return until which day a contest is counted on a day, and the earlier day it is compared with."""
    until = max(row.begins, min(row.ends, day))
    return until, max(row.begins, until - timedelta(days=table.compare_days))


def counted(row: Arena, table: Rules, entrants: Sequence[Entrant], until: date, *, marks: bool = True) -> Counted:
    """Return what stands of each entrant up to a day: measures from our records, else verified readings, and marks."""
    readings = latest_readings(row, until)
    own = {ref_of(one): one.code for one in entrants if one.subject_id}
    values: dict[str, dict[str, Fraction]] = {}
    for one in (*table.indicators, *table.guards):
        measured = values_of(one.measure, own, row.begins, until) if one.kind == "measure" else {}
        values[one.code] = {own[ref]: value for ref, value in measured.items()}
        for entrant in entrants:
            held = readings.get((entrant.pk, one.code))
            if held is not None and entrant.code not in values[one.code]:
                values[one.code][entrant.code] = Fraction(held.value)
    return Counted(values, _marks(row, entrants) if marks else {})


def ref_of(one: Entrant) -> Ref:
    """Return the record that an own entrant is."""
    return Ref(one.subject_kind, one.subject_id)


def latest_readings(row: Arena, until: date) -> dict[tuple[int, str], Reading]:
    """Return of each entrant and indicator the latest verified reading up to a day."""
    rows = Reading.objects.filter(arena=row.pk, day__lte=until, verified_at__isnull=False)
    return {(one.entrant, one.indicator): one for one in rows.order_by("day", "turn", "id")}


def _marks(row: Arena, entrants: Sequence[Entrant]) -> dict[str, dict[str, dict[int, Fraction]]]:
    codes = {one.pk: one.code for one in entrants}
    found: dict[str, dict[str, dict[int, Fraction]]] = defaultdict(lambda: defaultdict(dict))
    for one in Mark.objects.filter(arena=row.pk).order_by("id"):
        found[one.indicator][codes[one.entrant]][one.judge] = Fraction(one.value)
    return found


@dataclass(frozen=True)
class Standings:
    """A contest with its rules, entrants and scores; `until` is the day up to which it is counted, `than` the earlier one."""

    arena: Arena
    rules: Rules
    version: int
    entrants: Sequence[Entrant]
    scores: Sequence[Score]
    until: date
    than: date
    contras: Sequence[Contra]

    def entrant(self, code: str) -> Entrant:
        """Return an entrant by its code; raises NotFound."""
        found = next((one for one in self.entrants if one.code == code), None)
        if found is None:
            raise NotFound
        return found

    def score(self, code: str) -> Score | None:
        """Return an entrant's score."""
        return next((one for one in self.scores if one.entrant == code), None)

    def contra(self, entrant: Entrant) -> Fraction:
        """Return what was added or taken after the freeze."""
        return sum((Fraction(one.points) for one in self.contras if one.entrant == entrant.pk), Fraction(0))


def standings(row: Arena, at: datetime) -> Standings:
    """Return how a contest stands: as frozen, else reckoned from the records of now."""
    table, entrants = rules_of(row), entrants_of(row)
    version = ArenaRules.objects.get(pk=row.rules).version
    contras = list(Contra.objects.filter(arena=row.pk).order_by("id"))
    if row.snapshot is not None:
        until, than = (date.fromisoformat(row.snapshot[name]) for name in ("until", "than"))
        scores = scoring.read(row.snapshot["scores"])
    else:
        until, than = span_of(row, table, local_day(at))
        scores = _reckoned(row, table, entrants, until, than)
    return Standings(row, table, version, entrants, scores, until, than, contras)


def _reckoned(row: Arena, table: Rules, entrants: Sequence[Entrant], until: date, than: date) -> list[Score]:
    based = [Based(one.code, one.households, one.staff, one.difficulty) for one in entrants]
    earlier = counted(row, table, entrants, than, marks=False)
    return scoring.standing(table, based, counted(row, table, entrants, until), earlier)


def frozen_content(row: Arena) -> tuple[dict[str, Any], str]:
    """Return what a freeze keeps: all scores as exact fractions, and their fingerprint."""
    table, entrants = rules_of(row), entrants_of(row)
    until, than = span_of(row, table, row.ends)
    scores = scoring.plain(_reckoned(row, table, entrants, until, than))
    content = {"until": until.isoformat(), "than": than.isoformat(), "scores": scores}
    return content, hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def readings_of(row: Arena, entrant: int = 0, indicator: str = "") -> list[Reading]:
    """Return readings, the latest day first: of a contest, an entrant, an indicator."""
    rows = Reading.objects.filter(arena=row.pk)
    rows = rows.filter(entrant=entrant) if entrant else rows
    rows = rows.filter(indicator=indicator) if indicator else rows
    return list(rows.order_by("-day", "-turn", "-id")[:200])


def marks_of(entrant: Entrant, indicator: str) -> list[Mark]:
    """Return the marks that judges gave an entrant."""
    return list(Mark.objects.filter(entrant=entrant.pk, indicator=indicator).order_by("judge"))


def appeals_of(row: Arena, entrant: int = 0) -> list[Appeal]:
    """Return the appeals of a contest or an entrant, the newest first."""
    rows = Appeal.objects.filter(arena=row.pk)
    return list((rows.filter(entrant=entrant) if entrant else rows).order_by("-id")[:100])


def files_of(row: Arena) -> dict[str, Any]:
    """Return the files of a contest by their hash."""
    return {one.sha256: one for one in attachments_of(Ref(KIND, row.pk))}


def file_of(actor: Actor, arena: int, number: int) -> Any:
    """Return a file of a contest that the actor may see; raises NotFound."""
    return attachment(number, subject=Ref(KIND, access_arena(actor, arena).pk))


def rules_versions(street: int) -> list[ArenaRules]:
    """Return the published rules, the latest first."""
    return list(ArenaRules.objects.filter(street=street).order_by("-id")[:50])


def seen_ids(actor: Actor, ids: Sequence[int]) -> dict[int, Arena]:
    """Return those of some contests that the actor sees, in one query."""
    return {row.pk: row for row in arenas_of(actor).filter(pk__in=list(ids))}

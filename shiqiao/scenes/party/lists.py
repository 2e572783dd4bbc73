"""The lists of resources and needs: lines are entered, matched with reasons, claimed by a unit, or let go."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.scenes.party import rights, rules
from shiqiao.scenes.party.errors import MatchStands, NeedClaimed
from shiqiao.scenes.party.publishing import rules_of
from shiqiao.scenes.party.servicetables import ReportedIn
from shiqiao.scenes.party.store import ITEM, MATCH, day_of, hold, locked, note, one_of, refuse, words, written
from shiqiao.scenes.party.tables import ListItem, ListMatch, StationedUnit
from shiqiao.scenes.party.units import communities

LONGEST = 732  # days a line stands on a list
COMPARED = 200


@dataclass(frozen=True, slots=True)
class Given:
    """What a line of a list says; `unit` has the resource, a need is the community's."""

    side: str
    theme: str
    title: str
    words: str
    until: date
    community: int = 0
    unit: int = 0


@transaction.atomic
def enter_item(*, given: Given, invented: bool = False, by: Actor, at: datetime) -> ListItem:
    """Enter a line of the list of resources or of needs. Raises Forbidden, EntryRefused naming each field."""
    with scope.scoped(*scope.of(by)):
        street = by.street or 0
        one_of("side", given.side, rules.SIDES)
        community = given.community
        if given.side == "resource":
            unit = StationedUnit.objects.filter(street=street, pk=given.unit, left_at=None).first()
            if unit is None:
                refuse({"unit": "Choose the unit that has it."})
            community = unit.community  # type: ignore[union-attr]
        one_of("community", community, communities(street))
        rights.refuse(rights.acts(by, community))
        one_of("theme", given.theme, (one.code for one in rules_of(street).themes))
        told = words(60, title=given.title) | words(300, words=given.words)
        if not day_of(at) <= given.until <= day_of(at) + timedelta(days=LONGEST):
            refuse({"until": "Choose a day within two years from today."})
        row = ListItem.objects.create(
            street=street, community=community, unit=given.unit if given.side == "resource" else 0, side=given.side,
            theme=given.theme, until=given.until, at=at, post=by.post or 0, invented=invented, **told,
        )  # fmt: skip
        note("party.item_entered", ITEM, row, by=by, at=at, side=row.side, theme=row.theme, community=community)
        return row


@transaction.atomic
def withdraw_item(*, item: int, why: str, by: Actor, at: datetime) -> ListItem:
    """Take a line off its list. Locks it. Raises Forbidden, MatchStands when somebody has claimed it."""
    with scope.scoped(*scope.of(by)):
        row = locked(ListItem, item, by.street)
        rights.refuse(rights.acts(by, row.community))
        if row.state != "open":
            raise MatchStands
        row.state, row.why = "withdrawn", words(120, why=why)["why"]
        row.save(update_fields=["state", "why"])
        note("party.item_withdrawn", ITEM, row, by=by, at=at)
        return row


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line of the other list that fits, with the reasons."""

    item: ListItem
    reasons: tuple[rules.Reason, ...]

    @property
    def score(self) -> int:
        """Return the points."""
        return rules.total(self.reasons)


def line_of(row: ListItem) -> rules.Line:
    """Return what of a line counts for matching."""
    return rules.Line(row.theme, row.community, f"{row.title}\n{row.words}")


def candidates(row: ListItem, day: date, limit: int = 8) -> list[Candidate]:
    """Return lines of the other list that fit, the best first, with reasons that add up; what was declined is left out."""
    other = "need" if row.side == "resource" else "resource"
    rows = ListItem.objects.filter(street=row.street, side=other, state="open", until__gte=day)
    pairs = ListMatch.objects.filter(**{row.side: row.pk}).values_list(other, flat=True)
    lines = list(rows.exclude(pk__in=list(pairs)).order_by("-pk")[:COMPARED])
    there = _reported(row, lines)
    found = [Candidate(one, _reasons(row, one, there)) for one in lines]
    good = [one for one in found if one.score >= rules.LEAST]
    return sorted(good, key=lambda one: (-one.score, -one.item.pk))[:limit]


def _reported(row: ListItem, lines: list[ListItem]) -> set[tuple[int, int]]:
    units = {one.unit for one in (row, *lines) if one.unit}
    rows = ReportedIn.objects.filter(unit__in=units, side="unit", ended_at=None)
    return set(rows.values_list("unit", "community"))


def _reasons(row: ListItem, other: ListItem, there: set[tuple[int, int]]) -> tuple[rules.Reason, ...]:
    need, resource = (row, other) if row.side == "need" else (other, row)
    return rules.reasons(line_of(need), line_of(resource), reported=(resource.unit, need.community) in there)


@transaction.atomic
def propose(*, need: int, resource: int, by: Actor, at: datetime) -> ListMatch:
    """Propose a unit's resource for a need; the reasons are kept. Raises Forbidden, MatchStands, EntryRefused."""
    with scope.scoped(*scope.of(by)):
        asked = locked(ListItem, need, by.street)
        has = locked(ListItem, resource, by.street)
        rights.refuse(rights.acts(by, asked.community) or rights.acts(by, has.community))
        if (asked.side, has.side) != ("need", "resource") or asked.state != "open" or has.state != "open":
            raise MatchStands
        found = _reasons(asked, has, _reported(has, [asked]))
        row = ListMatch(
            street=asked.street, community=asked.community, need=need, unit=has.unit, resource=resource,
            score=rules.total(found), reasons=[[one.code, one.points, one.said] for one in found], proposed_at=at,
            account=by.account or 0,
        )  # fmt: skip
        written(lambda: row.save(force_insert=True), MatchStands)
        note(
            "party.match_proposed",
            MATCH,
            row,
            by=by,
            at=at,
            need=need,
            resource=resource,
            unit=has.unit,
            score=row.score,
        )
        return row


@transaction.atomic
def claim(*, match: int, by: Actor, at: datetime) -> ListMatch:
    """Enter that the unit claims the need of a match; a need is claimed once. Locks match and need. Raises NeedClaimed."""
    with scope.scoped(*scope.of(by)):
        row = locked(ListMatch, match, by.street)
        rights.refuse(_may(by, row))
        if row.state != "proposed":
            raise MatchStands
        return _claimed(row, by, at)


@transaction.atomic
def claim_need(*, need: int, unit: int, by: Actor, at: datetime) -> ListMatch:
    """Enter that a unit claims a need without a line of its resources. Locks the need. Raises NeedClaimed, Forbidden."""
    with scope.scoped(*scope.of(by)):
        asked, has = locked(ListItem, need, by.street), locked(StationedUnit, unit, by.street)
        rights.refuse(rights.acts(by, asked.community) or rights.acts(by, has.community))
        if asked.side != "need" or asked.state != "open":
            raise NeedClaimed
        row = ListMatch(
            street=asked.street,
            community=asked.community,
            need=need,
            unit=unit,
            proposed_at=at,
            account=by.account or 0,
        )
        return _claimed(row, by, at)


def _claimed(row: ListMatch, by: Actor, at: datetime) -> ListMatch:
    hold(f"need {row.need}")
    if not ListItem.objects.filter(pk=row.need, state="open").update(state="claimed"):
        raise NeedClaimed
    row.state, row.claimed_at = "claimed", at
    written(row.save, NeedClaimed)
    note("party.need_claimed", MATCH, row, by=by, at=at, need=row.need, unit=row.unit)
    return row


@transaction.atomic
def decline(*, match: int, why: str, by: Actor, at: datetime) -> ListMatch:
    """Let a match go, with the reason; a claimed need is open again. Locks the match. Raises MatchStands, Forbidden."""
    with scope.scoped(*scope.of(by)):
        row = locked(ListMatch, match, by.street)
        rights.refuse(_may(by, row))
        if row.state not in ("proposed", "claimed"):
            raise MatchStands
        if row.state == "claimed":
            ListItem.objects.filter(pk=row.need, state="claimed").update(state="open")
        row.state, row.why, row.ended_at = "declined", words(120, why=why)["why"], at
        row.save(update_fields=["state", "why", "ended_at"])
        note("party.match_declined", MATCH, row, by=by, at=at)
        return row


def _may(by: Actor, row: ListMatch) -> bool:
    unit = StationedUnit.objects.filter(pk=row.unit, street=row.street).first()
    return rights.acts(by, row.community) or bool(unit and rights.acts(by, unit.community))

"""Merging (并案): one work, many callers. Every reporter keeps number, secret link, owed answer and satisfaction."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Invalid
from shiqiao.base.rows import the_one
from shiqiao.base.time import now
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.matters import moves, store, together
from shiqiao.kernel.matters.accused import clear
from shiqiao.kernel.matters.errors import MoveLacks
from shiqiao.kernel.matters.following import carry, lock_followers, lock_structure, told
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.moves import Standing, cleaned, ground_of, item_of, lock, tell_moved, write_change
from shiqiao.kernel.matters.report import wrong_moment
from shiqiao.kernel.matters.routing import Told, person
from shiqiao.kernel.matters.rules import Given, Sheet, step
from shiqiao.kernel.notices.actions import notify

MOST = 50  # matters merged at once


def merge_matters(*, main: int, others: Collection[int], reason: str = "", by: Actor, at: datetime) -> list[Sheet]:
    """Merge `others` into `main`: they are handled by it, and their reporters answered with its reporter.

    What is merged into one of the others follows it to the main one, so that there are never chains. Locks all of them
    in the order of their ids. Raises MoveLacks naming `main` or `others`, MoveNotAllowed, NotFound.
    """
    wanted = sorted({*others} - {main})
    if not wanted or len(wanted) > MOST:
        raise MoveLacks(fields={"others": "Choose between 1 and {most} other matters."}, most=MOST)
    with scope.scoped(*scope.of(by)):
        street = _street_of(main)
        lock_structure(street)
        standings = {identifier: lock(identifier) for identifier in sorted((main, *wanted))}
        recorded = now()
        _check(standings, main, recorded, at)
        into, given = standings[main], Given(main=main, reason=reason)
        given, found = cleaned(given)
        made = []
        for identifier in wanted:
            one = standings[identifier]
            behind = lock_followers(identifier) if one.followed else []
            change = together.join(one.sheet, into.sheet, given, ground_of(one.sheet, by=by, at=recorded))
            for follower in behind:  # first, so that nothing is ever merged into what is merged itself
                moved = together.rejoin(follower.sheet, into.sheet, given)
                write_change(follower, moved, Given(), by=by, at=at, recorded=recorded)
            sheet = write_change(one, change, given, by=by, at=at, recorded=recorded, found=found)
            _tell(one.sheet, identifier, recorded)
            tell_moved(sheet, "merge", at=recorded)
            made.append(sheet)
        told(into, "matters.joined", {"others": wanted}, by=by, at=at, recorded=recorded)
    return made


def _street_of(identifier: int) -> int:
    return the_one(Matter.objects.filter(pk=identifier).values_list("street", flat=True))


def _check(standings: Mapping[int, Standing], main: int, recorded: datetime, at: datetime) -> None:
    into = standings[main].sheet
    if why := wrong_moment(at, recorded):
        raise Invalid(fields={"happened_at": why})
    if why := together.wrong_main(into, recorded):
        raise MoveLacks(fields={"main": why})
    for identifier, one in standings.items():
        if identifier != main and (why := together.wrong_other(one.sheet, into, one.divided)):
            raise MoveLacks(fields={"others": why}, number=one.sheet.number)


def _tell(before: Sheet, identifier: int, at: datetime) -> None:
    """Tell whoever had the matter until now that it is handled with another."""
    if before.post:
        subject = store.subject(identifier)
        notify(street=before.street, kind="matters.merged", subject=subject, at=at, post=before.post)


def part_matter(*, matter: int, reason: str, by: Actor, at: datetime) -> Sheet:
    """Take a wrongly merged matter out again (拆并): its own clocks start, and its responsible person has it."""
    return moves.move_matter(matter=matter, do="part", given=Given(reason=reason), by=by, at=at)


def _part(*, matter: int, given: Given, by: Actor, at: datetime) -> Sheet:
    with scope.scoped(*scope.of(by)):
        lock_structure(_street_of(matter))
        main, one, recorded = *_with_main(matter, "part", given, by, at), now()
        given, found = cleaned(given)
        row = one.row
        led_by = Told(row.channel, row.urgent, row.form)
        routed = person(row.grid, row.boundary, item_of(row), row.street, recorded, [], led_by)
        given = replace(given, routed=clear(routed, row.accused, item_of(row), row.street, recorded))
        ground = ground_of(one.sheet, by=by, at=recorded)
        change = together.part(one.sheet, given, ground, owed=_owed(one))
        sheet = write_change(one, change, given, by=by, at=at, recorded=recorded, found=found)
        told(main, "matters.released", {"others": [matter]}, by=by, at=at, recorded=recorded)
        tell_moved(sheet, "part", at=recorded)
    return sheet


def _owed(one: Standing) -> bool:
    """Tell whether the reporter had no answer but those that were given about the main matter."""
    echoes = [line.code for line in lines_of(store.subject(one.id)) if "echoed_at" in line.data.get("set", {})]
    return bool(echoes) and one.sheet.echoed_at is not None and echoes[-1].endswith("_together")


def _with_main(matter: int, do: str, given: Given, by: Actor, at: datetime) -> tuple[Standing, Standing]:
    """Lock the main matter, then the one merged into it; refuses as the flow does when it is not merged."""
    if why := wrong_moment(at, now()):
        raise Invalid(fields={"happened_at": why})
    main = Matter.objects.filter(pk=matter).values_list("duplicate_of", flat=True).first()
    if not main:
        alone = lock(matter)
        step(alone.sheet, do, given, ground_of(alone.sheet, by=by, at=now()))
        raise Conflict()
    standing, one = lock(main), lock(matter)
    if one.sheet.duplicate_of != main:
        raise Conflict()
    return standing, one


def _reopen(*, matter: int, given: Given, by: Actor, at: datetime) -> Sheet:
    """Take a matter up again; one that is merged takes the main one up, which all its reporters see."""
    with scope.scoped(*scope.of(by)):
        row = Matter.objects.filter(pk=matter).values_list("duplicate_of", "state").first()
        if row is None or not row[0] or row[1] != "merged":
            return moves.move_alone(matter=matter, do="reopen", given=given, by=by, at=at)
        main, behind, recorded = lock(row[0]), lock_followers(row[0]), now()
        one = next((standing for standing in behind if standing.id == matter), None)
        if one is None:
            raise Conflict()
        if why := wrong_moment(at, recorded):
            raise Invalid(fields={"happened_at": why})
        given, found = cleaned(given)
        change = step(one.sheet, "reopen", given, ground_of(one.sheet, by=by, at=recorded))
        sheet = write_change(one, change, given, by=by, at=at, recorded=recorded, found=found)
        taken = step(main.sheet, "reopen", given, ground_of(main.sheet, by=by, at=recorded))
        taken = replace(taken, more={**taken.more, "through": matter})
        line = main.row.seq + 1
        after = write_change(main, taken, given, by=by, at=at, recorded=recorded, found=found)
        for other in behind:
            if other is not one:
                carry(other, main, after, "reopen", line, by=by, at=at, recorded=recorded)
        tell_moved(after, "reopen", at=recorded)
    return sheet


# Moves that concern more than one matter: they are made here wherever they come from.
DOORS: Mapping[str, Callable[..., Sheet]] = {"part": _part, "reopen": _reopen}

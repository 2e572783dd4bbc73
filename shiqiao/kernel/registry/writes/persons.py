"""Persons: added, changed, moved in and out. Texts are sealed; the journal learns where and when, not who."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.base.text import clean
from shiqiao.kernel.registry import likeness, reads, rules, sealing
from shiqiao.kernel.registry.errors import AlreadyLives, RecordRefused
from shiqiao.kernel.registry.models import Fact, Household, Membership, Person
from shiqiao.kernel.registry.store import Writing, lock, new_id
from shiqiao.kernel.registry.writes.common import above, grid_in, known, may_write, mine, put

NAME_MOST = 60


@dataclass(frozen=True, slots=True)
class Given:
    """What is said of a person. `born` is a day, `sex` 0 unknown, 1 male, 2 female; an identity number tells both."""

    name: str = ""
    identity: str = ""
    phone: str = ""
    born: date | None = None
    sex: int = 0


def check_person(given: Given, today: date) -> Given:
    """Return what was given, cleaned and completed from the identity number; raises RecordRefused naming each field."""
    name = " ".join(clean(given.name).split())
    wrong: dict[str, str] = {}
    if not name or len(name) > NAME_MOST:
        wrong["name"] = "Give the name, in at most {name_most} characters."
    identity = rules.squeeze_number(given.identity)
    if identity and (told := rules.wrong_identity(identity, born=given.born, sex=given.sex, today=today)):
        wrong["identity"] = told
    if given.phone and (told := rules.wrong_phone(given.phone)):
        wrong["phone"] = told
    if given.born and not date(1850, 1, 1) <= given.born <= today:
        wrong["born"] = "The birth date lies in the future or too far back. Correct it."
    if given.sex not in (0, 1, 2):
        wrong["sex"] = "Choose male, female or unknown."
    if wrong:
        raise RecordRefused(fields=wrong, name_most=NAME_MOST, length=len(identity))
    read = rules.read_identity(identity) if identity else None
    born, sex = (read.born, read.sex) if read else (given.born, given.sex)
    return Given(name, identity, rules.phone_digits(given.phone) if given.phone else "", born, sex)


@transaction.atomic
def add_person(
    *, street: int, given: Given, household: int | None = None, role: str = "other", grid: int = 0,
    since: date | None = None, state: str = "present", source: str = "office", by: Actor, at: datetime,
) -> Person:  # fmt: skip
    """Add a person, to a household or (where none is known) to a grid. Whoever resembles another becomes a pair to decide.

    Raises RecordRefused naming each field, OnFile for an identity number that is there already, NotForYourPost.
    """
    home = reads.get(by, Household, household) if household else None
    work = Writing(by=by, at=at)
    row = new_person(work, street=street, given=check_person(given, at.date()), grid=grid, home=home, state=state,
                     source=source)  # fmt: skip
    parts = [new_membership(work, row, home, role=role, kind="lives", on=since or at.date())] if home else []
    may_write(by, street, reads.place_of(row))
    work.tell("registry.person_added", row, *parts)
    work.send()
    likeness.suggest_persons([row])
    return row


def new_person(
    work: Writing, *, street: int, given: Given, grid: int, home: Household | None, state: str, source: str,
    mark: bytes | None = None,
) -> Person:  # fmt: skip
    """Have a person added; `given` was checked. The line is told by the caller, together with the membership."""
    row = Person(
        id=new_id(), street=street, household=home.pk if home else 0, state=known("state", state, rules.PERSON_STATES),
        sex=given.sex, source=known("source", source, rules.SOURCES), confirmed_at=work.at, mark=mark,
    )  # fmt: skip
    write_given(row, given)
    put(row, (home.community, home.grid) if home else grid_in(street, grid))
    work.add(row)
    return row


def write_given(row: Person, given: Given) -> None:
    """Put a person's columns into the row, each with what it is found by."""
    sealing.set_name(row, given.name)
    sealing.set_identity(row, given.identity)
    sealing.set_phone(row, given.phone)
    sealing.set_born(row, given.born.isoformat() if given.born else "")
    row.sex = given.sex


def given_of(row: Person) -> Given:
    """Return what is on file of a person."""
    opened = sealing.open_person(row)
    born = date.fromisoformat(opened.born) if opened.born else None
    return Given(opened.name, opened.identity, opened.phone, born, row.sex)


@transaction.atomic
def change_person(
    *,
    person: int,
    changes: Mapping[str, Any],
    state: str | None = None,
    source: str = "office",
    by: Actor,
    at: datetime,
) -> Person:
    """Change what is on file of a person: the fields of `Given`, and the state. What is not named stays."""
    row, work = mine(by, Person, person), Writing(by=by, at=at)
    work.touch(row)
    before = given_of(row)
    if row.identity is not None and not changes.get("identity", "kept"):  # the number is taken out: what it told stays
        before = replace(before, identity="")
    wanted = replace(before, **changes)
    if changes.get("identity"):  # a new number tells birth date and sex anew
        wanted = replace(wanted, born=changes.get("born"), sex=changes.get("sex", 0))
    checked = check_person(wanted, at.date())
    if checked != given_of(row):
        write_given(row, checked)
    row.state = known("state", row.state if state is None else state, rules.PERSON_STATES)
    row.source, row.confirmed_at = known("source", source, rules.SOURCES), at
    work.tell("registry.person_changed", row)
    work.send()
    likeness.suggest_persons([row])
    return row


@transaction.atomic
def confirm_person(*, person: int, source: str = "visit", by: Actor, at: datetime) -> Person:
    """Say that name, number, telephone and home of a person are still right."""
    row, work = mine(by, Person, person), Writing(by=by, at=at)
    work.touch(row)
    row.source, row.confirmed_at = known("source", source, rules.SOURCES), at
    work.tell("registry.person_confirmed", row)
    work.send()
    return row


# ── moving ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def new_membership(work: Writing, person: Person, home: Household, *, role: str, kind: str, on: date) -> Membership:
    """Have a membership added that begins on a day."""
    row = Membership(
        id=new_id(), street=person.street, person=person, household=home, role=known("role", role, rules.MEMBER_ROLES),
        kind=known("kind", kind, rules.MEMBER_KINDS), during=DateRange(on, None),
    )  # fmt: skip
    work.add(row)
    return row


@transaction.atomic
def move_in(
    *, person: int, household: int, role: str = "other", kind: str = "lives", on: date, by: Actor, at: datetime
) -> Membership:
    """Let a person move into a household on a day; where the person lived until then ends that day.

    Who answers for the new home may do so, wherever the person lived before. Locks the person. Raises AlreadyLives
    when the former stay began on this day or later, NotFound, NotForYourPost.
    """
    row = lock(Person, person).get(person)
    home = reads.get(by, Household, household)
    if row is None or row.merged_into or row.street != home.street:
        raise NotFound()
    may_write(by, home.street, reads.place_of(home))
    work = Writing(by=by, at=at)
    work.touch(row)
    ended = _end(work, row, kind, on)
    new = new_membership(work, row, home, role=role, kind=kind, on=on)
    if kind == "lives":
        row.household, row.state = home.pk, "present"
        put(row, (home.community, home.grid))
    work.tell("registry.moved_in", row, *ended, new)
    work.send()
    take_along(row)
    return new


@transaction.atomic
def move_out(
    *, person: int, on: date, kind: str = "lives", state: str = "moved_away", by: Actor, at: datetime
) -> Person:
    """End where a person lives (or is registered) on a day; until a new home is known the person stays in this grid."""
    row, work = mine(by, Person, person), Writing(by=by, at=at)
    work.touch(row)
    ended = _end(work, row, kind, on)
    if not ended:
        raise RecordRefused(fields={"person": "The person belongs to no household at present."})
    if kind == "lives":
        row.household, row.state = 0, known("state", state, rules.PERSON_STATES)
    work.tell("registry.moved_out", row, *ended)
    work.send()
    return row


def _end(work: Writing, person: Person, kind: str, on: date) -> list[Membership]:
    """End the present membership of a kind on a day."""
    rows = Membership.objects.select_for_update().filter(person=person, kind=kind, during__upper_inf=True)
    ended = []
    for row in rows:
        if row.during.lower >= on:
            raise AlreadyLives(
                fields={"on": "The present stay began on {since}. Choose a later day."}, since=row.during.lower
            )
        work.touch(row)
        row.during = DateRange(row.during.lower, on)
        ended.append(row)
    return ended


def take_along(row: Person) -> None:
    """Let what is known of a person lie where the person lies."""
    Fact.objects.filter(kind="person", subject=row.pk).update(**above(row))  # type: ignore[arg-type]

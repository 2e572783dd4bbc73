"""Organisations and whom to ask there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.base.rows import the_one
from shiqiao.kernel.registry import likeness, reads, rules
from shiqiao.kernel.registry.errors import RecordRefused
from shiqiao.kernel.registry.models import Building, Contact, Dwelling, Fact, Organisation, Person
from shiqiao.kernel.registry.store import Writing, lock, new_id
from shiqiao.kernel.registry.writes.common import above, grid_in, known, located, may_write, mine, put, terms, text

PLACED = ("dwelling", "building", "grid", "address")


@dataclass(frozen=True, slots=True)
class Firm:
    """What is said of an organisation: where it is, is told by a dwelling, a building, a grid or an address."""

    name: str = ""
    code: str = ""
    kind: str = "enterprise"
    industry: str = ""
    state: str = "operating"
    dwelling: int = 0
    building: int = 0
    grid: int = 0
    address: str = ""


def check_firm(firm: Firm) -> Firm:
    """Return what was given, cleaned; raises RecordRefused naming each field."""
    code = rules.squeeze_number(firm.code)
    wrong = {}
    if code and (told := rules.wrong_code(code)):
        wrong["code"] = told
    industry = firm.industry.strip().upper()
    if industry and not (
        industry[0] in "ABCDEFGHIJKLMNOPQRST" and (industry[1:] or "0").isdigit() and len(industry) <= 5
    ):
        wrong["industry"] = "An industry code is a letter A to T and up to four digits (GB/T 4754), for example F5212."
    if wrong:
        raise RecordRefused(fields=wrong, length=len(code))
    known("kind", firm.kind, rules.ORGANISATION_KINDS)
    known("state", firm.state, rules.ORGANISATION_STATES)
    name, address = text("name", firm.name, 120, needed=True), text("address", firm.address, 200)
    return replace(firm, name=name, code=code, industry=industry, address=address)


@transaction.atomic
def add_organisation(*, street: int, firm: Firm, source: str = "office", by: Actor, at: datetime) -> Organisation:
    """Add an organisation. Raises RecordRefused naming each field, OnFile for a credit code that is there already."""
    work = Writing(by=by, at=at)
    row = new_organisation(work, street=street, firm=check_firm(firm), source=source)
    may_write(by, street, reads.place_of(row))
    work.tell("registry.organisation_added", row)
    work.send()
    likeness.suggest_organisations([row])
    return row


def new_organisation(work: Writing, *, street: int, firm: Firm, source: str) -> Organisation:
    """Have an organisation added; the line is told by the caller."""
    row = Organisation(id=new_id(), street=street, source=known("source", source, rules.SOURCES), confirmed_at=work.at)
    write_firm(row, firm)
    work.add(row)
    return row


def write_firm(row: Organisation, firm: Firm) -> None:
    """Put an organisation's columns into the row."""
    for name in ("name", "code", "kind", "industry", "state", "dwelling", "building", "address"):
        setattr(row, name, getattr(firm, name))
    row.terms = terms(firm.name, firm.address)
    room = Dwelling.objects.filter(pk=firm.dwelling, street=row.street).first() if firm.dwelling else None
    house = Building.objects.filter(pk=firm.building, street=row.street).first() if firm.building else None
    if (firm.dwelling and room is None) or (firm.building and house is None):
        raise NotFound()
    if room is not None:
        row.building = int(room.building_id)
        put(row, (room.community, room.grid))
    elif house is not None:
        put(row, (house.community, house.grid))
    else:
        put(row, grid_in(row.street, located(row.street, firm.address, firm.grid)[0]))


def firm_of(row: Organisation) -> Firm:
    """Return what is on file of an organisation."""
    grid = 0 if row.dwelling or row.building else row.grid
    return Firm(row.name, row.code, row.kind, row.industry, row.state, row.dwelling, row.building, grid, row.address)


@transaction.atomic
def change_organisation(
    *, organisation: int, changes: Mapping[str, Any], source: str = "office", by: Actor, at: datetime
) -> Organisation:
    """Change what is on file of an organisation: the fields of `Firm`. What is not named stays; a new place counts alone."""
    row, work = mine(by, Organisation, organisation), Writing(by=by, at=at)
    work.touch(row)
    before = firm_of(row)
    if any(changes.get(name) for name in ("dwelling", "building", "grid")):
        before = replace(before, dwelling=0, building=0, grid=0)
    write_firm(row, check_firm(replace(before, **changes)))
    may_write(by, row.street, reads.place_of(row))
    row.source, row.confirmed_at = known("source", source, rules.SOURCES), at
    work.tell("registry.organisation_changed", row)
    work.send()
    Fact.objects.filter(kind="organisation", subject=row.pk).update(**above(row))  # type: ignore[arg-type]
    likeness.suggest_organisations([row])
    return row


@transaction.atomic
def name_contact(
    *, organisation: int, person: int, role: str = "contact", since: date, by: Actor, at: datetime
) -> Contact:
    """Name a person of the registry as one to ask at an organisation. Raises OnFile when named so already."""
    row, work = mine(by, Organisation, organisation), Writing(by=by, at=at)
    who = the_one(Person.objects.filter(pk=person, street=row.street, merged_into=0))
    work.touch(row)
    contact = Contact(
        id=new_id(), street=row.street, organisation=row, person=who, role=known("role", role, rules.CONTACT_ROLES),
        during=DateRange(since, None),
    )  # fmt: skip
    work.add(contact)
    work.tell("registry.contact_named", row, contact)
    work.send()
    return contact


@transaction.atomic
def end_contact(*, contact: int, on: date, by: Actor, at: datetime) -> Contact:
    """End that a person is one to ask at an organisation."""
    seen = the_one(Contact.objects.filter(pk=contact))
    row, work = mine(by, Organisation, int(seen.organisation_id)), Writing(by=by, at=at)
    part = lock(Contact, contact).get(contact)  # after its organisation, in the order of every other act
    if part is None or part.during.upper is not None or part.organisation_id != row.pk:
        raise NotFound()
    if on <= part.during.lower:
        raise RecordRefused(
            fields={"on": "The present stay began on {since}. Choose a later day."}, since=part.during.lower
        )
    work.touch(row)
    work.touch(part)
    part.during = DateRange(part.during.lower, on)
    work.tell("registry.contact_ended", row, part)
    work.send()
    result: Contact = part
    return result

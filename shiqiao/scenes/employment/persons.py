"""The way to the registry: who somebody is (masked), how old, with whom at home. Rights on the register decide before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shiqiao.base.actor import Actor, Ref, system
from shiqiao.base.errors import NotFound
from shiqiao.base.text import mask_name
from shiqiao.kernel.registry import reads, sealing
from shiqiao.kernel.registry.rules import age as years
from shiqiao.scenes.employment import rights
from shiqiao.scenes.employment.definitions import Table
from shiqiao.scenes.employment.models import JobSeeker
from shiqiao.scenes.employment.rules import Member, zero_employment
from shiqiao.scenes.employment.store import unseal

KNOWN = "employment_status"
PERSON = reads.KINDS["person"]


@dataclass(frozen=True, slots=True)
class Known:
    """A person as the register shows it: masked name, age in years (None: unknown), sex, and the number on file."""

    id: int
    name: str
    age: int | None
    sex: int


def known(street: int, numbers: Iterable[int], today: date) -> dict[int, Known]:
    """Return persons by number, masked, in two queries at most; one that was merged is shown as the one it went into."""
    live = reads.resolved("person", numbers)
    rows: Any = reads.rows_of(system("employment", street=street), PERSON).in_bulk(list(live.values()))
    return {
        number: Known(own, mask_name(sealing.open_name(row)), age_of(row, today), row.sex)
        for number, own in live.items()
        if (row := rows.get(own))
    }


def age_of(row: Any, today: date) -> int | None:
    """Return how old a person is, None where nobody knows."""
    born = sealing.open_person(row).born
    return years(date.fromisoformat(born), today) if born else None


def find(actor: Actor, text: str) -> list[Any]:
    """Find who may be registered: in the own territory by name or number; the office by a whole number alone."""
    street = actor.street or 0
    if len("".join(text.split())) < 2:
        return []
    found = reads.find_persons(actor, text, limit=20)
    digits = sum(sign.isdigit() for sign in text)
    if not found and digits >= 7 and rights.keeps_all(actor, street):
        found = reads.find_persons(system("employment", street=street), text, limit=5)
    return found


def person(by: Actor, number: int) -> Any:
    """Return a person whom an actor may put on the register; absent and not yours are the same NotFound."""
    row: Any = reads.get(system("employment", street=by.street), PERSON, number)
    if not rights.keeps(by, row.street, rights.place_of(row)):
        raise NotFound
    return row


def refresh(
    street: int, households: Iterable[int], table: Table, today: date
) -> tuple[list[tuple[JobSeeker, bool]], list[int]]:
    """Reckon anew which households are without employment, and where their people live, those who moved out included.

    Returns for whom it changed, and the numbers of all job seekers who were looked at.
    """
    persons = _everybody(street, {one for one in households if one})
    seekers = {
        one.person: one for one in JobSeeker.objects.filter(street=street, person__in=[row.pk for row in persons])
    }
    values = reads.values_of("person", KNOWN, [row.pk for row in persons])
    zero: dict[int, list[Member]] = {}
    for row in persons:
        zero.setdefault(row.household, []).append(_member(row, seekers.get(row.pk), values, table, today))
    changed = []
    for row in persons:
        if (seeker := seekers.get(row.pk)) is None:
            continue
        now = bool(row.household) and zero_employment(zero[row.household], table.ages)
        stood = (seeker.zero, seeker.household, seeker.community, seeker.grid)
        if stood != (now, row.household, row.community, row.grid):
            was = seeker.zero
            seeker.zero, seeker.household, seeker.community, seeker.grid = now, row.household, row.community, row.grid
            seeker.save(update_fields=["zero", "household", "community", "grid"])
            if was != now:
                changed.append((seeker, now))
    return changed, [one.pk for one in seekers.values()]


def _everybody(street: int, homes: set[int]) -> list[Any]:
    """Return who lives in some households, and in those to which their job seekers went; who has no home now stands alone."""
    if not homes:
        return []
    stood = JobSeeker.objects.filter(street=street, household__in=homes).values_list("person", flat=True)
    gone: Any = reads.rows_of(system("employment", street=street), PERSON).filter(pk__in=list(stood))
    left = list(gone.exclude(household__in=homes))
    return reads.members_at(homes | {row.household for row in left if row.household}) + [
        row for row in left if not row.household
    ]


def _member(row: Any, seeker: JobSeeker | None, values: Mapping[int, str], table: Table, today: date) -> Member:
    unable = bool(seeker and table.unable & set(categories_of(seeker)))
    return Member(age_of(row, today), row.sex, values.get(row.pk, ""), seeker.state if seeker else "", unable)


def categories_of(row: JobSeeker) -> tuple[str, ...]:
    """Return the categories of hardship of a job seeker; for those who keep the register."""
    text = unseal(row.categories)
    return tuple(text.split()) if text else ()


def ref(row: JobSeeker) -> Ref:
    """Return the person of a job seeker as others know it."""
    return Ref("person", row.person)


def homes_now(numbers: Iterable[int]) -> set[int]:
    """Return in which households persons live now."""
    rows: Any = reads.rows_of(system("employment"), PERSON).filter(pk__in=list(numbers))
    return set(rows.exclude(household=0).values_list("household", flat=True))

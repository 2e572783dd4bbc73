"""Loading residents: each row is new, or matched with somebody on file, or new and like somebody, or rejected.

Matched by identity number, by the mark of the same row read before, or by an equal name with two further things that
agree and none against. A match never writes nothing over something. The same file again changes nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from shiqiao.base import tables
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid, ShiqiaoError
from shiqiao.kernel.registry import likeness, reads, rules, sealing
from shiqiao.kernel.registry.fields import dictionary
from shiqiao.kernel.registry.imports.homes import Homes
from shiqiao.kernel.registry.imports.reporting import CHUNK, Progress, close, opened, stretches
from shiqiao.kernel.registry.imports.rows import Read, RegistryReport, ResidentRow, read
from shiqiao.kernel.registry.models import Fact, Household, Membership, Person
from shiqiao.kernel.registry.rules import Traits
from shiqiao.kernel.registry.store import Writing
from shiqiao.kernel.registry.writes.common import above
from shiqiao.kernel.registry.writes.persons import (
    Given,
    check_person,
    given_of,
    new_membership,
    new_person,
    write_given,
)  # fmt: skip
from shiqiao.kernel.registry.writes.stating import add_fact, restate


@transaction.atomic
def import_residents(
    path: Path | str, *, street: int, by: Actor, at: datetime, strict: bool = False, progress: Progress | None = None
) -> RegistryReport:
    """Take a list of residents (xlsx, xls, csv, jsonl) into a street; returns what became of each row.

    Columns: 姓名 身份证号 电话 性别 出生日期 地址 (or 楼栋 单元 房号) 网格 户号 与户主关系 人户关系 居住状态, and the fields of
    the dictionary by title (独居, 就业状况 …). With `strict` one wrong row refuses the whole file (ImportRefused).
    Raises Invalid for an unreadable file, NotFound for a street without grids, NotForYourPost.
    """
    report = opened(street, by)
    loader = Residents(street, by, at, report)
    rows = tables.read_rows(path, bad=lambda number, why: report.reject(number, "行", why))
    for stretch in stretches(rows, CHUNK):
        loader.take(stretch)
        if progress:
            progress(stretch[-1][0])
    loader.homes_told()
    return close(report, strict)


class Residents:
    """One import under way."""

    def __init__(self, street: int, by: Actor, at: datetime, report: Any) -> None:
        self.street, self.by, self.at, self.report = street, by, at, report
        self.homes = Homes(street)
        self.specs = dictionary()

    def homes_told(self) -> None:
        """Note how many buildings and dwellings came along."""
        self.report.note_added(self.homes.new_buildings, self.homes.new_dwellings)

    def take(self, rows: Sequence[tuple[int, dict[str, Any]]]) -> None:
        """Take a stretch of rows: decide each against what is on file, write all, then look for likenesses."""
        self.work = self.homes.work = Writing(by=self.by, at=self.at)
        known = Known(self.street, list(self._readable(rows)))
        added: list[tuple[int, Person]] = []
        for one, given, mark in known.rows:
            try:
                person = known.find(given, mark)
                if person is None:
                    person = self._add(one, given, mark, known)
                    added.append((one.number, person))
                else:
                    self._update(one, given, person, known)
            except ShiqiaoError as error:
                self.report.refuse(one.number, ResidentRow, error)
        self.work.send()
        self._place(known.moved)
        best = likeness.suggest_persons([person for _, person in added])
        self.report.likely += [number for number, person in added if best.get(person.pk, 0) >= rules.LIKELY]

    def _readable(self, rows: Iterable[tuple[int, dict[str, Any]]]) -> Iterator[tuple[Read, Given, bytes]]:
        for number, raw in rows:
            one = read(ResidentRow, number, raw)
            if isinstance(one, list):
                self.report.reject_all(number, one)
                continue
            row = one.row
            try:
                given = check_person(Given(row.name, row.identity, row.phone, row.born, int(row.sex)), self.at.date())
            except ShiqiaoError as error:
                self.report.refuse(number, ResidentRow, error)
                continue
            where = (row.address, row.building, row.unit, row.room, row.grid, row.household)
            yield one, given, sealing.mark_of(given.name, given.identity, given.phone, given.born, *where)

    def _add(self, one: Read, given: Given, mark: bytes, known: "Known") -> Person:
        home = self.homes.find(one.row)
        house = self.homes.household(home, one.row.household)
        lives = house if one.row.kind == "lives" else None
        person = new_person(
            self.work, street=self.street, given=given, grid=home.grid, home=lives, state=one.row.state or "present",
            source="import", mark=mark,
        )  # fmt: skip
        parts: list[Any] = []
        if house is not None:
            parts.append(
                new_membership(self.work, person, house, role=one.row.role, kind=one.row.kind, on=self.at.date())
            )
        parts += [add_fact(self.work, person, self.specs[key], value, "import") for key, value in one.facts.items()]
        self.work.tell("registry.person_added", person, *parts)
        known.remember(person, given, mark, home.dwelling.pk if home.dwelling else 0)
        self.report.outcome[one.number] = "added"
        return person

    def _update(self, one: Read, given: Given, person: Person, known: "Known") -> None:
        if person.pk in known.fresh:
            raise Invalid(fields={"identity": "This person stands twice in the list. Keep one row."})
        before = given_of(person)
        if rules.match(Traits(before.name), Traits(given.name)).reasons == ("other_name",):
            raise Invalid(
                fields={"name": "Another name is on file for this identity number. Compare both with the card."}
            )
        house = self._target(one, person, known)  # whatever may be refused comes before anything is changed
        ended = self._stays(person) if house is not None else []
        wanted = replace(before, **{name: value for name in Given.__slots__ if (value := getattr(given, name))})
        self.work.touch(person)
        parts = self._facts(one, person, known)
        if wanted != before:
            write_given(person, wanted)
        if one.row.state:
            person.state = one.row.state
        if house is not None:
            parts += self._move(one, person, house, ended)
            known.moved.append(person)
        changed = bool(parts) or self.work.changed(person)
        if changed:
            person.source, person.confirmed_at = "import", self.at
            self.work.tell("registry.person_changed", person, *parts)
        self.report.outcome[one.number] = "changed" if changed else "unchanged"

    def _facts(self, one: Read, person: Person, known: "Known") -> list[Any]:
        """State what the row says differently from what is known."""
        found: list[Any] = []
        for key, value in one.facts.items():
            current = known.facts.get((person.pk, key))
            if current is None or sealing.value_of(current) != value:
                new, ended = restate(self.work, person, self.specs[key], value, "import", current)
                found += [part for part in (ended, new) if part is not None]
                known.facts[person.pk, key] = new
        return found

    def _target(self, one: Read, person: Person, known: "Known") -> Household | None:
        """Return the household that a row moves somebody to, None when that is where the person lives."""
        row = one.row
        if row.kind != "lives" or not (row.address or row.building or row.household):
            return None
        home = self.homes.find(row)
        if home.dwelling is not None and known.dwelling(person) == home.dwelling.pk and not row.household:
            return None
        house = self.homes.household(home, row.household)
        return None if house is None or house.pk == person.household else house

    def _stays(self, person: Person) -> list[Membership]:
        rows = list(Membership.objects.filter(person=person, kind="lives", during__upper_inf=True))
        if any(row.during.lower >= self.at.date() for row in rows):
            raise Invalid(fields={"address": "The person moved in elsewhere today. Correct one of the two."})
        return rows

    def _move(self, one: Read, person: Person, house: Household, stays: list[Membership]) -> list[Any]:
        """End where a person lived and begin where the row says."""
        for row in stays:
            self.work.touch(row)
            row.during = DateRange(row.during.lower, self.at.date())
        person.household, person.community, person.grid = house.pk, house.community, house.grid
        return [*stays, new_membership(self.work, person, house, role=one.row.role, kind="lives", on=self.at.date())]

    def _place(self, moved: Iterable[Person]) -> None:
        for person in moved:
            Fact.objects.filter(kind="person", subject=person.pk).update(**above(person))  # type: ignore[arg-type]


class Known:
    """Whom a stretch of rows may mean: everybody on file with one of its numbers, marks, names or telephones."""

    def __init__(self, street: int, rows: list[tuple[Read, Given, bytes]]) -> None:
        self.rows, self.fresh, self.moved = rows, set[int](), list[Person]()
        there = self._there(street)
        live = {resolved: row for row in there if (resolved := _live(row))}
        missing = set(live) - {row.pk for row in there}
        self.people = {row.pk: row for row in [*there, *Person.objects.select_for_update().filter(pk__in=missing)]}
        self.by_number = {bytes(row.identity_blind): _live(row) for row in there if row.identity_blind is not None}
        self.by_mark = {bytes(row.mark): _live(row) for row in there if row.mark is not None}
        self.by_name: dict[bytes, list[int]] = {}
        for row in there:
            if not row.merged_into:
                self.by_name.setdefault(bytes(row.name_blind), []).append(row.pk)
        self.traits = likeness.traits_of([row for row in there if not row.merged_into])
        facts = Fact.objects.filter(kind="person", subject__in=list(self.people), ended_at=None)
        self.facts = {(fact.subject, fact.key): fact for fact in facts}

    def _there(self, street: int) -> list[Person]:
        """Lock whoever has one of the numbers, marks or telephones, or one of the names with its birth date."""
        given = [given for _, given, _ in self.rows]
        numbers = {sealing.number_blind(one.identity) for one in given if one.identity}
        phones = {sealing.phone_blind(one.phone) for one in given if one.phone}
        names = {sealing.name_blind(one.name) for one in given}
        born = {sealing.born_blind(one.born.isoformat()) for one in given if one.born}
        ways = (
            Q(identity_blind__in=numbers), Q(mark__in={mark for _, _, mark in self.rows}), Q(phone_blind__in=phones),
            Q(born_blind__in=born, name_blind__in=names),
        )  # fmt: skip
        people = Person.objects.select_for_update().filter(street=street).order_by("pk")
        found = {row.pk: row for way in ways for row in people.filter(way)}  # one index each
        return [found[number] for number in sorted(found)]

    def find(self, given: Given, mark: bytes) -> Person | None:
        """Return who is meant, or None for somebody new."""
        number = self.by_number.get(sealing.number_blind(given.identity)) if given.identity else None
        found = number or self.by_mark.get(mark)
        if found is None:
            asked = Traits(
                given.name, given.identity, given.phone, given.born.isoformat() if given.born else "", given.sex
            )
            alike = self.by_name.get(sealing.name_blind(given.name), [])
            same = [pk for pk in alike if pk in self.traits and rules.agrees(asked, self.traits[pk])]
            found = same[0] if len(same) == 1 else None
        return self.people.get(found) if found else None

    def dwelling(self, person: Person) -> int:
        """Return the dwelling a person lives in, 0 when unknown."""
        return self.traits[person.pk].place if person.pk in self.traits else 0

    def remember(self, person: Person, given: Given, mark: bytes, dwelling: int) -> None:
        """Let later rows of the same stretch find somebody who was just added."""
        self.people[person.pk] = person
        self.fresh.add(person.pk)
        self.by_mark[mark] = person.pk
        if given.identity:
            self.by_number[sealing.number_blind(given.identity)] = person.pk


def _live(row: Person) -> int:
    return reads.resolve(Ref("person", row.pk)).id if row.merged_into else row.pk

"""Loading organisations: matched by credit code, else by equal name at the same place; the same file changes nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from shiqiao.base import tables
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid, ShiqiaoError
from shiqiao.kernel.registry import likeness, reads, rules, sealing
from shiqiao.kernel.registry.fields import dictionary
from shiqiao.kernel.registry.imports.homes import Homes
from shiqiao.kernel.registry.imports.reporting import CHUNK, Progress, Report, close, opened, stretches
from shiqiao.kernel.registry.imports.rows import FirmRow, Read, RegistryReport, read
from shiqiao.kernel.registry.models import Contact, Fact, Organisation, Person
from shiqiao.kernel.registry.store import Writing, new_id
from shiqiao.kernel.registry.writes.organisations import Firm, check_firm, firm_of, new_organisation, write_firm
from shiqiao.kernel.registry.writes.persons import Given, check_person, new_person
from shiqiao.kernel.registry.writes.stating import restate


@transaction.atomic
def import_organisations(
    path: Path | str, *, street: int, by: Actor, at: datetime, strict: bool = False, progress: Progress | None = None
) -> RegistryReport:
    """Take a list of organisations (xlsx, xls, csv, jsonl) into a street; returns what became of each row.

    Columns: 单位名称 统一社会信用代码 单位类型 行业代码 经营状态 地址 (or 楼栋 房号) 网格 联系人 联系电话, and fields of
    the dictionary (九小场所类别 …). With `strict` one wrong row refuses the whole file (ImportRefused).
    """
    report = opened(street, by)
    loader = Organisations(street, by, at, report)
    rows = tables.read_rows(path, bad=lambda number, why: report.reject(number, "行", why))
    for stretch in stretches(rows, CHUNK):
        loader.take(stretch)
        if progress:
            progress(stretch[-1][0])
    report.note_added(loader.homes.new_buildings, loader.homes.new_dwellings)
    return close(report, strict)


class Organisations:
    """One import under way."""

    def __init__(self, street: int, by: Actor, at: datetime, report: Report) -> None:
        self.street, self.by, self.at, self.report = street, by, at, report
        self.homes = Homes(street)
        self.specs = dictionary()

    def take(self, rows: Sequence[tuple[int, dict[str, Any]]]) -> None:
        """Take a stretch of rows. Rooms are written first: an organisation's place is read from them."""
        self.work = self.homes.work = Writing(by=self.by, at=self.at)
        readable = (self._readable(number, raw) for number, raw in rows)
        ready = [pair for pair in readable if pair is not None]
        self.work.send()
        self.work = Writing(by=self.by, at=self.at)
        self._find([firm for _, firm in ready])
        added: list[tuple[int, Organisation]] = []
        for one, firm in ready:
            try:
                row = self._take(one, firm)
            except ShiqiaoError as error:
                self.report.refuse(one.number, FirmRow, error)
                continue
            if row is not None:
                added.append((one.number, row))
        self.work.send()
        best = likeness.suggest_organisations([row for _, row in added])
        self.report.likely += [number for number, row in added if best.get(row.pk, 0) >= rules.LIKELY]

    def _readable(self, number: int, raw: dict[str, Any]) -> tuple[Read, Firm] | None:
        one = read(FirmRow, number, raw)
        if isinstance(one, list):
            self.report.reject_all(number, one)
            return None
        row = one.row
        try:
            firm = check_firm(Firm(row.name, row.code, row.kind or "enterprise", row.industry, row.state or "operating",
                                   address=row.address))  # fmt: skip
            if row.contact or row.phone:
                check_person(Given(row.contact, phone=row.phone), self.at.date())
            home = self.homes.find(row)
        except ShiqiaoError as error:
            self.report.refuse(number, FirmRow, error)
            return None
        dwelling, building = (home.dwelling.pk if home.dwelling else 0), (home.building.pk if home.building else 0)
        return one, replace(firm, dwelling=dwelling, building=building, grid=0 if building else home.grid)

    def _find(self, firms: Sequence[Firm]) -> None:
        there = Organisation.objects.select_for_update().filter(street=self.street).order_by("pk")
        self.by_code: dict[str, Organisation] = {}
        for row in there.filter(code__in={firm.code for firm in firms if firm.code}):
            self.by_code[row.code] = Organisation.objects.get(pk=reads.resolve(Ref(row.KIND, row.pk)).id)
        named = there.filter(name__in={firm.name for firm in firms}, merged_into=0)
        self.by_name = {(row.name, row.dwelling or row.building or row.grid): row for row in named}
        self.fresh: set[int] = set()

    def _take(self, one: Read, firm: Firm) -> Organisation | None:
        place = firm.dwelling or firm.building or firm.grid
        row = self.by_code.get(firm.code) if firm.code else None
        row = row or self.by_name.get((firm.name, place))
        if row is not None and firm.code and row.code and row.code != firm.code:
            row = None
        if row is None:
            return self._add(one, firm)
        if row.pk in self.fresh:
            raise Invalid(fields={"code": "This organisation stands twice in the list. Keep one row."})
        self._update(one, firm, row)
        return None

    def _add(self, one: Read, firm: Firm) -> Organisation:
        row = new_organisation(self.work, street=self.street, firm=firm, source="import")
        parts = [*self._facts(one, row, new=True), *self._contact(one, row)]
        self.work.tell("registry.organisation_added", row, *parts)
        self.fresh.add(row.pk)
        self.by_name[firm.name, firm.dwelling or firm.building or firm.grid] = row
        if firm.code:
            self.by_code[firm.code] = row
        self.report.outcome[one.number] = "added"
        return row

    def _update(self, one: Read, firm: Firm, row: Organisation) -> None:
        self.work.touch(row)
        before, given = firm_of(row), one.row
        changes: dict[str, Any] = {"name": firm.name}
        changes |= {name: getattr(firm, name) for name in ("code", "industry", "address") if getattr(firm, name)}
        changes |= {name: getattr(firm, name) for name in ("kind", "state") if getattr(given, name)}
        changes |= {"dwelling": firm.dwelling, "building": firm.building, "grid": firm.grid}
        wanted = replace(before, **changes)
        if wanted != before:
            write_firm(row, wanted)
        parts = self._facts(one, row, new=False)
        changed = bool(parts) or wanted != before
        if changed:
            row.source, row.confirmed_at = "import", self.at
            self.work.tell("registry.organisation_changed", row, *parts)
            Fact.objects.filter(kind="organisation", subject=row.pk).update(community=row.community, grid=row.grid)
        self.report.outcome[one.number] = "changed" if changed else "unchanged"

    def _facts(self, one: Read, row: Organisation, *, new: bool) -> list[Any]:
        found: list[Any] = []
        for key, value in one.facts.items():
            facts = Fact.objects.filter(kind="organisation", subject=row.pk, key=key, ended_at=None)
            current = None if new else facts.first()
            if current is None or sealing.value_of(current) != value:
                made, ended = restate(self.work, row, self.specs[key], value, "import", current)
                found += [part for part in (ended, made) if part is not None]
        return found

    def _contact(self, one: Read, row: Organisation) -> list[Contact]:
        """Name the contact of a new organisation: the one person of that name and telephone on file, else a new one."""
        if not one.row.contact:
            return []
        given = check_person(Given(one.row.contact, phone=one.row.phone), self.at.date())
        alike = Person.objects.filter(street=row.street, merged_into=0, name_blind=sealing.name_blind(given.name))
        same = list(alike.filter(phone_blind=sealing.phone_blind(given.phone))[:2]) if given.phone else []
        person = same[0] if len(same) == 1 else self._person(given, row)
        contact = Contact(id=new_id(), street=row.street, organisation=row, person=person, role="contact",
                          during=DateRange(self.at.date(), None))  # fmt: skip
        self.work.add(contact)
        return [contact]

    def _person(self, given: Given, row: Organisation) -> Person:
        person = new_person(
            self.work, street=row.street, given=given, grid=row.grid, home=None, state="present", source="import"
        )
        self.work.tell("registry.person_added", person)
        return person

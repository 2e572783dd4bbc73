"""Loading a staff list: units, posts, accounts, who holds what, and who answers for which grid on which line.

The same file twice changes nothing. Every write is one of this part's actions, so the journal has its lines.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from shiqiao.base import tables
from shiqiao.base.actor import Actor
from shiqiao.base.db.scope import is_above
from shiqiao.base.errors import Invalid, NotFound, ShiqiaoError, fill
from shiqiao.base.sentences import Sentence
from shiqiao.kernel.people import actions, reads
from shiqiao.kernel.people.charges import Charges
from shiqiao.kernel.people.models import Account, Deputyship, Holding, Line, Post, Responsibility, Unit
from shiqiao.kernel.people.spreadsheet import ALL, StaffRow, heading, kind_of, read_staff
from shiqiao.kernel.people.units import set_unit_phone
from shiqiao.kernel.territory import reads as territory
from shiqiao.kernel.territory.errors import ImportRefused
from shiqiao.kernel.territory.rules.reports import ImportReport, RejectedRow

Progress = Callable[[int], None]
CHANGING = ("unit", "title_zh", "title_en", "roles", "territory", "lines", "head_of")


@transaction.atomic
def import_people(
    path: Path | str, *, street: int, by: Actor, at: datetime, strict: bool = False, progress: Progress | None = None
) -> ImportReport:
    """Take a staff list (xlsx, xls, csv, jsonl) into a street and return what was taken and each row that was not.

    Columns: 单位 岗位 岗位编号 角色 姓名 登录名 电话 社区 网格 条线 起始日期 副岗, and optionally 单位编号 单位类型
    单位英文 单位电话 岗位英文 姓名英文 负责人; for leaders 分管条线 分管科室, for anybody 联系社区 (leading) 协助联系社区.
    Several values in a cell are separated by 、. With `strict` one wrong row refuses the whole file (ImportRefused). New
    accounts have no password until one is set. `progress` gets each row's number.

    `street` may be a district, city or province (9 digits, such as 370103000): its posts are observers, without grids.

    Raises Invalid for an unreadable file, NotFound for a street without grids or an unknown division, Forbidden.
    """
    report = ImportReport()
    loader = Loader(street, {"by": by, "at": at}, report)
    for number, raw in tables.read_rows(path, bad=lambda n, why: loader.reject(n, "行", why)):
        row = read_staff(number, raw)
        if isinstance(row, list):
            report.rejected += row
        else:
            loader.take(number, row)
        if progress:
            progress(number)
    loader.name_deputies()
    Charges(loader).enter()
    report.added, report.changed, report.unchanged = (
        list(loader.outcome.values()).count(name) for name in ("added", "changed", "unchanged")
    )
    if strict and report.rejected:
        raise ImportRefused(report, count=len({row.row for row in report.rejected}))
    return report


def _known_division(number: int) -> None:
    """Refuse the office of a district, city or province that no table of divisions has named."""
    if not territory.search_divisions(f"{number}000", limit=1):
        raise NotFound(
            "There is no district, city or province {street}. Import divisions first, or correct the code.",
            street=number,
        )


@dataclass
class Loader:
    """One import under way: what the street has, and what has become of each row."""

    street: int
    act: dict[str, Any]
    report: ImportReport
    outcome: dict[int, str] = field(default_factory=dict)
    deputies: list[tuple[int, StaffRow, Post]] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    rows: list[tuple[int, StaffRow, Post]] = field(default_factory=list)
    phones: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.grids = reads.grid_numbers(self.street)
        if is_above(self.street):
            _known_division(self.street)
        elif not self.grids:
            raise NotFound("The street {street} has no grids. Import divisions and grids first.", street=self.street)
        self.lines = {name: row.code for row in Line.objects.all() for name in (row.code, row.title_zh)}
        self.communities = {
            name: place.code for place in territory.communities(self.street) for name in (str(place.code), place.title)
        }
        self.units = {unit.title_zh: unit for unit in Unit.objects.filter(street=self.street)}

    def reject(self, number: int, name: str, reason: str) -> None:
        """Note that a row (or this field of it) was not taken."""
        self.outcome.pop(number, None)
        self.report.rejected.append(RejectedRow(number, name, reason))

    def take(self, number: int, row: StaffRow) -> None:
        """Take one row whole, or reject it whole."""
        try:
            with transaction.atomic():
                self.outcome[number] = self._take(number, row)
        except ShiqiaoError as error:
            fields = error.fields or {"行": error.message}
            for name, sentence in fields.items():
                self.reject(number, heading(name), Sentence(sentence, **error.params))

    def _take(self, number: int, row: StaffRow) -> str:
        if row.code in self.taken:
            raise Invalid(
                fields={"code": "The post {post} stands twice in the list. Put it into one row."}, post=row.code
            )
        grids, lines = self._grids(row), self._lines(row)
        post, outcome = self._post(row, self._territory(row, grids), lines)
        done = [self._phone(row), self._hold(row, post)]
        done += [self._assign(post, grid, line, row) for grid in grids for line in lines or self._all_lines()]
        if row.deputy:
            self.deputies.append((number, row, post))
        self.taken.add(row.code)
        self.rows.append((number, row, post))
        return "changed" if outcome == "unchanged" and any(done) else outcome

    def _unit(self, row: StaffRow) -> Unit:
        if row.unit not in self.units:
            kind = kind_of(row)
            community = self._community(row)
            code = row.unit_code or f"unit{Unit.objects.filter(street=self.street).count() + 1:02d}"
            self.units[row.unit] = actions.add_unit(
                street=self.street, code=code, title_zh=row.unit, title_en=row.unit_en or row.unit, kind=kind,
                community=community if kind not in ("street_office", "department") else 0, **self.act,
            )  # fmt: skip
            note = Sentence("Unit {code} added: {title} ({kind}).", code=code, title=row.unit, kind=kind)
            self.report.notes.append(note)
        return self.units[row.unit]

    def _phone(self, row: StaffRow) -> bool:
        """Enter where the unit is called; a list names one number a unit, and leaves alone what it does not name."""
        if not row.unit_phone:
            return False
        if self.phones.setdefault(row.unit, row.unit_phone) != row.unit_phone:
            twice = "The unit {unit} has another number in a row above. Write one number for it."
            raise Invalid(fields={"unit_phone": twice}, unit=row.unit)
        unit = self.units[row.unit]
        self.units[row.unit] = set_unit_phone(unit=unit, phone=row.unit_phone, **self.act)
        return self.units[row.unit].phone != unit.phone

    def _post(self, row: StaffRow, number: int, lines: list[str]) -> tuple[Post, str]:
        heads = {"community_head", "department_head"} & set(row.roles)
        wanted: dict[str, Any] = {
            "unit": self._unit(row), "title_zh": row.title, "title_en": row.title_en or row.title,
            "roles": sorted(set(row.roles)), "territory": number, "lines": lines,
            "head_of": bool(heads) if row.head_of is None else row.head_of,
        }  # fmt: skip
        post = Post.objects.filter(street=self.street, code=row.code).select_related("unit").first()
        if post is None:
            return actions.add_post(code=row.code, **wanted, **self.act), "added"
        if all(getattr(post, name) == wanted[name] for name in CHANGING):
            return post, "unchanged"
        return actions.change_post(post=post, **wanted, **self.act), "changed"

    def _hold(self, row: StaffRow, post: Post) -> bool:
        if not row.username or row.start is None:
            return False
        account = Account.objects.filter(username=row.username).first()
        if account is None:
            account = actions.add_account(
                street=self.street, username=row.username, display_name=row.name, name_en=row.name_en, phone=row.phone,
                **self.act,
            )  # fmt: skip
        elif (account.street, account.display_name) != (self.street, row.name):
            taken = "The login name {name} belongs to another person. Choose another."
            raise Invalid(fields={"username": taken}, name=row.username)
        elif row.phone and row.phone != actions.phone_of(account):
            actions.set_phone(account=account, phone=row.phone, **self.act)
        if Holding.objects.filter(post=post, account=account, during__contains=row.start).exists():
            return False
        actions.appoint(post=post, account=account, start=row.start, **self.act)
        return True

    def _assign(self, post: Post, grid: int, line: str, row: StaffRow) -> bool:
        rows = Responsibility.objects.filter(grid=grid, line_id=line, post=post, during__contains=row.start)
        if row.start is None or rows.exists():
            return False
        actions.assign_responsibility(post=post, grid=grid, line=line, start=row.start, **self.act)
        return True

    def name_deputies(self) -> None:
        """Name the deputies, when all posts of the list are there."""
        for number, row, post in self.deputies:
            deputy = Post.objects.filter(street=self.street, code=row.deputy).first()
            if deputy is None or row.start is None:
                why = "There is no post {code} to stand in; the rest of the row is loaded. Correct the code."
                self.reject(number, heading("deputy"), Sentence(why, code=row.deputy))
                continue
            rows = Deputyship.objects.filter(post=post, deputy_post=deputy, during__contains=row.start)
            if rows.exists():
                continue
            try:
                actions.name_deputy(post=post, deputy_post=deputy, start=row.start, **self.act)
            except ShiqiaoError as error:
                sentence = next(iter(error.fields.values()), error.message)
                self.reject(number, heading("deputy"), fill(sentence, error.params))
                continue
            if self.outcome.get(number) == "unchanged":
                self.outcome[number] = "changed"

    def _community(self, row: StaffRow) -> int:
        if row.community and row.community not in self.communities:
            known = "{value} is not a community of this street. Use its name or its 12-digit code."
            raise Invalid(fields={"community": known}, value=row.community)
        return self.communities.get(row.community, 0)

    def _grids(self, row: StaffRow) -> list[int]:
        """Read grid codes of 15 digits, numbers inside the community (1, 02), or 全部 for all of the community."""
        community = self._community(row)
        if ALL & set(row.grids):
            return [grid for grid in self.grids if community in (0, grid // 1000)]
        found = []
        for text in row.grids:
            grid = int(text) if text.isdecimal() else 0
            grid = community * 1000 + grid if community and 0 < grid < 1000 else grid
            if grid not in self.grids or community not in (0, grid // 1000):
                known = "{value} is not a grid of this street (or of the community in the row). Use its 15-digit code."
                raise Invalid(fields={"grids": known}, value=text)
            found.append(grid)
        return found

    def _territory(self, row: StaffRow, grids: list[int]) -> int:
        """The smallest territory round a post: its one grid, its community, else the street."""
        communities = {grid // 1000 for grid in grids} | ({self._community(row)} - {0})
        if len(grids) == 1:
            return grids[0]
        if len(communities) > 1 and "grid_member" in row.roles:
            one = "The grids lie in several communities. Make one post for each community."
            raise Invalid(fields={"grids": one})
        return communities.pop() * 1000 if len(communities) == 1 else self.street * 1_000_000

    def _lines(self, row: StaffRow) -> list[str]:
        if ALL & set(row.lines):
            return []
        for text in row.lines:
            if text not in self.lines:
                known = "{value} is not a line of work. Use one of: {names}."
                names = "、".join(name for name, code in self.lines.items() if name != code)
                raise Invalid(fields={"lines": known}, value=text, names=names)
        return sorted({self.lines[text] for text in row.lines})

    def _all_lines(self) -> list[str]:
        return sorted(set(self.lines.values()))

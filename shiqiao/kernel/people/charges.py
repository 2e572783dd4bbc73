"""The columns of a staff list that divide the leaders' work: 分管条线, 分管科室, 联系社区, 协助联系社区."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.sentences import Sentence
from shiqiao.kernel.people.models import Contact, Portfolio, Post, Unit
from shiqiao.kernel.people.portfolios import name_contact, put_in_charge
from shiqiao.kernel.people.spreadsheet import StaffRow, heading

if TYPE_CHECKING:
    from shiqiao.kernel.people.imports import Loader


@dataclass
class Charges:
    """Enters portfolios and contacts when all units and posts of the list are there; names each cell it cannot use."""

    loader: "Loader"
    units: Mapping[str, Unit] = field(init=False)

    def __post_init__(self) -> None:
        street = Unit.objects.filter(street=self.loader.street)
        self.units = {name: unit for unit in street for name in (unit.code, unit.title_zh)}

    def enter(self) -> None:
        """Enter what the rows say; a row that changed nothing else counts as changed when this is new."""
        for number, row, post in self.loader.rows:
            for name, value, act in self._wanted(row, post):
                self._try(number, name, value, act)

    def _wanted(self, row: StaffRow, post: Post) -> Iterator[tuple[str, str, Callable[[], bool]]]:
        for value in row.leads_lines:
            yield "leads_lines", value, lambda value=value: self._line(post, row, value)  # type: ignore[misc]
        for value in row.leads_units:
            yield "leads_units", value, lambda value=value: self._unit(post, row, value)  # type: ignore[misc]
        for name, lead in (("contacts", True), ("helps", False)):
            for value in getattr(row, name):
                yield name, value, lambda value=value, lead=lead: self._contact(post, row, value, lead)  # type: ignore[misc]

    def _try(self, number: int, name: str, value: str, act: Callable[[], bool]) -> None:
        try:
            new = act()
        except KeyError:
            why = "{value} is not known in this street; the rest of the row is loaded. Correct the name."
            self._refuse(number, name, Sentence(why, value=value))
        except ShiqiaoError as error:
            sentence = next(iter(error.fields.values()), error.message)
            self._refuse(number, name, Sentence(sentence, **error.params))
        else:
            if new and self.loader.outcome.get(number) == "unchanged":
                self.loader.outcome[number] = "changed"

    def _refuse(self, number: int, name: str, why: Sentence) -> None:
        self.loader.reject(number, heading(name), why)

    def _line(self, post: Post, row: StaffRow, value: str) -> bool:
        line = self.loader.lines[value]
        there = Portfolio.objects.filter(post=post, line=line, during__contains=row.start).exists()
        if not there:
            put_in_charge(post=post, line=line, **self._since(row))
        return not there

    def _unit(self, post: Post, row: StaffRow, value: str) -> bool:
        unit = self.units[value]
        there = Portfolio.objects.filter(post=post, unit=unit, during__contains=row.start).exists()
        if not there:
            put_in_charge(post=post, unit=unit, **self._since(row))
        return not there

    def _contact(self, post: Post, row: StaffRow, value: str, lead: bool) -> bool:
        community = self.loader.communities[value]
        rows = Contact.objects.filter(post=post, community=community, lead=lead, during__contains=row.start)
        there = rows.exists()
        if not there:
            name_contact(post=post, community=community, lead=lead, **self._since(row))
        return not there

    def _since(self, row: StaffRow) -> dict[str, Any]:
        return {"start": row.start, **self.loader.act}

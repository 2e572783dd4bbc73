"""What all imports into the registry share: a report that names each row, stretches of rows, and the end."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound, ShiqiaoError
from shiqiao.base.sentences import Sentence
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry.errors import NotForYourPost
from shiqiao.kernel.registry.imports.rows import RegistryReport, heading
from shiqiao.kernel.territory.errors import ImportRefused
from shiqiao.kernel.territory.rules.reports import RejectedRow

CHUNK = 500
IMPORTS = frozenset({"system", "admin", "leader"})
Progress = Callable[[int], None]
T = TypeVar("T")


class Report(RegistryReport):
    """The report while the import goes on: `outcome` by row."""

    def __init__(self) -> None:
        super().__init__()
        self.outcome: dict[int, str] = {}

    def reject(self, number: int, field: str, reason: str) -> None:
        """Note that a row was not taken, and why."""
        self.rejected.append(RejectedRow(number, field, reason))

    def reject_all(self, number: int, rows: Iterable[RejectedRow]) -> None:
        """Note every reason why a row was not taken."""
        self.rejected += rows

    def refuse(self, number: int, kind: type[Any], error: ShiqiaoError) -> None:
        """Note what an act refused, each field by its heading."""
        for name, sentence in (error.fields or {"行": error.message}).items():
            self.reject(number, heading(kind, name), Sentence(sentence, **error.params))

    def note_added(self, buildings: int, dwellings: int) -> None:
        """Note how many buildings and dwellings came along with the rows."""
        if buildings or dwellings:
            told = "{buildings} buildings and {dwellings} dwellings were added."
            self.notes.append(Sentence(told, buildings=buildings, dwellings=dwellings))


def opened(street: int, by: Actor) -> Report:
    """Begin an import; raises NotForYourPost, NotFound for a street without grids."""
    if by.street not in (None, street) or not by.roles & IMPORTS:
        raise NotForYourPost()
    if not people.grid_numbers(street):
        raise NotFound("The street {street} has no grids. Import divisions and grids first.", street=street)
    return Report()


def stretches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut rows into stretches."""
    left = iter(rows)
    while stretch := list(islice(left, size)):
        yield stretch


def close(report: Report, strict: bool) -> RegistryReport:
    """Count what became of the rows; with `strict` one rejected row refuses all (ImportRefused)."""
    report.added, report.changed, report.unchanged = (
        list(report.outcome.values()).count(name) for name in ("added", "changed", "unchanged")
    )
    if strict and report.rejected:
        raise ImportRefused(report, count=len({row.row for row in report.rejected}))
    return report

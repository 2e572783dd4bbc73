"""What can be wrong with codes, boundaries and address books."""

from typing import TYPE_CHECKING

from shiqiao.base.errors import Conflict, Invalid, NotFound

if TYPE_CHECKING:
    from shiqiao.kernel.territory.rules.reports import ImportReport


class CodeInvalid(Invalid):
    """{code} is not a division or grid code."""

    code = "territory.code"


class CoordinateInvalid(Invalid):
    """The point {lon}, {lat} is not a longitude and latitude in degrees."""

    code = "territory.coordinate"


class BoundaryInvalid(Invalid):
    """This boundary cannot be used."""

    code = "territory.boundary"


class LaterBoundary(Conflict):
    """Grid {grid} already has a boundary that begins on {begins}; choose a later day."""

    code = "territory.later_boundary"


class UnknownGrid(NotFound):
    """There is no grid {grid}."""

    code = "territory.unknown_grid"


class FileUnreadable(Invalid):
    """The file {file} cannot be read."""

    code = "territory.file"


class ImportRefused(Invalid):
    """Nothing was imported: {count} of the rows cannot be used; see the report."""

    code = "territory.import_refused"

    def __init__(self, report: "ImportReport", *, count: int) -> None:
        self.report = report
        super().__init__(count=count)

"""What an import tells: what it took, what it refused row by row, and what does not fit on the map."""

from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row (1 = first line of the file) or feature (1 = first) that was not taken, the field at fault, and why.

    `file` names the table where several are read at once.
    """

    row: int
    field: str
    reason: str
    file: str = ""

    def within(self, file: str) -> "RejectedRow":
        """Return the same with the name of its table."""
        return replace(self, file=file)


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of the map: a `gap` no grid covers, an `overlap` of two, or a part `beyond` the community's border."""

    kind: str
    codes: tuple[int, ...]
    area: float  # square metres
    lon: float
    lat: float


@dataclass(slots=True)
class ImportReport:
    """The outcome of one import. `added + changed + unchanged + rejected rows` is the number of rows read."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def read(self) -> int:
        """Return how many rows the file had."""
        return self.added + self.changed + self.unchanged + len({(row.file, row.row) for row in self.rejected})

    def as_dict(self) -> dict[str, Any]:
        """Return the report for JSON."""
        return {
            "read": self.read,
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "rejected": [
                {"row": r.row, "field": r.field, "reason": str(r.reason), **({"file": r.file} if r.file else {})}
                for r in self.rejected
            ],
            "findings": [
                {"kind": f.kind, "codes": list(f.codes), "area": round(f.area, 1), "lon": f.lon, "lat": f.lat}
                for f in self.findings
            ],
            "notes": [str(note) for note in self.notes],
        }

"""What became of a file: counts, each rejected row, and the figures of its replies. Pure."""

import statistics
from array import array
from dataclasses import dataclass, field
from typing import Any

DAY = 86400


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken: its number as a spreadsheet shows it, the field, its heading in the file, and why."""

    row: int
    field: str
    heading: str
    reason: str


@dataclass
class Summary:
    """What became of a file or of a part. `new + there + rejected rows == rows`; the figures are those of the new matters."""

    rows: int = 0
    new: int = 0
    there: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    waits: "array[float]" = field(default_factory=lambda: array("d"))  # seconds until the reply
    echoes: int = 0  # replied matters that have an echo clock
    met: int = 0  # … that was stopped in time

    @property
    def rejected_rows(self) -> int:
        """Return how many rows were rejected; one row may have several wrong fields."""
        return len({one.row for one in self.rejected})

    @property
    def same_day(self) -> float | None:
        """Return the share of replies that met the echo clock, 0 to 1; None without any."""
        return self.met / self.echoes if self.echoes else None

    def reply_days(self, share: float) -> float | None:
        """Return the time to reply in days that `share` of the replies did not exceed (linear between neighbours)."""
        if len(self.waits) < 2:
            return self.waits[0] / DAY if self.waits else None
        return statistics.quantiles(self.waits, n=100, method="inclusive")[round(share * 100) - 1] / DAY

    def add(self, part: "Summary") -> None:
        """Add what became of a part of the file."""
        for name in ("rows", "new", "there", "echoes", "met"):
            setattr(self, name, getattr(self, name) + getattr(part, name))
        self.rejected += part.rejected
        self.waits += part.waits

    def undone(self) -> "Summary":
        """Return the summary of a file of which nothing was kept."""
        return Summary(self.rows, 0, self.there, self.rejected)

    def as_dict(self) -> dict[str, Any]:
        """Return the summary for machines."""
        return {
            "rows": self.rows, "new": self.new, "already_there": self.there, "rejected_rows": self.rejected_rows,
            "replies": len(self.waits), "same_day_share": self.same_day, "reply_days_median": self.reply_days(0.5),
            "reply_days_p90": self.reply_days(0.9),
            "rejected": [
                {"row": r.row, "field": r.field, "heading": r.heading, "reason": str(r.reason)} for r in self.rejected
            ],
        }  # fmt: skip

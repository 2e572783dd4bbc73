"""Proving reports: what is kept is what the journal says was made."""

from collections.abc import Iterator

from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.journal.reads import Finding
from shiqiao.kernel.monthly.making import fingerprint
from shiqiao.kernel.monthly.models import MonthlyReport
from shiqiao.kernel.monthly.reads import KIND


def check_reports() -> Iterator[Finding]:
    """Prove every report of every street: its figures and its files are those of the last making in the journal."""
    told = {
        line.subject: (line.data["fingerprint"], line.data["files"])
        for line in JournalLine.objects.filter(kind=KIND, code="monthly.made").order_by("id").only("subject", "data")
    }
    for row in MonthlyReport.objects.exclude(content=None).order_by("id").iterator(chunk_size=20):
        where = f"{KIND}:{row.id}"
        said = told.pop(row.id, ("", []))
        if fingerprint(row.content) != row.fingerprint or row.fingerprint != said[0]:
            yield Finding(where, "its figures are not those that the journal says were made")
        elif [one["sha256"] for one in row.files] != said[1]:
            yield Finding(where, "its files are not those that the journal says were made")
    for number in told:
        yield Finding(f"{KIND}:{number}", "is in the journal but not in the table")

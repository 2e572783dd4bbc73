"""The read log: who has taken what out of the house, as a paper or as a list. It changes nothing but the journal.

A line of this log stands in a chain of its own, beside that of the thing which was read: reading moves no matter.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.text import find_identifiers
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.journal.rules import Line

# A word of the house, a day, a small number, or the number of a street, community or grid.
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,31}|\d{4}-\d\d-\d\d|\d{1,6}|[1-9]\d{8}(\d{3}){0,2}")
WITHHELD = "…"


@transaction.atomic
def note_export(
    *, code: str, form: str, filters: Mapping[str, str], rows: int, cut: bool, by: Actor, at: datetime
) -> Line:
    """Write down that an actor took a list away: which, with which filters, how many rows, and whether it was cut off.

    Of `filters` only codes stand in the journal; what may be words about a person is replaced by an ellipsis.
    """
    street = by.street or 0
    data = {"list": code, "form": form, "filters": coded(filters), "rows": rows, "cut": cut}
    return write("journal.exported", subject=Ref("export", street), street=street, by=by, at=at, data=data)


@transaction.atomic
def note_print(
    *, subject: Ref, street: int, paper: str, form: str, language: str, by: Actor, at: datetime
) -> Line:  # fmt: skip
    """Write down that an actor printed a paper about a subject: which paper, as what, in which language."""
    data = {"of": str(subject), "paper": paper, "form": form, "language": language}
    return write("journal.printed", subject=Ref("print", subject.id), street=street, by=by, at=at, data=data)


def coded(filters: Mapping[str, str]) -> dict[str, str]:
    """Return filters as the journal may keep them: codes and dates as they are, anything else as an ellipsis."""
    return {name[:32]: value if _is_code(value) else WITHHELD for name, value in sorted(filters.items()) if value}


def _is_code(value: str) -> bool:
    return bool(_CODE.fullmatch(value)) and not find_identifiers(value)

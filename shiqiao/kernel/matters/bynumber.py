"""Asking after a report without its link: by its number and the last four digits of the telephone number left with it.

That is little proof, so it opens little: how far the report is and until when, never what was written or answered, and it
lets nobody rate or reopen. Whoever asks counts their guesses; a report about a unit of the office is not found this way.
"""

import hmac
from datetime import datetime

from shiqiao.base import crypto
from shiqiao.base.db import scope
from shiqiao.base.errors import NotFound
from shiqiao.kernel.matters.away import REPORTERS, refuse_number
from shiqiao.kernel.matters.intake import digits
from shiqiao.kernel.matters.models import Matter, Reporter
from shiqiao.kernel.matters.months import numbered
from shiqiao.kernel.matters.secret_links import expired

FOUR = 4


def street_of_number(number: str) -> int:
    """Return the street of a report by its number, 0 for none; asked before a street is known, and told to nobody.

    Raises InArchive for a number of a month that was put away, whether there is such a report or not.
    """
    with scope.whole():
        street = Matter.objects.filter(numbered(number)).values_list("street", flat=True).first()
        if street is None:
            refuse_number(number, REPORTERS)
        return street or 0


def by_phone_end(number: str, four: str, *, at: datetime) -> Matter:
    """Return the matter with this number whose reporter left a telephone number that ends so; raises NotFound for all else."""
    row = Matter.objects.filter(numbered(number), accused=0).first()
    if row is None or len(four) != FOUR or not four.isdecimal() or expired(row, row.reported_at, at):
        raise NotFound
    known = Reporter.objects.filter(matter=row.id, phone__isnull=False).values_list("phone", flat=True)
    ends = [digits(crypto.decrypt(bytes(phone)))[-FOUR:] for phone in known if phone]
    if not any([hmac.compare_digest(end, four) for end in ends]):  # all of them: the time tells nothing
        raise NotFound
    return row

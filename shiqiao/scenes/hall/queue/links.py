"""Links that open one booking, one ticket or the rating of one affair: a number and a keyed code, which nothing stores."""

import base64
from datetime import datetime
from hmac import compare_digest

from shiqiao.base import crypto
from shiqiao.base.db import scope
from shiqiao.scenes.hall.models import Affair
from shiqiao.scenes.hall.queue.models import Booking, QueueTicket

KINDS = {"a": Affair, "b": Booking, "t": QueueTicket}
DIGITS = 15


def link_of(kind: str, number: int) -> str:
    """Return the secret of a link: `a` opens the rating of an affair, `b` a booking, `t` a ticket."""
    return f"{kind}{number}-{_code(kind, number)}"


def _code(kind: str, number: int) -> str:
    keyed = crypto.keyed_hash(f"{kind}{number}", use="hall.queue.link")
    return base64.urlsafe_b64encode(keyed)[:22].decode().replace("-", "A").replace("_", "B")


def opened(secret: str, kind: str = "") -> int:
    """Return the number that a secret opens, 0 for a wrong one; `kind` refuses links of another kind."""
    head, _, code = secret.partition("-")
    letter, digits = head[:1], head[1:]
    if letter not in KINDS or kind not in ("", letter) or not (digits.isascii() and digits.isdigit()):
        return 0
    number = int(digits) if len(digits) <= DIGITS else 0
    return number if number and compare_digest(code.encode(), _code(letter, number).encode()) else 0


def street_of(secret: str, at: datetime) -> int:
    """Return the street of what a secret opens, 0 for a wrong one; over all streets, before one is chosen."""
    number = opened(secret)
    if not number:
        return 0
    with scope.whole():
        found: int | None = KINDS[secret[0]].objects.filter(pk=number).values_list("street", flat=True).first()
    return found or 0

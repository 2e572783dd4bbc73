"""Links that open one booking on the portal: a number and a keyed code, which nothing stores."""

import base64
from datetime import datetime
from hmac import compare_digest

from shiqiao.base import crypto
from shiqiao.base.db import scope
from shiqiao.scenes.party.servicetables import ServiceBooking

HEAD, DIGITS = "s", 15


def link_of(number: int) -> str:
    """Return the secret of the link that opens a booking."""
    return f"{HEAD}{number}-{_code(number)}"


def _code(number: int) -> str:
    keyed = crypto.keyed_hash(f"{HEAD}{number}", use="party.booking.link")
    return base64.urlsafe_b64encode(keyed)[:22].decode().replace("-", "A").replace("_", "B")


def opened(secret: str) -> int:
    """Return the number of the booking that a secret opens, 0 for a wrong one."""
    head, _, code = secret.partition("-")
    digits = head[1:]
    if head[:1] != HEAD or not (digits.isascii() and digits.isdigit()) or len(digits) > DIGITS:
        return 0
    return int(digits) if compare_digest(code.encode(), _code(int(digits)).encode()) else 0


def street_of(secret: str, at: datetime) -> int:
    """Return the street of what a secret opens, 0 for a wrong one; over all streets, before one is chosen."""
    number = opened(secret)
    if not number:
        return 0
    with scope.whole():
        found: int | None = ServiceBooking.objects.filter(pk=number).values_list("street", flat=True).first()
    return found or 0

"""The codes on the sheets: a keyed hash of point and seed, so that paper can be printed again and tables give none away."""

import base64
import hashlib
import re

from shiqiao.base import crypto
from shiqiao.kernel.patrols.models import Point

USE = "patrols.code"
BEHIND = "#p="  # in the address that a sheet shows, the code stands behind this
_CODE = re.compile(r"[A-Z2-7]{26}")


def code_of(seed: bytes, grid: int, number: int) -> str:
    """Return the code of a point: 26 letters and digits that say nothing."""
    made = crypto.keyed_hash(f"{grid}/{number}/{seed.hex()}", use=USE)
    return base64.b32encode(made).decode().rstrip("=")


def code_for(row: Point) -> str:
    """Return the code of a point that stands there."""
    return code_of(bytes(row.seed), row.grid, row.number)


def mark_of(code: str) -> bytes:
    """Return the SHA-256 of a code, by which it is known again."""
    return hashlib.sha256(code.encode()).digest()


def read_code(scanned: str) -> str:
    """Return the code in what was scanned (the address of a sheet, or the code alone); empty when there is none."""
    code = scanned.strip().rpartition(BEHIND)[2].strip().upper()
    return code if _CODE.fullmatch(code) else ""


def address_of(origin: str, row: Point) -> str:
    """Return what the QR code of a point says: the field app's address; the code never reaches a server's log."""
    return f"{origin.rstrip('/')}/field/{BEHIND}{code_for(row)}"

"""Numbers that name things: blocks of database ids, secret links, and the check digits of official numbers."""

import hashlib
import os
import re
import secrets
import threading
from datetime import date

from shiqiao.base.errors import Invalid, ShiqiaoError

# ── check digits (pure) ────────────────────────────────────────────────────────────────────────────────────────────

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015 table 1: without I, O, S, V, Z
_USCC_VALUE = {char: value for value, char in enumerate(_USCC_ALPHABET)}
_USCC_WEIGHTS = [pow(3, place, 31) for place in range(17)]
_IDENTITY_WEIGHTS = [pow(2, 17 - place, 11) for place in range(17)]
_IDENTITY_DIGITS = "10X98765432"
# GB/T 2260 provinces, 83 for residence permits of Taiwan compatriots, 9x for permanent residence cards of foreigners.
_IDENTITY_REGION = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[1-9]")
_READABLE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U: nothing to confuse when read out on the phone
_READABLE_VALUE = {char: value for value, char in enumerate(_READABLE)} | {"I": 1, "L": 1, "O": 0}
_ASCII_DIGITS = frozenset("0123456789")
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)  # twice a digit, its own digits added up


def _digits_only(text: str) -> bool:
    return bool(text) and _ASCII_DIGITS.issuperset(text)


def luhn_digit(digits: str) -> str:
    """Return the Luhn check digit (ISO/IEC 7812-1) that belongs behind `digits`; ValueError for other characters."""
    if not _digits_only(digits):
        raise ValueError(f"only digits 0-9 can carry a check digit, got {digits!r}")
    total = sum(map(int, digits[-2::-2])) + sum(_DOUBLED[int(char)] for char in digits[-1::-2])
    return str(-total % 10)


def luhn_ok(number: str) -> bool:
    """Tell whether the last digit of `number` is the Luhn digit of those before it."""
    return len(number) > 1 and _digits_only(number) and luhn_digit(number[:-1]) == number[-1]


def identity_digit(first: str) -> str:
    """Return the 18th character of an identity number from its 17 digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    if len(first) != 17 or not _digits_only(first):
        raise ValueError("the check digit of an identity number is reckoned from 17 digits")
    return _IDENTITY_DIGITS[sum(int(char) * weight for char, weight in zip(first, _IDENTITY_WEIGHTS, strict=True)) % 11]


def identity_ok(number: str) -> bool:
    """Tell whether `number` (18 characters, upper case) is an identity number: region, birth date, check digit."""
    if len(number) != 18 or not _digits_only(number[:17]) or not _IDENTITY_REGION.match(number):
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return 1850 <= born.year <= 2199 and identity_digit(number[:17]) == number[17]


def card_ok(number: str) -> bool:
    """Tell whether the last digit of a bank card number fits the others (ISO/IEC 7812-1, Luhn)."""
    digits = [int(one) for one in reversed(number) if one.isdigit()]
    doubled = (2 * one - 9 * (one > 4) for one in digits[1::2])
    return len(digits) >= 16 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def uscc_digit(first: str) -> str:
    """Return the 18th character of a unified social credit code (统一社会信用代码) from 17 (GB 32100-2015)."""
    if len(first) != 17 or not all(char in _USCC_VALUE for char in first):
        raise ValueError("the check character of a credit code is reckoned from 17 characters without I, O, S, V, Z")
    total = sum(_USCC_VALUE[char] * weight for char, weight in zip(first, _USCC_WEIGHTS, strict=True))
    return _USCC_ALPHABET[-total % 31]


def uscc_ok(code: str) -> bool:
    """Tell whether `code` (18 characters, upper case) is a unified social credit code: form and check character."""
    if len(code) != 18 or not _digits_only(code[2:8]) or not all(char in _USCC_VALUE for char in code):
        return False
    return uscc_digit(code[:17]) == code[17]


def readable(number: int, *, width: int = 6) -> str:
    """Write `number` for people: base 32 without confusable letters, `width` characters or more, a check character."""
    if number < 0:
        raise ValueError("only numbers from 0 upwards have a readable form")
    body = ""
    while number:
        number, rest = divmod(number, 32)
        body = _READABLE[rest] + body
    body = body.rjust(width, "0")
    return body + _readable_check(body)


def from_readable(text: str) -> int:
    """Read `readable(number)` back, forgiving case, spaces, hyphens, I, L and O; Invalid for a slip of the pen."""
    body = "".join(char for char in text.upper() if char not in " -")
    try:
        values = [_READABLE_VALUE[char] for char in body]
    except KeyError:
        values = []
    if len(values) < 2 or _readable_check("".join(_READABLE[value] for value in values[:-1])) != _READABLE[values[-1]]:
        raise Invalid(fields={"number": "This number contains a mistake; please compare it with the slip."})
    number = 0
    for value in values[:-1]:
        number = number * 32 + value
    return number


def _readable_check(body: str) -> str:
    """Luhn modulo 32: finds every single wrong character and nearly every swap of neighbours."""
    total = 0
    for place, char in enumerate(reversed(body)):
        value = _READABLE_VALUE[char] * (2 if place % 2 == 0 else 1)
        total += value // 32 + value % 32
    return _READABLE[-total % 32]


# ── secret links ───────────────────────────────────────────────────────────────────────────────────────────────────


def new_secret() -> str:
    """Return a fresh secret for a link: 128 random bits in 22 characters that are safe in a URL."""
    return secrets.token_urlsafe(16)


def secret_hash(secret: str) -> bytes:
    """Return what is stored of a secret (32 bytes); the secret itself stays with the resident only."""
    return hashlib.sha256(b"shiqiao.link\0" + secret.encode()).digest()


# ── blocks of ids ──────────────────────────────────────────────────────────────────────────────────────────────────


class WrongSequence(ShiqiaoError):
    """The database sequence {name} steps by {step} but blocks of {size} are taken from it; ids would collide."""

    code = "wrong_sequence"


_all: list["Blocks"] = []


def forget_blocks() -> None:
    """Let all blocks start over, because this process goes on with another database; for tests."""
    for blocks in _all:
        blocks._start_over()


class Blocks:
    """Hand out bigint ids in blocks, so that an intake needs no extra round trip for its numbers.

    The sequence is made with `INCREMENT BY size` (see `sql`): each `nextval` owns `size` ids. Ids are unique over all
    processes and threads; they have gaps and are only roughly in order. A forked child starts its own block.
    """

    def __init__(self, sequence_name: str, size: int = 200) -> None:
        if size < 1 or not sequence_name.isidentifier():
            raise ValueError("blocks need a plain sequence name and a size of at least 1")
        self.sequence_name, self.size = sequence_name, size
        self._start_over()
        _all.append(self)
        # A fork inherits numbers, and perhaps a locked lock, that belong to its parent.
        os.register_at_fork(after_in_child=self._start_over)

    def _start_over(self) -> None:
        self._lock = threading.Lock()
        self._next = self._end = 0
        self._checked = False

    def sql(self) -> tuple[str, str]:
        """Return the statements that create and drop the sequence, for `migrations.RunSQL(*blocks.sql())`."""
        create = f"CREATE SEQUENCE {self.sequence_name} AS bigint INCREMENT BY {self.size} START WITH 1;"
        return create, f"DROP SEQUENCE {self.sequence_name};"

    def take(self) -> int:
        """Return the next free id; asks the database once in `size` calls."""
        return self.take_many(1)[0]

    def take_many(self, count: int) -> list[int]:
        """Return `count` free ids in rising order inside each block; at most one query."""
        with self._lock:
            taken = list(range(self._next, min(self._next + count, self._end)))
            self._next += len(taken)
            missing = count - len(taken)
            if missing > 0:
                taken += self._from_new_blocks(missing)
            return taken

    def hand_out(self, first: int, count: int = 1) -> None:
        """Let the next `count` ids be those from `first` on, which were taken before and set aside for this.

        So what is written late may still stand where it belongs in lists that go by the id.
        """
        with self._lock:
            self._next, self._end = first, first + count

    def _from_new_blocks(self, missing: int) -> list[int]:
        """Fetch as many blocks as needed; the rest of the last one is kept. The lock is held."""
        lows = self._fetch(-(-missing // self.size))
        ids: list[int] = []
        for low in lows[:-1]:
            ids.extend(range(low, low + self.size))
        rest = missing - len(ids)
        ids.extend(range(lows[-1], lows[-1] + rest))
        self._next, self._end = lows[-1] + rest, lows[-1] + self.size
        return ids

    def _fetch(self, blocks: int) -> list[int]:
        from django.db import connection

        with connection.cursor() as cursor:
            if not self._checked:
                cursor.execute(
                    "SELECT seqincrement FROM pg_sequence WHERE seqrelid = %s::regclass", [self.sequence_name]
                )
                step = cursor.fetchone()[0]
                if step != self.size:
                    raise WrongSequence(name=self.sequence_name, step=step, size=self.size)
                self._checked = True
            cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [self.sequence_name, blocks])
            return [row[0] for row in cursor.fetchall()]

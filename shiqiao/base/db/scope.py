"""The street fence: which streets' rows a transaction may touch.

Row-level security compares each row's `street` (9-digit number) with two settings that hold for one transaction.
Without them a query sees nothing. Finer rights are conditions in the reads; this is only the second fence.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import InternalError, connection, transaction

from shiqiao.base.actor import Actor

READ_ONLY = "25006"  # what PostgreSQL says when it is asked to write and may not
LOWEST, HIGHEST = 0, 999_999_999
# How many numbers of streets each spans: 37, 3701, 370103 of 9 digits.
PROVINCE, CITY, STREETS_A_DISTRICT = 10**7, 10**5, 10**3
# The former values are read by the same statement, before they are replaced: a target list is evaluated from the left.
SWAP = """SELECT current_setting('shiqiao.low', true), current_setting('shiqiao.high', true),
set_config('shiqiao.low', %s, true), set_config('shiqiao.high', %s, true)"""
SET = "SELECT set_config('shiqiao.low', %s, true), set_config('shiqiao.high', %s, true)"


def set_scope(low: int, high: int | None = None) -> None:
    """Open the fence for streets `low`..`high` (one street when `high` is left out) until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(SET, [str(low), str(low if high is None else high)])


@contextmanager
def refusing_writes() -> Iterator[None]:
    """Let the database refuse what the block would write, until its transaction ends.

    Raises RuntimeError when it would: a fault of the block, while a server that is no longer the primary says the same.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_read_only = on")
    try:
        yield
    except InternalError as error:
        if getattr(error.__cause__, "sqlstate", "") == READ_ONLY:
            raise RuntimeError("what only shows would write in a read-only transaction") from error
        raise


@contextmanager
def scoped(low: int, high: int | None = None) -> Iterator[None]:
    """Run the block in a transaction with the fence open for `low`..`high`; inside another, the former scope returns.

    An error needs no return: the rollback, to the savepoint if nested, takes the setting back as well.
    """
    nested = connection.in_atomic_block
    wanted = [str(low), str(low if high is None else high)]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(SWAP, wanted)
            before = [value or "" for value in cursor.fetchone()[:2]]
        yield
        if nested and before != wanted:
            with connection.cursor() as cursor:
                cursor.execute(SET, before)


@contextmanager
def whole() -> Iterator[None]:
    """Run the block over all streets: snapshots, the worker, verification, and the look-up of a secret link."""
    with scoped(LOWEST, HIGHEST):
        yield


def of(actor: Actor) -> tuple[int, int]:
    """Return the streets in which an actor acts: its own, which for an office above the streets is that office alone."""
    if actor.street is None:
        return LOWEST, HIGHEST
    return actor.street, actor.street


def reading(actor: Actor) -> tuple[int, int]:
    """Return the streets an actor may read: its own, or those below the division that its office is of."""
    return (LOWEST, HIGHEST) if actor.street is None else below(actor.street)


def is_above(street: int | None) -> bool:
    """Tell whether a number of 9 digits names a district, city or province, and so an office above the streets."""
    return bool(street) and street % STREETS_A_DISTRICT == 0  # type: ignore[operator]


def below(street: int) -> tuple[int, int]:
    """Return the numbers of the streets in a province, city or district (each with its own number); a street's its own."""
    for size in (PROVINCE, CITY, STREETS_A_DISTRICT):
        if street and street % size == 0:
            return street, street + size - 1
    return street, street

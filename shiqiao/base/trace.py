"""The request id: one short mark that joins a request, its lines in the log, its answer, and the jobs it put off.

It says nothing about anybody. A surface sets it at the door (`tracing`); the log and the error pages read it.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{8,64}")
DRAWN = re.compile(r"[0-9a-f]{32}")
_present: ContextVar[str] = ContextVar("request_id", default="")
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is misheard when a clerk reads it out


def new() -> str:
    """Return a fresh mark: 10 letters and digits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(10))


def present() -> str:
    """Return the mark of what is being done; empty outside requests and jobs."""
    return _present.get()


def known(given: str) -> str:
    """Return a mark that somebody else made when it is well formed, else a fresh one.

    A row of seven digits or more may be somebody's number and is not taken over, save in the 128 bits in hexadecimal that
    reverse proxies draw, where every other one has such a row by chance.
    """
    fits = WELL_FORMED.fullmatch(given) and (DRAWN.fullmatch(given) or not re.search(r"\d{7}", given))
    return given if fits else new()


@contextmanager
def tracing(mark: str) -> Iterator[None]:
    """Work under a mark inside the block."""
    token = _present.set(mark)
    try:
        yield
    finally:
        _present.reset(token)

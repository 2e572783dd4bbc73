"""What the runs over file formats share: how many examples, and how bytes go bad."""

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

LONG = bool(os.environ.get("SHIQIAO_FUZZ_LONG"))
"""Set by `make fuzz`: many examples of each format instead of few."""


def examples(few: int, many: int) -> Any:
    """Return hypothesis settings: few examples in the ordinary run, many in `make fuzz`. A hang is a failure."""
    return settings(
        max_examples=many if LONG else few, deadline=10_000, database=None, derandomize=not LONG,
        suppress_health_check=list(HealthCheck), print_blob=True,
    )  # fmt: skip


@st.composite
def spoiled(draw: Callable[..., Any], whole: bytes) -> bytes:
    """Take a file that is right and spoil it: bits turned, cut off, parts doubled, moved or overwritten, rubbish behind."""
    content = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(content) - 1)))
        how = draw(st.sampled_from(["turn", "cut", "double", "fill", "put", "behind", "out"]))
        some = draw(st.binary(min_size=1, max_size=12))
        size = draw(st.integers(1, 200))
        if how == "turn" and content:
            content[at] ^= 1 << draw(st.integers(0, 7))
        elif how == "cut":
            del content[at:]
        elif how == "double":
            content[at:at] = content[at : at + size]
        elif how == "fill":
            content[at : at + size] = bytes([draw(st.sampled_from([0, 0xFF, 0x7F, 0x20]))]) * size
        elif how == "put":
            content[at : at + len(some)] = some
        elif how == "behind":
            content += some
        else:
            del content[at : at + size]
    return bytes(content)


def bad_or_any(whole: bytes) -> st.SearchStrategy[bytes]:
    """Return files of one kind as they go wrong: spoiled ones, rubbish behind a right beginning, and any bytes."""
    begun = st.binary(max_size=400).map(lambda rest: whole[:16] + rest)
    return st.one_of(spoiled(whole), spoiled(whole), begun, st.binary(max_size=400))

"""How a line is written as bytes, chained, and sealed. Pure: a stranger can recompute all of it from an export."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from shiqiao.base.actor import Ref

GENESIS = b"\x00" * 32
Data = Mapping[str, Any]
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the journal: what happened to a subject, when, when it was written down, and by whom.

    `data` holds codes, numbers, references and commitments, never direct identifiers of persons. `prev` is the
    hash of the subject's former line (32 zero bytes for the first), `hash` binds all of it.
    """

    street: int
    subject: Ref
    seq: int
    code: str
    happened_at: datetime
    recorded_at: datetime
    actor: str
    data: Data
    prev: bytes
    hash: bytes
    text: str = field(default="", compare=False, repr=False)  # the canonical data, when it was made here


def stamp(moment: datetime) -> str:
    """Write a moment as UTC text with microseconds, the only form that enters a hash."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


def read_stamp(text: str) -> datetime:
    """Read what `stamp` wrote."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def canonical(data: Data) -> str:
    """Write data as JSON that is the same for the same content: sorted keys, no spaces.

    Floating point must not occur: the database would give it back written differently (see `refuse_floats`).
    """
    return _CANONICAL.encode(data)


def refuse_floats(data: Any) -> None:
    """Raise TypeError where data holds floating point, at whatever depth."""
    if isinstance(data, float):
        raise TypeError("floating point has no place in the journal: write a whole number or text")
    if isinstance(data, Mapping):
        data = data.values()
    elif not isinstance(data, list | tuple):
        return
    for value in data:
        refuse_floats(value)


def line_hash(
    prev: bytes,
    street: int,
    subject: Ref,
    seq: int,
    code: str,
    happened: datetime,
    recorded: datetime,
    actor: str,
    text: str,
) -> bytes:
    """Hash a line together with its predecessor; `text` is the canonical data."""
    parts = (str(street), subject.kind, str(subject.id), str(seq), code, stamp(happened), stamp(recorded), actor, text)
    return hashlib.sha256(prev + "\x1f".join(parts).encode()).digest()


def chain(
    *,
    prev: bytes,
    seq: int,
    street: int,
    subject: Ref,
    code: str,
    happened_at: datetime,
    recorded_at: datetime,
    actor: str,
    data: Data,
) -> Line:
    """Make the next line of a subject."""
    text = canonical(data)
    digest = line_hash(prev, street, subject, seq, code, happened_at, recorded_at, actor, text)
    return Line(street, subject, seq, code, happened_at, recorded_at, actor, data, prev, digest, text)


def rehash(line: Line) -> bytes:
    """Compute again what the hash of a stored line must be."""
    return line_hash(
        line.prev, line.street, line.subject, line.seq, line.code,
        line.happened_at, line.recorded_at, line.actor, canonical(line.data),
    )  # fmt: skip


def merkle_root(hashes: Iterable[bytes]) -> bytes:
    """Return the Merkle root (SHA-256; leaves prefixed 00, inner nodes 01, an odd node is carried up; RFC 6962 prefixes)."""
    level = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in hashes]
    if not level:
        return hashlib.sha256(b"").digest()
    while len(level) > 1:
        paired = [hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        level = paired + ([level[-1]] if len(level) % 2 else [])
    return level[0]


def merkle_path(hashes: Sequence[bytes], index: int) -> list[tuple[str, bytes]]:
    """Return the way from one leaf to the root of `merkle_root`: at each level the other hash and its side, L or R."""
    level = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in hashes]
    path: list[tuple[str, bytes]] = []
    while len(level) > 1:
        other = index ^ 1
        if other < len(level):
            path.append(("L" if other < index else "R", level[other]))
        paired = [hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        level = paired + ([level[-1]] if len(level) % 2 else [])
        index //= 2
    return path

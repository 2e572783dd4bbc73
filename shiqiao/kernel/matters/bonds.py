"""What is not in the journal is bound to it: by a salted commitment, or because it follows from the line.

The line of an erasure ends all bonds before it and binds anew what was left. A salt that is gone without such a line is
a finding: nobody hides a change by wiping the salt.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from shiqiao.base import crypto
from shiqiao.kernel.journal.rules import Line
from shiqiao.kernel.matters.intake import digits
from shiqiao.kernel.matters.models import CallBack, Identifier, Matter, Note, Reporter
from shiqiao.kernel.matters.report import body_text, identifiers_text, reporter_text, sent_text
from shiqiao.kernel.matters.rules import NOTES

REPORTED = 1  # the number of the line that reports a matter
ERASED = "retention.erased"


@dataclass
class Bound:
    """The rows that hang on one matter."""

    reporter: Reporter | None = None
    notes: dict[tuple[int, str], Note] = field(default_factory=dict)
    identifiers: list[Identifier] = field(default_factory=list)
    callbacks: list[CallBack] = field(default_factory=list)


def check(row: Matter, lines: list[Line], rows: Bound) -> Iterator[str]:
    """Say what differs from what the journal bound or tells."""
    bound = {(line.seq, name): value for line in lines for name, value in line.data.get("bound", {}).items()}
    erased = max((line.seq for line in lines if line.code == ERASED), default=0)
    last_body = max((seq for seq, name in bound if name == "body"), default=0)
    for (seq, name), value in bound.items():
        # Bonds before an erasure ended with it; a place that was corrected later has a commitment of its own.
        if seq < erased or (name == "body" and seq != last_body):
            continue
        salt, text = _erased(row, rows, seq, name) if seq == erased else _now(row, rows, seq, name)
        if text is None or not salt or crypto.commitment(salt, text) != value:
            yield f"{name} of line {seq} differs from what the journal bound"
    yield from _unbound(rows, bound)
    yield from _derived(lines, rows)


def notes_text(notes: Iterable[tuple[int, str, str]]) -> str:
    """Return what was left of the notes (line, kind, text) before an erasure, as one text, for the commitment."""
    return json.dumps(sorted(notes), ensure_ascii=False)


def _erased(row: Matter, rows: Bound, seq: int, name: str) -> tuple[bytes, str | None]:
    """Return what an erasure bound, as it stands now: everything from before its line, under the matter's new salt."""
    if name == "notes":
        before = [note for (line, _), note in rows.notes.items() if line < seq]
        kept = any(note.salt for note in before)  # their own salts went with the erasure
        return bytes(row.salt), None if kept else notes_text((one.seq, one.kind, one.text) for one in before)
    if name == "identifiers":
        return bytes(row.salt), identifiers_text(_opened(one) for one in rows.identifiers if _line_of(one) < seq)
    return _now(row, rows, seq, name)


def _now(row: Matter, rows: Bound, seq: int, name: str) -> tuple[bytes, str | None]:
    """Return the salt and what stands in the tables now; None when it is missing."""
    salt = bytes(row.salt)
    if name == "body":
        return salt, body_text(row.title, row.text, row.address, row.lon, row.lat, row.form)
    if name == "sent":
        return salt, sent_text(row.source, row.source_id, bytes(row.sent_mark))
    if name == "reporter":
        return _reporter(salt, rows.reporter)
    if name == "identifiers":
        notes = [note for (line, _), note in rows.notes.items() if line == seq]
        salt = salt if seq == REPORTED else bytes(notes[0].salt) if notes else salt
        return salt, identifiers_text(_opened(one) for one in rows.identifiers if _line_of(one) == seq)
    note = rows.notes.get((seq, name))
    return (salt, None) if note is None else (bytes(note.salt), note.text)


def _reporter(salt: bytes, reporter: Reporter | None) -> tuple[bytes, str | None]:
    if reporter is None:
        return salt, reporter_text("", "", b"")
    name, phone = _open(reporter.name), _open(reporter.phone)
    blind = crypto.blind(digits(phone)) if phone else b""
    if blind != bytes(reporter.phone_blind or b"") or reporter.name_grams != (
        crypto.blind_bigrams(name) if name else []
    ):
        return bytes(reporter.salt), None
    return bytes(reporter.salt), reporter_text(name, phone, bytes(reporter.secret))


def _opened(one: Identifier) -> tuple[str, str, str]:
    value = _open(one.value)
    whole = crypto.blind(value) == bytes(one.blind)
    return one.token, one.kind, value if whole else ""


def _open(sealed: crypto.Bytes | None) -> str:
    try:
        return crypto.decrypt(sealed) if sealed else ""
    except crypto.CannotDecrypt:
        return "\0"  # a value that nobody can have written


def _line_of(one: Identifier) -> int:
    """Tokens of a move carry the number of its line."""
    line, slash, _ = one.token.partition("/")
    return int(line) if slash and line.isdigit() else REPORTED


def _unbound(rows: Bound, bound: dict[tuple[int, str], str]) -> Iterator[str]:
    """Rows that no line speaks of were added by hand, also those that an erasure took away."""
    erased = max((seq for seq, name in bound if name == "notes"), default=0)
    for seq, kind in rows.notes.keys() - bound.keys():
        yield f"a note ({kind}) stands at line {seq}, the journal knows none"
    for one in rows.identifiers:
        if (max(_line_of(one), erased), "identifiers") not in bound:
            yield f"an identifier ({one.token}) stands in the table, the journal knows none"


def _derived(lines: list[Line], rows: Bound) -> Iterator[str]:
    """What follows from the lines: who wrote a note and when, who reads it, and what call-backs said."""
    by_seq = {line.seq: line for line in lines}
    for (seq, kind), note in rows.notes.items():
        line = by_seq.get(seq)
        if line and (note.public, note.written_by, note.written_at) != (NOTES.get(kind), line.actor, line.recorded_at):
            yield f"the note ({kind}) of line {seq} was written by another, at another time or for other readers"
    said = [
        (line.seq, line.code.removeprefix("matters."), line.recorded_at, *(line.data["said"][name] for name in _SAID))
        for line in lines
        if "said" in line.data
    ]
    stored = [(one.seq, one.kind, one.at, *(getattr(one, name) for name in _SAID)) for one in rows.callbacks]
    if said != stored:
        yield "its call-backs differ from the journal"


_SAID = ("responded", "solved", "satisfied")

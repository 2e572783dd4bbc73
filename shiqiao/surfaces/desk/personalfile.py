"""What is handed out to a person: a zip with a table to read (xlsx) and the same as JSON."""

import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.kernel.retention.hooks import Piece
from shiqiao.kernel.retention.reads import Disclosed
from shiqiao.kernel.retention.rules import Rule
from shiqiao.surfaces.desk import retention, words
from shiqiao.surfaces.kit import spreadsheets
from shiqiao.surfaces.kit.words import absolute

# Labels and sentences that the parts give with what they hold; said here in the reader's language.
SAID = (
    gettext_noop("A matter you reported"), gettext_noop("A matter of somebody else"), gettext_noop("A visit to you"),
    gettext_noop("The registry's record of you"), gettext_noop("An order of 12345"),
    gettext_noop("You reported it through the portal or the app"), gettext_noop("You told it by telephone"),
    gettext_noop("The hotline 12345 passed it on"), gettext_noop("Officials wrote it down"),
    gettext_noop("Written by another person"), gettext_noop("Written down at the visit"), gettext_noop("Stated at a visit"),
    gettext_noop("Stated at the service hall"), gettext_noop("Taken over from a list"), gettext_noop("Stated in a matter"),
    gettext_noop("Stated by the person"), gettext_noop("Written down by the office"),
    gettext_noop("To handle what was reported"), gettext_noop("To know who needs help or what is dangerous"),
    gettext_noop("To know who lives in the street, for the duties of the office"), gettext_noop("To answer 12345"),
    gettext_noop("Number"), gettext_noop("Kind"), gettext_noop("Reported at"), gettext_noop("Full name"),
    gettext_noop("Telephone"), gettext_noop("Place"), gettext_noop("What was written"), gettext_noop("Answered"),
    gettext_noop("Answer to you"), gettext_noop("File"), gettext_noop("Numbers of yours in it"),
    gettext_noop("Identity number"), gettext_noop("Birth date"), gettext_noop("Sex"), gettext_noop("Home"),
    gettext_noop("Last confirmed"), gettext_noop("Contact at"), gettext_noop("Visited at"), gettext_noop("Note"),
    gettext_noop("Received at"),
)  # fmt: skip
HEADINGS = (
    (gettext_noop("What"), 22), (gettext_noop("Entry"), 18), (gettext_noop("Value"), 48),
    (gettext_noop("Where it came from"), 28), (gettext_noop("What it is kept for"), 32),
    (gettext_noop("How long it stays"), 40),
)  # fmt: skip


def build(found: Disclosed, *, street: int, at: datetime) -> bytes:
    """Return the zip with everything found about a person."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("personal-data.xlsx", _workbook(found, street, at))
        packed.writestr("personal-data.json", json.dumps(_plain(found, at), ensure_ascii=False, indent=2))
    return out.getvalue()


def _stays(rules: Sequence[Rule]) -> str:
    said = [f"{retention.term_said(rule)}：{_(retention.ACTS[rule.act])}（{words.said(rule.basis)}）" for rule in rules]
    return "；".join(said) or _("as long as the office needs it for its duties")


def _label(text: str) -> str:
    return _(text) if text in SAID else text


def _value(text: str) -> Any:
    """A moment is said as people write it."""
    try:
        return absolute(datetime.fromisoformat(text)) if "T" in text[:11] else text
    except ValueError:
        return text


def _rows(pieces: Sequence[tuple[Piece, Sequence[Rule]]]) -> list[tuple[str, ...]]:
    return [
        (_label(piece.of), _label(name), _value(value), _label(piece.source), _label(piece.purpose), _stays(rules))
        for piece, rules in pieces
        for name, value in piece.values
    ]


def _workbook(found: Disclosed, street: int, at: datetime) -> bytes:
    def about(rows: int, cut: bool) -> list[tuple[str, str]]:
        readers = [
            (absolute(when), f"{retention.post_said(post, street)}：{field}")
            for when, post, field, _why in found.readers
        ]
        return [
            (_("Street"), words.place(street)), (_("Made at"), absolute(at)), (_("Entries"), str(rows)),
            (_("Third persons"), _("Their data are masked or left out.")),
            (_("Who read values of yours in clear"), str(len(readers))), *readers,
        ]  # fmt: skip

    headings = [spreadsheets.Heading(_(title), "text", width) for title, width in HEADINGS]
    written = spreadsheets.write(
        _("Personal data"), headings, _rows(found.pieces), about=(_("About this file"), about), cut_note=""
    )
    with written.file as file:
        return file.read()


def _plain(found: Disclosed, at: datetime) -> dict[str, Any]:
    return {
        "made_at": at.isoformat(),
        "held": [
            {
                "subject": str(piece.subject), "what": _label(piece.of), "source": _label(piece.source),
                "purpose": _label(piece.purpose), "stays": _stays(rules),
                "values": [{"name": _label(name), "value": value} for name, value in piece.values],
            }
            for piece, rules in found.pieces
        ],
        "read_by": [
            {"at": when.isoformat(), "post": post, "field": field, "reason": reason}
            for when, post, field, reason in found.readers
        ],
    }  # fmt: skip

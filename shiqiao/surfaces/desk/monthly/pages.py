"""The page of monthly reports: how each stands, its files, and what the reader may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy, gettext_noop
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import SubjectKind
from shiqiao.base.time import now
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.monthly import actions, reads
from shiqiao.kernel.monthly.models import UNDER_WAY, MonthlyReport
from shiqiao.kernel.registry.subjects import subjects
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.monthly.figures import month, plain_month
from shiqiao.surfaces.desk.monthly.writing import title
from shiqiao.surfaces.kit.forms import KitForm
from shiqiao.surfaces.kit.words import size

STATES = {
    "waiting": (gettext_noop("waiting"), "blue", "hourglass"), "making": (gettext_noop("being made"), "blue", "refresh"),
    "ready": (gettext_noop("ready"), "green", "circle-check"), "failed": (gettext_noop("not made"), "red", "alert-octagon"),
}  # fmt: skip
REASONS = {
    "font_missing": gettext_noop("The font for PDF is not installed; the administrator runs the set-up once more."),
    "no_room": gettext_noop("The server's disk is full; the administrator makes room."),
    "unavailable": gettext_noop("What makes reports is not installed."),
}
UNKNOWN = gettext_noop("Something unexpected stopped it; the server's log of that moment says what. Nothing was kept.")
KINDS = {"pdf": ("PDF", "file-type-pdf"), "xlsx": (gettext_noop("Spreadsheet"), "file-spreadsheet")}


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file to be fetched: what it is, its address, how large."""

    title: str
    icon: str
    url: str
    size: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A report in the list; `others` are its files in the language that the reader does not read now."""

    id: int
    month: str
    closed: bool
    as_of: datetime | None
    state: str
    tone: str
    icon: str
    reason: str
    by: str
    ordered_at: datetime
    made_at: datetime | None
    version: int
    mark: str
    files: Sequence[FileShown]
    others: Sequence[FileShown]
    again: str


@dataclass(frozen=True, slots=True)
class Page:
    """The list, and whether something in it will change by itself."""

    rows: Sequence[Shown]
    moving: bool


class OrderForm(KitForm):
    """Which month."""

    month = forms.ChoiceField(label=gettext_lazy("Month"))

    def __init__(self, data: Any, *, street: int) -> None:
        super().__init__(data)
        known = reads.months(street, localdate(now()))
        self.fields["month"].choices = [(plain_month(one), _said(one, bool(period))) for one, period in known]  # type: ignore[attr-defined]

    def order(self, by: Actor) -> MonthlyReport | None:
        """Order the report of the chosen month; None when what was sent cannot be used."""
        if not self.is_valid():
            return None
        starts = date.fromisoformat(f"{self.cleaned_data['month']}-01")
        return actions.order_report(street=by.street or 0, starts=starts, by=by, at=now())


def _said(one: date, closed: bool) -> str:
    mark = _("month closed") if closed else _("not closed")
    return f"{month(one)} · {mark}"


def page(actor: Actor) -> Page:
    """Return the reports that an actor sees."""
    rows = reads.reports(actor)
    may = bool(actor.roles & reads.ORDERS)
    return Page([_shown(row, actor, may) for row in rows], any(row.state in UNDER_WAY for row in rows))


def _shown(row: MonthlyReport, actor: Actor, may: bool) -> Shown:
    state, tone, icon = STATES[row.state]
    reason = _(REASONS.get(row.reason, UNKNOWN)) if row.state == "failed" else ""
    system = row.by.startswith("system.")
    return Shown(
        row.id, month(row.starts), row.period > 0, row.as_of, _(state), tone, icon, reason,
        _("made by itself when the month was closed") if system else words.post_named(row.by, row.street), row.ordered_at,
        row.made_at, row.version, row.fingerprint[:12], *_files(row),
        reverse("desk:monthly-again", args=[row.id]) if may and row.state in ("failed", "ready") else "",
    )  # fmt: skip


def _files(row: MonthlyReport) -> tuple[list[FileShown], list[FileShown]]:
    own: list[FileShown] = []
    others: list[FileShown] = []
    for one in row.files if row.state == "ready" else ():
        name, icon = KINDS[one["kind"]]
        url = reverse("desk:monthly-file", args=[row.id, one["file"]])
        (own if one["language"] == get_language() else others).append(FileShown(_(name), icon, url, size(one["size"])))
    return own, others


def name_of(row: MonthlyReport, found: Attachment) -> str:
    """Return under which name a file is saved: 2018-06 街道工作月报.pdf."""
    language = next(one["language"] for one in row.files if one["file"] == found.id)
    said = "" if language == get_language() else f" {language}"
    return f"{plain_month(row.starts)} {title()}{said}.{found.kind}"


def _subjects(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Say what a notice about a report opens onto."""
    rows = [row for row in reads.reports(actor) if row.id in ids]
    return {
        row.id: (f"{title()} {month(row.starts)}", reverse("desk:monthly-reports"), _(STATES[row.state][0])) for row in rows
    }  # fmt: skip


def fill() -> None:
    """Let notices name reports."""
    subjects.fill("desk", SubjectKind(reads.KIND, _subjects))

"""Showing a masked value in clear, the same on every page; and the read log as its pages and its spreadsheet show it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.text import masked
from shiqiao.kernel.matters import revealing as matters
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.privacy import reads, rules
from shiqiao.kernel.privacy.models import ReadLog, ReadReview
from shiqiao.kernel.registry.subjects import show
from shiqiao.surfaces.desk import registrywords as say
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.registryforms import BLANK, ActForm
from shiqiao.surfaces.kit.leafing import CHUNK, leaves
from shiqiao.surfaces.kit.shapes import RevealShown

FIELDS: dict[str, str] = {
    **say.COLUMNS,
    "reporter_name": gettext_noop("Name of the reporter"), "reporter_phone": gettext_noop("Telephone of the reporter"),
    "contact": gettext_noop("Who called"), "mobile": gettext_noop("Mobile number in the text"),
    "landline": gettext_noop("Telephone number in the text"), "identity": gettext_noop("Identity number"),
    "uscc": gettext_noop("Credit code in the text"), "plate": gettext_noop("Plate number"),
    "card": gettext_noop("Bank card number"),
    "proxy_name": gettext_noop("Name of the proxy"), "proxy_phone": gettext_noop("Telephone of the proxy"),
    "original": gettext_noop("Picture without covers"), "way": gettext_noop("Way walked"),
}  # fmt: skip
KINDS = {
    "person": gettext_noop("Person"), "matter": gettext_noop("Matter"), "order": gettext_noop("Order of 12345"),
    "picture": gettext_noop("Picture"), "organisation": gettext_noop("Organisation"),
    "service_affair": gettext_noop("Affair"),
}  # fmt: skip
STATES = {
    "open": gettext_noop("Not reviewed"), "asked": gettext_noop("Asked about"), "reviewed": gettext_noop("Reviewed"),
}  # fmt: skip
TONES = {"open": "grey", "asked": "yellow", "reviewed": "green"}
UNUSUAL = {"many": gettext_noop("very many on one day"), "after_hours": gettext_noop("outside office hours")}
VERDICTS = {"reviewed": gettext_noop("Reviewed, in order"), "asked": gettext_noop("Ask the reader about it")}
ROWS = 40


class RevealForm(ActForm):
    """Which value is shown in clear, and why."""

    value = forms.ChoiceField(label=gettext_lazy("Show in clear"))
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), choices=lambda: [*BLANK, *say.choices({c: say.REASONS[c] for c in rules.REASONS})]
    )
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=rules.NOTE_MOST)

    def __init__(self, *args: Any, values: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Offer these values: (`field:part`, how it looks masked)."""
        super().__init__(*args, choices={"value": values}, **kwargs)

    @property
    def asked(self) -> dict[str, Any]:
        """Return what the action wants: field and part of the value that was chosen, reason and note."""
        field, _sep, part = self.cleaned_data["value"].partition(":")
        given = {name: self.cleaned_data[name] for name in ("reason", "note")}
        return {"field": field, "part": int(part) if part.isdigit() else 0, **given}


def shown(kind: str, subject: int, values: Sequence[tuple[str, str]]) -> RevealShown | None:
    """Return the component that shows one of these values in clear; None when there is nothing to show."""
    if not values:
        return None
    return RevealShown(reverse("desk:reveal", args=[kind, subject]), RevealForm(values=values))


def original_form(posted: Any = None) -> RevealForm:
    """Return the form that asks for a picture without its covers."""
    return RevealForm(posted, values=[("original:0", _(FIELDS["original"]))])


def matter_values(actor: Actor, row: Matter) -> list[tuple[str, str]]:
    """Return what of a matter an actor may ask to see."""
    found = matters.masked_values(actor, row)
    return [(f"{one.field}:{one.part}", f"{say.say(FIELDS, one.field)} {one.shown}") for one in found]


# ── the read log ───────────────────────────────────────────────────────────────────────────────────────────────────


class LogForm(forms.Form):
    """What the read log is narrowed to."""

    who = forms.ChoiceField(label=gettext_lazy("Who looked"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=gettext_lazy("Up to"), required=False, widget=forms.DateInput({"type": "date"}))
    unusual = forms.BooleanField(label=gettext_lazy("Unusual only"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(one), words.person_name(one) or _("the system")) for one in reads.readers(actor)]
        self.fields["who"].choices = [("", _("all")), *names]  # type: ignore[attr-defined]
        tables = {"kind": KINDS, "reason": {c: say.REASONS[c] for c in rules.REASONS}, "state": STATES}
        for name, table in tables.items():
            self.fields[name].choices = [("", _("all")), *say.choices(table)]  # type: ignore[attr-defined]
        for field in self.fields.values():
            check = isinstance(field.widget, forms.CheckboxInput)
            select = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-check-input" if check else "form-select" if select else "form-control"


def filters_of(actor: Actor, params: Mapping[str, str]) -> reads.Filters:
    """Return the filters that a query string asks for; what cannot be read narrows nothing."""
    form = LogForm(params, actor=actor)
    form.is_valid()
    given = form.cleaned_data
    who = given.get("who", "")
    return reads.Filters(
        given.get("kind", ""), given.get("reason", ""), given.get("state", ""), bool(given.get("unusual")),
        int(who) if who else None, _midnight(given.get("since")), _midnight(given.get("until"), 1),
    )  # fmt: skip


def _midnight(day: Any, later: int = 0) -> datetime | None:
    zone = ZoneInfo(settings.TIME_ZONE)
    return datetime.combine(day + timedelta(days=later), time(), zone) if day else None


@dataclass(frozen=True)
class LookShown:
    """A line of the read log as the page shows it."""

    number: int
    url: str
    at: datetime
    who: str
    what: str
    subject: str
    subject_url: str
    reason: str
    unusual: Sequence[str]
    state: str
    tone: str


def looks(actor: Actor, rows: Iterable[ReadLog], reviews: Mapping[int, ReadReview]) -> list[LookShown]:
    """Return lines of the log in words; one query a kind of subject."""
    rows = list(rows)
    titles = show(actor, {row.ref for row in rows})
    return [_look(row, titles.get(row.ref), reviews.get(row.pk)) for row in rows]


def _look(row: ReadLog, subject: Any, review: ReadReview | None) -> LookShown:
    state = "open" if review is None else review.verdict
    title = subject.title if subject else f"{say.say(KINDS, row.kind)} {row.subject}"
    return LookShown(
        row.pk, reverse("desk:read-line", args=[row.pk]), row.at, reader(row), say.say(FIELDS, row.field), title,
        subject.url if subject else "", say.say(say.REASONS, row.reason),
        [say.say(UNUSUAL, code) for code in row.unusual.split()], _(STATES[state]), TONES[state],
    )  # fmt: skip


def reader(row: ReadLog | ReadReview) -> str:
    """Return who looked or reviewed: the name of then, and the post's code."""
    return f"{words.person_name(row.account)} {row.actor}".strip()


def line_shown(actor: Actor, row: ReadLog) -> dict[str, Any]:
    """Return what the page of one line shows: the look, its note and reviews, and whether the actor may review it."""
    reviews, own = reads.reviews_of([row.pk]), row.account == actor.account
    done = row.pk in reviews and reviews[row.pk].verdict == "reviewed"
    (look,) = looks(actor, [row], reviews)
    may = bool(actor.roles & rules.REVIEWS) and not own and not done
    return {"look": look, "note": masked(row.opened()), "reviews": reviews_shown(row), "may": may, "own": own}


def reviews_shown(line: ReadLog) -> list[dict[str, Any]]:
    """Return the reviews of a line, with their notes."""
    return [
        {
            "at": one.at,
            "who": reader(one),
            "verdict": _(STATES[one.verdict]),
            "tone": TONES[one.verdict],
            "note": one.opened(),
        }
        for one in reads.history_of(line)
    ]


class ReviewForm(ActForm):
    """What the auditor found."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Finding"), widget=forms.RadioSelect, choices=lambda: say.choices(VERDICTS)
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=rules.NOTE_MOST, widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Needed when you ask about it."),
    )  # fmt: skip


COLUMNS = (
    Column("Time", "moment", 17), Column("Who looked", width=26), Column("What was shown", width=22),
    Column("Whose value", width=34), Column("Reason", width=16), Column("Unusual", width=26), Column("State", width=12),
)  # fmt: skip


def log_rows(actor: Actor, params: Mapping[str, str]) -> Iterator[Sequence[Any]]:
    """Yield the lines of the log as its page narrows it; notes stay on the page."""
    asked = filters_of(actor, params)
    for page in leaves(lambda after: reads.read_log(actor, asked, after=after, limit=CHUNK)):
        for one in looks(actor, page.rows, page.reviews):
            yield one.at, one.who, one.what, one.subject, one.reason, "、".join(one.unusual), one.state


ALL = (ListExport("read-log", "Read log", "desk:read-log", COLUMNS, log_rows, roles=rules.READS_LOG),)

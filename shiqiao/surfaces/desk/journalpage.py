"""The auditor's page about the journal of the street: the filters, and its lines in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.journal.review import Page, Wanted, entries
from shiqiao.kernel.matters.lookups import by_ids, by_number, hidden_from
from shiqiao.kernel.people import reads as people
from shiqiao.surfaces.desk import records, words
from shiqiao.surfaces.desk.forms import Choices, with_choices
from shiqiao.surfaces.desk.journalwords import KINDS, acts
from shiqiao.surfaces.kit.forms import KitForm


@dataclass(frozen=True)
class Shown:
    """A line in words; `facts` are its codes and numbers, as they are sealed."""

    at: datetime
    happened_at: datetime
    title: str
    code: str
    who: str
    subject: str
    url: str
    facts: str


class JournalForm(KitForm):
    """What to look for. Days are local."""

    kind = forms.ChoiceField(label=gettext_lazy("Recorded about"), required=False)
    subject = forms.CharField(label=gettext_lazy("Number"), required=False, max_length=20)
    actor = forms.ChoiceField(label=gettext_lazy("By whom"), required=False)
    code = forms.ChoiceField(label=gettext_lazy("What was recorded"), required=False)
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=gettext_lazy("To"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, data: Any, actor: Actor) -> None:
        self.reader = actor
        posts: Choices = [(post.code, words.post_title(post.id)) for post in people.posts(actor.street or 0)]
        offers = {
            "kind": [("", _("everything")), *((code, _(said)) for code, said in KINDS.items())],
            "actor": [("", _("everybody")), *posts],
            "code": [
                ("", _("everything")),
                *sorted(((code, _(title)) for code, title in acts().items()), key=lambda pair: pair[1]),
            ],
        }
        self.base_fields = with_choices(self.base_fields, offers)
        super().__init__(data)

    def found(self) -> Page:
        """Return the page of lines that are asked for; what cannot be read is told at its field, and nothing is found."""
        if not self.is_valid():
            return Page([])
        given = self.cleaned_data
        until = given["until"] + timedelta(days=1) if given["until"] else None
        wanted = Wanted(
            kind=given["kind"], subject=self._subject(given["subject"]), actor=given["actor"], code=given["code"],
            since=_start(given["since"]), until=_start(until), hidden={records.KIND: hidden_from(self.reader)},
        )  # fmt: skip
        return entries(self.reader, wanted, after=self.data.get("after", ""))

    def _subject(self, text: str) -> int:
        """A matter is known by its number, everything else by its identifier; -1 for what there is not."""
        if not text:
            return 0
        row = by_number(text) if len(text) > 9 else None
        if row is not None:
            return int(row.id)
        return int(text) if text.isdigit() and len(text) <= 9 else -1


def _start(day: Any) -> datetime | None:
    return make_aware(datetime.combine(day, time())) if day else None


def shown(rows: Sequence[JournalLine]) -> list[Shown]:
    """Return lines in words, with their matters in one query."""
    matters, told = by_ids({row.subject for row in rows if row.kind == records.KIND}), acts()
    return [_shown(row, matters, _(told.get(row.code, row.code))) for row in rows]


def _shown(row: JournalLine, matters: dict[int, Any], title: str) -> Shown:
    matter = matters.get(row.subject) if row.kind == records.KIND else None
    kind = _(KINDS[row.kind]) if row.kind in KINDS else row.kind
    url = reverse("desk:matter", args=[matter.number]) if matter else ""
    who = _("the resident") if row.actor == "resident" else words.post_named(row.actor, row.street)
    facts = " · ".join(f"{name} {value}" for name, value in row.data.items() if name not in ("bound", "clocks", "why"))
    return Shown(
        row.recorded_at, row.happened_at, title, row.code, who, matter.number if matter else f"{kind} {row.subject}", url,
        facts[:300],
    )  # fmt: skip

"""The forms of visits: the checklist on site, the re-check, planning a list, giving a visit to another post."""

import csv
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.visits import actions, reads
from shiqiao.kernel.visits.actions import Target
from shiqiao.kernel.visits.checklists import Question
from shiqiao.kernel.visits.models import Finding, Visit
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.forms import ZONE, Choices, with_choices
from shiqiao.surfaces.desk.uploads import KeepsFiles, keep, written
from shiqiao.surfaces.desk.visits import CYCLES, STATES
from shiqiao.surfaces.kit.errors import describe
from shiqiao.surfaces.kit.forms import KitForm

QUESTION, PHOTO, FIXED = "q_", "photo_", "fixed_"
LINES_MOST = 500
YES_NO = (("yes", gettext_lazy("yes")), ("no", gettext_lazy("no")))


class RecordForm(KeepsFiles, KitForm):
    """How a visit went. Questions are fields `q_<key>`; a question that may be a finding takes a photo of its own."""

    outcome = forms.ChoiceField(label=gettext_lazy("How did it go?"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )
    photo = forms.FileField(label=gettext_lazy("Photos"), required=False)
    happened = forms.DateTimeField(
        label=gettext_lazy("When it was, if not now"), required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    sent = forms.CharField(required=False, widget=forms.HiddenInput)
    client_id = forms.CharField(max_length=80, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, *, row: Visit) -> None:
        self.row = row
        self.visited = str((data or {}).get("outcome", "done")) == "done"
        outcomes = [(code, _(STATES[code][0])) for code in ("done", "not_home", "refused", "moved")]
        self.base_fields = {**self.asked(), **with_choices(self.base_fields, {"outcome": outcomes})}
        super().__init__(data, files, initial={"client_id": str(uuid4()), "outcome": "done"})
        for field in self.fields.values():
            if isinstance(field, forms.FileField):
                field.widget.attrs.update({"accept": "image/*", "data-photos": "", "multiple": True})

    def asked(self) -> dict[str, forms.Field]:
        """Return the questions as fields."""
        found: dict[str, forms.Field] = {}
        for one in reads.kind_of(self.row).table.questions:
            found[QUESTION + one.key] = _field(one, required=one.required and self.visited)
            if one.finding:
                found[PHOTO + one.key] = forms.FileField(label=_("Photo of it"), required=False)
        return found

    @property
    def questions(self) -> Iterator[tuple[forms.BoundField, forms.BoundField | None]]:
        """Yield each question with the field of its photo."""
        for name in self.fields:
            if name.startswith((QUESTION, FIXED)):
                extra = PHOTO + name.removeprefix(QUESTION)
                yield self[name], self[extra] if extra in self.fields else None

    def take_files(self, by: Actor) -> None:
        """Store the photos that came with this request, each under its question; they are kept when the form is refused."""
        self.full_clean()
        kept = list(self.kept)
        for name, field in self.fields.items():
            if not isinstance(field, forms.FileField):
                continue
            key = "" if name == "photo" else name.removeprefix(PHOTO).removeprefix(QUESTION)
            try:
                kept += [(key, sha) for _purpose, sha in keep(self.files.getlist(name), "evidence", name, by=by)]
            except ShiqiaoError as error:
                self.add_action_error(error)
        self.data = self.data.copy()
        self.data["sent"] = written(dict.fromkeys(kept))

    def add_action_error(self, error: ShiqiaoError) -> None:
        """Show an action's refusal at the fields of this form."""
        fields = {_renamed(name): sentence for name, sentence in error.fields.items()}
        super().add_action_error(type(error)(error.message, fields=fields, **error.params))

    def common(self) -> dict[str, Any]:
        """Return what every record brings."""
        given = self.cleaned_data
        return {
            "visit": self.row.id, "client_id": given["client_id"], "note": given["note"], "photos": self.kept,
            "at": self.moment(),
        }  # fmt: skip

    def moment(self) -> datetime:
        """Return when it happened: now, unless another time was given."""
        at: datetime | None = self.cleaned_data.get("happened")
        return at.astimezone(ZONE) if at else now()

    def send(self, by: Actor) -> bool:
        """Record the visit; a refusal is put into the form."""
        try:
            self.record(by)
        except ShiqiaoError as error:
            self.add_action_error(error)
            return False
        return True

    def record(self, by: Actor) -> None:
        """Call the action."""
        given = self.cleaned_data
        answers = {
            n.removeprefix(QUESTION): v for n, v in given.items() if n.startswith(QUESTION) and v not in ("", None)
        }
        shown = answers if given["outcome"] == "done" else {}
        actions.record_visit(outcome=given["outcome"], answers=shown, by=by, **self.common())


class RecheckForm(RecordForm):
    """A re-check: for each open finding of the first visit whether it was put right."""

    def asked(self) -> dict[str, forms.Field]:
        """Return the open findings as fields."""
        kind = reads.kind_of(self.row)
        found: list[Finding] = reads.findings([self.row.recheck_of]).get(self.row.recheck_of, [])
        return {
            FIXED + one.question: forms.ChoiceField(
                label=_("Put right? %(question)s") % {"question": words.said(kind.question(one.question).title)},
                choices=YES_NO, widget=forms.RadioSelect, required=self.visited,
            )
            for one in found
            if one.state == "open"
        }  # fmt: skip

    def record(self, by: Actor) -> None:
        """Call the action."""
        given = self.cleaned_data
        if given["outcome"] != "done":
            actions.record_visit(outcome=given["outcome"], by=by, **self.common())
            return
        fixed = {n.removeprefix(FIXED): v == "yes" for n, v in given.items() if n.startswith(FIXED)}
        actions.recheck_visit(fixed=fixed, by=by, **self.common())


def form_for(row: Visit, data: Any = None, files: Any = None) -> RecordForm:
    """Return the form of a visit: its checklist, or the findings to look at again."""
    return (RecheckForm if row.recheck_of else RecordForm)(data, files, row=row)


def _renamed(name: str) -> str:
    for prefix, instead in (("answers.", QUESTION), ("fixed.", FIXED)):
        if name.startswith(prefix):
            return instead + name.removeprefix(prefix)
    return {"at": "happened", "photos": "photo"}.get(name, name)


def _field(one: Question, *, required: bool) -> forms.Field:
    label = words.said(one.title)
    if one.kind == "yes_no":
        return forms.ChoiceField(label=label, required=required, choices=YES_NO, widget=forms.RadioSelect)
    if one.kind == "choice":
        choices = [(choice.code, words.said(choice.title)) for choice in one.choices]
        return forms.ChoiceField(label=label, required=required, choices=choices, widget=forms.RadioSelect)
    if one.kind == "number":
        widget = forms.NumberInput({"inputmode": "numeric"})
        return forms.IntegerField(label=label, required=required, widget=widget)
    if one.kind == "photo":
        return forms.FileField(label=label, required=False)
    return forms.CharField(label=label, required=required, max_length=2000, widget=forms.Textarea({"rows": 2}))


# ── planning ───────────────────────────────────────────────────────────────────────────────────────────────────────


class PlanForm(KitForm):
    """Plan a list of subjects, one a line: name, address, grid; pasted from a spreadsheet or typed."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of visit"))
    cycle = forms.ChoiceField(label=gettext_lazy("How often"), required=False)
    lines = forms.CharField(
        label=gettext_lazy("Whom to visit, one a line: name, address, grid code"), max_length=60_000,
        help_text=gettext_lazy(
            "Paste rows from a spreadsheet, or separate by commas. The grid code may be left out when the address is in "
            "the address book. What is planned already is not planned twice."
        ),
        widget=forms.Textarea({"rows": 10, "placeholder": gettext_lazy("e.g. Sample shop, 1 Sample Road")}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        self.street = actor.street or 0
        kinds: Choices = [(one.code, words.said(one.table.title)) for one in reads.kinds(self.street)]
        cycles: Choices = [
            ("", _("as the checklist says")),
            *((code, _(title)) for code, title in CYCLES.items() if code),
        ]
        self.base_fields = with_choices(self.base_fields, {"kind": kinds, "cycle": cycles})
        super().__init__(data)

    def targets(self) -> list[Target]:
        """Return the lines as targets; empty lines are passed over."""
        text = self.cleaned_data["lines"].replace("，", ",")
        delimiter = "\t" if "\t" in text else ","
        rows = csv.reader((line for line in text.splitlines() if line.strip()), delimiter=delimiter)
        return [_target([cell.strip() for cell in row]) for row in rows]

    def plan(self, by: Actor) -> actions.RoundReport | None:
        """Plan; a refusal of the whole is put into the form."""
        given = self.cleaned_data
        try:
            return actions.plan_round(
                street=self.street, kind=given["kind"], targets=self.targets(), cycle=given["cycle"], by=by, at=now()
            )
        except ShiqiaoError as error:
            self.add_action_error(error)
            return None

    def refused(self, report: actions.RoundReport) -> list[tuple[str, str]]:
        """Return the refused lines as they were typed, each with its reason."""
        lines = [line for line in self.cleaned_data["lines"].splitlines() if line.strip()]
        return [(lines[number - 1], _sentence(error)) for number, error in report.rejected]


def _sentence(error: ShiqiaoError) -> str:
    told = describe(error)
    return " ".join(told["fields"].values()) or told["message"]


def _target(cells: list[str]) -> Target:
    name, address, grid = (*cells, "", "", "")[:3]
    return Target(name, address, grid=int(grid) if grid.isascii() and grid.isdigit() else 0)


class ReassignForm(KitForm):
    """Give a visit to another post."""

    post = forms.ChoiceField(label=gettext_lazy("Who goes"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, row: Visit) -> None:
        able = people.posts(row.street, roles=("grid_member", "handler", "community_head", "checker"))
        posts = [
            (one.code, f"{words.post_title(one.id)} · {people.holder_of(one.id, now()).name}")
            for one in able
            if one.id != row.post
        ]
        self.base_fields = with_choices(self.base_fields, {"post": [("", _("Choose")), *posts]})
        super().__init__(data)

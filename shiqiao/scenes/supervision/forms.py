"""Forms of supervision: each asks what its act needs, and does it."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid
from shiqiao.kernel.matters.lookups import by_number
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.supervision import actions
from shiqiao.scenes.supervision.models import SupervisionOrder
from shiqiao.scenes.supervision.rules import TEXT_MOST
from shiqiao.surfaces.desk import actforms
from shiqiao.surfaces.desk.pickers import PickerSelect
from shiqiao.surfaces.desk.uploads import KeepsFiles
from shiqiao.surfaces.desk.words import in_language, person_name, unit_title
from shiqiao.surfaces.desk.words import term as term_said

TERMS = ("4wh", "1wd", "2wd", "3wd", "5wd", "10wd", "15wd")


def long_text(label: Any, *, required: bool = True, hint: Any = "") -> forms.CharField:
    """Return a field for some sentences."""
    return forms.CharField(label=label, required=required, max_length=TEXT_MOST, help_text=hint, widget=forms.Textarea)


class Several(forms.ClearableFileInput):
    """A field that takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A field whose value is every file that was sent."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Check each file."""
        return [super(FilesField, self).clean(one, initial) for one in data or ()] if isinstance(data, list) else data


def files_field(label: Any, *, required: bool = False) -> forms.FileField:
    """Return a field for documents; they are kept when the form is refused."""
    return FilesField(
        label=label, required=required, widget=Several({"multiple": True, "accept": ".pdf,.docx,.xlsx,.jpg,.jpeg,.png"}),
        help_text=gettext_lazy("PDF, Word, Excel or pictures; what was sent stays when the form is refused"),
    )  # fmt: skip


class ActForm(KeepsFiles, actforms.ActForm):
    """What can be done with something; files are kept when the form is refused."""

    purposes: Mapping[str, str] = {}
    sent = forms.CharField(required=False, widget=forms.HiddenInput)


class AnswerForm(ActForm):
    """Answer an order with its evidence."""

    purposes = {"document": "document"}
    answer = long_text(gettext_lazy("Answer"), hint=gettext_lazy("What was found, what was done, what comes next."))
    document = files_field(gettext_lazy("Evidence: files"))
    refs = forms.CharField(
        label=gettext_lazy("Evidence: numbers of matters"), required=False, max_length=400,
        help_text=gettext_lazy("Several numbers separated by blanks. A file or a number is needed."),
    )  # fmt: skip

    def clean_refs(self) -> list[Ref]:
        """Read the numbers."""
        return numbers(self.cleaned_data["refs"])

    def act(self, row: SupervisionOrder, by: Actor, at: datetime) -> None:
        """Answer."""
        said = self.cleaned_data
        actions.answer_order(order=row.id, answer=said["answer"], refs=said["refs"], files=self.kept, by=by, at=at)


def numbers(text: str) -> list[Ref]:
    """Read numbers of matters into references; whether they may be seen is asked by the action."""
    found = [(number, by_number(number)) for number in re.split(r"[\s,，、]+", text.strip())[:20] if number]
    if missing := [number for number, row in found if row is None]:
        told = {"numbers": " ".join(missing)}
        raise forms.ValidationError(_("There is no matter with the number %(numbers)s.") % told)
    return [Ref("matter", row.id) for _number, row in found if row is not None]


class NoteForm(ActForm):
    """Urge, or accept, with a word that may be left out."""

    note = long_text(gettext_lazy("Note"), required=False)


class UrgeForm(NoteForm):
    """Urge."""

    def act(self, row: SupervisionOrder, by: Actor, at: datetime) -> None:
        """Urge."""
        actions.urge_order(order=row.id, note=self.cleaned_data["note"], by=by, at=at)


class AcceptForm(NoteForm):
    """Accept and strike off."""

    def act(self, row: SupervisionOrder, by: Actor, at: datetime) -> None:
        """Accept."""
        actions.accept_order(order=row.id, note=self.cleaned_data["note"], by=by, at=at)


class ReasonForm(ActForm):
    """Send back, or take back, with a reason."""

    reason = long_text(gettext_lazy("Reason"))


class SendBackForm(ReasonForm):
    """Send the answer back."""

    def act(self, row: SupervisionOrder, by: Actor, at: datetime) -> None:
        """Send it back."""
        actions.send_back_order(order=row.id, reason=self.cleaned_data["reason"], by=by, at=at)


class WithdrawForm(ReasonForm):
    """Take the order back."""

    def act(self, row: SupervisionOrder, by: Actor, at: datetime) -> None:
        """Take it back."""
        actions.withdraw_order(order=row.id, reason=self.cleaned_data["reason"], by=by, at=at)


FORMS: Mapping[str, Callable[..., ActForm]] = {
    "answer": AnswerForm, "accept": AcceptForm, "send_back": SendBackForm, "urge": UrgeForm, "withdraw": WithdrawForm,
}  # fmt: skip


class MarkForm(ActForm):
    """A leader's mark on a matter."""

    note = long_text(gettext_lazy("What is to be done"))

    def act(self, row: Ref, by: Actor, at: datetime) -> SupervisionOrder:
        """Mark."""
        return actions.mark_subject(subject=row, note=self.cleaned_data["note"], by=by, at=at)


class RaiseForm(ActForm):
    """An order by hand."""

    purposes = {"document": "document"}
    reason = long_text(gettext_lazy("Why, and what is to be done"))
    post = forms.ChoiceField(label=gettext_lazy("Who is to answer"), widget=PickerSelect)
    term = forms.ChoiceField(label=gettext_lazy("Term"))
    assisting = forms.MultipleChoiceField(
        label=gettext_lazy("Units that help"), required=False, widget=forms.CheckboxSelectMultiple
    )
    document = files_field(gettext_lazy("Papers"))

    def __init__(self, data: Any = None, files: Any = None, *, street: int, post: int = 0, term: str = "") -> None:
        departments = [one for one in people.units(street) if one.kind == "department"]
        offers = {
            "post": [("", _("Choose")), *post_choices(street)],
            "term": [(one, term_said(one)) for one in dict.fromkeys((term or TERMS[2], *TERMS))],
            "assisting": [(str(one.id), in_language(one.title_zh, one.title_en)) for one in departments],
        }
        super().__init__(data, files, offers=offers)
        self.initial |= {"post": str(post) if post else "", "term": term or TERMS[2]}

    def act(self, row: Ref, by: Actor, at: datetime) -> SupervisionOrder:
        """Raise the order."""
        said = self.cleaned_data
        to = actions.Answering(int(said["post"]), said["term"], [int(unit) for unit in said["assisting"]])
        return actions.raise_order(subject=row, reason=said["reason"], to=to, files=self.kept, by=by, at=at)


def post_choices(street: int) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the posts that can answer, by unit, each with who holds it."""
    found: dict[str, list[tuple[str, str]]] = {}
    book = people.book()
    holders = {one.post: one.account for one in book.holdings if one.during.end is None}
    for post in people.posts(street):
        name = person_name(holders.get(post.id, 0))
        title = f"{in_language(post.title_zh, post.title_en)} {name}".strip()
        found.setdefault(unit_title(post.unit), []).append((str(post.id), title))
    return list(found.items())


def subject_asked(text: str) -> Ref:
    """Read what an order is to be about; raises Invalid."""
    try:
        return Ref.parse(text)
    except ValueError:
        raise Invalid(fields={"subject": "Begin at the page of what the order is about."}) from None

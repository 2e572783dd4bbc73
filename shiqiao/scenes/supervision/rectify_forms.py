"""Forms of environmental cases."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.matters.report import Report
from shiqiao.scenes.supervision import dossier, rectify, words
from shiqiao.scenes.supervision.forms import ActForm, files_field, long_text, numbers
from shiqiao.surfaces.desk.forms import grid_choices
from shiqiao.surfaces.desk.pickers import PickerSelect
from shiqiao.surfaces.desk.words import said


def day(label: Any) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class CaseForm(ActForm):
    """Take a case in."""

    upstream = forms.CharField(label=gettext_lazy("Number of the paper"), max_length=40)
    team = forms.CharField(label=gettext_lazy("Inspection team"), max_length=80)
    source = forms.ChoiceField(label=gettext_lazy("Whose inspection"))
    item = forms.ChoiceField(label=gettext_lazy("Kind of problem"))
    text = long_text(gettext_lazy("What was found"))
    grid = forms.ChoiceField(label=gettext_lazy("Grid"), widget=PickerSelect)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=200, required=False)
    handed_on = day(gettext_lazy("Handed on"))
    rectify_by = day(gettext_lazy("To be rectified by"))
    field_order = ("upstream", "team", "source", "item", "handed_on", "rectify_by", "grid", "address", "text")

    def __init__(self, data: Any = None, files: Any = None, *, street: int) -> None:
        items = [one for one in catalogue(street).items.values() if one.flow == dossier.FLOW]
        offers = {
            "source": [("", _("Choose")), *((code, _(words.SOURCES[code])) for code in dossier.SOURCES)],
            "item": [("", _("Choose")), *((one.code, said(one.title)) for one in items)],
            "grid": [("", _("Choose")), *grid_choices(street)],
        }  # fmt: skip
        super().__init__(data, files, offers=offers)
        self.street = street

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Take it in."""
        given = self.cleaned_data
        report = Report(
            street=self.street, source="supervision", source_id=uuid4().hex, channel="office", item=given["item"],
            text=given["text"], grid=int(given["grid"]), address=given["address"],
        )  # fmt: skip
        case = rectify.CaseGiven(
            given["upstream"].strip(), given["team"].strip(), given["source"], given["handed_on"], given["rectify_by"]
        )
        return rectify.take_in_case(report=report, given=case, by=by, at=at)


class PaperForm(ActForm):
    """Put a paper into the file."""

    purposes = {"document": "document"}
    kind = forms.ChoiceField(label=gettext_lazy("What the paper is"))
    number = forms.CharField(label=gettext_lazy("Number of the paper"), max_length=60, required=False)
    dated = day(gettext_lazy("Date of the paper"))
    text = long_text(gettext_lazy("What it says"), required=False)
    document = files_field(gettext_lazy("The paper"))

    def __init__(self, data: Any = None, files: Any = None) -> None:
        kinds = [("", _("Choose")), *((kind, _(words.PAPERS[kind])) for kind in dossier.KINDS)]
        super().__init__(data, files, offers={"kind": kinds})

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """File it."""
        given = {name: self.cleaned_data[name] for name in ("kind", "number", "dated", "text")}
        return rectify.file_paper(matter=row.matter, files=self.kept[-1:], by=by, at=at, **given)


class PublicForm(ActForm):
    """Say when and where it is public."""

    since = day(gettext_lazy("Public from"))
    until = day(gettext_lazy("Public until"))
    where = long_text(gettext_lazy("Where it is public"))

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Say it."""
        return rectify.make_public(
            matter=row.matter, by=by, at=at, **{n: self.cleaned_data[n] for n in ("since", "until", "where")}
        )


class TieForm(ActForm):
    """Tie a matter to the case."""

    refs = forms.CharField(label=gettext_lazy("Number of a matter that belongs to the case"), max_length=40)

    def clean_refs(self) -> Any:
        """Read the number."""
        return numbers(self.cleaned_data["refs"])

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Tie it."""
        return [rectify.tie_record(matter=row.matter, subject=ref, by=by, at=at) for ref in self.cleaned_data["refs"]]


class SettleForm(ActForm):
    """Write what came of an objection."""

    answer = long_text(gettext_lazy("What came of the objection"))

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Settle it."""
        return rectify.settle_objection(paper=row.id, answer=self.cleaned_data["answer"], by=by, at=at)


FORMS: Mapping[str, Callable[..., ActForm]] = {"paper": PaperForm, "public": PublicForm, "tie": TieForm}

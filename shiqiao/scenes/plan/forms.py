"""The form on which a figure is entered or corrected, with the paper it comes from."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.scenes.plan import numbers, reads
from shiqiao.scenes.plan.actions import Figure, Source, correct_actual, enter_actual
from shiqiao.scenes.plan.definitions import Target
from shiqiao.scenes.plan.models import Actual
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.uploads import KeepsFiles
from shiqiao.surfaces.kit.forms import KitForm

ACCEPTED = ".pdf,.docx,.xlsx,.xls,.jpg,.jpeg,.png"


def _number(label: Any, *, required: bool = True, hint: Any = "") -> forms.DecimalField:
    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(
        label=label, required=required, max_digits=18, decimal_places=4, help_text=hint, widget=widget
    )


def _text(label: Any, most: int, *, required: bool = False, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=most, help_text=hint)


class ActualForm(KeepsFiles, KitForm):
    """A figure of a month with its paper; a figure that is corrected keeps its month and asks why."""

    purposes = {"file": "document"}

    month = forms.TypedChoiceField(coerce=int)  # with the months that can be entered, see _fields
    value = _number(gettext_lazy("Actual figure"))
    paper_title = _text(gettext_lazy("Paper it comes from"), 120, required=True)
    paper_number = _text(gettext_lazy("Number of the paper"), 60)
    paper_day = forms.DateField(
        label=gettext_lazy("Day of the paper"), required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("The paper as a file"), required=False, help_text=gettext_lazy("PDF, Word, Excel or a photo"),
        widget=forms.FileInput({"accept": ACCEPTED, "class": "kit-file"}),
    )  # fmt: skip
    published = forms.BooleanField(
        label=gettext_lazy("The paper is published and can be looked up: no file is needed"), required=False
    )
    district = _number(
        gettext_lazy("The whole district's figure"), required=False,
        hint=gettext_lazy("In the same unit; the share is reckoned from it."),
    )  # fmt: skip
    share = _number(
        gettext_lazy("Or the share in percent, as the paper states it"), required=False,
    )  # fmt: skip
    district_source = _text(
        gettext_lazy("Where the district's figure stands"), 120, hint=gettext_lazy("Left empty: in the same paper.")
    )
    sent = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any, files: Any, *, target: Target, year: int, at: datetime, taken: frozenset[int] = frozenset(),
        former: Actual | None = None,
    ) -> None:  # fmt: skip
        self.target, self.year, self.former = target, year, former
        months = [former.month] if former else [one for one in _begun(year, at) if one not in taken]
        self.months = [(one, f"{year} · {numbers.through(one, target.counted)}") for one in months]
        self.base_fields = self._fields(former)  # before the form reads what was sent
        super().__init__(data, files, initial=_first(target, former))
        self.fields["value"].help_text = words.said(target.unit)
        if former is None and months:
            self.initial["month"] = months[-1]

    def _fields(self, former: Actual | None) -> dict[str, forms.Field]:
        month = forms.TypedChoiceField(label=_("Month of the figure"), coerce=int, choices=self.months)
        reason = forms.CharField(label=_("What was wrong with the former figure"), max_length=200)
        fields = {**self.base_fields, "month": month, "reason": reason}
        if former is None:
            del fields["reason"]
        return fields

    def _source(self) -> Source:
        said = self.cleaned_data
        sent = tuple(dict.fromkeys(sha for _purpose, sha in self.kept))
        return Source(said["paper_title"], said["paper_number"], said["paper_day"], said["published"], uploaded=sent)

    def _figure(self) -> Figure:
        said = self.cleaned_data
        told = said["district"] is not None or said["share"] is not None
        stands = said["district_source"] or (said["paper_title"] if told else "")
        return Figure(self.year, said["month"], Decimal(said["value"]), said["district"], said["share"], stands)

    def act(self, by: Actor, at: datetime) -> None:
        """Enter the figure, or correct the former one."""
        figure, source = self._figure(), self._source()
        if self.former is not None:
            correct_actual(
                actual=self.former.pk, figure=figure, source=source, reason=self.cleaned_data["reason"], by=by, at=at
            )
        else:
            number = reads.number_of(by.street or 0, "targets", self.target.code)
            enter_actual(target=number, figure=figure, source=source, by=by, at=at)


def _begun(year: int, at: datetime) -> list[int]:
    today = localdate(at)
    last = 12 if year < today.year else today.month if year == today.year else 0
    return list(range(1, last + 1))


def _first(target: Target, former: Actual | None) -> dict[str, Any]:
    if former is None:
        return {"paper_title": words.said(target.source)}
    plain = {name: getattr(former, name) for name in ("paper_title", "paper_number", "paper_day", "published")}
    numbers_of = {name: _plain(getattr(former, name)) for name in ("value", "district", "share")}
    return {**plain, **numbers_of, "month": former.month, "district_source": former.district_source}


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def nothing_left(form: ActualForm) -> str:
    """Say why there is no month to enter; empty when there is one."""
    if form.months:
        return ""
    return _("All months of this year that have begun are entered; correct one where it is wrong.")

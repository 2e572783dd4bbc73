"""What the forms of employment are made of."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.scenes.employment.definitions import Table
from shiqiao.scenes.employment.rules import TEXT_MOST
from shiqiao.surfaces.desk import actforms
from shiqiao.surfaces.desk.uploads import KeepsFiles
from shiqiao.surfaces.desk.words import said

Choices = list[tuple[str, str]]


def long_text(label: Any, *, required: bool = True, hint: Any = "") -> forms.CharField:
    """Return a field for some sentences."""
    return forms.CharField(label=label, required=required, max_length=TEXT_MOST, help_text=hint, widget=forms.Textarea)


def short_text(label: Any, most: int, *, required: bool = True, hint: Any = "") -> forms.CharField:
    """Return a field for some words."""
    return forms.CharField(label=label, required=required, max_length=most, help_text=hint)


def day_field(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=hint, widget=widget)


def number_field(label: Any, least: int, most: int, *, required: bool = True, hint: Any = "") -> forms.IntegerField:
    """Return a field for a whole number."""
    widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(
        label=label, required=required, min_value=least, max_value=most, help_text=hint, widget=widget
    )


def choice_field(label: Any, *, required: bool = True, radio: bool = False, hint: Any = "") -> forms.ChoiceField:
    """Return a field whose choices are put in when the form is made."""
    widget = forms.RadioSelect if radio else forms.Select
    return forms.ChoiceField(label=label, required=required, widget=widget, help_text=hint)


def several_field(label: Any, *, hint: Any = "") -> forms.MultipleChoiceField:
    """Return a field for several choices."""
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple, help_text=hint)


def document_field() -> forms.FileField:
    """Return the field for a document that proves something."""
    return forms.FileField(
        label=gettext_lazy("Document"), required=False,
        help_text=gettext_lazy("PDF, Word, Excel or a photo; what was sent stays when the form is refused"),
        widget=forms.FileInput({"accept": ".pdf,.docx,.xlsx,.jpg,.jpeg,.png", "class": "kit-file"}),
    )  # fmt: skip


def titles(table: Mapping[str, Any], codes: Iterable[str] = ()) -> Choices:
    """Return words of codes as choices; a table may hold pairs of words and tones."""
    plain = {code: word if isinstance(word, str) else word[0] for code, word in table.items()}
    return [(code, _(plain[code])) for code in (codes or plain)]


def choose(choices: Choices) -> Choices:
    """Return choices with the one that makes somebody choose."""
    return [("", _("Choose")), *choices]


def named(rows: Sequence[Any]) -> Choices:
    """Return codes of the street's file as choices."""
    return [(one.code, said(one.title)) for one in rows]


def occupations(table: Table) -> Choices:
    """Return occupations as choices."""
    return named(table.occupations)


class ActForm(KeepsFiles, actforms.ActForm):
    """What can be done with something; subclasses ask what it needs and do it."""

    purposes: Mapping[str, str] = {}
    sent = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def documents(self) -> tuple[tuple[str, str], ...]:
        """Return the documents that were sent so far."""
        return tuple(self.kept)


def today_or(day: date | None, at: date) -> str:
    """Return a day as a field shows it at first."""
    return (day or at).isoformat()

"""A base for forms: Tabler's classes, accessible errors, and errors of actions shown at their fields."""

from typing import Any

from django import forms
from django.forms.utils import ErrorList
from django.utils.translation import gettext_lazy

from shiqiao.base.errors import ShiqiaoError
from shiqiao.surfaces.kit.errors import describe

_CLASSES: list[tuple[type[forms.Widget], str]] = [
    (forms.CheckboxInput, "form-check-input"),
    (forms.CheckboxSelectMultiple, "form-check-input"),
    (forms.RadioSelect, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.HiddenInput, ""),
    (forms.Widget, "form-control"),
]
# What is said where nothing was given, instead of "this field is required".
_MISSING: list[tuple[type[forms.Widget], Any]] = [
    (forms.CheckboxSelectMultiple, gettext_lazy("Tick at least one.")),
    (forms.FileInput, gettext_lazy("Choose a file.")),
    (forms.RadioSelect, gettext_lazy("Choose one.")),
    (forms.Select, gettext_lazy("Choose one.")),
    (forms.CheckboxInput, gettext_lazy("Tick this.")),
    (forms.Widget, gettext_lazy("Fill this in.")),
]
_REQUIRED = forms.Field.default_error_messages["required"]


class KitForm(forms.Form):
    """A form whose widgets carry the kit's classes; render each field with `kit/_field.html`."""

    required_css_class = "is-required"
    error_css_class = "has-error"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("error_class", ErrorList)
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _dress(field.widget)
            if field.error_messages.get("required") is _REQUIRED:
                field.error_messages["required"] = next(
                    said for kind, said in _MISSING if isinstance(field.widget, kind)
                )

    def full_clean(self) -> None:
        """Look at what was sent, and mark the fields that cannot be used.

        Not in `__init__`: a form may set choices after this one's, and what was sent must not be looked at before.
        """
        super().full_clean()
        for name in self._errors or ():
            if name in self.fields:
                _add_class(self.fields[name].widget, "is-invalid")

    def add_action_error(self, error: ShiqiaoError) -> None:
        """Show what an action refused: field sentences at their fields, the rest (or all unknown fields) on top."""
        told = describe(error)
        for name, sentence in told["fields"].items():
            self.add_error(name if name in self.fields else None, sentence)
            if name in self.fields:
                _add_class(self.fields[name].widget, "is-invalid")
        if not told["fields"]:
            self.add_error(None, told["message"])


def _dress(widget: forms.Widget) -> None:
    css = next(css for kind, css in _CLASSES if isinstance(widget, kind))
    _add_class(widget, css)
    if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == "10":
        widget.attrs["rows"] = "4"


def _add_class(widget: forms.Widget, css: str) -> None:
    present = str(widget.attrs.get("class", "")).split()
    if css and css not in present:
        widget.attrs["class"] = " ".join([*present, css])

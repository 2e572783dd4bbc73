"""About which unit of the office a matter complains: the choices of every form, and the form at dispatch."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.matters.complaints import name_accused
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.people import reads as people
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.forms import Choices, with_choices
from shiqiao.surfaces.kit.forms import KitForm

HELP = _("Nobody of this unit will see the matter, or get it.")


def accused_choices(street: int) -> Choices:
    """Return the units of a street that may be complained about."""
    rows = sorted(people.units(street), key=lambda unit: (unit.kind != "department", unit.code))
    return [("", gettext("no unit of the office")), *((unit.code, words.unit_title(unit.id)) for unit in rows)]


def accused_code(row: Matter) -> str:
    """Return the code of the unit that a matter complains about, empty for none."""
    return people.unit(row.accused).code if row.accused else ""


class AccusedForm(KitForm):
    """Which unit, and why somebody says so now."""

    unit = forms.ChoiceField(label=_("Complains about"), required=False, help_text=HELP)
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea({"rows": 3}))

    def __init__(self, data: Any, row: Matter) -> None:
        self.row = row
        self.base_fields = with_choices(self.base_fields, {"unit": accused_choices(row.street)})
        super().__init__(data, initial={"unit": accused_code(row)})

    def take(self, by: Actor) -> bool:
        """Say it; False when something is wrong, which then stands in the form."""
        if not self.is_valid():
            return False
        given = self.cleaned_data
        try:
            name_accused(matter=self.row.id, unit=given["unit"], reason=given["reason"], by=by, at=now())
        except ShiqiaoError as error:
            fields = {"unit" if name == "complains_about" else name: said for name, said in error.fields.items()}
            self.add_action_error(type(error)(error.message, fields=fields, **error.params))
        return not self.errors

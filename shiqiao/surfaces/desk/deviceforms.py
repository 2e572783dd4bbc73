"""Forms about screens: adding one, and typing the pairing code at it."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.devices import Pairing, add_device, pair_device
from shiqiao.kernel.people.persons import unit_row
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.forms import with_choices
from shiqiao.surfaces.desk.screenpages import KINDS
from shiqiao.surfaces.kit.forms import KitForm
from shiqiao.surfaces.kit.throttle import Throttle


class DeviceForm(KitForm):
    """A new screen."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("Where it hangs, such as “Hall, left of the door”.")
    )
    kind = forms.ChoiceField(label=_("Kind"))
    unit = forms.ChoiceField(label=_("Unit or community"), required=False)

    def __init__(self, street: int, *args: Any, **kwargs: Any) -> None:
        units = [(str(unit.id), words.in_language(unit.title_zh, unit.title_en)) for unit in people.units(street)]
        offers = {
            "kind": [(code, gettext(title)) for code, title in KINDS.items()],
            "unit": [("", gettext("the whole street")), *units],
        }
        self.base_fields = with_choices(self.base_fields, offers)
        super().__init__(*args, **kwargs)

    def add(self, by: Actor) -> Pairing | None:
        """Add the screen and return its pairing code; None when something is wrong, which then stands in the form."""
        if not self.is_valid():
            return None
        given = self.cleaned_data
        unit = unit_row(by, int(given["unit"])) if given["unit"] else None
        try:
            return add_device(street=by.street or 0, name=given["name"], kind=given["kind"], unit=unit, by=by, at=now())
        except ShiqiaoError as error:
            self.add_action_error(error)
            return None


class PairForm(KitForm):
    """The pairing code."""

    code = forms.CharField(
        label=_("Pairing code"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "autofocus": True}),
    )

    def pair(self, guesses: Throttle, key: str) -> str:
        """Pair this browser and return its secret; empty when the code does not fit or was guessed at too often."""
        if not self.is_valid():
            return ""
        if guesses.blocked(key):
            self.add_error(None, gettext("Too many wrong attempts. Wait a quarter of an hour and try again."))
            return ""
        try:
            return pair_device(code=self.cleaned_data["code"], at=now())[1]
        except ShiqiaoError as error:
            guesses.fail(key)
            self.add_action_error(error)
            return ""

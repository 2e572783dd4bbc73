"""The forms of patrols: a point, what a head decides."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from shiqiao.kernel.patrols.points import RADIUS, NewPoint
from shiqiao.kernel.patrols.rules import LEAST_RADIUS, MOST_RADIUS
from shiqiao.surfaces.desk.forms import with_choices
from shiqiao.surfaces.kit.forms import KitForm
from shiqiao.surfaces.kit.patrolwords import REASONS


class PointForm(KitForm):
    """A point: its name, its place by the map or as numbers, its radius."""

    name = forms.CharField(
        label=gettext_lazy("Where the code hangs"), max_length=60,
        help_text=gettext_lazy("As people on site call it, for example: beside the box at the east gate."),
    )  # fmt: skip
    radius = forms.IntegerField(
        label=gettext_lazy("Radius in metres"), initial=RADIUS, min_value=LEAST_RADIUS, max_value=MOST_RADIUS,
        help_text=gettext_lazy("Who checks in must be as near as this; more in courts with bad reception."),
    )  # fmt: skip
    lon = forms.FloatField(label=gettext_lazy("Longitude (WGS84)"), min_value=-180, max_value=180)
    lat = forms.FloatField(label=gettext_lazy("Latitude (WGS84)"), min_value=-90, max_value=90)

    def wanted(self) -> NewPoint:
        """Return the point that is asked for."""
        given = self.cleaned_data
        return NewPoint(given["name"], given["lon"], given["lat"], given["radius"])


class DecideForm(KitForm):
    """Whether a check-in counts, and why."""

    reason = forms.ChoiceField(label=gettext_lazy("Why it counts"), required=False)
    decline = forms.BooleanField(required=False)

    def __init__(self, data: Any = None) -> None:
        self.base_fields = with_choices(self.base_fields, {"reason": list(REASONS.items())})
        super().__init__(data)

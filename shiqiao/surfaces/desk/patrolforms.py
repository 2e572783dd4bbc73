"""The forms of patrols: a point, what a head decides, the plan."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Invalid
from shiqiao.base.time import now
from shiqiao.kernel.patrols.actions import publish_plan
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


class PlanTextForm(KitForm):
    """The plan of patrols as it is written."""

    text = forms.CharField(
        label=gettext_lazy("Plan (YAML)"),
        widget=forms.Textarea({"rows": 14, "class": "desk-code", "spellcheck": "false"}),
    )

    def publish(self, by: Actor) -> bool:
        """Publish what was written; what is wrong stands in the form. Raises Forbidden."""
        try:
            publish_plan(street=by.street or 0, text=self.cleaned_data["text"], by=by, at=now())
        except Invalid as error:
            self.add_action_error(error)
            return False
        return True

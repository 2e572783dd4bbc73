"""Forms about scores: an appeal, its decision, another version of the indicators."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.scoring import actions, appeals
from shiqiao.kernel.scoring.models import Appeal
from shiqiao.kernel.scoring.rules import Table
from shiqiao.surfaces.kit.forms import KitForm


class AppealForm(KitForm):
    """Why a matter should not count."""

    reason = forms.CharField(
        label=_("Why should it not count?"), max_length=appeals.LONGEST, widget=forms.Textarea({"rows": 5}),
        help_text=_("Name what can be checked: an approval, a date, who is responsible instead."),
    )  # fmt: skip

    def send(self, target: appeals.Target, by: Actor) -> Appeal | None:
        """Raise the appeal; None when something is wrong, which then stands in the form."""
        if not self.is_valid():
            return None
        try:
            return appeals.raise_appeal(target=target, reason=self.cleaned_data["reason"], by=by, at=now())
        except ShiqiaoError as error:
            self.add_action_error(error)
            return None


class DecisionForm(KitForm):
    """The decision of an appeal; the buttons say which."""

    answer = forms.CharField(
        label=_("Reason of the decision"), max_length=appeals.LONGEST, widget=forms.Textarea({"rows": 4})
    )

    def decide(self, number: int, uphold: bool, by: Actor) -> bool:
        """Decide; False when something is wrong, which then stands in the form."""
        if not self.is_valid():
            return False
        try:
            appeals.decide_appeal(appeal=number, uphold=uphold, answer=self.cleaned_data["answer"], by=by, at=now())
        except ShiqiaoError as error:
            self.add_action_error(error)
            return False
        return True


class IndicatorsForm(KitForm):
    """Another version of the indicators, and from which month on it would count."""

    text = forms.CharField(
        label=_("Indicators (YAML)"), widget=forms.Textarea({"rows": 22, "class": "desk-code", "spellcheck": "false"})
    )
    starts = forms.DateField(
        label=_("Counts from"), required=False, widget=forms.DateInput({"type": "date"}),
        help_text=_("The first day of a month that is not closed. Needed for publishing, not for trying."),
    )  # fmt: skip

    def table(self) -> Table | None:
        """Return the checked table; None when something is wrong, which then stands in the form."""
        if not self.is_valid():
            return None
        try:
            return actions.read_table(self.cleaned_data["text"])
        except ShiqiaoError as error:
            self.add_action_error(error)
            return None

    def publish(self, by: Actor) -> Any:
        """Publish; returns the version, None when something is wrong."""
        if self.table() is None:
            return None
        starts: date | None = self.cleaned_data["starts"]
        if starts is None:
            self.add_error("starts", _("Say from which month on it counts."))
            return None
        try:
            return actions.publish_table(
                street=by.street or 0, text=self.cleaned_data["text"], starts=starts, by=by, at=now()
            )
        except ShiqiaoError as error:
            self.add_action_error(error)
            return None

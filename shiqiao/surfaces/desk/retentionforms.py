"""Forms about retention: rules, a run, a hold; and about a person's request: taking it in, checking, answering."""

from datetime import datetime, time
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.matters import datarequests
from shiqiao.kernel.retention import actions, hooks
from shiqiao.surfaces.desk import retention
from shiqiao.surfaces.desk.forms import ZONE
from shiqiao.surfaces.kit.forms import KitForm


def offers(titles: dict[str, Any]) -> list[tuple[str, str]]:
    """Return choices in the reader's language."""
    return [(code, gettext(title)) for code, title in titles.items()]


class RulesForm(KitForm):
    """The rules as YAML."""

    text = forms.CharField(
        label=_("Rules (YAML)"), widget=forms.Textarea({"rows": 24, "class": "desk-code", "spellcheck": "false"})
    )

    def publish(self, by: Actor) -> int:
        """Publish; returns the version, 0 when something is wrong, which then stands in the form."""
        if not self.is_valid():
            return 0
        try:
            return actions.publish_rules(street=by.street or 0, text=self.cleaned_data["text"], by=by, at=now()).version
        except ShiqiaoError as error:
            self.add_action_error(error)
            return 0


class HoldForm(KitForm):
    """A hold on one subject."""

    kind = forms.ChoiceField(label=_("What is held"))
    number = forms.CharField(
        label=_("Number"), max_length=20, help_text=_("Of a matter its public number, of others the number on file.")
    )
    reason = forms.ChoiceField(label=_("Why"))
    note = forms.CharField(label=_("In words"), max_length=500, widget=forms.Textarea({"rows": 2}))
    until = forms.DateField(label=_("Held until"), widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(one.kind, gettext(one.title)) for one in hooks.holdings]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["reason"].choices = offers(retention.REASONS)  # type: ignore[attr-defined]

    def hold(self, by: Actor) -> bool:
        """Set the hold; what is wrong stands in the form."""
        if not self.is_valid():
            return False
        given = self.cleaned_data
        until = datetime.combine(given["until"], time(23, 59, 59), ZONE)
        try:
            subject = Ref(given["kind"], self._number(by, given["kind"], given["number"]))
            actions.set_hold(subject=subject, reason=given["reason"], note=given["note"], until=until, by=by, at=now())
            return True
        except (ShiqiaoError, ValueError) as error:
            if isinstance(error, ShiqiaoError):
                self.add_action_error(error)
            else:
                self.add_error("number", gettext("There is no such record."))
            return False

    @staticmethod
    def _number(by: Actor, kind: str, number: str) -> int:
        return datarequests.id_of(number, by.street or 0) if kind == "matter" else int(number)


class ApplyForm(KitForm):
    """A request that an official takes in at the counter."""

    client_id = forms.CharField(max_length=80, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What is asked for"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Full name"), max_length=60)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    identity = forms.CharField(label=_("Identity number"), max_length=30, required=False)
    words = forms.CharField(
        label=_("What is wrong, and what is right"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}),
        help_text=_("Only for a correction."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"client_id": uuid4().hex, "kind": "disclosure"})
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = offers(retention.ASKED)  # type: ignore[attr-defined]

    def apply(self, by: Actor) -> int:
        """Take the request in; returns its number, 0 when something is wrong."""
        if not self.is_valid():
            return 0
        given = self.cleaned_data
        applied = datarequests.Applied(
            by.street or 0, given["kind"], given["name"], given["phone"], given["identity"], given["words"], "desk.data",
            given["client_id"], "counter",
        )  # fmt: skip
        try:
            receipt, row = datarequests.apply_for(applied=applied, by=by, at=now())
            return row.pk if row else datarequests.request_of_matter(receipt.id)
        except ShiqiaoError as error:
            error.fields = {name.removeprefix("contact."): why for name, why in error.fields.items()}
            self.add_action_error(error)
            return 0


class CheckForm(KitForm):
    """How the applicant's identity was checked."""

    how = forms.ChoiceField(label=_("How was the identity checked?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["how"].choices = offers(retention.CHECKS)  # type: ignore[attr-defined]


class RefuseForm(KitForm):
    """On which ground a request is refused."""

    ground = forms.ChoiceField(label=_("Ground"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = offers(retention.GROUNDS)  # type: ignore[attr-defined]

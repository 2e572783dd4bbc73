"""Residents ask about their own data: the form, sending it once, and fetching what was prepared."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.matters.datarequests import Applied, apply_for
from shiqiao.surfaces.kit.forms import KitForm
from shiqiao.surfaces.portal import spool
from shiqiao.surfaces.portal.forms import ReportForm
from shiqiao.surfaces.portal.gate import resident
from shiqiao.surfaces.portal.limits import Passing
from shiqiao.surfaces.portal.reporting import named
from shiqiao.surfaces.portal.street import street_number

SOURCE = "portal.data"
KINDS = [
    ("disclosure", gettext_lazy("See what you hold about me, and get a copy")),
    ("correction", gettext_lazy("Have something corrected that is wrong")),
    ("erasure", gettext_lazy("Have my data erased")),
]


class OwnDataForm(KitForm):
    """What a resident asks about the own data."""

    client_id = forms.CharField(max_length=80, widget=forms.HiddenInput)
    website = forms.CharField(required=False)  # a pot of honey: people never see it
    kind = forms.ChoiceField(label=gettext_lazy("What do you ask for?"), choices=KINDS, widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("What is wrong, and what is right?"), required=False, max_length=2000,
        widget=forms.Textarea({"rows": 3}), help_text=gettext_lazy("Only for a correction."),
    )  # fmt: skip
    name = forms.CharField(
        label=gettext_lazy("Your name, as on the identity card"), max_length=60,
        widget=forms.TextInput({"autocomplete": "name"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=gettext_lazy("The telephone number you gave us"), max_length=30,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
        help_text=gettext_lazy("We call this number, or ask you to the counter with your identity card, before we answer."),
    )  # fmt: skip

    clean_website = ReportForm.clean_website
    clean_phone = ReportForm.clean_phone

    def add_action_error(self, error: ShiqiaoError) -> None:
        """Show the kernel's refusals beside the fields residents know."""
        error.fields = {name.removeprefix("contact."): said for name, said in error.fields.items()}
        super().add_action_error(error)


def send(form: OwnDataForm, passing: Passing) -> tuple[str, str] | None:
    """Send a filled form; returns number and secret, or None when something is wrong. Sent twice it is one."""
    if passing.refused:
        form.add_action_error(passing.error)
        return None
    if not form.is_valid():
        return None
    try:
        receipt, _row = apply_for(applied=applied(form.cleaned_data), by=resident(), at=now())
    except ShiqiaoError as error:
        form.add_action_error(error)
        return None
    shelf = f"receipt:{form.cleaned_data['client_id']}"
    if receipt.again:
        return receipt.number, (spool.get(shelf) or b"").decode()
    spool.put(shelf, receipt.secret.encode())
    return receipt.number, receipt.secret


def applied(data: dict[str, Any]) -> Applied:
    """Return what was filled in as an application."""
    return Applied(
        street_number(), data["kind"], data["name"], data["phone"], "", data["words"], SOURCE, named(data["client_id"])
    )  # fmt: skip

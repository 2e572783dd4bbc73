"""Residents' proposals: the form, sending it once, and the list of titles that a person found fit to be public."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy

from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.matters.actions import Contact, Report
from shiqiao.kernel.matters.linked import published
from shiqiao.kernel.matters.proposals import proposal_items, propose
from shiqiao.surfaces.kit.forms import KitForm
from shiqiao.surfaces.portal import spool
from shiqiao.surfaces.portal.forms import ReportForm
from shiqiao.surfaces.portal.gate import resident
from shiqiao.surfaces.portal.limits import Passing
from shiqiao.surfaces.portal.reporting import named
from shiqiao.surfaces.portal.street import street_number
from shiqiao.surfaces.portal.words import titled

SOURCE = "portal.proposal"


class ProposalForm(KitForm):
    """What a resident proposes."""

    client_id = forms.CharField(max_length=80, widget=forms.HiddenInput)
    website = forms.CharField(required=False)  # a pot of honey: people never see it
    item = forms.ChoiceField(label=gettext_lazy("What is it about?"), widget=forms.RadioSelect)
    title = forms.CharField(
        label=gettext_lazy("In one line"), max_length=60,
        help_text=gettext_lazy("If it is adopted the office may show this line to everybody: name nobody in it."),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("What do you propose, and what is gained by it?"), max_length=8000,
        widget=forms.Textarea({"rows": 5}),
    )  # fmt: skip
    name = forms.CharField(
        required=False, label=gettext_lazy("Your name"), max_length=60, widget=forms.TextInput({"autocomplete": "name"})
    )
    phone = forms.CharField(
        required=False, label=gettext_lazy("Your telephone number"), max_length=30,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )  # fmt: skip

    clean_website = ReportForm.clean_website
    clean_phone = ReportForm.clean_phone

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        items = [(one.code, titled(one.title)) for one in proposal_items(street_number())]
        self.base_fields = {name: deepcopy(field) for name, field in self.base_fields.items()}
        self.base_fields["item"].choices = items  # type: ignore[attr-defined]
        super().__init__(*args, **kwargs)

    def add_action_error(self, error: ShiqiaoError) -> None:
        """Show the kernel's refusals beside the fields residents know."""
        error.fields = {name.removeprefix("contact."): said for name, said in error.fields.items()}
        super().add_action_error(error)


def send(form: ProposalForm, passing: Passing) -> tuple[str, str] | None:
    """Send a filled form; returns number and secret, or None when something is wrong. Sent twice it is one."""
    if passing.refused:
        form.add_action_error(passing.error)
        return None
    if not form.is_valid():
        return None
    data = form.cleaned_data
    report = Report(
        street=street_number(), source=SOURCE, source_id=named(data["client_id"]), channel="resident", item=data["item"],
        title=data["title"], text=data["text"], contact=Contact(data["name"], data["phone"]),
    )  # fmt: skip
    try:
        receipt = propose(report=report, by=resident(), at=now())
    except ShiqiaoError as error:
        form.add_action_error(error)
        return None
    shelf = f"receipt:{data['client_id']}"
    if receipt.again:
        return receipt.number, (spool.get(shelf) or b"").decode()
    spool.put(shelf, receipt.secret.encode())
    return receipt.number, receipt.secret


@dataclass(frozen=True)
class Published:
    """A line of the public list: only the title, its state, and the day."""

    title: str
    state: str
    day: date


def entries() -> list[Published]:
    """Return the newest public proposals."""
    return [
        Published(
            row.title,
            titled(flow(row.flow, row.flow_version).states[row.state].title),
            localtime(row.reported_at).date(),
        )
        for row in published(street_number())
    ]

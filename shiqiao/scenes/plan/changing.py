"""Forms that change the plan: tying a thing of another part to a line, and publishing a file anew."""

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid
from shiqiao.kernel.files.actions import uploaded
from shiqiao.kernel.files.reads import on_disk
from shiqiao.kernel.registry.subjects import show, subjects
from shiqiao.scenes.plan import reads
from shiqiao.scenes.plan.actions import tie
from shiqiao.scenes.plan.documents import publish
from shiqiao.scenes.plan.sheets import Loaded, load_year
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.uploads import KeepsFiles
from shiqiao.surfaces.kit.forms import KitForm

UPLOAD_MOST = 1024 * 1024
NOT_KNOWN = "No page with this address can be tied; open the thing and copy the address of its page."
KINDS = {
    "targets": gettext_lazy("Targets"), "regulations": gettext_lazy("Regulations"), "plan": gettext_lazy("Work plan"),
}  # fmt: skip


def at_address(actor: Actor, address: str) -> Ref:
    """Return the thing whose page has an address, as far as the actor may see it; raises Invalid."""
    page = urlsplit(address.strip()).path
    numbers = [int(one) for one in re.findall(r"/([0-9]{1,18})(?=/|$)", page)]
    for number in reversed(numbers):
        refs = [Ref(kind.kind, number) for kind in subjects if not kind.kind.startswith("plan_")]
        for ref, shown in show(actor, refs).items():
            if shown.url == page:
                return ref
    raise Invalid(fields={"address": NOT_KNOWN})


class TieForm(KitForm):
    """A thing by the address of its page, the line it counts for, and its weight."""

    line = forms.ChoiceField(label=gettext_lazy("Line of the plan"))
    address = forms.CharField(
        label=gettext_lazy("Address of its page"), max_length=300,
        help_text=gettext_lazy("Open the project, building, firm or whatever it is, and copy the address of its page."),
    )  # fmt: skip
    weight = forms.DecimalField(
        label=gettext_lazy("Weight"), max_digits=6, decimal_places=2, initial=1,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, data: Any, *, street: int) -> None:
        line = forms.ChoiceField(label=_("Line of the plan"), choices=list(_lines(street)))
        self.base_fields = {**self.base_fields, "line": line}  # before the form reads what was sent
        super().__init__(data)

    def act(self, by: Actor, at: datetime) -> None:
        """Tie it."""
        said = self.cleaned_data
        subject = at_address(by, said["address"])
        tie(line=said["line"], subject=subject, weight=Decimal(said["weight"]), by=by, at=at)


def _lines(street: int) -> Iterator[tuple[str, str]]:
    plan = reads.plan(street)
    for one in plan.walk() if plan else ():
        yield one.code, words.said(one.title)


class PublishForm(KitForm):
    """A file of targets, regulations or the plan."""

    kind = forms.ChoiceField(label=gettext_lazy("What it holds"), choices=list(KINDS.items()))
    file = forms.FileField(
        label=gettext_lazy("File (YAML)"), widget=forms.FileInput({"accept": ".yaml,.yml", "class": "kit-file"}),
        help_text=gettext_lazy("It is checked first; a mistake is named by its place and nothing is published."),
    )  # fmt: skip

    def act(self, by: Actor, at: datetime) -> None:
        """Publish it."""
        file = self.cleaned_data["file"]
        if file.size > UPLOAD_MOST:
            raise Invalid(fields={"file": "The file is larger than 1 MB; split it."})
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Invalid(fields={"file": "The file is not UTF-8; save it again as UTF-8."}) from error
        publish(kind=self.cleaned_data["kind"], street=by.street or 0, text=text, by=by, at=at)

    def name_places(self, error: Invalid) -> None:
        """Show what is wrong in the file, place by place."""
        from shiqiao.surfaces.kit.errors import describe

        for place, sentence in describe(error)["fields"].items():
            self.add_error(
                "file", sentence if place == "file" else _("%(place)s: %(why)s") % {"place": place, "why": sentence}
            )


class YearForm(KeepsFiles, KitForm):
    """A table of figures, kept as the paper of all its rows; it is looked at before it is entered."""

    purposes = {"file": "document"}
    file = forms.FileField(
        label=gettext_lazy("Table (xlsx)"), required=False,
        widget=forms.FileInput({"accept": ".xlsx,.xls", "class": "kit-file"}),
    )  # fmt: skip
    title = forms.CharField(
        label=gettext_lazy("What the table is called"), max_length=120,
        help_text=gettext_lazy("Rows without a paper of their own have the table as their paper."),
    )  # fmt: skip
    whole = forms.BooleanField(label=gettext_lazy("Enter nothing when a single row cannot be used"), required=False)
    sent = forms.CharField(required=False, widget=forms.HiddenInput)

    def load(self, by: Actor, at: datetime, *, look: bool) -> Loaded:
        """Enter the rows of the table that was kept, or `look` at what would become of them. Raises Invalid."""
        if not self.kept:
            raise Invalid(fields={"file": "Choose the table."})
        kept = uploaded(self.kept[-1][1], street=by.street or 0, by=by)
        said = self.cleaned_data
        with on_disk(kept) as path:
            return load_year(
                path=path, uploaded=kept.sha256, title=said["title"], whole=said["whole"], look=look, by=by, at=at
            )

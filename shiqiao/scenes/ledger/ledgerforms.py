"""Forms of ledgers: a new one, with the headings of an upper department, or a file with all of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Invalid, ShiqiaoError
from shiqiao.kernel.privacy.rules import NOTE_MOST
from shiqiao.scenes.ledger import dictionary, publishing, reads, submitting, words
from shiqiao.scenes.ledger.definitions import LedgerSpec, checked, parse
from shiqiao.scenes.ledger.forms import CircleForm
from shiqiao.surfaces.desk import registrywords
from shiqiao.surfaces.desk.actforms import ActForm
from shiqiao.surfaces.kit.errors import describe

UPLOAD_MOST = 1024 * 1024


class LedgerForm(CircleForm):
    """A new ledger, or the template of an upper department."""

    report = forms.CharField(
        label=gettext_lazy("Title of the upper department's table"), max_length=80, required=False,
        help_text=gettext_lazy("Stands in the xlsx instead of the title here."),
    )  # fmt: skip
    headings = forms.CharField(
        label=gettext_lazy("Headings of the upper department"), max_length=2000, required=False, widget=forms.Textarea,
        help_text=gettext_lazy("One line a column: name of the field = heading. Columns stand in the order of the lines."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, by: Actor, kind: str) -> None:
        super().__init__(data, by=by, kind=kind, offers={})
        self.fields["fields_asked"].label = _("Columns of the ledger")
        self.fields["title"].label = _("Title of the ledger")

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Publish it."""
        said, street = self.cleaned_data, by.street or 0
        known = {
            words.said(one.title): one.code for one in dictionary.by_code(street).values() if one.kind == self.kind
        }
        headings = _headings(said["headings"], known)
        codes = [*headings, *(code for code in said["fields_asked"] if code not in headings)]
        title = said["title"].strip()
        spec = checked(LedgerSpec, {
            "code": f"ledger_{len(reads.ledgers(by)) + 1}", "title": {"zh": title, "en": title}, "about": self.circle(),
            "columns": [{"field": code, "heading": headings.get(code, "")} for code in codes], "report": said["report"],
        })  # fmt: skip
        return publishing.publish_ledger(street=street, spec=spec, by=by, at=at)


def _headings(text: str, known: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for line in filter(None, (one.strip() for one in text.splitlines())):
        name, _sep, heading = line.replace("＝", "=").partition("=")
        if name.strip() not in known:
            raise Invalid(
                fields={"headings": "There is no field “{field_name}” of this kind."}, field_name=name.strip()[:40]
            )
        found[known[name.strip()]] = heading.strip()[:60]
    return found


class SubmitForm(ActForm):
    """Hand a ledger in: of which place, and why it leaves the house in clear."""

    place = forms.ChoiceField(label=gettext_lazy("Of which place"), required=False)
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), initial="statutory",
        choices=lambda: registrywords.choices({one: registrywords.REASONS[one] for one in ("statutory", "check")}),
        help_text=gettext_lazy("It stands in the read log with every name of the list."),
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("By which letter or task"), max_length=NOTE_MOST, required=False,
        help_text=gettext_lazy("Number of the letter, or who asked and when."),
    )  # fmt: skip

    def act(self, row: str, by: Actor, at: datetime) -> submitting.HandedIn:
        """Hand it in."""
        place = self.cleaned_data["place"]
        asked = {"place": int(place) if place else 0, "reason": self.cleaned_data["reason"]}
        return submitting.hand_in(code=row, note=self.cleaned_data["note"], by=by, at=at, **asked)


class PublishForm(ActForm):
    """A file with departments, costs of answers and ledgers."""

    file = forms.FileField(
        label=gettext_lazy("File (YAML)"), widget=forms.FileInput({"accept": ".yaml,.yml", "class": "kit-file"}),
        help_text=gettext_lazy("It is checked first; a mistake is named by its place and nothing is published."),
    )  # fmt: skip

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Publish settings and ledgers; forms go through a request."""
        file = self.cleaned_data["file"]
        if file.size > UPLOAD_MOST:
            raise Invalid(fields={"file": "The file is larger than 1 MB; split it."})
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Invalid(fields={"file": "The file is not UTF-8; save it again as UTF-8."}) from error
        return publishing.publish_file(street=by.street or 0, table=parse(text), by=by, at=at)

    def add_action_error(self, error: ShiqiaoError) -> None:
        """Show what is wrong in the file, place by place."""
        told = describe(error)
        for place, sentence in told["fields"].items():
            known = sentence if place == "file" else _("%(place)s: %(why)s") % {"place": place, "why": sentence}
            self.add_error("file", known)
        if not told["fields"]:
            self.add_error(None, told["message"])

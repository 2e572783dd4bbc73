"""The form of a rehearsal: the draft as text or file, and which past matters."""

from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from shiqiao.base.errors import ShiqiaoError
from shiqiao.kernel.routing.rules.table import MOST_TEXT
from shiqiao.surfaces.kit.errors import describe
from shiqiao.surfaces.kit.forms import KitForm

LASTS = ("200", "500", "1000", "2000")  # more takes the command line


class RehearsalForm(KitForm):
    """A draft and the matters it is tried on."""

    text = forms.CharField(
        label=_("Rules"), required=False, max_length=MOST_TEXT, strip=False,
        widget=forms.Textarea({"rows": 22, "class": "desk-code", "spellcheck": "false", "wrap": "off"}),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Or take a file"), required=False, widget=forms.FileInput({"accept": ".yaml,.yml"}),
        help_text=_("A YAML file takes the place of the text above."),
    )  # fmt: skip
    last = forms.ChoiceField(label=_("Try it on the newest matters"), choices=[(n, n) for n in LASTS], initial="500")
    people = forms.ChoiceField(
        label=_("Who holds the posts"), initial="now", widget=forms.RadioSelect,
        choices=[("now", _("those of today")), ("then", _("those when it was reported"))],
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Take the file's text when there is one; either has to be there."""
        found: dict[str, Any] = super().clean() or {}
        sent = found.get("file")
        if sent:
            try:
                found["text"] = sent.read(MOST_TEXT * 4).decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", now_("This is no text in UTF-8; save it as such."))
            self.data = self.data.copy()
            self.data["text"] = found.get("text", "")
        if not str(found.get("text") or "").strip():
            self.add_error("text", now_("Write the rules, or take a file."))
        return found

    def add_action_error(self, error: ShiqiaoError) -> None:
        """Show every mistake of a draft at its text: `rules.2.if.hours` is the place."""
        told = describe(error)
        for place, sentence in told["fields"].items():
            self.add_error("text", sentence if place == "text" else f"{place} · {sentence}")
        if not told["fields"]:
            self.add_error(None, told["message"])

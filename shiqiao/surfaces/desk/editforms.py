"""The forms by which an administrator changes the ground: days of the calendar, a flow, an item."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.clocks import reads as clocks
from shiqiao.kernel.clocks.calendar import Day, days_between
from shiqiao.kernel.clocks.plain import seeded_days
from shiqiao.surfaces.desk.calendarpage import Preview, preview
from shiqiao.surfaces.kit.errors import describe
from shiqiao.surfaces.kit.forms import KitForm

LONGEST = timedelta(days=62)
MOST_TEXT = 60_000
LEAST_ROWS, MOST_ROWS = 10, 26  # of the field, which grows with its text
SAYS = (
    ("off", _("days off")),
    ("work", _("working days, also at a weekend")),
    ("notice", _("the whole year as the notice of the State Council says")),
)


def _dates() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class DaysForm(KitForm):
    """Some days next to each other, or a whole year by the notice."""

    says = forms.ChoiceField(label=_("These are"), choices=SAYS, initial="off", widget=forms.RadioSelect)
    first = forms.DateField(label=_("From"), widget=_dates())
    last = forms.DateField(label=_("Until"), required=False, widget=_dates(), help_text=_("Left empty: one day."))
    note = forms.CharField(
        label=_("Name"), required=False, max_length=40, help_text=_("As people call it: Spring Festival.")
    )
    complete = forms.BooleanField(
        label=_("With this, all holidays of the year are entered"), required=False,
        help_text=_("Then due times in that year no longer carry a warning."),
    )  # fmt: skip
    former = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Refuse what runs backwards, too long a run, and a year that no notice is known of."""
        found: dict[str, Any] = super().clean() or {}
        first, last = found.get("first"), found.get("last") or found.get("first")
        if first and last and last < first:
            self.add_error("last", now_("This is before the first day; change one of them."))
        elif first and last and last - first > LONGEST:
            self.add_error("last", now_("At most two months at once; enter the rest afterwards."))
        if first and found.get("says") == "notice" and first.year not in seeded_days()[1]:
            self.add_error("first", now_("No notice is known for this year yet; enter its days by hand."))
        return found

    def change(self) -> dict[str, Any]:
        """Return what a valid form says, as `set_days` takes it."""
        data = self.cleaned_data
        years = [data["first"].year] if data["complete"] or data["says"] == "notice" else []
        return {"days": self._days(), "years": years, "former": data["former"]}

    def _days(self) -> dict[date, Day]:
        data = self.cleaned_data
        if data["says"] == "notice":
            return {day: entry for day, entry in seeded_days()[0].items() if day.year == data["first"].year}
        last = data["last"] or data["first"]
        return {day: Day(data["says"] == "work", data["note"]) for day in days_between(data["first"], last)}

    def preview(self, actor: Actor) -> Preview:
        """Return which running clocks a valid form would move."""
        change = self.change()
        drafted = clocks.draft(actor.street or 0, days=change["days"], years=change["years"])
        return preview(clocks.moves(drafted, now()), actor)


class TextForm(KitForm):
    """Something written as YAML, and the version that was looked at."""

    text = forms.CharField(
        label=_("As it is written"), max_length=MOST_TEXT, strip=False,
        widget=forms.Textarea({"rows": 26, "class": "desk-code", "spellcheck": "false", "wrap": "off"}),
    )  # fmt: skip
    former = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = str(self["text"].value() or "").count("\n") + 4
        self.fields["text"].widget.attrs["rows"] = max(LEAST_ROWS, min(lines, MOST_ROWS))

    def add_action_error(self, error: ShiqiaoError) -> None:
        """Show every mistake at the text, with its place in it."""
        told = describe(error)
        for place, sentence in told["fields"].items():
            self.add_error("text", sentence if place == "text" else f"{place} · {sentence}")
        if not told["fields"]:
            self.add_error(None, told["message"])

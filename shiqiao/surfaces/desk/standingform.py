"""The form for a published table of standings."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.scoring import standings
from shiqiao.kernel.scoring.models import StandingTable
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.forms import Choices, with_choices
from shiqiao.surfaces.kit.forms import KitForm


class StandingForm(KitForm):
    """Which table of which time, where it stands, and its rows: a file or lines of “rank, name, score”."""

    league = forms.ChoiceField(label=_("Ranking"))
    span = forms.ChoiceField(label=_("Of a month or a year"))
    starts = forms.DateField(
        label=_("First day"), widget=forms.DateInput({"type": "date"}), help_text=_("Of the month, or 1 January.")
    )
    source = forms.CharField(label=_("Paper or page where it stands"), max_length=200)
    source_on = forms.DateField(label=_("Date of the source"), widget=forms.DateInput({"type": "date"}))
    file = forms.FileField(
        label=_("Spreadsheet with the ranking"), required=False, widget=forms.FileInput({"accept": ".xlsx,.xls,.csv"}),
        help_text=_("Spreadsheet or csv with the columns 名次, 单位, 得分."),
    )  # fmt: skip
    rows = forms.CharField(
        label=_("Or type the rows"), required=False, widget=forms.Textarea({"rows": 6}),
        help_text=_("One a line: rank, name, score. Only our own line is needed."),
    )  # fmt: skip

    def __init__(self, data: Any, files: Any, *, street: int) -> None:
        offers: dict[str, Choices] = {
            "league": [(one.code, words.said(standings.title_of(one))) for one in standings.leagues(street)],
            "span": [("month", gettext("monthly")), ("year", gettext("yearly"))],
        }
        self.base_fields = with_choices(self.base_fields, offers)
        super().__init__(data, files)

    def enter(self, by: Actor) -> StandingTable | None:
        """Enter the table; None when something is wrong, which then stands in the form."""
        if not self.is_valid():
            return None
        given = self.cleaned_data
        try:
            return standings.enter_standing(
                league=given["league"], span=given["span"], starts=given["starts"], rows=self._placed(),
                source=standings.Source(given["source"], given["source_on"]), by=by, at=now(),
            )  # fmt: skip
        except ShiqiaoError as error:
            self.add_action_error(error)
            return None

    def _placed(self) -> list[standings.Placed]:
        with TemporaryDirectory() as folder:
            upload = self.cleaned_data["file"]
            place = Path(folder) / ("table" + (Path(str(upload.name)).suffix.lower() if upload else ".csv"))
            if upload:
                place.write_bytes(upload.read())
            else:
                lines = self.cleaned_data["rows"].replace("，", ",").replace("、", ",")
                place.write_text("名次,单位,得分\n" + lines)
            return standings.read_standing(place)

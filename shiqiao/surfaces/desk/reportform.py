"""The form of a report for telephone, counter and patrol. What an action refuses is shown beside the field it names."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import ShiqiaoError
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.catalogue.rules import FormField, Item
from shiqiao.kernel.files.rules import ALL, PICTURES
from shiqiao.kernel.matters.actions import Contact, Report
from shiqiao.kernel.territory.errors import CoordinateInvalid
from shiqiao.kernel.territory.reads import find_address, is_grid, locate
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.complaintform import HELP, accused_choices
from shiqiao.surfaces.desk.forms import Choices, grid_choices, item_choices, with_choices
from shiqiao.surfaces.desk.uploads import KeepsFiles
from shiqiao.surfaces.kit.forms import KitForm

SOURCE = "desk"
CHANNELS = ("phone", "counter", "patrol")
# Fields of the kernel's report → fields of this form.
RENAMED = {
    "contact.phone": "phone",
    "contact.name": "name",
    "lon": "address",
    "lat": "address",
    "coordinates": "address",
}
QUESTION = "form_"


class ReportForm(KeepsFiles, KitForm):
    """A report as typed. The questions of the chosen item are fields too, named `form_<key>`."""

    purposes = {"photo": "before", "file": "report"}

    channel = forms.ChoiceField(label=_("How did it come?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What is the matter?"), max_length=8000,
        widget=forms.Textarea({"rows": 3, "placeholder": _("In the caller's own words: what, where, since when")}),
    )  # fmt: skip
    item = forms.ChoiceField(label=_("Item"))
    address = forms.CharField(
        label=_("Place"), required=False, max_length=200,
        help_text=_("Estate, road, building, room or grid; pinyin initials will do."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    grid = forms.ChoiceField(label=_("Grid, if only that is known"), required=False)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name of the caller"), required=False, max_length=60, widget=forms.TextInput({"autocomplete": "off"})
    )
    phone = forms.CharField(
        label=_("Telephone"), required=False, max_length=30,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    complains_about = forms.ChoiceField(label=_("Complains about"), required=False, help_text=HELP)
    urgent = forms.BooleanField(label=_("Danger to people"), required=False)
    photo = forms.FileField(
        label=_("Photos"), required=False, widget=forms.FileInput({"accept": PICTURES, "data-photos": ""})
    )
    file = forms.FileField(
        label=_("Recording, video or document"), required=False,
        help_text=_("Documents and sound up to 20 MB, videos up to 100 MB."),
        widget=forms.FileInput({"accept": ALL, "data-photos": "", "data-choose": _("Choose files")}),
    )  # fmt: skip
    sent = forms.CharField(required=False, widget=forms.HiddenInput)
    again = forms.CharField(
        required=False, max_length=20, widget=forms.HiddenInput
    )  # the earlier matter that it is about
    client_id = forms.CharField(max_length=80, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        actor: Actor,
        item: str = "",
        start: Mapping[str, str] | None = None,
    ) -> None:
        self.street = actor.street or 0
        offers: dict[str, Choices] = {
            "channel": [(code, gettext(words.CHANNELS[code])) for code in CHANNELS],
            "item": [("", gettext("choose, or take a suggestion")), *item_choices(self.street)],
            "complains_about": accused_choices(self.street),
            "grid": [("", gettext("by place")), *grid_choices(self.street)],
        }
        code = str(data.get("item", "")) if data else item
        self.item_chosen = catalogue(self.street).items.get(code)
        self.base_fields = {**with_choices(self.base_fields, offers), **questions_of(self.item_chosen)}
        first = {"client_id": str(uuid4()), "channel": _usual_channel(actor), **(start or {})}
        super().__init__(data, files, initial=first)
        for name in self.purposes:
            self.fields[name].widget.attrs["multiple"] = True

    @property
    def questions(self) -> list[forms.BoundField]:
        """Return the fields of the chosen item's own questions."""
        return [self[name] for name in self.fields if name.startswith(QUESTION)]

    def add_action_error(self, error: ShiqiaoError) -> None:
        """Show an action's refusal at the fields of this form."""
        fields = {_renamed(name): sentence for name, sentence in error.fields.items()}
        super().add_action_error(type(error)(error.message, fields=fields, **error.params))

    def report(self) -> Report:
        """Return what was typed as a report. Call it on a valid form only."""
        given = self.cleaned_data
        answers = {n.removeprefix(QUESTION): _plain(v) for n, v in given.items() if n.startswith(QUESTION)}
        return Report(
            street=self.street, source=SOURCE, source_id=given["client_id"], channel=given["channel"],
            item=given["item"], text=given["text"], lon=given["lon"], lat=given["lat"], grid=int(given["grid"] or 0),
            address=given["address"], form=answers, contact=Contact(given["name"], given["phone"]),
            urgent=given["urgent"], photos=self.kept, complains_about=given["complains_about"],
        )  # fmt: skip


CARRIED = ("channel", "phone", "name")  # of a caller who reports something else as well


def carried(data: Mapping[str, Any]) -> dict[str, str]:
    """Return what the next form begins with when the same caller goes on: who calls, and how."""
    known = {name: str(data.get(name, ""))[:60] for name in CARRIED}
    return {name: value for name, value in known.items() if value and (name != "channel" or value in CHANNELS)}


def _usual_channel(actor: Actor) -> str:
    return "patrol" if "grid_member" in actor.roles and "dispatcher" not in actor.roles else "phone"


def _renamed(name: str) -> str:
    return RENAMED.get(name) or (QUESTION + name[5:] if name.startswith("form.") else name)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def questions_of(item: Item | None) -> dict[str, forms.Field]:
    """Return the questions of an item as form fields."""
    return {QUESTION + question.key: _question(question) for question in (item.form if item else ())}


def _question(question: FormField) -> forms.Field:
    common = {"label": words.said(question.title), "required": question.required}
    if question.kind == "choice":
        choices = [("", gettext("not said")), *((one.code, words.said(one.title)) for one in question.choices)]
        return forms.ChoiceField(choices=choices, **common)  # type: ignore[arg-type]
    if question.kind == "yes_no":
        choices = [("", gettext("not said")), ("yes", gettext("yes")), ("no", gettext("no"))]
        return forms.ChoiceField(choices=choices, **common)  # type: ignore[arg-type]
    if question.kind == "date":
        return forms.DateField(widget=forms.DateInput({"type": "date"}), **common)  # type: ignore[arg-type]
    if question.kind == "number":
        return forms.IntegerField(widget=forms.NumberInput({"inputmode": "numeric"}), **common)  # type: ignore[arg-type]
    return forms.CharField(max_length=500, **common)  # type: ignore[arg-type]


def place_in(data: Mapping[str, Any], street: int, at: datetime) -> tuple[int, float | None, float | None]:
    """Return the grid, and the point if there is one, of a half-typed form: for suggestions, never refused."""
    lon, lat = _number(data.get("lon")), _number(data.get("lat"))
    if lon is not None and lat is not None:
        try:
            return locate(lon, lat, on=at.date()).grid, lon, lat
        except CoordinateInvalid:
            return 0, None, None
    grid = str(data.get("grid") or "")
    if grid.isdigit() and is_grid(int(grid)):
        return int(grid), None, None
    address = str(data.get("address") or "").strip()[:200]
    hits = find_address(address, street, limit=1) if address else []
    return (hits[0].grid, hits[0].lon, hits[0].lat) if hits else (0, None, None)


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None

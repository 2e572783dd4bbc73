"""The portal's forms. What a resident typed is never lost: a file that was taken is kept until the form is sent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shiqiao.base.errors import ShiqiaoError
from shiqiao.kernel.files.rules import PICTURES, RECORDINGS
from shiqiao.kernel.matters.report import ADDRESS_MOST, TEXT_MOST
from shiqiao.kernel.territory import reads as territory
from shiqiao.surfaces.kit.errors import describe
from shiqiao.surfaces.kit.forms import KitForm
from shiqiao.surfaces.portal import photos
from shiqiao.surfaces.portal.gate import secret_in
from shiqiao.surfaces.portal.limits import Passing
from shiqiao.surfaces.portal.street import estates, kinds, said, street_number
from shiqiao.surfaces.portal.words import titled

# Where the errors of the kernel's report belong on this form.
PLACES = {
    "lon": "address",
    "lat": "address",
    "coordinates": "address",
    "grid": "estate",
    "contact.phone": "phone",
    "photos": "photo",
}
OUTSIDE = _("This place lies outside our street. Choose it on the map again, or write the address.")


def _estates() -> list[Any]:
    parts = [(at, [(str(one.id), said(one)) for one in those]) for at, those in estates().items()]
    return [("", _("please choose")), *parts]


def _listed() -> list[Any]:
    items = [(category, [(item.code, titled(item.title)) for item in those]) for category, those in kinds()]
    return [("", _("please choose")), *items]


class ReportForm(KitForm):
    """A report: what and where; everything else may stay empty."""

    client_id = forms.CharField(max_length=80, widget=forms.HiddenInput)
    website = forms.CharField(required=False)  # a pot of honey: people never see it
    text = forms.CharField(
        label=_("What is the matter?"),
        max_length=TEXT_MOST,
        help_text=_("In your own words. One or two sentences are enough."),
        error_messages={"required": _("Say what is the matter.")},
        widget=forms.Textarea({"rows": 4, "data-hints": "items"}),
    )
    item = forms.CharField(required=False, label=_("What is it about?"))
    listed = forms.ChoiceField(required=False, choices=_listed, label=_("Or choose from the complete list"))
    address = forms.CharField(
        required=False,
        label=_("Where is it?"),
        max_length=ADDRESS_MOST,
        help_text=_("Estate and building, or road and number."),
        widget=forms.TextInput({"autocomplete": "off", "data-hints": "places"}),
    )
    estate = forms.ChoiceField(required=False, choices=_estates, label=_("Or choose the estate from the list"))
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    photo = forms.FileField(
        required=False,
        label=_("A photo, recording or video, if you have one"),
        help_text=_("One file: a picture or sound of at most 20 MB, or a video of at most 100 MB."),
        widget=forms.FileInput(
            {"accept": f"{PICTURES},{RECORDINGS}", "data-photos": "", "data-choose": _("Choose or record")}
        ),
    )
    photo_token = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        required=False, label=_("Your name"), max_length=60, widget=forms.TextInput({"autocomplete": "name"})
    )
    phone = forms.CharField(
        required=False,
        label=_("Your telephone number"),
        max_length=30,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.kept = ""  # the token of a file that is uploaded already; the base class already validates
        self.passing = kwargs.pop("passing", Passing())  # whether a file may still come from here
        super().__init__(*args, **kwargs)

    @property
    def kind(self) -> str:
        """The item chosen: from the complete list, or among those suggested."""
        return str(self.cleaned_data.get("listed") or self.cleaned_data.get("item") or "")

    def clean_website(self) -> str:
        """Refuse what a machine filled in; a person whose browser did it can send again."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("A hidden field was filled in. Please send the form again."))
        return ""

    def clean_phone(self) -> str:
        """Refuse what is no telephone number."""
        phone = str(self.cleaned_data["phone"]).strip()
        if phone and not 5 <= sum(c.isdigit() for c in phone) <= 20:
            raise forms.ValidationError(_("Enter a phone number, for example 13800138000 or 0531-82000000."))
        return phone

    def clean_photo(self) -> None:
        """Check a file by its content and keep it, so that it outlives an error elsewhere on the form."""
        upload = self.cleaned_data["photo"]
        if upload is None:
            self.kept = photos.token_of(str(self.data.get("photo_token", "")))
            return
        if self.passing.file_refused:
            raise forms.ValidationError(_("Too many files came from here in the last hour. Please send it without."))
        try:
            self.kept = photos.keep(upload)
        except ShiqiaoError as error:
            raise forms.ValidationError(describe(error)["fields"].get("photo", describe(error)["message"])) from None

    def clean(self) -> dict[str, Any]:
        """Refuse a point outside the street beside the place, not far away in the hidden fields."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        lon, lat = data.get("lon"), data.get("lat")
        if lon is not None and lat is not None and not _inside(lon, lat):
            self.add_error("address", OUTSIDE)
        return data

    def add_action_error(self, error: ShiqiaoError) -> None:
        """Show the kernel's refusals beside the fields residents know."""
        error.fields = {PLACES.get(name, name): sentence for name, sentence in error.fields.items()}
        if "photo" in error.fields:
            self.kept = ""
        super().add_action_error(error)


def _inside(lon: float, lat: float) -> bool:
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return False
    found = territory.locate(lon, lat)
    return bool(found.grid) and found.street == street_number()


class FollowForm(KitForm):
    """Number and secret of a report; a whole link pasted into the secret is understood."""

    number = forms.CharField(
        label=_("Number of the report"),
        max_length=30,
        help_text=_("12 or more digits, on your receipt"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    secret = forms.CharField(
        label=_("Secret code or link"),
        max_length=300,
        help_text=_("22 letters and digits, on your receipt; upper and lower case matter"),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def clean_number(self) -> str:
        """Keep the digits: people write spaces and dashes."""
        return "".join(c for c in self.cleaned_data["number"] if c.isdigit())

    def clean_secret(self) -> str:
        """Take the code out of a pasted link."""
        return secret_in(self.cleaned_data["secret"])


YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class RateForm(KitForm):
    """The reporter's verdict."""

    solved = forms.ChoiceField(label=_("Is it solved?"), choices=YES_NO, widget=forms.RadioSelect)
    satisfied = forms.ChoiceField(label=_("Are you satisfied with us?"), choices=YES_NO, widget=forms.RadioSelect)
    words = forms.CharField(
        required=False,
        label=_("In your own words"),
        max_length=1000,
        help_text=_("Only the office reads this."),
        widget=forms.Textarea({"rows": 3}),
    )


class ReopenForm(KitForm):
    """Why a matter must be taken up again."""

    reason = forms.CharField(
        label=_("What is still wrong?"), max_length=1000, widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write the reason.")},
    )  # fmt: skip

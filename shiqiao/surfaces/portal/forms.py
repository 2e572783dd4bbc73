"""The portal's forms. What a resident typed is never lost: a file that was taken is kept until the form is sent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shiqiao.base.errors import ShiqiaoError
from shiqiao.kernel.files.rules import PICTURES, RECORDINGS
from shiqiao.kernel.matters.bynumber import FOUR
from shiqiao.kernel.matters.report import ADDRESS_MOST, TEXT_MOST
from shiqiao.kernel.territory import reads as territory
from shiqiao.surfaces.kit.errors import describe
from shiqiao.surfaces.kit.forms import KitForm
from shiqiao.surfaces.portal import means, photos
from shiqiao.surfaces.portal.gate import secret_in
from shiqiao.surfaces.portal.limits import Passing
from shiqiao.surfaces.portal.street import estate, estates, kinds, placed, said, street_number, units_named
from shiqiao.surfaces.portal.words import titled

# Where the errors of the kernel's report belong on this form.
PLACES = {
    "lon": "address",
    "lat": "address",
    "coordinates": "address",
    "grid": "estate",
    "contact.phone": "phone",
    "complains_about": "accused",
    "item": "listed",
    "photos": "photo",
}
OUTSIDE = _("This place lies outside our street. Choose it on the map again, or write the address.")


def _estates() -> list[Any]:
    parts = [(at, [(str(one.id), said(one)) for one in those]) for at, those in estates().items()]
    return [("", _("please choose")), *parts]


def _listed() -> list[Any]:
    items = [(category, [(item.code, titled(item.title)) for item in those]) for category, those in kinds()]
    return [("", _("let the office sort it")), *items]


def _accused() -> list[Any]:
    return [("", _("no, it is about something else")), *units_named()]


def _means() -> list[Any]:
    return [(one.code, one.title) for one in means.choices()]


class EstateSelect(forms.Select):
    """The list of estates; each says which buildings it has, so that scripts can offer them."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Put first and last building on an option."""
        option = super().create_option(name, value, *args, **kwargs)
        found = estate(str(value)) if value else None
        if found and found.first:
            option["attrs"] |= {"data-first": found.first, "data-last": found.last}
        return option


def kept_file(form: forms.Form, refused: bool) -> str:
    """Keep the file of a form's field `photo`, or the one kept before; returns its token, empty for none."""
    upload = form.cleaned_data["photo"]
    if upload is None:
        return photos.token_of(str(form.data.get("photo_token", "")))
    if refused:
        raise forms.ValidationError(_("Too many files came from here in the last hour. Please send it without."))
    try:
        return photos.keep(upload)
    except ShiqiaoError as error:
        raise forms.ValidationError(describe(error)["fields"].get("photo", describe(error)["message"])) from None


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
    listed = forms.ChoiceField(
        required=False, choices=_listed, label=_("Kind of matter"), help_text=_("Not needed: the office sorts it.")
    )
    at = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)  # the code of a poster
    address = forms.CharField(
        required=False,
        label=_("Where is it?"),
        max_length=ADDRESS_MOST,
        help_text=_("Estate and building, or road and number. Initials of their names are enough."),
        widget=forms.TextInput({"autocomplete": "off", "data-hints": "places"}),
    )
    estate = forms.ChoiceField(
        required=False, choices=_estates, label=_("Or choose the estate from the list"), widget=EstateSelect
    )
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
    means = forms.ChoiceField(
        required=False, choices=_means, label=_("How shall we answer you?"), widget=forms.RadioSelect, initial=""
    )
    name = forms.CharField(
        required=False, label=_("Your name"), max_length=60, widget=forms.TextInput({"autocomplete": "name"})
    )
    phone = forms.CharField(
        required=False,
        label=_("Your telephone number"),
        max_length=30,
        help_text=_("With its last four digits you also find your report again."),
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    mail = forms.EmailField(
        required=False, label=_("Your mail address"), max_length=120,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"invalid": _("Write the whole mail address, for example name@example.cn.")},
    )  # fmt: skip
    wechat = forms.CharField(required=False, label=_("Your number at the office's WeChat account"), max_length=64)
    accused = forms.ChoiceField(
        required=False, choices=_accused, label=_("Which unit is it about?"),
        help_text=_("Nobody of this unit sees your report or who you are; another unit handles it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.kept = ""  # the token of a file that is uploaded already; the base class already validates
        self.passing = kwargs.pop("passing", Passing())  # whether a file may still come from here
        super().__init__(*args, **kwargs)
        self.at_token = given = str((self.data if self.is_bound else self.initial).get("at", ""))
        self.at = placed(given) if "elsewhere" not in self.data else None
        self.void = bool(given) and not self.at and "elsewhere" not in self.data  # the code was withdrawn
        if self.at:
            self.fields["address"].label = _("Where exactly?")
            self.fields["address"].help_text = _("Building, entrance, floor, or what stands beside it.")
        asked = {one.field for one in means.choices()}
        for field in {"mail", "wechat"} - asked:
            del self.fields[field]

    @property
    def place(self) -> str:
        """Return how the place of the poster is said, empty without one."""
        return said(self.at) if self.at else ""

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
        self.kept = kept_file(self, bool(self.passing.file_refused))

    def clean(self) -> dict[str, Any]:
        """Refuse a point outside the street beside the place, not far away in the hidden fields."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        lon, lat = data.get("lon"), data.get("lat")
        if lon is not None and lat is not None and not _inside(lon, lat):
            self.add_error("address", OUTSIDE)
        if lacks := means.lacking(data.get("means", ""), data):
            self.add_error(*lacks)
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
        label=_("Secret code, link, or end of your telephone number"),
        max_length=300,
        help_text=_("22 letters and digits on your receipt. Or the last four digits of the telephone number you left."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    @property
    def by_phone(self) -> bool:
        """Tell whether the end of a telephone number was typed instead of a secret."""
        return len(self.cleaned_data["secret"]) == FOUR and self.cleaned_data["secret"].isdecimal()

    def clean_number(self) -> str:
        """Keep the digits: people write spaces and dashes."""
        return "".join(c for c in self.cleaned_data["number"] if c.isdigit())

    def clean_secret(self) -> str:
        """Take the code out of a pasted link."""
        return secret_in(self.cleaned_data["secret"])

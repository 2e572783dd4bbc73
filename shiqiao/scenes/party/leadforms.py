"""Fields, choices and the base of forms that the secretary's projects, front teams and honours share."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid
from shiqiao.kernel.files.rules import ALL
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.territory.reads import communities
from shiqiao.scenes.party.leading import TEXT_MOST, accounts_of
from shiqiao.surfaces.desk import actforms
from shiqiao.surfaces.desk.uploads import KeepsFiles
from shiqiao.surfaces.desk.words import person_name, post_title, unit_title
from shiqiao.surfaces.kit.forms import KitForm

Choices = list[tuple[str, str]]


class ActForm(KeepsFiles, actforms.ActForm):
    """What can be done; files are kept when the form is refused."""

    purposes: Mapping[str, str] = {}
    sent = forms.CharField(required=False, widget=forms.HiddenInput)


class FileForm(ActForm):
    """A form with files that prove something."""

    purposes = {"file": "evidence"}


class PublishForm(KitForm):
    """Publish rules from a file of the locality; `rules` is set by the view."""

    file = forms.FileField(label=gettext_lazy("File (YAML)"), widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}))
    rules: Any = None

    def act(self, by: Actor, at: datetime) -> Any:
        """Publish."""
        text = self.cleaned_data["file"].read(1 << 20).decode(errors="replace")
        return self.rules.publish(street=by.street or 0, text=text, by=by, at=at)


def long_text(label: Any, *, required: bool = True, hint: Any = "", most: int = TEXT_MOST) -> forms.CharField:
    """Return a field for a sentence or two."""
    widget = forms.Textarea(attrs={"rows": "3"})
    return forms.CharField(label=label, required=required, max_length=most, help_text=hint, widget=widget)


def one_of(label: Any, *, required: bool = True, hint: Any = "") -> forms.ChoiceField:
    """Return a field of which one is chosen, all of them in sight."""
    return forms.ChoiceField(label=label, required=required, widget=forms.RadioSelect, help_text=hint)


def chosen_from(label: Any, *, required: bool = True, hint: Any = "") -> forms.ChoiceField:
    """Return a field of which one is chosen from a long list."""
    return forms.ChoiceField(label=label, required=required, help_text=hint)


def day_field(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput(attrs={"type": "date", "placeholder": "2018-06-27"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=hint)


def file_field(label: Any, hint: Any = "") -> forms.FileField:
    """Return a field for a picture or document; what was sent stays when the form is refused."""
    widget = forms.FileInput(attrs={"accept": ALL, "data-photos": ""})
    return forms.FileField(label=label, required=False, widget=widget, help_text=hint)


def about_field() -> forms.CharField:
    """Return a field that names a record of another field by kind and number."""
    hint = gettext_lazy("Kind and number, as campaign:3; it stays where it is and is only pointed at.")
    label = gettext_lazy("Record of another field")
    return forms.CharField(label=label, required=False, max_length=60, help_text=hint)


def about_of(text: str, field: str = "about") -> Ref | None:
    """Read such a record; None for nothing. Raises Invalid under `field` for what is none."""
    if not text.strip():
        return None
    try:
        return Ref.parse(text.strip())
    except (ValueError, Invalid) as error:
        raise Invalid(fields={field: "Write kind and number with a colon between them, as campaign:3."}) from error


def post_choices(street: int, *roles: str) -> Choices:
    """Return posts to choose from, with a first line that says nothing."""
    return [("", "—"), *((str(row.id), post_title(row.id)) for row in people.posts(street, roles=roles))]


def person_choices(street: int, at: datetime) -> Choices:
    """Return the persons of the office, each with the first of the posts."""
    rows = accounts_of(street, at).items()
    return [("", "—"), *((str(account), f"{person_name(account)} · {post_title(post)}") for account, post in rows)]


def place_choices(street: int) -> Choices:
    """Return the street and its communities."""
    return [("0", _("The whole street")), *((str(one.code), one.title) for one in communities(street))]


def unit_choices(street: int) -> Choices:
    """Return the offices of a street."""
    return [(str(one.id), unit_title(one.id)) for one in people.units(street)]


def fresh_key() -> str:
    """Return a key for a form that may be sent twice."""
    return str(uuid4())

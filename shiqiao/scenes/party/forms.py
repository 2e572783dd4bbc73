"""Forms of service projects: a project, its times, bookings at the desk, what took place, the street's rules."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.scenes.party import booking, publishing, reads, rights, services, words
from shiqiao.scenes.party.booking import Booker
from shiqiao.scenes.party.publishing import rules_of
from shiqiao.scenes.party.services import Delivered, Planned
from shiqiao.scenes.party.servicetables import Occasion, ServiceProject
from shiqiao.scenes.party.tables import ListMatch
from shiqiao.scenes.party.units import communities
from shiqiao.surfaces.desk import actforms
from shiqiao.surfaces.desk.actforms import ActForm
from shiqiao.surfaces.desk.uploads import KeepsFiles
from shiqiao.surfaces.desk.words import place

Choices = list[tuple[str, str]]
PICTURES = "image/jpeg,image/png,image/webp,image/heic"


def day_field(label: Any, *, hint: Any = "", required: bool = True) -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=hint, required=required, widget=widget)


def time_field(label: Any) -> forms.TimeField:
    """Return a field for a time of day."""
    return forms.TimeField(label=label, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))


def line_field(label: Any, most: int = 60, *, required: bool = True, hint: Any = "") -> forms.CharField:
    """Return a field for one line."""
    return forms.CharField(label=label, max_length=most, required=required, help_text=hint)


def text_field(label: Any, most: int = 300, *, required: bool = True, hint: Any = "") -> forms.CharField:
    """Return a field for some sentences."""
    return forms.CharField(
        label=label, max_length=most, required=required, help_text=hint, widget=forms.Textarea({"rows": 3})
    )


def number_field(label: Any, *, required: bool = True, hint: Any = "") -> forms.IntegerField:
    """Return a field for a whole number."""
    widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(label=label, required=required, help_text=hint, widget=widget)


def community_choices(actor: Actor) -> Choices:
    """Return the communities for which an actor acts."""
    return [(str(one), place(one)) for one in rights.own_communities(actor, communities(actor.street or 0))]


def unit_choices(actor: Actor) -> Choices:
    """Return the stationed units of the actor's street."""
    street = actor.street or 0
    rows = reads.all_units(street)
    names = reads.names(street, (row.pk for row in rows))
    return [(str(row.pk), names.get(row.pk, "—")) for row in rows]


class ProjectForm(ActForm):
    """A service project; out of a match its unit, community and theme are those of the need."""

    title = line_field(gettext_lazy("Title of the project"))
    words = text_field(gettext_lazy("What residents get"))
    unit = forms.ChoiceField(label=gettext_lazy("Unit that provides it"))
    community = forms.ChoiceField(label=gettext_lazy("Community"))
    theme = forms.ChoiceField(label=gettext_lazy("Theme"))
    place = line_field(
        gettext_lazy("Place in the address book"),
        80,
        hint=gettext_lazy("An estate, a road with its number, a landmark."),
    )
    from_day = day_field(gettext_lazy("First day"))
    until = day_field(gettext_lazy("Last day"))

    def __init__(self, data: Any = None, *, actor: Actor, match: ListMatch | None = None, **more: Any) -> None:
        self.match = match
        offers = {
            "unit": unit_choices(actor), "community": community_choices(actor),
            "theme": words.named(rules_of(actor.street or 0).themes),
        }  # fmt: skip
        super().__init__(data, offers=offers, **more)

    def act(self, row: Any, by: Actor, at: datetime) -> ServiceProject:
        """Begin it."""
        told = dict(self.cleaned_data)
        told |= {"unit": int(told["unit"]), "community": int(told["community"])}
        return services.begin_project(planned=Planned(**told), match=self.match.pk if self.match else 0, by=by, at=at)


class TimeForm(ActForm):
    """A time of a project with its places."""

    day = day_field(gettext_lazy("Day"))
    starts = time_field(gettext_lazy("Begins at"))
    ends = time_field(gettext_lazy("Ends"))
    places = number_field(gettext_lazy("Number of places"))

    def act(self, row: ServiceProject, by: Actor, at: datetime) -> Occasion:
        """Add it."""
        told = self.cleaned_data
        moments = {f"{name}_at": _moment(told["day"], told[name]) for name in ("starts", "ends")}
        return services.add_occasion(project=row.pk, places=told["places"], by=by, at=at, **moments)


def _moment(day: date, clock: time) -> datetime:
    return make_aware(datetime.combine(day, clock))


class EndForm(ActForm):
    """End a project."""

    def act(self, row: ServiceProject, by: Actor, at: datetime) -> ServiceProject:
        """End it."""
        return services.end_project(project=row.pk, by=by, at=at)


class DeliverForm(KeepsFiles, actforms.ActForm):
    """What took place: which bookings came, how many others, photos."""

    purposes = {"photo": "evidence"}
    came = forms.MultipleChoiceField(
        label=gettext_lazy("Who booked and came"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = number_field(gettext_lazy("How many others came"), required=False)
    remark = text_field(gettext_lazy("How the occasion went"), 200, required=False)
    photo = forms.FileField(
        label=gettext_lazy("Photo"), required=False,
        widget=forms.FileInput(attrs={"accept": PICTURES, "capture": "environment", "data-photos": ""}),
    )  # fmt: skip
    sent = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, *, booked: Choices) -> None:
        super().__init__(data, files, offers={"came": booked})
        self.initial.setdefault("came", [code for code, _name in booked])

    def act(self, row: Occasion, by: Actor, at: datetime) -> Occasion:
        """Record it."""
        told = self.cleaned_data
        came = [int(one) for one in told["came"]]
        delivered = Delivered(came, told["others"] or 0, told["remark"], tuple(self.kept))
        return services.deliver(occasion=row.pk, delivered=delivered, by=by, at=at)


class CancelForm(ActForm):
    """Why a time does not take place."""

    remark = text_field(gettext_lazy("Reason that those who booked read"), 200)

    def act(self, row: Occasion, by: Actor, at: datetime) -> Occasion:
        """Cancel it."""
        return services.cancel_occasion(occasion=row.pk, why=self.cleaned_data["remark"], by=by, at=at)


class BookForm(ActForm):
    """Who books, with consent."""

    channel = "desk"
    name = line_field(gettext_lazy("Name of the person"), 30)
    phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
    )
    consent = forms.BooleanField(
        label=gettext_lazy("I agree that my name and telephone are kept for this booking, and erased afterwards."),
        required=False,
    )

    def act(self, row: Occasion, by: Actor, at: datetime) -> Any:
        """Book it."""
        told = self.cleaned_data
        who = Booker(told["name"], told["phone"], told["consent"])
        return booking.book(occasion=row.pk, booker=who, channel=self.channel, by=by, at=at)


class PublishForm(ActForm):
    """A file of rules."""

    file = forms.FileField(label=gettext_lazy("Rules as YAML"))

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Publish them."""
        text = self.cleaned_data["file"].read(200_000).decode("utf-8", "replace")
        return publishing.publish_party_rules(street=by.street or 0, text=text, by=by, at=at)


PROJECT_ACTS: dict[str, type[ActForm]] = {"time": TimeForm, "end": EndForm}
OCCASION_ACTS: dict[str, Any] = {"deliver": DeliverForm, "cancel": CancelForm, "book": BookForm}

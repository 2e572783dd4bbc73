"""Forms of front teams: forming one, members, charges, the day log with its key."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.text import number_in
from shiqiao.base.time import now
from shiqiao.kernel.files.rules import PICTURES
from shiqiao.scenes.party import leadforms
from shiqiao.scenes.party.fronts import actions, daylog, reads, words
from shiqiao.scenes.party.fronts.actions import TeamGiven
from shiqiao.scenes.party.fronts.daylog import Deed
from shiqiao.scenes.party.fronts.tables import FrontTeam
from shiqiao.scenes.party.leadforms import ActForm, chosen_from, day_field, long_text, one_of
from shiqiao.surfaces.desk.words import person_name


class FormTeam(ActForm):
    """Form a team."""

    title = forms.CharField(label=gettext_lazy("What the team is called"), max_length=60)
    kind = one_of(gettext_lazy("Kind of team"))
    field = chosen_from(gettext_lazy("Field of work of the team"))
    front = chosen_from(
        gettext_lazy("Front"), required=False,
        hint=gettext_lazy("A plot, campaign or project that is on file; else name the front below."),
    )  # fmt: skip
    front_name = forms.CharField(label=gettext_lazy("Name of the front"), max_length=80, required=False)
    community = chosen_from(gettext_lazy("Where the front is"))
    leader = chosen_from(gettext_lazy("Leader of the team"))
    since = day_field(gettext_lazy("First day of the team"))
    aim = long_text(gettext_lazy("What the team is to reach"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, by: Actor) -> None:
        street = by.street or 0
        fronts = [(str(ref), shown.title) for ref, shown in reads.fronts_there(by).items()]
        offers = {
            "kind": [(code, _(title)) for code, title in words.KINDS.items()],
            "field": [(code, _(title)) for code, title in words.FIELDS.items()], "front": [("", "—"), *fronts],
            "community": leadforms.place_choices(street), "leader": leadforms.person_choices(street, now()),
        }  # fmt: skip
        super().__init__(data, offers=offers)

    def act(self, row: Any, by: Actor, at: datetime) -> FrontTeam:
        """Form it."""
        told = self.cleaned_data
        given = TeamGiven(
            told["title"], told["kind"], told["field"], int(told["leader"]), told["since"],
            Ref.parse(told["front"]) if told["front"] else None, told["front_name"], int(told["community"]), told["aim"],
        )  # fmt: skip
        return actions.form_team(given=given, by=by, at=at)


class TeamForm(ActForm):
    """What can be done with a team; subclasses say what it needs."""

    def __init__(self, data: Any = None, files: Any = None, *, row: FrontTeam) -> None:
        super().__init__(data, files, offers=self.offered(row))

    def offered(self, row: FrontTeam) -> dict[str, Any]:
        """Return the choices of its fields."""
        return {}


def member_choices(row: FrontTeam) -> list[tuple[str, str]]:
    """Return the members of today."""
    team = reads.known([row])[0]
    return [(str(one.account), person_name(one.account)) for one in team.here(localdate(now()))]


class JoinForm(TeamForm):
    """Enter a member."""

    account = chosen_from(gettext_lazy("Person of the office"))
    role = one_of(gettext_lazy("Role in the team"))
    since = day_field(gettext_lazy("First day in the team"))

    def offered(self, row: FrontTeam) -> dict[str, Any]:
        """Return persons and roles."""
        roles = [("member", _("Member of the team")), ("leader", _("Leader of the team"))]
        return {"account": leadforms.person_choices(row.street, now()), "role": roles}

    def act(self, row: FrontTeam, by: Actor, at: datetime) -> Any:
        """Enter."""
        told = self.cleaned_data
        person = int(told["account"])
        return actions.join_team(team=row.pk, account=person, role=told["role"], since=told["since"], by=by, at=at)


class LeaveForm(TeamForm):
    """End a member's days."""

    account = chosen_from(gettext_lazy("Member of the team"))
    until = day_field(gettext_lazy("Last day in the team"))

    def offered(self, row: FrontTeam) -> dict[str, Any]:
        """Return the members."""
        return {"account": member_choices(row)}

    def act(self, row: FrontTeam, by: Actor, at: datetime) -> Any:
        """End."""
        told = self.cleaned_data
        return actions.leave_team(team=row.pk, account=int(told["account"]), until=told["until"], by=by, at=at)


class ChargeForm(TeamForm):
    """Give a charge."""

    account = chosen_from(gettext_lazy("Member of the team"))
    label = forms.CharField(
        label=gettext_lazy("Household or thing"), max_length=80, required=False,
        help_text=gettext_lazy("Kept sealed; it goes when the team is dissolved."),
    )  # fmt: skip
    about = leadforms.about_field()

    def offered(self, row: FrontTeam) -> dict[str, Any]:
        """Return the members."""
        return {"account": member_choices(row)}

    def act(self, row: FrontTeam, by: Actor, at: datetime) -> Any:
        """Give it."""
        told = self.cleaned_data
        about = leadforms.about_of(told["about"])
        return actions.give_charge(
            team=row.pk, account=int(told["account"]), about=about, label=told["label"], by=by, at=at
        )


class EndForm(TeamForm):
    """Dissolve the team."""

    def act(self, row: FrontTeam, by: Actor, at: datetime) -> Any:
        """Dissolve it."""
        return actions.end_team(team=row.pk, by=by, at=at)


class LogForm(ActForm):
    """Write a line of the day log. The key lies in the page: a line that is sent twice counts once."""

    purposes = {"photo": "after"}
    key = forms.UUIDField(widget=forms.HiddenInput)
    done = one_of(gettext_lazy("What was done"))
    times = forms.IntegerField(label=gettext_lazy("How often, or how many households"), min_value=1, max_value=99)
    charge = chosen_from(gettext_lazy("In which charge"), required=False)
    words = long_text(gettext_lazy("In a word"), required=False)
    photo = forms.FileField(
        label=gettext_lazy("Photo, if it helps"), required=False,
        widget=forms.FileInput(attrs={"accept": PICTURES, "capture": "environment", "data-photos": ""}),
    )  # fmt: skip

    def __init__(self, data: Any = None, files: Any = None, *, charges: Any) -> None:
        done = [(code, _(title)) for code, (title, _icon) in words.DONE.items()]
        super().__init__(data, files, offers={"done": done, "charge": [("", "—"), *charges]})
        for name, value in (("key", leadforms.fresh_key()), ("times", 1), ("done", "household")):
            self.initial.setdefault(name, value)

    def act(self, row: FrontTeam, by: Actor, at: datetime) -> Any:
        """Write it."""
        told = self.cleaned_data
        charge = number_in(told["charge"])
        deed = Deed(UUID(str(told["key"])), told["done"], told["times"], None, charge, told["words"], tuple(self.kept))
        return daylog.log_day(team=row.pk, deed=deed, by=by, at=at)


# What can be done with a team: form, title, icon.
ACTS: Mapping[str, tuple[Callable[..., TeamForm], Any, str]] = {
    "join": (JoinForm, gettext_lazy("Enter a member"), "user-plus"),
    "leave": (LeaveForm, gettext_lazy("End a member's days"), "user-minus"),
    "charge": (ChargeForm, gettext_lazy("Give a charge"), "home-check"),
    "end": (EndForm, gettext_lazy("Dissolve the team"), "circle-x"),
}

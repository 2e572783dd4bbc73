"""Who answers for what, as forms: a grid and line to a post, leaders' portfolios, community contacts, first passwords."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.actions import assign_responsibility, end_responsibility
from shiqiao.kernel.people.logins import Slip, issue_logins
from shiqiao.kernel.people.persons import post_row, unit_row
from shiqiao.kernel.people.portfolios import name_contact, put_in_charge
from shiqiao.kernel.territory import reads as territory
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.forms import Choices, day_start, grid_choices, line_choices, with_choices
from shiqiao.surfaces.desk.personforms import date_field, post_choices
from shiqiao.surfaces.kit.forms import KitForm


class ActorForm(KitForm):
    """A form whose choices are those of the actor's street."""

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        self.actor = actor
        self.base_fields = with_choices(self.base_fields, self.offers(actor.street or 0))
        super().__init__(*args, **kwargs)

    def offers(self, street: int) -> Mapping[str, Choices]:
        """Return the choices of fields by name."""
        return {}

    def take(self) -> bool:
        """Do it; False when something is wrong, which then stands in the form."""
        if not self.is_valid():
            return False
        try:
            self.act({"by": self.actor, "at": now()})
        except ShiqiaoError as error:
            self.add_action_error(error)
        return not self.errors

    def act(self, who: dict[str, Any]) -> None:
        """Call the action."""
        raise NotImplementedError


@dataclass(frozen=True)
class Changed:
    """What an assignment changes for one grid and line: who answers on the day before and from the day on."""

    place: str
    line: str
    before: str
    after: str
    hole: bool


class DutyForm(ActorForm):
    """Grids on lines to a post from a day on, or to nobody."""

    grids = forms.MultipleChoiceField(label=_("Grids"), widget=forms.SelectMultiple({"size": "10"}))
    lines = forms.MultipleChoiceField(label=_("Lines"), widget=forms.CheckboxSelectMultiple)
    post = forms.ChoiceField(label=_("Post"), required=False)
    start = date_field(_("From which day"))

    def offers(self, street: int) -> Mapping[str, Choices]:
        """Offer grids by community, lines, and posts by unit."""
        nobody = gettext("nobody (a hole: it falls to the head)")
        return {"grids": grid_choices(street), "lines": line_choices(), "post": [("", nobody), *post_choices(street)]}

    def preview(self) -> list[Changed]:
        """Return what would change, hole by hole; the form is valid."""
        given = self.cleaned_data
        day: datetime = _noon(given["start"])
        found = []
        for grid in map(int, given["grids"]):
            for line in given["lines"]:
                now_ = people.responsible_for(grid, line, day)
                after = self._after(grid, line, day)
                found.append(Changed(words.place(grid), words.line_title(line), _said(now_), after, not given["post"]))
        return found

    def _after(self, grid: int, line: str, day: datetime) -> str:
        if not self.cleaned_data["post"]:
            heads = (head for _by, head in people.rules.upwards(people.book(), grid))
            return next((words.in_language(head.title_zh, head.title_en) for head in heads), gettext("nobody"))
        number = int(self.cleaned_data["post"])
        return _held(number, day)

    def act(self, who: dict[str, Any]) -> None:
        """Assign each grid and line, all or none."""
        given = self.cleaned_data
        post = post_row(self.actor, int(given["post"])) if given["post"] else None
        for grid in map(int, given["grids"]):
            for line in given["lines"]:
                if post:
                    assign_responsibility(post=post, grid=grid, line=line, start=given["start"], **who)
                else:
                    end_responsibility(grid=grid, line=line, on=given["start"], **who)


def _noon(day: date) -> datetime:
    return day_start(now()).replace(year=day.year, month=day.month, day=day.day) + timedelta(hours=12)


def _said(who: people.Responsible) -> str:
    name = words.person_name(who.account or 0)
    return f"{words.in_language(who.post_title, who.post_title_en)} {name}".strip() or gettext("nobody")


class ChargeForm(ActorForm):
    """A leader in charge of a line or a unit."""

    prefix = "charge"
    of = forms.ChoiceField(label=_("Line or unit"))
    post = forms.ChoiceField(label=_("Leader"))
    start = date_field(_("From which day"))

    def offers(self, street: int) -> Mapping[str, Choices]:
        """Offer lines and departments, and the leaders."""
        units = [
            (f"unit:{unit.id}", words.in_language(unit.title_zh, unit.title_en))
            for unit in people.units(street)
            if unit.kind != "street_office"
        ]
        lines = [(f"line:{code}", title) for code, title in line_choices()]
        return {"of": [(gettext("Lines"), lines), (gettext("Units"), units)], "post": leaders(street)}

    def act(self, who: dict[str, Any]) -> None:
        """Put the leader in charge."""
        kind, _sep, code = self.cleaned_data["of"].partition(":")
        of: dict[str, Any] = {"line": code} if kind == "line" else {"unit": unit_row(self.actor, int(code))}
        post = post_row(self.actor, int(self.cleaned_data["post"]))
        put_in_charge(post=post, **of, start=self.cleaned_data["start"], **who)


class ContactForm(ActorForm):
    """A contact of a community."""

    prefix = "contact"
    community = forms.ChoiceField(label=_("Community"))
    post = forms.ChoiceField(label=_("Post"))
    lead = forms.BooleanField(label=_("Leading contact (there is one)"), required=False, initial=True)
    start = date_field(_("From which day"))

    def offers(self, street: int) -> Mapping[str, Choices]:
        """Offer communities and posts."""
        communities = [(str(one.code), one.title) for one in territory.communities(street)]
        return {"community": communities, "post": post_choices(street)}

    def act(self, who: dict[str, Any]) -> None:
        """Name the contact."""
        given = self.cleaned_data
        post = post_row(self.actor, int(given["post"]))
        name_contact(post=post, community=int(given["community"]), lead=given["lead"], start=given["start"], **who)


def leaders(street: int) -> Choices:
    """Return the leaders' posts with their holders."""
    at = now()
    rows = people.posts(street, roles=["leader"])
    return [(str(row.id), _held(row.id, at)) for row in rows]


def _held(post: int, at: datetime) -> str:
    return f"{words.post_title(post)} {words.person_name(people.holder_of(post, at).account or 0)}".strip()


class SlipsForm(ActorForm):
    """Whom to give first passwords."""

    again = forms.BooleanField(
        label=_("Also those who never signed in with theirs"), required=False,
        help_text=_("Their earlier slips stop to work."),
    )  # fmt: skip
    usernames = forms.CharField(
        label=_("Only these logins"), required=False, widget=forms.Textarea({"rows": "3"}),
        help_text=_("Several separated by spaces or lines; their passwords are replaced even if they are in use."),
    )  # fmt: skip

    def issue(self) -> Sequence[Slip] | None:
        """Return the slips; None when something is wrong, which then stands in the form."""
        self.slips: Sequence[Slip] | None = None
        return self.slips if self.take() else None

    def act(self, who: dict[str, Any]) -> None:
        """Draw the passwords."""
        names = self.cleaned_data["usernames"].replace("、", " ").replace(",", " ").split()
        self.slips = issue_logins(
            street=self.actor.street or 0, usernames=names, again=self.cleaned_data["again"], **who
        )

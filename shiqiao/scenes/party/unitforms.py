"""Forms of units, meetings, lists, matches, assessments and double reporting."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.scenes.party import assessing, figures, lists, reporting, rights, units, words
from shiqiao.scenes.party.forms import (
    Choices,
    community_choices,
    day_field,
    line_field,
    number_field,
    text_field,
    unit_choices,
)
from shiqiao.scenes.party.lists import Given
from shiqiao.scenes.party.publishing import rules_of
from shiqiao.scenes.party.reporting import Who
from shiqiao.scenes.party.rules import SEAT_ROLES
from shiqiao.scenes.party.servicetables import ReportedIn, ServiceClaim, ServiceHours
from shiqiao.scenes.party.tables import ListItem, ListMatch, StationedUnit
from shiqiao.scenes.party.units import Contact
from shiqiao.surfaces.desk.actforms import ActForm
from shiqiao.surfaces.desk.words import place, said
from shiqiao.surfaces.kit.templatetags.kit import as_written


def phone_field() -> forms.CharField:
    """Return a field for a telephone number."""
    return forms.CharField(
        label=gettext_lazy("Telephone"), max_length=20, required=False, widget=forms.TextInput({"inputmode": "tel"})
    )


class UnitForm(ActForm):
    """Put an organisation on the list of stationed units."""

    community = forms.ChoiceField(label=gettext_lazy("Community"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind of unit"))
    name = line_field(gettext_lazy("Contact"), 30, required=False, hint=gettext_lazy("Kept sealed and shown masked."))
    phone = phone_field()

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        kinds = words.named(rules_of(actor.street or 0).kinds)
        super().__init__(data, offers={"community": community_choices(actor), "kind": kinds})

    def act(self, row: Any, by: Actor, at: datetime) -> StationedUnit:
        """Put it there."""
        told = self.cleaned_data
        return units.station_unit(
            organisation_id=row.pk, community=int(told["community"]), kind=told["kind"],
            contact=Contact(told["name"], told["phone"]), by=by, at=at,
        )  # fmt: skip


class ContactForm(ActForm):
    """Whom to call at a unit."""

    name = line_field(gettext_lazy("Contact"), 30, required=False, hint=gettext_lazy("Kept sealed and shown masked."))
    phone = phone_field()

    def act(self, row: StationedUnit, by: Actor, at: datetime) -> StationedUnit:
        """Change it."""
        told = self.cleaned_data
        return units.change_contact(unit=row.pk, contact=Contact(told["name"], told["phone"]), by=by, at=at)


class SeatForm(ActForm):
    """A seat in the joint meeting."""

    role = forms.ChoiceField(label=gettext_lazy("Seat"), widget=forms.RadioSelect)
    first = day_field(gettext_lazy("First day"))
    last = day_field(gettext_lazy("Last day"))

    def __init__(self, data: Any = None, **more: Any) -> None:
        seats = [(code, _(words.ROLES[code])) for code in SEAT_ROLES]
        super().__init__(data, offers={"role": seats}, **more)

    def act(self, row: StationedUnit, by: Actor, at: datetime) -> Any:
        """Give it."""
        return units.give_seat(unit=row.pk, by=by, at=at, **self.cleaned_data)


class MeetingForm(ActForm):
    """A joint meeting: when, about what, who came, what was agreed."""

    held_on = day_field(gettext_lazy("Held on"))
    topic = line_field(gettext_lazy("What was talked about"))
    community = forms.ChoiceField(label=gettext_lazy("For which community"), required=False)
    units = forms.MultipleChoiceField(label=gettext_lazy("Units that came"), widget=forms.CheckboxSelectMultiple)
    agreed = text_field(gettext_lazy("What was agreed"), 600)

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        whole = [("", _("The whole street"))] if rights.office(actor) else []
        offers = {
            "community": [*whole, *community_choices(actor)],
            "units": [(number, as_written(name)) for number, name in unit_choices(actor)],
        }
        super().__init__(data, offers=offers)

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Record it."""
        told = dict(self.cleaned_data)
        told |= {"units": [int(one) for one in told["units"]], "community": int(told["community"] or 0)}
        return units.record_meeting(by=by, at=at, **told)


class AssessForm(ActForm):
    """Points by criterion; what the records show stands beside each."""

    community = forms.ChoiceField(label=gettext_lazy("Community that scores"))
    year = number_field(gettext_lazy("Year"))
    remark = text_field(gettext_lazy("Remark"), 200, required=False)

    def __init__(self, data: Any = None, *, actor: Actor, unit: StationedUnit, year: int) -> None:
        own = rights.headed(actor, units.communities(actor.street or 0))
        super().__init__(data, offers={"community": [(str(one), place(one)) for one in own]}, initial={"year": year})
        table = rules_of(unit.street)
        shown = figures.of_unit(unit.pk, year, own[0] if len(own) == 1 else 0)
        for one in table.criteria:
            hint = _("Up to %(most)s points; the records show: %(basis)s %(figure)s") % {
                "most": one.most, "basis": _(words.BASES[one.basis]), "figure": f"{shown[one.basis]:g}",
            }  # fmt: skip
            self.fields[one.code] = number_field(said(one.title), hint=hint)
            self.initial[one.code] = one.suggested(shown[one.basis])
        self.order_fields(["community", "year", *(one.code for one in table.criteria), "remark"])

    def act(self, row: StationedUnit, by: Actor, at: datetime) -> Any:
        """Score it."""
        told = self.cleaned_data
        points = {one.code: told[one.code] for one in rules_of(row.street).criteria}
        return assessing.assess_unit(
            unit=row.pk, community=int(told["community"]), year=told["year"], points=points, remark=told["remark"], by=by,
            at=at,
        )  # fmt: skip


# ── lists ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class ItemForm(ActForm):
    """A line of the list of resources or of needs."""

    title = line_field(gettext_lazy("Title"))
    words = text_field(gettext_lazy("What is offered or needed"))
    theme = forms.ChoiceField(label=gettext_lazy("Theme"))
    whose = forms.ChoiceField(label=gettext_lazy("Whose item it is"))
    until = day_field(gettext_lazy("Stands until"))

    def __init__(self, data: Any = None, *, actor: Actor, side: str, **more: Any) -> None:
        self.side = side
        whose = unit_choices(actor) if side == "resource" else community_choices(actor)
        offers = {"theme": words.named(rules_of(actor.street or 0).themes), "whose": whose}
        super().__init__(data, offers=offers, **more)

    def act(self, row: Any, by: Actor, at: datetime) -> ListItem:
        """Enter it."""
        told = self.cleaned_data
        whose = {"unit" if self.side == "resource" else "community": int(told["whose"])}
        given = Given(self.side, told["theme"], told["title"], told["words"], told["until"], **whose)
        return lists.enter_item(given=given, by=by, at=at)


class WithdrawForm(ActForm):
    """Why a line is taken off its list."""

    why = line_field(gettext_lazy("Reason"), 120)

    def act(self, row: ListItem, by: Actor, at: datetime) -> ListItem:
        """Take it off."""
        return lists.withdraw_item(item=row.pk, why=self.cleaned_data["why"], by=by, at=at)


class ClaimNeedForm(ActForm):
    """Which unit claims a need."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit that claims it"))

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        super().__init__(data, offers={"unit": unit_choices(actor)})

    def act(self, row: ListItem, by: Actor, at: datetime) -> ListMatch:
        """Claim it."""
        return lists.claim_need(need=row.pk, unit=int(self.cleaned_data["unit"]), by=by, at=at)


class ClaimForm(ActForm):
    """The unit of a match claims the need."""

    def act(self, row: ListMatch, by: Actor, at: datetime) -> ListMatch:
        """Claim it."""
        return lists.claim(match=row.pk, by=by, at=at)


class DeclineForm(ActForm):
    """Why a match is let go."""

    why = line_field(gettext_lazy("Reason"), 120)

    def act(self, row: ListMatch, by: Actor, at: datetime) -> ListMatch:
        """Let it go."""
        return lists.decline(match=row.pk, why=self.cleaned_data["why"], by=by, at=at)


# ── double reporting ───────────────────────────────────────────────────────────────────────────────────────────────


class ReportForm(ActForm):
    """An organisation or a member reports in."""

    side = forms.ChoiceField(label=gettext_lazy("Who reports in"), widget=forms.RadioSelect)
    community = forms.ChoiceField(label=gettext_lazy("Community"))
    unit = forms.ChoiceField(label=gettext_lazy("Organisation"), required=False)
    name = line_field(
        gettext_lazy("Name of the member"), 30, required=False,
        hint=gettext_lazy("Sensitive: sealed, seen masked by the community's head alone, in no list and no export."),
    )  # fmt: skip
    phone = phone_field()

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        own = rights.headed(actor, units.communities(actor.street or 0))
        sides = words.REPORTS if own else {"unit": words.REPORTS["unit"]}
        offers = {
            "side": words.choices(sides), "unit": [("", "—"), *unit_choices(actor)],
            "community": community_choices(actor),
        }  # fmt: skip
        super().__init__(data, offers=offers, initial={"side": "unit"})

    def act(self, row: Any, by: Actor, at: datetime) -> ReportedIn:
        """Enter it."""
        told = self.cleaned_data
        person = (told["name"], told["phone"]) if told["side"] == "member" else ("", "")
        who = Who(told["side"], int(told["unit"] or 0), *person)
        return reporting.report_in(who=who, community=int(told["community"]), by=by, at=at)


class ServiceForm(ActForm):
    """Which class of service is claimed."""

    service = forms.ChoiceField(label=gettext_lazy("Class of service"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, street: int) -> None:
        super().__init__(data, offers={"service": words.named(rules_of(street).services)})

    def act(self, row: ReportedIn, by: Actor, at: datetime) -> ServiceClaim:
        """Claim it."""
        return reporting.claim_service(reported=row.pk, service=self.cleaned_data["service"], by=by, at=at)


class HoursForm(ActForm):
    """Hours of service on a day."""

    claim = forms.ChoiceField(label=gettext_lazy("Class of service"), widget=forms.RadioSelect)
    served_on = day_field(gettext_lazy("Day"))
    hours = forms.DecimalField(
        label=gettext_lazy("Hours served"),
        max_digits=4,
        decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal"}),
    )
    what = line_field(gettext_lazy("What was done"))

    def __init__(self, data: Any = None, *, claims: Choices, **more: Any) -> None:
        super().__init__(data, offers={"claim": claims}, **more)

    def act(self, row: ReportedIn, by: Actor, at: datetime) -> ServiceHours:
        """Write them down."""
        told = self.cleaned_data
        minutes = int(Decimal(told["hours"]) * 60)
        return reporting.write_hours(
            claim=int(told["claim"]), served_on=told["served_on"], minutes=minutes, what=told["what"], by=by, at=at
        )


class SignOffForm(ActForm):
    """End a report."""

    def act(self, row: ReportedIn, by: Actor, at: datetime) -> ReportedIn:
        """End it."""
        return reporting.sign_off(reported=row.pk, by=by, at=at)


class ConfirmForm(ActForm):
    """Confirm hours."""

    def act(self, row: ServiceHours, by: Actor, at: datetime) -> ServiceHours:
        """Confirm them."""
        return reporting.judge_hours(hours=row.pk, confirmed=True, by=by, at=at)


class RefuseForm(ActForm):
    """Why hours are not confirmed."""

    why = line_field(gettext_lazy("Reason"), 120)

    def act(self, row: ServiceHours, by: Actor, at: datetime) -> ServiceHours:
        """Refuse them."""
        return reporting.judge_hours(hours=row.pk, confirmed=False, why=self.cleaned_data["why"], by=by, at=at)

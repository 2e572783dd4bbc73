"""Forms of investment: a new lead, its acts, premises and floors."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry.bycode import organisation_with
from shiqiao.kernel.registry.rules import squeeze_number
from shiqiao.kernel.territory.reads import communities
from shiqiao.scenes.enterprise.investment import leading, offering, reads, rules, words
from shiqiao.scenes.enterprise.investment.leading import Found, Onward
from shiqiao.scenes.enterprise.investment.tables import Lead, Premises, PremisesFloor
from shiqiao.surfaces.desk.forms import day_start
from shiqiao.surfaces.desk.words import person_name, post_title
from shiqiao.surfaces.kit.forms import KitForm

Choices = list[tuple[str, str]]


def _line(label: Any, *, most: int, required: bool = True, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, help_text=hint)


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


def _whole(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=9_999_999)


def post_choices(street: int) -> Choices:
    """Return the posts that can own a lead, with who holds them."""
    at = now()
    held = ((row.id, people.holder_of(row.id, at).account or 0) for row in people.posts(street) if row.active)
    return [(str(post), f"{post_title(post)} {person_name(who)}".strip()) for post, who in held if who]


def floor_choices(actor: Actor, at: datetime, lead: int = 0) -> list[tuple[str, Choices]]:
    """Return floors on offer by premises; those of other leads are named as they stand."""
    rows = {row.pk: row.name for row in reads.premises_of(actor)[:200]}
    found = []
    for number, floors in reads.floors_of(rows, day_start(at).date()).items():
        offered = [one for one in floors if one.state == "free" or (one.lead == lead and lead)]
        named = [(str(one.row.pk), f"{rows[number]} {one.row.title} · {one.row.area} m²") for one in offered]
        found += [(rows[number], named)] if named else []
    return found


class LeadForm(KitForm):
    """Enter a lead."""

    firm = _line(gettext_lazy("Name of the firm"), most=80)
    credit = _line(gettext_lazy("Its credit code, where it is on file"), most=20, required=False)
    source = forms.ChoiceField(label=gettext_lazy("From where it is known"))
    stage = forms.ChoiceField(label=gettext_lazy("Stage of the lead"))
    premises = forms.ChoiceField(label=gettext_lazy("For which premises"), required=False)
    wants = _line(gettext_lazy("What the firm asks for"), most=200, required=False)
    area = _whole(gettext_lazy("Area wanted, in square metres"))
    amount = _whole(gettext_lazy("Investment, in 10,000 yuan"))
    post = forms.ChoiceField(label=gettext_lazy("Owner of the lead"), required=False)
    next_step = _line(gettext_lazy("What is done next"), most=200)
    next_on = _day(gettext_lazy("On which day"))

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        super().__init__(data)
        street = actor.street or 0
        names = [(str(row.pk), row.name) for row in reads.premises_of(actor)[:200]]
        stages = [(one, _(words.STAGES[one][0])) for one in ("lead", "intent")]
        self.street = street
        for name, choices in (
            ("source", [(one, _(title)) for one, title in words.SOURCES.items()]), ("stage", stages),
            ("premises", [("", "—"), *names]), ("post", [("", _("whoever enters it")), *post_choices(street)]),
        ):  # fmt: skip
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def act(self, by: Actor, at: datetime) -> Lead:
        """Enter it."""
        given = self.cleaned_data
        found = Found(
            firm=given["firm"], source=given["source"], next_step=given["next_step"], next_on=given["next_on"],
            wants=given["wants"], area=given["area"] or 0, amount=given["amount"] or 0, stage=given["stage"],
            premises=int(given["premises"] or 0), owner_post=int(given["post"] or 0),
            organisation=organisation_with(self.street, squeeze_number(given["credit"])),
        )  # fmt: skip
        return leading.add_lead(found=found, by=by, at=at)


class BringOnForm(KitForm):
    """Bring a lead to its next stage."""

    next_step = _line(gettext_lazy("What is done next"), most=200, required=False)
    next_on = _day(gettext_lazy("On which day"), required=False)
    floors = forms.MultipleChoiceField(label=gettext_lazy("Floors of the premises"), required=False)
    since = _day(gettext_lazy("Let from"), required=False)
    until = _day(gettext_lazy("Let until"), required=False)
    note = _line(gettext_lazy("What was agreed"), most=300, required=False)

    def __init__(self, data: Any = None, *, actor: Actor, row: Lead) -> None:
        super().__init__(data)
        to = rules.follows(row.stage)
        self.fields["floors"].choices = floor_choices(actor, now(), row.pk)  # type: ignore[attr-defined]
        gone = {"signed": (), "negotiation": ("since", "until")}.get(to, ("floors", "since", "until"))
        for name in (*gone, *(("next_step", "next_on") if to in rules.OVER else ())):
            del self.fields[name]

    def act(self, row: Lead, by: Actor, at: datetime) -> Lead:
        """Bring it on."""
        given = self.cleaned_data
        onward = Onward(
            given.get("next_step", ""), given.get("next_on"), tuple(int(one) for one in given.get("floors", ())),
            given.get("since"), given.get("until"), given["note"],
        )  # fmt: skip
        return leading.bring_on(lead=row.pk, onward=onward, by=by, at=at)


class PlanForm(KitForm):
    """Plan the next step."""

    next_step = _line(gettext_lazy("What is done next"), most=200)
    next_on = _day(gettext_lazy("On which day"))

    def __init__(self, data: Any = None, *, actor: Actor, row: Lead) -> None:
        super().__init__(data, initial={"next_step": row.next_step, "next_on": row.next_on})

    def act(self, row: Lead, by: Actor, at: datetime) -> Lead:
        """Plan it."""
        return leading.plan_next(lead=row.pk, by=by, at=at, **self.cleaned_data)


class GiveForm(KitForm):
    """Give a lead to another owner."""

    post = forms.ChoiceField(label=gettext_lazy("Owner of the lead"))

    def __init__(self, data: Any = None, *, actor: Actor, row: Lead) -> None:
        super().__init__(data, initial={"post": str(row.owner_post)})
        self.fields["post"].choices = post_choices(row.street)  # type: ignore[attr-defined]

    def act(self, row: Lead, by: Actor, at: datetime) -> Lead:
        """Give it."""
        return leading.give_lead(lead=row.pk, post=int(self.cleaned_data["post"]), by=by, at=at)


class LoseForm(KitForm):
    """Say that a firm does not come, and why."""

    reason = forms.ChoiceField(label=gettext_lazy("Why it does not come"), widget=forms.RadioSelect)
    text = _line(gettext_lazy("In words"), most=300, required=False, hint=gettext_lazy("Needed for another reason."))

    def __init__(self, data: Any = None, *, actor: Actor, row: Lead) -> None:
        super().__init__(data)
        self.fields["reason"].choices = [(one, _(title)) for one, title in words.REASONS.items()]  # type: ignore[attr-defined]

    def act(self, row: Lead, by: Actor, at: datetime) -> Lead:
        """Lose it."""
        return leading.lose_lead(lead=row.pk, by=by, at=at, **self.cleaned_data)


FORMS: dict[str, Any] = {"bring-on": BringOnForm, "plan": PlanForm, "give": GiveForm, "lose": LoseForm}


class PremisesForm(KitForm):
    """Put premises on offer."""

    name = _line(gettext_lazy("Name of the premises"), most=60)
    address = _line(gettext_lazy("Address of the premises"), most=120, required=False)
    community = forms.ChoiceField(label=gettext_lazy("In which community"), required=False)

    def __init__(self, data: Any = None, *, street: int) -> None:
        super().__init__(data)
        places = [(str(one.code), one.title) for one in communities(street)]
        self.fields["community"].choices = [("", "—"), *places]  # type: ignore[attr-defined]

    def act(self, by: Actor, at: datetime) -> Premises:
        """Put them on offer."""
        given = self.cleaned_data
        where = int(given["community"] or 0)
        return offering.add_premises(name=given["name"], address=given["address"], community=where, by=by, at=at)


class FloorForm(KitForm):
    """Add a floor."""

    title = _line(gettext_lazy("Floor or part"), most=30)
    area = forms.IntegerField(label=gettext_lazy("Area, in square metres"), min_value=1, max_value=999_999)
    price = forms.DecimalField(
        label=gettext_lazy("Price, in yuan a square metre a day"),
        required=False,
        min_value=0,
        max_digits=6,
        decimal_places=2,
    )
    own_use = forms.BooleanField(label=gettext_lazy("In own use, not on offer"), required=False)

    def act(self, row: Premises, by: Actor, at: datetime) -> PremisesFloor:
        """Add it."""
        given = self.cleaned_data
        return offering.add_floor(
            premises=row.pk, title=given["title"], area=given["area"], price=int((given["price"] or 0) * 100),
            own_use=given["own_use"], by=by, at=at,
        )  # fmt: skip

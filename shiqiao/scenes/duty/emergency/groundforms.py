"""Forms of emergency for the ground: hazard points and checks, households, material."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor, Ref
from shiqiao.kernel.files.rules import PICTURES
from shiqiao.kernel.territory.reads import communities
from shiqiao.scenes.duty.emergency import hazards, moving, reads, rights, stocking, words
from shiqiao.scenes.duty.emergency.forms import ASK, Choices, long_text, one_of, posts
from shiqiao.scenes.duty.emergency.groundtables import Hazard, Relocation
from shiqiao.scenes.duty.emergency.hazards import Checked, HazardGiven
from shiqiao.scenes.duty.emergency.moving import HouseholdGiven
from shiqiao.scenes.duty.emergency.publishing import plan_of
from shiqiao.scenes.duty.emergency.rules import STATES
from shiqiao.scenes.duty.emergency.stocking import StockMove
from shiqiao.scenes.duty.emergency.tables import Response
from shiqiao.surfaces.desk import actforms
from shiqiao.surfaces.desk.actforms import ActForm
from shiqiao.surfaces.desk.uploads import KeepsFiles
from shiqiao.surfaces.desk.words import said


class HazardForm(ActForm):
    """Enter a hazard point."""

    code = forms.CharField(label=gettext_lazy("Number on the register"), max_length=40)
    kind = one_of(gettext_lazy("Kind of hazard point"))
    title = forms.CharField(label=gettext_lazy("What it is called"), max_length=80)
    place = forms.CharField(label=gettext_lazy("Where the point is"), max_length=120)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    post = forms.ChoiceField(label=gettext_lazy("Who answers for it"))
    owner = forms.CharField(
        label=gettext_lazy("Owner of the place"), max_length=80, required=False,
        help_text=gettext_lazy("Kept sealed; pages show it masked."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, street: int) -> None:
        kinds = [(one.code, said(one.title)) for one in plan_of(street).hazards]
        super().__init__(data, offers={"kind": kinds, "post": posts(street)})

    def act(self, row: Any, by: Actor, at: datetime) -> Hazard:
        """Enter it."""
        told = {**self.cleaned_data, "post": int(self.cleaned_data["post"])}
        return hazards.add_hazard(given=HazardGiven(**told), by=by, at=at)


class CheckForm(KeepsFiles, actforms.ActForm):
    """Check a hazard point."""

    purposes = {"photo": "evidence"}
    sent = forms.CharField(required=False, widget=forms.HiddenInput)
    photo = forms.FileField(
        label=gettext_lazy("Photo"), required=False,
        widget=forms.FileInput(attrs={"accept": PICTURES, "capture": "environment", "data-photos": ""}),
    )  # fmt: skip
    state = one_of(gettext_lazy("How the place is"))
    answers = forms.MultipleChoiceField(
        label=gettext_lazy("In order"), required=False, widget=forms.CheckboxSelectMultiple
    )
    depth = forms.IntegerField(
        label=gettext_lazy("Depth of the water, cm"), required=False, min_value=0, max_value=hazards.DEEPEST
    )
    words = long_text(gettext_lazy("Note"), required=False, most=500)
    matter = forms.BooleanField(label=gettext_lazy("Report the danger as an urgent matter"), required=False)

    @classmethod
    def offers_of(cls, row: Hazard) -> Mapping[str, Choices]:
        """Return states, and what is looked at there."""
        kind = plan_of(row.street).hazard(row.kind)
        checks = [(str(n), said(one)) for n, one in enumerate(kind.checks)] if kind else []
        return {"state": [(code, words.hazard_state(code)[0]) for code in STATES], "answers": checks}

    def act(self, row: Hazard, by: Actor, at: datetime) -> Any:
        """Enter it."""
        told = self.cleaned_data
        found = Checked(
            told["state"], tuple(self.kept), told["depth"] or 0, tuple(int(one) for one in told["answers"]), told["words"],
            told["matter"],
        )  # fmt: skip
        return hazards.check_hazard(hazard=row.pk, found=found, by=by, at=at)


class RetireForm(ActForm):
    """Take a hazard point off the register."""

    words = long_text(gettext_lazy("Why it is no hazard any more"))

    def act(self, row: Hazard, by: Actor, at: datetime) -> Any:
        """Take it off."""
        return hazards.retire_hazard(hazard=row.pk, words=self.cleaned_data["words"], by=by, at=at)


class HouseholdForm(ActForm):
    """Put a household on the list."""

    community = forms.ChoiceField(label=gettext_lazy("Community"))
    name = forms.CharField(
        label=gettext_lazy("Whose household"), max_length=60, required=False,
        help_text=gettext_lazy("Kept sealed; or give the number of a person or household on file."),
    )  # fmt: skip
    person = forms.CharField(
        label=gettext_lazy("On file as"), max_length=40, required=False,
        help_text=gettext_lazy("As person:12 or household:12; empty when the name stands above."),
    )  # fmt: skip
    persons = forms.IntegerField(label=gettext_lazy("Number of persons"), min_value=1, max_value=moving.MOST)
    place = forms.CharField(label=gettext_lazy("From where"), max_length=120)
    hazard = forms.ChoiceField(label=gettext_lazy("Hazard point"), required=False)

    def __init__(self, data: Any = None, *, row: Response, by: Actor) -> None:
        own = [one for one in communities(row.street) if rights.keeps_people(by, one.code)]
        points = [(str(one.pk), f"{one.code} {one.title}") for one in reads.hazards(row.street)]
        offers = {"community": [(str(one.code), one.title) for one in own], "hazard": [ASK, *points]}
        super().__init__(data, offers=offers)

    def clean_person(self) -> Ref | None:
        """Read a reference to the registry."""
        text = self.cleaned_data["person"].strip()
        if not text:
            return None
        kind, _sep, number = text.partition(":")
        if kind not in ("person", "household") or not number.isdecimal() or len(number) > 18:
            raise forms.ValidationError(_("Write it as person:12 or household:12."))
        return Ref(kind, int(number))

    def act(self, row: Response, by: Actor, at: datetime) -> Any:
        """Put it there."""
        told = self.cleaned_data
        given = HouseholdGiven(
            int(told["community"]),
            told["persons"],
            told["place"],
            told["name"],
            told["person"],
            int(told["hazard"] or 0),
        )
        return moving.list_household(response=row.pk, given=given, by=by, at=at)


class MoveForm(ActForm):
    """Move a household into a shelter."""

    shelter = one_of(gettext_lazy("Shelter"))

    @classmethod
    def offers_of(cls, row: Relocation) -> Mapping[str, Choices]:
        """Return the shelters with the room that they have."""
        response = reads.response_of(row.response)
        found = [(one, one.capacity - one.taken) for one in reads.shelters_of(response)]
        room = _("%(title)s: room for %(n)s")
        return {"shelter": [(str(one.pk), room % {"title": one.title, "n": left}) for one, left in found if left > 0]}

    def act(self, row: Relocation, by: Actor, at: datetime) -> Any:
        """Move them."""
        return moving.move_household(relocation=row.pk, shelter=int(self.cleaned_data["shelter"]), by=by, at=at)


class ReturnForm(ActForm):
    """Let a household go home."""

    def act(self, row: Relocation, by: Actor, at: datetime) -> Any:
        """Enter it."""
        return moving.return_household(relocation=row.pk, by=by, at=at)


class StockForm(ActForm):
    """Move material."""

    store = one_of(gettext_lazy("Store"))
    material = forms.ChoiceField(label=gettext_lazy("Material"))
    kind = one_of(gettext_lazy("How it moves"))
    amount = forms.IntegerField(label=gettext_lazy("How much"), min_value=0, max_value=stocking.MOST)
    place = forms.CharField(label=gettext_lazy("Where to, or where from"), max_length=120, required=False)
    response = forms.ChoiceField(label=gettext_lazy("For the response"), required=False)
    note = long_text(gettext_lazy("Note"), required=False, most=300)

    def __init__(self, data: Any = None, *, street: int) -> None:
        plan = plan_of(street)
        offers = {
            "store": [(one.code, said(one.title)) for one in plan.stores],
            "material": [(one.code, f"{said(one.title)} ({said(one.unit)})") for one in plan.materials],
            "kind": [(code, _(title)) for code, title in words.STOCK_KINDS.items()],
            "response": [ASK, *((str(one.pk), f"{one.number} {one.title}") for one in reads.running(street))],
        }
        super().__init__(data, offers=offers)

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Enter it."""
        told = {**self.cleaned_data, "response": int(self.cleaned_data["response"] or 0)}
        return stocking.move_stock(move=StockMove(**told), by=by, at=at)


HAZARD = {"check": CheckForm, "retire": RetireForm}
HOUSEHOLD = {"move": MoveForm, "return": ReturnForm}

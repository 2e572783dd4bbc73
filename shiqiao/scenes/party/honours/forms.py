"""Forms of honours and learning: entering one, pursuing, criteria, themes, meetings."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.base.text import number_in
from shiqiao.base.time import now
from shiqiao.scenes.party import leadforms
from shiqiao.scenes.party.honours import actions, learning, pursuing, reads
from shiqiao.scenes.party.honours.actions import HonourGiven
from shiqiao.scenes.party.honours.learning import MeetingGiven, ThemeGiven
from shiqiao.scenes.party.honours.publishing import rules_of
from shiqiao.scenes.party.honours.pursuing import PursuitGiven
from shiqiao.scenes.party.honours.store import Holder
from shiqiao.scenes.party.honours.tables import Honour, PartyMeeting, Pursuit, PursuitCriterion, StudyTheme
from shiqiao.scenes.party.leadforms import (
    ActForm,
    FileForm,
    about_of,
    chosen_from,
    day_field,
    file_field,
    long_text,
)
from shiqiao.surfaces.desk.words import said


def holder_choices(street: int) -> list[Any]:
    """Return who can hold an honour: the street, communities, offices, persons."""
    communities = [(f"community:{code}", title) for code, title in leadforms.place_choices(street) if code != "0"]
    units = [(f"unit:{code}", title) for code, title in leadforms.unit_choices(street)]
    persons = [(f"account:{code}", title) for code, title in leadforms.person_choices(street, now()) if code]
    groups = [(_("Communities"), communities), (_("Offices"), units), (_("Persons"), persons)]
    return [("street:0", _("The street's office")), *groups]


def holder_of(text: str) -> Holder:
    """Read a holder that was chosen."""
    kind, _sep, code = text.partition(":")
    return Holder(kind, number_in(code))


class HonourForm(FileForm):
    """Enter an honour."""

    title = forms.CharField(label=gettext_lazy("What the honour is called"), max_length=80)
    giver = forms.CharField(label=gettext_lazy("Who gave it"), max_length=80)
    level = chosen_from(gettext_lazy("Level of the honour"))
    holder = chosen_from(gettext_lazy("Who holds it"))
    other = forms.CharField(
        label=gettext_lazy("Or a record that holds it"), max_length=60, required=False,
        help_text=gettext_lazy("Kind and number, as front_team:3; for a team that is no office."),
    )  # fmt: skip
    given_on = day_field(gettext_lazy("Day on which it was given"))
    valid_until = day_field(gettext_lazy("Valid until"), required=False, hint=gettext_lazy("Empty: without end."))
    words = long_text(gettext_lazy("For what, and where the paper is kept"), required=False)
    file = file_field(gettext_lazy("Certificate or photo"))

    def __init__(self, data: Any = None, files: Any = None, *, street: int) -> None:
        levels = [(one.code, said(one.title)) for one in rules_of(street).levels]
        super().__init__(data, files, offers={"level": levels, "holder": holder_choices(street)})

    def act(self, row: Any, by: Actor, at: datetime) -> Honour:
        """Enter it."""
        told, other = self.cleaned_data, about_of(self.cleaned_data["other"], "other")
        holder = Holder("other", other.id, other.kind) if other else holder_of(told["holder"])
        given = HonourGiven(
            told["title"], told["giver"], told["level"], holder, told["given_on"], told["valid_until"], told["words"],
            tuple(self.kept),
        )  # fmt: skip
        return actions.enter_honour(given=given, by=by, at=at)


class WithdrawForm(ActForm):
    """Say that an honour was withdrawn."""

    words = long_text(gettext_lazy("Why it was withdrawn"))

    def act(self, row: Honour, by: Actor, at: datetime) -> Any:
        """Withdraw it."""
        return actions.withdraw_honour(honour=row.pk, words=self.cleaned_data["words"], by=by, at=at)


class PursuitForm(ActForm):
    """Open a pursuit."""

    award = chosen_from(gettext_lazy("Which honour is pursued"))
    holder = chosen_from(gettext_lazy("For whom"))
    owner = chosen_from(gettext_lazy("Who answers for it"))
    due = day_field(gettext_lazy("Application by"))

    def __init__(self, data: Any = None, files: Any = None, *, street: int) -> None:
        offers = {
            "award": [(one.code, said(one.title)) for one in rules_of(street).awards], "holder": holder_choices(street),
            "owner": leadforms.post_choices(street),
        }  # fmt: skip
        super().__init__(data, offers=offers)

    def act(self, row: Any, by: Actor, at: datetime) -> Pursuit:
        """Open it."""
        told = self.cleaned_data
        given = PursuitGiven(told["award"], holder_of(told["holder"]), int(told["owner"]), told["due"])
        return pursuing.open_pursuit(given=given, by=by, at=at)


class ApplyForm(ActForm):
    """Say that the application was handed in."""

    words = long_text(gettext_lazy("Note"), required=False)

    def act(self, row: Pursuit, by: Actor, at: datetime) -> Any:
        """Apply."""
        return pursuing.apply_for(pursuit=row.pk, words=self.cleaned_data["words"], by=by, at=at)


class EndForm(ActForm):
    """Say how a pursuit ended."""

    won = chosen_from(gettext_lazy("How it ended"))
    giver = forms.CharField(label=gettext_lazy("Who gave it"), max_length=80, required=False)
    day = day_field(gettext_lazy("Day on which it was given"), required=False)
    words = long_text(gettext_lazy("In a sentence"))

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, offers={"won": [("yes", _("Honour won")), ("no", _("Honour not won"))]})

    def act(self, row: Pursuit, by: Actor, at: datetime) -> Any:
        """End it."""
        told = self.cleaned_data
        more = {"giver": told["giver"], "day": told["day"], "words": told["words"]}
        return pursuing.end_pursuit(pursuit=row.pk, won=told["won"] == "yes", by=by, at=at, **more)


class CriterionForm(ActForm):
    """What can be done with a criterion."""

    def __init__(self, data: Any = None, files: Any = None, *, street: int) -> None:
        offers = {"owner": leadforms.post_choices(street)} if "owner" in self.base_fields else None
        super().__init__(data, files, offers=offers)

    def at(self, row: PursuitCriterion) -> dict[str, Any]:
        """Return where it is done."""
        return {"pursuit": row.pursuit, "criterion": row.pk}


class ProveForm(CriterionForm, FileForm):
    """Add evidence of a criterion."""

    words = long_text(gettext_lazy("What the evidence shows"))
    file = file_field(gettext_lazy("Paper or photo"))
    about = leadforms.about_field()

    def act(self, row: PursuitCriterion, by: Actor, at: datetime) -> Any:
        """Add it."""
        told = self.cleaned_data
        about, files = about_of(told["about"]), tuple(self.kept)
        return pursuing.prove(**self.at(row), words=told["words"], files=files, about=about, by=by, at=at)


class GapForm(CriterionForm):
    """Name the gap of a criterion."""

    gap = long_text(gettext_lazy("What is lacking"), required=False, most=300)
    owner = chosen_from(gettext_lazy("Who sees to it"))
    due = day_field(gettext_lazy("Until when"))

    def act(self, row: PursuitCriterion, by: Actor, at: datetime) -> Any:
        """Name it."""
        told = self.cleaned_data
        return pursuing.name_gap(
            **self.at(row), owner=int(told["owner"]), due=told["due"], gap=told["gap"], by=by, at=at
        )


class MetForm(CriterionForm):
    """Say that a criterion is met."""

    met = True
    words = long_text(gettext_lazy("Note"), required=False)

    def act(self, row: PursuitCriterion, by: Actor, at: datetime) -> Any:
        """Settle it."""
        words = self.cleaned_data["words"]
        return pursuing.settle_criterion(**self.at(row), met=self.met, words=words, by=by, at=at)


class UnmetForm(MetForm):
    """Take back that a criterion is met."""

    met = False
    words = long_text(gettext_lazy("What is lacking again"))


class ThemeForm(ActForm):
    """Plan a theme."""

    title = forms.CharField(label=gettext_lazy("Theme of study"), max_length=80)
    month = day_field(gettext_lazy("Month"), hint=gettext_lazy("Any day of the month."))
    lead = chosen_from(gettext_lazy("Who leads the theme"))
    plan = leadforms.about_field()
    plan_label = forms.CharField(
        label=gettext_lazy("Line of the work plan that it serves"), max_length=80, required=False
    )

    def __init__(self, data: Any = None, files: Any = None, *, street: int) -> None:
        super().__init__(data, offers={"lead": leadforms.post_choices(street)})

    def act(self, row: Any, by: Actor, at: datetime) -> StudyTheme:
        """Plan it."""
        told = self.cleaned_data
        plan = about_of(told["plan"], "plan")
        given = ThemeGiven(told["month"], told["title"], int(told["lead"]), plan, told["plan_label"])
        return learning.plan_theme(given=given, by=by, at=at)


class MeetingForm(FileForm):
    """Enter a meeting."""

    kind = chosen_from(gettext_lazy("Kind of meeting"))
    day = day_field(gettext_lazy("Day of the meeting"))
    whose = chosen_from(gettext_lazy("Whose meeting"))
    expected = forms.IntegerField(label=gettext_lazy("How many were expected"), min_value=1)
    came = forms.IntegerField(label=gettext_lazy("How many came"), min_value=1)
    matter = long_text(gettext_lazy("What it was about"))
    names = forms.CharField(
        label=gettext_lazy("Who came, by name"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": "2"}),
        help_text=gettext_lazy("Kept sealed; pages show them masked."),
    )  # fmt: skip
    theme = chosen_from(gettext_lazy("Theme of the plan"), required=False)
    file = file_field(gettext_lazy("Photo of the meeting"))

    def __init__(self, data: Any = None, files: Any = None, *, by: Actor) -> None:
        street = by.street or 0
        places = [(f"community:{code}", title) for code, title in leadforms.place_choices(street)]
        units = [(f"unit:{code}", title) for code, title in leadforms.unit_choices(street)]
        offers = {
            "kind": [(one.code, said(one.title)) for one in rules_of(street).meetings], "whose": [*places, *units],
            "theme": [("", "—"), *((str(pk), title) for pk, title in reads.theme_titles(by).items())],
        }  # fmt: skip
        super().__init__(data, files, offers=offers)

    def act(self, row: Any, by: Actor, at: datetime) -> PartyMeeting:
        """Enter it."""
        told = self.cleaned_data
        kind, _sep, code = told["whose"].partition(":")
        given = MeetingGiven(
            told["kind"], told["day"], told["expected"], told["came"], told["matter"], told["names"],
            number_in(code) if kind == "community" else 0, number_in(code) if kind == "unit" else 0, number_in(told["theme"]),
            tuple(self.kept),
        )  # fmt: skip
        return learning.record_meeting(given=given, by=by, at=at)


# What can be done: form, title, icon.
ACTS: Mapping[str, tuple[Callable[..., ActForm], Any, str]] = {
    "apply": (ApplyForm, gettext_lazy("Hand in the application"), "send"),
    "end": (EndForm, gettext_lazy("Say how it ended"), "trophy"),
}
CRITERION_ACTS: Mapping[str, tuple[Callable[..., CriterionForm], Any, str]] = {
    "prove": (ProveForm, gettext_lazy("Add evidence"), "paperclip"),
    "gap": (GapForm, gettext_lazy("Name the gap"), "alert-circle"),
    "met": (MetForm, gettext_lazy("Criterion met"), "circle-check"),
    "unmet": (UnmetForm, gettext_lazy("No longer met"), "arrow-back-up"),
}

"""Forms of the secretary's projects: opening one, evidence, parts, the gate, study visits."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.scenes.party import leadforms
from shiqiao.scenes.party.leadforms import ActForm, FileForm, chosen_from, day_field, file_field, long_text, one_of
from shiqiao.scenes.party.secretary import actions, opening, rights, visiting
from shiqiao.scenes.party.secretary.actions import Proof
from shiqiao.scenes.party.secretary.opening import ProjectGiven
from shiqiao.scenes.party.secretary.publishing import rules_of
from shiqiao.scenes.party.secretary.tables import SecretaryProject, StudyVisit
from shiqiao.scenes.party.secretary.visiting import Guest, VisitGiven
from shiqiao.surfaces.desk.words import said


class OpenForm(ActForm):
    """Open a project."""

    title = forms.CharField(label=gettext_lazy("What the project is called"), max_length=80)
    owner = chosen_from(
        gettext_lazy("Whose project it is"), hint=gettext_lazy("The secretary of the street or of a community.")
    )
    decider = chosen_from(
        gettext_lazy("Who decides at the gates"),
        hint=gettext_lazy("Another person than the owner, named here for all steps."),
    )
    community = chosen_from(gettext_lazy("Where it is carried out"))
    begins = day_field(gettext_lazy("First day of the project"))
    aim = long_text(gettext_lazy("What it is to reach"))

    def __init__(self, data: Any = None, files: Any = None, *, street: int) -> None:
        offers = {
            "owner": leadforms.post_choices(street, *rights.SECRETARIES), "decider": leadforms.post_choices(street),
            "community": leadforms.place_choices(street),
        }  # fmt: skip
        super().__init__(data, offers=offers)

    def act(self, row: Any, by: Actor, at: datetime) -> SecretaryProject:
        """Open it."""
        told = self.cleaned_data
        given = ProjectGiven(
            told["title"], int(told["owner"]), int(told["decider"]), told["begins"], told["aim"], int(told["community"])
        )
        return opening.open_project(given=given, by=by, at=at)


class StepForm(ActForm):
    """What can be done with a project; subclasses say what it needs."""

    def __init__(self, data: Any = None, files: Any = None, *, row: SecretaryProject, code: str = "") -> None:
        super().__init__(data, files, offers=self.offered(row))
        for name in ("code", "party", "step"):
            if code and name in self.fields:
                self.initial.setdefault(name, code)

    def offered(self, row: SecretaryProject) -> dict[str, Any]:
        """Return the choices of its fields."""
        return {}


class EvidenceForm(StepForm, FileForm):
    """Add evidence of a deliverable, guarantee or mark."""

    code = chosen_from(gettext_lazy("Evidence of"))
    words = long_text(gettext_lazy("What the evidence shows"))
    file = file_field(gettext_lazy("Paper or photo"))
    about = leadforms.about_field()

    def offered(self, row: SecretaryProject) -> dict[str, Any]:
        """Return deliverables by step, guarantees and marks."""
        held = rules_of(row.street, row.version)
        groups = [
            (said(step.title), [(f"deliverable:{one.code}", said(one.title)) for one in step.deliverables])
            for step in held.steps
        ]
        groups.append(
            (_("Guarantees by mechanism"), [(f"guarantee:{one.code}", said(one.title)) for one in held.guarantees])
        )
        groups.append((_("Marks"), [(f"mark:{one.code}", said(one.title)) for one in held.marks]))
        return {"code": groups}

    def act(self, row: SecretaryProject, by: Actor, at: datetime) -> Any:
        """Add it."""
        told = self.cleaned_data
        kind, _sep, code = told["code"].partition(":")
        proof = Proof(kind, code, told["words"], tuple(self.kept), leadforms.about_of(told["about"]))
        return actions.add_evidence(project=row.pk, proof=proof, by=by, at=at)


class PartForm(StepForm):
    """Write what a party does in a step."""

    step = one_of(gettext_lazy("Step of the project"))
    party = one_of(gettext_lazy("Which of the parties"))
    words = long_text(gettext_lazy("What this party does in the step"), most=300)

    def offered(self, row: SecretaryProject) -> dict[str, Any]:
        """Return steps and parties."""
        held = rules_of(row.street, row.version)
        return {
            "step": [(one.code, said(one.title)) for one in held.steps],
            "party": [(one.code, said(one.title)) for one in held.parties],
        }

    def act(self, row: SecretaryProject, by: Actor, at: datetime) -> Any:
        """Write it."""
        return actions.tell_part(
            project=row.pk, by=by, at=at, **{k: self.cleaned_data[k] for k in ("step", "party", "words")}
        )


class AskForm(StepForm):
    """Ask to pass the step."""

    words = long_text(gettext_lazy("Note"), required=False)

    def act(self, row: SecretaryProject, by: Actor, at: datetime) -> Any:
        """Ask."""
        return actions.ask_gate(project=row.pk, words=self.cleaned_data["words"], by=by, at=at)


class DecideForm(StepForm):
    """Decide at the gate."""

    passes = one_of(gettext_lazy("Decision at the gate"))
    words = long_text(gettext_lazy("Reason"), required=False, hint=gettext_lazy("Needed when the step goes back."))

    def offered(self, row: SecretaryProject) -> dict[str, Any]:
        """Return both decisions."""
        return {"passes": [("yes", _("The step is passed")), ("no", _("Not yet: back to the step"))]}

    def act(self, row: SecretaryProject, by: Actor, at: datetime) -> Any:
        """Decide."""
        told = self.cleaned_data
        return actions.decide_gate(project=row.pk, passes=told["passes"] == "yes", words=told["words"], by=by, at=at)


class StopForm(StepForm):
    """Stop the project."""

    words = long_text(gettext_lazy("Why it is stopped"))

    def act(self, row: SecretaryProject, by: Actor, at: datetime) -> Any:
        """Stop it."""
        return actions.stop_project(project=row.pk, words=self.cleaned_data["words"], by=by, at=at)


class GuestForm(ActForm):
    """Put guests on the list."""

    organisation = forms.CharField(label=gettext_lazy("Organisation of the guests"), max_length=80)
    number = forms.IntegerField(label=gettext_lazy("How many come"), min_value=1, max_value=200)
    names = forms.CharField(
        label=gettext_lazy("Names of the guests"), max_length=200, required=False,
        help_text=gettext_lazy("Kept sealed; pages show them masked."),
    )  # fmt: skip

    def guest(self) -> Guest:
        """Return the guests."""
        told = self.cleaned_data
        return Guest(told["organisation"], told["number"], told["names"])

    def act(self, row: StudyVisit, by: Actor, at: datetime) -> Any:
        """Add them."""
        return visiting.add_guests(visit=row.pk, guest=self.guest(), by=by, at=at)


class VisitForm(StepForm, GuestForm):
    """Plan a study visit with its first guests."""

    title = forms.CharField(label=gettext_lazy("What the visit is called"), max_length=80)
    day = day_field(gettext_lazy("Day of the visit"))
    place = forms.CharField(label=gettext_lazy("Where one goes"), max_length=120)
    host = chosen_from(gettext_lazy("Who receives the guests"))
    field_order = ("title", "day", "place", "host", "organisation", "number", "names")

    def offered(self, row: SecretaryProject) -> dict[str, Any]:
        """Return the hosts."""
        return {"host": leadforms.post_choices(row.street)}

    def act(self, row: SecretaryProject, by: Actor, at: datetime) -> Any:  # type: ignore[override]
        """Plan it."""
        told = self.cleaned_data
        given = VisitGiven(told["title"], told["day"], told["place"], int(told["host"]), (self.guest(),))
        return visiting.plan_visit(project=row.pk, given=given, by=by, at=at)


class HeldForm(ActForm):
    """Say that a visit was held."""

    purposes = {"file": "document"}
    words = long_text(gettext_lazy("What was shown and what the guests said"))
    file = file_field(gettext_lazy("Material or photo"))

    def act(self, row: StudyVisit, by: Actor, at: datetime) -> Any:
        """Enter it."""
        return visiting.hold_visit(visit=row.pk, words=self.cleaned_data["words"], files=tuple(self.kept), by=by, at=at)


class MaterialForm(ActForm):
    """Add materials to a visit."""

    purposes = {"file": "document"}
    file = file_field(gettext_lazy("Material or photo"))

    def act(self, row: StudyVisit, by: Actor, at: datetime) -> Any:
        """Add them."""
        return visiting.add_materials(visit=row.pk, files=tuple(self.kept), by=by, at=at)


# What can be done: form, title, icon.
ACTS: Mapping[str, tuple[Callable[..., StepForm], Any, str]] = {
    "evidence": (EvidenceForm, gettext_lazy("Add evidence"), "paperclip"),
    "part": (PartForm, gettext_lazy("Write a party's part"), "users-group"),
    "ask": (AskForm, gettext_lazy("Ask to pass the step"), "hand-click"),
    "decide": (DecideForm, gettext_lazy("Decide at the gate"), "circle-check"),
    "visit": (VisitForm, gettext_lazy("Plan a study visit"), "calendar-event"),
    "stop": (StopForm, gettext_lazy("Stop the project"), "circle-x"),
}
VISIT_ACTS: Mapping[str, tuple[Callable[..., ActForm], Any, str]] = {
    "guests": (GuestForm, gettext_lazy("Add guests"), "user-plus"),
    "held": (HeldForm, gettext_lazy("Enter it as held"), "checks"),
    "materials": (MaterialForm, gettext_lazy("Add materials"), "paperclip"),
}

"""Forms of key projects: a new one, a month, a milestone, a stage, a plan, a problem, the end."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Invalid
from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.territory import reads as territory
from shiqiao.scenes.projects import actions, problems, rules, words
from shiqiao.scenes.projects.actions import Given, Month, StageGiven
from shiqiao.scenes.projects.models import Milestone, Project
from shiqiao.scenes.projects.problems import Trouble
from shiqiao.scenes.projects.reads import Known
from shiqiao.scenes.projects.store import TEXT_MOST, local_day
from shiqiao.surfaces.desk import actforms
from shiqiao.surfaces.desk.forms import item_choices
from shiqiao.surfaces.desk.uploads import KeepsFiles
from shiqiao.surfaces.desk.words import post_title

ACCEPT = ".pdf,.docx,.xlsx,.jpg,.jpeg,.png"


def day_field(label: Any, *, hint: Any = "") -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(label=label, help_text=hint, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


def text_field(label: Any, most: int, *, rows: int = 0, required: bool = True, hint: Any = "") -> forms.CharField:
    """Return a field for words; `rows` makes it a larger one."""
    widget = forms.Textarea({"rows": str(rows)}) if rows else forms.TextInput({"autocomplete": "off"})
    return forms.CharField(label=label, required=required, max_length=most, help_text=hint, widget=widget)


def evidence_field() -> forms.FileField:
    """Return the field for a photo or paper that proves something."""
    return forms.FileField(
        label=gettext_lazy("Evidence"), required=False, widget=forms.FileInput({"accept": ACCEPT, "class": "kit-file"}),
        help_text=gettext_lazy("A photo, PDF, Word or Excel file; what was sent stays when the form is refused"),
    )  # fmt: skip


class ActForm(KeepsFiles, actforms.ActForm):
    """What can be done; files are kept when the form is refused."""

    purposes: Mapping[str, str] = {}
    sent = forms.CharField(required=False, widget=forms.HiddenInput)


def month_choices(known: Known, at: datetime) -> list[tuple[str, str]]:
    """Return the months that have begun and are not entered, the latest first."""
    there = {one.month for one in known.entered}
    found = [one for one in rules.months(known.project.begins, local_day(at)) if one not in there]
    return [(one.isoformat(), words.month(one)) for one in reversed(found)]


class ProgressForm(ActForm):
    """Enter a month."""

    purposes = {"evidence": "evidence"}
    month = forms.ChoiceField(label=gettext_lazy("Month of the progress"), help_text=gettext_lazy(
        "After the month's end it is kept as entered late."))  # fmt: skip
    amount = forms.DecimalField(
        label=gettext_lazy("Invested this month (10,000 yuan)"), max_digits=12, decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        help_text=gettext_lazy("A negative amount takes back what an earlier month had too much."),
    )  # fmt: skip
    words = text_field(gettext_lazy("Work of the month"), TEXT_MOST, rows=3)
    evidence = evidence_field()

    def __init__(self, *args: Any, known: Known) -> None:
        super().__init__(*args, offers={"month": month_choices(known, now())})

    def act(self, row: Project, by: Actor, at: datetime) -> Any:
        """Enter it."""
        said = self.cleaned_data
        given = Month(date.fromisoformat(said["month"]), said["amount"], said["words"], tuple(self.kept))
        return actions.enter_progress(project=row.pk, given=given, by=by, at=at)


def open_milestones(known: Known) -> list[tuple[str, str]]:
    """Return the milestones that are not reached, as choices."""
    return [(str(one.pk), f"{one.title} · {one.due}") for one in known.milestones if one.reached is None]


class ReachForm(ActForm):
    """A milestone is reached."""

    purposes = {"evidence": "evidence"}
    milestone = forms.ChoiceField(label=gettext_lazy("Milestone"))
    day = day_field(gettext_lazy("Reached on"))
    evidence = evidence_field()

    def __init__(self, *args: Any, known: Known) -> None:
        super().__init__(*args, offers={"milestone": open_milestones(known)})
        self.initial.setdefault("day", local_day(now()))

    def act(self, row: Project, by: Actor, at: datetime) -> Milestone:
        """Say so."""
        said = self.cleaned_data
        return actions.reach_milestone(
            milestone=int(said["milestone"]), day=said["day"], files=tuple(self.kept), by=by, at=at
        )


class MoveForm(ActForm):
    """Move the day of a milestone."""

    milestone = forms.ChoiceField(label=gettext_lazy("Milestone"))
    due = day_field(gettext_lazy("New day"), hint=gettext_lazy("The day first planned stays on the page."))
    reason = text_field(gettext_lazy("Reason for moving it"), TEXT_MOST, rows=3)

    def __init__(self, *args: Any, known: Known) -> None:
        super().__init__(*args, offers={"milestone": open_milestones(known)})

    def act(self, row: Project, by: Actor, at: datetime) -> Milestone:
        """Move it."""
        said = self.cleaned_data
        return actions.move_milestone(
            milestone=int(said["milestone"]), due=said["due"], reason=said["reason"], by=by, at=at
        )


class BeginForm(ActForm):
    """A stage began."""

    stage = forms.ChoiceField(label=gettext_lazy("Planned stage"))
    day = day_field(gettext_lazy("Began on"))

    def __init__(self, *args: Any, known: Known) -> None:
        super().__init__(*args, offers={"stage": [(str(one.pk), one.title) for one in known.stages if not one.begun]})
        self.initial.setdefault("day", local_day(now()))

    def act(self, row: Project, by: Actor, at: datetime) -> Any:
        """Say so."""
        return actions.begin_stage(stage=int(self.cleaned_data["stage"]), day=self.cleaned_data["day"], by=by, at=at)


class PlanForm(ActForm):
    """Plan the investment by month."""

    plan = text_field(
        gettext_lazy("Plan by month"), 4000, rows=12,
        hint=gettext_lazy("One month a line, with the amount in 10,000 yuan: 2018-03 120.5"),
    )  # fmt: skip

    def __init__(self, *args: Any, known: Known) -> None:
        super().__init__(*args)
        lines = (f"{words.month(month)} {float(amount):g}" for month, amount in sorted(known.planned.items()))
        self.initial.setdefault("plan", "\n".join(lines))

    def act(self, row: Project, by: Actor, at: datetime) -> Project:
        """Put it in force."""
        months, wrong = rules.parse_plan(self.cleaned_data["plan"])
        if wrong:
            told = "Write a month and an amount in each line, such as 2018-03 120.5; look at line {line}."
            raise Invalid(fields={"plan": told}, line=wrong[0])
        return actions.plan_investment(project=row.pk, months=months, by=by, at=at)


class StageForm(ActForm):
    """Add a stage."""

    title = text_field(gettext_lazy("Planned stage"), 60)
    begins = day_field(gettext_lazy("Planned begin"))
    ends = day_field(gettext_lazy("Planned end"))
    milestones = text_field(
        gettext_lazy("Milestones"), 2000, rows=5, required=False,
        hint=gettext_lazy("One milestone a line, with its day in front: 2018-03-31 foundation finished"),
    )  # fmt: skip

    def __init__(self, *args: Any, known: Known) -> None:
        super().__init__(*args)

    def act(self, row: Project, by: Actor, at: datetime) -> Any:
        """Add it."""
        said = self.cleaned_data
        given = StageGiven(said["title"], said["begins"], said["ends"], read_milestones(said["milestones"]))
        return actions.add_stage(project=row.pk, given=given, by=by, at=at)


def read_milestones(text: str) -> list[tuple[str, date]]:
    """Read lines of a day and a title; raises Invalid naming the first line that is none."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        day, _space, title = line.strip().partition(" ")
        if not day:
            continue
        try:
            found.append((title.strip(), date.fromisoformat(day)))
        except ValueError:
            told = "Write a day and a title in each line, such as 2018-03-31 foundation finished; look at line {line}."
            raise Invalid(fields={"milestones": told}, line=number) from None
    return found


class ProblemForm(ActForm):
    """Raise a problem."""

    purposes = {"evidence": "before"}
    item = forms.ChoiceField(label=gettext_lazy("What the problem is about"))
    words = text_field(gettext_lazy("The problem, and what is asked for"), 2000, rows=4)
    milestone = forms.ChoiceField(label=gettext_lazy("Milestone that it holds up"), required=False)
    grid = forms.ChoiceField(label=gettext_lazy("Grid where it is"), required=False)
    evidence = evidence_field()

    def __init__(self, *args: Any, known: Known) -> None:
        street = known.project.street
        grids = [(str(one.code), one.title) for one in territory.grids(street)]
        super().__init__(*args, offers={
            "item": item_choices(street), "milestone": [("", _("none in particular")), *open_milestones(known)],
            "grid": [("", _("as the project's place says")), *grids],
        })  # fmt: skip

    def act(self, row: Project, by: Actor, at: datetime) -> Any:
        """Make a matter of it."""
        said = self.cleaned_data
        trouble = Trouble(
            said["item"], said["words"], int(said["grid"] or 0), int(said["milestone"] or 0), tuple(self.kept)
        )
        return problems.raise_problem(project=row.pk, trouble=trouble, by=by, at=at)


class EndForm(ActForm):
    """End the project."""

    how = forms.ChoiceField(label=gettext_lazy("How it ended"), widget=forms.RadioSelect)
    day = day_field(gettext_lazy("Ended on"))

    def __init__(self, *args: Any, known: Known) -> None:
        super().__init__(*args, offers={"how": [("finished", _("finished")), ("stopped", _("stopped before its end"))]})
        self.initial.setdefault("day", local_day(now()))

    def act(self, row: Project, by: Actor, at: datetime) -> Project:
        """End it."""
        said = self.cleaned_data
        return actions.end_project(project=row.pk, day=said["day"], stopped=said["how"] == "stopped", by=by, at=at)


FORMS: Mapping[str, type[ActForm]] = {
    "progress": ProgressForm, "reach": ReachForm, "begin": BeginForm, "problem": ProblemForm, "plan": PlanForm,
    "stage": StageForm, "move": MoveForm, "end": EndForm,
}  # fmt: skip
LEADS = frozenset({"move", "end"})  # leaders alone


class AddForm(ActForm):
    """Add a project."""

    title = text_field(gettext_lazy("Name of the project"), 80)
    code = text_field(
        gettext_lazy("Short code"), 40, hint=gettext_lazy("Small letters, digits, underscores; it stays.")
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of project"))
    place = text_field(gettext_lazy("Place"), 120, required=False)
    community = forms.ChoiceField(label=gettext_lazy("Community"), required=False)
    post = forms.ChoiceField(label=gettext_lazy("Owner"))
    begins = day_field(gettext_lazy("Planned begin"))
    ends = day_field(gettext_lazy("Planned end"))

    def __init__(self, *args: Any, street: int) -> None:
        posts = [row for row in people.posts(street) if row.active]
        super().__init__(*args, offers={
            "kind": [(code, _(title)) for code, title in words.KINDS.items()],
            "community": [("", _("whole street")), *((str(one.code), one.title) for one in territory.communities(street))],
            "post": [(str(one.id), post_title(one.id)) for one in posts],
        })  # fmt: skip

    def act(self, row: None, by: Actor, at: datetime) -> Project:
        """Add it."""
        said = self.cleaned_data
        given = Given(
            said["code"], said["title"], said["kind"], said["place"], int(said["post"]), said["begins"], said["ends"],
            int(said["community"] or 0),
        )  # fmt: skip
        return actions.add_project(given=given, by=by, at=at)

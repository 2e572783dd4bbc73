"""Forms of a contest: rules, a new contest, an entrant, a figure, a mark, an appeal and its answer, a contra entry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.time import now
from shiqiao.scenes.projects import reads as projects
from shiqiao.scenes.projects.arena import actions
from shiqiao.scenes.projects.arena.actions import ArenaGiven, EntrantGiven, ReadingGiven, by_records, rules_of
from shiqiao.scenes.projects.arena.tables import Arena, ArenaRules, Entrant
from shiqiao.scenes.projects.forms import ActForm, day_field, evidence_field, text_field
from shiqiao.scenes.projects.store import KIND, TEXT_MOST, local_day
from shiqiao.surfaces.desk.words import in_language, said
from shiqiao.surfaces.kit.forms import KitForm

DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}
WHOLE = {"inputmode": "numeric", "autocomplete": "off"}


def indicators(row: Arena, kinds: set[str]) -> list[tuple[str, str]]:
    """Return the indicators and guards of some kinds as choices."""
    table = rules_of(row)
    return [(held.code, said(held.title)) for held in (*table.indicators, *table.guards) if held.kind in kinds]


def entered(row: Arena, one: Entrant) -> list[tuple[str, str]]:
    """Return the indicators that are entered for an entrant; what our records give is not among them."""
    table = rules_of(row)
    given = {
        held.code for held in (*table.indicators, *table.guards) if held.measure and by_records(row, one, held.measure)
    }
    return [(code, title) for code, title in indicators(row, {"measure", "reading"}) if code not in given]


class ReadingForm(ActForm):
    """Enter a figure."""

    purposes = {"evidence": "evidence"}
    indicator = forms.ChoiceField(label=gettext_lazy("Indicator"))
    value = forms.DecimalField(
        label=gettext_lazy("Counted value"), max_digits=14, decimal_places=4, widget=forms.TextInput(DECIMAL)
    )
    day = day_field(gettext_lazy("As of"))
    evidence = evidence_field()

    def __init__(self, *args: Any, row: Arena, one: Entrant) -> None:
        super().__init__(*args, offers={"indicator": entered(row, one)})
        self.initial.setdefault("day", local_day(now()))

    def act(self, one: Entrant, by: Actor, at: datetime) -> Any:
        """Enter it."""
        told = self.cleaned_data
        given = ReadingGiven(told["indicator"], told["value"], told["day"], tuple(self.kept))
        return actions.enter_reading(entrant=one.pk, given=given, by=by, at=at)


class MarkForm(ActForm):
    """Give a mark."""

    indicator = forms.ChoiceField(label=gettext_lazy("Indicator"))
    value = forms.DecimalField(
        label=gettext_lazy("Mark from 0 to 100"), max_digits=5, decimal_places=2, widget=forms.TextInput(DECIMAL)
    )

    def __init__(self, *args: Any, row: Arena, one: Entrant) -> None:
        super().__init__(*args, offers={"indicator": indicators(row, {"judged"})})

    def act(self, one: Entrant, by: Actor, at: datetime) -> Any:
        """Give it."""
        told = self.cleaned_data
        return actions.give_mark(entrant=one.pk, indicator=told["indicator"], value=told["value"], by=by, at=at)


class AppealForm(ActForm):
    """Appeal against a score."""

    indicator = forms.ChoiceField(label=gettext_lazy("Indicator"))
    text = text_field(gettext_lazy("What is wrong, and where it can be seen"), TEXT_MOST, rows=4)

    def __init__(self, *args: Any, row: Arena, one: Entrant) -> None:
        super().__init__(*args, offers={"indicator": indicators(row, {"measure", "reading", "judged"})})

    def act(self, one: Entrant, by: Actor, at: datetime) -> Any:
        """Appeal."""
        told = self.cleaned_data
        return actions.raise_appeal(entrant=one.pk, indicator=told["indicator"], text=told["text"], by=by, at=at)


class ContraForm(ActForm):
    """Put points right after the freeze."""

    points = forms.DecimalField(
        label=gettext_lazy("Points added, or taken with a minus"), max_digits=5, decimal_places=2,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    reason = text_field(gettext_lazy("Reason"), TEXT_MOST, rows=3)

    def __init__(self, *args: Any, row: Arena, one: Entrant) -> None:
        super().__init__(*args)

    def act(self, one: Entrant, by: Actor, at: datetime) -> Any:
        """Enter it."""
        told = self.cleaned_data
        return actions.enter_contra(entrant=one.pk, points=told["points"], reason=told["reason"], by=by, at=at)


FORMS: Mapping[str, type[ActForm]] = {
    "reading": ReadingForm, "mark": MarkForm, "appeal": AppealForm, "contra": ContraForm,
}  # fmt: skip


class AnswerForm(ActForm):
    """Answer an appeal."""

    how = forms.ChoiceField(label=gettext_lazy("Decision"), widget=forms.RadioSelect)
    answer = text_field(gettext_lazy("Answer with its reason"), TEXT_MOST, rows=4)

    def __init__(self, *args: Any) -> None:
        both = [("upheld", _("Uphold it: the records are put right")), ("rejected", _("Reject it"))]
        super().__init__(*args, offers={"how": both})

    def act(self, number: int, by: Actor, at: datetime) -> Any:
        """Answer."""
        told = self.cleaned_data
        return actions.answer_appeal(appeal=number, upheld=told["how"] == "upheld", answer=told["answer"], by=by, at=at)


class BeginForm(ActForm):
    """Begin a contest."""

    title = text_field(gettext_lazy("Title of the contest"), 80)
    code = text_field(gettext_lazy("Short code"), 40)
    rules = forms.ChoiceField(label=gettext_lazy("Rules of the contest"))
    begins = day_field(gettext_lazy("First day"))
    ends = day_field(gettext_lazy("Last day"))

    def __init__(self, *args: Any, street: int) -> None:
        held = (
            ArenaRules.objects.filter(street=street).order_by("code", "version").values_list("code", "content__title")
        )
        titles = dict(held)  # of each code, the newest version's
        super().__init__(
            *args, offers={"rules": [(code, in_language(one["zh"], one["en"])) for code, one in titles.items()]}
        )

    def act(self, row: None, by: Actor, at: datetime) -> Arena:
        """Begin it."""
        told = self.cleaned_data
        given = ArenaGiven(told["code"], told["title"], told["rules"], told["begins"], told["ends"])
        return actions.begin_arena(given=given, by=by, at=at)


class EntrantForm(ActForm):
    """Let an entrant take part."""

    title = text_field(gettext_lazy("Name of the entrant"), 80)
    code = text_field(gettext_lazy("Short code"), 40)
    subject = forms.ChoiceField(label=gettext_lazy("Our own project"), required=False)
    of_street = text_field(gettext_lazy("Or the other street's name"), 40, required=False)
    households = forms.IntegerField(
        label=gettext_lazy("Number of households"), min_value=1, widget=forms.TextInput(WHOLE)
    )
    staff = forms.IntegerField(label=gettext_lazy("Staff"), min_value=1, widget=forms.TextInput(WHOLE))
    difficulty = forms.ChoiceField(label=gettext_lazy("Class of difficulty"), required=False)

    def __init__(self, *args: Any, row: Arena, by: Actor) -> None:
        found = projects.projects(by, projects.Filters("open"), now(), limit=200).rows
        super().__init__(*args, offers={
            "subject": [("", _("none: of another street")), *((str(one.pk), one.title) for one in found)],
            "difficulty": [("", _("Choose")), *((one.code, said(one.title)) for one in rules_of(row).difficulty)],
        })  # fmt: skip

    def act(self, row: Arena, by: Actor, at: datetime) -> Entrant:
        """Enter it."""
        told = self.cleaned_data
        subject = Ref(KIND, int(told["subject"])) if told["subject"] else None
        given = EntrantGiven(
            told["code"],
            told["title"],
            told["households"],
            told["staff"],
            told["difficulty"],
            subject,
            told["of_street"],
        )
        return actions.add_entrant(arena=row.pk, given=given, by=by, at=at)


class RulesForm(KitForm):
    """Publish rules from a file."""

    purposes: Mapping[str, str] = {}
    file = forms.FileField(label=gettext_lazy("File (YAML)"), widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}))

    def act(self, row: None, by: Actor, at: datetime) -> ArenaRules:
        """Publish."""
        text = self.cleaned_data["file"].read(1 << 20).decode(errors="replace")
        return actions.publish_rules(street=by.street or 0, text=text, by=by, at=at)

"""Forms of emergency that belong to a response: starting, levels, ending, review, calls, posts, reports, publishing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.duty.emergency import alarms, manning, responding, words, zero
from shiqiao.scenes.duty.emergency.calltables import AlarmCall, ZeroReport
from shiqiao.scenes.duty.emergency.publishing import plan_of, publish_emergency_plan
from shiqiao.scenes.duty.emergency.responding import Order
from shiqiao.scenes.duty.emergency.store import TEXT_MOST
from shiqiao.scenes.duty.emergency.tables import Response, ResponsePost
from shiqiao.surfaces.desk.actforms import ActForm
from shiqiao.surfaces.desk.words import post_title, said
from shiqiao.surfaces.kit.forms import KitForm

Choices = list[tuple[str, str]]
ASK = ("", "—")


def long_text(label: Any, *, required: bool = True, hint: Any = "", most: int = TEXT_MOST) -> forms.CharField:
    """Return a field for a sentence or two."""
    widget = forms.Textarea(attrs={"rows": "3"})
    return forms.CharField(label=label, required=required, max_length=most, help_text=hint, widget=widget)


def one_of(label: Any, *, required: bool = True) -> forms.ChoiceField:
    """Return a field of which one is chosen."""
    return forms.ChoiceField(label=label, required=required, widget=forms.RadioSelect)


def leaders(street: int) -> Choices:
    """Return the leaders' posts."""
    return [ASK, *((str(row.id), post_title(row.id)) for row in people.posts(street, roles=("leader",)))]


def posts(street: int) -> Choices:
    """Return every post of the street."""
    return [ASK, *((str(row.id), post_title(row.id)) for row in people.posts(street))]


def levels(street: int, kind: str = "", version: int = 0) -> Choices:
    """Return the levels, of a kind those that its plan has."""
    found = plan_of(street, version).kind(kind)
    return [(str(n), words.level(n)) for n in words.COLOURS if found is None or found.level(n)]


class OrderForm(ActForm):
    """An order of a level."""

    level = one_of(gettext_lazy("Level"))
    trigger = forms.CharField(
        label=gettext_lazy("Trigger"),
        max_length=200,
        help_text=gettext_lazy("The warning, or what was measured or seen."),
    )
    leader = forms.ChoiceField(label=gettext_lazy("By order of"))
    words = long_text(
        gettext_lazy("Words of the order"), required=False, hint=gettext_lazy("Those who are called read them.")
    )

    def order(self) -> Order:
        """Return what was asked."""
        told = self.cleaned_data
        return Order(int(told["level"]), told["trigger"], int(told["leader"]), told["words"])


class StartForm(OrderForm):
    """Start a response."""

    kind = one_of(gettext_lazy("Kind of emergency"))
    field_order = ("kind", "level", "trigger", "leader", "words")

    def __init__(self, data: Any = None, *, street: int) -> None:
        kinds = [(one.code, said(one.title)) for one in plan_of(street).kinds]
        super().__init__(data, offers={"kind": kinds, "level": levels(street), "leader": leaders(street)})

    def act(self, row: Any, by: Actor, at: datetime) -> Response:
        """Start it."""
        return responding.start_response(kind=self.cleaned_data["kind"], order=self.order(), by=by, at=at)


class LevelForm(OrderForm):
    """Raise or lower the level."""

    @classmethod
    def offers_of(cls, row: Response) -> Mapping[str, Choices]:
        """Return the other levels and the leaders."""
        others = [one for one in levels(row.street, row.kind, row.version) if one[0] != str(row.level)]
        return {"level": others, "leader": leaders(row.street)}

    def act(self, row: Response, by: Actor, at: datetime) -> Any:
        """Change it."""
        return responding.change_level(response=row.pk, order=self.order(), by=by, at=at)


class EndForm(ActForm):
    """End the response."""

    leader = forms.ChoiceField(label=gettext_lazy("By order of"))
    words = long_text(gettext_lazy("Why the response ends"))

    @classmethod
    def offers_of(cls, row: Response) -> Mapping[str, Choices]:
        """Return the leaders."""
        return {"leader": leaders(row.street)}

    def act(self, row: Response, by: Actor, at: datetime) -> Any:
        """End it."""
        told = self.cleaned_data
        return responding.end_response(response=row.pk, leader=int(told["leader"]), words=told["words"], by=by, at=at)


class ReviewForm(ActForm):
    """Write the review."""

    words = long_text(
        gettext_lazy("What went well, what did not, what is to be changed"), most=4000,
        hint=gettext_lazy("The figures come from the records by themselves."),
    )  # fmt: skip

    def act(self, row: Response, by: Actor, at: datetime) -> Any:
        """Write it."""
        return responding.review_response(response=row.pk, words=self.cleaned_data["words"], by=by, at=at)


class CallForm(ActForm):
    """Call some posts by hand."""

    posts = forms.MultipleChoiceField(label=gettext_lazy("Who is called"), widget=forms.CheckboxSelectMultiple)
    words = long_text(gettext_lazy("What they are to know"))

    @classmethod
    def offers_of(cls, row: Response) -> Mapping[str, Choices]:
        """Return those who answer for something in the plan."""
        wanted = plan_of(row.street, row.version).posts()
        return {"posts": [(str(one.id), post_title(one.id)) for one in people.posts(row.street) if one.code in wanted]}

    def act(self, row: Response, by: Actor, at: datetime) -> Any:
        """Call them."""
        told = self.cleaned_data
        numbers = [int(one) for one in told["posts"]]
        return alarms.call_posts(response=row.pk, posts=numbers, words=told["words"], by=by, at=at)


class ManForm(ActForm):
    """Say who stands at a post."""

    post = forms.ChoiceField(label=gettext_lazy("Who is there"))

    @classmethod
    def offers_of(cls, row: ResponsePost) -> Mapping[str, Choices]:
        """Return every post, those that answer for it first."""
        first = [(str(n), post_title(n)) for n in (row.post, row.deputy) if n]
        return {"post": [*first, *(one for one in posts(row.street)[1:] if one not in first)]}

    def act(self, row: ResponsePost, by: Actor, at: datetime) -> Any:
        """Enter it."""
        return manning.man_post(place=row.pk, post=int(self.cleaned_data["post"]), by=by, at=at)


class LeaveForm(ActForm):
    """Say that nobody stands at a post any more."""

    def act(self, row: ResponsePost, by: Actor, at: datetime) -> Any:
        """Enter it."""
        return manning.leave_post(place=row.pk, by=by, at=at)


class AnswersForm(ActForm):
    """Let another answer for a post."""

    post = forms.ChoiceField(label=gettext_lazy("Who answers for it from now on"))

    @classmethod
    def offers_of(cls, row: ResponsePost | AlarmCall) -> Mapping[str, Choices]:
        """Return every other post."""
        return {"post": [one for one in posts(row.street) if one[0] != str(row.post)]}

    def act(self, row: ResponsePost, by: Actor, at: datetime) -> Any:
        """Enter it."""
        return manning.answer_for(place=row.pk, post=int(self.cleaned_data["post"]), by=by, at=at)


class AnswerForm(ActForm):
    """Answer a call."""

    def act(self, row: AlarmCall, by: Actor, at: datetime) -> Any:
        """Answer."""
        return alarms.answer_call(call=row.pk, by=by, at=at)


class RelieveForm(AnswersForm):
    """Put another in the place of who does not answer."""

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Enter it."""
        return alarms.relieve_call(call=row.pk, post=int(self.cleaned_data["post"]), by=by, at=at)


def _count(name: str) -> forms.IntegerField:
    return forms.IntegerField(label=gettext_lazy(words.FIGURES[name]), required=False, min_value=0, max_value=zero.MOST)


class ReportForm(ActForm):
    """Send a zero report; empty fields mean nothing to report."""

    flooded = _count("flooded")
    trapped = _count("trapped")
    injured = _count("injured")
    moved = _count("moved")
    damaged = _count("damaged")
    note = long_text(gettext_lazy("Note"), required=False, most=500)

    def act(self, row: ZeroReport, by: Actor, at: datetime) -> Any:
        """Send it."""
        told = self.cleaned_data
        figures = {name: told[name] for name in zero.FIGURES if told[name]}
        return zero.send_report(report=row.pk, figures=figures, note=told["note"], by=by, at=at)


class PublishForm(KitForm):
    """Publish a plan from a file of the locality."""

    file = forms.FileField(label=gettext_lazy("File (YAML)"), widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}))

    def act(self, by: Actor, at: datetime) -> Any:
        """Publish."""
        text = self.cleaned_data["file"].read(1 << 20).decode(errors="replace")
        return publish_emergency_plan(street=by.street or 0, text=text, by=by, at=at)


RESPONSE = {"level": LevelForm, "end": EndForm, "review": ReviewForm, "call": CallForm}
PLACE = {"man": ManForm, "leave": LeaveForm, "answers": AnswersForm}
CALL = {"answer": AnswerForm, "relieve": RelieveForm}

"""Forms of stewards, needs, positions, promises and visits; each asks what its action needs."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.kernel.matters.reads import access_matter
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.enterprise import needing, promising, stewarding, visiting, words
from shiqiao.scenes.enterprise.errors import FirmRefused
from shiqiao.scenes.enterprise.forms import titles
from shiqiao.scenes.enterprise.needing import Needed
from shiqiao.scenes.enterprise.publishing import rules_of
from shiqiao.surfaces.desk.actforms import ActForm
from shiqiao.surfaces.desk.words import in_language

AREA = {"rows": 4}


def post_choices(street: int, at: datetime) -> list[tuple[str, str]]:
    """Return the posts that somebody holds, as choices."""
    rows = [row for row in people.posts(street) if people.holder_of(row.id, at).account is not None]
    return [(str(row.id), in_language(row.title_zh, row.title_en)) for row in rows]


def unit_choices(street: int) -> list[tuple[str, str]]:
    """Return the units of a street, as choices."""
    return [(str(row.id), in_language(row.title_zh, row.title_en)) for row in people.units(street)]


def _text(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=1000, widget=forms.Textarea(AREA), **more)


class OfFirm(ActForm):
    """A form about a firm: `street` and the moment give its choices."""

    def __init__(self, *args: Any, street: int, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, offers=self.choices_of(street, at), **kwargs)

    def choices_of(self, street: int, at: datetime) -> dict[str, Any]:
        """Return the choices of fields."""
        return {}


class StewardForm(OfFirm):
    """Who becomes the firm's steward, and what the successor should know."""

    post = forms.ChoiceField(label=gettext_lazy("Steward's post"))
    facts = _text(gettext_lazy("What the successor should know"), required=False)

    def choices_of(self, street: int, at: datetime) -> dict[str, Any]:
        """Return the choices of fields."""
        return {"post": post_choices(street, at)}

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Name the steward."""
        given = self.cleaned_data
        return stewarding.name_steward(organisation=row.pk, post=int(given["post"]), facts=given["facts"], by=by, at=at)


class SeenForm(OfFirm):
    """The hand-over has been read: nothing is asked."""

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Say so."""
        return stewarding.see_hand_over(organisation=row.pk, by=by, at=at)


class NeedForm(OfFirm):
    """What a firm needs, and who is asked."""

    topic = forms.ChoiceField(label=gettext_lazy("Topic"))
    text = _text(gettext_lazy("What the firm needs"))
    source = forms.ChoiceField(label=gettext_lazy("How it was learned"))
    matter = forms.CharField(
        label=gettext_lazy("Number of the matter"), required=False, max_length=20,
        help_text=gettext_lazy("Where the need came by a matter of the hotline."),
    )  # fmt: skip
    units = forms.MultipleChoiceField(
        label=gettext_lazy("Units that are asked"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Without a choice those that usually help with the topic."),
    )  # fmt: skip

    def choices_of(self, street: int, at: datetime) -> dict[str, Any]:
        """Return the choices of fields."""
        sources = [(code, words.word(words.SOURCES, code)) for code in ("desk", "hotline", "green")]
        return {"topic": titles(rules_of(street).topics), "source": sources, "units": unit_choices(street)}

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Record it."""
        given = self.cleaned_data
        units = frozenset(int(one) for one in given["units"])
        origin = self.origin(by, given["matter"].strip())
        needed = Needed(row.pk, given["topic"], given["text"], given["source"], origin, units)
        return needing.record_need(needed=needed, by=by, at=at)

    def origin(self, by: Actor, number: str) -> Ref | None:
        """Return the matter from which the need came; raises FirmRefused for one that the actor may not read."""
        try:
            return Ref("matter", access_matter(by, number).id) if number else None
        except NotFound:
            told = "There is no such matter, or it is not yours to see; check the number."
            raise FirmRefused(fields={"matter": told}) from None


class PromiseForm(OfFirm):
    """What is promised to a firm, until when."""

    text = _text(gettext_lazy("What is promised"), help_text=gettext_lazy("The firm reads it as it is written here."))
    due = forms.DateField(label=gettext_lazy("Due on"), widget=forms.DateInput({"type": "date"}))

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Enter it."""
        return promising.promise(organisation=row.pk, **self.cleaned_data, by=by, at=at)


class VisitForm(OfFirm):
    """Until when the firm is visited, and who goes."""

    post = forms.ChoiceField(label=gettext_lazy("Who goes"))
    latest = forms.DateField(label=gettext_lazy("At the latest on"), widget=forms.DateInput({"type": "date"}))

    def choices_of(self, street: int, at: datetime) -> dict[str, Any]:
        """Return the choices of fields."""
        return {"post": [("0", _("the firm's steward")), *post_choices(street, at)]}

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Plan it; returns the visit's number."""
        given = self.cleaned_data
        return visiting.plan_care(organisation=row.pk, post=int(given["post"]), latest=given["latest"], by=by, at=at)


class AskForm(OfFirm):
    """One more unit is asked about a need."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit that is asked"))

    def choices_of(self, street: int, at: datetime) -> dict[str, Any]:
        """Return the choices of fields."""
        return {"unit": unit_choices(street)}

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Ask it; `row` is the need."""
        return needing.ask_unit(need=row.pk, unit=int(self.cleaned_data["unit"]), by=by, at=at)


class AnswerForm(ActForm):
    """A unit moves its own position, with the reason."""

    reason = _text(gettext_lazy("Reason or result"), required=False)

    def __init__(self, *args: Any, to: str, **kwargs: Any) -> None:
        self.to = to
        super().__init__(*args, **kwargs)

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Move it; `row` is the position."""
        return needing.answer(position=row.pk, to=self.to, reason=self.cleaned_data["reason"], by=by, at=at)


class OutcomeForm(ActForm):
    """A promise was kept, or will not be."""

    outcome = _text(gettext_lazy("How it was kept, or why not"), required=False)

    def __init__(self, *args: Any, do: str, **kwargs: Any) -> None:
        self.do = do
        super().__init__(*args, **kwargs)

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Say it; `row` is the promise."""
        does = promising.keep_promise if self.do == "keep" else promising.break_promise
        return does(number=row.pk, outcome=self.cleaned_data["outcome"], by=by, at=at)


FIRM_FORMS: dict[str, tuple[type[OfFirm], Any, str]] = {
    "steward": (StewardForm, gettext_lazy("Name the steward"), "user-check"),
    "seen": (SeenForm, gettext_lazy("I have read the hand-over"), "eye"),
    "need": (NeedForm, gettext_lazy("Record a need"), "message-2"),
    "promise": (PromiseForm, gettext_lazy("Enter a promise"), "checkbox"),
    "visit": (VisitForm, gettext_lazy("Plan a visit"), "calendar"),
}

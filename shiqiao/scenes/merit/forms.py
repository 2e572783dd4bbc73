"""Forms of reward and penalty: each asks what its act needs, and does it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.kernel.matters.lookups import ids_of
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.scoring.rules import month_before
from shiqiao.kernel.territory import reads as territory
from shiqiao.scenes.merit import actions, appeals, cadres, reads, words
from shiqiao.scenes.merit.models import Consequence
from shiqiao.scenes.merit.publishing import publish_rules
from shiqiao.scenes.merit.store import TEXT_MOST
from shiqiao.surfaces.desk import actforms
from shiqiao.surfaces.kit.forms import KitForm

UPLOAD_MOST = 1024 * 1024
LIMIT = 20


def long_text(label: Any, *, hint: Any = "") -> forms.CharField:
    """Return a field for some sentences."""
    return forms.CharField(label=label, max_length=TEXT_MOST, help_text=hint, widget=forms.Textarea)


def points_field(*, hint: Any = "") -> forms.DecimalField:
    """Return a field for points; below zero they are taken off."""
    widget = forms.TextInput({"inputmode": "text", "autocomplete": "off"})
    return forms.DecimalField(
        label=gettext_lazy("Points given or taken off"), required=False, max_digits=4, decimal_places=1, widget=widget,
        help_text=hint or gettext_lazy("Below zero: taken off, such as -2"),
    )  # fmt: skip


def card_choices() -> list[tuple[str, str]]:
    """Return cards and flags as choices."""
    return [("", _("none")), *((code, _(said)) for code, (said, _tone, _icon) in words.CARDS.items())]


class ActForm(actforms.ActForm):
    """What can be done about a consequence."""

    def given(self) -> actions.Given:
        """Return points and card as they were sent."""
        said = self.cleaned_data
        return actions.Given(said.get("points") or Decimal(0), said.get("card") or "")


class DecideForm(ActForm):
    """A leader's decision about a proposal."""

    outcome = forms.ChoiceField(label=gettext_lazy("Decision"), widget=forms.RadioSelect)
    points = points_field(hint=gettext_lazy("Only when it is changed"))
    card = forms.ChoiceField(label=gettext_lazy("Card or flag"), required=False)
    reason = long_text(gettext_lazy("Reason of the decision"))

    def __init__(self, data: Any = None, *, row: Consequence) -> None:
        outcomes = [
            ("confirmed", _("Confirm it as proposed")), ("changed", _("Change it")), ("turned_down", _("Turn it down")),
        ]  # fmt: skip
        initial = {"outcome": "confirmed", "points": f"{row.asked_points.normalize():f}", "card": row.asked_card}
        super().__init__(data, offers={"outcome": outcomes, "card": card_choices()}, initial=initial)

    def act(self, row: Consequence, by: Actor, at: datetime) -> Any:
        """Decide."""
        said = self.cleaned_data
        given = self.given() if said["outcome"] == "changed" else None
        return actions.decide(
            consequence=row.id, outcome=said["outcome"], reason=said["reason"], given=given, by=by, at=at
        )


class AppealForm(ActForm):
    """An appeal of whom it concerns."""

    reason = long_text(
        gettext_lazy("Why it should not stand"),
        hint=gettext_lazy("Another leader than the one who decided reads this."),
    )

    def __init__(self, data: Any = None, *, row: Consequence) -> None:
        super().__init__(data)

    def act(self, row: Consequence, by: Actor, at: datetime) -> Any:
        """Appeal."""
        return appeals.raise_appeal(consequence=row.id, reason=self.cleaned_data["reason"], by=by, at=at)


class ReviewForm(ActForm):
    """Another leader's decision about an appeal."""

    outcome = forms.ChoiceField(label=gettext_lazy("Decision"), widget=forms.RadioSelect)
    points = points_field(hint=gettext_lazy("Only when it is eased: what stands in its place"))
    card = forms.ChoiceField(label=gettext_lazy("Card or flag"), required=False)
    answer = long_text(gettext_lazy("Reason of the decision"))

    def __init__(self, data: Any = None, *, row: Consequence) -> None:
        outcomes = [
            ("dismissed", _("Dismiss it: the decision stands")), ("eased", _("Ease the decision")),
            ("upheld", _("Uphold it: all is taken back")),
        ]  # fmt: skip
        initial = {"points": f"{row.points.normalize():f}", "card": row.card}
        super().__init__(data, offers={"outcome": outcomes, "card": card_choices()}, initial=initial)

    def act(self, row: Consequence, by: Actor, at: datetime) -> Any:
        """Decide."""
        said, appeal = self.cleaned_data, reads.appeal_of(row.id)
        if appeal is None:
            raise NotFound
        given = self.given() if said["outcome"] == "eased" else None
        return appeals.decide_appeal(
            appeal=appeal.id, outcome=said["outcome"], answer=said["answer"], given=given, by=by, at=at
        )


class WithdrawForm(ActForm):
    """Take the own appeal back."""

    def __init__(self, data: Any = None, *, row: Consequence) -> None:
        super().__init__(data)

    def act(self, row: Consequence, by: Actor, at: datetime) -> Any:
        """Take it back."""
        appeal = reads.appeal_of(row.id)
        if appeal is None:
            raise NotFound
        return appeals.withdraw_appeal(appeal=appeal.id, by=by, at=at)


FORMS: Mapping[str, Callable[..., ActForm]] = {
    "decide": DecideForm, "appeal": AppealForm, "review": ReviewForm, "withdraw": WithdrawForm,
}  # fmt: skip


class HandForm(ActForm):
    """Points, a flag or a card by hand, with the records on which they rest."""

    subject = forms.ChoiceField(label=gettext_lazy("For whom"))
    month = forms.ChoiceField(label=gettext_lazy("Month"))
    points = points_field()
    card = forms.ChoiceField(label=gettext_lazy("Card or flag"), required=False)
    reason = long_text(gettext_lazy("Why"), hint=gettext_lazy("Another leader reads this and decides."))
    refs = forms.CharField(
        label=gettext_lazy("Evidence: numbers of matters"), max_length=400,
        help_text=gettext_lazy("Several numbers separated by blanks; each must be there and open to you."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, by: Actor, at: date) -> None:
        self.street = by.street or 0
        months = [at.replace(day=1)]
        for _n in range(5):
            months.append(month_before(months[-1]))
        offers = {
            "subject": [("", _("Choose")), *subjects(self.street)], "card": card_choices(),
            "month": [(f"{one}", f"{one:%Y-%m}") for one in months],
        }  # fmt: skip
        super().__init__(data, offers=offers)

    def clean_refs(self) -> list[Ref]:
        """Read the numbers of matters."""
        parts = self.cleaned_data["refs"].replace("，", " ").replace(",", " ").replace("、", " ").split()[:LIMIT]
        found = ids_of(self.street, parts)
        if missing := [one for one in parts if one not in found]:
            said = _("There is no matter with the number %(number)s.") % {"number": missing[0]}
            raise forms.ValidationError(said)
        return [Ref("matter", found[one]) for one in parts]

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Propose it."""
        said = self.cleaned_data
        kind, _sep, subject = said["subject"].partition(":")
        return actions.propose_by_hand(
            kind=kind, subject=int(subject), month=date.fromisoformat(said["month"]), given=self.given(),
            reason=said["reason"], refs=said["refs"], by=by, at=at,
        )  # fmt: skip


def subjects(street: int) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield grids, communities, units and persons as groups of choices."""
    grids = sorted(people.grid_numbers(street))
    communities = sorted({one // 1000 for one in grids})
    yield _("Communities"), [(f"community:{one}", territory.title(one)) for one in communities]
    yield _("Grids"), [(f"grid:{one}", words.named("grid", one)) for one in grids]
    yield _("Departments"), [(f"unit:{one.id}", words.named("unit", one.id)) for one in people.units(street)]
    own = {post.id for post in people.posts(street)}
    held = sorted({one.account for one in people.book().holdings if one.post in own and one.during.end is None})
    yield _("Persons"), [(f"person:{one}", words.named("person", one)) for one in held]


class RemarkForm(ActForm):
    """A leader's remark on a person's period."""

    text = long_text(
        gettext_lazy("Remark with its reason"),
        hint=gettext_lazy("Words only: sides are reckoned from records, never marked."),
    )

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Write it."""
        person, period = row
        return cadres.write_remark(person=person, period=period, text=self.cleaned_data["text"], by=by, at=at)


class PublishForm(KitForm):
    """A file of rules."""

    file = forms.FileField(
        label=gettext_lazy("File (YAML)"), widget=forms.FileInput({"accept": ".yaml,.yml", "class": "kit-file"}),
        help_text=gettext_lazy("It is checked first; a mistake is named by its place and nothing is published."),
    )  # fmt: skip

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Publish it."""
        file = self.cleaned_data["file"]
        if file.size > UPLOAD_MOST:
            raise Invalid(fields={"file": "The file is larger than 1 MB; split it."})
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Invalid(fields={"file": "The file is not UTF-8; save it again as UTF-8."}) from error
        return publish_rules(street=by.street or 0, text=text, by=by, at=at)

    def add_action_error(self, error: Any) -> None:
        """Show what is wrong in the file, place by place."""
        from shiqiao.surfaces.kit.errors import describe

        told = describe(error)
        for place, sentence in told["fields"].items():
            known = sentence if place == "file" else _("%(place)s: %(why)s") % {"place": place, "why": sentence}
            self.add_error("file", known)
        if not told["fields"]:
            self.add_error(None, told["message"])

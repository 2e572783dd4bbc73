"""Forms of the firms' files and of the firms' own people; each asks what its action needs."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.scenes.enterprise import firms, inviting, words
from shiqiao.scenes.enterprise.firms import Filed
from shiqiao.scenes.enterprise.publishing import rules_of
from shiqiao.scenes.enterprise.rules import SEAT_ROLES, SIZES
from shiqiao.surfaces.desk.actforms import ActForm
from shiqiao.surfaces.desk.words import said


def titles(named: Any) -> list[tuple[str, str]]:
    """Return codes of the rules with their titles, as choices."""
    return [(one.code, said(one.title)) for one in named]


class FileForm(ActForm):
    """Tier, size class and tags of a firm."""

    tier = forms.ChoiceField(
        label=gettext_lazy("Tier"), help_text=gettext_lazy("How often the firm is visited follows from it.")
    )
    size = forms.ChoiceField(label=gettext_lazy("Size class"), required=False)
    tags = forms.MultipleChoiceField(label=gettext_lazy("Tags"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, street: int, **kwargs: Any) -> None:
        table = rules_of(street)
        sizes = [(code, words.word(words.SIZES, code)) for code in ("", *SIZES)]
        kwargs["offers"] = {"tier": titles(table.tiers), "size": sizes, "tags": titles(table.tags)}
        super().__init__(*args, **kwargs)

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Open the file, or change it; `row` is the organisation."""
        given = self.cleaned_data
        filed = Filed(given["tier"], given["size"], frozenset(given["tags"]))
        return firms.open_file(organisation=row.pk, filed=filed, by=by, at=at)


class InviteForm(ActForm):
    """Who is invited to the portal for a firm."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=40, widget=forms.TextInput({"autocomplete": "off"}))
    phone = forms.CharField(
        label=gettext_lazy("Telephone"), max_length=20, widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
        help_text=gettext_lazy("Whoever opens the link must know its last four digits."),
    )  # fmt: skip
    role = forms.ChoiceField(label=gettext_lazy("Role at the firm"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["offers"] = {"role": [(code, words.word(words.ROLES, code)) for code in SEAT_ROLES]}
        super().__init__(*args, **kwargs)

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Give the seat; `row` is the organisation. Returns the seat with its secret."""
        return inviting.invite(organisation=row.pk, **self.cleaned_data, by=by, at=at)


class SeatForm(ActForm):
    """A new link for a seat, or its end: nothing is asked."""

    def __init__(self, *args: Any, do: str, **kwargs: Any) -> None:
        self.do = do
        super().__init__(*args, **kwargs)

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Do it to the seat."""
        if self.do == "link":
            return inviting.new_link(seat=row.pk, by=by, at=at)
        return inviting.end_seat(seat=row.pk, by=by, at=at)

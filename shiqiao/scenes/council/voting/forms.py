"""Forms of voting: a vote, a paper, a count of papers, an explanation. A choice is never kept when a sign-in runs out."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.scenes.council.voting import casting, naming, words
from shiqiao.scenes.council.voting.rules import INVALID
from shiqiao.scenes.council.voting.tables import Poll
from shiqiao.surfaces.desk.actforms import ActForm

BALLOT = "ballot"  # the field's name; kit/kept.py never keeps what it holds


def answers(row: Poll) -> list[tuple[str, str]]:
    """Return the answers of a poll."""
    return [(one, words.choice(one)) for one in row.options]


class CastForm(ActForm):
    """Vote from one's own seat, or as a proxy."""

    seat = forms.ChoiceField(label=gettext_lazy("Whose vote"), widget=forms.RadioSelect)
    ballot = forms.ChoiceField(label=gettext_lazy("Your vote"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, row: Poll, seats: list[tuple[str, str]]) -> None:
        super().__init__(*args, offers={"ballot": answers(row), "seat": seats})
        if len(seats) == 1:
            self.fields["seat"].widget = forms.HiddenInput()
            self.initial.setdefault("seat", seats[0][0])

    def act(self, row: Poll, by: Actor, at: datetime) -> Any:
        """Vote."""
        told = self.cleaned_data
        return casting.cast_by_account(poll=row.pk, choice=told[BALLOT], by=by, at=at, seat=int(told["seat"]))


class LinkForm(ActForm):
    """Vote by a link, in two steps: choose, then confirm."""

    ballot = forms.ChoiceField(label=gettext_lazy("Your vote"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, row: Poll) -> None:
        super().__init__(*args, offers={"ballot": answers(row)})

    def act(self, secret: str, by: Actor, at: datetime) -> Any:
        """Vote."""
        return casting.cast_by_link(secret=secret, choice=self.cleaned_data[BALLOT], by=by, at=at)


class PaperForm(ActForm):
    """Mark who votes on paper; of a named poll also what stands on the paper."""

    seat = forms.ChoiceField(label=gettext_lazy("Who votes on paper"))
    ballot = forms.ChoiceField(label=gettext_lazy("What stands on the paper"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, row: Poll, seats: list[tuple[str, str]]) -> None:
        super().__init__(*args, offers={"ballot": answers(row), "seat": seats})
        if row.secret:
            del self.fields[BALLOT]

    def act(self, row: Poll, by: Actor, at: datetime) -> Any:
        """Mark."""
        told = self.cleaned_data
        return casting.mark_paper(poll=row.pk, seat=int(told["seat"]), choice=told.get(BALLOT, ""), by=by, at=at)


class CountForm(ActForm):
    """Count the papers by kind and answer."""

    def __init__(self, *args: Any, row: Poll, kinds: list[str]) -> None:
        super().__init__(*args)
        self.names = {}
        for n, kind in enumerate(kinds):
            for choice in (*row.options, INVALID):
                name = f"{BALLOT}_{n}_{choice}"
                self.names[name] = (kind, choice)
                widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "form-control"})
                label = f"{naming.kind(row.street, kind)} · {words.choice(choice)}"
                self.fields[name] = forms.IntegerField(
                    label=label, min_value=0, max_value=9999, required=False, widget=widget
                )

    def by_kind(self, row: Poll) -> list[dict[str, Any]]:
        """Return the fields as a table: a line for each kind."""
        found: dict[str, list[Any]] = {}
        for name, (kind, choice) in self.names.items():
            found.setdefault(kind, []).append((words.choice(choice), self[name]))
        return [{"kind": naming.kind(row.street, kind), "cells": cells} for kind, cells in found.items()]

    def act(self, row: Poll, by: Actor, at: datetime) -> Any:
        """Enter the count."""
        counts: dict[str, dict[str, int]] = {}
        for name, (kind, choice) in self.names.items():
            if many := self.cleaned_data.get(name):
                counts.setdefault(kind, {})[choice] = many
        return casting.count_papers(poll=row.pk, counts=counts, by=by, at=at)


class ExplainForm(ActForm):
    """Say where missing papers are."""

    text = forms.CharField(
        label=gettext_lazy("Where the missing papers are"), max_length=300, widget=forms.Textarea({"rows": "3"}),
        help_text=gettext_lazy("They are counted as invalid votes; this reason stands in the record of the result."),
    )  # fmt: skip

    def act(self, row: Poll, by: Actor, at: datetime) -> Any:
        """Explain."""
        return casting.explain_papers(poll=row.pk, text=self.cleaned_data["text"], by=by, at=at)


class CloseForm(ActForm):
    """Close the poll: asked twice, since it cannot be taken back."""

    sure = forms.BooleanField(label=gettext_lazy("Everybody who is here and wants to vote has voted"))

    def act(self, row: Poll, by: Actor, at: datetime) -> Any:
        """Close."""
        from shiqiao.scenes.council.voting.closing import close_poll

        return close_poll(poll=row.pk, by=by, at=at)


def sealed_said(row: Poll) -> str:
    """Say in one sentence what becomes of a vote."""
    if row.secret:
        return _("Secret: nobody sees how you voted, neither now nor later. A vote given cannot be changed.")
    return _("By name: your name stands beside your vote. You may change it until the close.")

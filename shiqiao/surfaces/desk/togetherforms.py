"""Forms for matters that go together. What an action refuses is shown beside the field it names."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.matters.actions import Contact, Report
from shiqiao.kernel.matters.children import Part
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.proposals import proposal_items
from shiqiao.kernel.matters.receivers import receiver_of
from shiqiao.kernel.matters.summons import Called, summons_items
from shiqiao.kernel.people import reads as people
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.forms import Choices, item_choices, with_choices
from shiqiao.surfaces.desk.moveforms import handlers
from shiqiao.surfaces.desk.related import Like
from shiqiao.surfaces.kit.forms import KitForm
from shiqiao.surfaces.kit.words import absolute

ZONE = ZoneInfo(settings.TIME_ZONE)
ROWS = 4  # parts asked for at once; more are split in a second go
LONG = forms.Textarea({"rows": 3})


def _said(like: Like) -> Any:
    return format_html(
        "<strong>{}</strong><br><span class='kit-soft'>{} · {} · {}<br>{}</span>", like.row.title, like.row.number,
        like.row.state, absolute(like.row.reported_at.astimezone(ZONE).date()), " · ".join(like.because),
    )  # fmt: skip


def chosen_from(fields: Any, **offers: Choices) -> dict[str, forms.Field]:
    """Return a form's fields with their choices; a field with nothing to choose from is left out."""
    return with_choices(
        {n: f for n, f in fields.items() if offers.get(n, True)}, {n: o for n, o in offers.items() if o}
    )


class MergeForm(KitForm):
    """Into which matter this one is merged: a likely one, or any by its number."""

    main = forms.ChoiceField(label=_("Likely the same"), required=False, widget=forms.RadioSelect)
    number = forms.CharField(label=_("Or by its number"), required=False, max_length=20)
    reason = forms.CharField(label=_("Why they are the same"), required=False, max_length=2000, widget=LONG)

    preview: Any = None  # shown by the page beside the form

    def __init__(self, data: Any, likes: Sequence[Like], main: str = "") -> None:
        self.base_fields = chosen_from(self.base_fields, main=[(like.row.number, _said(like)) for like in likes])
        likely = main in {like.row.number for like in likes}
        super().__init__(data, initial={"main" if likely else "number": main[:20]})
        if not likes:
            self.fields["number"].label = _("Number of the main matter")

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        data: dict[str, Any] = super().clean() or {}
        if not self.chosen:
            self.add_error("number", _("Choose the matter by which this one is handled."))
        return data

    @property
    def chosen(self) -> str:
        """The number of the main matter; a typed one counts before a chosen one."""
        return str(self.cleaned_data.get("number") or "").strip() or str(self.cleaned_data.get("main") or "")


class MergeIntoForm(KitForm):
    """Which others are merged into this matter."""

    others = forms.MultipleChoiceField(
        label=_("Reports of the same"), required=False, widget=forms.CheckboxSelectMultiple
    )
    numbers = forms.CharField(
        label=_("More by their numbers"), required=False, max_length=400, help_text=_("Separated by spaces or commas.")
    )
    reason = forms.CharField(label=_("Why they are the same"), required=False, max_length=2000, widget=LONG)

    preview: Any = None  # shown by the page beside the form

    def __init__(self, data: Any, likes: Sequence[Like], chosen: Sequence[str] = ()) -> None:
        self.base_fields = chosen_from(self.base_fields, others=[(like.row.number, _said(like)) for like in likes])
        further = [one for one in chosen if one not in {like.row.number for like in likes}]
        super().__init__(data, initial={"others": list(chosen), "numbers": " ".join(further)[:400]})

    @property
    def chosen(self) -> list[str]:
        """The numbers of all others, ticked or typed."""
        typed = numbers_in(self.cleaned_data.get("numbers", ""))
        return list(dict.fromkeys([*self.cleaned_data.get("others", []), *typed]))


def numbers_in(text: str) -> list[str]:
    """Return the numbers of matters in a text, however they are set apart."""
    return text.replace(",", " ").replace("，", " ").replace("、", " ").split()


def chosen_of(data: QueryDict) -> tuple[str, list[str]]:
    """Return from a half-filled form the one that this matter is merged into (empty for none), or those merged into it."""
    into = data.get("number", "").strip()[:20] or data.get("main", "")[:20]
    return into, list(dict.fromkeys([*data.getlist("others"), *numbers_in(data.get("numbers", "")[:400])]))


class SplitForm(KitForm):
    """Up to four parts; an empty row is no part."""

    def __init__(self, data: Any, row: Matter, item: Any, at: datetime) -> None:
        self.base_fields = {}
        items: Choices = [("", _("as this matter")), *item_choices(row.street)]
        who: Choices = [("", _("whoever answers for the place")), *handlers(row, item, at)]
        for n in range(ROWS):
            self.base_fields[f"text_{n}"] = forms.CharField(
                label=_("Part %(n)d: what is to be done") % {"n": n + 1}, required=n == 0, max_length=2000, widget=LONG
            )
            self.base_fields[f"handler_{n}"] = forms.ChoiceField(label=_("Who handles it"), required=False, choices=who)
            self.base_fields[f"item_{n}"] = forms.ChoiceField(label=_("Item"), required=False, choices=items)
        super().__init__(data)

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each part."""
        return [[self[f"{name}_{n}"] for name in ("text", "handler", "item")] for n in range(ROWS)]

    def parts(self) -> list[Part]:
        """Return the parts that were written down."""
        data = self.cleaned_data
        return [
            Part(data[f"text_{n}"], data[f"item_{n}"], data[f"handler_{n}"]) for n in range(ROWS) if data[f"text_{n}"]
        ]

    def add_action_error(self, error: ShiqiaoError) -> None:
        """Put `parts.0.text` beside the first text."""
        fields = {}
        for name, said in error.fields.items():
            pieces = name.split(".")
            fields[f"{pieces[2]}_{pieces[1]}" if len(pieces) == 3 else "text_0"] = said
        super().add_action_error(type(error)(error.message, fields=fields, **error.params))


class SummonForm(KitForm):
    """Which units are called, why, where, when, and by which terms."""

    units = forms.MultipleChoiceField(label=_("Units that are called"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(label=_("What for"), max_length=2000, widget=LONG)
    item = forms.ChoiceField(label=_("Kind of summons"), widget=forms.RadioSelect)
    place = forms.CharField(label=_("Where to meet"), required=False, max_length=200)
    meet_at = forms.DateTimeField(
        label=_("When to meet"), required=False, widget=forms.DateTimeInput({"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )  # fmt: skip

    def __init__(self, data: Any, row: Matter) -> None:
        kinds = [
            (one.code, _("%(kind)s: report in within %(attend)s, result within %(handle)s") % {
                "kind": words.said(one.title), "attend": words.term(one.term("attend")),
                "handle": words.term(one.term("handle")),
            })
            for one in summons_items(row.street)
        ]  # fmt: skip
        self.base_fields = with_choices(self.base_fields, {"item": kinds, "units": unit_choices(row.street)})
        super().__init__(data, initial={"item": kinds[0][0] if kinds else "", "place": row.address})

    def call(self) -> dict[str, Any]:
        """Return what was filled in as the action's arguments."""
        data = dict(self.cleaned_data)
        return {**data, "units": [Called(code) for code in data["units"]]}


def unit_choices(street: int) -> Choices:
    """Return the units that can be reached today; a community is called, not its stations."""
    there = [unit for unit in people.units(street) if not unit.kind.endswith("station") and receiver_of(unit, now())]
    there.sort(key=lambda unit: (unit.kind != "department", unit.code))
    return [(unit.code, words.in_language(unit.title_zh, unit.title_en)) for unit in there]


class RepeatForm(KitForm):
    """Linking a matter to an earlier one, or (without a number) taking it out of its chain."""

    to = forms.CharField(label=_("Number of the earlier matter"), required=False, max_length=20)
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea({"rows": 2}))


class ProposalForm(KitForm):
    """What somebody of the office proposes; the name may be left out."""

    item = forms.ChoiceField(label=_("What is it about?"), widget=forms.RadioSelect)
    title = forms.CharField(label=_("In one line"), max_length=60)
    text = forms.CharField(
        label=_("What do you propose, and what is gained by it?"), max_length=8000, widget=forms.Textarea({"rows": 6})
    )
    named = forms.BooleanField(label=_("Put my name to it"), required=False, initial=True)
    client_id = forms.CharField(max_length=80, widget=forms.HiddenInput)

    def __init__(self, data: Any, street: int) -> None:
        items = [(one.code, words.said(one.title)) for one in proposal_items(street)]
        self.base_fields, self.street = with_choices(self.base_fields, {"item": items}), street
        super().__init__(data, initial={"client_id": uuid4().hex})

    def report(self, by: Actor) -> Report:
        """Return the proposal as a report from within the office."""
        data = self.cleaned_data
        name = people.person(by.account).name if data["named"] and by.account else ""
        return Report(
            street=self.street, source="desk.proposal", source_id=data["client_id"], channel="office", item=data["item"],
            title=data["title"], text=data["text"], contact=Contact(name),
        )  # fmt: skip

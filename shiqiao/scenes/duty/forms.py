"""Forms of duty: making a roster, swaps, replacements, the log, when one cannot take duty, publishing rules."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.base.errors import ShiqiaoError
from shiqiao.scenes.duty import availability, changing, making, watching, words
from shiqiao.scenes.duty.publishing import publish_duty_rules
from shiqiao.scenes.duty.store import TEXT_MOST
from shiqiao.scenes.duty.tables import LogEntry, Roster, Shift, Swap, Turn
from shiqiao.surfaces.desk.actforms import ActForm
from shiqiao.surfaces.desk.words import person_name, post_title
from shiqiao.surfaces.kit.errors import describe
from shiqiao.surfaces.kit.forms import KitForm


def long_text(label: Any, *, required: bool = True, hint: Any = "") -> forms.CharField:
    """Return a field for a sentence or two."""
    widget = forms.Textarea(attrs={"rows": "3"})
    return forms.CharField(label=label, required=required, max_length=TEXT_MOST, help_text=hint, widget=widget)


def day_field(label: Any) -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput(attrs={"type": "date", "placeholder": "2018-07-01"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget)


class MakeForm(KitForm):
    """Make a draft of a roster."""

    since = day_field(gettext_lazy("First day of the roster"))
    until = day_field(gettext_lazy("Last day of the roster"))
    seed = forms.IntegerField(
        label=gettext_lazy("Lot"), min_value=0, max_value=99_999, initial=0,
        help_text=gettext_lazy("Decides between people who are equally good. The same number makes the same roster."),
    )  # fmt: skip

    def act(self, by: Actor, at: datetime) -> Roster:
        """Make it."""
        told = self.cleaned_data
        return making.make_roster(since=told["since"], until=told["until"], seed=told["seed"], by=by, at=at)


class SwapForm(ActForm):
    """Ask another to swap turns."""

    against = forms.ChoiceField(
        label=gettext_lazy("For which turn"),
        help_text=gettext_lazy("Only turns with which both of you keep your rest are listed."),
    )
    words = long_text(gettext_lazy("Why you ask"))

    def act(self, turn: Turn, by: Actor, at: datetime) -> Swap:
        """Ask."""
        told = self.cleaned_data
        return changing.ask_swap(turn=turn.pk, against=int(told["against"]), words=told["words"], by=by, at=at)


def swap_choices(turn: Turn, at: datetime) -> list[tuple[str, str]]:
    """Return the turns of others for which a turn may be swapped, within four weeks of it."""
    return [
        (str(row.pk), f"{words.span(row.during)} · {person_name(row.person)}") for row in changing.swappable(turn, at)
    ]


class AnswerForm(KitForm):
    """Answer a swap: agree, decline, approve, refuse, withdraw."""

    words = long_text(gettext_lazy("What you say to it"), required=False)

    def __init__(self, data: Any = None, *, do: str) -> None:
        self.do = do
        super().__init__(data)
        if do in ("decline", "refuse"):
            self.fields["words"].required = True

    def act(self, swap: Swap, by: Actor, at: datetime) -> Swap:
        """Answer."""
        said = self.cleaned_data["words"]
        if self.do == "withdraw":
            return changing.withdraw_swap(swap=swap.pk, by=by, at=at)
        if self.do in ("agree", "decline"):
            return changing.answer_swap(swap=swap.pk, agree=self.do == "agree", words=said, by=by, at=at)
        return changing.decide_swap(swap=swap.pk, approve=self.do == "approve", words=said, by=by, at=at)


class ReplaceForm(ActForm):
    """Let another take over a turn."""

    person = forms.ChoiceField(label=gettext_lazy("Who takes over"))
    words = long_text(
        gettext_lazy("Why somebody takes over"), hint=gettext_lazy("Kept sealed; those of the shift read it.")
    )

    def act(self, turn: Turn, by: Actor, at: datetime) -> Turn:
        """Replace."""
        told = self.cleaned_data
        return changing.replace_turn(turn=turn.pk, person=int(told["person"]), words=told["words"], by=by, at=at)


def split_candidates(turn: Turn, at: datetime) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return who may take over as choices, and who may not with the reason."""
    rows = changing.candidates(turn, at)
    free = [(str(one), f"{person_name(one)} · {post_title(post)}") for one, post, way in rows if way is None]
    return free, [(person_name(one), describe(way)["message"]) for one, _, way in rows if isinstance(way, ShiqiaoError)]


class LineForm(ActForm):
    """Write a line into the log."""

    kind = forms.ChoiceField(label=gettext_lazy("What kind of line"), widget=forms.RadioSelect)
    text = long_text(gettext_lazy("What happened on duty"))
    stays_open = forms.BooleanField(label=gettext_lazy("Still open: the next shift goes on with it"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, offers={"kind": [(code, _(title)) for code, title in words.ENTRIES.items()]})
        self.initial.setdefault("kind", "call")

    def act(self, shift: Shift, by: Actor, at: datetime) -> LogEntry:
        """Write it."""
        told = self.cleaned_data
        return watching.write_log(
            shift=shift.pk, kind=told["kind"], text=told["text"], stays_open=told["stays_open"], by=by, at=at
        )


class CloseForm(KitForm):
    """Close an open line."""

    result = long_text(gettext_lazy("What came of it"), required=False)
    matter = forms.CharField(
        label=gettext_lazy("Number of the matter it became"), required=False, max_length=20,
        help_text=gettext_lazy("Report it as a matter first, then write its number here."),
    )  # fmt: skip

    def act(self, entry: LogEntry, by: Actor, at: datetime) -> LogEntry:
        """Close it."""
        told = self.cleaned_data
        return watching.close_entry(entry=entry.pk, result=told["result"], matter=told["matter"].strip(), by=by, at=at)


class AwayForm(ActForm):
    """Enter when one cannot take duty, would rather not, or would like to."""

    person = forms.ChoiceField(label=gettext_lazy("Whose days"))
    kind = forms.ChoiceField(label=gettext_lazy("What is meant"), widget=forms.RadioSelect)
    since = day_field(gettext_lazy("First of the days"))
    until = day_field(gettext_lazy("Last of the days"))
    why = forms.ChoiceField(label=gettext_lazy("Why not, or why"))

    def __init__(self, data: Any = None, *, people: list[tuple[str, str]]) -> None:
        offers = {
            "person": people, "kind": [(code, _(title)) for code, title in words.KINDS.items()],
            "why": [(code, _(title)) for code, title in words.WHY.items()],
        }  # fmt: skip
        super().__init__(data, offers=offers)
        self.initial.setdefault("kind", "away")

    def act(self, by: Actor, at: datetime) -> Any:
        """Enter it."""
        told = dict(self.cleaned_data)
        return availability.enter_availability(**{**told, "person": int(told["person"])}, by=by, at=at)


class PublishForm(KitForm):
    """Publish rules from a file of the locality."""

    file = forms.FileField(label=gettext_lazy("File (YAML)"), widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}))

    def act(self, by: Actor, at: datetime) -> Any:
        """Publish."""
        text = self.cleaned_data["file"].read(1 << 20).decode(errors="replace")
        return publish_duty_rules(street=by.street or 0, text=text, by=by, at=at)


def next_month(at: datetime) -> dict[str, str]:
    """Return the days of the coming month, with which the form begins."""
    first = (localdate(at).replace(day=1) + timedelta(32)).replace(day=1)
    return {"since": first.isoformat(), "until": making.month_of_day(first)[1].isoformat()}

"""The forms of the exchange: what can be done with an order, files to load, lists to compare."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Invalid
from shiqiao.scenes.hotline import actions, intake, upstream, words
from shiqiao.scenes.hotline.models import Order
from shiqiao.surfaces.kit.forms import KitForm

ZONE = ZoneInfo(settings.TIME_ZONE)
UPLOAD_MOST = 20 * 1024 * 1024
UPSTREAM_SAYS = {
    "upheld": gettext_noop("The objection is upheld: 12345 takes it back"),
    "refused": gettext_noop("The objection is refused: the work goes on"),
    "deadline": gettext_noop("The deadline is another"),
    "call_back": gettext_noop("Its call-back found …"),
    "closed": gettext_noop("It is closed there"),
    "withdrawn": gettext_noop("It is withdrawn"),
}
YES_NO = [("", "—"), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]


def _offered(table: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return codes with their words, asked for when the form is made: in the reader's language."""
    return [(code, _(title)) for code, title in table.items()]


def _long(label: Any, *, required: bool = True, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=2000, help_text=hint, widget=forms.Textarea)


def _moment(label: Any, *, required: bool = True) -> forms.DateTimeField:
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=required, widget=widget)


class ActForm(KitForm):
    """What can be done with an order; subclasses ask what it needs and do it."""

    def act(self, order: Order, by: Actor, at: datetime) -> None:
        """Do it; raises what the action raises."""
        raise NotImplementedError


class TakeForm(ActForm):
    """Take an order."""

    def act(self, order: Order, by: Actor, at: datetime) -> None:
        """Take it."""
        actions.take_order(order=order.id, by=by, at=at)


class ObjectForm(ActForm):
    """Object to an order."""

    reason = _long(gettext_lazy("Why it is not the street's"))
    evidence = _long(gettext_lazy("Rule or paper that shows it"), required=False)

    def act(self, order: Order, by: Actor, at: datetime) -> None:
        """Object."""
        actions.object_to_order(order=order.id, **self.cleaned_data, by=by, at=at)


class ExtendForm(ActForm):
    """Ask for more time."""

    reason = _long(gettext_lazy("Why more time is needed"))
    until = _moment(gettext_lazy("Until when"))

    def act(self, order: Order, by: Actor, at: datetime) -> None:
        """Ask."""
        actions.ask_for_time(order=order.id, **self.cleaned_data, by=by, at=at)


class ResultForm(ActForm):
    """Send the result again."""

    def act(self, order: Order, by: Actor, at: datetime) -> None:
        """Send."""
        actions.send_result_again(order=order.id, by=by, at=at)


class SeenForm(ActForm):
    """Say that a change was seen."""

    def act(self, order: Order, by: Actor, at: datetime) -> None:
        """Say so."""
        intake.see_change(order=order.id, by=by, at=at)


class ToldForm(ActForm):
    """Write down what 12345 says."""

    state = forms.ChoiceField(
        label=gettext_lazy("What 12345 says"), widget=forms.RadioSelect, choices=partial(_offered, UPSTREAM_SAYS)
    )
    deadline = _moment(gettext_lazy("New deadline"), required=False)
    contacted = forms.ChoiceField(
        label=gettext_lazy("Call-back: was the reporter contacted?"), required=False, choices=YES_NO
    )
    solved = forms.ChoiceField(label=gettext_lazy("Call-back: is it solved?"), required=False, choices=YES_NO)
    satisfied = forms.ChoiceField(
        label=gettext_lazy("Call-back: is the reporter satisfied?"),
        required=False,
        choices=lambda: [("", "—"), *_offered(words.SATISFIED)],
    )
    excluded = forms.BooleanField(label=gettext_lazy("12345 leaves it out of its rates"), required=False)

    def act(self, order: Order, by: Actor, at: datetime) -> None:
        """Write it down."""
        said = self.cleaned_data
        yes = {"yes": True, "no": False}
        result = upstream.CallBack(
            yes.get(said["contacted"]), yes.get(said["solved"]), said["satisfied"], None, said["excluded"]
        )
        upstream.tell_state(
            order=order.id, state=said["state"], deadline=said["deadline"],
            result=result if said["state"] == "call_back" else None, by=by, at=at,
        )  # fmt: skip


class ExcludeForm(ActForm):
    """Ask that an order does not count."""

    reason = forms.ChoiceField(label=gettext_lazy("Ground"), choices=partial(_offered, words.EXCLUSIONS))
    note = _long(gettext_lazy("What happened"), hint=gettext_lazy("Another person, a street leader, decides."))

    def act(self, order: Order, by: Actor, at: datetime) -> None:
        """Ask."""
        actions.ask_exclusion(order=order.id, **self.cleaned_data, by=by, at=at)


FORMS: Mapping[str, Callable[..., ActForm]] = {
    "take": TakeForm, "object": ObjectForm, "extend": ExtendForm, "result": ResultForm, "told": ToldForm, "seen": SeenForm,
    "exclude": ExcludeForm,
}  # fmt: skip


class FileForm(KitForm):
    """A table to load."""

    file = forms.FileField(
        label=gettext_lazy("Table of 12345"), help_text=gettext_lazy("xlsx, xls or csv, up to 20 MB"),
        widget=forms.ClearableFileInput({"accept": ".xlsx,.xls,.csv"}),
    )  # fmt: skip

    def clean_file(self) -> Any:
        """Refuse what is too large."""
        given = self.cleaned_data["file"]
        if given.size > UPLOAD_MOST:
            raise forms.ValidationError(_("The file is larger than 20 MB; split it."))
        return given


class CompareForm(FileForm):
    """A list of theirs and its period."""

    since = forms.DateField(
        label=gettext_lazy("Dispatched from"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(label=gettext_lazy("to"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def period(self) -> tuple[datetime, datetime]:
        """Return the period; its last day belongs to it."""
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        if until < since:
            raise Invalid(fields={"until": "The period ends before it begins."})
        return datetime.combine(since, time(), ZONE), datetime.combine(until + timedelta(days=1), time(), ZONE)


class NoteForm(KitForm):
    """What a person adds to a letter before it goes."""

    note = _long(gettext_lazy("Add something"), required=False)

"""The form of an official's choice, and sendings as the desk lists them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from shiqiao.base.actor import Actor
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.notices import choosing
from shiqiao.kernel.notices.choosing import Wanted
from shiqiao.kernel.notices.means.known import ALL
from shiqiao.kernel.notices.models import Choice, Sending
from shiqiao.kernel.notices.reads import means_for
from shiqiao.surfaces.desk.forms import with_choices
from shiqiao.surfaces.kit.forms import KitForm

DIGESTS = (
    ("at_once", gettext_lazy("at once")),
    ("hourly", gettext_lazy("every hour, together")),
    ("morning", gettext_lazy("at eight in the morning, together")),
)
CAUSES = {
    "switched_off": gettext_noop("The means is switched off."),
    "not_set_up": gettext_noop("A setting of the means is missing."),
    "restored": gettext_noop("Held after a restore: it may have left before."),
    "no_tls": gettext_noop("The mail server offers no encryption, so the password was not sent."),
}
KINDS = {"held": (gettext_noop("Held"), "yellow"), "failed": (gettext_noop("Failed"), "red")}


class MeansForm(KitForm):
    """By which means, where, when, and when not."""

    means = forms.ChoiceField(label=gettext_lazy("By which means"))
    address = forms.CharField(
        label=gettext_lazy("Address"), max_length=200, required=False,
        help_text=gettext_lazy("Mail address, mobile number, or your name there. Leave it empty to keep the former one."),
    )  # fmt: skip
    digest = forms.ChoiceField(label=gettext_lazy("When"), choices=DIGESTS)
    quiet_from = forms.TimeField(
        label=gettext_lazy("Quiet from"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=gettext_lazy("Quiet until"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )

    def __init__(self, data: Any = None, *, mine: Choice | None = None) -> None:
        offered = [(one.code, _(one.title)) for one in means_for("official")]
        self.base_fields = with_choices(self.base_fields, {"means": offered})
        usual = mine or Wanted("")
        initial = {name: getattr(usual, name) for name in ("means", "digest", "quiet_from", "quiet_until")}
        super().__init__(data, initial=initial)

    def send(self, by: Actor) -> bool:
        """Remember the choice; what is refused stands at its field."""
        try:
            choosing.choose_means(wanted=Wanted(**self.cleaned_data), by=by, at=now())
        except ShiqiaoError as error:
            self.add_action_error(error)
            return False
        return True


@dataclass(frozen=True)
class SendingRow:
    """A sending that did not leave."""

    id: int
    at: datetime
    means: str
    to: str
    number: str
    state: str
    tone: str
    why: str
    tries: int


def rows_of(rows: Sequence[Sending]) -> list[SendingRow]:
    """Return sendings as lines of a list; to whom is said by kind only."""
    titles = {one.code: one.title for one in ALL}
    found = []
    for row in rows:
        state, tone = KINDS[row.state]
        why = _(CAUSES[row.why]) if row.why in CAUSES else row.why
        to = _("a resident") if row.follower else _("an official")
        at, means = row.ended_at or row.made_at, _(titles[row.means]) if row.means in titles else row.means
        found.append(SendingRow(row.pk, at, means, to, row.number, _(state), tone, why, row.tries))
    return found

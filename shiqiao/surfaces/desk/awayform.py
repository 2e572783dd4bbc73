"""Leave in two clicks: how many working days, and who stands in meanwhile; reckoned on the street's work calendar."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shiqiao.base.actor import Actor
from shiqiao.base.time import now
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.persons import post_row
from shiqiao.kernel.people.powers import may
from shiqiao.kernel.people.presence import go_away
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.forms import Choices
from shiqiao.surfaces.desk.personforms import REASONS, PersonForm, date_field, post_choices

LENGTHS = (1, 2, 3, 5, 10)
FARTHEST = 400  # days searched for the next working day: a calendar without any would not end


def lengths() -> Choices:
    """Return the lengths that need no calendar in hand, and the one that does."""
    said = [(str(n), ngettext("%(n)d working day", "%(n)d working days", n) % {"n": n}) for n in LENGTHS]
    return [*said, ("", gettext("until the day below"))]


def deputies(account: Any, actor: Actor) -> Choices:
    """Return whose holders may stand in: every post but the person's own."""
    held = frozenset(one.post.id for one in people.acting_posts(account.pk) if one.by == "holder")
    return [("", gettext("as named already, or nobody")), *post_choices(actor.street or 0, but=held)]


class AwayForm(PersonForm):
    """Days away, with the deputy in the same step where the actor may name one."""

    title, icon = _("Enter leave"), "beach"
    offers: ClassVar[Mapping[str, Any]] = {"length": lambda account, actor: lengths(), "deputy": deputies}
    start = date_field(_("First day away"))
    length = forms.ChoiceField(
        label=_("How long"), required=False, help_text=_("Counted on the street's work calendar, days off left out.")
    )
    end = date_field(
        _("Back on"), required=False, help_text=_("Only without a number of days. Empty when it is not known yet.")
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=list(REASONS.items()), initial="annual")
    deputy = forms.ChoiceField(
        label=_("Deputy"), required=False, help_text=_("Stands in at all posts of the person for these days.")
    )

    def __init__(self, account: Any, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(account, actor, *args, **kwargs)
        if not may("staff", actor.roles):
            del self.fields["deputy"]

    @property
    def warning(self) -> str:
        """Name the posts for which nobody stands in yet."""
        held = [one.post for one in people.acting_posts(self.account.pk) if one.by == "holder"]
        day = people.day_of(now())
        bare = [
            words.in_language(post.title_zh, post.title_en) for post in held if not people.book().deputy(post.id, day)
        ]
        if not bare:
            return ""
        said = gettext("Nobody stands in yet at: %(posts)s. Without a deputy the work falls to the head, in red.")
        return said % {"posts": "、".join(bare)}

    def clean(self) -> dict[str, Any]:
        """Reckon the day of return, and refuse one on which nobody works."""
        given = super().clean() or self.cleaned_data
        start, length, end = given.get("start"), given.get("length"), given.get("end")
        if start and length and end:
            self.add_error("end", _("Give either a number of days or the day of return, not both."))
        elif start and length:
            given["end"] = self._back(start, int(length))
        elif end and (works := self._next(end)) != end:
            said = gettext("%(day)s is a day off. The next working day is %(next)s.")
            self.add_error("end", said % {"day": words.day(end.isoformat()), "next": words.day(works.isoformat())})
        return given

    def _back(self, start: date, days: int) -> date:
        """Return the first working day after so many working days."""
        day = self._next(start)
        for _day in range(days):
            day = self._next(day + timedelta(days=1))
        return day

    def _next(self, day: date) -> date:
        calendar = calendar_for(self.actor.street or 0)
        near = (day + timedelta(days=n) for n in range(FARTHEST))
        return next((one for one in near if calendar.is_workday(one)), day)

    def act(self, **who: Any) -> None:
        """Enter the leave and the deputy, both or neither."""
        given = self.cleaned_data
        number = given.get("deputy")
        deputy = post_row(self.actor, int(number)) if number else None
        go_away(start=given["start"], end=given.get("end"), reason=given["reason"], deputy=deputy, **who)

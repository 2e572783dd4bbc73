"""Forms of affairs: each asks what its act needs, and does it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from shiqiao.base.actor import Actor
from shiqiao.scenes.hall import actions, rules, words
from shiqiao.scenes.hall.counters import serving
from shiqiao.scenes.hall.fields import (
    Choices,
    OfferForm,
    again_choices,
    came_of,
    counter_choices,
    long_text,
    one_of,
    paper_choices,
    several,
    shut_choices,
    star_choices,
    when_shut,
    which_shut,
)
from shiqiao.scenes.hall.models import Affair
from shiqiao.scenes.hall.publishing import guides_of, publish_guides
from shiqiao.surfaces.desk.words import unit_title
from shiqiao.surfaces.kit.forms import KitForm

NOT_ONESELF = gettext_noop("Who took the affair in, decided or delivered it cannot enter its rating.")


class ActForm(OfferForm):
    """What can be done with an affair; subclasses ask what it needs and do it."""

    def __init__(self, data: Any = None, *, actor: Actor, row: Affair) -> None:
        self.row = row
        super().__init__(data, offers=self.offers(actor, row))
        for name in () if isinstance(self, HandOverForm) else ("station", "who"):  # where to is asked, never guessed
            field = self.fields.get(name)
            if field is not None and field.required and field.choices:  # type: ignore[attr-defined]
                self.initial.setdefault(name, next(iter(field.choices))[0])  # type: ignore[attr-defined]
        if not isinstance(self, HandOverForm):
            self.settle()

    def offers(self, actor: Actor, row: Affair) -> dict[str, Choices]:
        """Return the choices of fields."""
        return {}

    def act(self, row: Affair, by: Actor, at: datetime) -> Any:
        """Do it; raises what the action raises."""
        raise NotImplementedError


class HandInForm(ActForm):
    """Take missing papers in."""

    papers = several(gettext_lazy("Papers handed in"), required=True)
    who = one_of(gettext_lazy("How they came"))
    station = one_of(gettext_lazy("Counter"))
    reason = forms.ChoiceField(
        label=gettext_lazy("Why again"), required=False,
        help_text=gettext_lazy("Whether our own notice was incomplete is told by its list."),
    )  # fmt: skip
    shut_at = when_shut()
    shut = which_shut()

    def offers(self, actor: Actor, row: Affair) -> dict[str, Choices]:
        """Return the missing papers."""
        how = [
            ("own", _("the applicant came")),
            ("proxy", _("a proxy came")),
            ("", _("sent, or fetched by us: nobody came")),
        ]
        return {
            "papers": paper_choices(row, rules.missing(row.papers)), "who": how, "station": counter_choices(actor),
            "reason": again_choices(), "shut": shut_choices(row.street),
        }  # fmt: skip

    def __init__(self, data: Any = None, *, actor: Actor, row: Affair) -> None:
        super().__init__(data, actor=actor, row=row)
        self.fields["who"].required = False
        self.initial |= {
            "who": "proxy" if row.manner == "proxy" else "own",
            "reason": "missing_paper" if row.trips else "",
        }
        if len(rules.missing(row.papers)) == 1:
            self.initial["papers"] = rules.missing(row.papers)

    def act(self, row: Affair, by: Actor, at: datetime) -> Any:
        """Take them in."""
        given = self.cleaned_data
        came = came_of(given)
        return actions.hand_in(affair=row.pk, papers=given["papers"], came=came, by=by, at=at)


class AskForm(ActForm):
    """Ask for a paper that no notice named."""

    FOLDED = ("more",)
    FOLD = ("list", gettext_lazy("A paper that the guide does not name"))
    papers = several(gettext_lazy("Papers that are missing"))
    more = several(gettext_lazy("Other papers"))
    changed = forms.BooleanField(
        label=gettext_lazy("The case itself has changed, or a paper has run out"), required=False,
        help_text=gettext_lazy("Otherwise it is recorded that our notice was incomplete, and the term goes on."),
    )  # fmt: skip
    words = long_text(gettext_lazy("What has changed"), required=False)

    def offers(self, actor: Actor, row: Affair) -> dict[str, Choices]:
        """Return the papers of the affair and, folded away, all others."""
        table = guides_of(row.street, row.guides)
        own = [code for code in row.papers if row.papers[code] != "missing"]
        others = [one.code for one in table.documents if one.code not in row.papers]
        return {"papers": paper_choices(row, own), "more": paper_choices(row, others)}

    def act(self, row: Affair, by: Actor, at: datetime) -> Any:
        """Ask."""
        given = self.cleaned_data
        return actions.ask_papers(
            affair=row.pk, papers=[*given["papers"], *given["more"]], changed=given["changed"], words=given["words"],
            by=by, at=at,
        )  # fmt: skip


class ComeForm(ActForm):
    """Somebody came."""

    who = one_of(gettext_lazy("Who came"))
    station = one_of(gettext_lazy("Counter"))
    reason = forms.ChoiceField(label=gettext_lazy("Why again"), required=False)
    shut_at = when_shut()
    shut = which_shut()

    def offers(self, actor: Actor, row: Affair) -> dict[str, Choices]:
        """Return who can come, where."""
        return {
            "who": words.choices(words.WHO, "own", "proxy"),
            "station": counter_choices(actor),
            "reason": again_choices(),
            "shut": shut_choices(row.street),
        }

    def act(self, row: Affair, by: Actor, at: datetime) -> Any:
        """Count it."""
        came = came_of(self.cleaned_data)
        assert came, "the form asks who came"
        return actions.record_coming(affair=row.pk, came=came, by=by, at=at)


class ErrandForm(ActForm):
    """Our people went to somebody."""

    reason = one_of(gettext_lazy("What our people went for"))
    station = one_of(gettext_lazy("From which counter"))

    def offers(self, actor: Actor, row: Affair) -> dict[str, Choices]:
        """Return what for, and from where."""
        return {"reason": words.choices(words.ERRANDS), "station": counter_choices(actor)}

    def act(self, row: Affair, by: Actor, at: datetime) -> Any:
        """Count it."""
        given = self.cleaned_data
        return actions.record_errand(affair=row.pk, reason=given["reason"], station=int(given["station"]), by=by, at=at)


class HandOverForm(ActForm):
    """Hand over."""

    station = one_of(gettext_lazy("To which counter"))
    words = long_text(gettext_lazy("Note"), required=False)

    def offers(self, actor: Actor, row: Affair) -> dict[str, Choices]:
        """Return the other counters that serve the item."""
        guide = guides_of(row.street, row.guides).guide(row.item)
        there = serving(guide, row.street) if guide else {}
        return {"station": [(str(unit), unit_title(unit)) for unit in there if unit != row.at]}

    def act(self, row: Affair, by: Actor, at: datetime) -> Any:
        """Hand over."""
        given = self.cleaned_data
        return actions.hand_over(affair=row.pk, station=int(given["station"]), words=given["words"], by=by, at=at)


class GrantForm(ActForm):
    """Grant."""

    words = long_text(gettext_lazy("Note"), required=False)

    def act(self, row: Affair, by: Actor, at: datetime) -> Any:
        """Grant."""
        return actions.decide(affair=row.pk, granted=True, words=self.cleaned_data["words"], by=by, at=at)


class DeclineForm(ActForm):
    """Decline, with the reason."""

    words = long_text(gettext_lazy("Reason, and where the applicant can object"))

    def act(self, row: Affair, by: Actor, at: datetime) -> Any:
        """Decline."""
        return actions.decide(affair=row.pk, granted=False, words=self.cleaned_data["words"], by=by, at=at)


class DeliverForm(ActForm):
    """Deliver the result."""

    how = one_of(gettext_lazy("How delivered"))
    station = one_of(gettext_lazy("From which counter"))
    who = one_of(gettext_lazy("Who fetched it"), required=False, hint=gettext_lazy("Only when it was fetched."))
    reason = forms.ChoiceField(label=gettext_lazy("Why again"), required=False)
    shut_at = when_shut()
    shut = which_shut()

    def __init__(self, data: Any = None, *, actor: Actor, row: Affair) -> None:
        super().__init__(data, actor=actor, row=row)
        self.initial |= {"how": "counter", "who": "proxy" if row.manner == "proxy" else "own"}

    def offers(self, actor: Actor, row: Affair) -> dict[str, Choices]:
        """Return the ways of delivery that the item has."""
        guide = guides_of(row.street, row.guides).guide(row.item)
        ways = guide.delivered if guide else ("counter",)
        return {
            "how": words.choices(words.DELIVERIES, *ways), "station": counter_choices(actor),
            "who": words.choices(words.WHO, "own", "proxy"), "reason": again_choices(), "shut": shut_choices(row.street),
        }  # fmt: skip

    def act(self, row: Affair, by: Actor, at: datetime) -> Any:
        """Deliver."""
        given = self.cleaned_data
        came = came_of(given)
        return actions.deliver(affair=row.pk, how=given["how"], station=int(given["station"]), came=came, by=by, at=at)


class WithdrawForm(ActForm):
    """Taken back by the applicant."""

    words = long_text(gettext_lazy("Reason"))

    def act(self, row: Affair, by: Actor, at: datetime) -> Any:
        """Take it back."""
        return actions.withdraw(affair=row.pk, words=self.cleaned_data["words"], by=by, at=at)


class RateForm(ActForm):
    """What the applicant told a colleague by telephone or on paper, in the applicant's words."""

    way = one_of(gettext_lazy("How the applicant told it"), hint=gettext_lazy(NOT_ONESELF))
    stars = one_of(gettext_lazy("Rating"))
    words = long_text(gettext_lazy("In the applicant's words"), required=False)

    def offers(self, actor: Actor, row: Affair) -> dict[str, Choices]:
        """Return five to one stars."""
        return {"stars": star_choices(), "way": words.choices(words.RATED, *rules.RATED_FOR)}

    def act(self, row: Affair, by: Actor, at: datetime) -> Any:
        """Enter it."""
        given = self.cleaned_data
        return actions.rate(
            affair=row.pk, stars=int(given["stars"]), way=given["way"], words=given["words"], by=by, at=at
        )


FORMS: Mapping[str, Callable[..., ActForm]] = {
    "hand_in": HandInForm, "ask": AskForm, "come": ComeForm, "errand": ErrandForm, "hand_over": HandOverForm,
    "grant": GrantForm, "decline": DeclineForm, "deliver": DeliverForm, "withdraw": WithdrawForm, "rate": RateForm,
}  # fmt: skip


class PublishForm(KitForm):
    """Publish guides from a file of the locality."""

    file = forms.FileField(label=gettext_lazy("File (YAML)"), widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}))

    def act(self, by: Actor, at: datetime) -> Any:
        """Publish."""
        text = self.cleaned_data["file"].read(4 << 20).decode(errors="replace")
        return publish_guides(street=by.street or 0, text=text, by=by, at=at)

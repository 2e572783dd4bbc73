"""Forms of affairs: each asks what its act needs, and does it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.kernel.territory.reads import communities
from shiqiao.scenes.hall import actions, rules, words
from shiqiao.scenes.hall.acts import Application, Came, papers_of
from shiqiao.scenes.hall.counters import mine, serving
from shiqiao.scenes.hall.definitions import Guide
from shiqiao.scenes.hall.models import Affair
from shiqiao.scenes.hall.publishing import guides_of, publish_guides
from shiqiao.surfaces.desk.forms import with_choices
from shiqiao.surfaces.desk.words import in_language, said, unit_title
from shiqiao.surfaces.kit.forms import KitForm

Choices = list[tuple[str, str]]
STILL = "same"


def line(label: Any, *, required: bool = False, most: int = 60, hint: Any = "", **attrs: str) -> forms.CharField:
    """Return a field for a line of text; nothing that was typed for one person is offered to the next."""
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return forms.CharField(label=label, required=required, max_length=most, help_text=hint, widget=widget)


def long_text(label: Any, *, required: bool = True, hint: Any = "") -> forms.CharField:
    """Return a field for some sentences."""
    return forms.CharField(
        label=label, required=required, max_length=actions.TEXT_MOST, help_text=hint, widget=forms.Textarea
    )


def several(label: Any, hint: Any = "", *, required: bool = False) -> forms.MultipleChoiceField:
    """Return a field of boxes to tick."""
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, required=required, widget=widget, help_text=hint)


def one_of(label: Any, *, required: bool = True, hint: Any = "") -> forms.ChoiceField:
    """Return a field of which one is chosen."""
    return forms.ChoiceField(label=label, required=required, widget=forms.RadioSelect, help_text=hint)


class OfferForm(KitForm):
    """A form whose choices are those of a street."""

    def __init__(self, data: Any = None, *, offers: Mapping[str, Any]) -> None:
        self.base_fields = with_choices(self.base_fields, offers)  # type: ignore[misc]
        super().__init__(data)


def counter_choices(actor: Actor) -> Choices:
    """Return the counters at which an actor works, as choices."""
    return [(str(unit), in_language(one.title_zh, one.title_en)) for unit, one in mine(actor).items()]


def paper_choices(row: Affair, codes: list[str]) -> Choices:
    """Return papers as choices."""
    table = guides_of(row.street, row.guides)
    return [(code, said(table.title("documents", code))) for code in codes]


class TakeForm(OfferForm):
    """Take an affair in."""

    station = one_of(gettext_lazy("Counter"))
    manner = one_of(gettext_lazy("Who applies"))
    channel = one_of(gettext_lazy("How it came"))
    name = line(gettext_lazy("Name of the applicant"), required=True)
    identity = line(
        gettext_lazy("Identity number"),
        most=20,
        hint=gettext_lazy("With it papers that are known are not asked again."),
    )
    phone = line(gettext_lazy("Telephone"), most=20, inputmode="tel")
    community = forms.ChoiceField(label=gettext_lazy("Lives in"), required=False)
    proxy_name = line(gettext_lazy("Name of the proxy"), hint=gettext_lazy("Only when a proxy applies."))
    proxy_phone = line(gettext_lazy("Telephone of the proxy"), most=20, inputmode="tel")
    brought = several(
        gettext_lazy("Papers handed in"),
        gettext_lazy("What is not ticked and not known is put on the one-time notice."),
    )
    spared = several(gettext_lazy("Not needed in this case"))

    def __init__(self, data: Any = None, *, actor: Actor, guide: Guide) -> None:
        street = actor.street or 0
        table, serves = guides_of(street), serving(guide, street)
        here = [(unit, title) for unit, title in counter_choices(actor) if int(unit) in serves or "online" in guide.at]
        codes = papers_of(guide, table, "proxy" if guide.proxy else "own")
        titles = {code: said(table.title("documents", code)) for code in codes}
        when = {one.document: said(one.when) for one in guide.materials if one.when}
        manners = [one for one in rules.MANNERS if guide.proxy or one != "proxy"]
        channels = [one for one in rules.CHANNELS if one != "online" or "online" in guide.at]
        lives = [("", _("not known")), *((str(one.code), one.title) for one in communities(street))]
        super().__init__(data, offers={
            "station": here, "manner": words.choices(words.MANNERS, *manners), "community": lives,
            "channel": words.choices(words.CHANNELS, *channels), "brought": list(titles.items()),
            "spared": [(code, f"{titles[code]}（{when[code]}）") for code in codes if code in when],
        })  # fmt: skip
        self.guide = guide
        self.initial |= {"station": here[0][0] if here else "", "manner": "own", "channel": "counter"}
        if not self.fields["spared"].choices:  # type: ignore[attr-defined]
            del self.fields["spared"]

    def act(self, by: Actor, at: datetime) -> Affair:
        """Take it in."""
        given = self.cleaned_data
        application = Application(
            self.guide.code, int(given["station"]), manner=given["manner"], channel=given["channel"], name=given["name"],
            phone=given["phone"], identity=given["identity"], proxy_name=given["proxy_name"], proxy_phone=given["proxy_phone"],
            community=int(given["community"] or 0), brought=frozenset(given["brought"]),
            spared=frozenset(given.get("spared", ())),
        )  # fmt: skip
        return actions.take_in(application=application, by=by, at=at)


class ActForm(OfferForm):
    """What can be done with an affair; subclasses ask what it needs and do it."""

    def __init__(self, data: Any = None, *, actor: Actor, row: Affair) -> None:
        self.row = row
        super().__init__(data, offers=self.offers(actor, row))
        for name in ("station", "who"):
            field = self.fields.get(name)
            if field is not None and field.required and field.choices:  # type: ignore[attr-defined]
                self.initial.setdefault(name, next(iter(field.choices))[0])  # type: ignore[attr-defined]

    def offers(self, actor: Actor, row: Affair) -> dict[str, Choices]:
        """Return the choices of fields."""
        return {}

    def act(self, row: Affair, by: Actor, at: datetime) -> Any:
        """Do it; raises what the action raises."""
        raise NotImplementedError


def again_choices() -> Choices:
    """Return why somebody comes again, as choices; the first time nothing is chosen."""
    return [("", _("first time, or still here")), *words.choices(words.REASONS, *rules.REASONS)]


class HandInForm(ActForm):
    """Take missing papers in."""

    papers = several(gettext_lazy("Papers handed in"), required=True)
    who = one_of(gettext_lazy("How they came"))
    station = one_of(gettext_lazy("Counter"))
    reason = forms.ChoiceField(
        label=gettext_lazy("Why again"), required=False,
        help_text=gettext_lazy("Whether our own notice was incomplete is told by its list."),
    )  # fmt: skip

    def offers(self, actor: Actor, row: Affair) -> dict[str, Choices]:
        """Return the missing papers."""
        how = [
            ("own", _("the applicant came")),
            ("proxy", _("a proxy came")),
            ("", _("sent, or fetched by us: nobody came")),
        ]
        return {
            "papers": paper_choices(row, rules.missing(row.papers)), "who": how, "station": counter_choices(actor),
            "reason": again_choices(),
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
        came = Came(given["who"], int(given["station"]), given["reason"]) if given["who"] else None
        return actions.hand_in(affair=row.pk, papers=given["papers"], came=came, by=by, at=at)


class AskForm(ActForm):
    """Ask for a paper that no notice named."""

    papers = several(gettext_lazy("Papers that are missing"), required=True)
    changed = forms.BooleanField(
        label=gettext_lazy("The case itself has changed, or a paper has run out"), required=False,
        help_text=gettext_lazy("Otherwise it is recorded that our notice was incomplete, and the term goes on."),
    )  # fmt: skip
    words = long_text(gettext_lazy("What has changed"), required=False)

    def offers(self, actor: Actor, row: Affair) -> dict[str, Choices]:
        """Return the papers of the guide first, then all others."""
        table = guides_of(row.street, row.guides)
        own = [code for code in row.papers if row.papers[code] != "missing"]
        return {
            "papers": paper_choices(row, [*own, *(one.code for one in table.documents if one.code not in row.papers)])
        }

    def act(self, row: Affair, by: Actor, at: datetime) -> Any:
        """Ask."""
        given = self.cleaned_data
        return actions.ask_papers(
            affair=row.pk, papers=given["papers"], changed=given["changed"], words=given["words"], by=by, at=at
        )


class ComeForm(ActForm):
    """Somebody came."""

    who = one_of(gettext_lazy("Who came"))
    station = one_of(gettext_lazy("Counter"))
    reason = forms.ChoiceField(label=gettext_lazy("Why again"), required=False)

    def offers(self, actor: Actor, row: Affair) -> dict[str, Choices]:
        """Return who can come, where."""
        return {
            "who": words.choices(words.WHO, "own", "proxy"),
            "station": counter_choices(actor),
            "reason": again_choices(),
        }

    def act(self, row: Affair, by: Actor, at: datetime) -> Any:
        """Count it."""
        given = self.cleaned_data
        came = Came(given["who"], int(given["station"]), given["reason"])
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

    def __init__(self, data: Any = None, *, actor: Actor, row: Affair) -> None:
        super().__init__(data, actor=actor, row=row)
        self.initial |= {"how": "counter", "who": "proxy" if row.manner == "proxy" else "own"}

    def offers(self, actor: Actor, row: Affair) -> dict[str, Choices]:
        """Return the ways of delivery that the item has."""
        guide = guides_of(row.street, row.guides).guide(row.item)
        ways = guide.delivered if guide else ("counter",)
        return {
            "how": words.choices(words.DELIVERIES, *ways), "station": counter_choices(actor),
            "who": words.choices(words.WHO, "own", "proxy"), "reason": again_choices(),
        }  # fmt: skip

    def act(self, row: Affair, by: Actor, at: datetime) -> Any:
        """Deliver."""
        given = self.cleaned_data
        came = Came(given["who"], int(given["station"]), given["reason"]) if given["who"] else None
        return actions.deliver(affair=row.pk, how=given["how"], station=int(given["station"]), came=came, by=by, at=at)


class WithdrawForm(ActForm):
    """Taken back by the applicant."""

    words = long_text(gettext_lazy("Reason"))

    def act(self, row: Affair, by: Actor, at: datetime) -> Any:
        """Take it back."""
        return actions.withdraw(affair=row.pk, words=self.cleaned_data["words"], by=by, at=at)


class RateForm(ActForm):
    """The applicant's rating, in the applicant's words."""

    stars = one_of(gettext_lazy("Rating"))
    words = long_text(gettext_lazy("In the applicant's words"), required=False)

    def offers(self, actor: Actor, row: Affair) -> dict[str, Choices]:
        """Return five to one stars."""
        told = {
            5: _("very satisfied"),
            4: _("satisfied"),
            3: _("fair"),
            2: _("not satisfied"),
            1: _("not satisfied at all"),
        }
        return {"stars": [(str(n), f"{'★' * n} {said}") for n, said in told.items()]}

    def act(self, row: Affair, by: Actor, at: datetime) -> Any:
        """Enter it."""
        given = self.cleaned_data
        return actions.rate(affair=row.pk, stars=int(given["stars"]), words=given["words"], by=by, at=at)


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

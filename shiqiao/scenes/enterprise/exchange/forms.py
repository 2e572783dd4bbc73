"""Forms of the exchange: a listing, its renewal, what can be done with a match, which firm belongs to another."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.scenes.enterprise.exchange import families, listings, matches, words
from shiqiao.scenes.enterprise.exchange.listings import Given
from shiqiao.scenes.enterprise.exchange.matches import Deal
from shiqiao.scenes.enterprise.exchange.rules import REFUSALS, TITLE_MAX, UNIT_MAX, WORDS_MAX
from shiqiao.scenes.enterprise.exchange.store import TEXT_MOST
from shiqiao.surfaces.desk.actforms import ActForm

Choices = list[tuple[str, str]]


def day_field(label: Any, *, hint: Any = "") -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(label=label, help_text=hint, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


def choice_field(label: Any, *, required: bool = True, radio: bool = False, hint: Any = "") -> forms.ChoiceField:
    """Return a field whose choices are put in when the form is made."""
    return forms.ChoiceField(
        label=label, required=required, help_text=hint, widget=forms.RadioSelect if radio else forms.Select
    )


def text_field(label: Any, *, required: bool = False, most: int = TEXT_MOST, hint: Any = "") -> forms.CharField:
    """Return a field for some sentences."""
    return forms.CharField(
        label=label, required=required, max_length=most, help_text=hint, widget=forms.Textarea({"rows": 3})
    )


class ListingForm(ActForm):
    """What a firm offers or asks."""

    side = choice_field(gettext_lazy("Offer or ask"), radio=True)
    kind = choice_field(gettext_lazy("Kind of listing"), radio=True)
    title = forms.CharField(label=gettext_lazy("Title of the listing"), max_length=TITLE_MAX)
    words = text_field(
        gettext_lazy("What it is"), required=True, most=WORDS_MAX,
        hint=gettext_lazy("Without the firm's name and without telephone numbers: it is named once both sides have consented."),
    )  # fmt: skip
    quantity = forms.DecimalField(
        label=gettext_lazy("Quantity"), required=False, max_digits=14, decimal_places=2, localize=False,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    unit = forms.CharField(label=gettext_lazy("Unit of the quantity"), required=False, max_length=UNIT_MAX)
    inexhaustible = forms.BooleanField(label=gettext_lazy("It does not run out"), required=False)
    wanted = choice_field(gettext_lazy("Industry looked for"), required=False)
    community = choice_field(gettext_lazy("Where it is"), required=False)
    valid_until = day_field(gettext_lazy("Valid until"))
    shown = forms.BooleanField(label=gettext_lazy("Show it on the public board, without the firm"), required=False)

    def __init__(self, data: Any = None, *, communities: Choices, until: date | None = None) -> None:
        offers = {
            "side": words.choices(words.SIDES), "kind": words.choices(words.KINDS),
            "wanted": [("", _("Any industry")), *words.choices(words.INDUSTRIES)],
            "community": [("", _("Where the firm is")), *communities],
        }  # fmt: skip
        super().__init__(
            data, offers=offers, initial={"valid_until": until, "shown": True, "side": "offer", "kind": "product"}
        )

    def given(self) -> Given:
        """Return what was sent."""
        told = self.cleaned_data
        return Given(
            told["side"], told["kind"], told["title"], told["words"], told["valid_until"], told["quantity"], told["unit"],
            told["inexhaustible"], told["wanted"], int(told["community"] or 0), told["shown"],
        )  # fmt: skip

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Enter it on the firm's behalf."""
        return listings.enter_listing(organisation=row.pk, given=self.given(), by=by, at=at)


class RenewForm(ActForm):
    """Until when a listing is valid now."""

    until = day_field(gettext_lazy("Valid until"))

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Renew it."""
        return listings.renew_listing(listing=row.pk, until=self.cleaned_data["until"], by=by, at=at)


class WithdrawForm(ActForm):
    """Take a listing back."""

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Withdraw it."""
        return listings.withdraw_listing(listing=row.pk, by=by, at=at)


class ConsentForm(ActForm):
    """A side consents to be named."""

    side = ""

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Enter the consent."""
        return matches.consent(match=row.pk, side=self.side, by=by, at=at)


class ConsentOffer(ConsentForm):
    """The side of the offer consents."""

    side = "offer"


class ConsentAsk(ConsentForm):
    """The side of the ask consents."""

    side = "ask"


class WhyForm(ActForm):
    """Why it comes to nothing."""

    why = choice_field(gettext_lazy("Reason"), radio=True)
    text = text_field(gettext_lazy("Remark"), hint=gettext_lazy("Needed for another reason."))

    def __init__(self, data: Any = None, **more: Any) -> None:
        offers = {"why": [(code, _(words.WHY[code])) for code in REFUSALS], **more.pop("offers", {})}
        super().__init__(data, offers=offers, **more)


class FailForm(WhyForm):
    """Nothing came of it after both had consented."""

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """End it."""
        told = self.cleaned_data
        return matches.fail(match=row.pk, why=told["why"], text=told["text"], by=by, at=at)


class RefuseForm(WhyForm):
    """A side does not want it."""

    side = choice_field(gettext_lazy("Which side refuses"), radio=True)
    field_order = ("side", "why", "text")

    def __init__(self, data: Any = None, *, own: Choices) -> None:
        super().__init__(data, offers={"side": own}, initial={"side": own[0][0] if own else ""})

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Refuse it."""
        told = self.cleaned_data
        return matches.refuse(match=row.pk, side=told["side"], why=told["why"], text=told["text"], by=by, at=at)


class StepForm(ActForm):
    """On which day something happened, and what was said."""

    on = day_field(gettext_lazy("On which day"))
    text = text_field(gettext_lazy("Remark"))
    action: Any = None

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Enter the step."""
        told = self.cleaned_data
        return type(self).action(match=row.pk, on=told["on"], text=told["text"], by=by, at=at)


class IntroduceForm(StepForm):
    """The two firms were brought together."""

    action = staticmethod(matches.introduce)


class TalkForm(StepForm):
    """The two firms talked."""

    action = staticmethod(matches.talk)


class DealForm(StepForm):
    """What a deal came to."""

    field_order = ("on", "value", "closed_by", "quantity", "done", "text")
    value = forms.IntegerField(
        label=gettext_lazy("Value of the deal, yuan"), min_value=0, widget=forms.TextInput({"inputmode": "numeric"})
    )
    closed_by = choice_field(gettext_lazy("Whose doing it was"), radio=True)
    quantity = forms.DecimalField(
        label=gettext_lazy("How much of the offer it takes"), required=False, max_digits=14, decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal"}),
    )  # fmt: skip
    done = forms.BooleanField(label=gettext_lazy("Both listings are over with it"), required=False)

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, offers={"closed_by": words.choices(words.CLOSED_BY)}, **more)

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Enter the deal."""
        told = self.cleaned_data
        deal = Deal(told["value"], told["closed_by"], told["quantity"], told["done"])
        return matches.close_deal(match=row.pk, deal=deal, on=told["on"], text=told["text"], by=by, at=at)


class ParentForm(ActForm):
    """Which firm belongs to which."""

    firm = forms.CharField(label=gettext_lazy("Firm: credit code or name"), max_length=120)
    parent = forms.CharField(label=gettext_lazy("Belongs to: credit code or name"), max_length=120)

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Enter it."""
        firm, parent = (_one(by, self.cleaned_data[name], name) for name in ("firm", "parent"))
        return families.enter_parent(organisation=firm, parent=parent, by=by, at=at)


def _one(by: Actor, text: str, name: str) -> int:
    found = listings.find_firms(by, text)
    exact = [one for one in found if one.name == text.strip()] or found
    if len(exact) != 1:
        raise Invalid(fields={name: "Not exactly one firm on file is meant: give its credit code or its whole name."})
    return exact[0].pk


ACTS: dict[str, type[ActForm]] = {
    "consent-offer": ConsentOffer, "consent-ask": ConsentAsk, "refuse": RefuseForm, "introduce": IntroduceForm,
    "talk": TalkForm, "deal": DealForm, "fail": FailForm,
}  # fmt: skip
KEPT: dict[str, type[ActForm]] = {"renew": RenewForm, "withdraw": WithdrawForm}


def act_form(do: str) -> type[ActForm]:
    """Return the form of an act of a match; raises NotFound."""
    if do not in ACTS:
        raise NotFound
    return ACTS[do]

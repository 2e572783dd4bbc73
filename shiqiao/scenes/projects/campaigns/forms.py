"""Forms of campaigns: opening one, entering an item, each step, what a sighting means, publishing rules."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.kernel.files.rules import PICTURES
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry import reads as registry
from shiqiao.kernel.registry.reads import Organisation
from shiqiao.scenes.projects.campaigns import again, opening, steps, words
from shiqiao.scenes.projects.campaigns.opening import CampaignGiven, ItemGiven
from shiqiao.scenes.projects.campaigns.publishing import publish_campaign_rules, rules_of
from shiqiao.scenes.projects.campaigns.steps import Given
from shiqiao.scenes.projects.campaigns.store import TEXT_MOST
from shiqiao.scenes.projects.campaigns.tables import Campaign, CampaignItem
from shiqiao.surfaces.desk import actforms
from shiqiao.surfaces.desk.uploads import KeepsFiles
from shiqiao.surfaces.desk.words import post_title, said
from shiqiao.surfaces.kit.forms import KitForm

Choices = list[tuple[str, str]]


def long_text(label: Any, *, required: bool = True, hint: Any = "") -> forms.CharField:
    """Return a field for a sentence or two."""
    widget = forms.Textarea(attrs={"rows": "3"})
    return forms.CharField(label=label, required=required, max_length=TEXT_MOST, help_text=hint, widget=widget)


def one_of(label: Any, *, required: bool = True, hint: Any = "") -> forms.ChoiceField:
    """Return a field of which one is chosen."""
    return forms.ChoiceField(label=label, required=required, widget=forms.RadioSelect, help_text=hint)


def photo_field(label: Any) -> forms.FileField:
    """Return a field for a photo, taken with the telephone's camera or chosen; what was sent stays when it is refused."""
    widget = forms.FileInput(attrs={"accept": PICTURES, "capture": "environment", "data-photos": ""})
    return forms.FileField(label=label, required=False, widget=widget)


def day_field(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput(attrs={"type": "date", "placeholder": "2018-06-27"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=hint)


class ActForm(KeepsFiles, actforms.ActForm):
    """What can be done; pictures are kept when the form is refused."""

    purposes: Mapping[str, str] = {}
    sent = forms.CharField(required=False, widget=forms.HiddenInput)


def kind_choices(street: int) -> Choices:
    """Return the kinds of campaigns."""
    return [(one.code, said(one.title)) for one in rules_of(street).kinds]


def lead_choices(street: int) -> Choices:
    """Return the posts that may lead a campaign."""
    rows = people.posts(street, roles=("leader", "department_head", "community_head"))
    return [(str(row.id), post_title(row.id)) for row in rows]


class OpenForm(ActForm):
    """Open a campaign."""

    kind = one_of(gettext_lazy("Kind of campaign"))
    title = forms.CharField(label=gettext_lazy("What the campaign is called"), max_length=80)
    lead = forms.ChoiceField(label=gettext_lazy("Leading post"), help_text=gettext_lazy("Its office keeps the ledger."))
    since = day_field(gettext_lazy("First day of the campaign"))
    until = day_field(gettext_lazy("Until"))
    baseline = day_field(
        gettext_lazy("Ledger complete by"),
        hint=gettext_lazy("What is found after this day stays marked as found late, for ever."),
    )

    def __init__(self, data: Any = None, *, street: int, origin: Ref | None = None) -> None:
        self.origin = origin
        super().__init__(data, offers={"kind": kind_choices(street), "lead": [("", "—"), *lead_choices(street)]})

    def act(self, row: Any, by: Actor, at: datetime) -> Campaign:
        """Open it."""
        told = self.cleaned_data
        days = {name: told[name] for name in ("since", "until", "baseline")}
        given = CampaignGiven(told["kind"], told["title"], int(told["lead"]), origin=self.origin, **days)
        return opening.open_campaign(given=given, by=by, at=at)


class ItemForm(ActForm):
    """Enter an item."""

    purposes = {"photo": "before"}
    photo = photo_field(gettext_lazy("Photo from before"))
    place = forms.CharField(label=gettext_lazy("Where it is"), max_length=120)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    what = long_text(gettext_lazy("What it is"))
    area = forms.DecimalField(label=gettext_lazy("Area, m²"), min_value=0, max_digits=8, decimal_places=1)
    built = forms.IntegerField(label=gettext_lazy("Built in the year"), required=False)
    owner_kind = one_of(gettext_lazy("Whose it is"))
    owner = forms.CharField(
        label=gettext_lazy("Name of the owner"), max_length=80, required=False,
        help_text=gettext_lazy("Kept sealed; lists show it masked. For a firm on file its credit code will do."),
    )  # fmt: skip

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, offers={"owner_kind": [(code, _(title)) for code, title in words.OWNERS.items()]})
        self.initial.setdefault("owner_kind", "unknown")

    def act(self, campaign: Campaign, by: Actor, at: datetime) -> CampaignItem:
        """Enter it."""
        told = self.cleaned_data
        owner, firm = _firm(by, told["owner_kind"], told["owner"])
        given = ItemGiven(
            told["place"], told["what"], Decimal(told["area"]), told["owner_kind"], owner, firm, told["built"] or 0,
            told["lon"], told["lat"], tuple(self.kept),
        )  # fmt: skip
        return opening.record_item(campaign=campaign.pk, given=given, by=by, at=at)


def _firm(by: Actor, kind: str, name: str) -> tuple[str, int]:
    """Return an owner's name, and the firm on file that it names exactly, by its name or credit code."""
    if kind != "firm" or len(name.strip()) < 2:
        return name, 0
    found: list[Organisation] = [
        row
        for row in registry.find_organisations(by, name.strip())
        if name.strip() in (row.name, getattr(row, "code", ""))
    ]
    return (found[0].name, found[0].pk) if len(found) == 1 else (name, 0)


class StepForm(ActForm):
    """A step of an item; subclasses ask what it needs."""

    do = ""

    def given(self) -> Given:
        """Return what was asked."""
        told = self.cleaned_data
        asked = {name: told[name] for name in ("words", "basis", "decision", "use") if name in told}
        return Given(photos=tuple(self.kept), **asked)

    def act(self, row: CampaignItem, by: Actor, at: datetime) -> Any:
        """Make the move."""
        return steps.make_move(item=row.pk, do=self.do, given=self.given(), by=by, at=at)


class IdentifyForm(StepForm):
    """Identify."""

    do = "identify"
    basis = one_of(gettext_lazy("Basis of identification"))
    words = long_text(gettext_lazy("Note"), required=False)


class DismissForm(StepForm):
    """Leave out."""

    do = "dismiss"
    words = long_text(gettext_lazy("Why it does not belong into this ledger"))


class NotifyForm(StepForm):
    """Serve the notice."""

    do = "notify"
    words = long_text(gettext_lazy("How it was served"), required=False)


class SelfFixForm(StepForm):
    """Removed by the owner."""

    do, purposes = "self_fix", {"photo": "after"}
    photo = photo_field(gettext_lazy("Photo from after"))
    words = long_text(gettext_lazy("What was done"), required=False)


class EnforceForm(StepForm):
    """Decide on enforcement."""

    do = "enforce"
    decision = forms.CharField(label=gettext_lazy("Number of the decision"), max_length=60)
    words = long_text(gettext_lazy("Note"), required=False)


class EnforcedForm(SelfFixForm):
    """Enforced."""

    do = "enforced"


class RecheckForm(StepForm):
    """Re-checked, in order."""

    do = "recheck"
    words = long_text(gettext_lazy("Note"), required=False)


class SendBackForm(StepForm):
    """Not in order: send back."""

    do, purposes = "send_back", {"photo": "evidence"}
    photo = photo_field(gettext_lazy("Photo, if it helps"))
    words = long_text(gettext_lazy("What is not in order yet"))


class StrikeOffForm(StepForm):
    """Strike off."""

    do, purposes = "strike_off", {"before": "before", "photo": "after"}
    before = photo_field(gettext_lazy("Photo from before, if none is there"))
    photo = photo_field(gettext_lazy("Photo from after, if none is there"))
    words = long_text(gettext_lazy("Note"), required=False)


class UseForm(StepForm):
    """Enter the new use."""

    do, purposes = "use", {"photo": "after"}
    use = one_of(gettext_lazy("What the ground is used for"))
    photo = photo_field(gettext_lazy("Photo of the new use"))
    words = long_text(gettext_lazy("Note"), required=False)


class PhotoForm(StepForm):
    """Add photos."""

    purposes = {"before": "before", "photo": "after"}
    before = photo_field(gettext_lazy("Photo from before"))
    photo = photo_field(gettext_lazy("Photo from after"))

    def act(self, row: CampaignItem, by: Actor, at: datetime) -> Any:
        """Add them."""
        return steps.add_photos(item=row.pk, photos=tuple(self.kept), by=by, at=at)


FORMS: Mapping[str, Callable[..., StepForm]] = {
    "identify": IdentifyForm, "dismiss": DismissForm, "notify": NotifyForm, "self_fix": SelfFixForm, "enforce": EnforceForm,
    "enforced": EnforcedForm, "recheck": RecheckForm, "send_back": SendBackForm, "strike_off": StrikeOffForm, "use": UseForm,
    "photo": PhotoForm,
}  # fmt: skip


def offers_of(do: str, row: CampaignItem, version: int) -> dict[str, Choices]:
    """Return the choices of a step's form."""
    rows = {"identify": ("basis", "bases"), "use": ("use", "uses")}.get(do)
    kind = rules_of(row.street, version).kind(row.kind)
    if rows is None or kind is None:
        return {}
    return {rows[0]: [(one.code, said(one.title)) for one in getattr(kind, rows[1])]}


class AgainForm(ActForm):
    """Say whether a matter is about a place that was struck off."""

    meant = one_of(gettext_lazy("Is it the same place?"))

    def __init__(self, data: Any = None, *, matter: str) -> None:
        self.matter = matter
        same = [(again.SAME, _("Yes, it is there again")), (again.OTHER, _("No, it is another thing"))]
        super().__init__(data, offers={"meant": same})

    def act(self, row: CampaignItem, by: Actor, at: datetime) -> CampaignItem:
        """Settle it."""
        meant = self.cleaned_data["meant"]
        return again.settle_sighting(item=row.pk, matter=self.matter, meant=meant, by=by, at=at)


class PublishForm(KitForm):
    """Publish rules from a file of the locality."""

    file = forms.FileField(label=gettext_lazy("File (YAML)"), widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}))

    def act(self, by: Actor, at: datetime) -> Any:
        """Publish."""
        text = self.cleaned_data["file"].read(1 << 20).decode(errors="replace")
        return publish_campaign_rules(street=by.street or 0, text=text, by=by, at=at)


def origin_of(text: str) -> Ref | None:
    """Read the record that calls for a campaign from an address; None without one. Raises NotFound for what is none."""
    if not text:
        return None
    try:
        return Ref.parse(text)
    except (ValueError, Invalid) as error:
        raise NotFound from error

"""The form of a phrase, and of the office's telephone."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.flows.rules import Title
from shiqiao.kernel.phrases.rules import PLACEHOLDERS, TEXT_MOST, TITLE_MOST, Wording
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.forms import Choices, item_choices, with_choices
from shiqiao.surfaces.desk.phrases import KINDS
from shiqiao.surfaces.kit.forms import KitForm


class PhraseForm(KitForm):
    """What one version of a phrase says."""

    kind = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect)
    title_zh = forms.CharField(label=_("Title (Chinese)"), max_length=TITLE_MOST)
    title_en = forms.CharField(label=_("Title (English)"), max_length=TITLE_MOST)
    zh = forms.CharField(label=_("Text (Chinese)"), max_length=TEXT_MOST, widget=forms.Textarea({"rows": 5}))
    en = forms.CharField(
        label=_("Text (English)"), max_length=TEXT_MOST, required=False, widget=forms.Textarea({"rows": 3})
    )
    items = forms.MultipleChoiceField(
        label=_("Items"), required=False, widget=forms.SelectMultiple({"size": 6}),
        help_text=_("Hold Ctrl to choose several; nothing chosen means any matter."),
    )  # fmt: skip
    categories = forms.MultipleChoiceField(
        label=_("Categories"), required=False, widget=forms.SelectMultiple({"size": 4})
    )
    outcome = forms.ChoiceField(label=_("Legal ground"), required=False)
    source = forms.CharField(label=_("Source or legal basis"), required=False, max_length=200)
    valid_from = forms.DateField(label=_("Valid from"), required=False, widget=forms.DateInput({"type": "date"}))
    valid_until = forms.DateField(label=_("Valid until"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, data: Any = None, *, street: int, wording: Wording | None = None) -> None:
        book = catalogue(street)
        categories = {item.category: words.said(item.category_title) for item in book.items.values()}
        offers: dict[str, Choices] = {
            "kind": [(code, gettext(title)) for code, title in KINDS.items()],
            "items": item_choices(street),
            "categories": [(code, f"{code} {title}") for code, title in categories.items()],
            "outcome": [("", gettext("none")), *((one.code, words.said(one.title)) for one in book.outcomes.values())],
        }
        self.base_fields = with_choices(self.base_fields, offers)
        super().__init__(data, initial=initial_of(wording) if wording else {"kind": "ask"})
        self.fields["zh"].help_text = placeholders()

    def wording(self) -> Wording:
        """Return what was typed. Call it on a valid form only."""
        given = self.cleaned_data
        title = Title(zh=given["title_zh"], en=given["title_en"])
        names = ("kind", "outcome", "zh", "en", "source", "valid_from", "valid_until")
        return Wording(
            title=title,
            items=tuple(given["items"]),
            categories=tuple(given["categories"]),
            **{n: given[n] for n in names},
        )


def placeholders() -> Any:
    """Say which placeholders there are."""
    listed = "、".join(f"{{{code}}} {words.said(title)}" for code, title in PLACEHOLDERS.items())
    return format_html("{} {}", gettext("Filled from the matter:"), listed)


def initial_of(wording: Wording) -> dict[str, Any]:
    """Return a wording as the form shows it."""
    return {
        **wording.model_dump(exclude={"title"}),
        "items": list(wording.items), "categories": list(wording.categories),
        "title_zh": wording.title.zh, "title_en": wording.title.en,
    }  # fmt: skip


class PhoneForm(KitForm):
    """The office's own telephone, as {street_phone} names it."""

    phone = forms.CharField(label=_("Telephone of the street"), required=False, max_length=30)

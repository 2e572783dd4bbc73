"""Fields that the forms of affairs are made of, and what they offer."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Invalid
from shiqiao.scenes.hall import actions, rules, words
from shiqiao.scenes.hall.acts import NOBODY_CAME, Came
from shiqiao.scenes.hall.counters import counters, mine
from shiqiao.scenes.hall.models import Affair
from shiqiao.scenes.hall.publishing import guides_of
from shiqiao.surfaces.desk.forms import with_choices
from shiqiao.surfaces.desk.words import in_language, said
from shiqiao.surfaces.kit.forms import KitForm

Choices = list[tuple[str, str]]
SHUT = ("shut_at", "shut")  # folded away: few stood before a closed counter


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
        self.where = ""
        self.base_fields = with_choices(self.base_fields, offers)  # type: ignore[misc]
        super().__init__(data)

    GROUPS: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]] = ()
    wide = False  # whether fields stand in two columns
    FOLDED: ClassVar[tuple[str, ...]] = SHUT  # few need them: folded away below FOLD, an icon and words
    FOLD: ClassVar[tuple[str, Any]] = ("clock-x", gettext_lazy("They had come before, and the counter was closed"))

    def settle(self, station: str = "station") -> None:
        """Where only one counter can be meant, do not ask for it: `where` names it."""
        field: Any = self.fields.get(station)
        if field is not None and len(field.choices) == 1:
            code, self.where = next(iter(field.choices))
            field.widget = forms.HiddenInput()
            self.initial[station] = code

    @property
    def groups(self) -> list[tuple[Any, list[BoundField]]]:
        """Return the fields that everybody sees, in their groups; those that stand in none come last."""
        there = {field.name: field for field in self.visible_fields() if field.name not in self.FOLDED}
        found = [(title, [there.pop(name) for name in names if name in there]) for title, names in self.GROUPS]
        return [(title, fields) for title, fields in (*found, ("", list(there.values()))) if fields]

    @property
    def folded(self) -> list[BoundField]:
        """Return the fields that few need."""
        return [field for field in self if field.name in self.FOLDED]

    @property
    def unfolded(self) -> bool:
        """Tell whether something was given in a field that few need, or is wrong with one."""
        return any(field.value() or field.errors for field in self.folded)


def counter_choices(actor: Actor) -> Choices:
    """Return the counters at which an actor works, as choices."""
    return [(str(unit), in_language(one.title_zh, one.title_en)) for unit, one in mine(actor).items()]


def paper_choices(row: Affair, codes: list[str]) -> Choices:
    """Return papers as choices."""
    table = guides_of(row.street, row.guides)
    return [(code, said(table.title("documents", code))) for code in codes]


def star_choices() -> Choices:
    """Return five to one stars, as choices."""
    told = {
        5: _("very satisfied"), 4: _("satisfied"), 3: _("fair"), 2: _("not satisfied"), 1: _("not satisfied at all"),
    }  # fmt: skip
    return [(str(n), f"{'★' * n} {said}") for n, said in told.items()]


def again_choices() -> Choices:
    """Return why somebody comes again, as choices; the first time nothing is chosen."""
    return [("", _("first time, or still here")), *words.choices(words.REASONS, *rules.REASONS)]


def when_shut() -> forms.DateTimeField:
    """Return the field for the moment at which somebody stood before a closed counter."""
    return forms.DateTimeField(
        label=gettext_lazy("When the counter was closed"), required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("It counts as a trip; whose fault it was follows from the counter's hours."),
    )  # fmt: skip


def which_shut() -> forms.ChoiceField:
    """Return the field for the counter that was closed."""
    return forms.ChoiceField(label=gettext_lazy("Which counter was closed"), required=False)


def shut_choices(street: int) -> Choices:
    """Return the counters that can have been closed."""
    told = ((str(unit), in_language(one.title_zh, one.title_en)) for unit, one in counters(street).items())
    return [("", _("the same counter")), *told]


def came_of(given: Mapping[str, Any]) -> Came | None:
    """Return who came, as the fields of a form say it; None for nobody."""
    if not given["who"]:
        if given["shut_at"]:
            raise Invalid(fields={"shut_at": NOBODY_CAME})
        return None
    return Came(given["who"], int(given["station"]), given["reason"], given["shut_at"], int(given["shut"] or 0))


def number(text: str) -> int:
    """Read a number from an address, 0 for none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0

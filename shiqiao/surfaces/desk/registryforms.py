"""Forms of the registry. Sentences of refusals come from the actions and are shown at the fields."""

from collections.abc import Callable, Collection, Mapping
from copy import deepcopy
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shiqiao.base.errors import ShiqiaoError
from shiqiao.kernel.registry.fields import FieldSpec
from shiqiao.surfaces.desk import registrywords as say
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.forms import grid_choices
from shiqiao.surfaces.kit.forms import KitForm

BLANK = [("", "—")]


def _day(label: Any, required: bool = False) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput({"type": "date"}))


class ActForm(KitForm):
    """A form that makes one act; what the act refuses is shown at its fields."""

    def __init__(
        self, *args: Any, choices: Mapping[str, Any] | None = None, without: Collection[str] = (), **kwargs: Any
    ) -> None:
        """Take choices that only the request knows; they must stand before anything is checked."""
        self.base_fields = {k: v for k, v in self.fields_asked().items() if k not in without}
        for name, known in (choices or {}).items():
            if name in self.base_fields:
                self.base_fields[name].choices = known  # type: ignore[attr-defined]
        super().__init__(*args, **kwargs)

    def fields_asked(self) -> dict[str, forms.Field]:
        """Return the fields of this form, its own copies."""
        return deepcopy(type(self).base_fields)

    def act(self, call: Callable[..., Any], **values: Any) -> Any:
        """Call an action; returns what it returns, None when it refused."""
        try:
            return call(**values)
        except ShiqiaoError as error:
            self.add_action_error(error)
            return None

    def given(self, *left_out: str) -> dict[str, Any]:
        """Return what was filled in."""
        return {k: v for k, v in self.cleaned_data.items() if k not in left_out and v not in ("", None, 0)}


def _of(table: Mapping[str, str], *, blank: bool = False) -> Callable[[], list[tuple[str, str]]]:
    """Return the choices of a table of words, said when the form is shown."""
    return lambda: [*(BLANK if blank else []), *say.choices(table)]


class PlacedForm(ActForm):
    """A form that offers the grids of the actor's street."""

    def __init__(self, *args: Any, street: int, **kwargs: Any) -> None:
        super().__init__(*args, choices={"grid": [*BLANK, *grid_choices(street)]}, **kwargs)


def _grid(help_text: Any = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=_("Grid"), required=False, coerce=int, empty_value=0, help_text=help_text)


class PersonForm(PlacedForm):
    """A new person, or one that is changed (then what is left empty stays)."""

    name = forms.CharField(label=_("Name of the person"), max_length=60)
    identity = forms.CharField(
        label=_("Identity number"), required=False, max_length=30,
        help_text=_("Birth date and sex are read from the identity number."),
    )  # fmt: skip
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=30)
    born = _day(_("Birth date"))
    sex = forms.TypedChoiceField(
        label=_("Sex"),
        required=False,
        coerce=int,
        empty_value=0,
        choices=_of({"1": say.SEXES[1], "2": say.SEXES[2]}, blank=True),
    )
    role = forms.ChoiceField(label=_("Relation to the head"), required=False, choices=_of(say.ROLES))
    grid = _grid()
    state = forms.ChoiceField(label=_("State"), required=False, choices=_of(say.PERSON_STATES))

    def __init__(self, *args: Any, at_home: bool = False, change: bool = False, **kwargs: Any) -> None:
        self.change = change
        without = ("grid", "role") if change else ("grid", "state") if at_home else ("role", "state")
        super().__init__(*args, without=without, **kwargs)

    def full_clean(self) -> None:
        """What is left empty stays, when a person is changed."""
        self.fields["name"].required = not self.change
        super().full_clean()


class OnFileForm(ActForm):
    """Whether somebody with an exact number is on file."""

    number = forms.CharField(label=_("Identity number, telephone or credit code"), max_length=30)
    reason = forms.ChoiceField(label=_("Reason"), choices=_of(say.REASONS, blank=True))


class OrganisationForm(PlacedForm):
    """An organisation."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=120)
    code = forms.CharField(
        label=_("Credit code"), required=False, max_length=30,
        help_text=_("18 characters on the licence; leave it empty where there is none."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), choices=_of(say.ORGANISATION_KINDS))
    industry = forms.CharField(label=_("Industry code"), required=False, max_length=5)
    state = forms.ChoiceField(label=_("State"), choices=_of(say.ORGANISATION_STATES))
    address = forms.CharField(label=_("Address"), required=False, max_length=200)
    grid = _grid()


class BuildingForm(PlacedForm):
    """A building."""

    name = forms.CharField(label=_("Name of the building"), max_length=120)
    building_kind = forms.ChoiceField(label=_("Kind"), choices=_of(say.BUILDING_KINDS))
    floors = forms.IntegerField(label=_("Floors"), required=False, min_value=0, max_value=200)
    grid = _grid(_("Needed only where the address book does not know the name."))


class DwellingForm(ActForm):
    """A dwelling of a building."""

    unit = forms.CharField(label=_("Unit of the building"), required=False, max_length=10)
    room = forms.CharField(label=_("Room"), max_length=20)
    floor = forms.IntegerField(label=_("Floor"), required=False, min_value=-9, max_value=200)
    use = forms.ChoiceField(label=_("Use"), choices=_of(say.USES))
    area = forms.DecimalField(label=_("Area in m²"), required=False, max_digits=8, decimal_places=2, min_value=0)


class HouseholdForm(ActForm):
    """A household of a dwelling."""

    household_kind = forms.ChoiceField(label=_("Kind"), choices=_of(say.HOUSEHOLD_KINDS))
    number = forms.CharField(label=_("The office's own number"), required=False, max_length=30)
    began = _day(_("Since"), required=True)


class MoveInForm(ActForm):
    """Into which household somebody moves."""

    household = forms.ChoiceField(label=_("Household"), widget=forms.RadioSelect)
    role = forms.ChoiceField(label=_("Relation to the head"), choices=_of(say.ROLES))
    on = _day(_("Day"), required=True)

    def __init__(self, *args: Any, homes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, choices={"household": homes}, **kwargs)


class MoveOutForm(ActForm):
    """When somebody left the household."""

    on = _day(_("Day"), required=True)
    state = forms.ChoiceField(label=_("State"), choices=_of(say.PERSON_STATES))


class FactForm(ActForm):
    """One thing to be stated, asked in the way its field of the dictionary wants."""

    source = forms.ChoiceField(label=_("Source"), choices=_of(say.SOURCES))

    def __init__(self, *args: Any, spec: FieldSpec, **kwargs: Any) -> None:
        self.spec = spec
        super().__init__(*args, **kwargs)

    def fields_asked(self) -> dict[str, forms.Field]:
        """Ask for the value first, then for its source."""
        return {self.spec.key: _control(self.spec), **super().fields_asked()}


def _control(spec: FieldSpec) -> forms.Field:
    title = words.said(spec.title)
    if spec.kind in ("yes_no", "choice"):
        yes_no = [("yes", _("yes")), ("no", _("no"))]
        choices: Any = (
            yes_no if spec.kind == "yes_no" else [(code, words.said(one)) for code, one in spec.values.items()]
        )
        return forms.ChoiceField(label=title, choices=choices, widget=forms.RadioSelect)
    if spec.kind == "number":
        return forms.IntegerField(label=title, min_value=0, max_value=9_999_999)
    return _day(title, required=True) if spec.kind == "date" else forms.CharField(label=title, max_length=200)


class ContactForm(ActForm):
    """Whom to ask at an organisation: somebody on file, found by the exact telephone or identity number."""

    number = forms.CharField(label=_("Identity number or telephone of the person"), max_length=30)
    role = forms.ChoiceField(label=_("Part"), choices=_of(say.CONTACT_ROLES))
    since = _day(_("Since"), required=True)

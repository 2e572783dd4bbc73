"""Forms of forms: a request declared over the dictionary, a decision, a row with what is known, a ledger."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.base.elements import Element
from shiqiao.base.errors import ShiqiaoError
from shiqiao.kernel.territory import reads as territory
from shiqiao.scenes.ledger import admission, dictionary, filling, publishing, reads, store, words
from shiqiao.scenes.ledger.definitions import FormSpec, checked
from shiqiao.scenes.ledger.errors import Doubles
from shiqiao.scenes.ledger.models import CollectionForm, FormRow
from shiqiao.surfaces.desk.actforms import ActForm

NEW = 4  # new fields that a request offers at once
BLANK = [("", "—")]


def many(label: Any, *, hint: Any = "", required: bool = False) -> forms.MultipleChoiceField:
    """Return a field of boxes to tick."""
    return forms.MultipleChoiceField(
        label=label, required=required, help_text=hint, widget=forms.CheckboxSelectMultiple
    )


def day(label: Any, *, hint: Any = "", required: bool = True) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(
        label=label, required=required, help_text=hint, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


def field_choices(known: Mapping[str, Element], kind: str) -> list[tuple[str, str]]:
    """Return the fields of a kind that forms and ledgers may name."""
    return [(one.code, words.said(one.title)) for one in known.values() if one.kind == kind and one.read]


def condition_choices(known: Mapping[str, Element], kind: str) -> list[tuple[str, str]]:
    """Return the plain conditions on a kind of subject, one box each."""
    found = [(code, _(title)) for code, title in words.CONDITIONS.items() if code.startswith(f"{kind}.")]
    for one in known.values():
        if one.kind != kind or one.sort not in ("yes_no", "choice") or not one.read:
            continue
        values = ("yes", "no") if one.sort == "yes_no" else tuple(one.values)
        found += [(text, words.condition(text, known)) for text in (f"{one.code}={value}" for value in values)]
    return [pair for pair in found if _askable(pair[0], kind)]


def _askable(text: str, kind: str) -> bool:
    from shiqiao.kernel.registry.circles import read_test

    try:
        read_test(text, kind)
    except ShiqiaoError:
        return False
    return True


def community_choices(street: int) -> list[tuple[str, str]]:
    """Return the communities of a street."""
    parents = sorted({grid.parent for grid in territory.grids(street)})
    return [(str(code), territory.title(code)) for code in parents]


class CircleForm(ActForm):
    """What forms and ledgers have in common: about whom, and which fields."""

    title = forms.CharField(label=gettext_lazy("Title of the form"), max_length=60)
    where = many(
        gettext_lazy("About whom"), hint=gettext_lazy("All conditions together; without any everybody of this kind.")
    )
    communities = many(gettext_lazy("Only in these communities"), hint=gettext_lazy("Without any the whole street."))
    fields_asked = many(
        gettext_lazy("Fields of the dictionary"), hint=gettext_lazy("What is known is shown, not asked again.")
    )

    def __init__(self, data: Any = None, *, by: Actor, kind: str, offers: Mapping[str, Any], **kwargs: Any) -> None:
        self.kind, self.by = kind, by
        known = dictionary.by_code(by.street or 0)
        own = {
            "where": condition_choices(known, kind), "communities": community_choices(by.street or 0),
            "fields_asked": field_choices(known, kind),
        }  # fmt: skip
        super().__init__(data, offers={**own, **offers}, **kwargs)

    def circle(self) -> dict[str, Any]:
        """Return about whom it is, as data."""
        said = self.cleaned_data
        return {"kind": self.kind, "where": said["where"], "communities": [int(one) for one in said["communities"]]}

    def add_action_error(self, error: ShiqiaoError) -> None:
        """Show what was refused at the fields of this page."""
        if "fields" in error.fields:
            error.fields["fields_asked"] = error.fields.pop("fields")
        for name in [one for one in error.fields if one.startswith("about.")]:
            error.fields["where"] = error.fields.pop(name)
        super().add_action_error(error)


def _departments(street: int) -> list[tuple[str, str]]:
    return [(one.code, words.said(one.title)) for one in publishing.settings_of(street).departments]


class RequestForm(CircleForm):
    """A request for a form, or for another version of one that runs."""

    department = forms.ChoiceField(label=gettext_lazy("Requesting department"))
    basis = forms.CharField(
        label=gettext_lazy("Legal basis"), max_length=200, required=False,
        help_text=gettext_lazy("The paper by which it may be asked, with its number. Without it no form is admitted."),
    )  # fmt: skip
    since = day(gettext_lazy("Asked from"))
    until = day(gettext_lazy("Last day"), required=False, hint=gettext_lazy("Afterwards it takes no more answers."))
    every = forms.ChoiceField(label=gettext_lazy("How often"))
    filled_by = forms.ChoiceField(label=gettext_lazy("Who fills it"))
    confirmed_within = forms.IntegerField(
        label=gettext_lazy("Days for which what was confirmed before counts"), min_value=0, max_value=730, initial=30,
        help_text=gettext_lazy("Known values that were confirmed within so many days before the round need no tap."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, by: Actor, kind: str, at: date, row: CollectionForm | None = None) -> None:
        self.row, self.doubles = row, []
        self.standing = filling.spec_of(row.pk) if row else None
        offers = {
            "department": [*BLANK, *_departments(by.street or 0)],
            "every": [(code, _(title)) for code, title in words.EVERY.items()],
            "filled_by": [(code, _(title)) for code, title in words.FILLERS.items()],
        }  # fmt: skip
        super().__init__(data, by=by, kind=kind, offers=offers, initial=_initial(self.standing, at))
        for number in range(NEW):
            self.fields.update(_new_fields(number))
        for name, field in self.fields.items():
            if name.startswith("new"):
                css = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
                field.widget.attrs.setdefault("class", css)

    def plain_fields(self) -> list[Any]:
        """Return the fields of the first part."""
        return [self[name] for name in ("title", "department", "basis", "since", "until", "every", "filled_by",
                                        "confirmed_within")]  # fmt: skip

    def new_parts(self) -> list[tuple[int, bool, list[Any]]]:
        """Return the fields of each new field: (number, open, fields)."""
        found = []
        for number in range(NEW):
            own = [
                self[f"new{number}_{name}"] for name in ("title", "meaning", "sort", "values", "data_class", "valid")
            ]
            filled = any(one.errors or one.value() for one in own[:2]) if self.is_bound else number == 0
            found.append((number + 1, filled, own))
        return found

    def clean(self) -> dict[str, Any]:
        """Say at each new field what it still needs; one that was begun is never dropped for want of its name."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(NEW):
            for name, why in _wanting(said, f"new{number}_"):
                self.add_error(name, why)
        return said

    def spec(self) -> FormSpec:
        """Return what was declared; raises Invalid naming each place."""
        said = self.cleaned_data
        title = said["title"].strip()
        new = [_given_new(said, number) for number in range(NEW) if said.get(f"new{number}_title", "").strip()]
        kept = [one.model_dump(mode="json", by_alias=True) for one in self.standing.new] if self.standing else []
        return checked(FormSpec, {
            "code": self.standing.code if self.standing else _code(self.by.street or 0), "title": {"zh": title, "en": title},
            "department": said["department"], "basis": said["basis"], "since": said["since"], "until": said["until"],
            "every": said["every"], "filled_by": said["filled_by"], "about": self.circle(),
            "confirmed_within": said["confirmed_within"],
            "fields": [code for code in said["fields_asked"] if code not in _own(self.standing)], "new": [*kept, *new],
        })  # type: ignore[no-any-return]  # fmt: skip

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Request it."""
        if self.row is not None:
            return admission.request_change(form=self.row.pk, spec=self.spec(), by=by, at=at)
        return admission.request_form(spec=self.spec(), by=by, at=at)

    def add_action_error(self, error: ShiqiaoError) -> None:
        """Show where what is asked stands already, each at the new field that doubles it."""
        kept = len(self.standing.new) if self.standing else 0
        if isinstance(error, Doubles):
            self.doubles = [(asked, one) for _number, asked, one in error.found]
        filled = [number for number in range(NEW) if self.cleaned_data.get(f"new{number}_title", "").strip()]
        for name in [one for one in error.fields if one.startswith("new.")]:
            number = int(name.split(".")[1]) - kept
            part = name.split(".")[2] if name.count(".") > 1 else "title"
            part = {"class": "data_class", "zh": "title", "en": "title"}.get(part, part)
            if 0 <= number < len(filled):
                error.fields[f"new{filled[number]}_{part}"] = error.fields.pop(name)
        super().add_action_error(error)


def _own(spec: FormSpec | None) -> set[str]:
    """Fields that the form itself brought: they stay as new ones of it."""
    return {f"{spec.about.kind}.{one.key}" for one in spec.new} if spec else set()


def _initial(spec: FormSpec | None, at: date) -> dict[str, Any]:
    if spec is None:
        return {"since": at, "every": "once", "filled_by": "grid"}
    return {
        "title": words.said(spec.title), "department": spec.department, "basis": spec.basis, "since": spec.since,
        "until": spec.until, "every": spec.every, "filled_by": spec.filled_by, "confirmed_within": spec.confirmed_within,
        "where": list(spec.about.where), "communities": [str(one) for one in spec.about.communities],
        "fields_asked": list(spec.codes()),
    }  # fmt: skip


def _code(street: int) -> str:
    return f"form_{len(reads.codes_of(street)) + 1}"


def _new_fields(number: int) -> dict[str, forms.Field]:
    sorts = [(code, _(words.SORTS[code])) for code in ("yes_no", "choice", "number", "text", "date")]
    classes = [(code, _(words.CLASSES[code][0])) for code in ("internal", "personal", "sensitive")]
    name = f"new{number}_"
    return {
        f"{name}title": forms.CharField(label=_("Name of the new field"), max_length=40, required=False),
        f"{name}meaning": forms.CharField(
            label=_("What it means"), max_length=120, required=False, help_text=_("So that everybody answers the same.")
        ),
        f"{name}sort": forms.ChoiceField(label=_("Kind of answer"), choices=sorts, required=False),
        f"{name}values": forms.CharField(
            label=_("Answers to choose from"),
            max_length=200,
            required=False,
            help_text=_("Only for a choice, separated by 、"),
        ),
        f"{name}data_class": forms.ChoiceField(
            label=_("Class of protection"), choices=classes, required=False, initial="personal"
        ),
        f"{name}valid": forms.IntegerField(
            label=_("Holds for how many days"), min_value=0, max_value=3650, required=False, initial=365
        ),
    }


def _wanting(said: Mapping[str, Any], new: str) -> Iterator[tuple[str, str]]:
    choice, values = said.get(f"{new}sort") == "choice", _values(said.get(f"{new}values") or "")
    named = bool((said.get(f"{new}title") or "").strip())
    if not named and (values or (said.get(f"{new}meaning") or "").strip()):
        yield f"{new}title", _("Name the new field, or empty its other places.")
    if named and choice and len(values) < 2:
        yield f"{new}values", _("Give two answers or more to choose from, separated by 、")
    if named and values and not choice:
        yield f"{new}sort", _("Only a choice has answers to choose from: take it here, or empty them.")


def _values(text: str) -> list[str]:
    parts = text.replace("，", "、").replace(",", "、").split("、")
    return [one.strip() for one in parts if one.strip()]


def _given_new(said: Mapping[str, Any], number: int) -> dict[str, Any]:
    name = f"new{number}_"
    title = said[f"{name}title"].strip()
    meaning = said[f"{name}meaning"].strip() or title
    return {
        "title": {"zh": title, "en": title}, "meaning": {"zh": meaning, "en": meaning},
        "sort": said[f"{name}sort"] or "yes_no", "values": _values(said[f"{name}values"]),
        "class": said[f"{name}data_class"] or "personal",
        "valid": 365 if said[f"{name}valid"] is None else said[f"{name}valid"],
    }  # fmt: skip


class DecideForm(ActForm):
    """A leader's decision about a requested form."""

    answer = forms.CharField(
        label=gettext_lazy("Answer to who requested it"),
        max_length=store.TEXT_MOST,
        required=False,
        widget=forms.Textarea,
    )

    def __init__(self, data: Any = None, *, do: str) -> None:
        self.do = do
        super().__init__(data)

    def act(self, row: CollectionForm, by: Actor, at: datetime) -> Any:
        """Decide."""
        approve = self.do == "approve"
        return admission.decide(form=row.pk, approve=approve, answer=self.cleaned_data["answer"], by=by, at=at)


class PlainForm(ActForm):
    """Acts that need nothing more: take the request back, end the form."""

    def __init__(self, data: Any = None, *, do: str) -> None:
        self.do = do
        super().__init__(data)

    def act(self, row: CollectionForm, by: Actor, at: datetime) -> Any:
        """Do it."""
        done = admission.withdraw if self.do == "withdraw" else admission.end_form
        return done(form=row.pk, by=by, at=at)


class RowForm(ActForm):
    """A row with what is known: what stays empty is confirmed, what is given changes or answers."""

    source = forms.ChoiceField(label=gettext_lazy("How this is known"))

    def __init__(self, data: Any = None, *, cells: Sequence[Any], elements: Mapping[str, Element]) -> None:
        offers = {"source": [(code, _(title)) for code, title in words.SOURCES.items()]}
        super().__init__(data, offers=offers, initial={"source": "visit"})
        for cell in cells:
            if cell.want != "shut" and cell.asked:
                self.fields[name_of(cell.code)] = _answer(elements[cell.code], cell)

    def act(self, row: FormRow, by: Actor, at: datetime) -> Any:
        """Fill the row."""
        given = {code_of(name): str(value) for name, value in self.cleaned_data.items() if name != "source" and value}
        return filling.fill_row(row=row.pk, given=given, source=self.cleaned_data["source"], by=by, at=at)

    def add_action_error(self, error: ShiqiaoError) -> None:
        """Show what the registry refused at its field: it names them by their own keys."""
        known = {name.rpartition("-")[2]: name for name in self.fields}
        error.fields = {known.get(name, name_of(name)): why for name, why in error.fields.items()}
        super().add_action_error(error)


def name_of(code: str) -> str:
    """Return the name of a field's control."""
    return code.replace(".", "-")


def code_of(name: str) -> str:
    """Read it back."""
    return name.replace("-", ".")


def _answer(element: Element, cell: Any) -> forms.Field:
    label = cell.title
    if element.sort in ("yes_no", "choice"):
        values = [("yes", _("yes")), ("no", _("no"))] if element.sort == "yes_no" else [
            (code, words.said(title)) for code, title in element.values.items()]  # fmt: skip
        empty = _("as it is") if cell.value else _("Choose")
        widget = forms.Select({"class": "form-select"})
        return forms.ChoiceField(label=label, required=False, choices=[("", empty), *values], widget=widget)
    kinds = {"number": "number", "date": "date", "phone": "tel"}
    hint = _("Only if it has changed") if cell.value else ""
    widget = forms.TextInput({"class": "form-control", "type": kinds.get(element.sort, "text"), "placeholder": hint,
                              "autocomplete": "off"})  # fmt: skip
    return forms.CharField(label=label, required=False, max_length=200, widget=widget)

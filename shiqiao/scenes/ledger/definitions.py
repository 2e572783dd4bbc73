"""Forms, ledgers and what answers cost, as data: read, checked, and written the same way every time. Pure."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from shiqiao.base.errors import Invalid
from shiqiao.base.mistakes import places

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
FieldCode = Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[a-z][a-z0-9_]{0,29}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Kind = Literal["person", "household", "organisation"]
KINDS = ("person", "household", "organisation")
ROUNDS = ("once", "month", "quarter", "year")
FILLERS = ("grid", "community")
MOST_FIELDS, MOST_NEW, MOST_WHERE = 40, 6, 4
WRONG_YAML = "The text is not valid YAML: {why}"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Title(_Strict):
    """A title in both languages."""

    zh: Line
    en: Line


def _both(given: Any) -> Any:
    return {"zh": given, "en": given} if isinstance(given, str) else given


class NewField(_Strict):
    """A field that the dictionary has not yet: what it means, how it is protected, how long it holds (days, 0 for ever)."""

    title: Title
    meaning: Title
    sort: Literal["yes_no", "choice", "text", "number", "date"] = "yes_no"
    data_class: Annotated[Literal["internal", "personal", "sensitive"], Field(alias="class")] = "personal"
    values: tuple[Annotated[Title, BeforeValidator(_both)], ...] = ()
    valid: Annotated[int, Field(ge=0, le=3650)] = 365
    key: str = ""  # given when the form is approved

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @model_validator(mode="after")
    def _complete(self) -> "NewField":
        if (self.sort == "choice") != (len(self.values) > 1):
            raise ValueError("a choice needs two values or more, and only a choice has values")
        return self


class Circle(_Strict):
    """About whom (对象范围): conditions that hold all together, in some communities or (empty) the whole street."""

    kind: Kind
    where: Annotated[tuple[Line, ...], Field(max_length=MOST_WHERE)] = ()
    communities: tuple[int, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the fields that the conditions name."""
        return tuple(one.partition(">")[0].partition("<")[0].partition("=")[0].strip() for one in self.where)


class FormSpec(_Strict):
    """A form (填报表): fields of the dictionary, new ones, about whom, who fills it, how often, for whom and by what right."""

    code: Code
    title: Title
    department: Code
    basis: Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)] = ""
    since: date
    until: date | None = None
    every: Literal["once", "month", "quarter", "year"] = "once"
    filled_by: Literal["grid", "community"] = "grid"
    about: Circle
    confirmed_within: Annotated[int, Field(ge=0, le=730)] = 30
    fields: Annotated[tuple[FieldCode, ...], Field(max_length=MOST_FIELDS)] = ()
    new: Annotated[tuple[NewField, ...], Field(max_length=MOST_NEW)] = ()

    @model_validator(mode="after")
    def _one_kind(self) -> "FormSpec":
        if len(set(self.fields)) != len(self.fields):
            raise ValueError("a field stands twice")
        if any(one.partition(".")[0] != self.about.kind for one in (*self.fields, *self.about.fields)):
            raise ValueError("all fields are of the kind of subject that the form is about")
        return self

    @property
    def asks(self) -> int:
        """Return how many fields the form has."""
        return len(self.fields) + len(self.new)

    def codes(self) -> tuple[str, ...]:
        """Return the codes of all fields; new ones have theirs once the form is approved."""
        return (*self.fields, *(f"{self.about.kind}.{one.key}" for one in self.new if one.key))


class LedgerColumn(_Strict):
    """A column: a field, and how the upper department calls it in its template; `codes` are its own words for values."""

    field: FieldCode
    heading: Annotated[str, StringConstraints(max_length=60)] = ""
    codes: Mapping[str, str] = {}


class LedgerSpec(_Strict):
    """A ledger (台账): columns over the dictionary with a circle; `report` is the title of the upper department's template."""

    code: Code
    title: Title
    about: Circle
    columns: Annotated[tuple[LedgerColumn, ...], Field(min_length=1, max_length=20)]
    department: Annotated[str, StringConstraints(max_length=40)] = ""
    report: Annotated[str, StringConstraints(max_length=80)] = ""

    @model_validator(mode="after")
    def _one_kind(self) -> "LedgerSpec":
        if any(one.partition(".")[0] != self.about.kind for one in (*self.codes(), *self.about.fields)):
            raise ValueError("all columns are of the kind of subject that the ledger is about")
        return self

    def codes(self) -> tuple[str, ...]:
        """Return the codes of its fields."""
        return tuple(one.field for one in self.columns)


class Department(_Strict):
    """Who requests forms (发表部门)."""

    code: Code
    title: Title


class Seconds(_Strict):
    """What one answer takes, in seconds: asked anew, changed, or confirmed by a tap."""

    ask: Annotated[int, Field(ge=1, le=600)] = 25
    change: Annotated[int, Field(ge=1, le=600)] = 15
    confirm: Annotated[int, Field(ge=0, le=600)] = 3


class Settings(_Strict):
    """What holds in a street: departments and what an answer costs."""

    departments: tuple[Department, ...] = ()
    seconds: Seconds = Seconds()

    def department(self, code: str) -> Title:
        """Return what a department is called, its code where it is not named any more."""
        found = next((one.title for one in self.departments if one.code == code), None)
        return found or Title(zh=code, en=code)


class LocalityTable(_Strict):
    """The file of a locality: settings, and the forms and ledgers with which a street begins."""

    departments: tuple[Department, ...] = ()
    seconds: Seconds = Seconds()
    forms: tuple[FormSpec, ...] = ()
    ledgers: tuple[LedgerSpec, ...] = ()

    @model_validator(mode="after")
    def _once(self) -> "LocalityTable":
        for ones in (self.departments, self.forms, self.ledgers):
            codes = [one.code for one in ones]
            if twice := {one for one in codes if codes.count(one) > 1}:
                raise ValueError(f"the code {sorted(twice)[0]} stands twice")
        return self

    @property
    def settings(self) -> Settings:
        """Return the settings alone."""
        return Settings(departments=self.departments, seconds=self.seconds)


def parse(text: str) -> LocalityTable:
    """Read a file; raises Invalid naming each wrong place."""
    try:
        raw: Any = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise Invalid(fields={"file": WRONG_YAML}, why=str(error)[:200]) from error
    return checked(LocalityTable, raw)


def checked(kind: type[Any], raw: Any) -> Any:
    """Read plain values as one of the above; raises Invalid naming each wrong place."""
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        raise Invalid(fields=places(error)) from error


def plain(spec: BaseModel) -> dict[str, Any]:
    """Return a declaration as JSON."""
    return spec.model_dump(mode="json", by_alias=True)


def fingerprint(spec: BaseModel) -> str:
    """Return what tells one declaration from another."""
    text = json.dumps(plain(spec), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()

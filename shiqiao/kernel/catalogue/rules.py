"""Catalogue items as data: read from YAML, defaults filled in, form answers checked. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from shiqiao.base.errors import Invalid, fill
from shiqiao.base.mistakes import places
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.clocks.rules import Term
from shiqiao.kernel.flows.rules import CLOCKS, Title

# Used where neither item, category nor file says otherwise: local configuration, not a standard's figure.
FALLBACK_TERMS = {"echo": "same_day", "accept": "1wh", "dispatch": "2wh", "handle": "2wd", "check": "1wd"}
# Clocks that run only in some flows or after some moves: an item says them when it wants other terms.
OTHER_TERMS = {"review": "4wh", "supervise": "1wd", "attend": "2wh"}
Evidence = Literal["photo", "before_after", "document", "none"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Choice(_Strict):
    """One answer of a choice field."""

    code: str
    title: Title


class FormField(_Strict):
    """A question that an item asks beyond text and place."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Title
    kind: Literal["text", "number", "choice", "yes_no", "date"]
    required: bool = False
    choices: tuple[Choice, ...] = ()


def _parsed(terms: dict[str, str]) -> dict[str, str]:
    """Check terms by clock."""
    for name, text in terms.items():
        if name not in CLOCKS:
            raise ValueError(f"there is no clock {name}; known are {', '.join(CLOCKS)}")
        try:
            Term.parse(text)
        except Invalid as error:  # said again as what pydantic puts at its place in the file
            raise ValueError(f"{name}: {fill(error.fields['term'], error.params)}") from None
    return terms


class Defaults(_Strict):
    """What items take over from their category or file when they do not say otherwise."""

    terms: dict[str, str] = {}
    evidence: tuple[Evidence, ...] | None = None
    unit: str | None = None
    on_the_spot: bool | None = None
    urgent: bool | None = None
    extendable: bool | None = None

    @field_validator("terms")
    @classmethod
    def _terms_parse(cls, terms: dict[str, str]) -> dict[str, str]:
        return _parsed(terms)


class Category(_Strict):
    """A group of items."""

    code: str
    title: Title
    defaults: Defaults = Defaults()


class RawItem(Defaults):
    """An item as written in the file."""

    code: str = Field(pattern=r"^[A-Z]?[0-9]{4,5}$")
    title: Title
    category: str = ""
    synonyms: tuple[str, ...] = ()
    form: tuple[FormField, ...] = ()
    flow: str = "grid_matter"
    about_office: bool = False  # a complaint about the office itself: who handles it does not learn who complained
    offered: bool = True  # False: not chosen in reports, because it has a form of its own (proposals, summons)


class Header(_Strict):
    """The head of a catalogue file."""

    title: Title
    standard_ref: str = ""
    line: str
    source: str = ""
    defaults: Defaults = Defaults()
    categories: tuple[Category, ...] = ()


class CatalogueTable(_Strict):
    """One catalogue file."""

    catalogue: Header
    items: tuple[RawItem, ...]


class Item(_Strict):
    """A complete item: nothing left to look up."""

    code: str
    title: Title
    category: str
    category_title: Title
    line: str
    standard_ref: str = ""
    synonyms: tuple[str, ...] = ()
    urgent: bool = False
    terms: dict[str, str]
    evidence: tuple[Evidence, ...] = ("photo",)
    unit: str = ""
    on_the_spot: bool = False
    extendable: bool = True  # whether its handling may be extended (延期); general small things may not
    form: tuple[FormField, ...] = ()
    flow: str = "grid_matter"
    about_office: bool = False
    offered: bool = True

    @field_validator("terms")
    @classmethod
    def _terms_parse(cls, terms: dict[str, str]) -> dict[str, str]:
        return _parsed(terms)

    @property
    def local(self) -> bool:
        """Tell whether the item is a local extension rather than a national one."""
        return not self.standard_ref

    def term(self, clock: str) -> str:
        """Return the term of a clock: the item's own, or the product's default for those that few items name."""
        return self.terms.get(clock) or OTHER_TERMS[clock]


class Outcome(_Strict):
    """A legal ground for declining: when it applies, and what the answer must contain."""

    code: str
    title: Title
    when: Title
    answer: Title
    source: str = ""


class OutcomeTable(_Strict):
    """The file of outcomes."""

    outcomes: tuple[Outcome, ...]


def parse_outcomes(raw: object, *, where: str = "") -> list[Outcome]:
    """Read the loaded file of outcomes; raises Invalid naming each wrong place."""
    try:
        return list(OutcomeTable.model_validate(raw).outcomes)
    except ValidationError as error:
        raise _mistakes(error, where) from error


def _mistakes(error: ValidationError, where: str) -> Invalid:
    return Invalid("The catalogue file {where} has mistakes.", where=where, fields=places(error))


def parse(raw: object, *, where: str = "") -> list[Item]:
    """Read one loaded catalogue file into complete items; raises Invalid naming each wrong place."""
    try:
        table = CatalogueTable.model_validate(raw)
    except ValidationError as error:
        raise _mistakes(error, where) from error
    head = table.catalogue
    categories = {category.code: category for category in head.categories}
    return [_complete(raw_item, head, _category_of(raw_item, categories, head)) for raw_item in table.items]


def parse_item(text: str) -> Item:
    """Read one complete item written as YAML; raises Invalid naming each wrong place."""
    try:
        return Item.model_validate(read_yaml(text, name="item"))
    except ValidationError as error:
        raise Invalid("The item has mistakes.", fields=places(error)) from error


def write_item(item: Item) -> str:
    """Return an item as the YAML that `parse_item` reads."""
    plain = item.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=110)


def _category_of(item: RawItem, categories: Mapping[str, Category], head: Header) -> Category:
    """An item names its category, or its code begins with the category's, the longest first."""
    if item.category:
        if item.category not in categories:
            raise Invalid("The catalogue has mistakes.", fields={item.code: f"there is no category {item.category}"})
        return categories[item.category]
    for length in range(len(item.code), 0, -1):
        if item.code[:length] in categories:
            return categories[item.code[:length]]
    return Category(code=head.line, title=head.title)


def _complete(item: RawItem, head: Header, category: Category) -> Item:
    layers: list[Defaults] = [item, category.defaults, head.defaults]

    def first(name: str, fallback: Any) -> Any:
        return next((v for layer in layers if (v := getattr(layer, name)) is not None), fallback)

    return Item(
        code=item.code, title=item.title, category=category.code, category_title=category.title, line=head.line,
        standard_ref=head.standard_ref, synonyms=item.synonyms, form=item.form, flow=item.flow,
        about_office=item.about_office, offered=item.offered,
        terms={**FALLBACK_TERMS, **head.defaults.terms, **category.defaults.terms, **item.terms},
        evidence=first("evidence", ("photo",)), unit=first("unit", ""),
        on_the_spot=first("on_the_spot", False), urgent=first("urgent", False), extendable=first("extendable", True),
    )  # fmt: skip


def merge(parts: Iterable[list[Item]]) -> list[Item]:
    """Join several files; the same code twice is refused."""
    found: dict[str, Item] = {}
    for items in parts:
        for item in items:
            if item.code in found:
                raise Invalid("The catalogue has mistakes.", fields={item.code: "this code stands twice"})
            found[item.code] = item
    return list(found.values())


def fingerprint(items: list[Item], outcomes: list[Outcome]) -> str:
    """Return a hash of the content, by which a changed catalogue becomes a new version."""
    text = json.dumps([x.model_dump(mode="json") for x in (*items, *outcomes)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def check_answers(item: Item, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Check a report's form answers; returns them in plain types. Raises Invalid naming each field."""
    wrong: dict[str, str] = {}
    clean: dict[str, Any] = {}
    for field in item.form:
        value = answers.get(field.key)
        if value in (None, ""):
            if field.required:
                wrong[f"form.{field.key}"] = "This question must be answered."
            continue
        try:
            clean[field.key] = _CONVERT[field.kind](field, value)
        except ValueError as error:
            wrong[f"form.{field.key}"] = str(error)
    for key in answers.keys() - {field.key for field in item.form}:
        wrong[f"form.{key}"] = "This item has no such question; leave it out."
    if wrong:
        raise Invalid("Some answers cannot be used.", fields=wrong)
    return clean


def _number(_: FormField, value: Any) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise ValueError("Enter a whole number.") from None


def _choice(field: FormField, value: Any) -> str:
    codes = [choice.code for choice in field.choices]
    if value not in codes:
        raise ValueError("Choose one of the answers offered.")
    return str(value)


def _yes_no(_: FormField, value: Any) -> bool:
    known = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if str(value).lower() not in known:
        raise ValueError("Answer yes or no.")
    return known[str(value).lower()]


def _date(_: FormField, value: Any) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise ValueError("Enter a date as YYYY-MM-DD.") from None


def _text(_: FormField, value: Any) -> str:
    if len(str(value)) > 500:
        raise ValueError("Shorten this to 500 characters.")
    return str(value).strip()


_CONVERT = {"text": _text, "number": _number, "choice": _choice, "yes_no": _yes_no, "date": _date}

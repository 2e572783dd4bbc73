"""The registry in the field dictionary: columns and facts, read for many subjects at once, given and confirmed by its acts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.models import Count, Max
from django.utils.timezone import localdate

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.elements import Element, ElementSource, Known, Values, Words, element_sources
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.base.yamls import read_yaml_file
from shiqiao.kernel.registry import reads, rules, sealing
from shiqiao.kernel.registry.circles import KINDS
from shiqiao.kernel.registry.fields import FieldSpec, fields_of
from shiqiao.kernel.registry.models import Fact, Household, Organisation, Person, Record
from shiqiao.kernel.registry.subjects import household_title
from shiqiao.kernel.registry.writes.common import mine
from shiqiao.kernel.registry.writes.organisations import change_organisation
from shiqiao.kernel.registry.writes.persons import change_person, confirm_person
from shiqiao.kernel.registry.writes.places import change_household
from shiqiao.kernel.registry.writes.stating import state_fact

HERE = Path(__file__).parent


@lru_cache(maxsize=1)
def _file() -> Mapping[str, Any]:
    return dict(read_yaml_file(HERE / "elements.yaml"))


def _words(given: Mapping[str, str]) -> Words:
    return Words(given["zh"], given["en"])


@lru_cache(maxsize=1)
def columns() -> Mapping[str, Element]:
    """Return the columns of records as fields of the dictionary, by code."""
    found = {}
    for one in _file()["columns"]:
        kind = one["code"].partition(".")[0]
        found[one["code"]] = Element(
            one["code"], _words(one["title"]), _words(one["meaning"]), one["class"], _words(_file()["owners"][kind]),
            _words(_file()["where"][kind]), one.get("sort", "text"),
            {code: _words(title) for code, title in one.get("values", {}).items()}, one["valid"], one.get("mask", ""),
            tuple(one.get("also", ())), one.get("asked", True),
        )  # fmt: skip
    return found


def elements(street: int) -> list[Element]:
    """Return what the registry holds of persons, households and organisations; a street's own fields with it."""
    facts = [
        _fact(kind, spec)
        for kind in KINDS
        for spec in fields_of(kind, street)
        if not spec.derived and not spec.street  # what forms have declared, they tell themselves
    ]
    return [*columns().values(), *facts]


def _fact(kind: str, spec: FieldSpec) -> Element:
    more = _file()["meanings"].get(spec.key, {})
    title = Words(spec.title.zh, spec.title.en)
    return Element(
        f"{kind}.{spec.key}", title, _words(more["meaning"]) if more else title, spec.data_class,
        _words(_file()["owners"][kind]), _words(_file()["where"][kind]), spec.kind,
        {code: Words(one.zh, one.en) for code, one in spec.values.items()}, spec.valid, "", tuple(more.get("also", ())),
    )  # fmt: skip


# ── reading ────────────────────────────────────────────────────────────────────────────────────────────────────────


def read(street: int, codes: Sequence[str], ids: Sequence[int]) -> Values:
    """Return what is known of subjects of one kind: one query for facts, one for records, one for homes. Nothing is masked."""
    kind = codes[0].partition(".")[0] if codes else ""
    if kind not in KINDS or not ids:
        return {}
    found = _columns(street, kind, [code for code in codes if code in columns()], ids)
    keys = [code.partition(".")[2] for code in codes if code not in columns()]
    rows = Fact.objects.filter(street=street, kind=kind, key__in=keys, subject__in=list(ids), ended_at=None)
    for row in rows if keys else ():
        value = sealing.value_of(row)
        ref = Ref(kind, row.subject)
        found[f"{kind}.{row.key}", row.subject] = Known(
            value, row.confirmed_at, row.source, row.valid_until, ref, row.key
        )
    return found


def _columns(street: int, kind: str, codes: Sequence[str], ids: Sequence[int]) -> dict[tuple[str, int], Known]:
    if not codes:
        return {}
    found: dict[tuple[str, int], Known] = {}
    rows: Any = KINDS[kind]._default_manager.filter(street=street).in_bulk(list(ids))
    beside = _beside(kind, codes, rows)
    for number, row in rows.items():
        for code in codes:
            value = _value(code, row, beside)
            if value:
                valid = rules.valid_until(row.confirmed_at, columns()[code].valid)
                found[code, number] = Known(value, row.confirmed_at, row.source, valid, Ref(kind, number))
    return found


def _beside(kind: str, codes: Sequence[str], rows: Mapping[int, Any]) -> Mapping[str, Any]:
    """What lies in other tables: homes, and how many live there."""
    found: dict[str, Any] = {}
    if f"{kind}.address" in codes and kind != "organisation":
        own = {row.household for row in rows.values()} if kind == "person" else set(rows)
        found["homes"] = reads.homes_of(own)
    if "household.members" in codes:
        living = Person.objects.filter(household__in=list(rows), merged_into=0, state="present").values("household")
        found["members"] = dict(living.annotate(n=Count("id")).values_list("household", "n"))
    return found


def _value(code: str, row: Any, beside: Mapping[str, Any]) -> str:
    kind, _, key = code.partition(".")
    if code == "person.age":
        born = sealing.open_person(row).born
        return str(rules.age(date.fromisoformat(born), localdate(now()))) if born else ""
    if key == "address" and kind != "organisation":
        home: Household | None = beside["homes"].get(row.household if kind == "person" else row.pk)
        return household_title(home) if home and home.dwelling_id else ""
    if code == "household.members":
        return str(beside["members"].get(row.pk, "")) or ""
    if kind == "person" and key in rules.REVEALED:
        return str(getattr(sealing.open_person(row), key))
    value = getattr(row, key)
    return "" if value in (0, None) else str(value)


def latest(street: int) -> dict[str, datetime]:
    """Tell when anything of a field was confirmed last, in a street: one query for facts, one a kind for columns."""
    facts = Fact.objects.filter(street=street, ended_at=None, kind__in=list(KINDS))
    found = {
        f"{kind}.{key}": at
        for kind, key, at in facts.values_list("kind", "key").annotate(at=Max("confirmed_at")).values_list(
            "kind", "key", "at"
        )
    }  # fmt: skip
    for kind, table in KINDS.items():
        at = table._default_manager.filter(street=street).aggregate(at=Max("confirmed_at"))["at"]
        found.update({code: at for code in columns() if at and code.startswith(f"{kind}.")})
    return found


# ── writing ────────────────────────────────────────────────────────────────────────────────────────────────────────


def give(subject: Ref, values: Mapping[str, str], source: str, by: Actor, at: datetime) -> None:
    """State values by code: columns by the act that changes the record, the others as facts. Nothing of another's ground."""
    own = {code.partition(".")[2]: value for code, value in values.items() if code in columns()}
    for code in values:
        if code in columns() and not columns()[code].asked:
            raise Invalid(fields={code: "This is reckoned, or follows a move; it is not given in a form."})
    if own:
        _change(subject, own, source, by, at)
    for code, value in values.items():
        if code not in columns():
            state_fact(subject=subject, key=code.partition(".")[2], value=value, source=source, by=by, at=at)


def _change(subject: Ref, own: dict[str, Any], source: str, by: Actor, at: datetime) -> None:
    if subject.kind == "household":
        change_household(household=subject.id, changes=own, by=by, at=at)
        return
    if subject.kind == "organisation":
        change_organisation(organisation=subject.id, changes=own, source=source, by=by, at=at)
        return
    state = own.pop("state", None)
    if "born" in own:
        own["born"] = _day(own["born"])
    if "sex" in own:
        own["sex"] = int(own["sex"]) if own["sex"] in ("1", "2") else 9
    change_person(person=subject.id, changes=own, state=state, source=source, by=by, at=at)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise Invalid(fields={"person.born": "Write the day as 1938-04-01."}) from None


def confirm(subject: Ref, codes: Sequence[str], source: str, by: Actor, at: datetime) -> None:
    """Say that what is known is still right: the record once for all its columns, and each fact; one act, one line a part."""
    if subject.kind not in KINDS:
        raise NotFound()
    row: Record = mine(by, KINDS[subject.kind], reads.resolve(subject).id)
    facts = {code.partition(".")[2] for code in codes if code not in columns()}
    if facts:
        _confirm_facts(row, facts, source, by, at)
    if len(facts) == len(set(codes)) or row.confirmed_at == at:  # changed in the same act: confirmed with it
        return
    if isinstance(row, Person):
        confirm_person(person=row.pk, source=source, by=by, at=at)
    elif isinstance(row, Organisation):
        change_organisation(organisation=row.pk, changes={}, source=source, by=by, at=at)
    else:
        change_household(household=row.pk, changes={}, by=by, at=at)


def _confirm_facts(row: Record, keys: set[str], source: str, by: Actor, at: datetime) -> None:
    """Let facts of a subject be fresh again, each by the value it has: `state_fact` judges who may."""
    for fact in Fact.objects.filter(kind=row.KIND, subject=row.pk, key__in=keys, ended_at=None).order_by("pk"):
        state_fact(
            subject=Ref(row.KIND, row.pk), key=fact.key, value=sealing.value_of(fact), source=source, by=by, at=at
        )


def fill() -> None:
    """Put the registry into the dictionary."""
    element_sources.fill("registry", ElementSource("registry", elements, read, give, confirm, latest, order=10))

"""Circles (对象范围): which persons, households or firms of a street something is about, by plain conditions."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from shiqiao.base.errors import Invalid
from shiqiao.kernel.registry import rules, sealing
from shiqiao.kernel.registry.fields import FINDABLE, field_of
from shiqiao.kernel.registry.models import Fact, Household, Organisation, Person, Record

KINDS: dict[str, type[Record]] = {kind.KIND: kind for kind in (Person, Household, Organisation)}
STANDING: dict[str, Q] = {  # who counts at all: whoever lives here, what has not ended
    "person": Q(merged_into=0, state__in=("present", "away")),
    "household": Q(ended=None),
    "organisation": Q(merged_into=0, state__in=("operating", "suspended")),
}
CODES: dict[str, Collection[str]] = {
    "person.state": rules.PERSON_STATES[:2], "person.sex": ("1", "2"), "household.kind": rules.HOUSEHOLD_KINDS,
    "organisation.kind": rules.ORGANISATION_KINDS, "organisation.state": rules.ORGANISATION_STATES[:2],
}  # fmt: skip


class Test(NamedTuple):
    """A plain condition on a field of the dictionary: `person.lives_alone = yes`, `person.age >= 80`."""

    code: str
    op: str
    value: str


class Spot(NamedTuple):
    """A subject and where it lies (0: unknown)."""

    id: int
    community: int
    grid: int


def read_test(text: str, kind: str) -> Test:
    """Read a condition and check that it can be asked of a kind of subject; raises Invalid under `where`."""
    op = next((one for one in (">=", "<=", "=") if one in text), "")
    code, _, value = (part.strip() for part in text.partition(op)) if op else (text, "", "")
    if not op or code.partition(".")[0] != kind:
        raise _wrong(text)
    _condition(Test(code, op, value), date(2018, 1, 1))
    return Test(code, op, value)


def within(
    street: int, kind: str, tests: Sequence[Test], *, on: date, communities: Collection[int] = (), after: int = 0,
    among: Collection[int] | None = None, seen: Q | None = None, limit: int = 500,
) -> list[Spot]:  # fmt: skip
    """Return the subjects of a circle with where they lie, by rising number, at most `limit` after one; in one query.

    `among` narrows to some subjects: which of them belong to it. `seen` is the condition of who looks, where somebody does.
    """
    rows = KINDS[kind]._default_manager.filter(STANDING[kind], street=street, pk__gt=after)
    if communities:
        rows = rows.filter(community__in=communities)
    if among is not None:
        rows = rows.filter(pk__in=among)
    if seen is not None:
        rows = rows.filter(seen)
    for test in tests:
        rows = rows.filter(_condition(test, on))
    return [Spot(*one) for one in rows.order_by("pk").values_list("pk", "community", "grid")[:limit]]


def _wrong(text: str) -> Invalid:
    return Invalid(fields={"where": "“{where_given}” is no condition that can be asked here."}, where_given=text[:60])


def _condition(test: Test, on: date) -> Q:
    kind, _, key = test.code.partition(".")
    if test.code == "person.age":
        return _age(test, on)
    if test.op != "=":
        raise _wrong(f"{test.code}{test.op}{test.value}")
    if test.code in CODES:
        if test.value not in CODES[test.code]:
            raise _wrong(f"{test.code}={test.value}")
        return Q(**{key: test.value})
    spec = field_of(key, kind)
    if spec.kind not in FINDABLE or spec.derived:
        raise _wrong(test.code)
    blind = sealing.value_blind(key, spec.read(test.value))
    return Q(pk__in=Fact.objects.filter(kind=kind, key=key, blind=blind, ended_at=None).values("subject"))


def _age(test: Test, on: date) -> Q:
    """By the year of birth, which is readable: whoever reaches the age in this year belongs to it."""
    if not (test.value.isdigit() and len(test.value) <= 3):
        raise _wrong(f"{test.code}{test.op}{test.value}")
    year = on.year - int(test.value)
    found: dict[str, Callable[[], Q]] = {
        ">=": lambda: Q(birth_year__lte=year), "<=": lambda: Q(birth_year__gte=year), "=": lambda: Q(birth_year=year),
    }  # fmt: skip
    return found[test.op]() & Q(birth_year__gt=0)

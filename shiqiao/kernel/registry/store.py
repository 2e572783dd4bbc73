"""One act on the registry: what it changes goes into rows and, as the same values, into the records' journal lines.

`Writing` collects the rows of an act and sends them in few statements; an import collects thousands. A line says under
`set` which covered columns changed, under `parts` the columns of memberships, contacts and facts that hang on the
record, and under `bound` the commitments to what is personal. `proof` folds these lines back.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, connection, models, transaction

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.time import now
from shiqiao.kernel.journal.actions import INSERT, values
from shiqiao.kernel.journal.rules import GENESIS, Line, canonical, chain, stamp
from shiqiao.kernel.registry.errors import CONSTRAINTS
from shiqiao.kernel.registry.hooks import tell_after
from shiqiao.kernel.registry.models import (
    IDS,
    Building,
    Contact,
    Dwelling,
    Fact,
    Household,
    Membership,
    Organisation,
    Person,
    Record,
)  # fmt: skip
from shiqiao.kernel.registry.sealing import commitment_of, commitment_of_fact

RECORDS: dict[str, type[Record]] = {kind.KIND: kind for kind in (Building, Dwelling, Household, Person, Organisation)}
Part = Membership | Contact | Fact
PARTS: dict[str, type[models.Model]] = {"membership": Membership, "contact": Contact, "fact": Fact}
# Columns that the journal covers: state, references, days. What is personal is bound; what is derived is reckoned.
COVERED: dict[str, tuple[str, ...]] = {
    "building": ("grid", "name", "kind", "address", "floors", "source", "confirmed_at"),
    "dwelling": ("building_id", "unit", "room", "floor", "use", "area", "source", "confirmed_at"),
    "household": ("grid", "dwelling_id", "kind", "number", "began", "ended", "source", "confirmed_at"),
    "person": ("grid", "household", "state", "source", "confirmed_at", "merged_into"),
    "organisation": (
        "grid", "kind", "industry", "state", "dwelling", "building", "source", "confirmed_at", "merged_into",
    ),
    "membership": ("person_id", "household_id", "role", "kind", "during"),
    "contact": ("organisation_id", "person_id", "role", "during"),
    "fact": ("kind", "subject", "key", "source", "stated_at", "confirmed_at", "valid_until", "ended_at"),
}  # fmt: skip
BATCH = 250  # rows of one statement: longer ones cost more to read than they save


def new_id() -> int:
    """Return the next number; all kinds of records and their parts share one sequence."""
    return IDS.take()


def plain(value: Any) -> Any:
    """Return a column's value as the journal holds it: no floating point, moments in one form, days as ISO dates."""
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if hasattr(value, "lower") and hasattr(value, "upper") and not isinstance(value, str):
        return [plain(value.lower), plain(value.upper)]
    return value


def kind_of(row: models.Model) -> str:
    """Return the name of a record or part in `COVERED`."""
    return type(row).__name__.lower()


def covered(row: models.Model) -> dict[str, Any]:
    """Return a row's covered columns as the journal holds them. Where a place is followed, its own grid is not told."""
    found = {name: plain(getattr(row, name)) for name in COVERED.get(kind_of(row), ())}
    if "grid" in found and follows(row):
        del found["grid"]
    return found


def follows(row: models.Model) -> bool:
    """Tell whether a record's grid is that of what it lies in, rather than its own."""
    if isinstance(row, Person):
        return bool(row.household)
    if isinstance(row, Organisation):
        return bool(row.dwelling or row.building)
    return isinstance(row, Household) and row.dwelling_id is not None


class Writing:
    """The rows and lines of one act (or of a stretch of an import), decided first and sent at the end."""

    def __init__(self, *, by: Actor, at: datetime) -> None:
        self.by, self.at, self.recorded = by, at, now()
        self._before: dict[int, tuple[models.Model, dict[str, Any], str]] = {}
        self._columns: dict[int, dict[str, Any]] = {}
        self._added: dict[type[models.Model], list[models.Model]] = {}
        self._touched: list[models.Model] = []
        self._told: list[Record] = []
        self._lines: list[Line] = []

    def add(self, row: models.Model) -> None:
        """Have a new row inserted; a record or fact gets its salt here."""
        if isinstance(row, Record | Fact):
            row.salt = crypto.new_salt()
        self._added.setdefault(type(row), []).append(row)
        self._before[id(row)] = (row, {}, "")

    def touch(self, row: models.Model) -> None:
        """Remember a row as it is, before anything of it is changed; once is enough."""
        if id(row) in self._before:
            return
        self._before[id(row)] = (row, covered(row), commitment_of(row) if isinstance(row, Record) else "")
        self._columns[id(row)] = _columns(row)
        self._touched.append(row)

    def tell(self, code: str, row: Record, *parts: models.Model, **also: Any) -> Line:
        """Write the next line of a record; all its changes and those of its parts must have been made."""
        data: dict[str, Any] = {**also, **self._changes(row)}
        if parts:
            data["parts"] = {f"{kind_of(part)}:{part.pk}": covered(part) for part in parts}
            facts = {f"fact:{part.pk}": commitment_of_fact(part) for part in parts if isinstance(part, Fact)}
            if facts:
                data.setdefault("bound", {}).update(facts)
        line = chain(
            prev=bytes(row.head) or GENESIS, seq=row.seq + 1, street=row.street, subject=Ref(row.KIND, row.pk), code=code,
            happened_at=self.at, recorded_at=self.recorded, actor=self.by.code, data=data,
        )  # fmt: skip
        row.seq, row.head = line.seq, line.hash
        self._lines.append(line)
        self._told.append(row)
        return line

    def _changes(self, row: Record) -> dict[str, Any]:
        _, before, bound_before = self._before[id(row)]
        after, bound = covered(row), commitment_of(row)
        changed = {name: value for name, value in after.items() if name not in before or before[name] != value}
        found: dict[str, Any] = {"set": changed} if changed else {}
        if bound != bound_before:
            found["bound"] = {"self": bound}
        # What was told is the state from now on: a second line of the same act tells only what came after.
        self._before[id(row)] = (row, after, bound)
        return found

    def changed(self, row: models.Model) -> bool:
        """Tell whether a touched row differs from what it was, or a new one from what was told of it."""
        if id(row) in self._columns:
            return _columns(row) != self._columns[id(row)]
        return covered(row) != self._before[id(row)][1]

    @transaction.atomic
    def send(self) -> None:
        """Write everything; a rule that the database keeps comes back as an error that names field and remedy."""
        with refusing():
            for kind in (*RECORDS.values(), *PARTS.values()):
                if kind is Membership:  # what ends makes room for what begins
                    self._update()
                if rows := self._added.pop(kind, None):
                    kind._default_manager.bulk_create(rows, batch_size=BATCH)
            self._update()
            for rest, rows in self._added.items():
                rest._default_manager.bulk_create(rows, batch_size=BATCH)
        with connection.cursor() as cursor:
            cursor.executemany(INSERT, [values(line) for line in self._lines])
        told, self._told = self._told, []
        self._lines, self._added = [], {}
        tell_after([(row.street, Ref(row.KIND, row.pk)) for row in told], by=self.by, at=self.at)

    def _update(self) -> None:
        for row in self._touched:
            before, after = self._columns[id(row)], _columns(row)
            if names := [name for name, value in after.items() if before[name] != value]:
                row.save(update_fields=names)
        self._touched = []


def _columns(row: models.Model) -> dict[str, Any]:
    found = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in found.items()}


class refusing:
    """Turn a refusal of the database into one of the registry's errors."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, IntegrityError):
            for name, (refusal, field, remedy) in CONSTRAINTS.items():
                if name in str(error):
                    raise refusal(fields={field: remedy}) from error


def lock(kind: type[Any], *ids: int) -> dict[int, Any]:
    """Return records by id, locked until the end of the transaction, in the order of ids so that two acts never cross."""
    return {row.pk: row for row in kind.objects.select_for_update().filter(pk__in=ids).order_by("pk")}


def fold(lines: Iterable[Line]) -> tuple[dict[str, Any], dict[str, dict[str, Any]], dict[str, str]]:
    """Return what lines say in the end: the record's covered columns, those of its parts, and the commitments."""
    columns: dict[str, Any] = {}
    parts: dict[str, dict[str, Any]] = {}
    bound: dict[str, str] = {}
    for line in lines:
        columns.update(line.data.get("set", {}))
        told: Mapping[str, Mapping[str, Any]] = line.data.get("parts", {})
        for name, part in told.items():
            parts[name] = dict(part)
        bound.update(line.data.get("bound", {}))
    return columns, parts, bound


def digest_of(before: Mapping[str, Any]) -> str:
    """Return the mark of a merge's notes that stands in its line: codes, days and numbers, nothing of persons."""
    return hashlib.sha256(canonical(before).encode()).hexdigest()

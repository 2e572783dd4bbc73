"""Merging two records of the same one, and parting them when it was a mistake: exactly, because all is written down.

The winner stays. What hangs on the loser (facts, memberships, contacts) is moved to it, except where the winner's own stands
in the way; columns that the winner lacks are copied. `Merge.before` keeps every column as it was. The loser's row stays and
leads to the winner. Parting puts back what was moved and takes out what was copied, as far as it is still so.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import models, transaction

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.kernel.registry import reads, rules, sealing
from shiqiao.kernel.registry.errors import CannotMerge
from shiqiao.kernel.registry.models import Contact, Fact, Membership, Merge, Organisation, Pair, Person, Record
from shiqiao.kernel.registry.store import Writing, digest_of, kind_of, lock, new_id, plain
from shiqiao.kernel.registry.writes.common import may_write
from shiqiao.kernel.registry.writes.persons import given_of

OWNER = {"person": {"membership": "person_id", "contact": "person_id"}, "organisation": {"contact": "organisation_id"}}
PLACE = {"person": ("household",), "organisation": ("dwelling", "building")}


def merge_persons(*, winner: int, loser: int, by: Actor, at: datetime) -> Merge:
    """Merge two persons. Raises NotFound, NotForYourPost, CannotMerge for two different identity numbers."""
    return _merge(Person, winner, loser, by, at)


def merge_organisations(*, winner: int, loser: int, by: Actor, at: datetime) -> Merge:
    """Merge two organisations. Raises NotFound, NotForYourPost, CannotMerge for two different credit codes."""
    return _merge(Organisation, winner, loser, by, at)


def part_persons(*, merge: int, by: Actor, at: datetime) -> Merge:
    """Part two persons that were merged by mistake; each gets back what it had, and they are not suggested again."""
    return _part(Person, merge, by, at)


def part_organisations(*, merge: int, by: Actor, at: datetime) -> Merge:
    """Part two organisations that were merged by mistake."""
    return _part(Organisation, merge, by, at)


# ── merge ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def _merge(kind: type[Any], winner: int, loser: int, by: Actor, at: datetime) -> Merge:
    keeps, goes = _both(kind, winner, loser, by)
    if goes.merged_into or keeps.merged_into or winner == loser or keeps.street != goes.street:
        raise CannotMerge()
    _differ(keeps, goes)
    act = _Merging(keeps, goes, Writing(by=by, at=at))
    act.copy()
    act.move_parts()
    act.settle()
    row = Merge(
        id=new_id(), street=keeps.street, kind=keeps.KIND, winner=winner, loser=loser, before=act.before, copied=act.copied,
        made_by=by.code, made_at=at,
    )  # fmt: skip
    act.work.add(row)
    act.tell(row.pk)
    act.work.send()
    _judge(keeps, goes, "merged", by, at)
    return row


def _both(kind: type[Any], one: int, other: int, by: Actor) -> tuple[Any, Any]:
    rows = lock(kind, one, other)
    for number in (one, other):
        if number not in rows or not reads.may_see(by, rows[number]):
            raise NotFound()
        may_write(by, rows[number].street, reads.place_of(rows[number]), rules.MERGES)
    return rows[one], rows[other]


def _differ(keeps: Any, goes: Any) -> None:
    """Refuse what can never be the same: two different numbers."""
    if isinstance(keeps, Person):
        one, other = keeps.identity_blind, goes.identity_blind
        if one is not None and other is not None and bytes(one) != bytes(other):
            raise CannotMerge(fields={"identity": "They have two different identity numbers. Correct one first."})
    elif keeps.code and goes.code and keeps.code != goes.code:
        raise CannotMerge(fields={"code": "They have two different credit codes. Correct one first."})


class _Merging:
    """A merge under way: every change of a column is preceded by a note of how it was."""

    def __init__(self, keeps: Any, goes: Any, work: Writing) -> None:
        self.keeps, self.goes, self.work = keeps, goes, work
        self.kind: str = keeps.KIND
        self.before: dict[str, dict[str, dict[str, Any]]] = {}
        self.copied: list[str] = []
        self.parts: list[models.Model] = []
        self._set(goes, merged_into=keeps.pk)  # first of all, so that its number is free for the winner

    def _set(self, row: Any, **columns: Any) -> None:
        self.work.touch(row)
        noted = self.before.setdefault(kind_of(row), {}).setdefault(str(row.pk), {})
        for name, value in columns.items():
            noted.setdefault(name, plain(getattr(row, name)))
            setattr(row, name, value)

    def copy(self) -> None:
        """Copy what the winner lacks; of personal columns only the names are noted."""
        self.work.touch(self.keeps)
        if isinstance(self.keeps, Person):
            has, other = given_of(self.keeps), given_of(self.goes)
            self.copied = [name for name in SETTERS if not getattr(has, name) and getattr(other, name)]
            for name in self.copied:
                SETTERS[name](self.keeps, getattr(other, name))
            return
        for name in ("code", "industry", "address"):
            if not getattr(self.keeps, name) and getattr(self.goes, name):
                self.copied.append(name)
                setattr(self.keeps, name, getattr(self.goes, name))

    def move_parts(self) -> None:
        """Move what hangs on the loser, unless the winner's own stands in the way."""
        if isinstance(self.keeps, Person):
            mine = list(Membership.objects.filter(person=self.keeps))
            for row in Membership.objects.filter(person=self.goes).select_related("household").order_by("pk"):
                if not any(row.kind == own.kind and _overlap(row.during, own.during) for own in mine):
                    self._move(row, person_id=self.keeps.pk)
        owner = OWNER[self.kind]["contact"]
        own = list(Contact.objects.filter(**{owner: self.keeps.pk}))
        for contact in Contact.objects.filter(**{owner: self.goes.pk}).order_by("pk"):
            if not any(_same_role(contact, one, owner) for one in own):
                self._move(contact, **{owner: self.keeps.pk})
        self._move_facts()

    def _move(self, row: models.Model, **columns: Any) -> None:
        self._set(row, **columns)
        self.parts.append(row)

    def _move_facts(self) -> None:
        facts = Fact.objects.filter(kind=self.kind)
        current = {fact.key: fact for fact in facts.filter(subject=self.keeps.pk, ended_at=None)}
        moving = list(facts.filter(subject=self.goes.pk).order_by("pk"))
        for fact in moving:
            other = current.get(fact.key) if fact.ended_at is None else None
            if other is not None and other.confirmed_at < fact.confirmed_at:
                self._move(other, ended_at=self.work.at)
                other = None
            ended = fact.ended_at if other is None else self.work.at
            self._move(fact, subject=self.keeps.pk, ended_at=ended)

    def settle(self) -> None:
        """Let the winner, if it lies nowhere, lie where the loser does, and its facts with it."""
        moved_home = isinstance(self.keeps, Person) and any(
            isinstance(row, Membership) and row.kind == "lives" and row.during.upper is None for row in self.parts
        )
        if isinstance(self.keeps, Person):
            lies_nowhere = not self.keeps.household and moved_home
        else:
            lies_nowhere = not (self.keeps.dwelling or self.keeps.building or self.keeps.grid)
        if lies_nowhere:
            names = (*PLACE[self.kind], "community", "grid")
            self._set(self.keeps, **{name: getattr(self.goes, name) for name in names})
        place_facts(self.keeps, (row for row in self.parts if isinstance(row, Fact)))

    def tell(self, merge: int) -> None:
        """Tell it in the chains of both, and in those of organisations whose contacts moved."""
        told = [row for row in self.parts if not isinstance(row, Contact) or self.kind == "organisation"]
        self.work.tell("registry.merged", self.goes, *told, into=self.keeps.pk, merge=merge)
        self.work.tell(
            "registry.absorbed",
            self.keeps,
            *told,
            of=self.goes.pk,
            merge=merge,
            copied=self.copied,
            noted=digest_of(self.before),
        )
        tell_contacts(
            self.work, [row for row in self.parts if isinstance(row, Contact)] if self.kind == "person" else []
        )


def _set_sex(row: Person, sex: int) -> None:
    row.sex = sex


def _set_born(row: Person, born: Any) -> None:
    sealing.set_born(row, born.isoformat() if born else "")


SETTERS: dict[str, Callable[[Person, Any], None]] = {
    "identity": sealing.set_identity, "phone": sealing.set_phone, "born": _set_born, "sex": _set_sex,
}  # fmt: skip


def place_facts(row: Record, facts: Iterable[Fact]) -> None:
    """Let facts lie where their subject lies; derived columns that no line tells."""
    for fact in facts:
        if fact.subject == row.pk:
            fact.community, fact.grid = row.community, row.grid


def tell_contacts(work: Writing, contacts: list[Contact]) -> None:
    """Write into the chains of organisations that their contact is another record now."""
    firms = lock(Organisation, *{int(row.organisation_id) for row in contacts})
    for number, firm in firms.items():
        work.touch(firm)
        work.tell("registry.contact_moved", firm, *(row for row in contacts if row.organisation_id == number))


def _overlap(one: Any, other: Any) -> bool:
    return (one.upper is None or other.lower < one.upper) and (other.upper is None or one.lower < other.upper)


def _same_role(one: Contact, other: Contact, owner: str) -> bool:
    same = "organisation_id" if owner == "person_id" else "person_id"
    return getattr(one, same) == getattr(other, same) and one.role == other.role and _overlap(one.during, other.during)


# ── part ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def _part(kind: type[Any], number: int, by: Actor, at: datetime) -> Merge:
    row = lock(Merge, number).get(number)
    if row is None or row.kind != kind.KIND or row.parted_at is not None:
        raise NotFound()
    keeps, goes = _both(kind, row.winner, row.loser, by)
    if keeps.merged_into:
        raise CannotMerge("It was merged into a third one since. Part that merge first.")
    work = Writing(by=by, at=at)
    act = _Parting(row, keeps, goes, work)
    act.take_out()
    act.put_back()
    work.touch(goes)
    goes.merged_into = 0
    act.settle()
    work.touch(row)
    row.parted_at = at
    act.tell()
    work.send()
    _judge(keeps, goes, "distinct", by, at)
    done: Merge = row
    return done


class _Parting:
    """A parting under way."""

    def __init__(self, row: Merge, keeps: Any, goes: Any, work: Writing) -> None:
        self.row, self.keeps, self.goes, self.work, self.kind = row, keeps, goes, work, keeps.KIND
        self.parts: list[models.Model] = []
        work.touch(keeps)  # first: its copied number must be free before the loser takes it back

    def take_out(self) -> None:
        """Take out what was copied, as long as it is still what the loser has."""
        if isinstance(self.keeps, Person):
            has, other = given_of(self.keeps), given_of(self.goes)
            for name in self.row.copied:
                if getattr(has, name) == getattr(other, name):
                    SETTERS[name](self.keeps, 0 if name == "sex" else "" if name != "born" else None)
            return
        for name in self.row.copied:
            if getattr(self.keeps, name) == getattr(self.goes, name):
                setattr(self.keeps, name, "")

    def put_back(self) -> None:
        """Put every part back to how it was, facts of the winner only where no newer one has taken their place."""
        if isinstance(self.keeps, Person):
            self._restore(Membership, "membership")
        self._restore(Contact, "contact")
        noted = self.row.before.get("fact", {})
        moved = self._restore(Fact, "fact", only=lambda fact: noted[str(fact.pk)].get("subject") == self.goes.pk)
        gone = {fact.pk for fact in moved}
        current = Fact.objects.filter(kind=self.kind, subject=self.keeps.pk, ended_at=None).exclude(pk__in=gone)
        taken = set(current.values_list("key", flat=True))
        self._restore(Fact, "fact", only=lambda fact: fact.pk not in gone and fact.key not in taken)

    def _restore(self, kind: type[Any], name: str, only: Callable[[Any], bool] = lambda row: True) -> list[Any]:
        noted = self.row.before.get(name, {})
        rows = [row for row in kind.objects.filter(pk__in=[int(pk) for pk in noted]).order_by("pk") if only(row)]
        for row in rows:
            self.work.touch(row)
            for column, value in noted[str(row.pk)].items():
                setattr(row, column, _read(row, column, value))
            self.parts.append(row)
        return rows

    def settle(self) -> None:
        """Let both lie where they belong now; the winner, where the merge had given it a place, as it was before."""
        noted = self.row.before.get(self.kind, {}).get(str(self.keeps.pk))
        if noted and all(getattr(self.keeps, name) == getattr(self.goes, name) for name in PLACE[self.kind]):
            for name, value in noted.items():
                setattr(self.keeps, name, value)
        if isinstance(self.goes, Person) and self._home_has_ended():
            self.goes.household = 0
        for row in (self.keeps, self.goes):
            place_facts(row, (part for part in self.parts if isinstance(part, Fact)))

    def _home_has_ended(self) -> bool:
        """Tell whether the loser's home, moved to the winner, was left while they were one."""
        back = [row for row in self.parts if isinstance(row, Membership) and row.household_id == self.goes.household]
        return bool(self.goes.household and back) and all(row.during.upper is not None for row in back)

    def tell(self) -> None:
        """Tell it in the chains of both, and in those of organisations whose contacts went back."""
        told = [row for row in self.parts if not isinstance(row, Contact) or self.kind == "organisation"]
        self.work.tell("registry.released", self.keeps, *told, merge=self.row.pk, of=self.goes.pk)
        self.work.tell("registry.parted", self.goes, *told, merge=self.row.pk, into=self.keeps.pk)
        contacts = [row for row in self.parts if isinstance(row, Contact)]
        tell_contacts(self.work, contacts if self.kind == "person" else [])


def _read(row: models.Model, column: str, value: Any) -> Any:
    """Read a noted value back; a moment was noted as text."""
    if column.endswith("_at") and value is not None:
        return datetime.fromisoformat(value)
    return value


# ── judging pairs ──────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def not_a_duplicate(*, kind: str, one: int, other: int, by: Actor, at: datetime) -> Pair:
    """Remember that two are not the same: they are never suggested again."""
    if kind not in OWNER or one == other:
        raise NotFound()
    first, second = _both(reads.KINDS[kind], one, other, by)
    row = _judge(first, second, "distinct", by, at)
    work = Writing(by=by, at=at)
    for this, that in ((first, second), (second, first)):
        work.touch(this)
        work.tell("registry.judged_distinct", this, of=that.pk)
    work.send()
    return row


def _judge(one: Record, other: Record, state: str, by: Actor, at: datetime) -> Pair:
    first, second = sorted((one.pk, other.pk))
    values = {"state": state, "decided_by": by.code, "decided_at": at}
    row, _ = Pair.objects.update_or_create(
        kind=one.KIND, first=first, second=second, defaults=values,
        create_defaults={**values, "id": new_id(), "street": one.street, "score": 0, "reasons": []},
    )  # fmt: skip
    return row

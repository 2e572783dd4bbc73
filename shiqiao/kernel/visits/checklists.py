"""A kind of visit with its checklist, as data: read from YAML, checked, asked. Pure.

A visit keeps the version it began with, as a matter keeps its flow.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from shiqiao.base.errors import Invalid, fill
from shiqiao.base.mistakes import places
from shiqiao.kernel.catalogue.rules import Choice, Item
from shiqiao.kernel.flows.rules import Title
from shiqiao.kernel.people.rules import ROLE_REACH
from shiqiao.kernel.visits.cycles import Cycle

SubjectCode = Literal["organisation", "dwelling", "person", "household", "building", "place"]
# 四入: into firms, Party members' homes, homes of workers in hardship, homes of job seekers and founders.
ENTRIES = ("firms", "party_members", "hardship_workers", "work_seekers")
EntryCode = Literal["", "firms", "party_members", "hardship_workers", "work_seekers"]
PERSONAL = frozenset({"person", "household"})
MOST_QUESTIONS = 40


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CycleEntry(_Strict):
    """How often: see `cycles.Cycle`."""

    every: int
    unit: Literal["week", "month"]
    opens: int = 0
    closes: int = 0

    def cycle(self) -> Cycle:
        """Return the cycle as the value that is reckoned with."""
        return Cycle(self.every, self.unit, self.opens, self.closes)


class Who(_Strict):
    """Who goes: whoever answers for the grid on the line; with `role` the first post that holds it for place and line."""

    line: str
    role: str = ""


class Recheck(_Strict):
    """Within how many days what was found is looked at again, and by which role; never by who made the visit."""

    days: int = Field(default=7, ge=1, le=90)
    role: str = "checker"


class Bad(_Strict):
    """Which answers are a finding, what item of the catalogue it is then, and how grave."""

    when: bool | tuple[str, ...] = ()
    below: int | None = None
    above: int | None = None
    item: str
    severity: Literal["ordinary", "serious"] = "ordinary"


class Question(_Strict):
    """One question of the checklist."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]{0,29}$")
    title: Title
    kind: Literal["yes_no", "choice", "number", "text", "photo"]
    required: bool = True
    choices: tuple[Choice, ...] = ()
    finding: Bad | None = None
    fact: str = ""  # field of the registry that the answer confirms or changes


class Circling(_Strict):
    """Who belongs to the circle of a kind: organisations of some kinds, or of whom the registry knows a fact."""

    of: Literal["organisation", "person", "household"]
    kinds: tuple[str, ...] = ()
    fact: str = ""
    value: str = "yes"


class KindTable(_Strict):
    """The file: a kind of visit."""

    visit_kind: str = Field(pattern=r"^[a-z][a-z_]{0,29}$")
    title: Title
    subjects: tuple[SubjectCode, ...] = Field(min_length=1)
    source: str = ""
    personal: bool = False
    cycle: CycleEntry
    who: Who
    unit: str = ""
    attempts: int = Field(default=3, ge=1, le=9)
    recheck: Recheck = Recheck()
    entry: EntryCode = ""
    circle: tuple[Circling, ...] = ()
    urgent: bool = False  # goes out whatever has been knocked at the door this month
    questions: tuple[Question, ...] = Field(min_length=1, max_length=MOST_QUESTIONS)

    @field_validator("cycle")
    @classmethod
    def _cycle_holds(cls, entry: CycleEntry) -> CycleEntry:
        try:
            entry.cycle()
        except Invalid as error:  # said again as what pydantic puts at its place in the file
            raise ValueError(fill(error.fields["cycle"], error.params)) from None
        return entry


@dataclass(frozen=True, slots=True)
class Found:
    """A bad answer: the question, the catalogue item it becomes, and how grave it is."""

    question: str
    item: str
    severity: str


@dataclass(frozen=True)
class VisitKind:
    """A checked kind of visit of one version."""

    table: KindTable
    version: int = 0

    @property
    def code(self) -> str:
        return self.table.visit_kind

    @property
    def personal(self) -> bool:
        """Tell whether the subjects are persons, whose name and address are masked for those who do not go there."""
        return self.table.personal or bool(PERSONAL.intersection(self.table.subjects))

    def question(self, key: str) -> Question:
        """Return a question by its key; raises KeyError."""
        return {one.key: one for one in self.table.questions}[key]

    @property
    def keys(self) -> list[str]:
        """Return the keys of all questions in their order."""
        return [one.key for one in self.table.questions]

    def findings(self, answers: Mapping[str, Any]) -> list[Found]:
        """Return the answers that are bad, in the order of the questions."""
        return [
            Found(one.key, one.finding.item, one.finding.severity)
            for one in self.table.questions
            if one.finding and one.key in answers and _is_bad(one.finding, answers[one.key])
        ]


def _is_bad(bad: Bad, answer: Any) -> bool:
    if isinstance(answer, bool):
        return answer is bad.when
    if isinstance(answer, int):
        return (bad.below is not None and answer < bad.below) or (bad.above is not None and answer > bad.above)
    return isinstance(bad.when, tuple) and answer in bad.when


# ── reading and checking the file ──────────────────────────────────────────────────────────────────────────────────


def parse(raw: object) -> KindTable:
    """Read a loaded YAML table and check it by itself; raises Invalid naming every wrong place."""
    try:
        table = KindTable.model_validate(raw)
    except ValidationError as error:
        raise Invalid("The checklist file has mistakes.", fields=places(error)) from error
    if problems := dict(check(table)):
        raise Invalid("The checklist “{kind}” is not sound.", kind=table.visit_kind, fields=problems)
    return table


def check(table: KindTable) -> Iterator[tuple[str, str]]:
    """Find what a checklist must not have: keys twice, choices that are missing, answers that cannot be given."""
    keys = [one.key for one in table.questions]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"questions.{key}", "stands twice"
    for role in {table.who.role, table.recheck.role} - {""} - ROLE_REACH.keys():
        yield "who.role" if role == table.who.role else "recheck.role", f"there is no role {role}"
    for one in table.questions:
        if why := _wrong_question(one):
            yield f"questions.{one.key}", why
    yield from _wrong_circle(table)


def _wrong_circle(table: KindTable) -> Iterator[tuple[str, str]]:
    if table.entry and not table.circle:
        yield "circle", "an entry says who belongs to its circle"
    if len({member.of for member in table.circle}) > 1:
        yield "circle", "all of a circle are persons, or households, or organisations"
    for number, member in enumerate(table.circle):
        if member.of not in table.subjects:
            yield f"circle.{number}.of", "this kind of visit does not go there; name it under subjects"
        if bool(member.kinds) == bool(member.fact) or (member.kinds and member.of != "organisation"):
            yield f"circle.{number}", "name a fact, or kinds of organisations"


def _wrong_question(one: Question) -> str:
    codes, bad = {choice.code for choice in one.choices}, one.finding
    if bool(codes) != (one.kind == "choice"):
        return "a choice needs choices, and only a choice has them"
    if bad is None:
        return ""
    fits = {
        "yes_no": isinstance(bad.when, bool),
        "choice": isinstance(bad.when, tuple) and bool(bad.when) and codes.issuperset(bad.when),
        "number": bad.when == () and (bad.below, bad.above) != (None, None),
    }.get(one.kind, False)
    return "" if fits else f"the finding names no answer that a question of the kind {one.kind} can have"


def unknown(table: KindTable, items: Mapping[str, Item], lines: Collection[str]) -> dict[str, str]:
    """Return what a checklist names that the street has not got; without its unit the visitor's own answers for it."""
    wrong = {}
    if table.who.line not in lines:
        wrong["who.line"] = f"there is no line {table.who.line}"
    for one in table.questions:
        if one.finding is None:
            continue
        item = items.get(one.finding.item)
        if item is None:
            wrong[f"questions.{one.key}.finding.item"] = f"there is no item {one.finding.item} in the catalogue"
        elif any(question.required for question in item.form):
            wrong[f"questions.{one.key}.finding.item"] = f"the item {item.code} asks questions of its own"
    return wrong


def fingerprint(table: KindTable) -> str:
    """Return a hash of the content, by which a changed file becomes a new version."""
    text = json.dumps(_written(table), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _written(table: KindTable) -> dict[str, Any]:
    """Return the content; what came later and is not used leaves the hash of older files as it was."""
    plain = table.model_dump(mode="json")
    for name in ("entry", "circle", "urgent"):
        if not plain[name]:
            del plain[name]
    for question in plain["questions"]:
        if not question["fact"]:
            del question["fact"]
    return plain


def unknown_facts(table: KindTable, fields: Mapping[str, Any]) -> dict[str, str]:
    """Return what a checklist names that the field dictionary has not got, or has otherwise."""
    wrong = {}
    for number, member in enumerate(table.circle):
        if member.fact and not _findable(fields.get(member.fact), member):
            wrong[f"circle.{number}.fact"] = f"the registry cannot list a {member.of} by {member.fact} = {member.value}"
    for one in table.questions:
        if one.fact and not _states(fields.get(one.fact), one):
            wrong[f"questions.{one.key}.fact"] = (
                f"the registry has no fact {one.fact} with the answers of this question"
            )
    return wrong


def _findable(spec: Any, member: Circling) -> bool:
    values = {"yes_no": {"yes", "no"}, "choice": set(getattr(spec, "values", None) or ())}.get(
        getattr(spec, "kind", "")
    )
    return values is not None and member.of in spec.of and member.value in values and not spec.derived


def _states(spec: Any, one: Question) -> bool:
    if spec is None or spec.derived or spec.kind != one.kind:
        return False
    return one.kind != "choice" or set(spec.values or ()) >= {choice.code for choice in one.choices}

"""The street's file of employment as people write it: read, and checked by itself. Pure."""

import hashlib
import json
from collections.abc import Iterator
from typing import Literal

from pydantic import Field, ValidationError, model_validator

from shiqiao.base.errors import Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.sentences import Sentence
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.clocks.rules import Term
from shiqiao.kernel.flows.rules import Title
from shiqiao.scenes.employment.fourtypes import FourType
from shiqiao.scenes.employment.rules import JOB_KINDS, JOB_PROOFS, PROOFS, STATES, Ages, Entitling, of_working_age
from shiqiao.scenes.employment.strict import CODE, Strict

MISTAKES = "The file of employment has mistakes."
Scope = Literal["person", "household"]


class Terms(Strict):
    """How long a follow-up of each delivery that was accepted may take, one that was only offered, an appeal, an answer."""

    offered: str = "10wd"
    policy: str = "3wd"
    post: str = "5wd"
    start_up: str = "10wd"
    training: str = "10wd"
    aid: str = "5wd"
    appeal: str = "15wd"
    application: str = "10wd"  # within which a firm or person answers an application

    @model_validator(mode="after")
    def _readable(self) -> "Terms":
        for name, text in self:
            try:
                Term.parse(text)
            except Invalid:
                raise ValueError(f"{name}: {text} is not a term; write 5wd or 7cd") from None
        return self


class Named(Strict):
    """A code with its title."""

    code: str = Field(pattern=CODE)
    title: Title


class Category(Named):
    """A category of hardship; who falls into one that is `unable` is not counted among those who can work."""

    unable: bool = False


class WorkingAge(Strict):
    """The working age in years completed."""

    since: int = Field(default=16, ge=14, le=30)
    men: int = Field(default=60, ge=40, le=80)
    women: int = Field(default=55, ge=40, le=80)


class Conditions(Strict):
    """Who is entitled to a benefit; what is left out asks nothing."""

    states: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()  # one of them is enough; zero employment of the household counts as `zero`
    age: tuple[int, int] | None = None
    before_pension: int = 0  # at most so many years before the end of the working age
    registered_days: int = 0
    jobs: tuple[str, ...] = ()
    job_months: int = 0
    trained: bool = False


class Benefit(Strict):
    """A benefit (补贴): whom it is for, what it asks, what must be shown, how long it runs."""

    code: str = Field(pattern=CODE)
    title: Title
    source: str = Field(min_length=2, max_length=200)
    scope: Scope = "person"
    who: Conditions = Conditions()
    evidence: tuple[str, ...] = Field(min_length=1)
    months: int = Field(default=12, ge=1, le=120)
    amount: Title
    invented: bool = False


class Exclusion(Strict):
    """Two benefits that nobody holds in one period: neither one person nor, `within` a household, two of its members."""

    between: tuple[str, str]
    within: Scope = "person"
    why: Title

    @model_validator(mode="after")
    def _two(self) -> "Exclusion":
        if self.between[0] == self.between[1]:
            raise ValueError("a benefit never runs twice anyway; name two")
        return self


class Table(Strict):
    """All that a street decides about employment."""

    office: str = ""
    working_age: WorkingAge = WorkingAge()
    terms: Terms = Terms()
    categories: tuple[Category, ...] = ()
    occupations: tuple[Named, ...] = Field(default=(), max_length=200)
    benefits: tuple[Benefit, ...] = Field(default=(), max_length=100)
    exclusions: tuple[Exclusion, ...] = ()
    communities: tuple[FourType, ...] = Field(default=(), max_length=8)

    @property
    def ages(self) -> Ages:
        """Return the working age."""
        return Ages(self.working_age.since, self.working_age.men, self.working_age.women)

    def benefit(self, code: str) -> Benefit | None:
        """Return a benefit by its code."""
        return next((one for one in self.benefits if one.code == code), None)

    def excluding(self, code: str) -> list[Exclusion]:
        """Return what excludes a benefit."""
        return [one for one in self.exclusions if code in one.between]

    @property
    def unable(self) -> frozenset[str]:
        """Return the categories of those who cannot work."""
        return frozenset(one.code for one in self.categories if one.unable)


def parse(text: str) -> Table:
    """Read and check the file; raises Invalid naming each wrong place."""
    try:
        table = Table.model_validate(read_yaml(text, name="employment"))
    except ValidationError as error:
        raise Invalid(MISTAKES, fields=places(error, whole="employment")) from None
    if wrong := dict(_mistakes(table)):
        raise Invalid(MISTAKES, fields=wrong)
    return table


def _mistakes(table: Table) -> Iterator[tuple[str, str]]:
    for name in ("categories", "occupations", "benefits", "communities"):
        codes = [one.code for one in getattr(table, name)]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            yield f"{name}.{code}", Sentence("The code {name} stands twice; give each its own.", name=code)
    known = {
        "states": set(STATES), "categories": {one.code for one in table.categories} | {"zero"}, "jobs": set(JOB_KINDS),
        "evidence": {*PROOFS, *JOB_PROOFS}, "benefits": {one.code for one in table.benefits},
    }  # fmt: skip
    for benefit in table.benefits:
        for name in ("states", "categories", "jobs"):
            yield from _unknown(f"{benefit.code}.who.{name}", getattr(benefit.who, name), known[name])
        yield from _unknown(f"{benefit.code}.evidence", benefit.evidence, known["evidence"])
    for number, one in enumerate(table.exclusions, start=1):
        yield from _unknown(f"exclusions.{number}", one.between, known["benefits"])


def _unknown(place: str, names: tuple[str, ...], known: set[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        if name not in known:
            told = ", ".join(sorted(known)[:40]) or "–"
            yield place, Sentence("There is no {name} here; known are {known}.", name=name, known=told)


def fingerprint(table: Table) -> str:
    """Return a mark of the content: the same for the same content, whatever the file looks like."""
    plain = table.model_dump(mode="json")
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def unmet(benefit: Benefit, one: Entitling, ages: Ages) -> list[str]:
    """Return the codes of the conditions that somebody does not meet; nothing means entitled."""
    who = benefit.who
    ends = ages.women if one.sex == 2 else ages.men
    categories = one.categories | ({"zero"} if one.zero else frozenset())
    met = {
        "states": not who.states or one.state in who.states,
        "categories": not who.categories or bool(categories & set(who.categories)),
        "age": who.age is None or (one.age is not None and who.age[0] <= one.age <= who.age[1]),
        "before_pension": not who.before_pension
        or (one.age is not None and of_working_age(one.age, one.sex, ages) and one.age >= ends - who.before_pension),
        "registered_days": one.registered_days >= who.registered_days,
        "jobs": not who.jobs or one.job in who.jobs,
        "job_months": one.job_months >= who.job_months,
        "trained": one.trained or not who.trained,
    }
    return [code for code, so in met.items() if not so]

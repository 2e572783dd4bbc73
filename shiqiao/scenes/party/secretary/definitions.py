"""The file `secretary.yaml`: five steps with deliverables and gates, five parties, guarantees, four marks. Pure."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shiqiao.kernel.flows.rules import Title

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{2,39}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Named(_Strict):
    """A code with its title."""

    code: Code
    title: Title


class Deliverable(Named):
    """What a step has to bring forth; `gate` ones need evidence before the step may be passed."""

    gate: bool = False


class StepSaid(Named):
    """A step: within how many days it is to be passed, and what it brings forth."""

    days: Annotated[int, Field(ge=1, le=366)]
    deliverables: Annotated[tuple[Deliverable, ...], Field(min_length=1, max_length=12)]

    @property
    def gate(self) -> tuple[str, ...]:
        """The codes of the deliverables that the gate asks for."""
        return tuple(one.code for one in self.deliverables if one.gate)


class SecretaryRules(_Strict):
    """The file. Without a published one nothing is there, and no project can be opened."""

    brand: Title = Title(zh="书记项目", en="Secretary's projects")
    parts_at_gate: bool = False
    steps: Annotated[tuple[StepSaid, ...], Field(max_length=12)] = ()
    parties: Annotated[tuple[Named, ...], Field(max_length=12)] = ()
    guarantees: Annotated[tuple[Named, ...], Field(max_length=12)] = ()
    marks: Annotated[tuple[Named, ...], Field(max_length=12)] = ()

    @model_validator(mode="after")
    def _sound(self) -> "SecretaryRules":
        for rows in (self.steps, self.parties, self.guarantees, self.marks):
            refuse_twice(one.code for one in rows)
        refuse_twice(one.code for step in self.steps for one in step.deliverables)
        for step in self.steps:
            if not step.gate:
                raise ValueError(f"the step {step.code} has no deliverable at its gate; mark one with gate: true")
        return self

    def step(self, code: str) -> StepSaid | None:
        """Return a step by its code."""
        return next((one for one in self.steps if one.code == code), None)

    def codes(self, kind: str) -> set[str]:
        """Return the codes for which evidence of a kind can be given: deliverable, guarantee, mark."""
        if kind == "deliverable":
            return {one.code for step in self.steps for one in step.deliverables}
        return {one.code for one in {"guarantee": self.guarantees, "mark": self.marks}.get(kind, ())}

    def titled(self, kind: str, code: str) -> Title:
        """Return the title of a code of a kind; the code itself for one that is no longer there."""
        rows: Iterable[Named] = {
            "step": self.steps, "party": self.parties, "guarantee": self.guarantees, "mark": self.marks,
        }.get(kind, ())  # fmt: skip
        if kind == "deliverable":
            rows = [one for step in self.steps for one in step.deliverables]
        found = next((one.title for one in rows if one.code == code), None)
        return found or Title(zh=code or "—", en=code or "—")


def refuse_twice(codes: Iterable[str]) -> None:
    """Raise ValueError for a code that stands twice."""
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise ValueError(f"the code {code} stands twice; give each a code of its own")
        seen.add(code)

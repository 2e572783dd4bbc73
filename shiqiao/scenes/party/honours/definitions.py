"""The file `honours.yaml`: levels, when a lapse is shown before it comes, awards with criteria, kinds of meetings. Pure."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shiqiao.kernel.flows.rules import Title
from shiqiao.scenes.party.secretary.definitions import Code, Named, refuse_twice


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CriterionSaid(Named):
    """A criterion of an award, and within how many days evidence of it is to be there."""

    days: Annotated[int, Field(ge=1, le=1000)]


class AwardSaid(Named):
    """An award that can be pursued: its level, how many years it is valid (0: without end), its criteria."""

    level: Code
    valid_years: Annotated[int, Field(ge=0, le=30)] = 0
    criteria: Annotated[tuple[CriterionSaid, ...], Field(min_length=1, max_length=40)]


class HonourRules(_Strict):
    """The file."""

    warn_days: Annotated[int, Field(ge=1, le=400)] = 90
    levels: Annotated[tuple[Named, ...], Field(max_length=10)] = ()
    awards: Annotated[tuple[AwardSaid, ...], Field(max_length=40)] = ()
    meetings: Annotated[tuple[Named, ...], Field(max_length=20)] = ()

    @model_validator(mode="after")
    def _sound(self) -> "HonourRules":
        for rows in (self.levels, self.awards, self.meetings):
            refuse_twice(one.code for one in rows)
        levels = {one.code for one in self.levels}
        for award in self.awards:
            refuse_twice(one.code for one in award.criteria)
            if award.level not in levels:
                raise ValueError(f"the award {award.code} names the level {award.level}, which is not there")
        return self

    def award(self, code: str) -> AwardSaid | None:
        """Return an award by its code."""
        return next((one for one in self.awards if one.code == code), None)

    def titled(self, kind: str, code: str) -> Title:
        """Return the title of a level or a kind of meeting; the code itself for one that is no longer there."""
        rows = {"level": self.levels, "meeting": self.meetings}.get(kind, ())
        found = next((one.title for one in rows if one.code == code), None)
        return found or Title(zh=code or "—", en=code or "—")

    def criterion(self, award: str, code: str) -> Title:
        """Return the title of a criterion; the code itself for one that is no longer there."""
        said = self.award(award)
        found = next((one.title for one in said.criteria if one.code == code), None) if said else None
        return found or Title(zh=code, en=code)

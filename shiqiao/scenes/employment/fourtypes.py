"""The four-type employment community (四型就业社区): criteria judged by figures that the records give. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field, model_validator

from shiqiao.kernel.flows.rules import Title
from shiqiao.scenes.employment.strict import CODE, Strict

Figure = Literal[
    "registered", "placed", "placed_share", "kept_share", "zero_households", "founders", "start_up_taken", "trained",
    "vacancies", "taken_on", "helped_share", "followed_share", "checked_share",
]  # fmt: skip
SHARES = frozenset({"placed_share", "kept_share", "helped_share", "followed_share", "checked_share"})


class Criterion(Strict):
    """One thing that is asked: a figure, at least or at most."""

    code: str = Field(pattern=CODE)
    title: Title
    figure: Figure
    least: int | None = None
    most: int | None = None

    @model_validator(mode="after")
    def _one(self) -> "Criterion":
        if (self.least is None) == (self.most is None):
            raise ValueError("give least or most, not both")
        return self


class FourType(Strict):
    """One of the four types with its criteria."""

    code: str = Field(pattern=CODE)
    title: Title
    criteria: tuple[Criterion, ...] = Field(min_length=1, max_length=20)


@dataclass(frozen=True, slots=True)
class Judged:
    """A criterion with its figure (None: nothing to measure it by), whether it is met, and what is lacking."""

    criterion: Criterion
    figure: int | None

    @property
    def met(self) -> bool:
        """Tell whether it is met; what cannot be measured is not met."""
        if self.figure is None:
            return False
        one = self.criterion
        return self.figure >= one.least if one.least is not None else self.figure <= (one.most or 0)

    @property
    def lacking(self) -> int:
        """Return by how much the figure misses what is asked; 0 when met or when there is no figure."""
        if self.met or self.figure is None:
            return 0
        one = self.criterion
        return one.least - self.figure if one.least is not None else self.figure - (one.most or 0)


def judge(types: Sequence[FourType], figures: Mapping[str, int | None]) -> dict[str, list[Judged]]:
    """Judge a community's figures, type by type."""
    return {one.code: [Judged(asked, figures.get(asked.figure)) for asked in one.criteria] for one in types}


def qualifies(judged: Mapping[str, Sequence[Judged]]) -> bool:
    """Tell whether a community meets every criterion of every type."""
    return bool(judged) and all(one.met for some in judged.values() for one in some)


def share(part: int, whole: int) -> int | None:
    """Return a share in whole percent, rounded down; None of nothing."""
    return part * 100 // whole if whole else None

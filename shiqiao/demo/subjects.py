"""What is reported in the demo, and in which words. Pure: read from `texts/*.yaml`, all of it invented."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random

from pydantic import BaseModel, ConfigDict, Field

from shiqiao.base.yamls import read_yaml_file

FOLDER = Path(__file__).parent / "texts"
# How channels differ from "said on the phone": the counter hears of certificates, not of smoke at night.
COUNTER = {"livelihood": 3.0, "safety": 0.5, "city": 0.1}


class Subject(BaseModel):
    """One thing people report: the catalogue item, how often (by channel and month), and templates of texts."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    item: str
    picture: str
    patrol: float
    said_weight: float
    months: tuple[int, ...] = ()
    otherwise: float = Field(1.0, alias="else")
    seen: tuple[str, ...]
    said: tuple[str, ...]
    results: tuple[str, ...]
    line: str = ""

    def weight(self, channel: str, month: int) -> float:
        """Return how often this is reported through a channel in a month, compared with other subjects."""
        often = self.patrol if channel == "patrol" else self.said_weight
        if channel == "counter":
            often *= COUNTER[self.line]
        return often if not self.months or month in self.months else often * self.otherwise


@cache
def subjects() -> tuple[Subject, ...]:
    """Return all subjects."""
    return tuple(
        Subject(line=path.stem, **raw) for path in sorted(FOLDER.glob("*.yaml")) for raw in read_yaml_file(path)
    )


@cache
def _weighed(channel: str, month: int) -> tuple[Sequence[Subject], Sequence[float]]:
    weights = [(subject, subject.weight(channel, month)) for subject in subjects()]
    return [subject for subject, often in weights if often], [often for _, often in weights if often]


def choose(rng: Random, channel: str, month: int) -> Subject:
    """Choose a subject as the season and the channel have it."""
    there, weights = _weighed(channel, month)
    return rng.choices(there, weights)[0]


def subject_of(item: str) -> Subject:
    """Return the subject of an item; StopIteration when nobody reports it in the demo."""
    return next(subject for subject in subjects() if subject.item == item)


def words(rng: Random, template: str, place: str) -> str:
    """Fill a template."""
    return template.format(place=place or "小区", n=rng.randint(2, 9), days=rng.choice("两三四五"))

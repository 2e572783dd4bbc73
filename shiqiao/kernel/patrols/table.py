"""The plan of a street's patrols as written: how often which ground is walked on which line. Pure."""

import hashlib
import json
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from shiqiao.base.errors import Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.visits.cycles import Cycle, Window

MOST_RULES = 200
KEEP_DAYS = 30  # how long the way of a person is kept unless the street says otherwise
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK = Cycle(1, "week")
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def _number(given: Any) -> Any:
    """YAML reads 370103003001 as a number; here codes of places are texts."""
    return str(given) if isinstance(given, int) and not isinstance(given, bool) else given


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RoundRule(_Strict):
    """How often: `times` a day or week, on some weekdays only, within a grid, community or street; 0 times is never."""

    line: str
    times: int = Field(ge=0, le=20)
    per: Literal["day", "week"] = "day"
    within: Annotated[str, BeforeValidator(_number), Field(pattern=r"^([0-9]{9}|[0-9]{12}|[0-9]{15})?$")] = ""
    weekdays: tuple[Weekday, ...] = ()

    def holds_in(self, grid: int) -> bool:
        """Tell whether it is said of a grid."""
        return str(grid).startswith(self.within)

    def holds_on(self, day: date) -> bool:
        """Tell whether there is anything to walk on a day; a week's rounds may be walked on any of its days."""
        return not self.weekdays or WEEKDAYS[day.weekday()] in self.weekdays

    def window(self, day: date) -> Window:
        """Return the local days within which the rounds are walked."""
        return Window(day, day) if self.per == "day" else WEEK.window_of(day)


class PlanTable(_Strict):
    """The file `patrols.yaml`."""

    keep_days: int = Field(default=KEEP_DAYS, ge=1, le=90)
    rounds: tuple[RoundRule, ...] = Field(default=(), max_length=MOST_RULES)

    def rounds_in(self, grid: int) -> list[RoundRule]:
        """Return what is to be walked in a grid, one rule a line: the one that names the smallest ground, of two the later."""
        found: dict[str, RoundRule] = {}
        for rule in self.rounds:
            if rule.holds_in(grid) and len(rule.within) >= len(getattr(found.get(rule.line), "within", "")):
                found[rule.line] = rule
        return [rule for _, rule in sorted(found.items()) if rule.times]


def parse(text: str) -> PlanTable:
    """Read a plan from YAML; raises Invalid naming each wrong place."""
    try:
        return PlanTable.model_validate(read_yaml(text, name="patrols"))
    except ValidationError as error:
        raise Invalid(fields=places(error)) from error


def fingerprint(table: PlanTable) -> str:
    """Return what tells whether two plans say the same."""
    text = json.dumps(table.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def days_between(opens: date, closes: date) -> list[date]:
    """Return the days of a period, first and last included."""
    return [opens + timedelta(days=n) for n in range((closes - opens).days + 1)]

"""The rule of the queue as a file of the locality (`service_queue.yaml`): what it may say, checked before it holds."""

import hashlib
import json
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from shiqiao.base.errors import Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.flows.rules import Title

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
BOOKED = "appointment"  # the class of those who booked: nobody claims it, the booking gives it
PLAIN = "arrival"  # whoever has no class is called by arrival, behind all classes


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ServiceLine(_Strict):
    """Tickets of one line of work have a letter of their own; `fields` are those of the guides; `minutes` one takes."""

    code: Code
    letter: Annotated[str, Field(pattern=r"^[A-Z]$")]
    title: Title
    minutes: int = Field(default=10, ge=1, le=240)
    fields: Annotated[tuple[Code, ...], Field(max_length=40)] = ()


class PriorityClass(_Strict):
    """Who is called before whom: the order of the file is the order of the call. `shows` is what proves it at the counter."""

    code: Code
    title: Title
    shows: Title | None = None


class StationPlan(_Strict):
    """What a counter offers: how many windows it has, and how many places a slot has for each line."""

    unit: Code
    windows: int = Field(default=1, ge=1, le=40)
    places: dict[Code, Annotated[int, Field(ge=0, le=50)]]


class Slots(_Strict):
    """Slots of `minutes` within office hours, `ahead` days on, until `lead` minutes before; a hold lasts `hold` minutes."""

    minutes: int = Field(default=30, ge=5, le=240)
    ahead: int = Field(default=10, ge=1, le=60)
    lead: int = Field(default=30, ge=0, le=2880)
    hold: int = Field(default=15, ge=1, le=60)


class Limits(_Strict):
    """What one person may have: bookings of one day, and bookings that are still to come."""

    per_day: int = Field(default=1, ge=1, le=9)
    open: int = Field(default=2, ge=1, le=9)


class Waiting(_Strict):
    """Minutes: over `limit` somebody waits too long; from `longest` on called before every class; so `late` a booking gets.

    A ticket that was called `calls` times and did not come has missed its call.
    """

    limit: int = Field(default=20, ge=1, le=480)
    longest: int = Field(default=45, ge=1, le=480)
    late: int = Field(default=15, ge=0, le=240)
    calls: int = Field(default=3, ge=1, le=9)


class QueueRule(_Strict):
    """The file `service_queue.yaml`: lines, classes in the order in which they are called, slots, limits, counters."""

    lines: Annotated[tuple[ServiceLine, ...], Field(max_length=26)] = ()
    classes: Annotated[tuple[PriorityClass, ...], Field(max_length=20)] = ()
    slots: Slots = Slots()
    limits: Limits = Limits()
    waiting: Waiting = Waiting()
    stations: Annotated[tuple[StationPlan, ...], Field(max_length=100)] = ()

    @model_validator(mode="after")
    def _fits(self) -> "QueueRule":
        lines, classes = [one.code for one in self.lines], [one.code for one in self.classes]
        letters = [one.letter for one in self.lines]
        units, fields = [one.unit for one in self.stations], [code for one in self.lines for code in one.fields]
        for rows in (lines, classes, letters, units, fields):
            if twice := _twice(rows):
                raise ValueError(f"{twice} stands twice; let it stand once")
        if self.lines and BOOKED not in classes:
            raise ValueError(f"classes: say where who booked is called; add the class {BOOKED}")
        if PLAIN in classes:
            raise ValueError(f"classes: {PLAIN} comes last by itself; strike it out")
        for one in self.stations:
            if lost := [code for code in one.places if code not in lines]:
                raise ValueError(f"{one.unit}: there is no line {lost[0]}; add it under lines")
        if self.waiting.longest < self.waiting.limit:
            raise ValueError("waiting: longest is shorter than limit; nobody would then wait over the limit")
        return self

    def line(self, code: str) -> ServiceLine | None:
        """Return a line by its code."""
        return next((one for one in self.lines if one.code == code), None)

    def line_of_field(self, field: str) -> str:
        """Return the line that serves a field of the guides; the first one where no line names it, empty without lines."""
        named = next((one.code for one in self.lines if field in one.fields), "")
        return named or (self.lines[0].code if self.lines else "")

    def station(self, unit: str) -> StationPlan | None:
        """Return what a counter offers, by the code of its unit."""
        return next((one for one in self.stations if one.unit == unit), None)

    @property
    def order(self) -> tuple[str, ...]:
        """Return the classes in the order in which they are called."""
        return tuple(one.code for one in self.classes)

    @property
    def claimable(self) -> tuple[PriorityClass, ...]:
        """Return the classes that a person can say to belong to."""
        return tuple(one for one in self.classes if one.code != BOOKED)

    def class_title(self, code: str) -> Title | None:
        """Return the title of a class; None for who is called by arrival."""
        return next((one.title for one in self.classes if one.code == code), None)


def _twice(codes: Iterable[str]) -> str:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            return code
        seen.add(code)
    return ""


def parse(text: str) -> QueueRule:
    """Read the rule of a queue from YAML; raises Invalid naming each wrong place."""
    try:
        found: QueueRule = QueueRule.model_validate(read_yaml(text, name="service_queue"))
    except ValidationError as error:
        raise Invalid("The rule of the queue has mistakes.", fields=places(error)) from error
    return found


def fingerprint(rule: QueueRule) -> str:
    """Return what tells whether two rules say the same."""
    plain: Any = rule.model_dump(mode="json")
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

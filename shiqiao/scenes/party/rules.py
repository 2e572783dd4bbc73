"""What a street says of regional Party building: kinds, themes, services, limits, criteria; how matches are reasoned. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from shiqiao.base.errors import Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.text import bigrams
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.flows.rules import Title

SIDES = ("resource", "need")
ITEM_STATES = ("open", "claimed", "done", "withdrawn")
MATCH_STATES = ("proposed", "claimed", "project", "declined")
SEAT_ROLES = ("member", "deputy")
OCCASION_STATES = ("open", "delivered", "cancelled")
BOOKING_STATES = ("booked", "waiting", "came", "missed", "cancelled")
HOURS_STATES = ("waiting", "confirmed", "refused")
REPORT_SIDES = ("unit", "member")
STARS = (1, 5)
BASES = ("projects", "came", "stars", "meetings", "hours", "claims")
SAME_THEME, SAME_COMMUNITY, WORDS_MOST, A_PAIR, REPORTED, LEAST = 40, 20, 30, 6, 10, 40
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,29}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Named(_Strict):
    """A code with its title."""

    code: Code
    title: Title


class Criterion(Named):
    """What units are scored by: up to `most` points, beside the figure of the records named by `basis`.

    `full` is the figure at which the records alone would suggest all points; 0 suggests nothing.
    """

    most: int = Field(ge=1, le=100)
    basis: str = "projects"
    full: float = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _known(self) -> "Criterion":
        if self.basis not in BASES:
            raise ValueError(f"basis is one of {', '.join(BASES)}")
        return self

    def suggested(self, figure: float) -> int:
        """Return the points that the records suggest; a person decides."""
        return min(self.most, int(self.most * figure / self.full + 0.5)) if self.full else 0


class Booking(_Strict):
    """Limits of booking: how many open bookings one telephone has, until when one books, how long a waiting list is."""

    open: int = Field(default=3, ge=1, le=20)
    days_ahead: int = Field(default=30, ge=1, le=366)
    waiting: int = Field(default=10, ge=0, le=200)
    rate_days: int = Field(default=14, ge=1, le=90)


class PartyRules(_Strict):
    """The rules of a street. Without published ones: one kind, one theme, one service, one criterion."""

    meeting: Title = Title(zh="党建联席会议", en="Joint meeting")
    brand: Title = Title(zh="区域化党建", en="Regional Party building")
    kinds: tuple[Named, ...] = (Named(code="other", title=Title(zh="其他单位", en="Other unit")),)
    themes: tuple[Named, ...] = (Named(code="other", title=Title(zh="其他服务", en="Other services")),)
    services: tuple[Named, ...] = (Named(code="other", title=Title(zh="其他服务", en="Other services")),)
    booking: Booking = Booking()
    criteria: tuple[Criterion, ...] = (Criterion(code="overall", title=Title(zh="总体评价", en="Overall"), most=100),)

    @model_validator(mode="after")
    def _once(self) -> "PartyRules":
        for name in ("kinds", "themes", "services", "criteria"):
            codes = [one.code for one in getattr(self, name)]
            if not codes or len(set(codes)) != len(codes):
                raise ValueError(f"{name}: there is at least one, and each code stands once")
        if sum(one.most for one in self.criteria) != 100:
            raise ValueError("criteria: the points add up to 100")
        return self


def parse(text: str) -> PartyRules:
    """Read rules written as YAML; raises Invalid naming each place."""
    try:
        return PartyRules.model_validate(read_yaml(text))
    except ValidationError as error:
        raise Invalid(
            "The rules of regional Party building cannot be used; see the places.", fields=places(error)
        ) from None


def fingerprint(table: PartyRules) -> str:
    """Return what tells versions apart."""
    content: Any = table.model_dump(mode="json")
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Line:
    """What of a line of a list counts for matching."""

    theme: str
    community: int
    text: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why points were given: a code, the points, and what the sentence needs."""

    code: str
    points: int
    said: str = ""


def reasons(need: Line, resource: Line, *, reported: bool) -> tuple[Reason, ...]:
    """Return why a resource answers a need: theme, place, words in common, its unit reported in there. They add up."""
    found = []
    if need.theme == resource.theme:
        found.append(Reason("theme", SAME_THEME, need.theme))
    if need.community == resource.community:
        found.append(Reason("community", SAME_COMMUNITY))
    order = [pair for pair in bigrams(resource.text) if len(pair) > 1]
    common = [pair for pair in dict.fromkeys(order) if pair in set(bigrams(need.text))]
    if common:
        found.append(Reason("words", min(WORDS_MOST, A_PAIR * len(common)), "、".join(common[:4])))
    if reported:
        found.append(Reason("reported", REPORTED))
    return tuple(found)


def total(found: Sequence[Reason]) -> int:
    """Return the points of some reasons, of a hundred."""
    return min(100, sum(one.points for one in found))


def repeat_rate(bookings: Mapping[bytes, int]) -> tuple[int, int]:
    """Return how many residents booked and how many of them more than once, from occasions booked by each telephone."""
    return len(bookings), sum(1 for times in bookings.values() if times > 1)


def percent(part: int, whole: int) -> str:
    """Return a share as a percentage, a dash for a share of nothing."""
    return f"{part * 100 / whole:.0f} %" if whole else "—"

"""What goes over the wire. Codes are strings; moments are ISO 8601 with offset."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import AfterValidator, BaseModel
from pydantic_core import PydanticCustomError


def _plain(moment: datetime) -> datetime:
    """Return a moment in UTC, because no database takes every offset; one without offset stays for those who judge it."""
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment
    except OverflowError as error:
        raise PydanticCustomError("datetime_range", "out of range") from error


Moment = Annotated[datetime, AfterValidator(_plain)]
"""A moment as it may come in."""


class ContactIn(BaseModel):
    """Who reports; both may be left out."""

    name: str = Field("", max_length=60)
    phone: str = Field("", max_length=30)


class ReportIn(BaseModel):
    """A report. Give a point, a grid or an address; the first that is given counts."""

    client_id: str = Field(
        ...,
        min_length=1,
        max_length=80,
        description="Your own identifier of this report: sending it again returns the same receipt.",
    )
    street: str = Field(
        "", pattern=r"^([0-9]{9})?$", description="9 digits; only needed when a token serves several streets."
    )
    item: str = Field(..., max_length=10)
    text: str = Field(..., max_length=20000)
    lon: float | None = None
    lat: float | None = None
    coordinates: str = "wgs84"
    grid: str = Field("", pattern=r"^([0-9]{15})?$")
    address: str = Field("", max_length=2000)
    form: dict[str, Any] = {}
    contact: ContactIn = ContactIn()
    urgent: bool = False
    happened_at: Moment | None = None
    photos: list[str] = Field([], max_length=9, description="Content hashes that POST /files returned.")
    complains_about: str = Field(
        "",
        max_length=40,
        description="Code of the unit of the office that is complained about: nobody of it sees this.",
    )


class ClockOut(Schema):
    """A term that runs: which clock, when it is due, by which rule."""

    name: str
    term: str
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None = None
    paused_at: datetime | None = None


class PersonOut(Schema):
    """Who has the matter."""

    post: str
    title: str
    name: str
    unit: str


class ReceiptOut(Schema):
    """The answer to a report: number, secret for following it, person, clocks, reasons."""

    number: str
    secret: str
    state: str
    community: str
    grid: str
    person: PersonOut
    clocks: list[ClockOut]
    why: list[dict[str, Any]]
    again: bool


class MatterOut(Schema):
    """A matter in a list."""

    number: str
    title: str
    item: str
    line: str
    state: str
    done: bool
    channel: str
    urgent: bool
    community: str
    grid: str
    reported_at: datetime
    ended_at: datetime | None
    next_due: datetime | None
    asked: str
    asked_for: str
    paused_until: datetime | None
    returned: int
    extended: int
    supervised: int


class PageOut(Schema):
    """A page of a list; `next` is the cursor of the following page, empty at the end. Rows are never counted."""

    matters: list[MatterOut]
    next: str


class MoveOut(Schema):
    """A move that you may make now, and what it needs."""

    do: str
    title: str
    needs: list[str]


class LineOut(Schema):
    """A journal line."""

    seq: int
    code: str
    happened_at: datetime
    recorded_at: datetime
    actor: str
    hash: str


class PartOut(Schema):
    """A part of a matter, split from it or summoned for it."""

    number: str
    title: str
    state: str
    done: bool


class LinksOut(Schema):
    """What goes together with a matter, by numbers: empty when there is nothing or you may not read it."""

    main: str
    parent: str
    repeats: str
    merged: list[str]
    parts: list[PartOut]


class MatterDetail(MatterOut):
    """A matter with its person, clocks, possible moves and journal."""

    text: str
    address: str
    person: PersonOut
    clocks: list[ClockOut]
    moves: list[MoveOut]
    journal: list[LineOut]
    links: LinksOut


class AccusedIn(Schema):
    """About which unit of the office a matter complains: its code, empty for none."""

    unit: str = Field("", max_length=40)
    reason: str = Field("", max_length=2000)


class AccusedOut(Schema):
    """The matter and the unit that it complains about."""

    number: str
    unit: str


class MoveIn(Schema):
    """What you bring to a move; each move says what it needs."""

    handler: str = ""
    answer: str = ""
    result: str = ""
    reason: str = ""
    outcome: str = ""
    progress: str = ""
    term: str = Field("", description="By how much an extension is asked for: 4wh, 2wd, 24ch, 7cd.")
    until: date | None = Field(None, description="The day from which work goes on after a pause.")
    responded: bool | None = None
    solved: bool | None = None
    satisfied: bool | None = None
    item: str = ""
    grid: str = Field("", pattern=r"^([0-9]{15})?$")
    address: str = Field("", max_length=2000)
    lon: float | None = None
    lat: float | None = None
    children_go_on: bool = Field(False, description="Say that parts which are still open go on when a matter ends.")
    evidence: list[tuple[str, str]] = Field(
        [], description="Pairs of purpose (before, after, evidence, document) and content hash."
    )
    happened_at: Moment | None = None


class MergeIn(Schema):
    """Which matters are merged into the one of the address."""

    others: list[str] = Field(..., max_length=50, description="Numbers of the other matters.")
    reason: str = ""
    happened_at: Moment | None = None


class PartIn(Schema):
    """A part: what is to be done, by which item, post and grid; all but the text may be left out."""

    text: str
    item: str = ""
    handler: str = ""
    grid: str = Field("", pattern=r"^([0-9]{15})?$")


class SplitIn(Schema):
    """The parts that are given to others."""

    parts: list[PartIn] = Field(..., max_length=20)
    reason: str = ""
    happened_at: Moment | None = None


class CalledIn(Schema):
    """A unit that is called; `item` when other terms hold for it."""

    unit: str
    item: str = ""


class SummonIn(Schema):
    """Which units are called to the matter, why, where and when."""

    units: list[CalledIn] = Field(..., max_length=20)
    reason: str
    item: str = ""
    place: str = Field("", max_length=200)
    meet_at: Moment | None = None
    happened_at: Moment | None = None


class ItemOut(Schema):
    """A catalogue item."""

    code: str
    title: dict[str, str]
    line: str
    category: str
    urgent: bool
    on_the_spot: bool
    terms: dict[str, str]
    evidence: list[str]
    standard_ref: str


class AddressOut(Schema):
    """A place that a text may mean."""

    name: str
    kind: str
    lon: float | None
    lat: float | None
    grid: str
    score: float


class FileOut(Schema):
    """A stored file; its hash names it in reports and moves."""

    hash: str
    media: str
    size: int


class ErrorOut(Schema):
    """What went wrong: a stable code, a sentence, and a sentence with the remedy for each field."""

    code: str
    message: str
    fields: dict[str, str]

"""Standing among others (排名): of the street among the streets of its district, of the district in its city.

A month or a year of a league comes from the table that was published, with its source, or, where one installation
serves all streets, from their own scores. A table that is entered again takes the former one's place; both stay on file.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any, Literal

from django.db import transaction
from django.utils.timezone import localdate
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shiqiao.base import tables
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.rows import the_one
from shiqiao.base.sentences import Sentence
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.flows.rules import Title
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.scoring import reads, rules
from shiqiao.kernel.scoring.models import League, StandingTable

KIND = "standing"
SPANS = ("month", "year")
ENTERS = frozenset({"admin", "leader", "department_head", "system"})
MOST = 200  # bodies of a table
RANK, NAME, SCORE = ("名次", "排名", "rank"), ("单位", "街道", "名称", "name"), ("得分", "分数", "总分", "score")


class LeagueTable(BaseModel):
    """A league as the locality's file gives it: who is ranked, what we are called in it, how many there are."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    code: str = Field(pattern=r"^[a-z][a-z0-9_]{1,38}$")
    title: Title
    bodies: Title
    ours: str = Field(min_length=1, max_length=40)
    many: int = Field(ge=2, le=MOST)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    leagues: tuple[LeagueTable, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A body of a table: its rank (ties share one), its score where that was published."""

    rank: int
    name: str
    score: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a table stands: the paper or page and its day; `invented` for the tables of a demonstration."""

    title: str
    on: date
    invented: bool = False


@transaction.atomic
def publish_leagues(*, street: int, text: str, by: Actor, at: datetime) -> int:
    """Take over a locality's leagues; returns how many. Raises Invalid naming each wrong place."""
    try:
        found = _File.model_validate(read_yaml(text, name="standings"))
    except ValidationError as error:
        raise Invalid("The leagues have mistakes.", fields=places(error, whole="standings")) from None
    for one in found.leagues:
        values = {
            "title": one.title.model_dump(),
            "bodies": one.bodies.model_dump(),
            "ours": one.ours,
            "many": one.many,
        }
        row, fresh = League.objects.get_or_create(street=street, code=one.code, defaults=values)
        if fresh or any(getattr(row, name) != value for name, value in values.items()):
            League.objects.filter(pk=row.pk).update(**values)
            write(
                "scoring.league_set",
                subject=Ref("league", row.id),
                street=street,
                by=by,
                at=at,
                data={"code": one.code},
            )
    return len(found.leagues)


@transaction.atomic
def enter_standing(
    *, league: str, span: Literal["month", "year"], starts: date, rows: Sequence[Placed], source: Source,
    by: Actor, at: datetime,
) -> StandingTable:  # fmt: skip
    """Enter a published table of a month or year. Raises Forbidden, NotFound, Invalid naming the field and the row."""
    street = by.street or 0
    if not by.roles & ENTERS:
        raise Forbidden("Tables of standings are entered by heads, leaders and administrators.")
    found = _league(street, league)
    wrong = dict(_wrong(found, span, starts, rows, source, localdate(at)))
    if wrong:
        raise Invalid("The table cannot be used.", fields=wrong)
    row = StandingTable.objects.create(
        street=street, league=league, span=span, starts=starts, many=max(found.many, len(rows)),
        rows=[[one.rank, one.name, None if one.score is None else str(one.score)] for one in rows],
        ours=next(one.rank for one in rows if one.name == found.ours), source=source.title.strip(), source_on=source.on,
        invented=source.invented, entered_by=by.account or 0, entered_at=at,
    )  # fmt: skip
    write("scoring.standing_entered", subject=Ref(KIND, row.id), street=street, by=by, at=at,
          data={"league": league, "span": span, "starts": str(starts), "rank": row.ours, "of": row.many})  # fmt: skip
    return row


def _wrong(
    league: League, span: str, starts: date, rows: Sequence[Placed], source: Source, today: date
) -> Iterable[tuple[str, str]]:
    if span not in SPANS or starts.day != 1 or (span == "year" and starts.month != 1):
        yield "starts", "Give the first day of the month, or of the year."
    elif starts > today:
        yield "starts", "This month or year has not begun."
    if not source.title.strip():
        yield "source", "Name the paper or page where the table stands."
    if source.on > today:
        yield "source_on", "The source cannot be of a later day than today."
    names = [one.name for one in rows]
    if not 1 <= len(rows) <= MOST:
        yield "rows", Sentence("A table has one to {most} rows.", most=MOST)
    elif twice := sorted({name for name in names if names.count(name) > 1}):
        yield "rows", Sentence("Stands twice: {names}.", names="、".join(twice))
    elif league.ours not in names:
        yield "rows", Sentence("{name} is not in the table.", name=league.ours)
    else:
        yield from (("rows", sentence) for sentence in _disorder(rows, max(league.many, len(rows))))


def _disorder(rows: Sequence[Placed], many: int) -> Iterable[str]:
    """Yield the first thing that cannot be: a rank outside the table, a better score on a worse rank."""
    for one in rows:
        if not 1 <= one.rank <= many:
            yield Sentence(
                "{name}: the rank {rank} is not between 1 and {many}.", name=one.name, rank=one.rank, many=many
            )
            return
    scored = sorted((one for one in rows if one.score is not None), key=lambda one: one.rank)
    for better, worse in pairwise(scored):
        if better.rank < worse.rank and (better.score or 0) < (worse.score or 0):
            yield Sentence(
                "{worse} has more points than {better} but stands behind.", worse=worse.name, better=better.name
            )
            return


def read_standing(path: Path) -> list[Placed]:
    """Read ranks from a spreadsheet or csv (columns 名次, 单位, 得分); raises Invalid naming the row."""
    placed = []
    for number, row in tables.read_rows(path):
        rank, name, score = (_cell(row, names) for names in (RANK, NAME, SCORE))
        if not name or rank is None:
            raise Invalid(
                fields={"file": Sentence("Row {row}: rank and name are needed (columns 名次, 单位, 得分).", row=number)}
            )
        placed.append(Placed(_rank(rank, number), str(name), _points(score, number)))
    return placed


def _cell(row: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((row[name] for name in names if name in row), None)


def _rank(value: Any, number: int) -> int:
    try:
        return int(str(value).strip())
    except ValueError:
        raise Invalid(
            fields={"file": Sentence("Row {row}: the rank “{value}” is not a whole number.", row=number, value=value)}
        ) from None


def _points(value: Any, number: int) -> Decimal | None:
    if value is None:
        return None
    try:
        return Decimal(str(value).strip())
    except InvalidOperation:
        raise Invalid(
            fields={"file": Sentence("Row {row}: the score “{value}” is not a number.", row=number, value=value)}
        ) from None


# ── reading ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Standing:
    """Where we stood: rank of how many, by how many places up against the time before (None: not known)."""

    id: int
    starts: date
    rank: int
    many: int
    moved: int | None
    score: Decimal | None
    source: str
    source_on: date
    invented: bool

    @property
    def places(self) -> int:
        """Return by how many places it moved."""
        return abs(self.moved or 0)


@dataclass(frozen=True, slots=True)
class Course:
    """A league's months and years, newest first, and for how many months on end up to the last the first place was ours."""

    league: League
    months: Sequence[Standing]
    years: Sequence[Standing]
    first_run: int


def _league(street: int, code: str) -> League:
    return the_one(League.objects.filter(street=street, code=code))


def title_of(league: League) -> Title:
    """Return what a league is called."""
    return Title.model_validate(league.title)


def bodies_of(league: League) -> Title:
    """Return who is ranked in a league."""
    return Title.model_validate(league.bodies)


def leagues(street: int) -> list[League]:
    """Return the leagues in which a street looks at itself or its district."""
    return list(League.objects.filter(street=street).order_by("id"))


def courses(street: int) -> list[Course]:
    """Return every league with its months and years."""
    latest: dict[tuple[str, str, date], StandingTable] = {}
    for row in StandingTable.objects.filter(street=street).order_by("id"):
        latest[row.league, row.span, row.starts] = row
    found = []
    for league in leagues(street):
        mine = {span: _course([row for (code, of, _), row in latest.items() if (code, of) == (league.code, span)])
                for span in SPANS}  # fmt: skip
        found.append(Course(league, mine["month"], mine["year"], first_run(mine["month"])))
    return found


def _course(rows: Iterable[StandingTable]) -> list[Standing]:
    """Return standings newest first."""
    ordered = sorted(rows, key=lambda row: row.starts)
    former = [None, *ordered]
    return [_standing(row, before) for row, before in zip(ordered, former, strict=False)][::-1]


def _standing(row: StandingTable, before: StandingTable | None) -> Standing:
    moved = before.ours - row.ours if before else None
    return Standing(
        row.id, row.starts, row.ours, row.many, moved, _our_score(row), row.source, row.source_on, row.invented
    )


def _our_score(row: StandingTable) -> Decimal | None:
    return next((Decimal(score) for rank, _name, score in row.rows if rank == row.ours and score is not None), None)


def first_run(months: Sequence[Standing]) -> int:
    """Return for how many months on end, up to the latest of them, the first place was held; a gap ends a run."""
    if not months:
        return 0
    due = months[0].starts
    run = 0
    for one in takewhile(lambda one: one.rank == 1, months):
        if one.starts != due:
            break
        run, due = run + 1, rules.month_before(due)
    return run


def table(actor: Actor, number: int) -> tuple[StandingTable, League]:
    """Return an entered table with its league; raises NotFound."""
    row = the_one(StandingTable.objects.filter(pk=number, street=actor.street or 0))
    return row, _league(row.street, row.league)


def from_records(streets: Iterable[int], since: date, until: date) -> list[tuple[int, Decimal, int]]:
    """Return (street, total, rank) of streets served by one installation, from their own scores, best first.

    Streets may count by different indicators; that is the district's to settle. Nothing but totals leaves a street.
    """
    found = []
    for street in streets:
        with scope.scoped(street):
            (one,) = reads.scores(street, "street", since, until) or (None,)
        if one is not None and one.total is not None:
            found.append((street, one.total))
    found.sort(key=lambda pair: (-pair[1], pair[0]))
    return [(street, total, 1 + sum(other > total for _, other in found)) for street, total in found]

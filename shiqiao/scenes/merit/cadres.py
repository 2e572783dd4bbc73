"""Cadre assessment on four sides (态度、能力、担当、规矩): each side is made of named evidence, never of a bare mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.utils.timezone import localdate

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import NotFound
from shiqiao.base.plugs import Conducted
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.scoring import reads as scoring
from shiqiao.kernel.scoring.rules import Indicator, next_month
from shiqiao.scenes.merit import conduct, reads, store
from shiqiao.scenes.merit.definitions import Cadre, Evidence
from shiqiao.scenes.merit.errors import NotOneself
from shiqiao.scenes.merit.models import Remark
from shiqiao.scenes.merit.publishing import rules_of
from shiqiao.scenes.merit.rules import Measure, Side, side

EARLIEST = date(2000, 1, 1)
Counts = scoring.Counts


@dataclass(frozen=True, slots=True)
class Period:
    """A month (2018-06), quarter (2018-Q2) or year (2018): days [since, until), with what stands beside it."""

    code: str
    span: str
    since: date
    until: date

    @property
    def months(self) -> list[tuple[date, date]]:
        """Return its months."""
        found, month = [], self.since
        while month < self.until:
            found.append((month, next_month(month)))
            month = next_month(month)
        return found


def period_of(given: str, at: datetime) -> Period:
    """Return the period asked for, the present month for anything else."""
    today = localdate(at)
    year, _sep, part = given.partition("-")
    found = None
    if year.isdigit() and len(year) == 4 and EARLIEST.year <= int(year) <= today.year:
        found = _period(int(year), part)
    if found is None or found.since > today:
        found = _period(today.year, f"{today.month:02}")
    assert found is not None
    return found


def _period(year: int, part: str) -> Period | None:
    if not part:
        return Period(f"{year}", "year", date(year, 1, 1), date(year + 1, 1, 1))
    if part[:1] == "Q" and part[1:] in ("1", "2", "3", "4"):
        since = date(year, 3 * int(part[1:]) - 2, 1)
        return Period(f"{year}-{part}", "quarter", since, next_month(next_month(next_month(since))))
    if part.isdigit() and len(part) == 2 and 1 <= int(part) <= 12:
        since = date(year, int(part), 1)
        return Period(f"{year}-{part}", "month", since, next_month(since))
    return None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a side: the evidence, the person's figure, the office's, and the facts behind it; `hidden`: not for the
    reader."""

    evidence: Evidence
    indicator: Indicator | None
    subjects: Sequence[int]
    measure: Measure
    office: Fraction | None
    facts: Sequence[Conducted] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A person's four sides in a period."""

    person: int
    work: int
    lines: Mapping[str, Sequence[Line]]
    sides: Mapping[str, Side]


@dataclass(frozen=True, slots=True)
class _Ground:
    """What all persons' sheets are made of, read once: counts by kind of subject, facts by code, who there is."""

    street: int
    cadre: Cadre
    period: Period
    day: date
    counts: Mapping[str, Counts]
    facts: Mapping[str, conduct.Facts]
    indicators: Mapping[str, Indicator]
    persons: frozenset[int]


def cadre_of(street: int) -> Cadre | None:
    """Return what a street's rules say of cadre assessment."""
    table = rules_of(street)
    return table.cadre if table else None


def persons(street: int, day: date) -> list[int]:
    """Return who held a post of the street on a day, by number of account."""
    own = {post.id for post in people.posts(street)}
    rows = people.book().holdings
    return sorted({one.account for one in rows if one.post in own and day in one.during})


def sees(actor: Actor, person: int) -> bool:
    """Tell whether an actor sees a person's assessment: the own one, leaders and auditors those of the street."""
    return reads.reads_all(actor) or (bool(actor.account) and actor.account == person)


def sheets(actor: Actor, period: Period, at: datetime) -> list[Sheet]:
    """Return the sheets of all persons that an actor sees."""
    ground = _ground(actor.street or 0, period, at)
    if ground is None:
        return []
    return [_sheet(actor, one, ground) for one in sorted(ground.persons) if sees(actor, one)]


def sheet(actor: Actor, person: int, period: Period, at: datetime) -> Sheet:
    """Return a person's sheet; absent and not yours are the same NotFound."""
    ground = _ground(actor.street or 0, period, at)
    if ground is None or person not in ground.persons or not sees(actor, person):
        raise NotFound
    return _sheet(actor, person, ground)


def _ground(street: int, period: Period, at: datetime) -> _Ground | None:
    cadre = cadre_of(street)
    version = scoring.in_force(street, period.until - timedelta(days=1))
    if cadre is None:
        return None
    rows = [one for side_rows in cadre.sides.named().values() for one in side_rows]
    day = min(period.until - timedelta(days=1), localdate(at))
    kinds = {"person", *({"grids": "grid", "unit": "unit"}.get(one.of, "person") for one in rows if one.indicator)}
    counts = {kind: scoring.counts(street, kind, period.since, period.until) for kind in kinds}
    codes = {one.conduct for one in rows if one.conduct}
    facts = {
        code: conduct.by_person(street, code, period.since, period.until) for code in codes if conduct.kind_of(code)
    }
    known = {one.code: one for one in version.table.indicators} if version else {}
    return _Ground(street, cadre, period, day, counts, facts, known, frozenset(persons(street, day)))


def _sheet(actor: Actor, person: int, ground: _Ground) -> Sheet:
    lines = {
        name: [line for one in rows if (line := _line(actor, person, one, ground))]
        for name, rows in ground.cadre.sides.named().items()
    }
    own = ground.counts["person"].get(person, {})
    work = max((d for code, (_, d) in own.items() if code in ground.indicators), default=0)
    sides = {
        name: side([one.measure for one in rows if not one.hidden], ground.cadre.least, work)
        for name, rows in lines.items()
    }
    return Sheet(person, work, lines, sides)


def _line(actor: Actor, person: int, one: Evidence, ground: _Ground) -> Line | None:
    if one.indicator:
        indicator = ground.indicators.get(one.indicator)
        return _counted(person, one, indicator, ground) if indicator else None
    return _conducted(actor, person, one, ground) if one.conduct in ground.facts else None


def _counted(person: int, one: Evidence, indicator: Indicator, ground: _Ground) -> Line:
    kind, subjects = _subjects(person, one, ground)
    counts = ground.counts[kind]
    mine = _added([counts.get(subject, {}).get(indicator.code, (0, 0)) for subject in subjects], indicator)
    everybody = ground.persons if kind == "person" else [subject for subject in counts if subject]
    whole = _added([counts.get(subject, {}).get(indicator.code, (0, 0)) for subject in everybody], indicator)
    office = Fraction(whole[0], whole[1]) if whole[1] else None
    return Line(one, indicator, subjects, Measure(one.weight, *mine), office)


def _added(pairs: Sequence[tuple[int, int]], indicator: Indicator) -> tuple[int, int]:
    """Add hits and counts up; where less is better, what did not hit counts for the person."""
    n, d = sum(one for one, _ in pairs), sum(many for _, many in pairs)
    return (d - n if indicator.better == "down" else n, d)


def _subjects(person: int, one: Evidence, ground: _Ground) -> tuple[str, Sequence[int]]:
    if one.of == "person":
        return "person", [person]
    posts = {row.post for row in people.book().holdings if row.account == person and ground.day in row.during}
    if one.of == "unit":
        return "unit", sorted({people.post(post).unit for post in posts})
    rows = people.book().responsibilities
    return "grid", sorted({row.grid for row in rows if row.post in posts and ground.day in row.during})


def _conducted(actor: Actor, person: int, one: Evidence, ground: _Ground) -> Line:
    assert one.conduct is not None
    kind, by = conduct.kind_of(one.conduct), ground.facts[one.conduct]
    mine = list(by.get(person, ()))
    judged = [fact for fact in mine if fact.good is not None]
    good = sum(fact.good is True for fact in judged)
    hidden = kind is not None and kind.may_see is not None and not kind.may_see(actor, person)
    if one.line is not None:
        many = len(ground.persons)
        office = Fraction(sum(len(by.get(other, ())) for other in ground.persons), many) if many else None
        return Line(one, None, [person], Measure(one.weight, len(mine), len(mine), one.line), office, mine, hidden)
    whole = [fact for other in ground.persons for fact in by.get(other, ()) if fact.good is not None]
    office = Fraction(sum(fact.good is True for fact in whole), len(whole)) if whole else None
    return Line(one, None, [person], Measure(one.weight, good, len(judged)), office, mine, hidden)


# ── remarks ────────────────────────────────────────────────────────────────────────────────────────────────────────


def write_remark(*, person: int, period: str, text: str, by: Actor, at: datetime) -> Remark:
    """Write a leader's remark on a person's period: words with their reason, no mark; the person is told.

    Raises Forbidden, NotFound, Invalid.
    """
    street = by.street or 0
    account = store.lead(by, street)
    said = store.written(text, "text", "Write the remark with its reason.")
    found = period_of(period, at)
    if account == person:
        raise NotOneself(fields={"text": "Nobody remarks on oneself; let another leader do it."})
    if person not in persons(street, min(found.until - timedelta(days=1), localdate(at))):
        raise NotFound
    with scope.scoped(*scope.of(by)):
        row = Remark.objects.create(
            street=street, person=person, period=found.code, text=store.seal(said), written_by=account, written_at=at
        )
        subject = Ref(store.REMARK, row.id)
        write("merit.remarked", subject=subject, street=street, by=by, at=at,
              data={"person": person, "period": found.code})  # fmt: skip
        notify(street=street, account=person, kind="merit.remarked", subject=subject, at=at)
    return row


def remarks(actor: Actor, person: int, period: Period) -> list[Remark]:
    """Return the remarks on a person's period, the latest first; the caller has asked for the sheet."""
    if not sees(actor, person):
        raise NotFound
    rows = Remark.objects.filter(street=actor.street or 0, person=person, period=period.code)
    return list(rows.order_by("-id")[:50])

"""One affair at work: what an act changes, collected in memory, then written at once, or many lives by COPY.

The single actions and the demo's year make the same decisions here; only the writing differs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.kernel.clocks import rules as clocks
from shiqiao.kernel.clocks.actions import new_clock, put, put_new
from shiqiao.kernel.clocks.hooks import Asked, shortened
from shiqiao.kernel.clocks.ids import CLOCK_IDS
from shiqiao.kernel.clocks.reads import calendar_for, clocks_of
from shiqiao.kernel.clocks.rules import ClockState, Term
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.journal.rules import GENESIS, Line, chain, stamp
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.hall import rules
from shiqiao.scenes.hall.copying import copy
from shiqiao.scenes.hall.counters import counters, home_point, hours_on, way_of
from shiqiao.scenes.hall.definitions import Guide, GuideTable, known_until
from shiqiao.scenes.hall.errors import NotSo
from shiqiao.scenes.hall.models import SEAL, Affair, AffairEntry, HeldDocument, Trip

KIND = "service_affair"
CLOCK = "handle"


def seal(text: str) -> bytes | None:
    """Encrypt what is personal."""
    return crypto.encrypt(text, context=SEAL) if text else None


def unseal(sealed: crypto.Bytes | None) -> str:
    """Read what `seal` wrote."""
    return crypto.decrypt(bytes(sealed), context=SEAL) if sealed else ""


@dataclass(slots=True)
class Noted:
    """A line of the journal to come; `entry` is what was said with it."""

    code: str
    by: Actor
    at: datetime
    data: dict[str, Any]
    entry: AffairEntry | None = None


@dataclass(frozen=True, slots=True)
class Stood:
    """Who came to which counter, having stood before a closed one (`shut`) at a moment; `reason` had led there."""

    who: str
    station: int
    reason: str
    shut: int
    shut_at: datetime


@dataclass
class Work:
    """An affair with its guide, comings and entries; acts change it, `write` or `write_lives` put it into the database."""

    row: Affair
    guide: Guide
    table: GuideTable
    trips: list[Trip] = field(default_factory=list)
    entries: list[AffairEntry] = field(default_factory=list)
    clock: ClockState | None = None
    new_trips: list[Trip] = field(default_factory=list)
    new_entries: list[AffairEntry] = field(default_factory=list)
    documents: dict[str, HeldDocument] = field(default_factory=dict)
    lines: list[Noted] = field(default_factory=list)

    # ── what acts are made of ──────────────────────────────────────────────────────────────────────────────────────

    def go(self, do: str) -> None:
        """Go to the state to which an act leads; raises NotSo."""
        to = rules.moved(do, self.row.state)
        if to is None:
            raise NotSo
        self.row.state = to

    def note(self, code: str, by: Actor, at: datetime, entry: AffairEntry | None = None, **data: Any) -> None:
        """Write a line: codes, numbers and moments alone."""
        plain = {k: stamp(v) if isinstance(v, datetime) else v for k, v in data.items() if v not in (None, "", [])}
        self.lines.append(Noted(code, by, at, plain, entry))

    def say(self, kind: str, by: Actor, at: datetime, text: str = "", codes: Iterable[str] = ()) -> AffairEntry:
        """Keep what was said; its line follows."""
        entry = AffairEntry(
            street=self.row.street, affair=self.row.pk or 0, kind=kind, text=seal(text), codes=list(codes),
            unit=self.row.at, account=by.account or 0, at=at,
        )  # fmt: skip
        self.entries.append(entry)
        self.new_entries.append(entry)
        return entry

    @property
    def notice(self) -> set[str]:
        """Return the papers that were named in time: on the one-time notice, or because the case had changed."""
        return {code for one in self.entries if one.kind in ("noticed", "asked_anew") for code in one.codes}

    def home(self) -> tuple[float, float] | None:
        """Return the middle of where the applicant lives."""
        return home_point(self.row.street, self.row.community, self.row.grid)

    def came(self, who: str, station: int, reason: str, by: Actor, at: datetime, wanting: Iterable[str] = ()) -> None:
        """Count a coming, unless the same person is still there; a further one keeps why (raises nothing: `trips` checks)."""
        if not rules.same_coming(self.comings(), who, station, localtime(at).date()):
            self._came(who, station, rules.why_again(reason, [*wanting], self.notice), by, at)

    def stood(self, came: Stood, by: Actor, at: datetime, wanting: Iterable[str] = ()) -> None:
        """Count that somebody stood before a closed counter, and the coming now, of which that is the reason."""
        self._came(
            came.who, came.shut, rules.why_again(came.reason, [*wanting], self.notice), by, came.shut_at, shut=True
        )
        local = localtime(came.shut_at)
        counter = counters(self.row.street)[came.shut]
        hours = hours_on(counter, self.row.street, local.date())
        self._came(came.who, came.station, rules.why_closed(hours, local.hour * 60 + local.minute), by, at)

    def _came(self, who: str, station: int, why: str, by: Actor, at: datetime, *, shut: bool = False) -> None:
        place = 1 + sum(one.place > 0 for one in self.trips)
        far = way_of(self.guide, self.row.street, self.home() if who == "own" else None, station)
        self._trip(place, who, why if place > 1 else "", station, far, by, at, shut=shut)

    def went(self, reason: str, station: int, by: Actor, at: datetime) -> None:
        """Count that our people went to somebody (倒跑腿)."""
        self._trip(0, "staff", reason, station, rules.Way(), by, at)

    def _trip(
        self,
        place: int,
        who: str,
        reason: str,
        station: int,
        far: rules.Way,
        by: Actor,
        at: datetime,
        *,
        shut: bool = False,
    ) -> None:
        trip = Trip(
            street=self.row.street, affair=self.row.pk or 0, place=place, who=who, reason=reason, station=station,
            metres=far.metres, nearest=far.nearest, nearest_metres=far.nearest_metres, account=by.account or 0, at=at,
        )  # fmt: skip
        self.trips.append(trip)
        self.new_trips.append(trip)
        code = "hall.staff_went" if who == "staff" else "hall.came"
        self.note(
            code, by, at, who=who, place=place, station=station, reason=reason, metres=far.metres, shut=shut or None
        )
        self.reckon()

    def comings(self) -> list[rules.Coming]:
        """Return the comings as the rules look at them."""
        return [
            rules.Coming(one.who, one.station, _day(one.at), one.reason, one.metres, one.nearest_metres)
            for one in self.trips
        ]

    def reckon(self) -> None:
        """Reckon anew what follows from comings and notices."""
        row, found = self.row, rules.derived(self.comings(), self.table.near)
        row.trips, row.own_trips, row.staff_trips = found.trips, found.own_trips, found.staff_trips
        row.our_trips, row.near = found.our_trips, found.near
        row.asked = sum(len(one.codes) for one in self.entries if one.kind in ASKING)
        row.at_once = rules.done_at_once(row.trips, row.asked, row.state)

    def keep(self, codes: Iterable[str], by: Actor, at: datetime) -> None:
        """Remember papers that were handed in, as long as their kind is known; without an identity number nothing is."""
        row, owner = self.row, self.row.identity_blind
        for code in codes if owner else ():
            kind = self.table.document(code)
            until = known_until(kind, _day(at)) if kind else None
            if until:
                self.documents[code] = HeldDocument(
                    street=row.street,
                    owner=owner,
                    kind=code,
                    affair=row.pk or 0,
                    unit=row.at,
                    seen_at=at,
                    valid_until=until,
                )

    # ── the clock ──────────────────────────────────────────────────────────────────────────────────────────────────

    def accept(self, by: Actor, at: datetime) -> None:
        """Accept: all papers are there, and the promised term begins, or goes on after a paper that the case had changed."""
        row = self.row
        row.state = "handling"
        if self.clock is None:
            row.accepted_at = at
            if self.guide.promised:
                self.clock = self._begun(Term(self.guide.promised, "wd"), by, at)
                row.term, row.due_at = str(self.clock.term), self.clock.due_at
        elif self.clock.paused_at:
            self.clock = clocks.resume(self.clock, calendar_for(row.street), at)
            row.due_at = self.clock.due_at
        self.note("hall.accepted", by, at, term=row.term, due=row.due_at, rule=self.rule)

    def _begun(self, term: Term, by: Actor, at: datetime) -> ClockState:
        """Start the promised term, or the shorter one that a rule gives this item or this applicant."""
        row, cal = self.row, calendar_for(self.row.street)
        applicant = Ref("organisation", row.organisation) if row.organisation else None
        asked = Asked(row.street, KIND, row.item, by.code, row.pk or 0, applicant)
        return shortened(clocks.start(CLOCK, term, cal, at), cal, at, asked)

    @property
    def rule(self) -> str:
        """Return the number of the rule that gave a shorter term, empty without one."""
        return clocks.shortened_by(self.clock) if self.clock else ""

    def pause(self, at: datetime) -> None:
        """Let the term stand still while the applicant has to bring what the case had changed."""
        if self.clock and self.clock.running and not self.clock.paused_at:
            self.clock = clocks.pause(self.clock, at, reason="papers")

    def stop(self, at: datetime) -> None:
        """Stop the clock; a late decision stays late."""
        if self.clock and self.clock.running:
            judged = self.clock.paused_at or at
            self.clock = clocks.stop(self.clock, at)
            self.row.late = judged > self.clock.due_at

    # ── writing ────────────────────────────────────────────────────────────────────────────────────────────────────

    def write(self) -> Affair:
        """Write what has changed, in the running transaction, which holds the affair's row or has just made it."""
        row = self.row
        self.reckon()
        row.save()
        self._own()
        Trip.objects.bulk_create(self.new_trips)
        AffairEntry.objects.bulk_create(self.new_entries)
        HeldDocument.objects.bulk_create(
            list(self.documents.values()), update_conflicts=True, unique_fields=["street", "owner", "kind"],
            update_fields=["affair", "unit", "seen_at", "valid_until"],
        )  # fmt: skip
        self._write_clock()
        for one in self.lines:
            data = {**one.data, "entry": one.entry.pk} if one.entry else one.data
            journal.write(one.code, subject=Ref(KIND, row.pk), street=row.street, by=one.by, at=one.at, data=data)
        self.new_trips, self.new_entries, self.documents, self.lines = [], [], {}, []
        return row

    def _own(self) -> None:
        rows: list[Any] = [*self.new_trips, *self.new_entries, *self.documents.values()]
        for one in rows:
            one.affair = self.row.pk

    def _write_clock(self) -> None:
        standing = clocks_of(Ref(KIND, self.row.pk))
        if self.clock and standing:
            if standing[-1].state() != self.clock:
                put(clock=standing[-1], state=self.clock)
        elif self.clock:
            self.made_clock().save(force_insert=True)

    def made_clock(self, *, alarms_on: bool = True) -> Any:
        """Return the unsaved clock of a new affair."""
        assert self.clock is not None
        row = self.row
        return new_clock(
            id=CLOCK_IDS.take(), street=row.street, subject=Ref(KIND, row.pk), state=self.clock, owner_post=row.post or None,
            community=row.community, alarms_on=alarms_on,
        )  # fmt: skip


ASKING = ("noticed", "asked_later", "asked_anew")


def _day(at: datetime) -> date:
    return localtime(at).date()


def hand_to(row: Affair, station: int, post: int, at: datetime) -> None:
    """Let a counter have the affair, for a post."""
    row.at, row.post = station, post
    row.holder = people.holder_of(post, at).account or 0 if post else 0


def write_lives(works: Sequence[Work]) -> int:
    """Write whole lives of new affairs of one street in the running transaction; lines are recorded when they happened."""
    for one in works:
        one.reckon()
    copy([one.row for one in works])
    for one in works:
        one._own()
    copy([trip for one in works for trip in one.new_trips])
    copy([entry for one in works for entry in one.new_entries])
    put_new([one.made_clock() for one in works if one.clock])
    journal.write_many([line for one in works for line in _lines(one)])
    return len(works)


def _lines(work: Work) -> list[Line]:
    prev, made = GENESIS, []
    for seq, one in enumerate(work.lines, start=1):
        data = {**one.data, "entry": one.entry.pk} if one.entry else one.data
        line = chain(
            prev=prev, seq=seq, street=work.row.street, subject=Ref(KIND, work.row.pk), code=one.code,
            happened_at=one.at, recorded_at=one.at, actor=one.by.code, data=data,
        )  # fmt: skip
        prev = line.hash
        made.append(line)
    return made

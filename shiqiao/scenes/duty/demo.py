"""The demo's duty: rosters from April to July 2018, swaps, replacements, check-ins and logs up to the morning of the report."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.time import held, now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people import rules as people_rules
from shiqiao.scenes.duty import availability, changing, making, reads, steps, watching
from shiqiao.scenes.duty.demowords import AWAY, LOGS, SWAPS
from shiqiao.scenes.duty.publishing import rules_of
from shiqiao.scenes.duty.tables import Roster, Shift, Turn

MONTHS = ((date(2018, 4, 1), 4), (date(2018, 5, 1), 5), (date(2018, 6, 1), 6), (date(2018, 7, 1), 7))
KEEPER, CHECKER = "general.head", "street.deputy_secretary"
STOOD = date(2018, 6, 4)  # from this day on people check in
LOGGED = date(2018, 6, 18)  # from this day on shifts write logs; check-ins before it are recorded alone
LATE = (date(2018, 6, 25), 23)  # who came late, by how many minutes


def load(street: int, report: Any = None) -> None:
    """Let the months happen; a second time changes nothing."""
    with scope.scoped(street):
        if rules_of(street).kinds and not Roster.objects.filter(street=street, invented=True).exists():
            Stage(street).play()


class Stage:
    """The demo's duty, day by day."""

    def __init__(self, street: int) -> None:
        self.street, self.rng, self.present = street, Random(62), now()
        self.zone = ZoneInfo(settings.TIME_ZONE)
        self.actors: dict[tuple[int, date], Actor] = {}

    def play(self) -> None:
        """Publish the months, let turns change hands, then let the shifts be stood."""
        self._away()
        for first, number in MONTHS:
            self._publish(first, number)
            if number == MONTHS[2][1]:
                self._change()
        self._stand()

    def moment(self, day: date, minute: int = 600) -> datetime:
        """Return a local moment of a day."""
        return datetime.combine(day, time(), self.zone) + timedelta(minutes=minute)

    def by(self, code: str, at: datetime) -> Actor:
        """Return who holds a post at a moment."""
        return self.holding(people.holder_of(people.post_by_code(code, self.street).id, at).account or 0, at)

    def holding(self, account: int, at: datetime) -> Actor:
        """Return a person as who acts at a moment."""
        key = (account, at.date())
        if key not in self.actors:
            acting = people.acting_posts(account, at)
            main = acting[0].post
            self.actors[key] = Actor(
                "account", main.code, account=account, post=main.id, street=self.street, roles=people_rules.roles_of(acting),
                reach=people_rules.reach_of(people.book(), acting),
            )  # fmt: skip
        return self.actors[key]

    def _away(self) -> None:
        for code, kind, why, since, until in AWAY:
            at = self.moment(date(2018, 3, 20))
            with held(at):
                by = self.by(code, at)
                availability.enter_availability(
                    person=by.account or 0, kind=kind, why=why, since=since, until=until, by=by, at=at
                )

    def _publish(self, first: date, number: int) -> None:
        made = self.moment(first - timedelta(days=9), 570)
        with held(made):
            keeper = self.by(KEEPER, made)
            last = making.month_of_day(first)[1]
            row = making.make_roster(since=first, until=last, seed=number, invented=True, by=keeper, at=made)
        later = made + timedelta(hours=5)
        with held(later):
            steps.check_roster(roster=row.pk, by=self.by(CHECKER, later), at=later)
        published = later + timedelta(minutes=40)
        with held(published):
            steps.publish_roster(roster=row.pk, by=self.by(KEEPER, published), at=published)

    # ── what changes hands ─────────────────────────────────────────────────────────────────────────────────────────

    def _change(self) -> None:
        """June: swaps in all states, and one replacement."""
        for day, words, end in SWAPS:
            self._swap(day, words, end)
        at = self.moment(date(2018, 6, 12), 500)
        with held(at):
            turn = self._turns(date(2018, 6, 13), "officer")[0]
            free = next((one for one, _, way in changing.candidates(turn, at) if way is None), 0)
            if free:
                changing.replace_turn(
                    turn=turn.pk, person=free, words="虚构：临时参加区里培训", by=self.by(KEEPER, at), at=at
                )

    def _turns(self, day: date, role: str) -> list[Turn]:
        shifts = Shift.objects.filter(street=self.street, live=True, day=day)
        rows = Turn.objects.filter(shift__in=[row.pk for row in shifts], role=role, state="standing")
        return list(rows.order_by("during", "place"))

    def _swap(self, day: date, words: str, end: str) -> None:
        at = min(self.moment(day - timedelta(days=4), 620), self.present - timedelta(minutes=30))
        with held(at):
            pair = self._pair(day, at)
            if pair is None:
                return
            first, second = pair
            row = changing.ask_swap(
                turn=first.pk, against=second.pk, words=words, by=self.holding(first.person, at), at=at
            )
            if end == "asked":
                return
            agrees = end != "declined"
            said = "" if agrees else "虚构：当天已有安排"
            later = at + timedelta(minutes=7)
            changing.answer_swap(swap=row.pk, agree=agrees, words=said, by=self.holding(second.person, at), at=later)
            if end in ("approved", "refused"):
                approver = self.by(KEEPER, at)
                if approver.account in (first.person, second.person):
                    approver = self.by(CHECKER, at)
                said = "" if end == "approved" else "虚构：当晚有防汛值守，人手不足"
                changing.decide_swap(
                    swap=row.pk, approve=end == "approved", words=said, by=approver, at=at + timedelta(minutes=15)
                )

    def _pair(self, day: date, at: datetime) -> tuple[Turn, Turn] | None:
        for first in self._turns(day, "officer"):
            offered = changing.swappable(first, at, days=8)
            if offered:
                return first, min(offered, key=lambda row: abs(row.during.lower - first.during.lower))
        return None

    # ── standing the shifts ────────────────────────────────────────────────────────────────────────────────────────

    def _stand(self) -> None:
        shifts = Shift.objects.filter(
            street=self.street, live=True, during__startswith__lt=self.present, day__gte=date(2018, 5, 28)
        )
        lines = 0
        for shift in shifts.order_by("during"):
            self._check_in(shift)
            if shift.day >= LOGGED:
                lines = self._log(shift, lines)

    def _check_in(self, shift: Shift) -> None:
        late_day, minutes = LATE
        for turn in Turn.objects.filter(shift=shift.pk, state="standing").order_by("role", "place"):
            late = shift.day == late_day and shift.kind == "day" and turn.role == "officer"
            at = turn.during.lower + timedelta(minutes=minutes if late else -3 - self.rng.randrange(14))
            if late:
                warned = turn.during.lower + timedelta(minutes=12)
                with held(warned):
                    watching.look_after(at=warned)
            with held(at):
                watching.check_in(turn=turn.pk, by=self.holding(turn.person, at), at=at)

    def _log(self, shift: Shift, lines: int) -> int:
        team = list(Turn.objects.filter(shift=shift.pk, state="standing", role="officer").order_by("place"))
        begin, end = shift.during.lower, shift.during.upper
        if reads.passed_to(shift):
            at = begin + timedelta(minutes=2)
            with held(at):
                watching.acknowledge(shift=shift.pk, by=self.holding(team[0].person, at), at=at)
        for n in range(1 + lines % 2):
            lines = self._write(shift, team[0].person, begin + timedelta(minutes=45 + 170 * n), lines)
        for entry in watching.open_of(shift):
            at = min(end, self.present) - timedelta(minutes=50)
            if entry.shift != shift.pk and at > begin:
                with held(at):
                    watching.close_entry(
                        entry=entry.pk, result="已办结，已回告", by=self.holding(team[0].person, at), at=at
                    )
        if end < self.present:
            at = end - timedelta(minutes=4)
            with held(at):
                watching.pass_on(shift=shift.pk, by=self.holding(team[0].person, at), at=at)
        return lines

    def _write(self, shift: Shift, person: int, at: datetime, lines: int) -> int:
        if at >= self.present - timedelta(minutes=5):
            return lines
        kind, text, stays_open = LOGS[lines % len(LOGS)]
        with held(at):
            by = self.holding(person, at)
            watching.write_log(shift=shift.pk, kind=kind, text=text, stays_open=stays_open, by=by, at=at)
        return lines + 1

"""The demo's regional Party building: made through the actions at held times, from 2017 on. All of it is invented."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from shiqiao.base.actor import Actor, system
from shiqiao.base.db import scope
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.ids import uscc_digit
from shiqiao.base.time import held, now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people import rules as people_rules
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.registry.actions import Firm
from shiqiao.kernel.territory import reads as territory
from shiqiao.scenes.party import assessing, booking, figures, lists, reporting, services, units
from shiqiao.scenes.party.booking import Booker
from shiqiao.scenes.party.demotold import GIVEN, MEETINGS, NAMES, NEEDS, PROJECTS, SAID, UNITS
from shiqiao.scenes.party.lists import Given
from shiqiao.scenes.party.publishing import rules_of
from shiqiao.scenes.party.reporting import Who
from shiqiao.scenes.party.services import Delivered, Planned
from shiqiao.scenes.party.servicetables import Occasion, ServiceProject
from shiqiao.scenes.party.tables import ListItem, StationedUnit

SEED, TODAY = "party", date(2018, 6, 27)
FIRST, LAST = date(2017, 2, 20), date(2018, 5, 25)  # of the older projects
OLDER, RECENT, RESIDENTS = 196, 16, 320
MEMBERS, FIRST_CODE = 2, 980001


def load(street: int, report: Any = None) -> None:
    """Load units, lists, meetings and the projects of these weeks; a second time changes nothing."""
    with scope.scoped(street):
        if StationedUnit.objects.filter(street=street).exists() or not rules_of(street).themes[1:]:
            return
        stage = Stage(street, "now")
        stage.station()
        stage.meet()
        stage.match()
        stage.recent()


def load_more(street: int, report: Any = None) -> None:
    """Load double reporting, the projects of the year and a half before, the scores of 2017; a second time changes nothing."""
    with scope.scoped(street):
        rows = list(StationedUnit.objects.filter(street=street).order_by("pk"))
        if not rows or ServiceProject.objects.filter(street=street).count() > OLDER:
            return
        stage = Stage(street, "before")
        stage.units = [(row, UNITS[n % len(UNITS)][3]) for n, row in enumerate(rows)]
        stage.report_in()
        for n in range(OLDER):
            first = FIRST + timedelta(days=(LAST - FIRST).days * n // OLDER)
            stage.older(n, first)
        stage.assess(2017)


class Stage:
    """Who acts, and the units of the street."""

    def __init__(self, street: int, part: str) -> None:
        self.street = street
        self.rng = Random(f"{SEED}/{part}")
        self.zone = ZoneInfo(settings.TIME_ZONE)
        self.communities = [one.code for one in territory.communities(street)]
        self.titles = {one.code: one.title for one in territory.communities(street)}
        self.heads = {row.territory // 1000: row.code for row in people.posts(street, roles=("community_head",))}
        self.actors: dict[str, Actor] = {}
        self.office = system("demo", street=street)
        self.resident = Actor(kind="resident", code="resident", street=street)
        self.units: list[tuple[StationedUnit, tuple[str, ...]]] = []

    def by(self, code: str) -> Actor:
        """Return who acts for a post at the held moment."""
        if code not in self.actors:
            row = people.post_by_code(code, self.street)
            account = people.holder_of(row.id, now()).account or 0
            there = [one for one in people.acting_posts(account, now()) if one.post.id == row.id]
            self.actors[code] = Actor(
                "account", row.code, account=account, post=row.id, street=self.street, roles=people_rules.roles_of(there),
                reach=people_rules.reach_of(people.book(), there),
            )  # fmt: skip
        return self.actors[code]

    def head(self, community: int) -> Actor:
        """Return the head of a community."""
        return self.by(self.heads[community])

    @contextmanager
    def on(self, day: date, hour: int = 9, minute: int = 30) -> Iterator[datetime]:
        """Hold the time on a day; nothing happens after the demo's own moment."""
        with held(datetime.combine(day, time(hour, minute), self.zone)) as there:
            yield there

    def station(self) -> None:
        """Put the units on the list, with a contact and a seat for two years."""
        for n, (name, kind, place, themes) in enumerate(UNITS):
            community = self.communities[(place - 1) % len(self.communities)]
            first = f"52370103{FIRST_CODE + n:09d}"
            grid = community * 1000 + 1
            with self.on(date(2017, 2, 8)) as at:
                firm = Firm(name=name, code=first + uscc_digit(first), kind="social", grid=grid, address="（虚构）")
                organisation = registry.add_organisation(street=self.street, firm=firm, by=self.office, at=at).pk
                contact = units.Contact(NAMES[n % len(NAMES)] + GIVEN[n % len(GIVEN)], f"1990532{n:04d}")
                row = units.station_unit(
                    organisation_id=organisation, community=community, kind=kind, contact=contact, invented=True,
                    by=self.head(community), at=at,
                )  # fmt: skip
                role = "deputy" if n % 6 == 0 else "member"
                last = date(2018, 12, 31) if n % 5 else date(2017, 12, 31)
                units.give_seat(unit=row.pk, role=role, first=at.date(), last=last, by=self.head(community), at=at)
            self.units.append((row, themes))

    def meet(self) -> None:
        """Record the joint meetings; most units came."""
        for day, topic, agreed in MEETINGS:
            came = [row.pk for n, (row, _themes) in enumerate(self.units) if (n + len(topic)) % 5]
            with self.on(date.fromisoformat(day), 16) as at:
                units.record_meeting(
                    held_on=at.date(),
                    topic=topic,
                    agreed=agreed,
                    units=came,
                    invented=True,
                    by=self.by("general.head"),
                    at=at,
                )

    # ── lists ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def match(self) -> None:
        """Enter resources and needs; what fits best is proposed, some of it claimed."""
        for n, (row, themes) in enumerate(self.units):
            title, words = PROJECTS[themes[0]][0]
            given = Given("resource", themes[0], f"{title}（可提供）", words, date(2018, 12, 31), row.community, row.pk)
            with self.on(date(2018, 3, 21 + n % 8), 10) as at:
                lists.enter_item(given=given, invented=True, by=self.head(row.community), at=at)
        needs = [self._need(n, *told) for n, told in enumerate(NEEDS)]
        for n, need in enumerate(needs[:6]):
            with self.on(date(2018, 5, 14 + n), 15) as at:
                found = lists.candidates(need, at.date(), 1)
                if not found:
                    continue
                by = self.head(need.community)
                made = lists.propose(need=need.pk, resource=found[0].item.pk, by=by, at=at)
            with self.on(date(2018, 5, 21 + n), 15) as at:
                if n == 4:
                    lists.decline(match=made.pk, why="活动室晚上另有安排", by=by, at=at)
                elif n < 4:
                    lists.claim(match=made.pk, by=by, at=at)
                    self._from_match(n, need, made)

    def _need(self, n: int, theme: str, title: str, words: str) -> ListItem:
        community = self.communities[n % len(self.communities)]
        given = Given("need", theme, title, words, date(2018, 12, 31), community)
        with self.on(date(2018, 5, 2 + n), 11) as at:
            return lists.enter_item(given=given, invented=True, by=self.head(community), at=at)

    def _from_match(self, n: int, need: ListItem, made: Any) -> None:
        if n == 3:  # claimed, its project still to be planned
            return
        planned = Planned(
            made.unit, need.community, need.theme, need.title, need.words, self.place(need.community, n), date(2018, 6, 1),
            date(2018, 12, 31),
        )  # fmt: skip
        by = self.head(need.community)
        with self.on(date(2018, 5, 28), 10) as at:
            row = services.begin_project(planned=planned, match=made.pk, invented=True, by=by, at=at)
        self.hold_time(row, date(2018, 6, 11 + n), n, booked=8)

    # ── projects ───────────────────────────────────────────────────────────────────────────────────────────────────

    def place(self, community: int, n: int) -> str:
        """Return a place of the address book in a community."""
        return self.titles[community] + ("居委会" if n % 2 else "服务站")

    def begin(self, n: int, first: date, until: date) -> ServiceProject:
        """Begin a project of the next unit, in its community or the one beside."""
        unit, themes = self.units[n % len(self.units)]
        theme = themes[n // len(self.units) % len(themes)]
        title, words = PROJECTS[theme][(n // len(self.units)) % len(PROJECTS[theme])]
        community = unit.community if n % 3 else self.communities[n % len(self.communities)]
        planned = Planned(unit.pk, community, theme, title, words, self.place(community, n), first, until)
        with self.on(first - timedelta(days=12), 9) as at:
            return services.begin_project(planned=planned, invented=True, by=self.head(community), at=at)

    def older(self, n: int, first: date) -> None:
        """Begin a project of the time before, let it take place once or twice, and end it."""
        row = self.begin(n, first, first + timedelta(days=60))
        self.hold_time(row, first + timedelta(days=2), n, booked=2 + n % 3)
        if n % 4 == 0:
            self.hold_time(row, first + timedelta(days=16), n, booked=2 + n % 3)
        last = min(first + timedelta(days=61), TODAY - timedelta(days=1))
        with self.on(last, 17) as at:
            services.end_project(project=row.pk, by=self.head(row.community), at=at)

    def recent(self) -> None:
        """Begin the projects of these weeks: some took place, all have times to come that residents book."""
        for n in range(RECENT):
            row = self.begin(n, date(2018, 6, 1), date(2018, 9, 30))
            if n < RECENT - 2:
                self.hold_time(row, date(2018, 6, 4 + n), n, booked=5 + n % 5)
            places = 6 if n % 4 == 0 else 20
            to_come = self.time(row, date(2018, 6, 28) + timedelta(days=n * 3 % 24), n, places)
            for m in range(min(places + 2, 4 + n % 7) if n % 4 else places + 2):
                self.book(to_come, n * 13 + m, TODAY - timedelta(days=1 + m % 3))
        # One time of yesterday has no record yet.
        lacking = self.time(row, TODAY - timedelta(days=1), 3, 15)
        self.book(lacking, 7, TODAY - timedelta(days=5))

    def time(self, row: ServiceProject, day: date, n: int, places: int) -> Occasion:
        """Add a time to a project a week and a half before."""
        begin = datetime.combine(day, time(9 + n % 3 if n % 2 else 14 + n % 3), self.zone)
        when = max(row.at.astimezone(self.zone).date(), min(day - timedelta(days=10), TODAY - timedelta(days=8)))
        with self.on(when, 10) as at:
            return services.add_occasion(
                project=row.pk, starts_at=begin, ends_at=begin + timedelta(hours=2), places=places,
                by=self.head(row.community), at=at,
            )  # fmt: skip

    def book(self, row: Occasion, resident: int, day: date) -> Any:
        """Let a resident book on the portal; None where a limit stood against it."""
        number = resident * 7 % RESIDENTS
        name = NAMES[number % len(NAMES)] + GIVEN[number // len(NAMES) % len(GIVEN)]
        who = Booker(name, f"1990531{number:04d}", consent=True, invented=True)
        with self.on(day, 19 - resident % 4, resident * 7 % 60) as at:
            try:
                return booking.book(occasion=row.pk, booker=who, channel="portal", by=self.resident, at=at)
            except ShiqiaoError:
                return None

    def hold_time(self, row: ServiceProject, day: date, n: int, booked: int) -> None:
        """Let a time take place: residents booked, most came, some of them rated it."""
        there = self.time(row, day, n, 12 + n % 3 * 6)
        # Neighbours come again to what the same unit does: the residents of a unit are a few.
        group = row.unit * 5 % RESIDENTS
        made = [self.book(there, group + m * (1 + n % 2), day - timedelta(days=1 + m % 5)) for m in range(booked)]
        rows = [one for one in made if one is not None and one.state == "booked"]
        came = [one.pk for k, one in enumerate(rows) if (k + n) % 6]
        end = there.ends_at.astimezone(self.zone)
        with self.on(end.date(), end.hour, 10) as at:
            told = Delivered(came, 6 + self.rng.randrange(18), "")
            services.deliver(occasion=there.pk, delivered=told, by=self.head(row.community), at=at)
        for k, number in enumerate(came[::2]):
            with self.on(end.date(), 20, k) as at:
                stars = self.rng.choices((5, 4, 3, 2), (60, 28, 9, 3))[0]
                booking.rate(booking=number, stars=stars, said=self.rng.choice(SAID), by=self.resident, at=at)

    # ── double reporting, scores ───────────────────────────────────────────────────────────────────────────────────

    def report_in(self) -> None:
        """Let units and members report in, claim services and serve hours, most of them confirmed."""
        services_named = [one.code for one in rules_of(self.street).services]
        for n, (row, _themes) in enumerate(self.units):
            by = self.head(row.community)
            who = [Who("unit", row.pk)]
            who += [
                Who("member", row.pk, NAMES[(n + m) % 16] + GIVEN[m], f"1990533{n:02d}{m:02d}") for m in range(MEMBERS)
            ]
            for m, one in enumerate(who):
                with self.on(date(2018, 4, 2 + n % 20), 10 + m) as at:
                    made = reporting.report_in(who=one, community=row.community, invented=True, by=by, at=at)
                    code = services_named[(n + m) % len(services_named)]
                    claim = reporting.claim_service(reported=made.pk, service=code, by=by, at=at)
                self._serve(claim, row.community, n, m)

    def _serve(self, claim: Any, community: int, n: int, m: int) -> None:
        writer = self.by(f"c{self.communities.index(community) + 1}.g1")
        for k, day in enumerate((date(2018, 5, 12), date(2018, 6, 9), date(2018, 6, 23))):
            if (n + m + k) % 3 == 0:
                continue
            with self.on(day, 17, m) as at:
                if not (writer.reach.span and people.holder_of(writer.post or 0, at).account):
                    return
                told: dict[str, Any] = {"minutes": 60 + 30 * ((n + k) % 4), "what": "参加社区服务"}
                made = reporting.write_hours(claim=claim.pk, served_on=day, by=writer, at=at, **told)
            if k < 2 or n % 4:
                with self.on(day + timedelta(days=2), 9, m) as at:
                    reporting.judge_hours(hours=made.pk, confirmed=True, by=self.head(community), at=at)

    def assess(self, year: int) -> None:
        """Let each community score its units for a year, near what the records suggest."""
        table = rules_of(self.street)
        for row, _themes in self.units:
            with self.on(date(year + 1, 1, 12), 15) as at:
                shown = figures.of_unit(row.pk, year, row.community)
                points = assessing.suggested(table, shown)
                points |= {
                    one.code: max(0, min(one.most, points[one.code] - self.rng.randrange(3))) for one in table.criteria
                }
                assessing.assess_unit(
                    unit=row.pk, community=row.community, year=year, points=points, invented=True,
                    by=self.head(row.community), at=at,
                )  # fmt: skip

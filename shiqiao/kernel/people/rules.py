"""Who answers for what on which day, and what a post may read: pure decisions over plain rows.

The rule of the house (定人定责): for every grid and line exactly one person is accountable on every day. Where the
assignment leaves a gap, it falls at once to the community head's post, then to the street leader's, and is marked.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from shiqiao.base.actor import Grant, Reach
from shiqiao.kernel.people.roles import ROLE_REACH as ROLE_REACH
from shiqiao.kernel.people.roles import STAND_IN_ROLES as STAND_IN_ROLES
from shiqiao.kernel.people.roles import ReachKind
from shiqiao.kernel.people.rows import (
    Acting,
    By,
    ContactRow,
    Covered,
    DeputyRow,
    Gap,
    HolderNow,
    HoldingRow,
    LeaveRow,
    LineRow,
    PersonRow,
    PortfolioRow,
    PostRow,
    ResponsibilityRow,
    Responsible,
    Standing,
    Step,
    UnitRow,
    Unled,
)  # fmt: skip

UNIT_KINDS = ("street_office", "department", "community", "grid_station", "service_station")
LEAVE_REASONS = ("annual", "sick", "training", "business", "maternity", "other")


@dataclass
class Book:
    """All rows of people, looked up by what the rules ask for. Never changed, save its memory of answers."""

    units: dict[int, UnitRow]
    posts: dict[int, PostRow]
    people: dict[int, PersonRow]
    lines: list[LineRow]
    holdings: Sequence[HoldingRow] = ()
    responsibilities: Sequence[ResponsibilityRow] = ()
    deputies: Sequence[DeputyRow] = ()
    leaves: Sequence[LeaveRow] = ()
    portfolios: Sequence[PortfolioRow] = ()
    contacts: Sequence[ContactRow] = ()
    answers: dict[tuple[int, str, date], Responsible] = field(default_factory=dict, repr=False)
    acting: dict[tuple[int, date], list[Acting]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._holdings: dict[int, list[HoldingRow]] = defaultdict(list)
        self._responsible: dict[tuple[int, str], list[ResponsibilityRow]] = defaultdict(list)
        self._deputies: dict[int, list[DeputyRow]] = defaultdict(list)
        self._leaves: dict[int, list[LeaveRow]] = defaultdict(list)
        self._heads: dict[tuple[str, int], list[PostRow]] = defaultdict(list)
        for holding in self.holdings:
            self._holdings[holding.post].append(holding)
        for row in self.responsibilities:
            self._responsible[row.grid, row.line].append(row)
        for deputy in self.deputies:
            self._deputies[deputy.post].append(deputy)
        for leave in self.leaves:
            self._leaves[leave.account].append(leave)
        for post in sorted(self.posts.values(), key=lambda post: (not post.head_of, post.code, post.id)):
            for role in post.roles & {"community_head", "leader", "department_head"} if post.active else ():
                self._heads[role, post.unit if role == "department_head" else post.territory].append(post)

    def holding(self, post: int, day: date) -> HoldingRow | None:
        """Return who holds the post on the day."""
        return next((row for row in self._holdings.get(post, ()) if day in row.during), None)

    def responsibility(self, grid: int, line: str, day: date) -> ResponsibilityRow | None:
        """Return the assignment of a grid and line on the day."""
        return next((row for row in self._responsible.get((grid, line), ()) if day in row.during), None)

    def deputy(self, post: int, day: date) -> DeputyRow | None:
        """Return the deputyship of a post on the day."""
        return next((row for row in self._deputies.get(post, ()) if day in row.during), None)

    def away(self, account: int, day: date) -> LeaveRow | None:
        """Return the leave of a person on the day."""
        return next((row for row in self._leaves.get(account, ()) if day in row.during), None)

    def active(self, account: int) -> bool:
        """Tell whether the person's account is in use."""
        person = self.people.get(account)
        return person is not None and person.active

    def heads(self, role: str, of: int) -> list[PostRow]:
        """Return the head posts of a territory number (of a unit for department heads), the main one first."""
        return self._heads.get((role, of), [])

    def turning_days(self, street: int) -> set[date]:
        """Return the days on which anything may change for a street."""
        periods = [row.during for row in self.leaves]
        periods += [row.during for row in self.holdings if self.posts[row.post].street == street]
        periods += [row.during for row in self.deputies if self.posts[row.post].street == street]
        periods += [row.during for row in self.responsibilities if street_of(row.grid) == street]
        periods += [row.during for row in self.portfolios if row.street == street]
        return {day for period in periods for day in (period.start, period.end) if day is not None}


def street_of(number: int) -> int:
    """Return the 9-digit street of a 15-digit territory number."""
    return number // 1_000_000


def community_of(number: int) -> int:
    """Return the 15-digit number of the community of a territory number, 0 for a whole street."""
    community = number // 1000
    return community * 1000 if community % 1000 else 0


def span_of(number: int) -> tuple[int, int]:
    """Return the inclusive span of territory numbers below a province, city, district, street, community or grid."""
    for size in (10**13, 10**11, 10**9, 10**6, 10**3):
        if number % size == 0:
            return number, number + size - 1
    return number, number


def standing(book: Book, post: PostRow, day: date) -> Standing:
    """Tell who acts for a post on a day by the post's own rows: the holder, or the deputy while the holder is away."""
    why: list[Step] = []
    if not post.active:
        return Standing(None, "nobody", [{"code": "post_closed", "post": post.code}])
    holding = book.holding(post.id, day)
    if holding is None:
        return Standing(None, "nobody", [{"code": "no_holder", "post": post.code}])
    if not book.active(holding.account):
        return Standing(None, "nobody", [{"code": "holder_inactive", "post": post.code}])
    leave = book.away(holding.account, day)
    if leave is None:
        why.append({"code": "holder", "post": post.code, "since": holding.during.start.isoformat()})
        return Standing(holding.account, "holder", why)
    why.append({"code": "on_leave", "post": post.code, "until": _until(leave)})
    return _deputy_of(book, post, day, why)


def _until(leave: LeaveRow) -> str:
    """The last day of a leave, empty when it is open."""
    return (leave.during.end - timedelta(days=1)).isoformat() if leave.during.end else ""


def _deputy_of(book: Book, post: PostRow, day: date, why: list[Step]) -> Standing:
    row = book.deputy(post.id, day)
    if row is None:
        return Standing(None, "nobody", [*why, {"code": "no_deputy", "post": post.code}])
    account = row.deputy_account
    if row.deputy_post is not None:
        holding = book.holding(row.deputy_post, day)
        account = holding.account if holding and book.posts[row.deputy_post].active else None
    if account is None or not book.active(account) or book.away(account, day):
        return Standing(None, "nobody", [*why, {"code": "deputy_absent", "post": post.code}])
    via = book.posts[row.deputy_post].code if row.deputy_post else ""
    return Standing(account, "deputy", [*why, {"code": "deputy", "post": post.code, "by": via}])


def responsible(book: Book, grid: int, line: str, day: date) -> Responsible:
    """Return the one accountable person for a grid (15 digits) and line on a day, with the steps that led there."""
    row = book.responsibility(grid, line, day)
    if row is None:
        return _fall(book, grid, day, "no_responsibility", [{"code": "no_responsibility", "grid": grid, "line": line}])
    post = book.posts[row.post]
    why: list[Step] = [{"code": "assigned", "post": post.code, "since": row.during.start.isoformat()}]
    found = standing(book, post, day)
    if found.account is not None:
        return _answer(book, post, found.account, found.by, "", why + found.why)
    return _fall(book, grid, day, str(found.why[-1]["code"]), why + found.why)


def upwards(book: Book, number: int, unit: int = 0) -> Iterator[tuple[By, PostRow]]:
    """Yield the head posts above a territory number: of the department (if `unit` is one) or community, then street."""
    if unit and book.units[unit].kind == "department":
        yield from (("department_head", post) for post in book.heads("department_head", unit))
    elif community_of(number):
        yield from (("community_head", post) for post in book.heads("community_head", community_of(number)))
    yield from (("street", post) for post in book.heads("leader", street_of(number) * 1_000_000))


def _fall(book: Book, grid: int, day: date, reason: str, why: list[Step]) -> Responsible:
    above = list(upwards(book, grid))
    for by, post in above:
        found = standing(book, post, day)
        if found.account is not None:
            step: Step = {"code": f"falls_to_{by}", "post": post.code}
            return _answer(book, post, found.account, by, reason, [*why, step, *found.why])
        why = why + found.why
    why = [*why, {"code": "nobody_at_all", "street": street_of(grid)}]
    return _answer(book, above[-1][1] if above else None, None, "nobody", reason, why)


def _answer(book: Book, post: PostRow | None, account: int | None, by: By, reason: str, why: list[Step]) -> Responsible:
    unit = book.units[post.unit] if post else UnitRow(0, 0, "")
    post = post or PostRow(0, 0, "", 0, frozenset(), 0)
    name = book.people[account].name if account else ""
    return Responsible(
        post=post.id, post_code=post.code, post_title=post.title_zh, post_title_en=post.title_en,
        account=account, name=name, unit=unit.id, unit_title=unit.title_zh, unit_title_en=unit.title_en,
        by=by, gap=bool(reason), reason=reason, why=why,
    )  # fmt: skip


def holder(book: Book, post: PostRow, day: date) -> HolderNow:
    """Return who acts for a post on a day: holder, deputy, or the head to whom a vacant post falls."""
    found = standing(book, post, day)
    if found.account is not None:
        return HolderNow(found.account, book.people[found.account].name, found.by)
    for by, head in upwards(book, post.territory, post.unit):
        above = standing(book, head, day)
        if above.account is not None:
            return HolderNow(above.account, book.people[above.account].name, by)
    return HolderNow(None, "", "nobody")


def ladder(book: Book, post: PostRow, day: date, line: str = "") -> list[int]:
    """Return the posts that a late matter climbs, the post itself left out: deputy, heads, leader.

    First the deputy's post; then the heads of the department or community; then the leader whose portfolio (分工) has
    the post's unit, or the line of the matter (`line`; without it the line of the post, when it works on one only). Only
    where no such leader is on duty that day do all leaders of the street follow, the main one first, as before there
    were portfolios: a matter never stops climbing because a portfolio is missing.
    """
    steps: list[int] = []
    row = book.deputy(post.id, day)
    if row and row.deputy_post is not None:
        steps.append(row.deputy_post)
    elif row:
        steps += [held.post.id for held in acting(book, row.deputy_account or 0, day) if held.by == "holder"][:1]
    above = list(upwards(book, post.territory, post.unit))
    steps += [head.id for by, head in above if by != "street"]
    leader = leader_of(book, post, day, line)
    steps += [leader.id] if leader else [head.id for by, head in above if by == "street"]
    return [step for step in dict.fromkeys(steps) if step != post.id]


def leader_of(book: Book, post: PostRow, day: date, line: str = "") -> PostRow | None:
    """Return the post of the leader in charge of a post's work: by its unit or the units above, else by its line.

    None when nobody is in charge, when it is the post itself, or when nobody acts for that leader on the day.
    """
    line = line or (next(iter(post.lines)) if len(post.lines) == 1 else "")
    found = next((row for row in _in_charge(book, post, day, line)), None)
    leader = book.posts.get(found.post) if found else None
    if leader is None or leader.id == post.id or standing(book, leader, day).account is None:
        return None
    return leader


def _in_charge(book: Book, post: PostRow, day: date, line: str) -> Iterator[PortfolioRow]:
    unit, seen = book.units.get(post.unit), set[int]()
    while unit and unit.id not in seen:
        seen.add(unit.id)
        yield from (row for row in book.portfolios if row.unit == unit.id and day in row.during)
        unit = book.units.get(unit.parent or 0)
    yield from (
        row for row in book.portfolios if row.line == line != "" and row.street == post.street and day in row.during
    )


def unled(book: Book, street: int, communities: Iterable[int], day: date) -> list[Unled]:
    """Name the lines and departments without a leader in charge, and the communities (12 digits) without a lead contact.

    A department that a leader has through the unit above it is led. Told, not forbidden: a small office may not
    divide its work at all.
    """
    running = [row for row in book.portfolios if row.street == street and day in row.during]
    lines, units = {row.line for row in running}, {row.unit for row in running}
    contacts = {row.community for row in book.contacts if row.lead and day in row.during}
    departments = sorted(
        (unit for unit in book.units.values() if unit.street == street and unit.kind == "department"),
        key=lambda unit: unit.code,
    )
    found = [Unled("line", line.code) for line in book.lines if line.code not in lines]
    found += [Unled("unit", unit.id) for unit in departments if not {unit.id, unit.parent} & units]
    return found + [Unled("community", place) for place in communities if place not in contacts]


def coverage(book: Book, grids: Iterable[int], day: date) -> list[Covered | Gap]:
    """Answer for each grid and line who is accountable on a day; a gap names its reason and to whom it has fallen."""
    report: list[Covered | Gap] = []
    for grid in grids:
        for line in [line.code for line in book.lines]:
            found = responsible(book, grid, line, day)
            report.append(Gap(grid, line, found.reason, found) if found.gap else Covered(grid, line, found))
    return report


def coming_gaps(book: Book, street: int, grids: Sequence[int], day: date, days: int) -> list[tuple[date, Gap]]:
    """Return gaps that will open within `days` after `day`, each with its first day."""
    red = {(row.grid, row.line) for row in coverage(book, grids, day) if row.gap}
    coming = []
    for turn in sorted(turn for turn in book.turning_days(street) if day < turn <= day + timedelta(days=days)):
        for row in coverage(book, grids, turn):
            if isinstance(row, Gap) and (row.grid, row.line) not in red:
                red.add((row.grid, row.line))
                coming.append((turn, row))
    return coming


def acting(book: Book, account: int, day: date) -> list[Acting]:
    """Return the posts an account may act for: those held, those it deputises for, vacant ones that fall to it as head.

    A deputy has the rights throughout the deputyship, since late matters come to the deputy also while the holder is
    there. Only the work of a vacant post falls to a head (`STAND_IN_ROLES`).
    """
    if not book.active(account):
        return []
    held = [post for post in book.posts.values() if post.active and _holds(book, post.id, account, day)]
    mine = {post.id for post in held}
    found = [Acting(post, "holder") for post in held]
    for post in book.posts.values():
        if post.id in mine or not post.active:
            continue
        row = book.deputy(post.id, day)
        if row and (row.deputy_account == account or row.deputy_post in mine):
            found.append(Acting(post, "deputy"))
        elif post.roles & STAND_IN_ROLES and standing(book, post, day).account is None:
            above = holder(book, post, day)
            if above.account == account:
                found.append(Acting(post, above.by))
    return found


def _holds(book: Book, post: int, account: int, day: date) -> bool:
    holding = book.holding(post, day)
    return holding is not None and holding.account == account


def roles_of(posts: Iterable[Acting]) -> frozenset[str]:
    """Return the union of the roles of posts one acts for."""
    own = ("holder", "deputy")
    return frozenset(role for post, by in posts for role in (post.roles if by in own else post.roles & STAND_IN_ROLES))


def reach_of(book: Book, posts: Sequence[Acting]) -> Reach:
    """Return what may be read from posts one acts for, by `ROLE_REACH`; each post gives its own `Grant`.

    `span` is the widest of the territories, for what knows one only (of several the lowest number); `lines` narrow it when
    every post behind it names lines.
    """
    spans = [(span_of(post.territory), post) for post, by in posts if _reaches(post, by, "territory")]
    span = min((one for one, _ in spans), key=lambda one: (one[0] - one[1], one[0]), default=None)
    behind = [post.lines for one, post in spans if one == span]
    grants = tuple(_grant(book, acting) for acting in posts)
    return Reach(
        span=span,
        lines=frozenset().union(*behind) if behind and all(behind) else None,
        units=frozenset().union(*(grant.units for grant in grants)),
        posts=frozenset(post.id for post, _ in posts),
        grants=grants,
    )


def _grant(book: Book, acting: Acting) -> Grant:
    """Return what one post gives: its roles in its territory, in its unit (heads: and those below), on its lines only."""
    post, by = acting
    units = {post.unit} if _reaches(post, by, "unit") else set()
    if "department_head" in post.roles and by in ("holder", "deputy"):
        units |= {unit.id for unit in book.units.values() if unit.parent == post.unit}
    return Grant(
        post=post.id,
        roles=roles_of([acting]),
        span=span_of(post.territory) if _reaches(post, by, "territory") else None,
        lines=post.lines or None,
        units=frozenset(units),
    )


def reach_of_post(book: Book, post: PostRow) -> Reach:
    """Return what may be read from one post: for tokens, which act from a post without a person."""
    return reach_of(book, [Acting(post, "holder")])


def _reaches(post: PostRow, by: By, kind: ReachKind) -> bool:
    return any(ROLE_REACH[role].reach == kind for role in roles_of([Acting(post, by)]))

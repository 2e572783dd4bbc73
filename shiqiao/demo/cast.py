"""Who plays which part at which moment: posts and their holders as they are then, never a name in the program."""

from bisect import bisect_right
from datetime import datetime
from random import Random

from shiqiao.base.actor import Actor, system
from shiqiao.kernel.matters.rules import Sheet
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.models import Account

Hands = tuple[int, int, int]  # post, its holder, its unit
DISPATCHERS = ("centre.dispatch", "centre.dispatch", "centre.head")
CALLBACK = ("centre.callback",)
CHECKERS = ("supervision.check1", "supervision.check2", "supervision.check3", "supervision.check4")
LEADERS = ("street.secretary", "street.director")
COUNTER = ("service.head",)


class Cast:
    """The people of one street. An actor is asked for once between two days on which anything about people changes."""

    def __init__(self, street: int) -> None:
        self.street = street
        self.accounts = {account.pk: account for account in Account.objects.filter(street=street)}
        self.units = {unit.id: unit.code for unit in people.units(street)}
        self.reporter = Actor("resident", "resident", street=street, roles=frozenset({"reporter"}))
        self.filing = system("filing", street=street)
        self._known: dict[tuple[int, int], Actor] = {}
        book = people.book()
        dated = (book.holdings, book.responsibilities, book.deputies, book.leaves)
        self._changes = sorted(
            {day for rows in dated for row in rows for day in (row.during.start, row.during.end) if day}
        )
        self._posts: dict[str, list[int]] = {}

    def post(self, post: int, at: datetime) -> Actor:
        """Return who acts for a post at a moment, holder or deputy."""
        holder = people.holder_of(post, at).account
        return self.person(holder or 0, at)

    def person(self, account: int, at: datetime) -> Actor:
        """Return a person as an actor, with all posts held on that day."""
        key = account, bisect_right(self._changes, people.day_of(at))
        if key not in self._known:
            self._known[key] = people.actor_for(self.accounts[account], at=at)
        return self._known[key]

    def part(self, who: str, sheet: Sheet, rng: Random, at: datetime) -> Actor:
        """Return the actor who plays a part towards a matter."""
        if who in ("holder", "post"):
            return self.post(sheet.post, at)
        if who == "reporter":
            return self.reporter
        if who == "system":
            return self.filing
        codes = {"dispatcher": DISPATCHERS, "callback": CALLBACK, "checker": CHECKERS, "leader": LEADERS}[who]
        return self.by_code(rng.choice(codes), at)

    def by_code(self, code: str, at: datetime) -> Actor:
        """Return who acts for a post, by its code."""
        return self.post(people.post_by_code(code, self.street).id, at)

    def taking(self, channel: str, rng: Random, at: datetime) -> Actor:
        """Return who takes a report in; a patrol's is made by the one responsible there (`post`)."""
        if channel == "resident":
            return self.reporter
        return self.by_code(rng.choice(COUNTER if channel == "counter" else DISPATCHERS), at)

    def responsible(self, grid: int, line: str, at: datetime) -> Actor:
        """Return the one person who answers for a grid and line at a moment."""
        return self.person(people.responsible_for(grid, line, at).account or 0, at)

    def hands(self, post: int, at: datetime) -> Hands:
        """Return post, holder and unit, as a dispatch needs them."""
        return post, people.holder_of(post, at).account or 0, people.post(post).unit

    def unit_hands(self, code: str, rng: Random, at: datetime) -> Hands:
        """Return whom a unit gives its work to: one of its handlers, now and then its head."""
        if code not in self._posts:
            rows = people.posts(self.street, roles=("handler", "department_head"))
            mine = [row for row in rows if self.units[row.unit] == code]
            self._posts[code] = [row.id for row in mine for _ in range(4 if "handler" in row.roles else 1)]
        return self.hands(rng.choice(self._posts[code]), at)

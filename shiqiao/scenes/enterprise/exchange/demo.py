"""The demo's exchange: offers and asks of firms on file, and what became of those that were matched. All of it is invented."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from shiqiao.base.actor import Actor, system
from shiqiao.base.db import scope
from shiqiao.base.time import held, now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry import reads as registry
from shiqiao.kernel.registry.reads import Organisation
from shiqiao.scenes.enterprise.exchange import falling, families, listings, matches
from shiqiao.scenes.enterprise.exchange.demotold import LISTED, MATCHED, SAID, Pair, Told, on_day
from shiqiao.scenes.enterprise.exchange.listings import Given
from shiqiao.scenes.enterprise.exchange.matches import Deal
from shiqiao.scenes.enterprise.exchange.tables import Listing, Match

OFFICE = "economy.head"


def load(street: int, report: Any = None) -> None:
    """Let what is not there yet happen; a second time changes nothing."""
    with scope.scoped(street):
        if Listing.objects.filter(street=street).exists():
            return
        stage = Stage(street)
        made = {one.code: row for one in LISTED if (row := stage.enter(one))}
        stage.family()
        for pair in MATCHED:
            if pair.offer in made and pair.ask in made:
                stage.bring_together(pair, made[pair.offer], made[pair.ask])
        with stage.on(on_day("06-16")) as at:
            falling.tell_expired(at=at)


class Stage:
    """Who acts, and which firms are left to be told of."""

    def __init__(self, street: int) -> None:
        self.street = street
        self.office = self._by(OFFICE)
        self.heads = {row.territory: row.code for row in people.posts(street, roles=("community_head",))}
        self.keepers: dict[int, Actor] = {}
        rows = registry.rows_of(system("demo", street=street), Organisation).filter(state="operating", grid__gt=0)
        self.left = list(rows.exclude(industry="").order_by("id")[:400])

    def _by(self, code: str) -> Actor:
        return people.actor_in(people.post_by_code(code, self.street).id, now())

    @contextmanager
    def on(self, day: date) -> Iterator[datetime]:
        """Hold the time on a day of the past, in the morning."""
        with held(datetime.fromisoformat(f"{day.isoformat()}T10:20:00+08:00")) as there:
            yield there

    def enter(self, one: Told) -> Listing | None:
        """Enter a listing for the next firm of its industry that is left; None where there is none.

        Offers are kept by the economic office, asks by the head of the firm's community.
        """
        firm = next((row for row in self.left if row.industry.startswith(one.industry)), None)
        if firm is None:
            return None
        self.left.remove(firm)
        given = Given(
            one.side, one.kind, one.title, one.words, one.until, None if one.quantity is None else one.quantity,  # type: ignore[arg-type]
            one.unit, one.endless, one.wanted,
        )  # fmt: skip
        code = self.heads.get(firm.community * 1000, OFFICE) if one.side == "ask" else OFFICE
        keeper = self._by(code)
        with self.on(one.day) as at:
            row = listings.enter_listing(organisation=firm.pk, given=given, invented=True, by=keeper, at=at)
        self.keepers[row.pk] = keeper
        return row

    def family(self) -> None:
        """Two more firms belong together."""
        if len(self.left) > 1:
            with self.on(on_day("04-03")) as at:
                below, above = self.left[1].pk, self.left[0].pk
                families.enter_parent(organisation=below, parent=above, by=self.office, at=at)

    def bring_together(self, pair: Pair, offer: Listing, ask: Listing) -> None:
        """Propose a match and let its steps follow, every four days, as far as the demo's day."""
        with self.on(pair.day) as at:
            row = matches.propose_match(one=offer.pk, other=ask.pk, invented=True, by=self.office, at=at)
        for n, name in enumerate(pair.steps):
            with self.on(pair.day + timedelta(days=n * 4 + 1)) as at:
                self._step(pair, row, name, at)

    def _step(self, pair: Pair, row: Match, name: str, at: datetime) -> None:
        by = self.keepers[row.ask] if name in ("ask", "refuse") else self.office
        act: dict[str, Any] = {"match": row.pk, "by": by, "at": at}
        text = SAID.get(name, "")
        if name in ("offer", "ask"):
            matches.consent(side=name, **act)
        elif name == "refuse":
            matches.refuse(side="ask", why=pair.why, **act)
        elif name == "fail":
            matches.fail(why=pair.why, text=text, **act)
        elif name == "deal":
            deal = Deal(pair.value, pair.closed_by, pair.quantity)  # type: ignore[arg-type]
            matches.close_deal(deal=deal, on=at.date(), text=text, **act)
        else:
            (matches.introduce if name == "introduce" else matches.talk)(on=at.date(), text=text, **act)

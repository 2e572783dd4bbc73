"""Pages about persons, portfolios and hand-overs, assembled for their templates."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.actor import Actor
from shiqiao.base.text import mask_phone
from shiqiao.kernel.people import persons as known
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.actions import phone_of
from shiqiao.kernel.people.hooks import work_of
from shiqiao.kernel.people.powers import may
from shiqiao.kernel.territory import reads as territory
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.personacts import offered
from shiqiao.surfaces.desk.personforms import REASONS

if TYPE_CHECKING:
    from shiqiao.kernel.people.models import Account, Post

STATES = {
    "none": (gettext_noop("no password yet"), "grey", "key-off"),
    "first": (gettext_noop("first password, to be changed"), "yellow", "key"),
    "used": (gettext_noop("active"), "green", "circle-check"),
    "shut": (gettext_noop("locked"), "red", "lock"),
}


@dataclass(frozen=True)
class Badge:
    """A short word with its tone."""

    text: str
    tone: str
    drawing: str


@dataclass(frozen=True)
class PersonRow:
    """A person in the list."""

    url: str
    name: str
    login: str
    posts: Sequence[str]
    state: Badge
    away: bool


def badge_of(state: str) -> Badge:
    """Return how far an account is in use, as a badge."""
    text, tone, drawing = STATES[state]
    return Badge(_(text), tone, drawing)


def name_of(account: "Account") -> str:
    """Return a person's name in the reader's language."""
    return words.in_language(account.display_name, account.name_en)


def title_of(post: "Post") -> str:
    """Return a post's title in the reader's language."""
    return words.in_language(post.title_zh, post.title_en)


def known_people(actor: Actor) -> bool:
    """Tell whether an actor may open the pages of other persons."""
    return may("look", actor.roles)


def person_rows(actor: Actor, at: datetime, text: str) -> list[PersonRow]:
    """Return the persons of the street as rows."""
    return [
        PersonRow(
            reverse("desk:person", args=[one.account.pk]), name_of(one.account), one.account.username,
            [title_of(post) for post in one.posts], badge_of(one.state), one.away,
        )
        for one in known.persons(actor, at, text)
    ]  # fmt: skip


@dataclass(frozen=True)
class Span:
    """Something that runs from a day to the day before another."""

    title: str
    under: str
    start: date
    last: date | None


@dataclass(frozen=True)
class HeldPost:
    """A post that a person holds, with what is open there and for how many grids and lines it answers."""

    title: str
    unit: str
    start: date
    works: int
    late: int
    duties: int


@dataclass(frozen=True)
class PersonPage:
    """One person."""

    account: "Account"
    name: str
    state: Badge
    phone: str
    posts: Sequence[HeldPost]
    duties: Sequence[tuple[str, Sequence[str]]]  # line, its grids
    leads: Sequence[str]
    others: Sequence[Span]
    deputies: Sequence[Span]
    leaves: Sequence[Span]
    hand_overs: Sequence[Any]
    acts: Sequence[tuple[str, str, str]]
    staffs: bool
    resets: bool


def person_page(account: "Account", at: datetime, *, by: Actor | None = None) -> PersonPage:
    """Assemble a person's page for somebody else (`by`), else the own one; another's telephone is masked."""
    own, roles = by is None, by.roles if by else frozenset()
    found = known.record_of(account, at)
    phone = phone_of(account)
    deputies = [(row, _("%(who)s stands in") % {"who": _deputy(row)}) for row in found.deputies]
    deputies += [(row, _("stands in here")) for row in found.stands_in]
    acts = [
        (reverse("desk:person-do", args=[account.pk, do]), str(form.title), form.icon)
        for do, form in offered(account, by)
    ]
    return PersonPage(
        account, name_of(account), badge_of(known.state_of(account)), phone if own else mask_phone(phone),
        posts=[_held(row, found.duties, at) for row in found.now], duties=_duties(found.duties),
        leads=leads(account.street, {row.post_id for row in found.now}, at),
        others=[_span(row.during, title_of(row.post), _unit_of(row.post)) for row in found.others],
        deputies=[_span(row.during, title_of(row.post), said) for row, said in deputies],
        leaves=[_span(row.during, _reason(row.reason) if own else _("leave"), "") for row in found.leaves],
        hand_overs=found.hand_overs, acts=acts, staffs=may("staff", roles), resets=may("rights", roles),
    )  # fmt: skip


def _duties(rows: Iterable[Any]) -> list[tuple[str, list[str]]]:
    """Return the grids that a person answers for, line by line."""
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(words.line_title(row.line_id), []).append(words.place(row.grid))
    return list(found.items())


def leads(street: int, posts: Collection[int], at: datetime) -> list[str]:
    """Return which lines and units posts are in charge of, and with which communities they keep contact."""
    charged = [
        words.line_title(row.line) if row.line else words.unit_title(row.unit)
        for row in people.portfolios(street, at)
        if row.post in posts
    ]
    contacts = (row for row in people.contacts(street, at) if row.post in posts)
    return [*charged, *(territory.title(row.community) for row in contacts)]


def _reason(code: str) -> str:
    return str(REASONS.get(code, code))


def _unit_of(post: "Post") -> str:
    return words.in_language(post.unit.title_zh, post.unit.title_en)


def _deputy(row: Any) -> str:
    if row.deputy_post:
        return title_of(row.deputy_post)
    return name_of(row.deputy_account)


def _held(row: Any, duties: Iterable[Any], at: datetime) -> HeldPost:
    items = work_of(row.post_id, at)
    return HeldPost(
        title_of(row.post), _unit_of(row.post), row.during.lower,
        len(items), sum(item.late for item in items), sum(duty.post_id == row.post_id for duty in duties),
    )  # fmt: skip


def _span(during: Any, title: str, under: str) -> Span:
    return Span(title, under, during.lower, during.upper - timedelta(days=1) if during.upper else None)


# ── portfolios and contacts ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Led:
    """A line, unit or community with its leader or contacts; red when it has none."""

    title: str
    who: str
    others: Sequence[str]
    hole: bool
    phone: str = ""


@dataclass(frozen=True)
class Charges:
    """How the leaders have divided their work."""

    lines: Sequence[Led]
    units: Sequence[Led]
    communities: Sequence[Led]
    holes: int


def charges(street: int, at: datetime) -> Charges:
    """Return who is in charge of each line and department, and who keeps contact with each community."""
    rows, contacts = people.portfolios(street, at), people.contacts(street, at)
    bare = {(kind, of) for kind, of in people.unled(street, at)}
    by_line, by_unit = (
        {row.line: row.post for row in rows if row.line},
        {row.unit: row.post for row in rows if row.unit},
    )
    lines = [_led(words.in_language(one.title_zh, one.title_en), by_line.get(one.code), ("line", one.code) in bare, at)
             for one in people.lines()]  # fmt: skip
    units = [
        _led(
            words.in_language(one.title_zh, one.title_en),
            _of_unit(one, by_unit),
            ("unit", one.id) in bare,
            at,
            phone=one.phone,
        )
        for one in people.units(street)
        if one.kind == "department" or one.id in by_unit
    ]
    communities = []
    for place in territory.communities(street):
        mine = [row for row in contacts if row.community == place.code]
        lead = next((row.post for row in mine if row.lead), None)
        others = [_who(row.post, at) for row in mine if not row.lead]
        communities.append(_led(place.title, lead, ("community", place.code) in bare, at, others))
    return Charges(lines, units, communities, len(bare))


def _of_unit(unit: Any, by_unit: dict[int, int]) -> int | None:
    return by_unit.get(unit.id) or by_unit.get(unit.parent or 0)


def _led(title: str, post: int | None, hole: bool, at: datetime, others: Sequence[str] = (), phone: str = "") -> Led:
    return Led(title, _who(post, at) if post else "", others, hole, phone)


def _who(post: int, at: datetime) -> str:
    held = people.holder_of(post, at)
    name = words.person_name(held.account) if held.account else _("nobody")
    return f"{words.post_title(post)} {name}"

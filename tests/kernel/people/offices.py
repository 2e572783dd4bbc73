"""A small office in two communities, made through actions."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from shiqiao.base.actor import Actor, system
from shiqiao.kernel.people import actions, reads
from shiqiao.kernel.people.models import Account, Post, Unit

STREET, NEXT_STREET = 370103003, 370103004
COMMUNITY = 370103003001
GRIDS = [370103003001001, 370103003001002]
NEW_YEAR = date(2018, 1, 1)
AT = datetime(2018, 6, 27, 2, 0, tzinfo=UTC)  # 10:00 in Jinan
BY = {"by": system("test"), "at": AT}


@dataclass
class Office:
    """Units, posts and people of one street by short names."""

    street: int
    unit: Unit
    posts: dict[str, Post]
    people: dict[str, Account]


def make_office(street: int = STREET) -> Office:
    """Leader, community head and two grid members, each post held by the account of the same name; nothing assigned."""
    top = street * 1_000_000
    unit = actions.add_unit(
        street=street, code="c1", title_zh="春元里社区", title_en="Chunyuanli", kind="community",
        community=street * 1000 + 1, **BY,
    )  # fmt: skip
    places = {
        "leader": ("leader", top),
        "head": ("community_head", top + 1000),
        "g01": ("grid_member", top + 1001),
        "g02": ("grid_member", top + 1002),
    }
    office = Office(street, unit, {}, {})
    for code, (role, territory) in places.items():
        office.posts[code] = actions.add_post(
            unit=unit, code=code, title_zh=code, title_en=code, roles=[role], territory=territory,
            head_of=code in ("leader", "head"), **BY,
        )  # fmt: skip
        office.people[code] = actions.add_account(
            street=street, username=f"{code}.{street}", display_name=f"甲{code}", **BY
        )
        actions.appoint(post=office.posts[code], account=office.people[code], start=NEW_YEAR, **BY)
    return office


def with_power(office: Office, role: str, name: str = "") -> Actor:
    """Give one of the three powers to a new person at a new post (both called `name` or as the role) and return who that is."""
    name = name or role
    office.posts[name] = actions.add_post(
        unit=office.unit,
        code=name,
        title_zh=name,
        title_en=name,
        roles=[role],
        territory=office.street * 1_000_000,
        **BY,
    )
    office.people[name] = actions.add_account(
        street=office.street, username=f"{name}.{office.street}", display_name=f"甲{name}", **BY
    )
    actions.appoint(post=office.posts[name], account=office.people[name], start=NEW_YEAR, **BY)
    return reads.actor_for(office.people[name])

"""A small street for routing rules: items, people, grids, and how a test says a table and a moment. No database."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.clocks.plain import seeded
from shiqiao.kernel.people.rows import DeputyRow, HoldingRow, LeaveRow, Period, PersonRow, PostRow, UnitRow
from shiqiao.kernel.people.rules import Book
from shiqiao.kernel.routing.rules.checking import Ground
from shiqiao.kernel.routing.rules.matching import Facts, Rules
from shiqiao.kernel.routing.rules.table import Table

STREET, DAY = 370103003, date(2018, 6, 27)
GRIDS = (370103003001001, 370103003001002, 370103003002001)
CHANNELS = ("patrol", "phone", "counter")
CAL = seeded()
WEDNESDAY = datetime(2018, 6, 27, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def item(code: str, category: str, line: str, **more: Any) -> Item:
    words = {"zh": code, "en": code}
    return Item.model_validate(
        {"code": code, "title": words, "category": category, "category_title": words, "line": line, "terms": {}, **more}
    )


HURT = {"key": "hurt", "title": {"zh": "伤人", "en": "Hurt"}, "kind": "yes_no"}
FLOOR = {"key": "floor", "title": {"zh": "层", "en": "Floor"}, "kind": "text"}
SCOPE = {
    "key": "scope", "title": {"zh": "范围", "en": "Scope"}, "kind": "choice",
    "choices": [{"code": "home", "title": {"zh": "户", "en": "Home"}}, {"code": "area", "title": {"zh": "片", "en": "Area"}}],
}  # fmt: skip
ITEMS = {
    one.code: one
    for one in (
        item("01001", "01", "city", unit="works"),
        item("06010", "06", "city"),
        item("S0501", "S05", "safety", form=[HURT, FLOOR]),
        item("S0504", "S05", "safety", urgent=True, unit="fire"),
        item("L0402", "L04", "life", form=[SCOPE]),
    )
}
LONG_AGO = Period(date(2017, 1, 1))
BOOK = Book(
    units={
        1: UnitRow(1, STREET, "works"), 2: UnitRow(2, STREET, "fire"), 3: UnitRow(3, STREET, "empty"),
        4: UnitRow(4, STREET, "c1", kind="community"), 5: UnitRow(5, STREET, "ill"),
    },
    posts={
        post.id: post
        for post in (
            PostRow(1, STREET, "works.head", 1, frozenset({"department_head"}), STREET * 10**6, head_of=True),
            PostRow(2, STREET, "works.one", 1, frozenset({"handler"}), STREET * 10**6),
            PostRow(3, STREET, "fire.one", 2, frozenset({"handler"}), STREET * 10**6),
            PostRow(4, STREET, "c1.head", 4, frozenset({"community_head"}), 370103003001000),
            PostRow(5, STREET, "old", 3, frozenset({"handler"}), STREET * 10**6, active=False),
            PostRow(6, STREET, "vacant", 5, frozenset({"handler"}), STREET * 10**6),
            PostRow(7, 370103999, "elsewhere", 9, frozenset({"handler"}), 370103999 * 10**6),
        )
    },
    people={n: PersonRow(n, f"人{n}") for n in range(1, 8)},
    lines=[],
    holdings=[HoldingRow(post, post, LONG_AGO) for post in (1, 2, 3, 4)],
    deputies=[DeputyRow(3, 2, None, LONG_AGO)],
    leaves=[LeaveRow(1, Period(date(2018, 7, 1), date(2018, 7, 8))), LeaveRow(3, Period(date(2018, 7, 1), date(2018, 7, 8)))],
)  # fmt: skip
GROUND = Ground(STREET, ITEMS, frozenset({"city", "safety", "life"}), GRIDS, CHANNELS, BOOK, DAY)


def table(*rules: dict[str, Any]) -> Table:
    """Build a table; a rule without `to` leads to the responsible person."""
    return Table.model_validate(
        {
            "rules": [
                {"name": f"r{n}", "title": {"zh": "规则", "en": "Rule"}, "to": "responsible", **rule}
                for n, rule in enumerate(rules, 1)
            ]
        }
    )


def facts(code: str = "06010", grid: int = GRIDS[0], channel: str = "phone", **more: Any) -> Facts:
    base = Facts(ITEMS[code], grid, channel, ITEMS[code].urgent, WEDNESDAY, {})
    return base._replace(**more)


def speaking(rules: Table, told: Facts) -> int:
    spoken = Rules(rules).speak(told, lambda: CAL)
    return spoken.number if spoken else 0


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))

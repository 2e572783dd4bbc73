"""What is wrong with a table of rules in a street as it stands: unknown codes, rules that never speak, vacant targets. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from shiqiao.kernel.catalogue.rules import FormField, Item
from shiqiao.kernel.flows.rules import Title
from shiqiao.kernel.people.rules import ROLE_REACH, Book
from shiqiao.kernel.routing.rules.boxes import DIMENSIONS, Box, box_of, covered, space_of
from shiqiao.kernel.routing.rules.leading import lead, posts_of
from shiqiao.kernel.routing.rules.matching import fits_item, fits_place, said
from shiqiao.kernel.routing.rules.sentences import WARNINGS, say
from shiqiao.kernel.routing.rules.table import Conditions, PostTarget, RoleTarget, Rule, Table, UnitTarget


@dataclass(frozen=True)
class Ground:
    """What a table is checked against: the street's catalogue, places, channels, people, on a day."""

    street: int
    items: Mapping[str, Item]
    lines: frozenset[str]
    grids: tuple[int, ...]  # 15 digits
    channels: tuple[str, ...]
    book: Book
    day: date


class Problem(NamedTuple):
    """Something wrong with a rule (numbered as readers count); a warning does not stop its publishing."""

    number: int
    name: str
    code: str
    what: str

    @property
    def warning(self) -> bool:
        """Tell whether it is only a warning."""
        return self.code in WARNINGS

    def __str__(self) -> str:
        return f"rule {self.number} ({self.name}): {say(self.code, self.what)}"


Found = Iterator[tuple[str, str]]


def check(table: Table, ground: Ground) -> list[Problem]:
    """Return everything wrong with a table, rule by rule."""
    found: list[Problem] = []
    space = space_of(table.rules, ground.items.values(), ground.grids, ground.channels)
    boxes = [box_of(rule.conditions, space) for rule in table.rules]
    for number, rule in enumerate(table.rules, 1):
        unread = [*_codes(rule, ground), *_answers(rule, ground)]
        told = [*unread, *_target(rule, ground), *_over(rule, ground)]
        if not unread:  # what cannot be read is not said to be covered, too
            told += _never(number, boxes, space.answers)
        found += [Problem(number, rule.name, code, what) for code, what in told]
    return found


def _never(number: int, boxes: Sequence[Box], answers: Sequence[tuple[str, object]]) -> list[tuple[str, str]]:
    """Tell whether a rule can never speak: it contradicts itself, or those before it cover it."""
    box, names = boxes[number - 1], (*DIMENSIONS, *(f"answers.{key}" for key, _ in answers))
    if empty := [name for name, values in zip(names, box, strict=True) if not values]:
        return [("contradiction", ", ".join(empty))]
    alone = next((n for n, other in enumerate(boxes[: number - 1], 1) if covered(box, [other])), 0)
    if alone:
        return [("shadowed", str(alone))]
    return [("shadowed_together", "")] if covered(box, boxes[: number - 1]) else []


def _codes(rule: Rule, ground: Ground) -> Found:
    asked = rule.conditions
    known: tuple[tuple[str, Iterable[str], set[str]], ...] = (
        ("unknown_item", asked.items, {*ground.items}),
        ("unknown_category", asked.categories, {item.category for item in ground.items.values()}),
        ("unknown_line", asked.lines, {*ground.lines}),
        ("unknown_community", asked.communities, {str(grid // 1000) for grid in ground.grids}),
        ("unknown_grid", asked.grids, {str(grid) for grid in ground.grids}),
        ("unknown_channel", asked.channels, {*ground.channels}),
    )
    for code, named, there in known:
        yield from ((code, one) for one in named if one not in there)


def _answers(rule: Rule, ground: Ground) -> Found:
    items = [item for item in ground.items.values() if fits_item(rule.conditions, item)]
    for key, values in rule.conditions.answers.items():
        fields = [field for item in items for field in item.form if field.key == key]
        if not fields:
            yield "unknown_question", key
        elif all(field.kind in ("text", "date") for field in fields):
            yield "free_answer", key
        else:
            yield from (
                ("unknown_answer", f"{key}: {said(value)}") for value in values if not _offered(fields, said(value))
            )


def _offered(fields: Iterable[FormField], answer: str) -> bool:
    kinds: Mapping[str, Callable[[FormField], bool]] = {
        "choice": lambda field: answer in {choice.code for choice in field.choices},
        "yes_no": lambda field: answer in ("yes", "no"),
        "number": lambda field: answer.lstrip("-").isdigit(),
    }
    return any(kinds[field.kind](field) for field in fields if field.kind in kinds)


def _target(rule: Rule, ground: Ground) -> Found:
    target = rule.to
    if isinstance(target, PostTarget):
        yield from _post(target, ground)
    elif isinstance(target, UnitTarget):
        yield from _unit(target.unit, ground)
    elif isinstance(target, RoleTarget):
        yield from _role(rule, target, ground)
    elif target == "item_unit":
        yield from _item_units(rule.conditions, ground)


def _post(target: PostTarget, ground: Ground) -> Found:
    posts = [post for post in ground.book.posts.values() if (post.street, post.code) == (ground.street, target.post)]
    if not posts:
        yield "unknown_post", target.post
    elif not posts[0].active:
        yield "closed_post", target.post
    elif not _stands(target, ground):
        yield "vacant_post", target.post


def _unit(code: str, ground: Ground) -> Found:
    target = UnitTarget(unit=code)
    if code not in {unit.code for unit in ground.book.units.values() if unit.street == ground.street}:
        yield "unknown_unit", code
    elif not posts_of(ground.book, target, _ANY, 0, ground.street)[0]:
        yield "unit_without_handler", code
    elif not _stands(target, ground):
        yield "vacant_unit", code


def _stands(target: PostTarget | UnitTarget, ground: Ground) -> bool:
    return bool(lead(ground.book, target, _ANY, 0, ground.street, ground.day).post)


def _role(rule: Rule, target: RoleTarget, ground: Ground) -> Found:
    if target.role not in ROLE_REACH:
        yield "unknown_role", target.role
        return
    for community in sorted({grid // 1000 for grid in ground.grids if fits_place(rule.conditions, grid)}):
        if not posts_of(ground.book, target, _ANY, community * 1000, ground.street)[0]:
            yield "role_not_there", str(community)


def _item_units(asked: Conditions, ground: Ground) -> Found:
    items = [item for item in ground.items.values() if fits_item(asked, item)]
    yield from (("item_without_unit", item.code) for item in items if not item.unit)
    for code in sorted({item.unit for item in items if item.unit}):
        yield from _unit(code, ground)


def _over(rule: Rule, ground: Ground) -> Found:
    until = rule.conditions.until
    if until and until < ground.day:
        yield "over", until.isoformat()


# A target other than the item's unit does not depend on the item.
_NONE = Title(zh="-", en="-")
_ANY = Item(code="", title=_NONE, category="", category_title=_NONE, line="", terms={})

"""From a rule's target to the post that gets a matter, over the plain rows of people. Pure."""

from datetime import date
from typing import NamedTuple

from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.people.rows import PostRow, Step
from shiqiao.kernel.people.rules import Book, standing
from shiqiao.kernel.routing.rules.table import PostTarget, RoleTarget, Target, UnitTarget


class Led(NamedTuple):
    """Who gets it and why. `post` 0 means that the target cannot be reached today; the steps say why not."""

    post: int
    holder: int
    unit: int
    why: tuple[Step, ...]


def lead(book: Book, target: Target, item: Item, grid: int, street: int, day: date) -> Led:
    """Find the post of a target on a day: the first of its posts for which somebody stands.

    A closed or vacant post, or one whose holder is on leave without a deputy, is not reached: the rule has then
    failed loudly, and whoever answers for the place gets the matter.
    """
    posts, named = posts_of(book, target, item, grid, street)
    why: list[Step] = [named]
    for post in posts:
        found = standing(book, post, day)
        if found.account is not None:
            return Led(post.id, found.account, post.unit, (named, *found.why))
        why += found.why
    return Led(0, 0, 0, tuple(why))


def posts_of(book: Book, target: Target, item: Item, grid: int, street: int) -> tuple[list[PostRow], Step]:
    """Return the posts of a target in the order they are asked, with the step that names the target."""
    if isinstance(target, PostTarget):
        found = [one for one in book.posts.values() if one.street == street and one.code == target.post]
        return found, {"step": "to_post" if found else "no_such_post", "post": target.post}
    if isinstance(target, RoleTarget):
        return _in_community(book, target.role, grid, street)
    code = target.unit if isinstance(target, UnitTarget) else item.unit
    if not code:
        return [], {"step": "item_without_unit", "item": item.code}
    found = of_unit(book, code, street)
    return found, {"step": "to_unit" if found else "unit_without_handler", "unit": code}


def of_unit(book: Book, code: str, street: int) -> list[PostRow]:
    """Return the posts of a unit that can take a matter: heads first, then handlers, each by code."""
    units = {unit.id for unit in book.units.values() if unit.street == street and unit.code == code}
    posts = [one for one in book.posts.values() if one.unit in units and one.active]
    heads = [one for one in posts if one.roles & {"department_head", "community_head"}]
    handlers = [one for one in posts if one.roles & {"handler", "grid_member"} and one not in heads]
    return [*sorted(heads, key=_main_first), *sorted(handlers, key=_main_first)]


def _in_community(book: Book, role: str, grid: int, street: int) -> tuple[list[PostRow], Step]:
    if not grid:
        return [], {"step": "role_without_place", "role": role}
    community = grid // 1000 * 1000
    posts = [one for one in book.posts.values() if one.active and role in one.roles and one.territory == community]
    found = sorted((one for one in posts if one.street == street), key=_main_first)
    return found, {"step": "to_role" if found else "role_not_there", "role": role, "grid": community // 1000}


def _main_first(post: PostRow) -> tuple[bool, str]:
    return not post.head_of, post.code

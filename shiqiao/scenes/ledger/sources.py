"""Records of work in the dictionary: what matters and visits ask. It stands there once, so that no form asks it again."""

from collections.abc import Iterable

from shiqiao.base.elements import Element, ElementSource, Words, element_sources
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.catalogue.reads import streets as with_catalogue
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.visits.checklists import VisitKind
from shiqiao.kernel.visits.reads import kinds as visit_kinds

CLERK, VISITOR = Words("受理岗位", "Whoever takes the matter in"), Words("走访人", "Whoever visits")
SORTS = {"yes_no": "yes_no", "choice": "choice", "number": "number", "date": "date"}


_built: dict[tuple[str, int], tuple[object, list[Element]]] = {}


def matter_elements(street: int) -> list[Element]:
    """Return the questions of the catalogue's items, each under its item; built once a version."""
    if street not in with_catalogue():
        return []
    known = catalogue(street)
    built = _built.get(("matter", street))
    if built is None or built[0] is not known:
        built = _built["matter", street] = (known, _of_items(known.items.values()))
    return built[1]


def _of_items(items: Iterable[Item]) -> list[Element]:
    found = []
    for item in items:
        for one in item.form:
            values = {choice.code: Words(choice.title.zh, choice.title.en) for choice in one.choices}
            title, of = Words(one.title.zh, one.title.en), Words(f"事项 {item.title.zh}", f"Item {item.title.en}")
            found.append(Element(
                f"matter.{item.code.lower()}_{one.key}"[:60], title, title, "internal", CLERK, of,
                SORTS.get(one.kind, "text"), values, asked=False, read=False,
            ))  # fmt: skip
    return found


def visit_elements(street: int) -> list[Element]:
    """Return the questions of the checklists of visits, each under its kind of visit; built once a version."""
    kinds = visit_kinds(street)
    mark = tuple(id(one) for one in kinds)
    built = _built.get(("visit", street))
    if built is None or built[0] != mark:
        built = _built["visit", street] = (mark, _of_kinds(kinds))
    return built[1]


def _of_kinds(kinds: Iterable[VisitKind]) -> list[Element]:
    found = []
    for kind in kinds:
        for one in kind.table.questions:
            if one.kind == "photo":
                continue
            values = {choice.code: Words(choice.title.zh, choice.title.en) for choice in one.choices}
            title = Words(one.title.zh, one.title.en)
            of = Words(f"走访 {kind.table.title.zh}", f"Visit {kind.table.title.en}")
            found.append(Element(
                f"visit.{kind.code}_{one.key}", title, title, "internal", VISITOR, of, SORTS.get(one.kind, "text"), values,
                asked=False, read=False,
            ))  # fmt: skip
    return found


def fill(scene: str) -> None:
    """Put the records of work into the dictionary."""
    element_sources.fill(scene, ElementSource("matters", matter_elements, order=30))
    element_sources.fill(scene, ElementSource("visits", visit_elements, order=40))

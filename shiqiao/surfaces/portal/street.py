"""The portal's street: its names, its places to choose from, and what its office promises."""

from collections import Counter
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from shiqiao.base.time import now
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry.placenames import building_names
from shiqiao.kernel.suggesting.reads import suggest
from shiqiao.kernel.territory import choosing
from shiqiao.kernel.territory import reads as territory
from shiqiao.kernel.territory.choosing import Estate
from shiqiao.kernel.territory.placecodes import opened_by
from shiqiao.kernel.territory.profiles import StreetProfile, profile, profiles
from shiqiao.surfaces.portal import words

SEARCHED, LONGEST = 200, 40  # divisions looked at for a text; characters of it that count
current: ContextVar[int] = ContextVar("street", default=0)  # set by the gate for the length of a request


def streets() -> list[StreetProfile]:
    """Return the streets that residents may turn to here."""
    return profiles()


def found_streets(text: str) -> list[StreetProfile]:
    """Return the streets that a text may mean: by their own name, by that of a community in them, or of what lies above.

    Without a text all of them.
    """
    text = text.strip()[:LONGEST]
    if not text:
        return profiles()
    places = territory.search_divisions(text, within=_common(), limit=SEARCHED)
    spans = [territory.span(place.code) for place in places]
    return [one for one in profiles() if _named(one, text) or any(_meets(span, one.street) for span in spans)]


def _named(one: StreetProfile, text: str) -> bool:
    return any(text.casefold() in title.casefold() for title in (one.title_zh, one.title_en, one.office_zh))


def _meets(span: territory.Span, street: int) -> bool:
    """Tell whether a division lies in a street, or the street in it."""
    return street * 1_000_000 in span or span.low // 1_000_000 == street


def _common() -> int:
    """Return the smallest division in which all streets of this installation lie, 0 for none."""
    numbers = [one.street for one in profiles()]
    for below in (1_000, 100_000, 10_000_000):  # district, city, province
        if len(above := {number // below for number in numbers}) == 1:
            return above.pop()
    return 0


def chosen_street(asked: str, remembered: str, host: str = "") -> int:
    """Return the street a resident turns to, 0 when open.

    The one asked for, the one remembered, the one whose code begins the host's name (ganshiqiao.example.org), or the only
    one.
    """
    known = {str(one.street): one for one in profiles()}
    for choice in (asked, remembered):
        if choice in known:
            return known[choice].street
    if len(known) == 1:
        return next(iter(known.values())).street
    by_code = {one.code: one.street for one in known.values()}
    return by_code.get(host.partition(".")[0].casefold()) or by_code.get(settings.OPTIONS.locality, 0)


def own_profile() -> StreetProfile:
    """Return the names of the street whose page this is; raises NotFound where no street is set up."""
    return profile(street_number())


def street_number() -> int:
    """Return the 9-digit number of the street whose page this is."""
    return current.get()


def said(estate: Estate) -> str:
    """Say an estate as the list shows it: its name, and which buildings when only some are meant."""
    if not estate.first:
        return estate.name
    return _("%(name)s, buildings %(first)d to %(last)d") % {
        "name": estate.name, "first": estate.first, "last": estate.last,
    }  # fmt: skip


def estates() -> dict[str, list[Estate]]:
    """Return the estates of the street by the title of their community, in the order of the communities."""
    return {territory.title(at): those for at, those in choosing.estates(street_number()).items()}


def estate(identifier: str) -> Estate | None:
    """Return an estate, or a grid as a whole, by what the form's list sent."""
    return choosing.estate(identifier, street_number())


def typed(text: str, limit: int) -> list[str]:
    """Return the names of places that a text or pinyin initials may mean: of the address book, and of buildings on file."""
    street = street_number()
    found = [hit.name for hit in territory.find_address(text, street, limit) if hit.grid]
    return list(dict.fromkeys([*choosing.spoken(text, street, limit), *found, *building_names(text, street, limit)]))[
        :limit
    ]


def placed(token: str) -> Estate | None:
    """Return the place that the code of a poster stands for, None for an unknown or withdrawn one."""
    opened = opened_by(token, at=now()) if token else None
    if opened is None or opened.street != street_number():
        return None
    return estate(str(opened.address) if opened.address else f"g{opened.grid}") or estate(f"g{opened.grid}")


@dataclass(frozen=True)
class Promise:
    """What the office promises for a kind of matter, in words; `line` is the line of work that it belongs to."""

    line: str
    handled: str
    kinds: list[tuple[str, str]]


@dataclass(frozen=True)
class Promises:
    """The office's terms as most items of the catalogue have them."""

    echo: str
    same_day: bool
    accept: str
    lines: list[Promise]


def promises() -> Promises:
    """Return the terms of the street's catalogue: the usual one of each kind and line."""
    items = [item for item in catalogue(street_number()).items.values() if item.offered]
    titles = {line.code: words.either(line.title_zh, line.title_en) for line in people.lines()}
    lines = [
        Promise(titles[code], words.term(_usual(items, "handle", code)), _by_kind(items, code))
        for code in titles
        if any(item.line == code for item in items)
    ]
    echo = _usual(items, "echo")
    return Promises(words.term(echo), echo == "same_day", words.term(_usual(items, "accept")), lines)


def _by_kind(items: list[Item], line: str) -> list[tuple[str, str]]:
    """Return the kinds of a line with their usual term; where terms of a kind differ, the shortest and the longest."""
    found: dict[str, list[Item]] = {}
    for item in (one for one in items if one.line == line):
        found.setdefault(words.titled(item.category_title), []).append(item)
    return [(title, words.terms([item.terms["handle"] for item in those])) for title, those in found.items()]


def _usual(items: list[Item], clock: str, line: str = "") -> str:
    counted = Counter(item.terms[clock] for item in items if line in ("", item.line))
    return counted.most_common(1)[0][0] if counted else "same_day"


def kinds() -> list[tuple[str, list[Item]]]:
    """Return all items by the title of their category, for the complete list."""
    found: dict[str, list[Item]] = {}
    for item in (one for one in catalogue(street_number()).items.values() if one.offered):
        found.setdefault(words.titled(item.category_title), []).append(item)
    return list(found.items())


def suggested(text: str, limit: int = 5) -> list[Item]:
    """Return the items a text may mean, best first."""
    known = catalogue(street_number())
    return [known.items[one.code] for one in suggest(street_number(), text, limit)]


def sorted_as(text: str, accused: bool) -> str:
    """Return the item for a report whose sender chose none: what its words say, else what fits nowhere.

    A complaint about the office goes to the item for that, so that whoever handles it does not learn who complained. What
    fits nowhere counts as livelihood, which no public list shows. The office corrects it where it is wrong.
    """
    items = [item for item in catalogue(street_number()).items.values() if item.offered]
    if accused and (about := next((item for item in items if item.about_office), None)):
        return about.code
    if found := [item for item in suggested(text) if item in items and not any(one.required for one in item.form)]:
        return found[0].code
    rest = sorted(
        (item for item in items if item.title.zh.startswith("其他")), key=lambda item: item.line != "livelihood"
    )
    return (rest or items)[0].code


def units_named() -> list[tuple[str, str]]:
    """Return the units of the office that a report can be about: code and title, the departments first."""
    rows = sorted(people.units(street_number()), key=lambda unit: (unit.kind != "department", unit.code))
    return [(unit.code, words.either(unit.title_zh, unit.title_en)) for unit in rows]

"""What the pages of guides show, on the desk and in the portal: by field, found by words, one guide as residents read it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shiqiao.base.time import now
from shiqiao.scenes.hall import words
from shiqiao.scenes.hall.counters import Counter, serving, usual_hours
from shiqiao.scenes.hall.definitions import Guide, GuideTable, Material
from shiqiao.scenes.hall.publishing import guides_of, version_of
from shiqiao.surfaces.desk.words import in_language, said


@dataclass(frozen=True)
class GuideRow:
    """A guide in a list."""

    code: str
    title: str
    promised: str
    visit: str
    fee: str
    url: str


@dataclass(frozen=True)
class Place:
    """A counter as residents are told of it."""

    title: str
    phone: str
    hours: str


def place_of(one: Counter, street: int) -> Place:
    """Return where a counter is called, and when it is open."""
    return Place(in_language(one.title_zh, one.title_en), one.phone, usual_hours(one, street, localdate(now())))


def listed(street: int, text: str, address: Callable[[str], str]) -> list[tuple[str, list[GuideRow]]]:
    """Return the guides of a street by field, narrowed to those whose title or applicants hold the words."""
    table, asked = guides_of(street), text.strip().casefold()
    found = []
    for field in table.fields:
        rows = [_row(one, address) for one in table.items if one.field == field.code and _holds(one, asked)]
        if rows:
            found.append((said(field.title), rows))
    return found


def _holds(guide: Guide, asked: str) -> bool:
    texts = (guide.title.zh, guide.title.en, guide.who.zh, guide.who.en)
    return not asked or any(asked in text.casefold() for text in texts)


def _row(one: Guide, address: Callable[[str], str]) -> GuideRow:
    return GuideRow(
        one.code,
        said(one.title),
        words.days(one.promised),
        words.say(words.VISITS, one.visit),
        fee(one),
        address(one.code),
    )


def fee(one: Guide) -> str:
    """Say what an item costs."""
    return said(one.fee) if one.fee else _("free of charge")


def page_of(street: int, code: str, version: int = 0) -> dict[str, Any] | None:
    """Return what a guide's page shows; None when there is no such item."""
    table = guides_of(street, version)
    guide = table.guide(code)
    if guide is None:
        return None
    return {
        "guide": guide, "title": said(guide.title), "field": said(table.title("fields", guide.field)), "who": said(guide.who),
        "materials": [_material(one, table) for one in guide.materials],
        "steps": [said(table.title("steps", one)) for one in guide.steps],
        "legal": words.days(guide.legal), "promised": words.days(guide.promised), "fee": fee(guide),
        "visit": words.say(words.VISITS, guide.visit), "result": said(guide.result), "basis": said(guide.basis),
        "at": [words.say(words.PLACES, one) for one in guide.at], "proxy": guide.proxy,
        "version": version or version_of(street),
        "delivered": [words.say(words.DELIVERIES, one) for one in guide.delivered],
        "counters": [place_of(one, street) for one in serving(guide, street).values()],
    }  # fmt: skip


def _material(one: Material, table: GuideTable) -> dict[str, Any]:
    kind = table.document(one.document)
    return {
        "title": said(table.title("documents", one.document)), "form": words.say(words.FORMS, one.form),
        "when": said(one.when) if one.when else "", "known": bool(kind and kind.keeps),
    }  # fmt: skip

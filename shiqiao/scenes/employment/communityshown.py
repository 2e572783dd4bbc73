"""What the pages of four-type communities show, and the dossier as PDF; every figure says how it is counted."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.kernel.territory import reads as territory
from shiqiao.scenes.employment import figureshown, words
from shiqiao.scenes.employment.definitions import Table
from shiqiao.scenes.employment.figures import figures, parts_of
from shiqiao.scenes.employment.fourtypes import SHARES, Criterion, Judged, judge, qualifies
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.scenes.employment.store import day_of
from shiqiao.surfaces.desk.papers.ground import office
from shiqiao.surfaces.desk.papers.pdf import fonts, printable
from shiqiao.surfaces.desk.words import said

Counted = Mapping[str, int | None]
TEMPLATE = Path(__file__).with_name("dossier.typ")


def rows(actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """Return the communities that an actor sees, each with its types and how many criteria are lacking."""
    street = actor.street or 0
    table, counted = rules_of(street), figures(street, day_of(at))
    found = []
    for place in territory.communities(street):
        judged = judge(table.communities, counted.get(place.code, {}))
        found.append({
            "title": place.title, "url": reverse("desk:employment:community", args=[place.code]),
            "qualifies": qualifies(judged),
            "types": [(said(one.title), sum(not each.met for each in judged[one.code])) for one in table.communities],
        })  # fmt: skip
    return found


def page(actor: Actor, code: int, at: datetime) -> dict[str, Any]:
    """Return a community with each criterion: what is asked, the figure, what is lacking. Raises NotFound."""
    street = actor.street or 0
    place = next((one for one in territory.communities(street) if one.code == code), None)
    if place is None:
        raise NotFound
    table = rules_of(street)
    counted = figures(street, day_of(at)).get(code, {})
    judged = judge(table.communities, counted)
    return {
        "place": place, "qualifies": qualifies(judged), "day": day_of(at),
        "types": [_of_type(said(one.title), judged[one.code], code, counted) for one in table.communities],
        "gaps": [_shown(each, code, counted) for some in judged.values() for each in some if not each.met],
        "dossier_url": reverse("desk:employment:dossier", args=[code]),
    }  # fmt: skip


def _of_type(
    title: str, judged: Sequence[Judged], code: int, counted: Counted
) -> tuple[str, list[dict[str, Any]], bool]:
    return title, [_shown(one, code, counted) for one in judged], all(one.met for one in judged)


def asked_in_words(asked: Criterion) -> str:
    """Say what a criterion asks: at least or at most."""
    if asked.least is not None:
        return _("at least {n}").format(n=_amount(asked.figure, asked.least))
    return _("at most {n}").format(n=_amount(asked.figure, asked.most))


def _shown(one: Judged, code: int, counted: Counted) -> dict[str, Any]:
    asked, name = one.criterion, one.criterion.figure
    return {
        "title": said(asked.title), "how": words.word(words.FIGURES, name), "asked": asked_in_words(asked),
        "figure": _amount(name, one.figure), "of": _of(name, counted), "met": one.met, "lacking": _gap(name, one.lacking),
        "url": figureshown.url_of(code, name), "code": name,
    }  # fmt: skip


def _of(name: str, counted: Counted) -> str:
    """Say of how many a share is, so that nobody has to take it on trust."""
    part, whole = (counted.get(one) for one in parts_of(name))
    return f"{part}/{whole}" if whole else ""


def _amount(name: str, value: int | None) -> str:
    if value is None:
        return _("no figure")
    return f"{value}%" if name in SHARES else str(value)


def _gap(name: str, value: int | None) -> str:
    if not value:
        return ""
    return _("{n} percentage points").format(n=value) if name in SHARES else str(value)


def dossier(actor: Actor, code: int, at: datetime) -> bytes:
    """Return the application dossier of a community as PDF. Raises NotFound, FontMissing."""
    shown = page(actor, code, at)
    data = {
        "language": "zh" if (get_language() or "zh").startswith("zh") else "en", "office": office(actor.street or 0),
        "title": _("Application: four-type employment community"), "community": shown["place"].title,
        "verdict": _("All criteria are met by the records.") if shown["qualifies"]
        else _("{n} criteria are not met yet.").format(n=len(shown["gaps"])),
        "as_of": _("As of {day}; counted from the records of the last twelve months.").format(day=shown["day"]),
        "head": [_("Criterion"), _("How it is counted"), _("Asked"), _("Figure found"), _("Met")],
        "types": [{"title": title, "rows": _plain(criteria)} for title, criteria, _met in shown["types"]],
        "appendix": _appendix(actor.street or 0, code, shown["types"], day_of(at)),
        "appendix_title": _("Appendix: the records behind each figure, number and day"),
        "counted": _("Counted:"), "not_counted": _("Looked at, not counted:"), "none": _("none"),
        "sign": [_("Community (seal)"), _("Street office (seal)")],
    }  # fmt: skip
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    return bytes(typst.compile(TEMPLATE.read_bytes(), font_paths=fonts(str(settings.FONTS)), sys_inputs=inputs))


def _appendix(street: int, code: int, types: Sequence[Any], today: date) -> list[dict[str, Any]]:
    """Return each criterion with the numbers and days of its rows, in the order of the types."""
    return [
        {
            "title": f"{printable(title)} · {printable(one['title'])}", "figure": printable(one["figure"]),
            **figureshown.appendix(street, code, one["code"], today),
        }
        for title, criteria, _met in types
        for one in criteria
    ]  # fmt: skip


def _plain(criteria: Sequence[dict[str, Any]]) -> list[list[str]]:
    return [
        [
            *(printable(one[name]) for name in ("title", "how", "asked")),
            printable(" · ".join(part for part in (one["figure"], one["of"]) if part)),
            _("yes") if one["met"] else _("no"),
        ]
        for one in criteria
    ]


def any_of(table: Table) -> bool:
    """Tell whether the street's file names the types."""
    return bool(table.communities)

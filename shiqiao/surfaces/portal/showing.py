"""Rendering a page of the portal with the names of its street, and where one can go or call."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shiqiao.base.time import now
from shiqiao.kernel.clocks.reads import is_open
from shiqiao.surfaces.portal.street import own_profile, street_number, streets
from shiqiao.surfaces.portal.words import either


def show(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render a page of the portal with the names of its street."""
    return show_template(request, f"portal/{name}.html", context, status)


def show_template(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render a page that a scene brings, as a page of the portal."""
    place = own_profile()
    names = {
        "street": either(place.title_zh, place.title_en), "office": either(place.office_zh, place.office_en),
        "centre": place, "several": len(streets()) > 1,
    }  # fmt: skip
    return render(request, template, {**names, **context}, status=status)


@dataclass(frozen=True)
class Counter:
    """Where one can go or call: `call` is the telephone as an address wants it."""

    title: str
    phone: str
    call: str
    hours: str
    address: str = ""


@dataclass(frozen=True)
class Counters:
    """The office, its service stations, and whether it is open now."""

    office: Counter
    stations: list[Counter]
    open: bool


def counters() -> Counters:
    """Return office and stations with telephones and hours on workdays; stations without hours have those of the office."""
    place = own_profile()
    usual = _hours(place.hours)
    office = _counter(either(place.office_zh, place.office_en), place.phone, usual)
    stations = [
        _counter(
            either(one.title_zh, one.title_en),
            one.phone,
            _hours(one.hours) or usual,
            either(one.address_zh, one.address_en),
        )
        for one in place.stations
    ]
    return Counters(office, stations, is_open(street_number(), now()))


def _counter(title: str, phone: str, hours: str, address: str = "") -> Counter:
    return Counter(title, phone, "".join(sign for sign in phone if sign.isdigit() or sign == "+"), hours, address)


def _hours(parts: tuple[str, ...]) -> str:
    return either("，", ", ").join(part.replace("-", "–") for part in parts)

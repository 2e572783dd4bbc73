"""A report as it comes in, checked: pure. What cannot be used is named by field with its remedy, all at once."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from shiqiao.base.ids import new_secret
from shiqiao.base.text import Found, clean, tokenise
from shiqiao.kernel.matters.errors import ReportRefused

# `hotline`: the city's 12345; `visit`: found on a visit or inspection; `office`: from within the office itself.
CHANNELS = ("patrol", "resident", "phone", "counter", "hotline", "visit", "office", "api", "import")
COORDINATES = ("wgs84", "cgcs2000", "gcj02", "bd09")
TEXT_MOST = 8000
ADDRESS_MOST = 200
NAME_MOST = 60
# Clocks of phones run ahead a little; beyond this a time in the future is a mistake.
AHEAD = timedelta(minutes=5)
EARLIEST_YEAR = 1990
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True, slots=True)
class Contact:
    """Who reports: both may be empty."""

    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What someone reports, as received. `source` and `source_id` name it at the sender, for idempotence.

    The place is a point (`lon`, `lat`, in the system `coordinates`), or a grid, or an address; the first that is
    given counts. `happened_at` is when it was seen or said; None means now.
    """

    street: int
    source: str
    source_id: str
    channel: str
    item: str
    text: str
    lon: float | None = None
    lat: float | None = None
    coordinates: str = "wgs84"
    grid: int = 0
    address: str = ""
    title: str = ""
    form: Mapping[str, Any] = field(default_factory=dict)
    contact: Contact = Contact()
    urgent: bool = False
    happened_at: datetime | None = None
    photos: tuple[tuple[str, str], ...] = ()  # purpose, content hash
    complains_about: str = ""  # code of the unit of the office that is accused
    number: str = ""  # one that was set aside for the sender before, see `afield`; else the next free one


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The texts of a report after cleaning: identifiers are tokens, their values stand apart."""

    title: str
    text: str
    address: str
    found: tuple[Found, ...]
    name: str
    phone: str
    secret: str
    mark: bytes


def check(report: Report, now: datetime, mark: bytes | None = None) -> Cleaned:
    """Check and clean a report; raises ReportRefused naming every wrong field."""
    wrong = dict(_wrong_text(report))
    wrong.update(_wrong_place(report))
    wrong.update(_wrong_rest(report, now))
    if wrong:
        raise ReportRefused(fields=wrong, **_params(report))
    text, found = tokenise(clean(report.text).strip())
    address, found = tokenise(clean(report.address).strip(), found)
    title, found = tokenise(clean(report.title).strip(), found)
    return Cleaned(
        title=(title or first_line(text))[:80], text=text, address=address, found=tuple(found),
        name=clean(report.contact.name), phone="".join(report.contact.phone.split()),
        secret=new_secret(), mark=mark or mark_of(report),
    )  # fmt: skip


def _wrong_text(report: Report) -> Mapping[str, str]:
    wrong = {}
    if not any(one.isprintable() and not one.isspace() for one in clean(report.text)):
        wrong["text"] = "Say what is the matter."
    elif len(report.text) > TEXT_MOST:
        wrong["text"] = "The text has {text_length} characters; shorten it to {text_most}."
    if len(report.address) > ADDRESS_MOST:
        wrong["address"] = "The address has {address_length} characters; shorten it to {address_most}."
    return wrong


def _params(report: Report) -> dict[str, Any]:
    """Return what the sentences are filled with."""
    return {
        "text_length": len(report.text), "text_most": TEXT_MOST,
        "address_length": len(report.address), "address_most": ADDRESS_MOST, "name_most": NAME_MOST,
        "coordinates_known": ", ".join(COORDINATES), "channels_known": ", ".join(CHANNELS),
    }  # fmt: skip


def _wrong_place(report: Report) -> Mapping[str, str]:
    wrong = {}
    if report.coordinates not in COORDINATES:
        wrong["coordinates"] = "Use one of {coordinates_known}."
    if (report.lon is None) != (report.lat is None):
        wrong["lat" if report.lat is None else "lon"] = "Give both longitude and latitude, or neither."
    elif report.lon is not None and not (-180 <= report.lon <= 180 and -90 <= (report.lat or 0) <= 90):
        wrong["lon"] = "Longitude lies between -180 and 180, latitude between -90 and 90; perhaps they are swapped."
    return wrong


def _wrong_rest(report: Report, now: datetime) -> Mapping[str, str]:
    wrong = {}
    if report.channel not in CHANNELS:
        wrong["channel"] = "Use one of {channels_known}."
    if not (0 < len(report.source_id) <= 80 and report.source_id.isprintable()):
        wrong["client_id"] = "Send an identifier of 1 to 80 characters that is unique to this report."
    if len(report.contact.name) > NAME_MOST:
        wrong["contact.name"] = "Shorten the name to {name_most} characters."
    phone = report.contact.phone
    if phone and not (5 <= sum(c.isdigit() for c in phone) <= 20 and len(phone) <= 30):
        wrong["contact.phone"] = "Enter a phone number, for example 13800138000 or 0531-82000000."
    if report.happened_at is not None and (why := wrong_moment(report.happened_at, now)):
        wrong["happened_at"] = why
    return wrong


def wrong_moment(moment: datetime, now: datetime) -> str:
    """Return what is wrong with the time at which something is said to have happened, or nothing."""
    if moment.tzinfo is None:
        return "Give the time with its zone, for example 2018-06-27T10:00:00+08:00."
    if moment > now + AHEAD:
        return "This time lies in the future; correct the clock or the time."
    return "This time lies too far back; correct it." if moment.year < EARLIEST_YEAR else ""


def check_place(report: Report) -> None:
    """Check the place of a report alone, for a correction; raises ReportRefused."""
    wrong = {**_wrong_text(report), **_wrong_place(report)}
    if wrong := {name: why for name, why in wrong.items() if name != "text"}:
        raise ReportRefused(fields=wrong, **_params(report))


def first_line(text: str) -> str:
    """Return the beginning of a text as its title: the first line or sentence, at most 40 characters."""
    line = text.split("\n", 1)[0]
    for stop in "。！？!?；;":
        line = line.split(stop, 1)[0]
    return line if len(line) <= 40 else line[:39] + "…"


def mark_of(report: Report) -> bytes:
    """Return a mark of the content, by which a repeated report is told from another with the same identifier."""
    content = [
        report.channel, report.item, report.text, report.lon, report.lat, report.coordinates, report.grid,
        report.address, report.title, dict(report.form), report.contact.name, report.contact.phone, report.urgent,
        sorted(report.photos), *([report.complains_about] if report.complains_about else []),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True, default=str).encode()).digest()[:16]


def sent_text(source: str, source_id: str, mark: bytes) -> str:
    """Return by which name the sender knows a report, as one text, for the commitment."""
    return _JSON.encode([source, source_id, mark.hex()])


def reporter_text(name: str, phone: str, secret: bytes) -> str:
    """Return who reported, with the hash of the secret link, as one text, for the commitment; all empty for nobody."""
    return _JSON.encode([name, phone, secret.hex()])


def identifiers_text(found: Iterable[tuple[str, str, str]]) -> str:
    """Return the identifiers (token, kind, value) taken out of a text, as one text, for the commitment."""
    return _JSON.encode(sorted(found))


def body_text(
    title: str, text: str, address: str, lon: float | None, lat: float | None, form: Mapping[str, Any]
) -> str:
    """Return the personal columns of a matter as one text, for the commitment that binds them to the journal.

    Coordinates enter as text with 7 digits, because floating point has no place in a hash.
    """
    place = "" if lon is None or lat is None else f"{lon:.7f},{lat:.7f}"
    return _JSON.encode([title, text, address, place, dict(form)])

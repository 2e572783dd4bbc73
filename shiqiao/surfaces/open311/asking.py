"""What an Open311 client asks for, read strictly: which street, which list, which report. Wrong input names its field."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, QueryDict

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.matters.actions import Contact, Report
from shiqiao.kernel.matters.public import Asked
from shiqiao.kernel.people.tokens import actor_of_token
from shiqiao.kernel.territory.profiles import profiles
from shiqiao.kernel.territory.reads import address

MOST_DAYS, MOST_ROWS = 90, 1000  # the standard's own limits of one list
TEXT_MOST = 4000  # characters of a description, the standard's
_ATTRIBUTE = re.compile(r"attribute\[([a-z0-9_]+)\](\[\])?")
REPORTING = frozenset({"reporter", "grid_member", "dispatcher", "handler", "community_head"})


def street_of(asked: Mapping[str, Any]) -> int:
    """Return the street that `jurisdiction_id` names by number or code; it may be left out where there is one only."""
    known = profiles()
    name = str(asked.get("jurisdiction_id", "")).strip()
    found = [one for one in known if name in ("", str(one.street), one.code)]
    if not found:
        raise NotFound("There is no jurisdiction {name} here.", name=name)
    if len(found) > 1:
        listed = ", ".join(str(one.street) for one in found)
        raise Invalid(fields={"jurisdiction_id": "Name one of {listed}."}, listed=listed)
    return found[0].street


def item_of(street: int, code: str) -> Item:
    """Return the catalogue item behind a service code; raises NotFound."""
    item = catalogue(street).items.get(code)
    if item is None:
        raise NotFound("There is no service {code} here.", code=code)
    return item


def sender_of(request: HttpRequest, street: int) -> Actor:
    """Return who sends with this api_key; raises Forbidden for none, an unknown one, or one of another street."""
    given, scope = (request.POST, "report") if request.method == "POST" else (request.GET, "read")
    actor = actor_of_token(given.get("api_key", ""), scope=scope, address=str(request.META.get("REMOTE_ADDR", "")))
    if actor is None or actor.street not in (None, street):
        raise Forbidden("Send a valid api_key of this jurisdiction.")
    return actor


def list_asked(query: QueryDict) -> Asked:
    """Read what a list of requests is narrowed to; without dates the last 90 days, never more than 90."""
    until = _moment(query, "end_date") or now() + timedelta(seconds=1)
    since = _moment(query, "start_date") or until - timedelta(days=MOST_DAYS)
    if not since < until:
        raise Invalid(fields={"start_date": "The start must lie before the end."})
    if until - since > timedelta(days=MOST_DAYS):
        raise Invalid(fields={"end_date": "A list spans at most {days} days; ask several times."}, days=MOST_DAYS)
    statuses = set(_listed(query.get("status", "")))
    if statuses - {"open", "closed"}:
        raise Invalid(fields={"status": "Use open, closed or both."})
    done = None if len(statuses) != 1 else statuses == {"closed"}
    return Asked(
        since, until, _listed(query.get("service_code", "")), _listed(query.get("service_request_id", "")), done
    )


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()][:MOST_ROWS]


def _moment(query: QueryDict, name: str) -> datetime | None:
    text = query.get(name, "").strip()
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))  # a bare + of the query became a space
        found = found.astimezone(UTC) if found.tzinfo else None  # no database takes every offset
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise Invalid(fields={name: "Write the moment with its offset, for example 2018-06-27T10:00:00+08:00."})
    return found


def report_asked(form: QueryDict, street: int, by: Actor) -> Report:
    """Read a report. Place: lat and long, or address_id, or address_string; the first that is given counts."""
    if not by.roles & REPORTING:
        raise Forbidden
    code = form.get("service_code", "")
    if not code:
        raise Invalid(fields={"service_code": "Name the service; GET services lists them."})
    item, wrong = item_of(street, code), {}
    text = form.get("description", "").strip()
    if len(text) > TEXT_MOST:
        wrong["description"] = "The text has {text_length} characters; shorten it to {text_most}."
    lon, lat = _degrees(form, "long", wrong), _degrees(form, "lat", wrong)
    grid, address_text = _address(form, street, wrong)
    if lon is None and lat is None and not (grid or address_text) and not wrong:
        wrong["address_string"] = "Say where it is: lat and long, or address_id, or address_string."
    if wrong:
        raise Invalid(fields=wrong, text_length=len(text), text_most=TEXT_MOST)
    name = form.get("last_name", "") + form.get("first_name", "")
    return Report(
        street=street, source=source_of(by), source_id=form.get("client_id", "") or uuid4().hex, channel="api",
        item=item.code, text=_with_media(text or item.title.zh, form.get("media_url", "")), lon=lon, lat=lat, grid=grid,
        address=address_text, form=_answers(form, item), contact=Contact(name, form.get("phone", "")),
    )  # fmt: skip


def source_of(by: Actor) -> str:
    """Return the name under which a sender's reports are known."""
    return f"open311.{by.code}"


def _degrees(form: QueryDict, name: str, wrong: dict[str, str]) -> float | None:
    text = form.get(name, "").strip()
    try:
        return float(text) if text else None
    except ValueError:
        wrong[name] = "Send a number here."
        return None


def _address(form: QueryDict, street: int, wrong: dict[str, str]) -> tuple[int, str]:
    number = form.get("address_id", "").strip()
    if not number:
        return 0, form.get("address_string", "").strip()
    found = address(int(number), street) if number.isdecimal() else None
    if found is None:
        wrong["address_id"] = "This address is not known; send address_string instead."
        return 0, ""
    return found.grid, found.name


def _answers(form: QueryDict, item: Item) -> dict[str, str]:
    """Read `attribute[code]`; a list with one place takes its first value."""
    found = {}
    for name in form:
        if match := _ATTRIBUTE.fullmatch(name):
            found[match[1]] = form.getlist(name)[0]
    kinds = {field.key: field.kind for field in item.form}
    return {key: value[:10] if kinds.get(key) == "date" else value for key, value in found.items()}


def _with_media(text: str, address: str) -> str:
    """Keep the address of a picture as text: what lies elsewhere is looked at by people, never fetched by the server."""
    return f"{text}\n{address[:300]}" if address.strip() else text

"""GeoReport v2 in its two formats. XML is the standard's own; JSON is the same without the outer element."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse

ZONE = ZoneInfo(settings.TIME_ZONE)
TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
# What one entry of a list is called.
ENTRIES = {
    "services": "service", "service_requests": "request", "errors": "error", "attributes": "attribute", "values": "value",
    "endpoints": "endpoint", "formats": "format",
}  # fmt: skip
# Characters that XML 1.0 cannot hold, not even as references.
_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def answer(root: str, content: Any, ending: str, status: int = 200) -> HttpResponse:
    """Answer with `content` (a list of mappings or a mapping) under the element `root`."""
    if ending == "xml":
        element = Element(root)
        _fill(element, root, content)
        text = b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(element, encoding="utf-8")
    else:
        text = json.dumps(content, ensure_ascii=False, default=_plain).encode()
    return HttpResponse(text, status=status, content_type=TYPES[ending])


def _fill(element: Element, name: str, content: Any) -> None:
    if isinstance(content, Mapping):
        for key, value in content.items():
            _fill(SubElement(element, key), key, value)
    elif isinstance(content, Sequence) and not isinstance(content, str):
        for entry in content:
            _fill(SubElement(element, ENTRIES[name]), ENTRIES[name], entry)
    elif content is not None:
        element.text = str(_plain(content)).translate(_FORBIDDEN)


def _plain(value: Any) -> Any:
    """Return booleans and moments as the standard writes them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return moment(value) if isinstance(value, datetime) else value


def moment(at: datetime) -> str:
    """Return a moment in W3C form with the street's own offset."""
    return at.astimezone(ZONE).isoformat(timespec="seconds")

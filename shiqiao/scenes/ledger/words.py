"""Codes of forms and ledgers in the reader's words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.elements import Element, Known, Words
from shiqiao.base.text import mask_identity, mask_name, mask_phone
from shiqiao.kernel.registry.rules import masked
from shiqiao.surfaces.desk import words

# Journal code → (English msgid, icon, tone).
HAPPENED = {
    "ledger.requested": (gettext_noop("Form requested"), "forms", "yellow"),
    "ledger.approved": (gettext_noop("Form approved"), "circle-check", "green"),
    "ledger.refused": (gettext_noop("Form refused"), "circle-x", "red"),
    "ledger.withdrawn": (gettext_noop("Request for a form taken back"), "arrow-back-up", "grey"),
    "ledger.ended": (gettext_noop("Form ended"), "calendar", "grey"),
    "ledger.filled": (gettext_noop("Row of a form filled"), "checks", "blue"),
    "ledger.handed_in": (gettext_noop("Ledger handed in"), "send", "blue"),
    "ledger.published": (gettext_noop("Ledger published"), "table", "blue"),
    "ledger.settings_published": (gettext_noop("Departments and costs of answers published"), "file-check", "grey"),
}
STATES = {
    "requested": (gettext_noop("waits for approval"), "yellow", "hourglass"),
    "running": (gettext_noop("being filled"), "green", "circle-check"),
    "approved": (gettext_noop("approved"), "green", "circle-check"),
    "refused": (gettext_noop("refused"), "red", "circle-x"),
    "withdrawn": (gettext_noop("taken back"), "grey", "arrow-back-up"),
    "ended": (gettext_noop("ended"), "grey", "calendar"),
}
ROW_STATES = {
    "open": (gettext_noop("To fill"), "yellow", "hourglass"), "filled": (gettext_noop("Filled"), "green", "circle-check"),
    "left": (gettext_noop("No longer in the circle"), "grey", "user"),
    "missed": (gettext_noop("Not filled in time"), "red", "alert-triangle"),
}  # fmt: skip
KINDS = {
    "person": gettext_noop("Persons"), "household": gettext_noop("Households"),
    "organisation": gettext_noop("Organisations"), "matter": gettext_noop("Asked in matters"),
    "visit": gettext_noop("Asked at visits"),
}  # fmt: skip
SORTS = {
    "yes_no": gettext_noop("yes or no"), "choice": gettext_noop("a choice"), "text": gettext_noop("words"),
    "number": gettext_noop("a number"), "date": gettext_noop("a day"), "phone": gettext_noop("a telephone number"),
}  # fmt: skip
CLASSES = {
    "public": (gettext_noop("public"), "grey"), "internal": (gettext_noop("internal"), "grey"),
    "personal": (gettext_noop("personal"), "blue"), "sensitive": (gettext_noop("sensitive"), "yellow"),
}  # fmt: skip
EVERY = {
    "once": gettext_noop("once"), "month": gettext_noop("every month"), "quarter": gettext_noop("every quarter"),
    "year": gettext_noop("every year"),
}  # fmt: skip
FILLERS = {"grid": gettext_noop("Grids fill it"), "community": gettext_noop("Communities fill it")}
SOURCES = {
    "visit": gettext_noop("Seen at the door"), "self": gettext_noop("Told by the person"),
    "office": gettext_noop("Known to the office"),
}  # fmt: skip
TABS = {
    "running": gettext_noop("Running"), "requested": gettext_noop("Waiting for approval"), "over": gettext_noop("Over"),
}  # fmt: skip
CONDITIONS = {
    "person.age>=60": gettext_noop("60 years and older"), "person.age>=70": gettext_noop("70 years and older"),
    "person.age>=80": gettext_noop("80 years and older"), "person.age<=17": gettext_noop("under 18"),
    "person.age<=59": gettext_noop("under 60"), "person.age>=16": gettext_noop("16 years and older"),
}  # fmt: skip


def triple(table: Mapping[str, tuple[str, str, str]], code: str) -> tuple[str, str, str]:
    """Return the words, the tone and the icon of a code."""
    title, tone, icon = table.get(code, (code, "grey", "point"))
    return _(title), tone, icon


def said(title: Any) -> str:
    """Return a title in both languages in the reader's language."""
    return words.in_language(title.zh, title.en)


def value(element: Element, known: Known | None) -> str:
    """Return what is known in the reader's words, masked as everywhere; empty for nothing."""
    mask = _MASKS.get(element.mask)
    return mask(known.value) if mask is not None and known and known.value else clear(element, known)


def clear(element: Element, known: Known | None) -> str:
    """Return what is known in the reader's words, in clear: for what is handed in; empty for nothing."""
    if known is None or not known.value:
        return ""
    if element.sort == "yes_no":
        return _("yes") if known.value == "yes" else _("no")
    title: Words | None = element.values.get(known.value)
    return said(title) if title else known.value


_MASKS: Mapping[str, Any] = {
    "name": mask_name, "phone": mask_phone, "identity": mask_identity, "born": lambda text: masked("born", text),
}  # fmt: skip


def condition(text: str, known: Mapping[str, Element]) -> str:
    """Say a condition of a circle: 独居：是, 80岁及以上."""
    if text in CONDITIONS:
        return _(CONDITIONS[text])
    op = next((one for one in (">=", "<=", "=") if one in text), "=")
    code, _sep, given = text.partition(op)
    element = known.get(code.strip())
    if element is None:
        return text
    if element.sort == "yes_no":
        given = _("yes") if given.strip() == "yes" else _("no")
    elif given.strip() in element.values:
        given = said(element.values[given.strip()])
    sign = "" if op == "=" else {">=": "≥", "<=": "≤"}[op]
    return f"{said(element.title)}{'：' if words.chinese() else ': '}{sign}{given}"


def valid(days: int) -> str:
    """Say for how long a value holds."""
    return _("good for %(n)s days") % {"n": days} if days else _("for ever")


def time_of(seconds: int) -> str:
    """Say a span of work: minutes, or hours with one place from ten hours on."""
    minutes = (seconds + 30) // 60
    if minutes < 600:
        return _("%(n)s min") % {"n": minutes}
    return _("%(n)s h") % {"n": f"{minutes / 60:.1f}"}


def month(day: date) -> str:
    """Return a month as 2018-06."""
    return f"{day:%Y-%m}"

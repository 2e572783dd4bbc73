"""Codes of reward and penalty in the reader's words."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.surfaces.desk import words

# Journal code → (English msgid, icon, tone).
HAPPENED = {
    "merit.rules_published": (gettext_noop("Rules of reward and penalty published"), "file-check", "grey"),
    "merit.month_looked": (gettext_noop("Proposals of reward and penalty wait for a decision"), "award", "yellow"),
    "merit.proposed": (gettext_noop("Reward or penalty proposed"), "award", "blue"),
    "merit.decided": (gettext_noop("Reward or penalty decided"), "gavel", "blue"),
    "merit.appealed": (gettext_noop("Appeal against a reward or penalty"), "scale", "yellow"),
    "merit.appeal_decided": (gettext_noop("Appeal against a reward or penalty decided"), "gavel", "blue"),
    "merit.appeal_withdrawn": (gettext_noop("Appeal against a reward or penalty taken back"), "arrow-back-up", "grey"),
    "merit.bulletin_published": (gettext_noop("Monthly bulletin published"), "speakerphone", "blue"),
    "merit.remarked": (gettext_noop("A leader's remark on the assessment"), "message-check", "blue"),
}
KINDS = {
    "grid": gettext_noop("Grids"), "community": gettext_noop("Communities"), "unit": gettext_noop("Departments"),
    "person": gettext_noop("Persons"),
}  # fmt: skip
KIND_OF = {
    "grid": gettext_noop("Grid"), "community": gettext_noop("Community"), "unit": gettext_noop("Department"),
    "person": gettext_noop("Individual"),
}  # fmt: skip
STATES = {
    "proposed": (gettext_noop("to be decided"), "yellow", "hourglass"),
    "confirmed": (gettext_noop("confirmed"), "green", "circle-check"),
    "changed": (gettext_noop("changed and decided"), "green", "pencil"),
    "turned_down": (gettext_noop("turned down"), "grey", "circle-x"),
}
APPEALS = {
    "open": (gettext_noop("to be decided"), "yellow", "hourglass"),
    "upheld": (gettext_noop("upheld: taken back"), "green", "arrow-back-up"),
    "eased": (gettext_noop("eased"), "green", "pencil"),
    "dismissed": (gettext_noop("dismissed: it stands"), "grey", "circle-x"),
    "withdrawn": (gettext_noop("taken back"), "grey", "arrow-back-up"),
}
CARDS = {
    "flag": (gettext_noop("Red flag"), "green", "flag"),
    "yellow_card": (gettext_noop("Yellow card"), "yellow", "alert-triangle"),
    "red_card": (gettext_noop("Red card"), "red", "alert-octagon"),
}
TURNS = {
    1: gettext_noop("as decided"), 2: gettext_noop("taken back after an appeal"),
    3: gettext_noop("in its place after an appeal"),
}  # fmt: skip
SIDES = {
    "attitude": gettext_noop("Attitude"), "ability": gettext_noop("Ability"),
    "responsibility": gettext_noop("Responsibility taken"), "rules": gettext_noop("Rules kept"),
}  # fmt: skip
SPANS = {"month": gettext_noop("Month"), "quarter": gettext_noop("Quarter"), "year": gettext_noop("Year")}


def triple(table: Mapping[str, tuple[str, str, str]], code: str) -> tuple[str, str, str]:
    """Return the words, the tone and the icon of a code."""
    title, tone, icon = table.get(code, (code, "grey", "point"))
    return _(title), tone, icon


def points(value: Decimal | str) -> str:
    """Say points with their sign: +2, -0.5; nothing for none."""
    number = Decimal(value)
    if not number:
        return ""
    said = f"{abs(number).normalize():f}"
    return f"+{said}" if number > 0 else f"−{said}"


def card(code: str, sign: int = 1) -> str:
    """Say a card or flag; one that was taken back has a minus before it."""
    if not code:
        return ""
    title = _(CARDS[code][0])
    return title if sign > 0 else _("%(card)s taken back") % {"card": title}


def follows(value: Decimal | str, code: str) -> str:
    """Say all that follows: +2, red flag."""
    said = [points(value), card(code)]
    return ("、" if words.chinese() else ", ").join(one for one in said if one)


def named(kind: str, subject: int) -> str:
    """Return what a subject is called on pages inside."""
    if kind == "person":
        return words.person_name(subject)
    return words.unit_title(subject) if kind == "unit" else words.place(subject)


def both(title: Any) -> str:
    """Return a frozen title ({zh, en}) in the reader's language."""
    return str(title["zh"] if words.chinese() else title["en"] or title["zh"])

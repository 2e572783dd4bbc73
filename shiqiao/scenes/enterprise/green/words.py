"""The words of the green channel: for whom, how much shorter, states, what happened, what the comparison says."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.errors import fill
from shiqiao.scenes.enterprise.green import applicants, items
from shiqiao.scenes.enterprise.green.effect import Effect
from shiqiao.scenes.enterprise.green.rules import SMALL, Waits
from shiqiao.scenes.enterprise.green.tables import GreenRule
from shiqiao.surfaces.desk import registrywords
from shiqiao.surfaces.desk import words as desk

# Journal code → (English msgid, icon, tone).
HAPPENED = {
    "enterprise.green_granted": (gettext_noop("Green channel granted"), "bolt", "green"),
    "enterprise.green_changed": (gettext_noop("Green channel changed: a new version"), "edit", "blue"),
    "enterprise.green_withdrawn": (gettext_noop("Green channel withdrawn"), "circle-x", "grey"),
    "enterprise.green_put_to_use": (gettext_noop("Green channel put to use on a matter"), "bolt", "green"),
}  # fmt: skip
WHO = {
    "firm": gettext_noop("One named firm"), "mark": gettext_noop("Firms with a mark"),
    "firms": gettext_noop("Every firm on file"),
    "anyone": gettext_noop("Whoever applies"),
}  # fmt: skip
TABS = {
    "holds": gettext_noop("Rules in force"), "coming": gettext_noop("Rules to come"), "ended": gettext_noop("Ended rules"),
    "all": gettext_noop("All rules"),
}  # fmt: skip
TERMS = ("4wh", "1wd", "2wd", "3wd", "5wd", "7wd", "10wd")
SHARES = (30, 50, 70)
_SAYS = {
    "few": gettext_noop("Too few to tell: below {small} on one side, medians say nothing. Look at the single ones."),
    "longer": gettext_noop("The others waited longer than before. Look at why before this rule is granted anew."),
    "later": gettext_noop("The others were late more often than before. Look at why before this rule is granted anew."),
    "kept": gettext_noop("By these figures the others were not pushed back."),
}  # fmt: skip
_TONES = {"few": "grey", "longer": "red", "later": "yellow", "kept": "green"}


def state(row: GreenRule, day: date) -> tuple[str, str]:
    """Return how a rule stands on a day, and its tone."""
    if row.ended_at is not None:
        return _("rule ended early"), "grey"
    if row.until < day:
        return _("has run out"), "grey"
    return (_("begins later"), "blue") if row.since > day else (_("in force"), "green")


def whom(row: GreenRule, firm: str) -> str:
    """Say for whom a rule is; `firm` is the firm's name where the reader sees it."""
    if row.who == "firm":
        return firm or _("a firm that is not yours to see")
    return mark(row.street, row.mark) if row.who == "mark" else _(WHO[row.who])


def mark(street: int, code: str) -> str:
    """Say what marks a firm."""
    return dict(mark_choices(street)).get(code, code)


def mark_choices(street: int) -> list[tuple[str, str]]:
    """Return the marks of firms as choices."""
    found = []
    for code, (zh, en) in applicants.titles(street).items():
        kind = code.removeprefix("kind=")
        said = registrywords.say(registrywords.ORGANISATION_KINDS, kind) if kind != code else desk.in_language(zh, en)
        found.append((code, said))
    return found


def shorter(row: GreenRule) -> str:
    """Say how much shorter a rule makes a term."""
    if row.term:
        return _("handled within %(term)s") % {"term": desk.term(row.term)}
    return _("%(share)s%% of the term remain") % {"share": row.share}


def item(street: int, code: str) -> str:
    """Say an item, written kind:code."""
    pair = items.known_items(street).get(code)
    return desk.in_language(*pair) if pair else code


def hours(seconds: int) -> str:
    """Say office time in working hours."""
    return f"{seconds / 3600:.1f}"


def waited(waits: Waits) -> str:
    """Say in a sentence how the others waited."""
    if not waits.seconds:
        return fill(_("None has ended; {open} still run."), {"open": waits.open})
    told = _(
        "{n} ended: half within {median} working hours, nine of ten within {ninety}; {late} were late; {open} still run."
    )
    params = {"n": len(waits.seconds), "median": hours(waits.at(50)), "ninety": hours(waits.at(90)), "late": waits.late}
    return fill(told, {**params, "open": waits.open})


def effect(found: Effect) -> tuple[str, str]:
    """Return what the comparison says, and its tone."""
    return fill(_(_SAYS[found.says]), {"small": SMALL}), _TONES[found.says]

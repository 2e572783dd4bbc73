"""The words of affairs: states, acts, reasons, what happened, in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

# Journal code → (English msgid, icon, tone).
HAPPENED = {
    "hall.guides_published": (gettext_noop("Guides published"), "file-check", "grey"),
    "hall.taken_in": (gettext_noop("Application taken in"), "inbox", "blue"),
    "hall.noticed": (gettext_noop("One-time notice given"), "list-check", "yellow"),
    "hall.asked_later": (gettext_noop("Further papers asked for"), "alert-triangle", "yellow"),
    "hall.handed_in": (gettext_noop("Papers handed in"), "file-plus", "blue"),
    "hall.accepted": (gettext_noop("Accepted, papers complete"), "circle-check", "blue"),
    "hall.handed_over": (gettext_noop("Affair handed over"), "arrow-right", "blue"),
    "hall.granted": (gettext_noop("Decided: granted"), "circle-check", "green"),
    "hall.declined": (gettext_noop("Decided: declined"), "circle-x", "red"),
    "hall.delivered": (gettext_noop("Result delivered"), "mail", "green"),
    "hall.withdrawn": (gettext_noop("Taken back by the applicant"), "arrow-back-up", "grey"),
    "hall.rated": (gettext_noop("Rated by the applicant"), "star", "blue"),
    "hall.came": (gettext_noop("Came to the counter"), "walk", "grey"),
    "hall.staff_went": (gettext_noop("Our people went there"), "walk", "green"),
}
STATES = {
    "incomplete": (gettext_noop("papers missing"), "yellow"),
    "handling": (gettext_noop("in hand"), "blue"),
    "granted": (gettext_noop("granted, to be delivered"), "green"),
    "declined": (gettext_noop("declined, to be delivered"), "red"),
    "delivered": (gettext_noop("delivered"), "green"),
    "withdrawn": (gettext_noop("taken back"), "grey"),
}
TABS = {
    "here": gettext_noop("At my counter"), "incomplete": gettext_noop("Papers missing"),
    "late": gettext_noop("Past the promised term"), "fetch": gettext_noop("To be delivered"),
    "done": gettext_noop("Delivered"), "all": gettext_noop("All affairs"),
}  # fmt: skip
MANNERS = {
    "own": gettext_noop("the applicant"), "proxy": gettext_noop("a proxy"),
    "helped": gettext_noop("our people, on the applicant's behalf"),
}  # fmt: skip
CHANNELS = {
    "counter": gettext_noop("at the counter"), "online": gettext_noop("on-line"),
    "door": gettext_noop("at the applicant's home"), "post": gettext_noop("by post"),
}  # fmt: skip
DELIVERIES = {
    "counter": gettext_noop("fetched at the counter"), "station": gettext_noop("fetched at a station nearby"),
    "post": gettext_noop("sent by post"), "door": gettext_noop("brought to the door"),
    "online": gettext_noop("sent on-line"),
}  # fmt: skip
WHO = {
    "own": gettext_noop("applicant"), "proxy": gettext_noop("proxy"), "staff": gettext_noop("our people"),
}  # fmt: skip
RATED = {
    "link": gettext_noop("by the applicant's own link"), "phone": gettext_noop("told by telephone"),
    "paper": gettext_noop("given on paper"), "counter": gettext_noop("typed at the counter, not counted"),
}  # fmt: skip
REASONS = {
    "missing_paper": gettext_noop("a paper was missing"), "our_notice": gettext_noop("our notice was incomplete"),
    "system_down": gettext_noop("the system was down"), "approver_away": gettext_noop("who decides was away"),
    "our_mistake": gettext_noop("our mistake"), "collect": gettext_noop("fetched the result"),
    "own_wish": gettext_noop("the applicant's own wish"),
    "closed_counter": gettext_noop("the counter was closed"), "outside_hours": gettext_noop("came outside the hours"),
}  # fmt: skip
ERRANDS = {
    "take_in": gettext_noop("took the application in"), "fetch_paper": gettext_noop("fetched a paper"),
    "verify": gettext_noop("looked on the spot"), "deliver": gettext_noop("brought the result"),
}  # fmt: skip
PAPERS = {
    "held": (gettext_noop("known, confirmed"), "green"), "handed": (gettext_noop("handed in"), "green"),
    "missing": (gettext_noop("paper missing"), "yellow"), "spared": (gettext_noop("not needed here"), "grey"),
}  # fmt: skip
FORMS = {
    "original": gettext_noop("original"), "copy": gettext_noop("copy"),
    "original_and_copy": gettext_noop("original and copy"), "form": gettext_noop("form, at the counter"),
}  # fmt: skip
VISITS = {
    "at_most_one": gettext_noop("one trip at most"), "nearest": gettext_noop("at the nearest station"),
    "zero": gettext_noop("no trip at all"),
}  # fmt: skip
PLACES = {
    "hall": gettext_noop("the hall"), "stations": gettext_noop("every service station"), "online": gettext_noop("on-line"),
}  # fmt: skip
KEPT = {
    "done_at_once": gettext_noop("done at once"), "at_most_one": gettext_noop("one trip at most"),
    "more_trips": gettext_noop("more than one trip"), "zero_trip": gettext_noop("no trip at all"),
    "near": gettext_noop("at the nearest counter"), "far": gettext_noop("farther than the nearest counter"),
    "our_trips": gettext_noop("trips that we caused"), "staff_trips": gettext_noop("our people went there"),
    "late": gettext_noop("decided late"),
}  # fmt: skip
DIMENSIONS = {
    "community": gettext_noop("By home community"), "station": gettext_noop("By counter"), "item": gettext_noop("By item"),
    "month": gettext_noop("Month by month"),
}  # fmt: skip


def pair(table: Mapping[str, tuple[str, str]], code: str) -> tuple[str, str]:
    """Return the words and the tone of a code."""
    title, tone = table.get(code, (code, "grey"))
    return _(title), tone


def say(table: Mapping[str, str], code: str) -> str:
    """Return the words of a code."""
    return _(table[code]) if code in table else code


def days(count: int | None) -> str:
    """Say a term in working days; 0 is at once."""
    if count is None:
        return _("no term by law")
    if not count:
        return _("on the spot, while you wait")
    return ngettext("%(n)d working day", "%(n)d working days", count) % {"n": count}


def choices(table: Mapping[str, str], *codes: str) -> list[tuple[str, str]]:
    """Return codes with their words for a field: all of a table, or some."""
    return [(code, _(table[code])) for code in codes or table]

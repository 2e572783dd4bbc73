"""Codes in the reader's words: states, items, lines, terms, journal codes, and the reasons of routing and clocks."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import dateformat
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_noop, pgettext
from django.utils.translation import gettext as _

from shiqiao.base.errors import NotFound, ShiqiaoError, fill
from shiqiao.kernel.clocks.rules import Step, tell
from shiqiao.kernel.clocks.steps import term_words
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.territory import reads as territory
from shiqiao.surfaces.desk import words_together as together
from shiqiao.surfaces.desk.routingwords import RULE_STEPS, rule_param
from shiqiao.surfaces.desk.sockets import sayings
from shiqiao.surfaces.kit.words import relative

CHANNELS = {
    "patrol": gettext_noop("Patrol"),
    "resident": gettext_noop("Resident's report"),
    "phone": gettext_noop("Telephone"),
    "counter": gettext_noop("Counter"),
    "hotline": gettext_noop("City hotline 12345"),
    "visit": gettext_noop("Visit or inspection"),
    "office": gettext_noop("From the office"),
    "api": gettext_noop("Other system"),
    "import": gettext_noop("Imported"),
}
CLOCKS = {
    "echo": gettext_noop("Answer the same day"),
    "accept": gettext_noop("Accept"),
    "dispatch": gettext_noop("Dispatch"),
    "handle": gettext_noop("Handle"),
    "check": gettext_noop("Check"),
    "review": gettext_noop("Decision on the request"),
    "supervise": gettext_noop("Answer to supervision"),
    "attend": gettext_noop("Reporting in on a summons"),
    "appeal": gettext_noop("Decision on an appeal"),
    "visit": gettext_noop("Visit"),
}
# Journal code → (English msgid, icon, tone).
HAPPENED = {
    "matters.reported": (gettext_noop("Reported"), "flag", "blue"),
    "matters.accepted": (gettext_noop("Accepted"), "circle-check", "blue"),
    "matters.declined": (gettext_noop("Declined"), "circle-x", "grey"),
    "matters.dispatched": (gettext_noop("Dispatched"), "send", "blue"),
    "matters.redirected": (gettext_noop("Given to another post"), "arrows-exchange", "yellow"),
    "matters.fixed_on_spot": (gettext_noop("Fixed on the spot"), "bolt", "green"),
    "matters.answered": (gettext_noop("Answered"), "message-reply", "green"),
    "matters.corrected": (gettext_noop("Corrected"), "pencil", "yellow"),
    "matters.shortened": (gettext_noop("Term shortened by a rule"), "bolt", "green"),
    "matters.finished": (gettext_noop("Handling finished"), "check", "green"),
    "matters.sent_back": (gettext_noop("Sent back"), "arrow-back-up", "red"),
    "matters.closed": (gettext_noop("Check passed, closed"), "checks", "green"),
    "matters.called_back": (gettext_noop("Called back"), "phone-check", "blue"),
    "matters.rated": (gettext_noop("Rated by the reporter"), "star", "blue"),
    "matters.reopened": (gettext_noop("Taken up again"), "repeat", "red"),
    "matters.withdrawn": (gettext_noop("Taken back by its sender"), "arrow-back-up", "grey"),
    "matters.archived": (gettext_noop("Archived"), "archive", "grey"),
    "matters.mediated": (gettext_noop("Mediation meeting"), "users", "blue"),
    "matters.agreed": (gettext_noop("Agreement reached"), "circle-check", "green"),
    "matters.mediation_failed": (gettext_noop("No agreement"), "circle-x", "grey"),
    "matters.review_asked": (gettext_noop("Review asked for"), "repeat", "yellow"),
    "matters.review_answered": (gettext_noop("Review decided"), "checks", "green"),
    "matters.final_review_asked": (gettext_noop("Final review asked for"), "repeat", "yellow"),
    "matters.final_review_answered": (gettext_noop("Final review decided, concluded"), "checks", "green"),
    "visits.planned": (gettext_noop("Visit due"), "calendar-plus", "blue"),
    "visits.recorded": (gettext_noop("Visit recorded"), "clipboard-check", "green"),
    "visits.rechecked": (gettext_noop("Re-check recorded"), "eye-check", "green"),
    "visits.findings_rechecked": (gettext_noop("Findings looked at again by another"), "eye-check", "blue"),
    "visits.finding_reported": (gettext_noop("A finding became a matter"), "flag", "yellow"),
    "visits.reassigned": (gettext_noop("A visit was given to another post"), "arrows-exchange", "yellow"),
    "visits.handed_over": (gettext_noop("Passed on to a successor"), "transfer", "blue"),
    "visits.recorded_again": (gettext_noop("Recorded twice: somebody is to decide"), "git-compare", "red"),
    "visits.second_decided": (gettext_noop("Decided which record counts"), "git-compare", "green"),
    "visits.cancelled": (gettext_noop("Visit cancelled"), "ban", "grey"),
    "matters.handed_over": (gettext_noop("Passed on to a successor"), "transfer", "blue"),
    "people.handed_over": (gettext_noop("Work was handed over to you: look it through"), "transfer", "blue"),
    "people.unseen": (gettext_noop("A hand-over was not seen in time"), "eye-off", "red"),
    "people.took_over": (gettext_noop("You hold this post now; its open work is yours"), "transfer", "blue"),
    "people.token_ends": (gettext_noop("A token for machines ends soon"), "key", "yellow"),
    "people.left_open": (gettext_noop("Somebody left open work behind: it falls to you"), "user-off", "red"),
    "matters.return_asked": (gettext_noop("Asked to return it"), "corner-up-left", "yellow"),
    "matters.extension_asked": (gettext_noop("Asked for an extension"), "clock-plus", "yellow"),
    "matters.pause_asked": (gettext_noop("Asked for a pause"), "clock-pause", "yellow"),
    "matters.return_upheld": (gettext_noop("Return upheld, to be dispatched anew"), "corner-up-left", "blue"),
    "matters.granted": (gettext_noop("Request granted"), "circle-check", "green"),
    "matters.request_refused": (gettext_noop("Request refused"), "circle-x", "red"),
    "matters.request_withdrawn": (gettext_noop("Request withdrawn"), "corner-down-left", "grey"),
    "matters.resumed": (gettext_noop("Resumed"), "player-play", "blue"),
    "matters.supervised": (gettext_noop("Supervised: an answer is due"), "speakerphone", "red"),
    "matters.progress_reported": (gettext_noop("Supervision answered"), "message-check", "blue"),
    "matters.undone": (gettext_noop("Last step undone"), "arrow-back", "grey"),
    "routing.alarmed": (
        gettext_noop("Nobody was found for this matter: give it to somebody now"),
        "alert-octagon",
        "red",
    ),
    "routing.escalated": (gettext_noop("For a working hour nobody has had this matter"), "alert-octagon", "red"),
    "journal.backup_alarmed": (
        gettext_noop("Backups fail or are missing: look after the server"),
        "database-off",
        "red",
    ),
    "scoring.appealed": (gettext_noop("An appeal against a score is to be decided"), "scale", "yellow"),
    "scoring.appeal_decided": (gettext_noop("Your appeal is decided"), "scale", "blue"),
    "scoring.made_public": (gettext_noop("The scores of a month are public"), "speakerphone", "blue"),
    "monthly.made": (gettext_noop("The report of a month is ready"), "file-analytics", "green"),
    "monthly.failed": (gettext_noop("The report of a month could not be made"), "alert-octagon", "red"),
    "clocks.warned": (gettext_noop("Warned: the term runs out soon"), "clock-exclamation", "yellow"),
    "clocks.escalated": (gettext_noop("Term broken: deputy and head were told"), "alert-octagon", "red"),
}
REQUESTS = {
    "return": gettext_noop("asks to return it"),
    "extension": gettext_noop("asks for an extension"),
    "pause": gettext_noop("asks for a pause"),
}
ENDED = {
    "upheld": gettext_noop("upheld"), "granted": gettext_noop("granted"), "refused": gettext_noop("refused"),
    "withdrawn": gettext_noop("taken back"), "lapsed": gettext_noop("lapsed: the matter went on without it"),
}  # fmt: skip
MOVE_ICONS = {
    "accept": "circle-check", "decline": "circle-x", "dispatch": "send", "redirect": "arrows-exchange",
    "fix_on_spot": "bolt",
    "answer": "message-reply", "correct": "pencil", "finish": "check", "send_back": "arrow-back-up", "close": "checks",
    "call_back": "phone-check", "reopen": "repeat",
    "mediate": "users", "agree": "circle-check", "fail_mediation": "circle-x", "ask_review": "repeat",
    "answer_review": "checks", "ask_final_review": "repeat", "answer_final_review": "checks",
    "ask_return": "corner-up-left", "ask_extension": "clock-plus", "ask_pause": "clock-pause",
    "uphold_return": "corner-up-left", "grant": "circle-check", "refuse_request": "circle-x",
    "resume": "player-play", "supervise": "speakerphone",
    "report_progress": "message-check",
}  # fmt: skip
# Kind of a file that is no picture → (what it is, icon).
FILES = {
    "pdf": (gettext_noop("PDF document"), "file-type-pdf"), "docx": (gettext_noop("Word document"), "file-type-docx"),
    "xlsx": (gettext_noop("spreadsheet"), "file-spreadsheet"), "xls": (gettext_noop("spreadsheet"), "file-spreadsheet"),
    "mp3": (gettext_noop("sound recording"), "microphone"), "m4a": (gettext_noop("sound recording"), "microphone"),
    "weba": (gettext_noop("sound recording"), "microphone"), "webm": (gettext_noop("video"), "video"),
    "mp4": (gettext_noop("video"), "video"), "mov": (gettext_noop("video"), "video"),
}  # fmt: skip
EVIDENCE = {
    "photo": gettext_noop("photo"),
    "before_after": gettext_noop("photos before and after"),
    "document": gettext_noop("document"),
    "none": gettext_noop("none"),
}
# Why this person? Steps of matters.routing (by `step`) and people.rules (by `code`).
WHY = {
    "point": gettext_noop("The point lies in {grid}."),
    "point_border": gettext_noop("The point lies on a border; it counts to {grid}."),
    "grid": gettext_noop("The grid was named: {grid}."),
    "address": gettext_noop("The address book places it in {grid}."),
    "address_unknown": gettext_noop(
        "The address is not in the address book, so no grid is known: a dispatcher must place it."
    ),
    "no_map": gettext_noop("The street has no map of its grids yet, so the point alone does not tell the grid."),
    "no_place": gettext_noop("No place was given, so no grid is known: a dispatcher must place it."),
    "item": gettext_noop("The item “{item}” belongs to the line {line}."),
    "assigned": gettext_noop("For this grid and line the post “{post}” answers since {since}."),
    "holder": gettext_noop("The post “{post}” is held since {since} by the same person."),
    "on_leave": gettext_noop("The holder of “{post}” is on leave until {until}."),
    "deputy": gettext_noop("The deputy stands in: {by}."),
    "no_responsibility": gettext_noop("Nobody is assigned to {grid} for the line {line}: a gap."),
    "no_holder": gettext_noop("Nobody holds the post “{post}”."),
    "holder_inactive": gettext_noop("The holder of “{post}” has no active account."),
    "post_closed": gettext_noop("The post “{post}” is closed."),
    "no_deputy": gettext_noop("“{post}” has no deputy."),
    "deputy_absent": gettext_noop("The deputy of “{post}” is absent, too."),
    "falls_to_community_head": gettext_noop("It falls to the community head: {post}."),
    "falls_to_department_head": gettext_noop("It falls to the head of the department: {post}."),
    "falls_to_street": gettext_noop("It falls to the head of the street: {post}."),
    "nobody_at_all": gettext_noop("Nobody in this street can take it: appoint someone."),
    **RULE_STEPS,
}
GAPS = {
    "no_responsibility": gettext_noop("nobody is assigned"),
    "no_holder": gettext_noop("the post is vacant"),
    "holder_inactive": gettext_noop("the holder's account is closed"),
    "post_closed": gettext_noop("the post is closed"),
    "no_deputy": gettext_noop("on leave without deputy"),
    "deputy_absent": gettext_noop("holder and deputy are away"),
}
ROLES = {
    "reporter": gettext_noop("the reporter"), "assigned": gettext_noop("whoever has the matter"),
    "system": gettext_noop("the system"), "dispatcher": gettext_noop("dispatcher"), "handler": gettext_noop("handler"),
    "checker": gettext_noop("checker"),
    "department_head": gettext_noop("head of the department"), "leader": gettext_noop("leader of the street"),
    "callback": gettext_noop("call-back agent"), "grid_member": gettext_noop("grid member"),
}  # fmt: skip
CONDITIONS = {
    "checked_by_another": gettext_noop("not by the one who handled it"),
    "within_reopen_window": gettext_noop("within 30 days"),
    "after_reopen_window": gettext_noop("after 30 days"),
    "may_be_fixed_on_the_spot": gettext_noop("the item allows it"),
    "nothing_asked": gettext_noop("no request is open"),
    "return_asked": gettext_noop("a return is asked for"),
    "time_asked": gettext_noop("an extension or a pause is asked for"),
    "something_asked": gettext_noop("a request is open"),
    "asked_by_me": gettext_noop("by who asked"),
    "decided_by_another": gettext_noop("not by who asked or has it"),
    "higher_approver": gettext_noop("a second or late extension: only a leader"),
    "extendable": gettext_noop("the item may be extended"),
    "not_extended": gettext_noop("it was not extended before"),
    "paused": gettext_noop("paused"),
    "not_paused": gettext_noop("not paused"),
    "supervised": gettext_noop("supervision waits for an answer"),
}
NEEDS = {
    "answer": gettext_noop("Answer to the reporter"),
    "result": gettext_noop("What was done"),
    "reason": gettext_noop("Reason"),
    "progress": gettext_noop("How far it has come"),
    "term": gettext_noop("By how much"),
    "until": gettext_noop("Work goes on from"),
    "outcome": gettext_noop("Legal ground"),
    "handler": gettext_noop("Who handles it"),
    "evidence": gettext_noop("Evidence"),
    "responded": gettext_noop("Was the reporter contacted?"),
    "solved": gettext_noop("Is the matter solved?"),
    "satisfied": gettext_noop("Is the reporter satisfied?"),
}
for _own, _more in (
    (HAPPENED, together.HAPPENED), (MOVE_ICONS, together.MOVE_ICONS), (ROLES, together.ROLES),
    (CONDITIONS, together.CONDITIONS), (NEEDS, together.NEEDS),
):  # fmt: skip
    _own.update(_more)  # type: ignore[attr-defined]


def happened(code: str) -> tuple[str, str, str] | None:
    """Return sentence (msgid), icon and tone of a journal code or kind of notice; scenes add theirs through a socket."""
    if code in HAPPENED:
        return HAPPENED[code]
    return next(((one.title, one.icon, one.tone) for one in sayings if one.code == code), None)


def chinese() -> bool:
    """Tell whether the reader reads Chinese."""
    return (get_language() or "zh").startswith("zh")


def said(title: Any) -> str:
    """Return a title that is data ({zh, en}) in the reader's language."""
    if title is None:
        return ""
    return str(title.zh if chinese() else title.en)


def in_language(zh: str, en: str) -> str:
    """Pick one of two texts of a row; English falls back on Chinese."""
    return zh if chinese() else (en or zh)


def line_title(code: str) -> str:
    """Return the title of a line of work."""
    found = next((line for line in people.lines() if line.code == code), None)
    return in_language(found.title_zh, found.title_en) if found else code


def post_title(number: int) -> str:
    """Return a post's title; empty for none."""
    try:
        post = people.post(number)
    except NotFound:
        return ""
    return in_language(post.title_zh, post.title_en)


def post_named(code: str, street: int) -> str:
    """Return the title of the post of a code, the code itself when it is not known."""
    try:
        post = people.post_by_code(code, street)
    except NotFound:
        return code
    return in_language(post.title_zh, post.title_en)


def unit_title(number: int) -> str:
    """Return a unit's title; empty for none."""
    try:
        unit = people.unit(number)
    except NotFound:
        return ""
    return in_language(unit.title_zh, unit.title_en)


def unit_phone(number: int) -> str:
    """Return where a unit is called; empty for none."""
    try:
        return people.unit(number).phone
    except NotFound:
        return ""


def person_name(number: int) -> str:
    """Return an official's name; empty for none."""
    try:
        person = people.person(number)
    except NotFound:
        return ""
    return in_language(person.name, person.name_en)


def term(text: str) -> str:
    """Say a term: 4个工作小时, 2个工作日, 当日答复."""
    return term_words(text, _translate)


def due(at: datetime, say: Callable[[datetime], str] = relative) -> str:
    """Say a due time; midnight is 24:00 of the day that ends, as terms mean it."""
    local = localtime(at)
    if (local.hour, local.minute) != (0, 0):
        return say(at)
    return say(at - timedelta(minutes=1)).replace("23:59", "24:00")


def clock_steps(steps: Iterable[Step]) -> list[str]:
    """Say why a clock is due when it is, in the reader's language."""
    return [tell(step, _translate) for step in steps]


def approved(steps: Iterable[Step], street: int) -> list[Step]:
    """Return the reasons of a clock with the titles of posts in the place of their codes."""
    named = ((step, step.params.get("approver")) for step in steps)
    return [Step(s.code, {**s.params, "approver": post_named(str(a), street)}) if a else s for s, a in named]


def _translate(text: str) -> str:
    return _(text) if text else ""


def routing(steps: Iterable[Mapping[str, Any]], street: int) -> list[str]:
    """Say why a matter went to this person, from the `why` of its journal line."""
    return [sentence for step in steps if (sentence := _routing_step(step, street))]


def _routing_step(step: Mapping[str, Any], street: int) -> str:
    code = str(step.get("step") or step.get("code") or "")
    sentence = WHY.get("point_border" if code == "point" and step.get("border") else code)
    if sentence is None:
        return code
    params = {
        name: rule_param(name, step, street) or _routing_param(name, value, street) for name, value in step.items()
    }
    return fill(_(sentence), params)


def _routing_param(name: str, value: Any, street: int) -> str:
    if name == "grid":
        return place(int(value))
    if name == "line":
        return line_title(str(value))
    if name in ("post", "by"):
        return post_named(str(value), street) or _("a person named for it")
    if name == "item":
        return item_title(street, str(value))
    if name in ("since", "until"):
        return day(str(value)) if value else _("further notice")
    return str(value)


def item_title(street: int, code: str, version: int | None = None) -> str:
    """Return an item's title, the code itself when it is not known."""
    from shiqiao.kernel.catalogue.reads import catalogue

    try:
        return said(catalogue(street, version).item(code).title)
    except ShiqiaoError:
        return code


def place(number: int) -> str:
    """Return a grid with its community (春元里社区 第1网格), or what is known of the place."""
    if not number:
        return _("place unknown")
    name = territory.title(number)
    community = territory.title(number // 1000) if number > 10**14 and number % 1000 else ""
    return name if not community or community in name else f"{community} {name}"


def day(text: str) -> str:
    """Say an ISO date."""
    return dateformat.format(date.fromisoformat(text[:10]), pgettext("date format", "j M Y"))

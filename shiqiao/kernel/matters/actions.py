"""The front door for writing: report a matter, and every move by its name. Desk, portal, API, import and demo call these."""

from dataclasses import replace
from datetime import datetime

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid
from shiqiao.base.time import now
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.matters import grades
from shiqiao.kernel.matters.accused import clear
from shiqiao.kernel.matters.intake import Receipt, report_matter
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.moves import item_of, lock, move_matter
from shiqiao.kernel.matters.receivers import handler_of
from shiqiao.kernel.matters.report import Contact, Report, check_place
from shiqiao.kernel.matters.routing import Told, person, route
from shiqiao.kernel.matters.rules import Given, Routed, Sheet

__all__ = [
    "Contact", "Given", "Receipt", "Report", "accept_matter", "answer_matter", "archive_matter", "ask_review",
    "call_back_matter", "close_matter", "correct_matter", "decline_matter", "dispatch_matter", "finish_matter",
    "fix_on_spot", "grade_matter", "move_matter", "rate_matter", "redirect_matter", "reopen_matter", "report_matter",
    "send_back_matter", "withdraw_matter",
]  # fmt: skip

Evidence = tuple[tuple[str, str], ...]


def accept_matter(*, matter: int, by: Actor, at: datetime, answer: str = "") -> Sheet:
    """Accept a matter (受理): the accept clock stops, the dispatch clock starts. Some flows want an answer with it."""
    return move_matter(matter=matter, do="accept", given=Given(answer=answer), by=by, at=at)


def decline_matter(
    *, matter: int, outcome: str, answer: str, by: Actor, at: datetime, children_go_on: bool = False
) -> Sheet:
    """Decline with a legal outcome and an answer (《北京市接诉即办工作条例》第十一条; local configuration)."""
    return move_matter(
        matter=matter,
        do="decline",
        given=Given(outcome=outcome, answer=answer, children_go_on=children_go_on),
        by=by,
        at=at,
    )


def dispatch_matter(*, matter: int, handler: str, by: Actor, at: datetime, reason: str = "") -> Sheet:
    """Give a matter to the post that will handle it (派遣). `handler` is a post code of the street."""
    given = Given(handler=handler_of(handler, by, at), reason=reason)
    return move_matter(matter=matter, do="dispatch", given=given, by=by, at=at)


def redirect_matter(*, matter: int, handler: str, reason: str, by: Actor, at: datetime) -> Sheet:
    """Give a dispatched matter to another post, with the reason (改派)."""
    given = Given(handler=handler_of(handler, by, at), reason=reason)
    return move_matter(matter=matter, do="redirect", given=given, by=by, at=at)


def answer_matter(*, matter: int, answer: str, by: Actor, at: datetime) -> Sheet:
    """Give the reporter a substantive answer (回音): the echo clock stops."""
    return move_matter(matter=matter, do="answer", given=Given(answer=answer), by=by, at=at)


def finish_matter(
    *, matter: int, result: str, by: Actor, at: datetime, evidence: Evidence = (), children_go_on: bool = False
) -> Sheet:
    """Say that it is done, with the evidence that the item asks for (办结申请).

    While parts of it are open it is refused, unless `children_go_on` says that they go on.
    """
    given = Given(result=result, evidence=evidence, children_go_on=children_go_on)
    return move_matter(matter=matter, do="finish", given=given, by=by, at=at)


def fix_on_spot(
    *, matter: int, result: str, by: Actor, at: datetime, evidence: Evidence = (), children_go_on: bool = False
) -> Sheet:
    """Fix what was found at once, with evidence (即发即处)."""
    given = Given(result=result, evidence=evidence, children_go_on=children_go_on)
    return move_matter(matter=matter, do="fix_on_spot", given=given, by=by, at=at)


def send_back_matter(*, matter: int, reason: str, by: Actor, at: datetime) -> Sheet:
    """Refuse the check: handling goes on with a clock of its own (退回整改)."""
    return move_matter(matter=matter, do="send_back", given=Given(reason=reason), by=by, at=at)


def close_matter(
    *, matter: int, by: Actor, at: datetime, result: str = "", children_go_on: bool = False
) -> Sheet:  # fmt: skip
    """Pass the check (核查通过), with what some flows want written. Who handled does not check; open parts go on knowingly."""
    given = Given(result=result, children_go_on=children_go_on)
    return move_matter(matter=matter, do="close", given=given, by=by, at=at)


def call_back_matter(
    *, matter: int, responded: bool, solved: bool, satisfied: bool, by: Actor, at: datetime, reason: str = ""
) -> Sheet:
    """Record a call-back (回访): contacted, solved, satisfied, each by itself."""
    given = Given(responded=responded, solved=solved, satisfied=satisfied, reason=reason)
    return move_matter(matter=matter, do="call_back", given=given, by=by, at=at)


def rate_matter(*, matter: int, solved: bool, satisfied: bool, by: Actor, at: datetime, reason: str = "") -> Sheet:
    """Record the reporter's own verdict (评价)."""
    given = Given(solved=solved, satisfied=satisfied, reason=reason)
    return move_matter(matter=matter, do="rate", given=given, by=by, at=at)


def grade_matter(
    *, matter: int, solved: bool, grade: str, by: Actor, at: datetime, grounds: tuple[str, ...] = (), reason: str = ""
) -> Sheet:
    """Record the reporter's own verdict in three grades (满意、基本满意、不满意), of `grades.GRADES`, with the grounds."""
    satisfied = grades.check(grade, grounds)
    given = Given(solved=solved, satisfied=satisfied, grade=grade, grounds=grounds, reason=reason)
    return move_matter(matter=matter, do="rate", given=given, by=by, at=at)


def reopen_matter(
    *, matter: int, reason: str, by: Actor, at: datetime, evidence: tuple[tuple[str, str], ...] = ()
) -> Sheet:
    """Take up a closed matter again (重新办理), perhaps with a photo of how it looks; it counts as reopened."""
    return move_matter(matter=matter, do="reopen", given=Given(reason=reason, evidence=evidence), by=by, at=at)


def ask_review(*, matter: int, reason: str, by: Actor, at: datetime, final: bool = False) -> Sheet:
    """Ask for a review (复查) of how a petition was settled, or after it for the final one (复核)."""
    do = "ask_final_review" if final else "ask_review"
    return move_matter(matter=matter, do=do, given=Given(reason=reason), by=by, at=at)


def withdraw_matter(*, matter: int, outcome: str, answer: str, by: Actor, at: datetime) -> Sheet:
    """End a matter that its sender takes back or gives to somebody else (来源收回), with what the reporter is told."""
    return move_matter(matter=matter, do="withdraw", given=Given(outcome=outcome, answer=answer), by=by, at=at)


def archive_matter(*, matter: int, by: Actor, at: datetime) -> Sheet:
    """File a closed matter after the window for reopening."""
    return move_matter(matter=matter, do="archive", given=Given(), by=by, at=at)


def correct_matter(
    *, matter: int, reason: str, by: Actor, at: datetime, item: str = "", grid: int = 0, address: str = "",
    lon: float | None = None, lat: float | None = None,
) -> Sheet:  # fmt: skip
    """Correct a wrong item, place or grid and route again; running clocks take the new item's terms from their start."""
    with scope.scoped(*scope.of(by)):
        row = lock(matter).row
        if not (item or grid or address or lon is not None or lat is not None):
            raise Invalid(fields={"item": "Choose the right item, or give the right place."})
        right = catalogue(row.street, row.catalogue).item(item) if item else item_of(row)
        asked = Report(
            street=row.street, source="", source_id="", channel=row.channel, item=right.code, text=row.text,
            lon=lon, lat=lat, grid=grid, address=address, urgent=row.urgent, form=row.form if right.code == row.item else {},
        )  # fmt: skip
        routed, place = _right_place(row, asked, right)
        routed = clear(routed, row.accused, right, row.street, now())
        given = Given(reason=reason, item=right, routed=routed, place=place)
        return move_matter(matter=matter, do="correct", given=given, by=by, at=at)


def _right_place(
    row: Matter, asked: Report, item: Item
) -> tuple[Routed, tuple[str, float | None, float | None] | None]:
    """Route a corrected matter; a place that stays keeps its grid and the boundary version it was located by."""
    if not (asked.grid or asked.address or asked.lon is not None or asked.lat is not None):
        if row.grid:
            told = Told(row.channel, row.urgent, asked.form)
            return person(row.grid, row.boundary, item, row.street, now(), [], told), None
        asked = replace(asked, address=row.address)
        return route(asked, item, now())[0], None
    check_place(asked)
    routed, lon, lat = route(asked, item, now())
    return routed, (asked.address or row.address, lon, lat)

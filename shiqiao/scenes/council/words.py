"""The words of deliberation: states, moves, kinds, stances, shortfalls, what happened, in the reader's language."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.scenes.council.publishing import rules_of
from shiqiao.scenes.council.tables import CouncilSeat
from shiqiao.surfaces.desk.words import said

# Journal code → (English msgid, icon, tone).
HAPPENED = {
    "council.rules_published": (gettext_noop("Rules of deliberation published"), "file-check", "grey"),
    "council.body_founded": (gettext_noop("Council founded"), "users-group", "blue"),
    "council.seat_added": (gettext_noop("Council seat added"), "armchair", "grey"),
    "council.seat_filled": (gettext_noop("Term on a council seat begun"), "user-check", "blue"),
    "council.term_ended": (gettext_noop("Term on a council seat ended"), "user-x", "grey"),
    "council.topic_submitted": (gettext_noop("Topic proposed"), "message-plus", "yellow"),
    "council.topic_recommended": (gettext_noop("Recommendation on a topic"), "bulb", "grey"),
    "council.topic_accepted": (gettext_noop("Topic accepted and graded"), "check", "blue"),
    "council.topic_returned": (gettext_noop("Topic returned with the reason"), "arrow-back-up", "red"),
    "council.topic_merged": (gettext_noop("Topic merged into another"), "git-merge", "grey"),
    "council.topic_refused": (gettext_noop("Topic not taken up"), "circle-x", "red"),
    "council.topic_resubmitted": (gettext_noop("Topic proposed anew"), "message-plus", "yellow"),
    "council.topic_answered": (gettext_noop("Quick talk answered"), "message-check", "green"),
    "council.topic_deepened": (gettext_noop("Graded anew: deliberation in depth"), "arrow-down", "blue"),
    "council.topic_convened": (gettext_noop("On the agenda of a meeting"), "calendar-event", "blue"),
    "council.topic_uncalled": (gettext_noop("The meeting did not come about"), "calendar-x", "red"),
    "council.topic_opened": (gettext_noop("Being talked over in a meeting"), "messages", "blue"),
    "council.topic_adjourned": (gettext_noop("Adjourned to another meeting"), "calendar-pause", "yellow"),
    "council.topic_rejected": (gettext_noop("Did not pass in the meeting"), "circle-x", "red"),
    "council.topic_decided": (gettext_noop("Decided by a resolution"), "gavel", "green"),
    "council.topic_executing": (gettext_noop("Being carried out"), "tool", "blue"),
    "council.topic_evaluating": (gettext_noop("Being evaluated by those who sat"), "stars", "blue"),
    "council.topic_sent_back": (gettext_noop("Evaluation failed: sent back"), "arrow-back-up", "red"),
    "council.topic_closed": (gettext_noop("Evaluation passed: closed"), "circle-check", "green"),
    "council.voice_shown": (gettext_noop("Comment let through"), "eye", "grey"),
    "council.voice_refused": (gettext_noop("Comment not shown"), "eye-off", "grey"),
    "council.meeting_convened": (gettext_noop("Council meeting convened"), "calendar-event", "blue"),
    "council.call_drawn": (gettext_noop("Link of a call drawn anew"), "link", "grey"),
    "council.call_answered": (gettext_noop("Call to a meeting answered"), "mail-opened", "grey"),
    "council.came": (gettext_noop("Came to the meeting"), "login", "green"),
    "council.left": (gettext_noop("Left the meeting"), "logout", "yellow"),
    "council.meeting_opened": (gettext_noop("Quorum of each kind there: meeting opened"), "door-enter", "green"),
    "council.meeting_failed": (gettext_noop("Quorum not there: meeting failed"), "calendar-x", "red"),
    "council.meeting_closed": (gettext_noop("Meeting closed"), "door-exit", "grey"),
    "council.opinion_entered": (gettext_noop("Opinion entered"), "message", "grey"),
    "council.item_written": (gettext_noop("What was said of an item written"), "pencil", "grey"),
    "council.minutes_drafted": (gettext_noop("Minutes drafted"), "file-text", "grey"),
    "council.minutes_signed": (gettext_noop("Minutes signed for a kind"), "signature", "blue"),
    "council.minutes_locked": (gettext_noop("Minutes signed by each kind: locked"), "lock", "green"),
    "council.resolution_adopted": (gettext_noop("Resolution adopted"), "gavel", "green"),
    "council.task_made": (gettext_noop("Task of a resolution made a matter"), "tool", "blue"),
    "council.notice_begun": (gettext_noop("Resolution on public notice"), "speakerphone", "blue"),
    "council.evaluation_opened": (gettext_noop("Evaluation opened"), "stars", "blue"),
    "council.scored": (gettext_noop("Score given"), "star", "grey"),
    "council.evaluation_passed": (gettext_noop("Evaluation passed"), "circle-check", "green"),
    "council.evaluation_failed": (gettext_noop("Evaluation failed"), "arrow-back-up", "red"),
    "council.task_reopened": (gettext_noop("Task taken up again"), "refresh", "red"),
}  # fmt: skip
NOTICES = {
    "council.meeting_called": (gettext_noop("You are called to a council meeting"), "calendar-event", "blue"),
    "council.to_score": (gettext_noop("A resolution waits for your evaluation"), "stars", "blue"),
}
STATES = {
    "submitted": (gettext_noop("proposed, to be reviewed"), "yellow"), "returned": (gettext_noop("returned"), "grey"),
    "merged": (gettext_noop("merged into another topic"), "grey"),
    "accepted": (gettext_noop("accepted, to be dealt with"), "blue"),
    "refused": (gettext_noop("not taken up"), "red"), "answered": (gettext_noop("answered in a quick talk"), "green"),
    "convened": (gettext_noop("meeting convened"), "blue"), "in_session": (gettext_noop("in the meeting"), "blue"),
    "decided": (gettext_noop("decided"), "green"), "executing": (gettext_noop("being carried out"), "blue"),
    "evaluating": (gettext_noop("being evaluated"), "blue"), "closed": (gettext_noop("closed, evaluation passed"), "green"),
}  # fmt: skip
MOVES = {
    "accept": (gettext_noop("Accept and grade"), "check"), "return": (gettext_noop("Return with the reason"), "arrow-back-up"),
    "merge": (gettext_noop("Merge into another topic"), "git-merge"), "refuse": (gettext_noop("Do not take up"), "circle-x"),
    "resubmit": (gettext_noop("Propose anew"), "message-plus"),
    "answer": (gettext_noop("Answer the quick talk"), "message-check"),
    "deepen": (gettext_noop("Deliberate in depth instead"), "arrow-down"), "recommend": (gettext_noop("Recommend"), "bulb"),
}  # fmt: skip
GRADES = {"quick": gettext_noop("quick talk"), "depth": gettext_noop("deliberation in depth")}
ADVICE = {
    "accept": gettext_noop("recommended: accept"), "return": gettext_noop("recommended: return"),
    "refuse": gettext_noop("recommended: do not take up"),
}  # fmt: skip
SOURCES = {
    "office": gettext_noop("officials of the street"), "matter": gettext_noop("a matter"), "visit": gettext_noop("a visit"),
    "portal": gettext_noop("residents on the portal"),
}  # fmt: skip
MEETINGS = {
    "convened": (gettext_noop("convened"), "blue"), "open": (gettext_noop("in session now"), "green"),
    "closed": (gettext_noop("closed, minutes to be signed"), "yellow"),
    "failed": (gettext_noop("failed for want of a quorum"), "red"),
    "confirmed": (gettext_noop("minutes signed and locked"), "green"),
}  # fmt: skip
ITEMS = {
    "planned": (gettext_noop("not decided yet"), "yellow"), "decided": (gettext_noop("passed"), "green"),
    "failed": (gettext_noop("not passed in the meeting"), "red"), "adjourned": (gettext_noop("adjourned"), "grey"),
}  # fmt: skip
STANCES = {
    "for": (gettext_noop("for it"), "green"), "reserved": (gettext_noop("for it, with a reservation"), "yellow"),
    "against": (gettext_noop("against it"), "red"), "abstain": (gettext_noop("neither way"), "grey"),
}  # fmt: skip
RESOLUTIONS = {
    "adopted": (gettext_noop("adopted, tasks to be made"), "yellow"),
    "executing": (gettext_noop("tasks being carried out"), "blue"),
    "evaluating": (gettext_noop("being evaluated"), "blue"), "closed": (gettext_noop("closed, evaluation passed"), "green"),
}  # fmt: skip
HOW = {"vote": gettext_noop("by vote"), "consensus": gettext_noop("by recorded consensus")}
ANSWERS = {
    "": (gettext_noop("no answer yet"), "grey"), "coming": (gettext_noop("comes"), "green"),
    "substitute": (gettext_noop("the substitute comes"), "blue"), "away": (gettext_noop("does not come"), "red"),
}  # fmt: skip
HOLDERS = {
    "post": gettext_noop("a post of the office"), "organisation": gettext_noop("an organisation, by a person it names"),
    "resident": gettext_noop("a person without an account"),
}  # fmt: skip
REASONS = {
    "personal": gettext_noop("says something about a person"), "off_topic": gettext_noop("is not about the topic"),
    "insulting": gettext_noop("insults somebody"), "advertising": gettext_noop("is advertising"),
}  # fmt: skip
TABS = {
    "open": gettext_noop("Under way"), "submitted": gettext_noop("To be reviewed"), "late": gettext_noop("Past their term"),
    "meeting": gettext_noop("In meetings"), "executing": gettext_noop("Carried out and evaluated"),
    "ended": gettext_noop("Ended"), "all": gettext_noop("Every topic"),
}  # fmt: skip
OUTCOMES = {"passed": (gettext_noop("passed"), "green"), "failed": (gettext_noop("failed, sent back"), "red")}


def pair(table: dict[str, tuple[str, str]], code: str) -> tuple[str, str]:
    """Return what a code is called, and its tone."""
    title, tone = table[code]
    return _(title), tone


def kind_title(street: int, code: str) -> str:
    """Return the title of a kind of seats; the code for one that is no longer there."""
    found = rules_of(street).kind(code)
    return said(found.title) if found else code


def seat_title(row: CouncilSeat) -> str:
    """Return what a seat is called: its kind and number."""
    return _("%(kind)s, seat %(serial)s") % {"kind": kind_title(row.street, row.kind), "serial": row.serial}


def short_said(street: int, short: Sequence[tuple[str, int, int]]) -> str:
    """Say a shortfall, kind by kind, out of (kind, present, needed): exactly how many are missing."""
    sentence = _("%(kind)s: %(present)s of %(needed)s present, %(missing)s missing")
    return _listed(street, short, sentence)


def seats_said(street: int, short: Sequence[tuple[str, int, int]]) -> str:
    """Say which kinds have too few holders, out of (kind, holders, needed)."""
    return _listed(street, short, _("%(kind)s: %(present)s of %(needed)s seats held, %(missing)s missing"))


def _listed(street: int, short: Sequence[tuple[str, int, int]], sentence: str) -> str:
    parts = [
        sentence % {"kind": kind_title(street, kind), "present": there, "needed": needed, "missing": needed - there}
        for kind, there, needed in short
    ]
    return _("; ").join(parts)

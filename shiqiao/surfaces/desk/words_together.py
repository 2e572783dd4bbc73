"""Words for what goes together: merged matters, children, summons, repeats, proposals. `words` takes them over."""

from django.utils.translation import gettext_noop

HAPPENED = {
    "retention.erased": (gettext_noop("Personal data erased"), "eraser", "grey"),
    "matters.noted": (gettext_noop("A note was kept with it"), "note", "grey"),
    "matters.merged": (gettext_noop("Merged: handled together with another matter"), "git-merge", "blue"),
    "matters.joined": (gettext_noop("Other reports were merged into it"), "git-merge", "blue"),
    "matters.parted": (gettext_noop("Parted: its own again"), "arrows-split", "yellow"),
    "matters.released": (gettext_noop("A merged report was parted"), "arrows-split", "yellow"),
    "matters.answered_together": (gettext_noop("Answered with the main matter"), "message-reply", "green"),
    "matters.ended_together": (gettext_noop("Ended with the main matter"), "checks", "green"),
    "matters.reopened_together": (gettext_noop("Taken up again with the main matter"), "repeat", "red"),
    "matters.given_together": (gettext_noop("Lies with whoever has the main matter"), "send", "blue"),
    "matters.split": (gettext_noop("Split: parts were given to others"), "sitemap", "blue"),
    "matters.part_ended": (gettext_noop("A part of it has ended"), "checks", "green"),
    "matters.summoned": (gettext_noop("Units were summoned"), "speakerphone", "yellow"),
    "matters.attended": (gettext_noop("Reported in"), "user-check", "green"),
    "matters.contested": (gettext_noop("The unit objects"), "hand-stop", "yellow"),
    "matters.excused": (gettext_noop("Need not report in"), "user-off", "grey"),
    "matters.insisted": (gettext_noop("The call stands"), "speakerphone", "yellow"),
    "matters.marked_absent": (gettext_noop("Stayed away; the unit and its superior were told"), "user-x", "red"),
    "matters.assessed": (gettext_noop("The caller assessed the unit"), "star", "blue"),
    "matters.rated_call": (gettext_noop("The unit assessed the call"), "star", "blue"),
    "matters.repeated": (gettext_noop("Found to be a repeat"), "repeat", "yellow"),
    "matters.unlinked": (gettext_noop("Found to be no repeat"), "unlink", "grey"),
    "matters.complaint_noted": (gettext_noop("It complains about a unit of the office"), "user-shield", "yellow"),
    "matters.weighed": (gettext_noop("Being weighed"), "scale", "blue"),
    "matters.adopted": (gettext_noop("Adopted"), "circle-check", "green"),
    "matters.refused": (gettext_noop("Not adopted"), "circle-x", "grey"),
    "matters.tried": (gettext_noop("Trying it begins"), "flask", "blue"),
    "matters.introduced": (gettext_noop("Introduced"), "checks", "green"),
    "matters.published": (gettext_noop("Its title was made public"), "eye", "blue"),
    "matters.hidden": (gettext_noop("Its title is no longer public"), "eye-off", "grey"),
}
MOVE_ICONS = {
    "merge": "git-merge", "part": "arrows-split", "split": "sitemap", "summon": "speakerphone", "attend": "user-check",
    "contest": "hand-stop", "excuse": "user-off", "insist": "speakerphone", "mark_absent": "user-x", "assess": "star",
    "rate_call": "star", "weigh": "scale", "adopt": "circle-check", "refuse": "circle-x", "try": "flask",
    "introduce": "checks", "publish": "eye", "hide": "eye-off",
}  # fmt: skip
NEEDS = {
    "main": gettext_noop("The matter that handles it"),
    "child": gettext_noop("What each part is to do"),
    "units": gettext_noop("Units that are called"),
}
ROLES = {
    "caller": gettext_noop("whoever summoned"), "leader": gettext_noop("street leader"),
    "department_head": gettext_noop("department head"), "community_head": gettext_noop("community head"),
}  # fmt: skip
CONDITIONS = {
    "ended": gettext_noop("when the work has ended"),
    "attendance_late": gettext_noop("after the time to report in"),
    "unpublished": gettext_noop("not public yet"),
    "is_published": gettext_noop("while it is public"),
}

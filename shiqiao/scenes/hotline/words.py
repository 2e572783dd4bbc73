"""Codes of the exchange in the reader's words."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base import sentences

# Journal code → (English msgid, icon, tone).
HAPPENED = {
    "hotline.received": (gettext_noop("Came in from 12345"), "phone-incoming", "blue"),
    "hotline.taken": (gettext_noop("Taken"), "circle-check", "green"),
    "hotline.objected": (gettext_noop("Objected to"), "arrow-back-up", "yellow"),
    "hotline.objection_refused": (gettext_noop("Objection refused"), "x", "red"),
    "hotline.returned": (gettext_noop("Returned to 12345"), "arrow-back-up", "grey"),
    "hotline.withdrawn": (gettext_noop("Withdrawn by 12345"), "circle-x", "grey"),
    "hotline.time_asked": (gettext_noop("More time asked for"), "calendar-plus", "yellow"),
    "hotline.deadline_moved": (gettext_noop("12345's deadline moved"), "calendar-event", "blue"),
    "hotline.updated": (gettext_noop("12345 told its state"), "refresh", "grey"),
    "hotline.changed_upstream": (gettext_noop("12345 changed the order"), "pencil", "yellow"),
    "hotline.change_seen": (gettext_noop("Change seen"), "eye-check", "grey"),
    "hotline.answered": (gettext_noop("Closed here: the result waits to go"), "check", "green"),
    "hotline.reopened": (gettext_noop("Taken up again"), "repeat", "red"),
    "hotline.written_back": (gettext_noop("Result written back"), "send", "green"),
    "hotline.confirmed": (gettext_noop("Closed by 12345"), "checks", "green"),
    "hotline.called_back": (gettext_noop("12345 called back"), "phone-check", "blue"),
    "hotline.letter_written": (gettext_noop("Letter written"), "mail", "grey"),
    "hotline.letter_released": (gettext_noop("Letter released"), "mail-forward", "grey"),
    "hotline.letter_sent": (gettext_noop("Letter sent"), "mail-check", "green"),
    "hotline.letter_failed": (gettext_noop("A letter did not get through"), "mail-x", "red"),
    "hotline.exported": (gettext_noop("Letter in a file to upload"), "file-export", "grey"),
    "hotline.warned": (gettext_noop("12345's deadline runs out soon"), "clock-exclamation", "yellow"),
    "hotline.overdue": (gettext_noop("12345's deadline is past"), "alert-octagon", "red"),
    "hotline.exclusion_asked": (gettext_noop("Asked to leave it out of the rates"), "circle-minus", "yellow"),
    "hotline.exclusion_decided": (gettext_noop("Decided about leaving it out"), "gavel", "grey"),
    "hotline.reconciled": (gettext_noop("Compared with 12345"), "arrows-diff", "blue"),
    "hotline.difference_settled": (gettext_noop("Difference settled"), "check", "green"),
}
# State → (English msgid, tone).
STATES = {
    "received": (gettext_noop("To be taken"), "yellow"),
    "handling": (gettext_noop("In work"), "blue"),
    "objecting": (gettext_noop("Objected to"), "yellow"),
    "returned": (gettext_noop("Returned to 12345"), "grey"),
    "answered": (gettext_noop("Result waits to go"), "yellow"),
    "written_back": (gettext_noop("Written back"), "green"),
    "confirmed": (gettext_noop("Confirmed by 12345"), "green"),
    "withdrawn": (gettext_noop("Withdrawn by 12345"), "grey"),
}
UPSTREAM = {
    "pending": gettext_noop("waiting for the street"),
    "handling": gettext_noop("in work"),
    "objecting": gettext_noop("objection under review"),
    "returned": gettext_noop("returned"),
    "answered": gettext_noop("answered"),
    "closed": gettext_noop("closed"),
    "withdrawn": gettext_noop("withdrawn"),
}
KINDS = {
    "consultation": gettext_noop("Question"),
    "help": gettext_noop("Request for help"),
    "complaint": gettext_noop("Complaint"),
    "denunciation": gettext_noop("Denunciation"),
    "suggestion": gettext_noop("Suggestion"),
    "other": gettext_noop("Other"),
}
HOW = {
    "table": gettext_noop("by 12345's category"),
    "words": gettext_noop("by its words"),
    "default": gettext_noop("not sure"),
}
LETTERS = {
    "receipt": gettext_noop("Receipt"),
    "objection": gettext_noop("Objection"),
    "extension": gettext_noop("Request for more time"),
    "result": gettext_noop("Result"),
    "inquiry": gettext_noop("Inquiry"),
    "change": gettext_noop("12345 changed the order"),
    "upheld": gettext_noop("Objection upheld"),
    "refused": gettext_noop("Objection refused"),
    "withdrawal": gettext_noop("Withdrawn by 12345"),
}
LETTER_STATES = {
    "drafted": (gettext_noop("Waits for a look"), "yellow"),
    "waiting": (gettext_noop("Waits to be sent"), "blue"),
    "exported": (gettext_noop("In a file to upload"), "blue"),
    "sent": (gettext_noop("Sent"), "green"),
    "acknowledged": (gettext_noop("Received by 12345"), "green"),
    "failed": (gettext_noop("Did not get through"), "red"),
    "cancelled": (gettext_noop("Taken back"), "grey"),
    "received": (gettext_noop("Came in"), "blue"),
}
ERRORS = {
    "no_address": gettext_noop("no address is configured"),
    "connection_refused": gettext_noop("the connection was refused"),
    "connection_reset": gettext_noop("the connection broke"),
    "timed_out": gettext_noop("no answer in time"),
    "unknown_host": gettext_noop("the address is unknown"),
    "wrong_certificate": gettext_noop("the certificate is wrong"),
    "no_answer": gettext_noop("no answer"),
    "refused": gettext_noop("12345 refused it"),
    "http_401": gettext_noop("the token is not accepted"),
    "http_403": gettext_noop("the token is not accepted"),
    "http_404": gettext_noop("the address is not right"),
    "http_429": gettext_noop("12345 asks for fewer letters"),
    "http_500": gettext_noop("12345 has a fault"),
    "http_502": gettext_noop("12345 cannot be reached"),
    "http_503": gettext_noop("12345 is out of service"),
}
VERDICTS = {
    "new": (gettext_noop("new"), "blue"),
    "again": (gettext_noop("sent again"), "yellow"),
    "updated": (gettext_noop("brought up to date"), "green"),
    "same": (gettext_noop("already there"), "grey"),
    "changed": (gettext_noop("changed by 12345"), "yellow"),
    "rejected": (gettext_noop("not usable"), "red"),
}
DIFFERENCES = {
    "missing_here": gettext_noop("In their list, not here"),
    "missing_there": gettext_noop("Here, not in their list"),
    "closed_here_open_there": gettext_noop("Closed here, open there"),
    "closed_there_open_here": gettext_noop("Closed there, open here"),
    "state": gettext_noop("Another state"),
    "deadline": gettext_noop("Another deadline"),
    "result": gettext_noop("Their call-back is not here"),
}
REMEDIES = {
    "take_in": gettext_noop("Take it in"),
    "ask": gettext_noop("Ask 12345"),
    "send_result": gettext_noop("Send the result again"),
    "accept_state": gettext_noop("Accept their state"),
    "accept_deadline": gettext_noop("Accept their deadline"),
    "accept_result": gettext_noop("Take over their call-back"),
}
EXCLUSIONS = {
    "force_majeure": gettext_noop("Force majeure"),
    "unreasonable": gettext_noop("Unlawful or unreasonable"),
    "legacy": gettext_noop("Left over from the past, on the list of open problems"),
    "other": gettext_noop("Another reason"),
}
RATES = {
    "response": gettext_noop("Answered in time"),
    "solved": gettext_noop("Solved"),
    "satisfied": gettext_noop("Satisfied"),
}
SATISFIED = {"yes": gettext_noop("yes"), "partly": gettext_noop("partly"), "no": gettext_noop("no")}
PURPOSES = {
    "before": gettext_noop("photo before"),
    "after": gettext_noop("photo after"),
    "evidence": gettext_noop("evidence"),
    "document": gettext_noop("document"),
}
FIELDS = {
    "row": gettext_noop("row"), "number": gettext_noop("order number"), "text": gettext_noop("text"),
    "received_at": gettext_noop("time of the call"), "issued_at": gettext_noop("time of dispatch"),
    "deadline": gettext_noop("deadline"), "phone": gettext_noop("telephone"), "name": gettext_noop("name"),
    "address": gettext_noop("address"), "kind": gettext_noop("kind"), "state": gettext_noop("state"),
    "confidential": gettext_noop("confidential"), "urgent": gettext_noop("urgent"),
    "satisfied": gettext_noop("satisfied"), "solved": gettext_noop("solved"), "contacted": gettext_noop("contacted"),
}  # fmt: skip


def pair(table: Mapping[str, tuple[str, str]], code: str) -> tuple[str, str]:
    """Return the words and the tone of a code."""
    title, tone = table.get(code, (code, "grey"))
    return _(title), tone


def one(table: Mapping[str, str], code: str) -> str:
    """Return the words of a code, the code itself when nobody gave it any."""
    return _(table[code]) if code in table else code


def said(reason: str) -> str:
    """Say a reason that may still hold its parameters, in the reader's language."""
    return sentences.said(reason, _)


def reasons(wrong: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what is wrong with a row as pairs of field and sentence."""
    return [(one(FIELDS, name), said(why)) for name, why in wrong.items()]

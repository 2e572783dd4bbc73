"""The words of renewal: states, moves, what happened, money and area, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# Journal code → (English msgid, icon, tone).
HAPPENED = {
    "projects.renewal_terms_published": (gettext_noop("Terms of renewal published"), "file-check", "grey"),
    "projects.renewal_begun": (gettext_noop("Renewal project begun"), "building-community", "blue"),
    "projects.renewal_tied": (gettext_noop("Tied to its key project"), "link", "grey"),
    "projects.renewal_consulted": (gettext_noop("Consultation on the draft opened"), "messages", "blue"),
    "projects.renewal_answers_counted": (gettext_noop("Answers of the consultation counted"), "list-check", "blue"),
    "projects.renewal_heard": (gettext_noop("Hearing held"), "users", "blue"),
    "projects.renewal_decided": (gettext_noop("Decision to expropriate"), "gavel", "blue"),
    "projects.renewal_signing_opened": (gettext_noop("Term of signing set"), "calendar", "blue"),
    "projects.renewal_published": (gettext_noop("Compensation made public by household"), "world", "green"),
    "projects.renewal_surveyed": (gettext_noop("Households surveyed"), "clipboard-list", "blue"),
    "projects.renewal_flats_added": (gettext_noop("Flats added to the house stock"), "building", "blue"),
    "projects.renewal_flat_void": (gettext_noop("Flat taken out of the stock"), "circle-x", "grey"),
    "projects.file_valued": (gettext_noop("Dwelling valued"), "calculator", "blue"),
    "projects.file_offered": (gettext_noop("Offer made by the terms"), "file-text", "blue"),
    "projects.flat_reserved": (gettext_noop("Flat reserved"), "home", "blue"),
    "projects.file_signed": (gettext_noop("Agreement signed: to be audited by another"), "signature", "yellow"),
    "projects.file_audited": (gettext_noop("Agreement audited: it counts"), "checks", "green"),
    "projects.file_audit_failed": (gettext_noop("Audit failed"), "alert-triangle", "red"),
    "projects.file_corrected": (gettext_noop("Agreement corrected: to be audited again"), "pencil", "yellow"),
    "projects.file_void": (gettext_noop("Signature void; its number stays"), "circle-x", "red"),
    "projects.file_decided": (gettext_noop("Compensation decision"), "gavel", "yellow"),
    "projects.file_vacated": (gettext_noop("Dwelling vacated"), "door-exit", "blue"),
    "projects.file_paid": (gettext_noop("Compensation paid"), "cash", "green"),
    "projects.file_housed": (gettext_noop("Household housed"), "home-check", "green"),
    "projects.file_disputed": (gettext_noop("Dispute entered"), "message-report", "red"),
    "projects.file_settled": (gettext_noop("Dispute settled"), "circle-check", "green"),
    "projects.file_tied": (gettext_noop("Tied to the household of the registry"), "link", "grey"),
    "projects.file_explained": (gettext_noop("Reason for other terms written"), "message", "grey"),
}  # fmt: skip
STATES = {
    "surveyed": (gettext_noop("surveyed"), "grey"), "valued": (gettext_noop("valued"), "grey"),
    "offered": (gettext_noop("offered"), "blue"), "signed": (gettext_noop("signed, not audited"), "yellow"),
    "failed": (gettext_noop("audit failed"), "red"), "audited": (gettext_noop("audited"), "green"),
    "decided": (gettext_noop("compensation decided"), "yellow"), "vacated": (gettext_noop("vacated"), "green"),
    "paid": (gettext_noop("paid out"), "green"), "housed": (gettext_noop("housed"), "green"),
}  # fmt: skip
CHOICES = {
    "": gettext_noop("not chosen"),
    "money": gettext_noop("compensation in money"),
    "exchange": gettext_noop("flat in exchange"),
}
FLATS = {
    "free": (gettext_noop("free flat"), "green"), "reserved": (gettext_noop("reserved flat"), "yellow"),
    "signed": (gettext_noop("signed flat"), "blue"), "void": (gettext_noop("void flat"), "grey"),
}  # fmt: skip
# Columns of what is public: there is none for a name.
PUBLIC = {
    "number": gettext_noop("Number of the signature"), "plot": gettext_noop("Plot"), "kind": gettext_noop("Kind of dwelling"),
    "area": gettext_noop("Area, m²"), "choice": gettext_noop("Money or flat"), "value": gettext_noop("Value, yuan"),
    "supplement": gettext_noop("Supplement, yuan"), "items": gettext_noop("Fees and bonuses, yuan"),
    "total": gettext_noop("Total, yuan"),
}  # fmt: skip
MEASURES = {
    "price": gettext_noop("Value a square metre"), "extra": gettext_noop("Amount by hand"),
    "terms": gettext_noop("Version of the terms"),
}  # fmt: skip
# What can be done with a file: title, icon.
MOVES = {
    "value": (gettext_noop("Enter the value"), "calculator"), "offer": (gettext_noop("Make an offer"), "file-text"),
    "reserve": (gettext_noop("Reserve a flat"), "home"), "sign": (gettext_noop("Sign the agreement"), "signature"),
    "pass_audit": (gettext_noop("Audit: in order"), "checks"),
    "fail_audit": (gettext_noop("Audit: not in order"), "alert-triangle"),
    "correct": (gettext_noop("Corrected"), "pencil"), "void": (gettext_noop("Declare the signature void"), "circle-x"),
    "decide": (gettext_noop("Compensation decision for this household"), "gavel"),
    "vacate": (gettext_noop("Vacated"), "door-exit"), "pay": (gettext_noop("Paid out"), "cash"),
    "house": (gettext_noop("Housed"), "home-check"), "dispute": (gettext_noop("Enter a dispute"), "message-report"),
    "tie": (gettext_noop("Tie to the registry"), "link"),
    "settle": (gettext_noop("Settle the dispute"), "circle-check"),
    "explain": (gettext_noop("Write why terms differ"), "message"),
}  # fmt: skip
# What can be done with a project: title, icon.
ACTS = {
    "tie_project": (gettext_noop("Tie to its key project"), "link"),
    "consult": (gettext_noop("Open the consultation"), "messages"),
    "answers": (gettext_noop("Count the answers"), "list-check"),
    "hear": (gettext_noop("Enter the hearing"), "users"), "decide": (gettext_noop("Enter the decision"), "gavel"),
    "signing": (gettext_noop("Set the term of signing"), "calendar"),
    "result": (gettext_noop("Make the result public"), "world"),
    "terms": (gettext_noop("Publish new terms"), "file-check"), "survey": (gettext_noop("Enter households"), "clipboard-list"),
    "flats": (gettext_noop("Add flats"), "building"), "void_flat": (gettext_noop("Take a flat out of the stock"), "circle-x"),
}  # fmt: skip
SAID = {
    "extra": gettext_noop("Reason for the amount by hand"), "dispute": gettext_noop("Dispute of the household"),
    "settled": gettext_noop("Settlement"), "explained": gettext_noop("Reason for other terms"),
    "audited": gettext_noop("Note of the audit"), "failed": gettext_noop("Found by the audit"),
    "corrected": gettext_noop("What was corrected"), "void": gettext_noop("Reason why it is void"),
    "decided": gettext_noop("Basis of the decision"),
}  # fmt: skip


def yuan(fen: int) -> str:
    """Say an amount in yuan, with fen where there are any."""
    whole, rest = divmod(abs(fen), 100)
    sign = "-" if fen < 0 else ""
    return f"{sign}{whole:,}" + (f".{rest:02}" if rest else "")


def square(hundredths: int) -> str:
    """Say an area in square metres."""
    return f"{hundredths // 100:,}.{hundredths % 100:02}"


def state(code: str) -> tuple[str, str]:
    """Return the words and the tone of a state."""
    title, tone = STATES.get(code, (code, "grey"))
    return _(title), tone

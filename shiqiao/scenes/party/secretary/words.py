"""The words of the secretary's projects: states, steps, what happened, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.scenes.party.secretary.publishing import rules_of
from shiqiao.surfaces.desk.words import said

# Journal code → (English msgid, icon, tone).
HAPPENED = {
    "party.leading_rules_published": (gettext_noop("Rules of leading work published"), "file-check", "grey"),
    "party.secretary_opened": (gettext_noop("Secretary's project opened"), "flag", "blue"),
    "party.secretary_part_told": (gettext_noop("Part of a party written down"), "users-group", "grey"),
    "party.secretary_evidenced": (gettext_noop("Evidence added to the project"), "paperclip", "blue"),
    "party.secretary_gate_asked": (gettext_noop("Asked to pass the step: decide at the gate"), "hand-click", "yellow"),
    "party.secretary_gate_passed": (gettext_noop("Gate passed"), "circle-check", "green"),
    "party.secretary_gate_refused": (gettext_noop("Gate refused: back to the step"), "arrow-back-up", "red"),
    "party.secretary_stopped": (gettext_noop("Secretary's project stopped"), "circle-x", "red"),
    "party.study_visit_planned": (gettext_noop("Study visit planned"), "calendar-event", "blue"),
    "party.study_guests_added": (gettext_noop("Guests put on the list"), "user-plus", "grey"),
    "party.study_visit_held": (gettext_noop("Study visit held"), "checks", "green"),
    "party.study_materials_added": (gettext_noop("Materials added to the study visit"), "paperclip", "grey"),
}  # fmt: skip
STATES = {
    "running": (gettext_noop("under way"), "blue"), "finished": (gettext_noop("all five steps passed"), "green"),
    "stopped": (gettext_noop("project stopped"), "grey"),
}  # fmt: skip
STEPS = {
    "waiting": (gettext_noop("not begun"), "grey"), "open": (gettext_noop("at work"), "blue"),
    "asked": (gettext_noop("at the gate"), "yellow"), "passed": (gettext_noop("step passed"), "green"),
}  # fmt: skip
KINDS = {
    "deliverable": gettext_noop("Deliverable"), "guarantee": gettext_noop("Guarantee by mechanism"),
    "mark": gettext_noop("Mark"),
    "asked": gettext_noop("Asked to pass"), "passed": gettext_noop("Gate passed"), "refused": gettext_noop("Gate refused"),
    "stopped": gettext_noop("Project stopped"),
}  # fmt: skip


def state(code: str) -> tuple[str, str]:
    """Return what a project's state is called, and its tone."""
    title, tone = STATES[code]
    return _(title), tone


def step_state(code: str) -> tuple[str, str]:
    """Return what a step's state is called, and its tone."""
    title, tone = STEPS[code]
    return _(title), tone


def titled(street: int, version: int, kind: str, code: str) -> str:
    """Return the title of a step, deliverable, party, guarantee or mark by the rules of a version."""
    return said(rules_of(street, version).titled(kind, code))

"""The parts of the living page, in order, each with the sentence that says when to use it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.surfaces.kit.forms import KitForm
from shiqiao.surfaces.kit.samples import bar, files


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page in the reader's language; `code` is its anchor."""

    code: str
    title: str
    use: str
    template: str


PARTS = (
    ("tones", gettext_noop("Colours"),
     gettext_noop("Blue leads on, green is in time, yellow is due soon, red is overdue or cannot be taken back, grey rests."
                  " A colour never speaks alone: an icon and a word stand with it.")),
    ("measures", gettext_noop("Sizes"),
     gettext_noop("Every size is one of these, so that large print enlarges all of it at once.")),
    ("buttons", gettext_noop("Buttons"),
     gettext_noop("A button does something; what leads to a page is a link. One main act a page, and its word is a verb.")),
    ("signs", gettext_noop("Signs"),
     gettext_noop("A light says how a clock stands, with the time left in words; a badge says in which state something is.")),
    ("notes", gettext_noop("Notes"),
     gettext_noop("After an act, or where something needs to be known before one goes on. An alarm leads to its work.")),
    ("fields", gettext_noop("Form"),
     gettext_noop("The label stands above, the hint below; an error says at the field what to do, and on top where to look.")),
    ("lists", gettext_noop("List"),
     gettext_noop("What breaks first stands on top. A table where there is room, cards on a phone and in large print.")),
    ("waiting", gettext_noop("Nothing, or not yet"),
     gettext_noop("An empty place says why it is empty and what to do next; what takes time says that it works.")),
    ("story", gettext_noop("What happened"),
     gettext_noop("The newest first, with who and when; a clock answers why this time; before and after stand side by side.")),
    ("ways", gettext_noop("Ways"),
     gettext_noop("Where one is, what lies beside, and what waits elsewhere. On a phone the places lie under the thumb.")),
    ("asking", gettext_noop("Asking back"),
     gettext_noop("Only for what cannot be taken back; all else happens at once and can be undone.")),
    ("map", gettext_noop("Map"),
     gettext_noop("Where a place is easier shown than told; each map has the address or the list beside it.")),
    ("paper", gettext_noop("On paper"),
     gettext_noop("Lists and matters are printed as they are; what is signed or sent is a paper of its own.")),
)  # fmt: skip
SWATCHES = (
    ("ink", gettext_noop("words of the page")), ("soft", gettext_noop("what stands beside")),
    ("brand", gettext_noop("what can be followed")),
    ("fill", gettext_noop("the main act")), ("deep", gettext_noop("the frame")), ("surface", gettext_noop("cards and fields")),
    ("ground", gettext_noop("behind cards")), ("sunken", gettext_noop("heads, hover")), ("line", gettext_noop("lines between")),
    ("edge", gettext_noop("round controls")), ("green", gettext_noop("keeps its time")), ("yellow", gettext_noop("due soon")),
    ("red", gettext_noop("overdue, danger")), ("grey", gettext_noop("at rest")),
)  # fmt: skip
BUTTON_STATES = (
    ("", gettext_noop("At rest")), ("as-hover", gettext_noop("Pointer over it")),
    ("as-focus", gettext_noop("With the keyboard on it")),
    ("disabled", gettext_noop("Not possible now")), ("busy", gettext_noop("At work")),
)  # fmt: skip


def parts() -> Iterator[Part]:
    """Yield the parts in the reader's language."""
    for code, title, use in PARTS:
        yield Part(code, _(title), _(use), f"kit/gallery/_{code}.html")


def shown(closed: KitForm) -> dict[str, Any]:
    """Return what the parts show beside the samples of the other pages; `closed` is a form that nobody can fill in."""
    for field in closed.fields.values():
        field.disabled = True
    return {
        "parts": list(parts()),
        "swatches": [(name, _(use)) for name, use in SWATCHES],
        "type_sizes": ("small", "note", "body", "lead", "head", "title"),
        "spaces": ("1", "2", "3", "4", "5", "6"),
        "boxes": ("radius-small", "radius", "radius-large", "shadow", "shadow-high", "target", "target-touch"),
        "button_states": [(css, _(said)) for css, said in BUTTON_STATES],
        "statuses": (400, 403, 404, 500, 503),
        "chips": [("red", 3, _("Overdue"), "alert-octagon"), ("yellow", 7, _("Due soon"), "clock-exclamation"),
                  ("blue", 41, _("All open"), "list-details")],
        "closed": closed,
        "files": files(),
        "bar": bar(),
    }  # fmt: skip

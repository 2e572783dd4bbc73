"""Printing a paper: whoever may read the matter may print it, masked as on the screen, and the journal says so."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.kernel.journal.taken import note_print
from shiqiao.kernel.matters.models import Matter
from shiqiao.surfaces.desk import records
from shiqiao.surfaces.desk.papers import letter, order, pdf, sheet, word
from shiqiao.surfaces.desk.papers.ground import Ground, ground_of
from shiqiao.surfaces.desk.papers.model import Paper

# Code of a paper → (what it is called, how it is put together).
PAPERS: dict[str, tuple[str, Callable[[Ground], Paper]]] = {
    "sheet": (gettext_noop("Matter sheet"), sheet.build),
    "order": (gettext_noop("Order to the unit"), order.build),
    "letter": (gettext_noop("Letter to the reporter"), letter.build),
}
FORMS: dict[str, tuple[Callable[[Paper], bytes], str]] = {
    "docx": (word.render, word.MIME),
    "pdf": (pdf.render, pdf.MIME),
}


@dataclass(frozen=True)
class Printed:
    """A finished paper."""

    content: bytes
    name: str
    mime: str


@dataclass(frozen=True)
class Offer:
    """A paper that can be printed now; `rests` says why not."""

    code: str
    title: str
    rests: str = ""


def offers(row: Matter) -> list[Offer]:
    """Return the papers of a matter, with the reason why one cannot be printed yet."""
    rests = {
        "order": "" if row.post else _(order.NOBODY),
        "letter": "" if letter.kind_of(row) else _(letter.NOT_YET),
    }
    return [Offer(code, _(title), rests.get(code, "")) for code, (title, _build) in PAPERS.items()]


def print_paper(row: Matter, code: str, form: str, *, by: Actor, at: datetime) -> Printed:
    """Render a paper and write down that it was printed. Raises NotFound, Conflict, FontMissing."""
    if code not in PAPERS or form not in FORMS:
        raise NotFound
    made = PAPERS[code][1](ground_of(row, by, at))
    render, mime = FORMS[form]
    content = render(made)
    subject = Ref(records.KIND, row.id)
    note_print(
        subject=subject, street=row.street, paper=code, form=form, language=get_language() or "", by=by, at=at
    )  # fmt: skip
    return Printed(content, f"{made.title}-{row.number}.{form}", mime)

"""What the views of discipline share."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.time import now
from shiqiao.kernel.notices.actions import mark_subject_read
from shiqiao.scenes.supervision import discipline_reads as reads
from shiqiao.scenes.supervision import discipline_shown as shown
from shiqiao.scenes.supervision import pages
from shiqiao.scenes.supervision.discipline import KIND
from shiqiao.scenes.supervision.discipline_forms import FORMS, NEED_STREET, OpenForm
from shiqiao.scenes.supervision.forms import ActForm
from shiqiao.scenes.supervision.models import DisciplineMatter


def seen(row: DisciplineMatter, actor: Actor) -> None:
    """Count the actor's notices about a matter as read."""
    mark_subject_read(subject=Ref(KIND, row.id), by=actor, at=now())


def open_form(request: HttpRequest) -> ActForm:
    """Return the form of a new matter."""
    return pages.filled(OpenForm, request, street=request.actor.street or 0)  # type: ignore[attr-defined]


def form_of(do: str, request: HttpRequest, row: DisciplineMatter) -> ActForm:
    """Return the form of an act; raises NotFound."""
    if do not in FORMS:
        raise NotFound
    more: dict[str, Any] = {"street": request.actor.street or 0} if do in NEED_STREET else {}  # type: ignore[attr-defined]
    if do == "propose":
        more["rungs"] = shown.next_rungs(reads.steps_of([row.id]))
    return pages.filled(FORMS[do], request, **more)


def acting(row: DisciplineMatter, do: str) -> Any:
    """Return what a form acts on: the matter, with its open step where there must be one."""
    waits = shown.open_step(reads.steps_of([row.id]))
    if do in ("answer", "decide") and waits is None:
        raise NotFound
    return shown.Acting(row.id, waits.id if waits else 0)


def frame(row: DisciplineMatter, do: str, form: ActForm) -> dict[str, Any]:
    """Return what the page of an act shows."""
    return {"form": form, "title": shown.title_of(do), "icon": shown.ICONS[do], "one": shown.rows_of([row])[0]}


def done(request: HttpRequest, do: str, number: int) -> HttpResponse:
    """Say what was done and go on to the matter."""
    said = {
        "new": _("The matter is open, and the person has been told."), "answer": _("Your answer is with the leaders."),
        "decide": _("It is decided, and the person has been told."),
        "propose": _("The step is proposed, and the person has been told."),
        "name": _("The person may see it now."), "close": _("The matter of discipline is closed."),
    }  # fmt: skip
    messages.success(request, said[do])
    return HttpResponseRedirect(reverse("desk:supervision:discipline-matter", args=[number]))

"""What the views of arenas share: forms that act, acts without a form, where one goes on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden, NotFound, ShiqiaoError
from shiqiao.scenes.projects.arena import reads, rights, words
from shiqiao.scenes.projects.arena.definitions import Rules
from shiqiao.scenes.projects.arena.errors import ArenaFrozen, NotFrozenYet, OwnEntrant
from shiqiao.scenes.projects.arena.forms import FORMS, AnswerForm
from shiqiao.scenes.projects.arena.tables import Appeal, Arena, Entrant
from shiqiao.scenes.projects.forms import ActForm
from shiqiao.scenes.projects.pages import filled
from shiqiao.scenes.projects.store import unseal
from shiqiao.surfaces.desk.actforms import told
from shiqiao.surfaces.desk.words import said
from shiqiao.surfaces.kit.errors import describe


def at_arena(number: int) -> str:
    """Return the address of a contest."""
    return reverse("desk:arena:arena", args=[number])


def done(request: HttpRequest, do: Callable[[], Any], number: int) -> HttpResponse:
    """Do what a button asks; a refusal is said on the contest's page."""
    try:
        do()
    except ShiqiaoError as error:
        found = describe(error)
        messages.error(request, " ".join(found["fields"].values()) or found["message"])
        return HttpResponseRedirect(at_arena(number))
    return told(request, _("Entered."), at_arena(number))


def act_form(request: HttpRequest, row: Arena, one: Entrant, do: str) -> ActForm:
    """Return the form of an act; raises NotFound, Forbidden, ArenaFrozen, NotFrozenYet."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if do not in FORMS:
        raise NotFound
    _refuse(actor, one, do)
    if do != "contra" and row.state != "open":
        raise ArenaFrozen
    if do == "contra" and row.state == "open":
        raise NotFrozenYet
    form: ActForm = filled(FORMS[do], request, row=row, one=one)
    form.initial = {**form.initial, **{name: value for name, value in request.GET.items() if name in form.fields}}
    return form


def _refuse(actor: Actor, one: Entrant, do: str) -> None:
    roles = {"reading": rights.ENTERS, "mark": rights.JUDGES, "contra": rights.LEADS}
    if do in roles:
        rights.refuse_without(actor, roles[do])
    if do == "mark" and rights.owns(actor, one):
        raise OwnEntrant
    if do == "appeal" and not rights.owns(actor, one):
        raise Forbidden(fields={"post": "Only the post that owns the project appeals."})


def act_frame(one: Entrant, do: str, form: ActForm) -> dict[str, Any]:
    """Return the frame of the form of an act."""
    title, icon = words.ACTS[do]
    back = reverse("desk:arena:entrant", args=[one.pk])
    return {"form": form, "title": _(title), "icon": icon, "back": back, "about": one.title}


def appeal_of(row: Arena, number: int) -> Appeal:
    """Return an open appeal of a contest; raises NotFound."""
    found = next((one for one in reads.appeals_of(row) if one.pk == number and one.state == "raised"), None)
    if found is None:
        raise NotFound
    return found


def answer_frame(row: Arena, number: int, form: AnswerForm) -> dict[str, Any]:
    """Return the frame of the form that answers an appeal."""
    text = unseal(appeal_of(row, number).text)
    return {
        "form": form,
        "title": _("Answer the appeal"),
        "icon": "message-check",
        "back": at_arena(row.pk),
        "about": text,
    }


def refuse_unknown(row: Arena, code: str) -> None:
    """Raise NotFound for a code that the rules of a contest do not know."""
    if reads.rules_of(row).indicator(code) is None:
        raise NotFound


def publishes(actor: Actor) -> bool:
    """Tell whether an actor publishes rules."""
    return rights.has(actor, rights.LEADS | {"admin"})


def versions(actor: Actor) -> list[dict[str, Any]]:
    """Return the published rules, the latest first."""
    return [
        {"row": one, "title": said(table.title), "indicators": [said(held.title) for held in table.indicators]}
        for one in reads.rules_versions(actor.street or 0)
        for table in (Rules.model_validate(one.content),)
    ]

"""One move on several matters at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from shiqiao.base.db import scope
from shiqiao.base.errors import NotFound
from shiqiao.base.time import now
from shiqiao.surfaces.desk import several
from shiqiao.surfaces.desk.several import Picked, SeveralForm
from shiqiao.surfaces.desk.views.lists import back_to
from shiqiao.surfaces.kit.access import fenced


@require_http_methods(["GET", "POST"])
@fenced(reach="reach", apart=True)
def index(request: HttpRequest) -> HttpResponse:
    """Offer what can be done with the matters that were ticked, ask what it needs, and do it on each by itself."""
    data = request.POST or request.GET
    with scope.scoped(*scope.of(request.actor)):
        chosen, do = several.picked(request.actor, data.getlist("n")), data.get("do", "")
        form = _form(request, chosen, do) if do and chosen.rows else None
    if form is None or not form.is_bound or not form.is_valid():
        with scope.scoped(*scope.of(request.actor)):
            return _choose(request, chosen, do, form)
    return _do(request, chosen, do, form)


def _form(request: HttpRequest, chosen: Picked, do: str) -> SeveralForm:
    moves = [(several.common_moves(request.actor, row).get(do), row) for row in chosen.rows]
    known = [(move, row) for move, row in moves if move]
    if not known and not (request.method == "POST" and several.seen(request.POST)):
        raise NotFound
    return SeveralForm(request.POST if request.method == "POST" else None, moves=known, at=now())


def _choose(request: HttpRequest, chosen: Picked, do: str, form: SeveralForm | None) -> HttpResponse:
    """Show the matters with the moves they allow, or with the form of the one that was chosen."""
    back = back_to(request)
    whole, some = several.offers(request.actor, chosen, back)
    context = {
        "chosen": chosen, "rows": several.shown(chosen.rows, now()), "whole": whole, "some": some, "back": back, "form": form,
        "do": next((one for one in [*whole, *some] if one.do == do), None), "most": several.MOST,
        "seen": _seen(request, chosen),
    }  # fmt: skip
    return render(request, "desk/lists/several.html", context, status=422 if form is not None and form.errors else 200)


def _seen(request: HttpRequest, chosen: Picked) -> list[str]:
    """Return how far each matter had come when the form was first shown; a form that comes back keeps what it had."""
    known = several.seen(request.POST)
    return [f"{row.number}:{known.get(row.number, row.seq)}" for row in chosen.rows]


def _do(request: HttpRequest, chosen: Picked, do: str, form: SeveralForm) -> HttpResponse:
    """Make the move on each and tell how it ended; what was typed for all is shown again when it does not do for any."""
    told = several.make(chosen, do, form, several.seen(request.POST), request.actor, now())
    with scope.scoped(*scope.of(request.actor)):
        if wrong := several.all_wrong(told):
            form.add_action_error(wrong)
            return _choose(request, chosen, do, form)
        refused = [one for one in told if not one.done]
        context = {
            "told": told, "refused": refused, "done": len(told) - len(refused), "missing": chosen.missing, "do": do,
            "title": several.title_of(do), "back": back_to(request), "fields": several.typed(request.POST),
            "again": several.again(request.actor, refused),
        }  # fmt: skip
        return render(request, "desk/lists/told.html", context)

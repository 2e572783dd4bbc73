"""What the office works by: the catalogue, the flows."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.flows.reads import flow, latest
from shiqiao.kernel.suggesting.reads import lessons
from shiqiao.surfaces.desk import board, lessonpage, words
from shiqiao.surfaces.desk.forms import line_choices
from shiqiao.surfaces.kit.access import fenced


@fenced(reach="street")
def catalogue_page(request: HttpRequest) -> HttpResponse:
    """Show the items with their terms."""
    street, lines = request.actor.street or 0, line_choices()
    text = request.GET.get("q", "")[:60].strip()
    line = request.GET.get("line", "" if text else lines[0][0] if lines else "")
    groups = board.items(street, line, text)
    context = {"groups": groups, "lines": lines, "line": line, "text": text, "version": catalogue(street).version}
    context["keeps"] = request.actor.has("admin")
    return render(request, "desk/catalogue.html", {**context, "clocks": [words.CLOCKS[name] for name in board.TERMS]})


@fenced(reach="street")
def learnt(request: HttpRequest) -> HttpResponse:
    """Show how often suggested items were right, and what they were learnt from."""
    found = lessons(request.actor)
    context = {
        "latest": lessonpage.shown(found[0]) if found else None,
        "former": [lessonpage.shown(one) for one in found[1:]],
    }
    return render(request, "desk/learnt.html", context)


@fenced(reach="street")
def flows(request: HttpRequest) -> HttpResponse:
    """Show which flows there are."""
    found = [
        (one.code, words.said(one.table.title), one.version, len(one.states), len(one.table.moves)) for one in latest()
    ]
    return render(request, "desk/flows.html", {"flows": found})


@fenced(reach="street")
def flow_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a flow as a drawing and as a table."""
    found = flow(code)
    context = {
        "flow": found,
        "title": words.said(found.table.title),
        "drawing": board.drawing(found),
        "moves": board.moves(found),
        "keeps": request.actor.has("admin"),
    }
    return render(request, "desk/flow.html", context)

"""Scores: the table of some days, a subject's indicators, and the rows behind each number."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shiqiao.base.time import now
from shiqiao.surfaces.desk import scores
from shiqiao.surfaces.desk.scorespans import span_of
from shiqiao.surfaces.kit.access import fenced


@fenced(reach="street", above="one")
def board(request: HttpRequest) -> HttpResponse:
    """Show the scores of a day, month, quarter or year, best first; of persons only those the reader may see."""
    span = span_of(request.actor, request.GET.get("month", ""))
    page = scores.board(request.actor, request.GET.get("kind", "grid"), span)
    return render(request, "desk/scores/board.html", {"page": page})


@fenced(reach="street", above="one")
def subject(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Show what a score is made of."""
    span = span_of(request.actor, request.GET.get("month", ""))
    return render(request, "desk/scores/subject.html", {"page": scores.sheet(request.actor, kind, number, span)})


@fenced(reach="street", above="one")
def rows(request: HttpRequest, kind: str, number: int, code: str) -> HttpResponse:
    """Show the matters behind a number."""
    span = span_of(request.actor, request.GET.get("month", ""))
    side = request.GET.get("side", "")
    page = scores.rows_page(request.actor, kind, number, code, span, side, now())
    return render(request, "desk/scores/rows.html", {"page": page})

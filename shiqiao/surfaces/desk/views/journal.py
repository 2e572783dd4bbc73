"""The journal of the street, for the auditor. Looking changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shiqiao.kernel.journal.review import REVIEWS
from shiqiao.surfaces.desk.journalpage import JournalForm, shown
from shiqiao.surfaces.kit.access import fenced


@fenced(roles=REVIEWS, reach="street")
def index(request: HttpRequest) -> HttpResponse:
    """Show lines of the journal, the newest first."""
    form = JournalForm(request.GET, request.actor)
    page = form.found()
    context = {"form": form, "rows": shown(page.rows), "next": page.next}
    return render(request, "desk/journal.html", context, status=422 if form.errors else 200)

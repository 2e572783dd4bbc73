"""Pages of the exchange with 12345: parse, then an action or a read, then render."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.time import now
from shiqiao.scenes.hotline import actions, pages, rating, reads, reconcile, shown, uploads, words
from shiqiao.scenes.hotline import letters as mail
from shiqiao.scenes.hotline.exchange import exchange_of
from shiqiao.scenes.hotline.forms import CompareForm, FileForm, NoteForm
from shiqiao.scenes.hotline.reads import SEES
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.kit.access import fenced


@fenced(roles=SEES, reach="street")
def orders(request: HttpRequest) -> HttpResponse:
    """Show the orders of a tab, newest first; the first visit shows what waits to be taken."""
    tab, text = request.GET.get("tab", "take"), request.GET.get("q", "").strip()
    page = reads.orders(request.actor, "all" if text else tab, after=cursor(request.GET.get("after", "")), text=text)
    context = {"rows": shown.order_rows(page.rows, now()), "next": page.next, "tab": tab, "text": text}
    return render(request, "hotline/orders.html", {**context, **pages.frame(request.actor)})


@fenced(roles=SEES, reach="street")
def order(request: HttpRequest, number: int) -> HttpResponse:
    """Show one order: both deadlines, its rounds, its letters, what can be done."""
    row = reads.access_order(request.actor, number)
    return render(request, "hotline/order.html", pages.order_page(request.actor, row, now()))


@fenced(roles={"dispatcher"}, reach="street")
def act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Ask what is needed, and do it; what was typed stays when it is refused."""
    row, form_of = reads.access_order(request.actor, number), pages.form_of(do)
    form = form_of(request.POST if request.method == "POST" else None)
    if form.is_valid() and pages.tried(form, lambda: form.act(row, request.actor, now())):
        return pages.done(request, _("Done."), reverse("desk:hotline:order", args=[row.id]))
    acted = next((one for one in shown.acts(request.actor, row, now()) if one.do == do), None)
    context = {"order": row, "form": form, "act": acted or shown.Act(do, _(shown.ACTS[do][0]), "point", request.path)}
    return render(request, "hotline/act.html", context, status=422 if form.errors else 200)


@fenced(roles=SEES, reach="street")
def letters(request: HttpRequest) -> HttpResponse:
    """Show letters by state, how the way to 12345 stands, and the files made for uploading."""
    state = request.GET.get("state", "")
    page = reads.letters(request.actor, state, after=cursor(request.GET.get("after", "")))
    context = {"rows": shown.letter_rows(page.rows), "next": page.next, "state": state, "form": FileForm()}
    return render(request, "hotline/letters.html", {**context, **pages.mail_frame(request.actor, now())})


@fenced(roles=SEES, reach="street")
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """Show a letter; a dispatcher adds something to a held one and lets it go, or sends a red one again."""
    row, form = reads.access_letter(request.actor, number), NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note, by = form.cleaned_data["note"], request.actor
        if pages.tried(form, lambda: actions.release_letter(letter=row.id, note=note, by=by, at=now())):
            return pages.done(request, _("The letter goes with the next round."), reverse("desk:hotline:letters"))
    context = {"one": shown.letter_rows([row])[0], "said": shown.letter_said(row), "form": form}
    return render(request, "hotline/letter.html", context)


@require_POST
@fenced(roles={"dispatcher"}, reach="street")
def send_now(request: HttpRequest) -> HttpResponse:
    """Try again at once."""
    mail.close_circuit(street=request.actor.street, by=request.actor, at=now())
    return pages.done(request, _("12345 is tried again at once."), reverse("desk:hotline:letters"))


@require_POST
@fenced(roles={"dispatcher"}, reach="street")
def export(request: HttpRequest) -> HttpResponse:
    """Set the waiting letters aside as a file."""
    made = mail.export_letters(street=request.actor.street, by=request.actor, at=now())
    said = _("The file is ready: upload it at 12345, then confirm it here.") if made else _("No letter waits.")
    return pages.done(request, said, reverse("desk:hotline:letters"))


@fenced(roles={"dispatcher"}, reach="street")
def export_file(request: HttpRequest, number: int) -> HttpResponse:
    """Give the file of an export."""
    content = mail.export_table(reads.export_letters_of(request.actor, number))
    response = HttpResponse(content, content_type=pages.XLSX)
    response["Content-Disposition"] = f'attachment; filename="12345-{number}.xlsx"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@fenced(roles={"dispatcher"}, reach="street")
def export_confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Say that a file was uploaded, or that it was not."""
    uploaded = "yes" in request.POST
    mail.confirm_export(export=number, uploaded=uploaded, by=request.actor, at=now())
    said = _("The letters count as sent.") if uploaded else _("The letters wait again.")
    return pages.done(request, said, reverse("desk:hotline:letters"))


@require_POST
@fenced(roles={"dispatcher"}, reach="street")
def acknowledge(request: HttpRequest) -> HttpResponse:
    """Read their table of acknowledgements."""
    form = FileForm(request.POST, request.FILES)
    said = pages.acknowledged(form, request.actor, now()) if form.is_valid() else ""
    return pages.done(request, said or pages.first_error(form), reverse("desk:hotline:letters"), good=bool(said))


@fenced(roles={"dispatcher"}, reach="street")
def bring(request: HttpRequest) -> HttpResponse:
    """Choose a table of orders, and see what loading it would do."""
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form, preview = FileForm(*sent), None
    if form.is_valid():
        preview = pages.preview(form, request.actor, now())
    context = {"form": form, "preview": preview, **pages.mapping_frame(request.actor)}
    return render(request, "hotline/import.html", context, status=422 if form.errors else 200)


@require_POST
@fenced(roles={"dispatcher"}, reach="street")
def load(request: HttpRequest) -> HttpResponse:
    """Load a table that was looked at."""
    path = uploads.kept(request.POST.get("name", ""), request.actor.street)
    whole = "all_or_nothing" in request.POST
    loaded = pages.loaded(path, request.actor, now(), whole=whole)
    return render(request, "hotline/loaded.html", {"loaded": loaded, "whole": whole})


@fenced(roles=SEES, reach="street")
def runs(request: HttpRequest) -> HttpResponse:
    """Show the comparisons, and compare a list of theirs."""
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = CompareForm(*sent, initial=pages.last_month(now()))
    made = pages.compared(form, request, now()) if form.is_valid() else None
    if made:
        return HttpResponseRedirect(reverse("desk:hotline:run", args=[made]))
    context = {"form": form, "runs": pages.run_rows(reads.runs(request.actor))}
    return render(request, "hotline/runs.html", context, status=422 if form.errors else 200)


@fenced(roles=SEES, reach="street")
def run(request: HttpRequest, number: int) -> HttpResponse:
    """Show a comparison, by kind of difference, each with its remedy."""
    row, found = reads.access_run(request.actor, number)
    context = {"run": row, "kinds": shown.difference_rows(found), "acts": "dispatcher" in request.actor.roles}
    return render(request, "hotline/run.html", context)


@require_POST
@fenced(roles={"dispatcher"}, reach="street")
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """Mend one difference, or all of a kind."""
    here = reverse("desk:hotline:run", args=[number])
    if kind := request.POST.get("kind", ""):
        mended, failed = reconcile.settle_all(run=number, kind=kind, by=request.actor, at=now())
        return pages.done(request, pages.mended(mended, failed), here, good=not failed)
    reconcile.settle_difference(difference=int(request.POST.get("one") or 0), by=request.actor, at=now())
    return pages.done(request, _("Settled."), here)


@fenced(roles=SEES, reach="street")
def rates(request: HttpRequest) -> HttpResponse:
    """Show the three rates of a month, ours beside theirs."""
    month, since, until = rating.month_of(request.GET.get("month", ""), now())
    found = rating.standings(request.actor, since, until, now())
    context: dict[str, Any] = {
        "groups": shown.rate_rows(rating.groups(found, request.actor.street)) if found else [], "month": month,
        "titles": [words.one(words.RATES, name) for name in words.RATES], "exchange": exchange_of(request.actor.street),
        "asked": pages.exclusion_rows(reads.exclusions(request.actor, open_only=True)), **pages.months(month, since),
    }  # fmt: skip
    return render(request, "hotline/rates.html", context)


@fenced(roles=SEES, reach="street")
def drill(request: HttpRequest) -> HttpResponse:
    """Show the orders behind a figure."""
    ids, title = pages.behind(request.actor, request.GET, now())
    page = reads.orders(request.actor, "all", after=cursor(request.GET.get("after", "")), ids=ids)
    context = {"rows": shown.order_rows(page.rows, now()), "next": page.next, "title": title}
    return render(request, "hotline/drill.html", {**context, "month": request.GET.get("month", "")})


@require_POST
@fenced(roles={"leader"}, reach="street")
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Decide whether an order is left out of the rates."""
    approved = "yes" in request.POST
    actions.decide_exclusion(exclusion=number, approved=approved, by=request.actor, at=now())
    said = _("It does not count.") if approved else _("It counts.")
    return pages.done(request, said, reverse("desk:hotline:rates"))

"""Pages of forms and ledgers: parse, then an action or a read, then render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.time import now
from shiqiao.scenes.ledger import formshown, ledgerforms, pages, reads, shown, store, submitting
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.kit.access import fenced


@fenced(reach="reach")
def index(request: HttpRequest) -> HttpResponse:
    """Show the forms that the own ground has to fill, with how far each is."""
    rows = formshown.my_forms(request.actor, now())
    return render(request, "ledger/index.html", {"rows": rows, "may_request": pages.may_request(request)})


@fenced(reach="reach")
def form_list(request: HttpRequest) -> HttpResponse:
    """Show the forms of the street: running, waiting for approval, over."""
    return render(request, "ledger/forms.html", pages.forms_page(request))


@fenced(roles=store.REQUESTS, reach="street")
def new(request: HttpRequest) -> HttpResponse:
    """Request a form."""
    form = pages.request_form(request)
    if made := acted(form, None, request.actor):
        return pages.done(request, _("It is requested; a leader of the street decides."), pages.form_url(made.form_id))
    context = {"form": form, "kinds": pages.kinds(form.kind), "kind": form.kind}
    return render(request, "ledger/new.html", context, status=422 if form.errors else 200)


@fenced(reach="reach")
def form_one(request: HttpRequest, number: int) -> HttpResponse:
    """Show a form: what it asks, by what right, what it costs, how far it is; its notices to the actor count as read."""
    row = reads.access_form(request.actor, number)
    pages.seen(request, row)
    return render(request, "ledger/form.html", formshown.form_page(request.actor, row, now()))


@fenced(roles=store.REQUESTS | store.APPROVES, reach="street")
def act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """Approve, refuse, take back, end, or request another version."""
    row = reads.access_form(request.actor, number)
    form = pages.act_form(request, row, do)
    if acted(form, row, request.actor):
        return pages.done(request, pages.said(do), pages.form_url(number))
    context = {"form": form, "row": row, "one": formshown.shown_forms(request.actor, [row], now())[0], "do": do}
    more = {"title": formshown.title_of(do), "icon": formshown.ICONS[do], "kind": row.kind}
    template = "ledger/new.html" if do == "change" else "ledger/act.html"
    return render(request, template, {**context, **more}, status=422 if form.errors else 200)


@fenced(roles=store.SEES, reach="reach")
def rows(request: HttpRequest, number: int) -> HttpResponse:
    """Show the work list of a form in the actor's ground."""
    row = reads.access_form(request.actor, number)
    return render(request, "ledger/rows.html", pages.rows_page(request, row))


@require_POST
@fenced(roles=store.FILLS, reach="reach")
def several(request: HttpRequest, number: int) -> HttpResponse:
    """Confirm several rows of which everything is known, by one tap."""
    row = reads.access_form(request.actor, number)
    return pages.several(request, row)


@fenced(roles=store.SEES, reach="reach")
def row(request: HttpRequest, number: int) -> HttpResponse:
    """Show a row with what is known, and fill it."""
    found = reads.access_row(request.actor, number)
    context = formshown.row_page(request.actor, found, now())
    form = pages.row_form(request, found, context)
    if form is not None and (filled := acted(form, found, request.actor)):
        return pages.filled(request, found, filled)
    context.update(pages.with_controls(context, form))
    return render(request, "ledger/row.html", context, status=422 if form is not None and form.errors else 200)


@fenced(reach="street")
def dictionary(request: HttpRequest) -> HttpResponse:
    """Show the field dictionary."""
    kind, text = shown.kind_of(request.GET.get("kind", "")), request.GET.get("q", "").strip()[:40]
    return render(request, "ledger/dictionary.html", shown.dictionary_page(request.actor, kind, text))


@fenced(reach="street")
def field(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Show one field of the dictionary: what it means, who keeps it, where it is used."""
    return render(request, "ledger/field.html", shown.field_page(request.actor, f"{kind}.{key}"))


@fenced(roles=store.SEES, reach="street")
def ledger_list(request: HttpRequest) -> HttpResponse:
    """Show the ledgers of the street."""
    context = {"rows": shown.ledger_list(request.actor), "may_publish": bool(request.actor.roles & store.PUBLISHES)}
    return render(request, "ledger/ledgers.html", context)


@fenced(roles=store.PUBLISHES, reach="street")
def new_ledger(request: HttpRequest) -> HttpResponse:
    """Declare a ledger."""
    form = pages.ledger_form(request)
    if made := acted(form, None, request.actor):
        return pages.done(request, _("The ledger is published."), reverse("desk:ledger:ledger", args=[made.code]))
    context = {"form": form, "kinds": pages.kinds(form.kind), "kind": form.kind}
    return render(request, "ledger/new_ledger.html", context, status=422 if form.errors else 200)


@fenced(roles=store.SEES, reach="reach")
def ledger(request: HttpRequest, code: str) -> HttpResponse:
    """Show a ledger in the actor's ground."""
    place, after = shown.place_of(request.GET.get("place", "")), request.GET.get("after", "")
    context = shown.ledger_page(request.actor, code, place_code=place, after=after, at=now())
    return render(request, "ledger/ledger.html", context)


@fenced(roles=store.SEES, reach="reach")
def ledger_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    """Give a ledger as xlsx by the upper department's template."""
    return pages.ledger_file(request, code, now())


@fenced(roles=submitting.HANDS_IN, reach="reach")
def hand_in(request: HttpRequest, code: str) -> HttpResponse:
    """Hand a ledger in to its department: the table in clear, its sums, what has changed; it asks why first."""
    context, form = shown.submit_page(request.actor, code), pages.submit_form(request, code)
    if handed := acted(form, code, request.actor):
        return pages.submitted_file(request, handed)
    return render(request, "ledger/hand_in.html", context | {"form": form}, status=422 if form.errors else 200)


@fenced(roles=store.SEES, reach="reach")
def lineage(request: HttpRequest, kind: str, number: int, key: str) -> HttpResponse:
    """Show where a value comes from."""
    return render(request, "ledger/lineage.html", shown.lineage_page(request.actor, kind, number, key, now()))


@fenced(reach="street")
def burden(request: HttpRequest) -> HttpResponse:
    """Show what forms cost the grass roots, by department and month."""
    month = shown.month_of(request.GET.get("month", ""), now())
    return render(request, "ledger/burden.html", shown.burden_page(request.actor, month))


@fenced(roles=store.PUBLISHES, reach="street")
def publish(request: HttpRequest) -> HttpResponse:
    """Publish departments, costs of answers and ledgers from a file."""
    form = ledgerforms.PublishForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if acted(form, None, request.actor):
        return redirect(pages.published(request))
    return render(request, "ledger/publish.html", {"form": form}, status=422 if form.errors else 200)

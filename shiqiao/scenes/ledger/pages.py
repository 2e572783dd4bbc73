"""What the views share: forms filled and tried, work lists, what was done said, a ledger as a file."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.time import now
from shiqiao.kernel.notices.actions import mark_subject_read
from shiqiao.scenes.ledger import (
    dictionary,
    filling,
    forms,
    formshown,
    ledgerforms,
    reads,
    shown,
    store,
    templates_out,
    words,
)
from shiqiao.scenes.ledger.models import CollectionForm, FormRow
from shiqiao.surfaces.desk.actforms import ActForm
from shiqiao.surfaces.kit.spreadsheets import MIME, Written

CHOSEN = 100


def who(request: HttpRequest) -> Actor:
    """Return who asks."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def done(request: HttpRequest, sentence: str, url: str) -> HttpResponse:
    """Say what was done and go on."""
    messages.success(request, sentence)
    return HttpResponseRedirect(url)


def form_url(number: int) -> str:
    """Return the page of a form."""
    return reverse("desk:ledger:form", args=[number])


def kinds(kind: str) -> list[tuple[str, str, bool]]:
    """Return the kinds of subjects that forms and ledgers are about: (code, title, active)."""
    return [(code, _(words.KINDS[code]), code == kind) for code in ("person", "household", "organisation")]


def may_request(request: HttpRequest) -> bool:
    """Tell whether the reader may request a form."""
    return bool(who(request).roles & store.REQUESTS)


def _kind(request: HttpRequest) -> str:
    given = request.GET.get("kind", "")
    return given if given in ("person", "household", "organisation") else "person"


def forms_page(request: HttpRequest) -> dict[str, Any]:
    """Return what the list of forms shows."""
    actor, tab = who(request), request.GET.get("tab", "")
    tab = tab if tab in reads.TABS else "running"
    page = reads.forms(actor, tab, after=request.GET.get("after", ""))
    return {"rows": formshown.shown_forms(actor, page.rows, now()), "next": page.next, "tab": tab,
            "tabs": [(code, _(title)) for code, title in words.TABS.items()], "may_request": may_request(request)}  # fmt: skip


def request_form(request: HttpRequest) -> forms.RequestForm:
    """Return the form of a request."""
    data = request.POST if request.method == "POST" else None
    return forms.RequestForm(data, by=who(request), kind=_kind(request), at=store.today(now()))


def ledger_form(request: HttpRequest) -> ledgerforms.LedgerForm:
    """Return the form of a ledger."""
    return ledgerforms.LedgerForm(
        request.POST if request.method == "POST" else None, by=who(request), kind=_kind(request)
    )


def act_form(request: HttpRequest, row: CollectionForm, do: str) -> ActForm:
    """Return the form of an act; raises NotFound for what the actor cannot do now."""
    waiting = next((one for one in reads.versions_of(row.pk) if one.state == "requested"), None)
    if do not in {one["do"] for one in formshown.acts(who(request), row, waiting)}:
        raise NotFound
    data = request.POST if request.method == "POST" else None
    if do == "change":
        return forms.RequestForm(data, by=who(request), kind=row.kind, at=store.today(now()), row=row)
    return forms.DecideForm(data, do=do) if do in ("approve", "refuse") else forms.PlainForm(data, do=do)


def said(do: str) -> str:
    """Say what was done."""
    return {
        "approve": _("The form is approved; whoever fills it has it in the work list."),
        "refuse": _("The form is refused, and whoever requested it has been told."),
        "withdraw": _("The request is taken back."), "end": _("The form has ended and takes no more answers."),
        "change": _("It is requested; a leader of the street decides."),
    }[do]  # fmt: skip


def seen(request: HttpRequest, row: CollectionForm) -> None:
    """Count the actor's notices about a form as read."""
    mark_subject_read(subject=Ref(store.FORM, row.pk), by=who(request), at=now())


# ── rows ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def rows_page(request: HttpRequest, row: CollectionForm) -> dict[str, Any]:
    """Return what the work list of a form shows; raises NotFound for one that was never approved, and for whoever may not
    know who belongs to it."""
    if not row.version or not dictionary.opens(who(request), filling.spec_of(row.pk).about):
        raise NotFound
    state = request.GET.get("state", "")
    state = state if state in ("open", "filled", "left") else "open"
    place = shown.place_of(request.GET.get("place", ""))
    after = request.GET.get("after", "")
    return formshown.rows_page(who(request), row, state, place_code=place, after=after, at=now())


def several(request: HttpRequest, row: CollectionForm) -> HttpResponse:
    """Confirm the chosen rows of which everything is known, and say how many were and were not."""
    chosen = [int(one) for one in request.POST.getlist("one") if one.isdigit() and len(one) < 19][:CHOSEN]
    own = list(reads.seen_rows(who(request)).filter(pk__in=chosen, form=row.pk).values_list("pk", flat=True))
    back = reverse("desk:ledger:rows", args=[row.pk])
    if not own:
        messages.warning(request, _("Choose at least one row."))
        return HttpResponseRedirect(back)
    did, left = filling.confirm_rows(rows=own, source="visit", by=who(request), at=now())
    if left:
        messages.warning(request, _("%(n)s have something to be asked; fill them one by one.") % {"n": left})
    return done(request, _("%(n)s confirmed.") % {"n": did}, back) if did else HttpResponseRedirect(back)


def row_form(request: HttpRequest, row: FormRow, context: dict[str, Any]) -> forms.RowForm | None:
    """Return the form of a row; None for whoever only reads, and when it takes no more answers."""
    fills = filling.may_fill(who(request), row) and not context["over"] and row.state in ("open", "filled")
    if not fills or (
        context["spec"].filled_by == "community" and not who(request).roles & {"community_head", "leader"}
    ):
        return None
    elements = dictionary.by_code(row.street)
    return forms.RowForm(request.POST if request.method == "POST" else None, cells=context["cells"], elements=elements)


def with_controls(context: dict[str, Any], form: forms.RowForm | None) -> dict[str, Any]:
    """Put the control of each field beside what is known."""
    pairs = [
        (cell, form[forms.name_of(cell.code)] if form is not None and forms.name_of(cell.code) in form.fields else None)
        for cell in context["cells"]
    ]
    return {"form": form, "pairs": pairs}


def filled(request: HttpRequest, row: FormRow, found: filling.Filled) -> HttpResponse:
    """Say what came of filling a row, and go on to the next one."""
    if found.left:
        messages.warning(request, _("%(n)s fields are still to be asked.") % {"n": len(found.left)})
        return HttpResponseRedirect(reverse("desk:ledger:row", args=[row.pk]))
    following = reads.next_open(who(request), row)
    url = reverse("desk:ledger:row", args=[following]) if following else reverse("desk:ledger:rows", args=[row.form_id])
    return done(request, _("Filled. What was changed stands in the registry."), url)


# ── files ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def ledger_file(request: HttpRequest, code: str, at: datetime) -> HttpResponse:
    """Give a ledger as xlsx; the journal says who took it."""
    return _file(*templates_out.ledger(who(request), code, shown.place_of(request.GET.get("place", "")), at))


def submit_form(request: HttpRequest, code: str) -> ledgerforms.SubmitForm:
    """Return the form that hands a ledger in, for the places of the actor."""
    places = [
        ("", _("All of the own ground")),
        *((str(one), said) for one, said in shown.community_choices(who(request))),
    ]
    sent = request.POST if request.method == "POST" else None
    return ledgerforms.SubmitForm(sent, offers={"place": places}, initial={"place": request.GET.get("place", "")})


def submitted_file(request: HttpRequest, handed: Any) -> HttpResponse:
    """Give what was handed in as xlsx."""
    return _file(*templates_out.handed_in(who(request), handed, now()))


def _file(written: Written, name: str) -> HttpResponse:
    response = FileResponse(written.file, as_attachment=True, filename=name, content_type=MIME)
    response["Cache-Control"] = "private, no-store"
    return response


def published(request: HttpRequest) -> str:
    """Say that a file is published; returns where to go on."""
    messages.success(request, _("The file is published and in force."))
    return reverse("desk:ledger:ledgers")

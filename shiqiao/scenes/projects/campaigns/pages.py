"""What the views of campaigns share: filters and frames, forms that act, where one goes on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.text import number_in
from shiqiao.kernel.matters.reads import access_matter
from shiqiao.kernel.notices.actions import mark_subject_read
from shiqiao.kernel.registry.subjects import show
from shiqiao.kernel.territory.reads import communities
from shiqiao.scenes.projects.campaigns import again, forms, moves, reads, rights, shown, words
from shiqiao.scenes.projects.campaigns.opening import ORIGINS
from shiqiao.scenes.projects.campaigns.publishing import rules_of, version_of
from shiqiao.scenes.projects.campaigns.store import ITEM
from shiqiao.scenes.projects.campaigns.tables import Campaign, CampaignItem
from shiqiao.surfaces.desk.actforms import told
from shiqiao.surfaces.desk.words import item_title, said, term


def filters_of(query: Mapping[str, str]) -> reads.Filters:
    """Read the filters of the ledger."""
    tab = query.get("tab", "")
    return reads.Filters(
        tab if tab in words.TABS else "open",
        reads.state_asked(query.get("state", "")),
        number_in(query.get("community", "")),
    )


def ledger_frame(actor: Actor, row: Campaign, filters: reads.Filters, at: datetime) -> dict[str, Any]:
    """Return tabs and choices of the ledger."""
    found = reads.counted(actor, row.pk, at)
    many = {tab: f"{reads.MANY}+" if n > reads.MANY else str(n) for tab, n in found.items()}
    return {
        "campaign": row, "filters": filters, "community": str(filters.community or ""),
        "tabs": [(code, _(title), many.get(code, "")) for code, title in words.TABS.items()],
        "communities": [("", _("All communities")), *((str(one.code), one.title) for one in communities(row.street))],
        "states": [("", _("Every state")), *((code, words.state(code)[0]) for code in moves.STATES)],
        "adds": rights.finds(actor, row.lead),
    }  # fmt: skip


def filled(form_class: Any, request: HttpRequest, **more: Any) -> Any:
    """Return a form with what was sent; pictures are kept at once."""
    if request.method != "POST":
        return form_class(**more)
    files = (request.FILES,) if getattr(form_class, "purposes", None) else ()
    form = form_class(request.POST, *files, **more)
    if files:
        form.take_files(request.actor)  # type: ignore[attr-defined]
    return form


def pdf_of(made: tuple[bytes, str]) -> HttpResponse:
    """Give a PDF as a download."""
    content, name = made
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{_quoted(name)}"
    return response


def _quoted(name: str) -> str:
    from urllib.parse import quote

    return quote(name)


def open_form(request: HttpRequest) -> tuple[Any, Any]:
    """Return the form that opens a campaign with the record it comes from; raises NotFound for who opens none."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    origin = forms.origin_of(request.GET.get("origin", ""))
    shown_origin = show(actor, [origin]).get(origin) if origin else None
    if not rights.opens(actor) or (origin and (origin.kind not in ORIGINS or shown_origin is None)):
        raise NotFound
    form = filled(forms.OpenForm, request, street=actor.street or 0, origin=origin)
    return form, shown_origin


def seen(row: CampaignItem, actor: Actor, at: datetime) -> None:
    """Count the actor's notices about an item as read."""
    mark_subject_read(subject=Ref(ITEM, row.pk), by=actor, at=at)


def act_form(do: str, row: CampaignItem, campaign: Campaign, request: HttpRequest) -> Any:
    """Return the form of a step; raises NotFound."""
    if do not in forms.FORMS:
        raise NotFound
    offers = forms.offers_of(do, row, campaign.version)
    return filled(forms.FORMS[do], request, **({"offers": offers} if offers else {}))


def act_frame(do: str, row: CampaignItem, form: Any) -> dict[str, Any]:
    """Return the frame of a step's page."""
    photos = [shown.photo(row, one) for one in reads.files_of(row) if one.is_picture]
    title, icon = words.MOVES[do]
    lasts = {"notify": "notified", "enforce": "enforcing"}.get(do)
    return {
        "one": shown.row_of(row), "form": form, "title": _(title), "icon": icon, "photos": photos[:4], "do": do,
        "term": term(_term_of(row, lasts)) if lasts else "",
    }  # fmt: skip


def _term_of(row: CampaignItem, state: str) -> str:
    kind = rules_of(row.street, Campaign.objects.get(pk=row.campaign).version).kind(row.kind)
    return str(getattr(kind.terms, moves.STEP[state])) if kind else "1wd"


def again_form(request: HttpRequest, row: CampaignItem) -> tuple[Any, Any]:
    """Return the form about a matter near a struck-off item, with the matter; raises NotFound."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    matter = access_matter(actor, request.GET.get("matter", ""))
    if not again.fits(row, matter) or not rights.may(actor, "ground", row):
        raise NotFound
    return filled(forms.AgainForm, request, matter=matter.number), matter


def again_frame(row: CampaignItem, matter: Any, form: Any) -> dict[str, Any]:
    """Return the frame of that form."""
    within = rules_of(row.street).reopen_within
    return {
        "one": shown.row_of(row), "matter": matter, "title": item_title(matter.street, matter.item), "form": form,
        "within": within, "back": reverse("desk:matter", args=[matter.number]),
    }  # fmt: skip


def after_again(request: HttpRequest, row: CampaignItem, became: CampaignItem, form: Any) -> HttpResponse:
    """Say what it became and go there."""
    if form.cleaned_data["meant"] == again.OTHER:
        return told(request, _("Noted: another thing."), reverse("desk:matter", args=[form.matter]))
    sentence = (
        _("The item is reopened.")
        if became.pk == row.pk
        else _("A recurrence is entered: %(n)s.") % {"n": became.number}
    )
    return told(request, sentence, reverse("desk:campaigns:item", args=[became.pk]))


def rules_page(street: int) -> dict[str, Any]:
    """Return the rules as they hold."""
    held = rules_of(street)
    return {
        "rules": held, "version": version_of(street),
        "kinds": [
            (
                said(one.title), [(_(title), term(getattr(one.terms, step))) for step, title in words.STEPS.items()],
                [said(row.title) for row in one.bases], [said(row.title) for row in one.uses],
                [item_title(street, code) for code in one.items],
            )
            for one in held.kinds
        ],
    }  # fmt: skip
